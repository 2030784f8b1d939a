//! One entry: how it is worked out, and everything it rests on as it was then.

use domain::Failure;
use domain::calendar::{moment_in_words, short_day};
use domain::saving::Stage;
use leptos::prelude::*;
use market::saving::{EntryDetail, EntryPrices, view_saving_entry};

use super::entries::{saved, subject, working};
use crate::parts::{
    BackLink, Evidence, Muted, Section, SummaryList, SummaryRow, Table, TableRow, Tag, TagKind,
    TextLink, Title,
};
use crate::service::market::{heads, source, strip_of};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows an entry.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let entry = view_saving_entry(ask.market(), ask.actor()?, ask.part("saving")?).await?;
    Ok(Page::new("A saving and what it rests on", move || body(entry)).paper("Saving").into())
}

fn body(entry: EntryDetail) -> impl IntoView {
    let caption = entry.view.school_name.clone();
    let rows = rows(&entry);
    let stage = entry.view.entry.stored().stage;
    let prices = entry.prices.as_ref().map(|found| prices(found, stage));
    view! {
        <BackLink href="/savings/entries" text="Back to all entries"/>
        <Title caption text="A saving and what it rests on"/>
        <SummaryList rows/>
        {prices}
    }
}

fn rows(entry: &EntryDetail) -> Vec<SummaryRow> {
    let stored = entry.view.entry.stored();
    let facts = &stored.facts;
    let amount = saved(stored.amount, stored.reverses.is_some());
    let vat = words::basis(facts.basis);
    let mut rows = vec![
        SummaryRow::new("For", subject(&entry.view.subject)),
        SummaryRow::new("Less or more", view! { {amount}<Muted>{vat}</Muted> }),
        SummaryRow::new("How it is worked out", working(&entry.view)),
        SummaryRow::new("Why it counts so", words::why(facts.baseline_kind)),
        SummaryRow::new("Stage", words::stage(stored.stage)),
        SummaryRow::new("Counts on", short_day(facts.counts_on)),
        SummaryRow::new("Financial year", words::year(facts.year_starts_on)),
        SummaryRow::new("Entered", moment_in_words(entry.view.entered_at)),
    ];
    if !entry.documents.is_empty() {
        let links = entry.documents.iter().map(|file| {
            let href = format!("/savings/entries/{}/evidence/{file}", stored.id);
            view! { <p><Evidence href text="Document"/></p> }
        });
        rows.push(SummaryRow::new("Evidence", links.collect_view()));
    }
    let other = |key: &str, id: domain::id::SavingId| {
        let href = format!("/savings/entries/{id}");
        SummaryRow::new(key, view! { <TextLink href>"See that entry"</TextLink> })
    };
    rows.extend(entry.takes_back.map(|id| other("Takes back an earlier entry", id)));
    rows.extend(entry.taken_back_by.map(|id| other("Taken back by a later entry", id)));
    rows
}

/// The prices as they were when the entry was made.
fn prices(prices: &EntryPrices, stage: Stage) -> impl IntoView + use<> {
    let rate = &prices.rate;
    let (unit, basis) = (words::price::a_unit(prices.unit), words::basis(rate.basis));
    let count = u64::try_from(rate.published.len()).unwrap_or(0);
    let published = words::plural(count, "published price", "published prices");
    let told = rate.distribution.map_or_else(String::new, |found| {
        format!("The middle of {published} was {} {unit}, {basis}.", found.median)
    });
    let rows: Vec<TableRow> = rate
        .published
        .iter()
        .map(|one| {
            let withdrawn = prices.withdrawn.iter().find(|(id, _)| *id == one.id);
            let mark = withdrawn.map_or_else(
                || "Still counted".into_any(),
                |(_, at)| {
                    let text =
                        format!("Withdrawn {}", short_day(domain::calendar::london_day(*at)));
                    view! { <Tag kind=TagKind::Plain text/> }.into_any()
                },
            );
            source(one, Some(mark))
        })
        .collect();
    let strip = strip_of(rate, prices.unit, words::price_at(stage));
    view! {
        <Section id="prices" title="The prices it was measured against">
            <p>{told}</p>
            {strip}
            <Table caption=format!("Prices then, £ {unit}, {basis}") columns=heads(Some("Today")) rows/>
            <Muted>
                "These are the prices that were known when the figure was entered. What was added or withdrawn since \
                 does not change it."
            </Muted>
        </Section>
    }
}
