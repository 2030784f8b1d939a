//! Leaving an organisation by oneself.

use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::Actor;
use market::access::ActingFor;
use market::people::{Leave, leave_organisation};

use crate::parts::{
    BackLink, Button, ButtonKind, Form, Lead, Notice, NoticeKind, SummaryList, SummaryRow, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What it means, and the button.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let place = place(&ask)?;
    Ok(page(place, ask.form_key(), None).into())
}

/// Leaves it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let leave = Leave { organisation: ask.part("organisation")? };
    match leave_organisation(ask.market(), ask.actor()?, &ask.form.key()?, leave).await {
        Ok(()) => Ok(Answer::see_other("/account")),
        Err(Failure::Refused(refusal)) => {
            let failure = Failure::Refused(refusal.clone());
            let page = page(place(&ask)?, ask.form_key(), Some(refusal));
            Ok(page.status(words::status(&failure)).into())
        }
        Err(failure) => Err(failure),
    }
}

/// Where somebody holds roles of their own, and not through a trust: what they can leave.
pub(super) fn places(actor: &Actor) -> impl Iterator<Item = &ActingFor> {
    let own = |acting: &&ActingFor| {
        acting.through.is_none() && acting.roles.iter().any(|held| held.deputy_of.is_none())
    };
    actor.may_act_for().iter().filter(own)
}

fn place(ask: &Ask) -> Result<ActingFor, Failure> {
    let id = ask.part("organisation")?;
    let mut places = places(ask.actor()?);
    places.find(|acting| acting.organisation == id).cloned().ok_or(Failure::NotFound)
}

fn page(place: ActingFor, key: String, refused: Option<Refusal>) -> Page {
    let title = format!("Leave {}", place.name);
    Page::new(title.clone(), move || {
        let stays = refused.map(|refusal| {
            let (title, advice) = words::refusal(&refusal);
            view! { <Notice kind=NoticeKind::Refused title=title><p>{advice}</p></Notice> }
        });
        let own = place.roles.iter().filter(|held| held.deputy_of.is_none());
        let roles: Vec<&str> = own.map(|held| words::role(held.role)).collect();
        let told = format!("Whoever looks after the people of {} gets an email", place.name);
        let rows = vec![
            SummaryRow::new("What ends", roles.join(", ")),
            SummaryRow::new(
                "What stays",
                "What you ordered, approved or signed, with your name. Your account, and whom else you act for",
            ),
            SummaryRow::new("Who is told", told),
        ];
        let action = format!("/account/leave/{}", place.organisation);
        view! {
            <BackLink href="/account" text="Your account"/>
            <Title text=title.clone()/>
            {stays}
            <Lead>"You lose your roles there at once. To come back, you need a new invitation."</Lead>
            <SummaryList rows=rows/>
            <Form action=action key=key>
                <Button kind=ButtonKind::Warning>{title.clone()}</Button>
            </Form>
        }
    })
}
