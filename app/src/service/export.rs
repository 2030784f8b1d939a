//! Services as CSV, each at the price that the list shows.

use std::sync::Arc;

use ::market::db::{Page, PageAsked};
use ::market::service::{PriceShown, ServiceSummary, list_services, services_for_member};
use domain::Failure;

use super::filters::Sought;
use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 14] = [
    "Service",
    "Summary",
    "Category",
    "Provider",
    "State",
    "Price excluding VAT",
    "Per",
    "Whose price",
    "How it is worked out",
    "Market: lower quartile",
    "Market: median",
    "Market: upper quartile",
    "Market: prices counted",
    "Free from",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "services", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let mut sought = Sought::read(&ask.query, page, ask.market().today());
    let listing = list_services(ask.market(), &ask.viewer, sought.browse.clone()).await?;
    sought.compare(&listing);
    // A file has no place to say that it holds more than was asked for.
    if !sought.typed.problems.is_empty() {
        return Err(Failure::Invalid(sought.typed.problems));
    }
    Ok(listing.services.map(row))
}

/// What is on sale to a member, as a file.
pub async fn file_of_member(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "prices", &HEAD, rows_of_member).await
}

async fn rows_of_member(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let membership = ask.part("membership")?;
    let found = services_for_member(ask.market(), ask.actor()?, membership, page).await?;
    Ok(found.services.map(row))
}

fn row(one: ServiceSummary) -> Vec<String> {
    let net = one.price.quote().map(|quote| quote.unit_price.unwrap_or(quote.net));
    let pounds = |net: domain::Net| words::plain_pounds(net.pence());
    let whose = match &one.price {
        PriceShown::Yours(_) => "the school’s own",
        PriceShown::Members(_) => "members’",
        PriceShown::BySize => "by the size of the school",
        PriceShown::PupilsNotKnown => "needs the number of pupils",
        PriceShown::MembersOnly => "members only",
    };
    let market = one.market.quartiles.map(|quartiles| quartiles.map(pounds)).unwrap_or_default();
    let [lower, median, upper] = market;
    vec![
        one.title,
        one.summary,
        one.category.label().to_owned(),
        one.provider.name,
        words::service::service_state(one.state).to_owned(),
        net.map(pounds).unwrap_or_default(),
        words::price::price_unit(&one.rule, one.unit).to_owned(),
        whose.to_owned(),
        words::price::rule_in_words(&one.rule, one.unit),
        lower,
        median,
        upper,
        one.market.points.to_string(),
        csv::day(one.next_free),
    ]
}
