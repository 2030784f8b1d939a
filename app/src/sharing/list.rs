//! What a school shares, or is asked to; and all of a partnership.

use std::sync::Arc;

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::sharing::{SharingRow, sharings};

use crate::parts::{
    Actions, BackLink, ButtonLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow,
    Tag, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{self, plain_pounds, sharing as said};

/// The list, the newest first.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = sharings(ask.market(), actor, &ask.page()).await?;
    let proposes = actor.can(Action::PlaceOrder);
    let next = found.next.map(|key| format!("/sharing?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Sharing between schools", move || {
        let rows = items.iter().map(row).collect();
        let columns = ["What", "Proposed by", "From and to", "State", "Your answer"];
        let mut columns = columns.map(ColumnHead::words).to_vec();
        columns.push(ColumnHead::numbers("Your part"));
        let propose = proposes.then(|| {
            view! { <Actions><ButtonLink href="/sharing/new">"Offer to share"</ButtonLink></Actions> }
        });
        let empty = view! {
            <EmptyState title="Nothing is shared yet">
                <p>"A business manager for three schools, a minibus, cover in the holidays, a training day: say what it costs and how you would split it."</p>
            </EmptyState>
        };
        view! {
            <BackLink href="/orders" text="Back to orders"/>
            <Title text="Sharing between schools"/>
            <Lead>"Staff, premises, holiday cover and training that schools use together, with the cost split to the penny."</Lead>
            {propose}
            <Table caption="What schools share, the newest first. Amounts exclude VAT" columns rows
                empty=empty.into_any()/>
            <Pagination label="Sharing" next=next.unwrap_or_default()/>
            {csv::link("/sharing.csv".to_owned(), "")}
        }
    });
    Ok(page.into())
}

fn row(one: &SharingRow) -> TableRow {
    let (href, title) = (format!("/sharing/{}", one.id), one.title.clone());
    let (text, kind) = said::stage(one.stage);
    let own = one.own.map(said::sharer);
    let own =
        own.map_or_else(|| Cell::from(""), |(text, kind)| Cell::view(view! { <Tag kind text/> }));
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{title}</TextLink> }),
        one.proposer.clone().into(),
        format!("{} to {}", short_day(one.first_on), short_day(one.ends_on)).into(),
        Cell::view(view! { <Tag kind text/> }),
        own,
        one.portion.map(|net| words::pounds(net.pence())).unwrap_or_default().into(),
    ])
}

const HEAD: [&str; 13] = [
    "What",
    "Kind",
    "Proposed by",
    "Employed or owned by",
    "First day",
    "Last day",
    "Cost comes",
    "Cost excluding VAT",
    "Schools",
    "State",
    "Your answer",
    "Your part excluding VAT",
    "Number",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "sharing", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: SharingRow| {
        vec![
            one.title,
            said::kind(one.kind).to_owned(),
            one.proposer,
            one.owner,
            csv::day(Some(one.first_on)),
            csv::day(Some(one.ends_on)),
            said::cost_kind(one.cost_kind).to_owned(),
            plain_pounds(one.total.pence()),
            one.schools.to_string(),
            said::stage(one.stage).0.to_owned(),
            one.own.map(|own| said::sharer(own).0.to_owned()).unwrap_or_default(),
            one.portion.map(|net| plain_pounds(net.pence())).unwrap_or_default(),
            one.id.to_string(),
        ]
    };
    Ok(sharings(ask.market(), ask.actor()?, &page).await?.map(row))
}
