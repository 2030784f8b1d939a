//! Signing in and out, choosing a password, whom one acts for.

pub mod demo;
pub mod reset;
pub mod sign_in;
pub mod sign_out;

use domain::Failure;
use domain::id::OrganisationId;
use leptos::prelude::*;
use market::person::{self, ActFor};

use crate::parts::{Button, ButtonKind, Form, Section, SummaryList, SummaryRow, Title};
use crate::web::{Answer, Ask, Page};

/// Who is signed in, whom they act for, and the way out.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let name = actor.name().to_owned();
    let email = actor.email().unwrap_or_default().to_owned();
    let roles: Vec<SummaryRow> = actor
        .may_act_for()
        .iter()
        .map(|acting| {
            let roles: Vec<&str> =
                acting.roles.iter().map(|held| crate::words::role(held.role)).collect();
            SummaryRow::new(acting.name.clone(), roles.join(", "))
        })
        .collect();
    let page = Page::new("Your account", move || {
        view! {
            <Title text="Your account"/>
            <SummaryList rows=vec![SummaryRow::new("Name", name), SummaryRow::new("Email", email)]/>
            <Section id="roles" title="What you do, and for whom">
                <SummaryList rows=roles/>
            </Section>
            <Section id="sessions" title="Signed in elsewhere?">
                <p>"If you used a computer that others use too, end every session of yours, this one included."</p>
                <Form action="/sign-out-everywhere">
                    <Button kind=ButtonKind::Warning>"Sign out everywhere"</Button>
                </Form>
            </Section>
        }
    });
    Ok(page.into())
}

/// Changes whom the session acts for.
pub async fn act_for(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let organisation: OrganisationId =
        ask.form.get("organisation").parse().map_err(|_| Failure::NotFound)?;
    person::act_for(ask.market(), actor, ActFor { organisation }).await?;
    Ok(Answer::see_other("/"))
}
