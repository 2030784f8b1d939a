//! Inviting somebody into the organisation.

use domain::Failure;
use domain::access::Role;
use domain::people::{FIRST_ORDER_LIMIT, has_limit};
use leptos::prelude::*;
use market::db::PageAsked;
use market::people::{InvitePerson, People, invite_person, people};

use crate::parts::{
    BackLink, Button, Choice, Details, ErrorSummary, Form, Lead, MoneyField, RadiosField,
    TextField, TextKind, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = people(ask.market(), ask.actor()?, &PageAsked::default()).await?;
    let limit = words::plain_pounds(FIRST_ORDER_LIMIT);
    let limit = limit.trim_end_matches(".00").to_owned();
    let form = Filled::of([("limit", limit.as_str())]);
    Ok(page(&found, ask.form_key(), Typed::fresh(form)).into())
}

/// Sends the invitation.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let form = &ask.form;
    let until = form.date("until");
    let read = InvitePerson::read(form.get("email"), form.get("role"), form.get("limit"), &until);
    let done = match read.map_err(Failure::Invalid) {
        Ok(command) => invite_person(ask.market(), ask.actor()?, &form.key()?, command).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/people")),
        Err(failure) => {
            let found = people(ask.market(), ask.actor()?, &PageAsked::default()).await?;
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(&found, ask.form_key(), typed).into())
        }
    }
}

fn page(found: &People, key: String, typed: Typed) -> Page {
    let (organisation, may_give) = (found.organisation.clone(), found.may_give.clone());
    let shown = typed.clone();
    Page::new("Invite somebody", move || {
        let roles = may_give
            .iter()
            .map(|role| Choice::new(role.code(), words::role(*role)).hint(words::people::does(*role)))
            .collect();
        view! {
            <BackLink href="/people" text="Back to people"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=organisation text="Invite somebody"/>
            <Lead>"They get an email with a link that works for fourteen days."</Lead>
            <Form action="/people/invite" key=key>
                <TextField name="email" label="Their email address" kind=TextKind::Email autocomplete="off"
                    value=shown.value("email") error=shown.error("email")/>
                <RadiosField name="role" label="What will they do?" choices=roles
                    value=shown.value("role") error=shown.error("role")/>
                {limit_field(&may_give, &shown)}
                {time_field(&shown)}
                <Button>"Send the invitation"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

/// How long they will be there, where it is not for good.
fn time_field(typed: &Typed) -> AnyView {
    let last =
        Fields::of(typed).date("until", "Last day", "After it, they can no longer act for you");
    let open = !typed.form.date("until").is_empty();
    view! { <Details summary="Only for a time" open=open>{last}</Details> }.into_any()
}

/// What they may spend, where somebody could be invited who spends.
fn limit_field(may_give: &[Role], typed: &Typed) -> Option<AnyView> {
    let spends = may_give.iter().any(|role| has_limit(*role));
    let (value, error) = (typed.value("limit"), typed.error("limit"));
    spends.then(|| {
        view! {
            <MoneyField name="limit" label="The most they may order or approve alone, including VAT"
                hint="For buyers and approvers. Leave it empty for an approver without a limit" value error/>
        }
        .into_any()
    })
}
