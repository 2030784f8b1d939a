//! A package of services: counselling, speech and language and training for one price a year, bought by
//! a school that has used some of it. Its price is illustrative.

use domain::id::ServiceId;
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedPart, TypedTerms};
use domain::{Failure, Refusal};
use market::order::{QuoteOrder, Wanted, order_choices, quote_order};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};

use crate::cast::{Cast, School};
use crate::orders::{agree_on, order};
use crate::schools::{Sort, Stands};
use crate::services::Catalogue;
use crate::stage::Stage;

/// What is in it: the beginnings of titles, and how many of each a year.
const PARTS: &[(&str, &str)] = &[
    ("Counselling for pupils", "10"),
    ("Speech and language: one session", "12"),
    ("Governor training, by the place", "4"),
];
/// How many sessions the school that bought it has ordered.
const SESSIONS: u32 = 3;

/// Puts it on sale in S1, where one school has bought it and ordered some of its sessions.
pub(crate) async fn sell(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let package = put_on_sale(stage, cast, catalogue).await?;
    let sessions = catalogue.service("Speech and language: one session")?;
    let school = buyer_of(stage, cast, package).await?;
    let years = order_choices(&stage.market, &school.head, package).await?.years;
    let running = years.first().ok_or(Failure::NotFound)?.year.first_on();
    agree_on(stage, &school.head, package, running).await?;
    let some = Wanted::Quantity { count: SESSIONS, wished_on: None, note: None };
    order(stage, &school.head, sessions, some).await?;
    stage.tell("a school has used some of a package of services");
    Ok(())
}

async fn put_on_sale(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<ServiceId, Failure> {
    let staff = &cast.staff;
    let partnership = staff.acting_for().ok_or(Failure::NotAllowed)?.organisation;
    let mut package = Vec::with_capacity(PARTS.len());
    for (title, quantity) in PARTS {
        let service = catalogue.service(title)?.to_string();
        package.push(TypedPart { service, quantity: (*quantity).to_owned() });
    }
    let text = |text: &str| text.to_owned();
    let terms = TypedTerms {
        title: text("Inclusion package (illustrative)"),
        summary: text("Counselling, speech and language and training for a year, at one price."),
        description: text(
            "Ten days of counselling, twelve sessions of speech and language therapy and four places at \
             governor training, to be used from September to August when they suit you. You order each as \
             you always do, and it costs nothing until it is used up.",
        ),
        category: text("send"),
        unit: text("year"),
        price: TypedPrice {
            kind: text("flat"),
            rates: TypedRates { member: text("3100"), ..TypedRates::default() },
            ..TypedPrice::default()
        },
        booked: text("agreement"),
        year_begins: text("september"),
        vat: text("standard"),
        package,
        ..TypedTerms::default()
    };
    let provider = TypedProvider { chosen: partnership.to_string(), new_name: String::new() };
    let add = AddService { key: stage.key()?, provider, terms };
    let service = add_service(&stage.market, staff, add).await?;
    let publish = MoveService { service, event: Event::Publish };
    move_service(&stage.market, staff, publish).await?;
    Ok(service)
}

/// A primary school of S1 that is not on the tour, whose head needs nobody else to buy it.
async fn buyer_of<'a>(
    stage: &Stage<'_>,
    cast: &'a Cast,
    package: ServiceId,
) -> Result<&'a School, Failure> {
    let fits = |one: &School| {
        let is_primary = one.is.sort == Sort::Primary && one.is.stands == Stands::Full;
        is_primary && one.is.urn != cast.tour_school.is.urn
    };
    // The first and the last ones have a part already.
    for school in cast.barking_and_dagenham.iter().rev().skip(4).filter(|one| fits(one)) {
        let choices = match order_choices(&stage.market, &school.head, package).await {
            Ok(choices) => choices,
            Err(Failure::Refused(Refusal::SchoolClosed) | Failure::NotAllowed) => continue,
            Err(other) => return Err(other),
        };
        let Some(running) = choices.years.first() else { continue };
        let wanted = Wanted::Agreement { year: running.year.first_on() };
        let asked = QuoteOrder { service: package, wanted };
        let quote = quote_order(&stage.market, &school.head, asked).await?;
        if quote.asks_first.is_none() {
            return Ok(school);
        }
    }
    Err(Failure::NotFound)
}
