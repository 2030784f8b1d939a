//! Events, their delegates, their registers and their waiting lists as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::event::{DelegateRow, EventRow, WaitingRow, view_event};

use super::one::name;
use crate::web::{Answer, Ask, csv};
use crate::words;

const EVENTS: [&str; 6] = ["Event", "Begins", "Ends", "Where", "Places", "Taken"];
const DELEGATES: [&str; 5] = ["Delegate", "Email", "School", "Order", "Dates they came to"];
const REGISTER: [&str; 3] = ["Delegate", "School", "Came"];
const WAITING: [&str; 4] = ["School", "Places", "Asked", "Offered until"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "events", &EVENTS, events).await
}

async fn events(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let row = |event: EventRow| {
        vec![
            event.title,
            event.starts_at.to_rfc3339(),
            event.ends_at.to_rfc3339(),
            words::event::place(event.venue, event.address.as_deref()),
            event.places.to_string(),
            event.taken.to_string(),
        ]
    };
    Ok(super::listed(&ask, page).await?.map(row))
}

/// Who comes to one event, as a file.
pub async fn delegates(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "delegates", &DELEGATES, all_delegates).await
}

async fn all_delegates(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found =
        market::event::delegates(ask.market(), ask.actor()?, ask.part("event")?, &page).await?;
    let row = |row: DelegateRow| {
        let came = row.came.len().to_string();
        vec![name(&row), row.email.unwrap_or_default(), row.school, row.reference, came]
    };
    Ok(found.map(row))
}

/// The register of one date, as a file.
pub async fn register(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "register", &REGISTER, who_came).await
}

async fn who_came(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let of = (ask.part("event")?, ask.part("sitting")?);
    let found = market::event::attendance(ask.market(), ask.actor()?, of, &page).await?;
    let sitting = found.sitting.id;
    let row = |row: DelegateRow| {
        let came = csv::yes(row.came.contains(&sitting));
        vec![name(&row), row.school, came]
    };
    Ok(found.delegates.map(row))
}

/// Who waits for places of one event, as a file.
pub async fn waiting(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "waiting-list", &WAITING, all_waiting).await
}

async fn all_waiting(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = view_event(ask.market(), ask.actor()?, ask.part("event")?).await?;
    let row = |row: WaitingRow| {
        let until = row.offered_until.map(|until| until.to_rfc3339()).unwrap_or_default();
        vec![row.school, row.places.to_string(), row.asked_at.to_rfc3339(), until]
    };
    Ok(csv::whole(found.waiting, row))
}
