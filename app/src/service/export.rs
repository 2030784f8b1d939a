//! Services as CSV, each at the price that the list shows; the prices elsewhere behind the market
//! rate of one; who delivers, and what a school does.

use std::sync::Arc;

use ::market::db::{Page, PageAsked};
use ::market::service::{
    ListedProvider, OfferedService, PriceShown, ServiceSummary, list_services, listed_providers,
    offering, services_for_member, view_service,
};
use domain::Failure;
use domain::market_rate::{Origin, PublishedPrice};

use super::filters::Sought;
use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 18] = [
    "Service",
    "Summary",
    "Category",
    "Provider",
    "State",
    "Price excluding VAT",
    "Per",
    "Whose price",
    "Who pays",
    "How it is worked out",
    "Later price excluding VAT",
    "Later price from",
    "Market: lower quartile",
    "Market: median",
    "Market: upper quartile",
    "Market: prices counted",
    "Free from",
    "Offered by",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    let head: Vec<&str> = HEAD.into_iter().chain(["Your trust already buys this"]).collect();
    csv::download(ask, "services", &head, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let mut sought = Sought::read(&ask.query, page, ask.market().today());
    let listing = list_services(ask.market(), &ask.viewer, sought.browse.clone()).await?;
    sought.compare(&listing);
    // A file has no place to say that it holds more than was asked for.
    if !sought.typed.problems.is_empty() {
        return Err(Failure::Invalid(sought.typed.problems));
    }
    Ok(listing.services.map(|one| {
        let trust_buys = if one.trust_buys { "yes" } else { "" }.to_owned();
        row(one).into_iter().chain([trust_buys]).collect()
    }))
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

/// How a price is worked out, with all that goes with it.
fn rule_in_full(one: &ServiceSummary) -> String {
    let rule = words::price::rule_in_words(&one.rule, one.unit);
    let extras = words::price::extras_in_words(&one.rule, one.unit);
    std::iter::once(rule).chain(extras).collect::<Vec<_>>().join(". ")
}

fn row(one: ServiceSummary) -> Vec<String> {
    let later = one.later.as_ref().and_then(|later| later.price.quote());
    let rule = rule_in_full(&one);
    let net = one.price.quote().map(|quote| quote.unit_price.unwrap_or(quote.net));
    let pounds = |net: domain::Net| words::plain_pounds(net.pence());
    let whose = match &one.price {
        PriceShown::Yours(_) => "the school’s own",
        PriceShown::Members(_) => "members’",
        PriceShown::BySize => "by the size of the school",
        PriceShown::PupilsNotKnown => "needs the number of pupils",
        PriceShown::ByFigure => "by a figure the school states",
        PriceShown::MembersOnly => "members only",
    };
    let is_buyer = matches!(one.price, PriceShown::Yours(_));
    let who = one.who_pays.map(|who| words::price::who_pays(who, is_buyer));
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
        who.unwrap_or_default(),
        rule,
        later.map(|quote| pounds(quote.unit_price.unwrap_or(quote.net))).unwrap_or_default(),
        csv::day(one.later.as_ref().map(|later| later.from_on)),
        lower,
        median,
        upper,
        one.market.points.to_string(),
        csv::day(one.next_free),
        one.offered_by.unwrap_or_default(),
    ]
}

const MARKET: [&str; 11] = [
    "Published by",
    "Where",
    "Note",
    "Quoted from",
    "Quoted to",
    "VAT",
    "Per",
    "How it was converted",
    "Compares from",
    "Compares to",
    "Date",
];

/// Every source behind the market rate of a service, as a file: for those who are signed in, though
/// everybody may look.
pub async fn file_of_market(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "prices-elsewhere", &MARKET, rows_of_market).await
}

async fn rows_of_market(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    ask.actor()?;
    let service = view_service(ask.market(), &ask.viewer, ask.part("service")?).await?;
    Ok(csv::whole(&service.market.published, row_of_market))
}

fn row_of_market(one: &PublishedPrice) -> Vec<String> {
    let Origin::Published { source_name, note, .. } = &one.origin;
    let (name, note) = (source_name.clone(), note.clone());
    vec![
        name,
        one.origin.link().unwrap_or_default().to_owned(),
        note.unwrap_or_default(),
        words::plain_pounds(one.quoted.low),
        words::plain_pounds(one.quoted.high),
        words::service::quoted_vat(one.quoted.vat).to_owned(),
        one.quoted.unit_words.clone(),
        words::service::how_compared(one),
        words::plain_pounds(one.converted.low),
        words::plain_pounds(one.converted.high),
        one.on.to_string(),
    ]
}

const PROVIDERS: [&str; 8] = [
    "Provider",
    "Kind",
    "Services on sale",
    "Services",
    "Who acts for it",
    "Invited",
    "Offers",
    "Offered itself on",
];

/// Who delivers through the partnership, as a file.
pub async fn file_of_providers(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "providers", &PROVIDERS, rows_of_providers).await
}

async fn rows_of_providers(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(listed_providers(ask.market(), ask.actor()?).await?, row_of_provider))
}

fn row_of_provider(one: ListedProvider) -> Vec<String> {
    vec![
        one.name,
        words::organisation_kind(one.kind).to_owned(),
        one.on_sale.to_string(),
        one.services.to_string(),
        one.people.to_string(),
        one.invited.to_string(),
        one.offers.unwrap_or_default(),
        csv::day(one.offered_on),
    ]
}

const OFFERED: [&str; 3] = ["Service", "State", "Through"];

/// The services that the school acted for delivers, as a file.
pub async fn file_of_offered(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "what-we-deliver", &OFFERED, rows_of_offered).await
}

async fn rows_of_offered(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(offering(ask.market(), ask.actor()?).await?.services, row_of_offered))
}

fn row_of_offered(one: OfferedService) -> Vec<String> {
    let state = words::service::service_state(one.state).to_owned();
    vec![one.title, state, one.partnership]
}
