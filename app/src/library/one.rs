//! One resource: what it is, its newest version to read, and for those who keep it those before.

use domain::Failure;
use domain::calendar::{day_in_full, london_day, short_day};
use domain::id::ResourceId;
use domain::library::EditionFacts;
use leptos::prelude::*;
use market::library::{Edition, EditionRead, ResourceDetail, read_edition, view_resource};

use crate::parts::{
    BackLink, ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, Evidence, Meta, MoreActions,
    Muted, Notice, NoticeKind, Prose, Section, SummaryList, SummaryRow, Table, TableRow, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::library as words;
use crate::words::service::{file_kind, file_size};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: ResourceId = ask.part("resource")?;
    let resource = view_resource(ask.market(), &ask.viewer, id).await?;
    let title = resource.facts.title.clone();
    Ok(Page::new(title, move || body(&resource)).paper("Library").into())
}

/// Sends a version, or leads to where it is.
pub async fn read(ask: Ask) -> Result<Answer, Failure> {
    let id: ResourceId = ask.part("resource")?;
    let number: i64 = ask.part("edition")?;
    Ok(match read_edition(ask.market(), &ask.viewer, id, number).await? {
        EditionRead::File(read) => Answer::File {
            name: read.name,
            content_type: read.content_type,
            contents: read.contents,
        },
        EditionRead::Link(to) => Answer::SeeOther(to),
    })
}

fn body(resource: &ResourceDetail) -> impl IntoView + use<> {
    let id = resource.id;
    let facts = &resource.facts;
    let meta = vec![
        view! { <span>{words::kind(facts.kind)}</span> }.into_any(),
        view! { <span>{format!("{} shares it for nothing", resource.partnership)}</span> }
            .into_any(),
    ];
    let summary = facts.summary.clone().map(|text| view! { <Prose><p>{text}</p></Prose> });
    let newest = resource.editions.first().map(|one| newest(resource, one));
    let withdrawn = resource.withdrawn_at.map(|at| {
        let title = format!("Withdrawn on {}. Nobody else reads it.", day_in_full(london_day(at)));
        view! { <Notice kind=NoticeKind::Waits title/> }
    });
    let bar = (resource.can_keep && resource.withdrawn_at.is_none()).then(|| {
        let quiet = move |page: &str, text: &'static str| {
            let href = format!("/library/{id}/{page}");
            view! { <ButtonLink href kind=ButtonKind::Quiet>{text}</ButtonLink> }
        };
        view! {
            <MoreActions>
                {quiet("replace", "Add a new version")}
                {quiet("withdraw", "Withdraw")}
            </MoreActions>
        }
    });
    let versions = resource.can_keep.then(|| versions(resource));
    view! {
        <BackLink href="/library" text="Back to the library"/>
        {withdrawn}
        <Title text=facts.title.clone()/>
        <Meta facts=meta/>
        {bar}
        {summary}
        {newest}
        {versions}
    }
}

/// The version to read.
fn newest(resource: &ResourceDetail, one: &Edition) -> impl IntoView + use<> {
    let facts = &resource.facts;
    let mut rows = vec![
        SummaryRow::new("About", facts.category.label()),
        SummaryRow::new(
            "Version",
            format!("{} of {}", one.number, day_in_full(one.facts.dated_on)),
        ),
        SummaryRow::new("Looked at again", review(&one.facts, resource.today)),
        SummaryRow::new("For", words::reach(facts.reach)),
    ];
    if resource.can_keep {
        rows.push(SummaryRow::new("Read so far", words::reads(resource.reads)));
    }
    let link = link(resource.id, one);
    view! {
        <Section id="read" title="Read it">
            <p>{link}</p>
            <SummaryList rows label="What it is"/>
        </Section>
    }
}

fn review(facts: &EditionFacts, today: chrono::NaiveDate) -> String {
    match facts.review_by {
        Some(day) if facts.is_due(today) => {
            format!("By {}: that is past. Ask whether it still holds", day_in_full(day))
        }
        Some(day) => format!("By {}", day_in_full(day)),
        None => "No day is set".to_owned(),
    }
}

fn link(id: ResourceId, one: &Edition) -> AnyView {
    let href = format!("/library/{id}/read/{}", one.number);
    match &one.content_type {
        Some(kind) => {
            let size = format!("{}, {}", file_kind(kind), file_size(one.bytes));
            view! { <Evidence href text=format!("Version {}", one.number) size/> }.into_any()
        }
        None => {
            let text = format!("Watch version {}, on another site", one.number);
            view! { <TextLink href>{text}</TextLink> }.into_any()
        }
    }
}

fn versions(resource: &ResourceDetail) -> impl IntoView + use<> {
    let id = resource.id;
    let rows = resource
        .editions
        .iter()
        .map(|one| {
            TableRow::new(vec![
                Cell::view(link(id, one)),
                short_day(one.facts.dated_on).into(),
                one.facts.review_by.map(short_day).unwrap_or_default().into(),
                one.made_by.clone().unwrap_or_default().into(),
                short_day(london_day(one.made_at)).into(),
            ])
        })
        .collect();
    let columns = ["Version", "Of", "Look at again by", "Added by", "Added"].map(ColumnHead::words);
    let empty = view! { <EmptyState title="No versions"><p>"There is none."</p></EmptyState> };
    view! {
        <Section id="versions" title="Versions">
            <Table caption="Versions, the newest first" quiet_caption=true columns=columns.to_vec()
                rows empty=empty.into_any()/>
            <Muted><TextLink href=format!("/library/{id}/versions.csv")>"Download as CSV"</TextLink></Muted>
        </Section>
    }
}
