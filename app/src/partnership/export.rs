//! Membership levels, partnerships founded here, and those that trade through a council, as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::partnership::{Founded, Hosting, Tier, founded, hostings, tiers};

use super::founded::directed;
use crate::association::areas;
use crate::web::{Answer, Ask, csv};
use crate::words::partnership as words;

const HEAD: [&str; 7] =
    ["Level", "Rights", "A year excluding VAT", "Includes", "From", "Until", "Members"];

/// The levels as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "levels", &HEAD, rows).await
}

/// All of them: a partnership has a handful.
async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(tiers(ask.market(), ask.actor()?).await?, row))
}

fn row(tier: Tier) -> Vec<String> {
    vec![
        tier.level.name,
        words::rights(tier.level.rights).to_owned(),
        words::rule(&tier.level.rule),
        tier.level.includes,
        tier.starts_on.to_string(),
        csv::day(tier.ends_on),
        tier.members.to_string(),
    ]
}

const FOUNDED: [&str; 4] = ["Partnership", "Areas", "Founded here on", "Director"];

/// The partnerships of this installation, as a file.
pub async fn founded_here(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "founded", &FOUNDED, founded_rows).await
}

async fn founded_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(founded(ask.market(), ask.actor()?).await?, founded_row))
}

fn founded_row(one: Founded) -> Vec<String> {
    let director = directed(&one).to_owned();
    vec![one.name, areas(&one.areas), one.on.to_string(), director]
}

const HOSTED: [&str; 4] = ["Partnership", "Answer", "Asked or answered on", "Asked by"];

/// The partnerships that trade through the council acted for, or ask to, as a file.
pub async fn hosted(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "hosted", &HOSTED, hosted_rows).await
}

async fn hosted_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(hostings(ask.market(), ask.actor()?).await?, hosted_row))
}

fn hosted_row(one: Hosting) -> Vec<String> {
    let answer = words::hosting_answer(one.agreed).to_owned();
    // As on the page: who asked is said while it waits for an answer.
    let asked_by = one.asked_by.filter(|_| one.agreed.is_none()).unwrap_or_default();
    vec![one.partnership, answer, one.since.to_string(), asked_by]
}
