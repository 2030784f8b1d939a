//! Membership levels as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::partnership::{Tier, tiers};

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
    let levels = tiers(ask.market(), ask.actor()?).await?;
    Ok(Page { items: levels.into_iter().map(row).collect(), next: None })
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
