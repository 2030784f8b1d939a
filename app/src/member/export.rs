//! Members as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::partnership::{Member, members};

use crate::web::{Answer, Ask, csv};
use crate::words::plain_pounds;

const HEAD: [&str; 10] = [
    "School",
    "URN",
    "Level",
    "Pupils",
    "Pupils are",
    "A year excluding VAT",
    "Member from",
    "Member until",
    "People here",
    "Closed in the register",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "members", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let filter = super::list::filter(&ask.query);
    let page = members(ask.market(), ask.actor()?, &filter, &page).await?;
    Ok(page.map(|member| row(&member)))
}

fn row(member: &Member) -> Vec<String> {
    let price = member.yearly.as_ref().ok().filter(|_| !member.has_ended);
    let price = price.map(|priced| plain_pounds(priced.amount.pence()));
    let counted = match (member.pupils, member.is_estimate) {
        (None, _) => "not known",
        (Some(_), true) => "estimated",
        (Some(_), false) => "counted",
    };
    vec![
        member.name.clone(),
        member.urn.as_ref().map(ToString::to_string).unwrap_or_default(),
        member.tier.clone(),
        member.pupils.map(|pupils| pupils.to_string()).unwrap_or_default(),
        counted.to_owned(),
        price.unwrap_or_default(),
        member.starts_on.to_string(),
        csv::day(member.ends_on),
        csv::yes(member.has_people),
        csv::yes(member.is_closed),
    ]
}
