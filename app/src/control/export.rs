//! The control test, the register of shareholders and what was entered by hand as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::london_day;
use domain::control::Arrangement;
use market::control::{Entered, Shareholding, YearActivity, entered_activity, view_control};
use market::db::{Page, PageAsked};

use super::year_of;
use crate::web::{Answer, Ask, csv};
use crate::words::control as words;
use crate::words::plain_pounds;

const YEARS: [&str; 8] = [
    "Financial year",
    "For members, invoiced here",
    "For members, entered",
    "For others, invoiced here",
    "For others, entered",
    "All, excluding VAT",
    "For members, %",
    "Outcome",
];

/// The test, year by year.
pub async fn years(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "control-test", &YEARS, year_rows).await
}

async fn year_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = view_control(ask.market(), ask.actor()?).await?;
    let rows = found.years.iter().map(|year| year_row(year, found.arrangement));
    Ok(Page { items: rows.collect::<Result<_, _>>()?, next: None })
}

fn year_row(year: &YearActivity, arrangement: Arrangement) -> Result<Vec<String>, Failure> {
    let share = year.together.for_members().map(|points| {
        let points = points.get();
        format!("{}.{:02}", points / 100, points % 100)
    });
    let state = year.together.state(arrangement).map(|state| words::state(state).1);
    Ok(vec![
        year.year.label(),
        plain_pounds(year.invoiced.members()),
        plain_pounds(year.entered.members()),
        plain_pounds(year.invoiced.others()),
        plain_pounds(year.entered.others()),
        plain_pounds(year.together.all()?),
        share.unwrap_or_default(),
        state.unwrap_or("No activity").to_owned(),
    ])
}

const SHAREHOLDERS: [&str; 9] = [
    "Shareholder",
    "Kind",
    "URN",
    "Public authority",
    "Why",
    "Counted in",
    "Holds",
    "From",
    "Until",
];

/// Everything in the register, with what has ended.
pub async fn shareholders(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "shareholders", &SHAREHOLDERS, shareholder_rows).await
}

async fn shareholder_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = view_control(ask.market(), ask.actor()?).await?;
    Ok(Page { items: found.holdings.iter().map(shareholder_row).collect(), next: None })
}

fn shareholder_row(one: &Shareholding) -> Vec<String> {
    let why = one.why.clone().unwrap_or_else(|| words::grounds(one.grounds).to_owned());
    vec![
        one.name.clone(),
        words::holder_kind(one.kind).to_owned(),
        one.urn.as_ref().map(ToString::to_string).unwrap_or_default(),
        words::authority(one.authority).to_owned(),
        why,
        words::measure(one.measure).to_owned(),
        words::held(one.measure, i64::from(one.amount)),
        one.starts_on.to_string(),
        if one.never_held() { "by mistake".to_owned() } else { csv::day(one.ends_on) },
    ]
}

const ACTIVITY: [&str; 7] = [
    "Financial year",
    "For members, excluding VAT",
    "For others, excluding VAT",
    "Source",
    "Takes another back",
    "Entered on",
    "Entered by",
];

/// What was entered by hand, every entry.
pub async fn activity(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "activity", &ACTIVITY, activity_rows).await
}

async fn activity_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let today = ask.market().today();
    let year = ask.query.filled("year").map(|text| year_of(text, today));
    let found = entered_activity(ask.market(), ask.actor()?, year, &page).await?;
    Ok(found.map(activity_row))
}

fn activity_row(one: Entered) -> Vec<String> {
    vec![
        one.year.label(),
        plain_pounds(one.members),
        plain_pounds(one.others),
        one.source,
        csv::yes(one.reverses.is_some()),
        london_day(one.at).to_string(),
        one.by,
    ]
}
