//! Entering all member schools as shareholders at once.

use domain::Failure;
use domain::control::Measure;
use leptos::prelude::*;
use market::control::{EnterMembers, enter_members, members_to_enter};

use super::shareholder::{how_much, typed};
use crate::parts::{BackLink, Button, Details, ErrorSummary, Form, Lead, Title};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::plural;

/// Shows whom it would be.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::of([("measure", Measure::Guarantee.code())]))).await
}

/// Enters them.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let command = EnterMembers { typed: typed(&ask.form), key: ask.form.key()? };
    match enter_members(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other("/control#shareholders")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = members_to_enter(ask.market(), ask.actor()?).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Enter all member schools", move || {
        let count = u64::try_from(found.schools.len()).unwrap_or(0);
        let body = if count == 0 && shown.problems.is_empty() {
            view! { <p>"Every full member is in the register already."</p> }.into_any()
        } else {
            let (names, held) = (found.schools.join(", "), how_much(&shown));
            view! {
                <Lead>{format!("{} of the partnership hold nothing yet. Each is entered with the same.", plural(count, "full member", "full members"))}</Lead>
                <Details summary="Which they are"><p>{names}</p></Details>
                <Form action="/control/shareholders/members" key=key>
                    {held}
                    <Button>"Enter them"</Button>
                </Form>
            }
            .into_any()
        };
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Enter all member schools"/>
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}
