//! The partnerships of this installation, for whoever keeps it running: that they stand, and who
//! directs them.

use domain::Failure;
use domain::calendar::short_day;
use domain::id::OrganisationId;
use leptos::prelude::*;
use market::partnership::{Founded, founded};

use crate::association::areas;
use crate::parts::{
    Actions, ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, Notice, NoticeKind, Section,
    Table, TableRow, Tag, TagKind, Title,
};
use crate::web::{Answer, Ask, Page, csv};

/// The list; with a word on the one that was founded just now.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let all = founded(ask.market(), ask.actor()?).await?;
    let new: Option<OrganisationId> = ask.query.get("new").parse().ok();
    let new = all.iter().find(|one| Some(one.partnership) == new).map(stands);
    let page = Page::new("Partnerships founded here", move || {
        let list = table(&all);
        view! {
            {new}
            <Title text="Partnerships founded here"/>
            {list}
            <Actions><ButtonLink href="/partnerships/new">"Set up a partnership"</ButtonLink></Actions>
        }
    });
    Ok(page.into())
}

/// Says that it stands, and what comes next.
fn stands(one: &Founded) -> AnyView {
    let next = if !one.directed && one.invited {
        "Its director gets an invitation by email, and sets up the rest."
    } else {
        "Its director sets up the rest."
    };
    let title = format!("{} is founded", one.name);
    view! { <Notice kind=NoticeKind::Success title><p>{next}</p></Notice> }.into_any()
}

/// The first page of whoever keeps the installation running.
pub(crate) async fn home(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let greeting = format!("Good day, {}", actor.name());
    let all = founded(ask.market(), actor).await?;
    let page = Page::new("Home", move || {
        let list = table(&all);
        view! {
            <Title text=greeting/>
            <Actions>
                <ButtonLink href="/partnerships/new">"Set up a partnership"</ButtonLink>
                <ButtonLink href="/schools" kind=ButtonKind::Secondary>"Find a school"</ButtonLink>
            </Actions>
            <Section id="partnerships" title="Partnerships founded here">{list}</Section>
        }
    });
    Ok(page.into())
}

fn table(all: &[Founded]) -> impl IntoView + use<> {
    let (any, rows) = (!all.is_empty(), all.iter().map(row).collect());
    let columns = ["Partnership", "Areas", "Founded here", "Director"].map(ColumnHead::words);
    let empty = view! {
        <EmptyState title="No partnership yet">
            <p>"Each partnership stands here once it is founded, and whether it has a director. Its people, what it sells and what its schools buy stay its own."</p>
        </EmptyState>
    };
    view! {
        <Table caption="Partnerships, the newest first" quiet_caption=true columns=columns.to_vec() rows
            empty=empty.into_any()/>
        {any.then(|| csv::link("/partnerships/founded.csv".to_owned(), ""))}
    }
}

fn row(one: &Founded) -> TableRow {
    let director = match (one.directed, one.invited) {
        (true, _) => directed(one).into(),
        (false, true) => Cell::view(view! { <Tag text=directed(one)/> }),
        (false, false) => Cell::view(view! { <Tag kind=TagKind::Waits text=directed(one)/> }),
    };
    TableRow::new(vec![
        Cell::Text(one.name.clone()),
        areas(&one.areas).into(),
        short_day(one.on).into(),
        director,
    ])
}

/// Whether somebody directs it.
pub(super) const fn directed(one: &Founded) -> &'static str {
    match (one.directed, one.invited) {
        (true, _) => "In place",
        (false, true) => "Invited",
        (false, false) => "Nobody",
    }
}
