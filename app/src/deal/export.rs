//! Group deals, and who has signed up to one, as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::london_day;
use market::db::{Page, PageAsked};
use market::deal::{DealInList, DealShown, For, SchoolIn, Signature};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 13] = [
    "Deal",
    "Category",
    "Partnership",
    "Provider",
    "State",
    "Closes on",
    "Schools in",
    "Schools needed",
    "Price now excluding VAT",
    "Per",
    "Next price excluding VAT",
    "Missing for it",
    "We are in",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "deals", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(super::list::listed(&ask, page).await?.map(row))
}

fn row(deal: DealInList) -> Vec<String> {
    let next = deal.next.filter(|_| deal.state == domain::deal::DealState::Open);
    vec![
        deal.title,
        deal.category.label().to_owned(),
        deal.partnership,
        deal.provider,
        words::deal::deal_state(deal.state).to_owned(),
        london_day(deal.closes_at).to_string(),
        deal.schools_in.to_string(),
        deal.least_schools.map(|least| least.to_string()).unwrap_or_default(),
        words::plain_pounds(deal.price_now.pence()),
        words::deal::per_unit(deal.unit).to_owned(),
        next.map(|next| words::plain_pounds(next.unit_price.pence())).unwrap_or_default(),
        next.map(|next| next.missing.to_string()).unwrap_or_default(),
        csv::yes(deal.joined),
    ]
}

const SCHOOLS: [&str; 3] = ["School", "For how many", "Signed up on"];
const BACKED: [&str; 8] = [
    "School",
    "For how many",
    "Signed up on",
    "Signed by",
    "Role",
    "Known number",
    "Why another",
    "Document for what it pays now",
];

/// Who has signed up, as a file: what members see of it, or what the partnership does.
pub async fn schools(ask: Ask) -> Result<Answer, Failure> {
    let deal = super::deal_of(&ask, None).await?;
    let head: &[&str] = if matches!(deal.to, For::Partnership(_)) { &BACKED } else { &SCHOOLS };
    csv::download(ask, "signed-up", head, school_rows).await
}

async fn school_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let DealShown { schools, to, .. } = super::deal_of(&ask, None).await?;
    Ok(match to {
        For::School(_) => csv::whole(schools, school_row),
        For::Partnership(own) => {
            csv::whole(schools.into_iter().zip(own.signatures), |(school, signature)| {
                school_row(school).into_iter().chain(backed(signature)).collect()
            })
        }
    })
}

fn school_row(one: SchoolIn) -> Vec<String> {
    vec![one.name, one.quantity.to_string(), london_day(one.signed_at).to_string()]
}

fn backed(one: Signature) -> [String; 5] {
    [
        one.signed_by,
        words::role(one.role).to_owned(),
        one.known_quantity.map(|known| known.to_string()).unwrap_or_default(),
        one.quantity_reason.unwrap_or_default(),
        csv::yes(one.has_document),
    ]
}
