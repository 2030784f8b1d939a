//! The INSET days of all schools of an area, by day: when they could train together.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::db::PageAsked;
use market::term_dates::{InsetOfSchool, inset_days_together};

use crate::parts::{
    BackLink, Cell, ColumnHead, Details, EmptyState, Lead, Prose, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::plural_of;

const HEAD: [&str; 3] = ["Day", "School", "What staff do"];

/// Shows them.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let proposes = actor.can(Action::PlaceOrder);
    let days = inset_days_together(ask.market(), actor).await?;
    Ok(Page::new("INSET days of the area", move || body(days, proposes)).into())
}

fn body(days: Vec<InsetOfSchool>, proposes: bool) -> impl IntoView {
    let mut by_day: BTreeMap<NaiveDate, Vec<InsetOfSchool>> = BTreeMap::new();
    for one in days {
        by_day.entry(one.day).or_default().push(one);
    }
    let rows: Vec<TableRow> = by_day.into_iter().map(row).collect();
    let any = !rows.is_empty();
    let empty = view! {
        <EmptyState title="No INSET days to come">
            <p>"Schools enter theirs under their term dates."</p>
        </EmptyState>
    }
    .into_any();
    let share = proposes.then(|| {
        let href = "/sharing/new?kind=training&reach=area&split=equally";
        view! { <p><TextLink href>"Offer to share a training day, with its cost split"</TextLink></p> }
    });
    let columns = vec![ColumnHead::words("Day"), ColumnHead::words("Schools")];
    view! {
        <BackLink href="/term-dates" text="Back to term dates"/>
        <Title text="INSET days of the area"/>
        <Lead>"On a day that many schools share, one trainer serves them all."</Lead>
        <Table caption="INSET days to come, by day" quiet_caption=true columns rows empty/>
        {share}
        {any.then(|| csv::link("/inset-days.csv".to_owned(), "the INSET days"))}
    }
}

fn row((day, schools): (NaiveDate, Vec<InsetOfSchool>)) -> TableRow {
    let summary = plural_of(schools.len(), "school", "schools");
    let names = schools
        .into_iter()
        .map(|one| {
            let note = one.note.map(|note| format!(": {note}"));
            view! { <li>{one.school}{note}</li> }
        })
        .collect_view();
    let schools = view! { <Details summary><Prose><ul>{names}</ul></Prose></Details> };
    TableRow::new(vec![day_in_words(day).into(), Cell::view(schools)])
}

/// The days as a file, a row for each school.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "inset-days", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<market::db::Page<Vec<String>>, Failure> {
    let days = inset_days_together(ask.market(), ask.actor()?).await?;
    Ok(csv::whole(days, |one| {
        vec![csv::day(Some(one.day)), one.school, one.note.unwrap_or_default()]
    }))
}
