//! Who delivers through the partnership, and whose offer waits to be listed.

use ::market::service::{ListedProvider, listed_providers};
use domain::Failure;
use domain::calendar::short_day;
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, ButtonLink, Cell, ColumnHead, EmptyState, Muted, Table, TableRow, Tag,
    TagKind, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words;

/// The list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = listed_providers(ask.market(), actor).await?;
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let page = Page::new("Providers", move || {
        let (any, rows) = (!found.is_empty(), found.iter().map(row).collect());
        let empty = view! {
            <EmptyState title="Nobody delivers through you yet">
                <p>"Firms, practitioners, the council and schools stand here once a service of theirs is listed, or \
                    once a member school has offered one."</p>
            </EmptyState>
        };
        let columns = ["Provider", "Kind", "Services on sale", "Who acts for it", "To list"]
            .map(ColumnHead::words)
            .to_vec();
        view! {
            <BackLink href="/services" text="Back to services"/>
            <Title caption=name text="Providers"/>
            <Actions><ButtonLink href="/services/new">"Add a service"</ButtonLink></Actions>
            <Table caption="Who delivers through the partnership" quiet_caption=true columns rows
                empty=empty.into_any()/>
            {any.then(|| csv::link("/providers.csv".to_owned(), ""))}
        }
    });
    Ok(page.into())
}

fn row(one: &ListedProvider) -> TableRow {
    let waits = (one.offered_on.is_some() && one.services == 0)
        .then(|| view! { " "<Tag kind=TagKind::Waits text="Not listed yet"/> });
    let name = one.name.clone();
    let offers = match (&one.offers, one.offered_on) {
        (Some(offers), Some(on)) => Some(format!("Offers {offers}, since {}", short_day(on))),
        (None, Some(on)) => Some(format!("Offered itself on {}", short_day(on))),
        (_, None) => None,
    };
    let offers = offers.map(|told| view! { <Muted>{told}</Muted> });
    let services = match one.services {
        0 => Cell::from("None"),
        all => {
            let href = format!("/services?provider={}", one.id);
            let text = format!("{} of {}", words::count(one.on_sale), words::count(all));
            Cell::view(view! { <TextLink href=href>{text}</TextLink> })
        }
    };
    let add = format!("/services/new?provider={}", one.id);
    TableRow::new(vec![
        Cell::view(view! { {name}{waits}{offers} }),
        words::organisation_kind(one.kind).into(),
        services,
        people(one),
        Cell::view(view! { <TextLink href=add>"Add a service of theirs"</TextLink> }),
    ])
}

/// How many act for it here; for a firm for which nobody does, the way to invite the first.
fn people(one: &ListedProvider) -> Cell {
    if one.people > 0 {
        return words::plural(one.people, "person", "people").into();
    }
    if one.kind != OrganisationKind::Provider {
        return "Nobody yet".into();
    }
    let href = format!("/providers/{}/people", one.id);
    let text = if one.invited > 0 { "Invited" } else { "Nobody yet: invite somebody" };
    Cell::view(view! { <TextLink href=href>{text}</TextLink> })
}
