//! Inviting the first who is to act for a provider.

use domain::Failure;
use domain::access::Role;
use domain::id::OrganisationId;
use domain::text::Email;
use leptos::prelude::*;
use market::people::{InviteProvider, ProviderPeople, invite_provider, provider_people};

use super::list::invitations;
use crate::parts::{
    BackLink, Button, ErrorSummary, Form, Lead, Notice, TextField, TextKind, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// Who was invited, and the form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

/// Sends the invitation.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let provider: OrganisationId = ask.part("provider")?;
    let done = match Email::parse(ask.form.get("email")) {
        Ok(email) => {
            let command = InviteProvider { provider, email };
            invite_provider(ask.market(), ask.actor()?, &ask.form.key()?, command).await
        }
        Err(problem) => Err(Failure::field("email", problem)),
    };
    match done {
        Ok(_) => Ok(Answer::see_other(format!("/providers/{provider}/people"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let provider: OrganisationId = ask.part("provider")?;
    let found = provider_people(ask.market(), ask.actor()?, provider).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new(format!("Who acts for {}", found.name), move || {
        let (email, error) = (shown.value("email"), shown.error("email"));
        let ProviderPeople { name, invited, may_invite } = found;
        let form = may_invite.then(|| {
            let action = format!("/providers/{provider}/people");
            view! {
                <Lead>
                    "Nobody acts for it here yet, so nobody can confirm what was delivered. Whoever you invite \
                     sees its bookings, confirms its days and invites its other people. Until then bookings \
                     are sent to you."
                </Lead>
                <Form action=action key=key>
                    <TextField name="email" label="Their email address" kind=TextKind::Email autocomplete="off"
                        value=email error=error/>
                    <Button>"Send the invitation"</Button>
                </Form>
            }
        });
        let closed = (!may_invite).then(|| {
            view! {
                <Notice title="Its own people invite each other">
                    <p>"Somebody acts for it already, or it delivers for others too. Ask them to invite whoever is missing; \
                        for a council or a school, ask whoever looks after its people."</p>
                </Notice>
            }
        });
        view! {
            <BackLink href="/providers" text="Back to providers"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=name text="Who acts for it"/>
            {form}
            {closed}
            {invitations(invited, &[Role::ProviderManager], None)}
        }
    });
    Ok(page.with_form(&typed).into())
}
