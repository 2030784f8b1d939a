//! The people of a pool and their days as CSV.

use std::sync::Arc;

use ::market::capacity::{
    ClearanceOf, DayToCover, KnownTerm, PersonDays, day_list, days_to_cover, pool_clearances,
    view_demand, view_pool,
};
use ::market::db::{Page, PageAsked};
use domain::Failure;
use domain::capacity::Outlook;

use super::{away_in_words, week};
use crate::web::{Answer, Ask, csv};
use crate::words::{clearance as words, demand as terms};

const HEAD: [&str; 7] = [
    "Name",
    "Works",
    "Away",
    "Until",
    "Checks until",
    "Days booked from today on",
    "Days worked from today on",
];

const CHECKS: [&str; 7] =
    ["Name", "Check", "Number", "Issued", "Valid until", "Seen by", "Seen on"];

const COVER: [&str; 6] =
    ["Day", "School", "Who was to come", "Why not", "Order", "Who can stand in"];

const DEMAND: [&str; 9] = [
    "Term",
    "From",
    "Days there were",
    "Booked",
    "Delivered",
    "Asked for in vain",
    "Wanted",
    "At least",
    "At most",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people-and-days", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let pool = view_pool(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(pool.people, row))
}

fn row(one: PersonDays) -> Vec<String> {
    vec![
        one.name.clone(),
        week::works(&one.working),
        away_in_words(&one),
        csv::day(one.ends_on),
        words::cleared(one.cleared),
        one.utilisation.booked.to_string(),
        one.utilisation.available.to_string(),
    ]
}

/// Everybody's checks as a file.
pub async fn checks(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "checks", &CHECKS, checks_of).await
}

async fn checks_of(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let all = pool_clearances(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(all, check))
}

fn check(one: ClearanceOf) -> Vec<String> {
    let what = one.seen.what;
    vec![
        one.name,
        words::clearance(what.kind).to_owned(),
        what.number.unwrap_or_default(),
        csv::day(what.issued_on),
        csv::day(what.expires_on),
        what.seen_by,
        csv::day(Some(what.seen_on)),
    ]
}

/// The days to cover as a file.
pub async fn cover(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "days-to-cover", &COVER, cover_of).await
}

async fn cover_of(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let page = days_to_cover(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(page.days, to_cover))
}

fn to_cover(one: DayToCover) -> Vec<String> {
    let names: Vec<String> = one.stand_ins.into_iter().map(|one| one.name).collect();
    vec![
        csv::day(Some(one.question.day)),
        one.question.school,
        one.question.name,
        super::cover::why(one.question.why).to_owned(),
        one.question.reference,
        names.join("; "),
    ]
}

/// The terms of a pool as a file, with what is expected of the coming ones.
pub async fn demand(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "demand", &DEMAND, demand_of).await
}

async fn demand_of(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let page = view_demand(ask.market(), ask.actor()?, ask.part("service")?).await?;
    let known = page.terms.iter().map(known);
    let rows: Vec<Vec<String>> = known.chain(page.outlooks.iter().map(expected)).collect();
    Ok(csv::whole(rows, |row| row))
}

fn known(one: &KnownTerm) -> Vec<String> {
    let days = one.days;
    let source = super::demand::source(one).to_owned();
    let figures = [days.offered, days.sold, days.delivered, days.unmet, days.wanted()];
    let figures = figures.iter().map(ToString::to_string);
    let none = [String::new(), String::new()];
    [terms::term(days.term), source].into_iter().chain(figures).chain(none).collect()
}

fn expected(one: &Outlook) -> Vec<String> {
    let forecast = one.forecast;
    vec![
        terms::term(forecast.term),
        "Expected".to_owned(),
        one.supply.offered.to_string(),
        String::new(),
        String::new(),
        String::new(),
        forecast.expected.to_string(),
        forecast.low.to_string(),
        forecast.high.to_string(),
    ]
}

/// The waiting list for days as a file.
pub async fn waiting(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "waiting-list", &super::waiting::HEAD, waiting_of).await
}

async fn waiting_of(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let list = day_list(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(super::waiting::cells(&list.rows), |row| row.to_vec()))
}
