//! A school that became an academy: the register has closed it and names the academy in its place, an
//! order is open, and its head has yet to hand over.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};
use domain::Failure;
use domain::id::ServiceId;
use market::Actor;
use market::order::{
    ChooseDays, PlaceOrder, QuoteOrder, Wanted, choose_days, place_order, quote_order,
};
use market::school;

use crate::cast::{Cast, School};
use crate::people;
use crate::schools::Sort;
use crate::schools::register::became_academy;
use crate::services::Catalogue;
use crate::stage::Stage;

/// So many days ahead the days of the order lie at least, and at most.
const FROM: u64 = 35;
const TO: u64 = 210;

/// Orders for the school, and lets the register say what it became this month.
pub(crate) async fn becomes(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    stage.set(stage.today, 7);
    let school = school(cast)?;
    let own = school.head.acting_for().ok_or(Failure::NotFound)?.organisation;
    people::ACADEMY_HEAD.join(stage, own).await?;
    let service = catalogue.service("Leadership coaching")?;
    book_ahead(stage, &school.head, service, (Weekday::Wed, 2)).await?;
    let first = stage.today.with_day(1).unwrap_or(stage.today);
    for file in became_academy(&school.is, first, stage.today) {
        school::import_register(&stage.market, file.as_bytes(), &|_| ()).await?;
    }
    stage.tell("a school became an academy, and waits to be handed over");
    Ok(())
}

/// A maintained primary school of S6 whose business manager is not on the tour.
fn school(cast: &Cast) -> Result<&Arc<School>, Failure> {
    let on_tour = people::HOSTED_BUSINESS_MANAGER.name();
    let fits = |one: &&Arc<School>| {
        one.is.sort == Sort::Primary && one.is.is_maintained() && one.buyer.name() != on_tour
    };
    cast.lewisham.iter().find(fits).ok_or(Failure::NotFound)
}

/// Books so many of the first days of a week that are far enough away.
pub(crate) async fn book_ahead(
    stage: &Stage<'_>,
    buyer: &Actor,
    service: ServiceId,
    (weekday, count): (Weekday, usize),
) -> Result<(), Failure> {
    let market = &stage.market;
    let (from, to) = (stage.in_days(FROM), stage.in_days(TO));
    let ask = ChooseDays { service, half: None, weekday, from, to };
    let free = choose_days(market, buyer, ask).await?;
    let days: Vec<NaiveDate> = free.free().take(count).collect();
    let asked = QuoteOrder { service, wanted: Wanted::Days(days.clone()) };
    let seen = quote_order(market, buyer, asked).await?.seen();
    let key = stage.key()?;
    let booking =
        PlaceOrder { service, wanted: Wanted::Days(days), seen, purchase_order_number: None, key };
    place_order(market, buyer, booking).await.map(|_| ())
}
