//! Accepting an invitation. Looking at it does nothing: mail scanners follow links.

use domain::Failure;
use leptos::prelude::*;
use market::person::{self, AcceptInvitation, Offer};

use crate::parts::{
    Button, ErrorSummary, Form, Hidden, Lead, TextField, TextKind, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// What is offered.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.query.get("token").to_owned();
    match person::invitation(ask.market(), &token).await {
        Ok(offer) => Ok(page(offer, token, Typed::fresh(Filled::default())).into()),
        Err(Failure::Invalid(_)) => Ok(run_out().into()),
        Err(other) => Err(other),
    }
}

/// Accepts it.
pub async fn accept(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.form.get("token").to_owned();
    let accept = AcceptInvitation {
        token: token.clone(),
        name: ask.form.get("name").to_owned(),
        password: ask.form.get("password").to_owned(),
        device: ask.device(),
    };
    match person::accept_invitation(ask.market(), &ask.viewer, accept).await {
        Ok(Some(session)) => Ok(Answer::SeeOtherWithSession {
            to: "/".to_owned(),
            token: Some(session.as_str().to_owned()),
        }),
        Ok(None) if ask.viewer.signed_in().is_some() => Ok(Answer::see_other("/")),
        Ok(None) => Ok(Answer::see_other("/sign-in")),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            match person::invitation(ask.market(), &token).await {
                Ok(offer) => Ok(page(offer, token, typed).into()),
                Err(Failure::Invalid(_)) => Ok(run_out().into()),
                Err(other) => Err(other),
            }
        }
    }
}

fn page(offer: Offer, token: String, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new(format!("Act for {}", offer.organisation), move || {
        let role = crate::words::role(offer.role).to_lowercase();
        let invited_by = offer.invited_by.unwrap_or_else(|| "Commonpool".to_owned());
        let days = crate::words::people::days(offer.days);
        let days = days.map(|days| format!(", {days}")).unwrap_or_default();
        let lead = format!("{invited_by} invites you, {}, as {role}{days}.", offer.email);
        let fields = (!offer.has_account).then(|| {
            view! {
                <TextField name="name" label="Your name" autocomplete="name"
                    value=shown.value("name") error=shown.error("name")/>
                <TextField name="password" label="Choose a password" kind=TextKind::Password
                    hint="At least 10 characters. Three words that do not belong together are good"
                    autocomplete="new-password" error=shown.error("password")/>
            }
        });
        let known = offer
            .has_account
            .then(|| view! { <p>"You can sign in already: your password stays as it is."</p> });
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title caption=offer.organisation text="Accept the invitation"/>
            <Lead>{lead}</Lead>
            {known}
            <Form action="/invitation">
                <Hidden name="token" value=token/>
                {fields}
                <Button>"Accept"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn run_out() -> Page {
    Page::new("This invitation has been used or has run out", || {
        view! {
            <Title text="This invitation has been used or has run out"/>
            <Lead>"An invitation works once, for fourteen days. If you have accepted it, sign in. If not, ask whoever invited you to send another."</Lead>
            <p><TextLink href="/sign-in">"Sign in"</TextLink></p>
        }
    })
    .status(410)
}
