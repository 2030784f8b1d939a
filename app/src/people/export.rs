//! The people of an organisation, those it has invited, those who have left, and those who act for a
//! school through its trust, as CSV.

use std::sync::Arc;

use domain::access::Role;
use domain::calendar::london_day;
use domain::people::has_limit;
use domain::{Failure, Pence};
use market::db::{Page, PageAsked};
use market::people::{Gone, Holding, WaitingInvitation, invited_people, people, people_gone};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 6] = ["Email", "Name", "Role", "Limit including VAT", "Since", "Until"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = people(ask.market(), ask.actor()?, &page).await?;
    Ok(found.holdings.map(|held| row(&held)))
}

fn limit(role: Role, limit: Option<Pence>) -> String {
    match limit {
        _ if !has_limit(role) => String::new(),
        Some(limit) => words::plain_pounds(limit),
        None => "No limit".to_owned(),
    }
}

fn row(held: &Holding) -> Vec<String> {
    vec![
        held.email.clone().unwrap_or_default(),
        held.name.clone(),
        words::role(held.role).to_owned(),
        limit(held.role, held.limit),
        held.starts_on.to_string(),
        csv::day(held.ends_on),
    ]
}

const INVITED: [&str; 7] =
    ["Email", "Role", "Limit including VAT", "Starts", "Ends", "The link works until", "Run out"];

/// Invitations that nobody has accepted yet, as a file.
pub async fn invited(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "invited", &INVITED, invited_rows).await
}

async fn invited_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = invited_people(ask.market(), ask.actor()?, &page).await?;
    Ok(found.map(|one| invited_row(&one)))
}

fn invited_row(one: &WaitingInvitation) -> Vec<String> {
    vec![
        one.email.clone(),
        words::role(one.role).to_owned(),
        limit(one.role, one.limit),
        csv::day(one.days.first),
        csv::day(one.days.last),
        london_day(one.expires_at).to_string(),
        csv::yes(one.has_run_out),
    ]
}

const LEFT: [&str; 4] = ["Name", "Role", "Since", "Until"];

/// Who has left, as a file.
pub async fn left(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people-left", &LEFT, left_rows).await
}

async fn left_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = people_gone(ask.market(), ask.actor()?, &page).await?;
    Ok(found.map(|gone| left_row(&gone)))
}

fn left_row(gone: &Gone) -> Vec<String> {
    vec![
        gone.name.clone(),
        words::role(gone.role).to_owned(),
        gone.starts_on.to_string(),
        gone.until.to_string(),
    ]
}

const THROUGH: [&str; 4] = ["Through", "Name", "Role", "Limit including VAT"];

/// Who acts for the school through its trust or federation, as a file.
pub async fn through(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people-through-trust", &THROUGH, through_rows).await
}

async fn through_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = people(ask.market(), ask.actor()?, &PageAsked::default()).await?;
    let all = found.through.into_iter().flat_map(|trust| {
        let name = trust.name;
        trust.people.into_iter().map(move |person| (name.clone(), person))
    });
    Ok(csv::whole(all, |(trust, person)| {
        let role = words::role(person.role).to_owned();
        vec![trust, person.name, role, limit(person.role, person.limit)]
    }))
}
