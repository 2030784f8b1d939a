//! Orders of what is not picked from a calendar: agreements for a year, billed by the financial years
//! of the schools, and so many meetings or sessions. Every price is illustrative.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Failure;
use domain::id::ServiceId;
use market::Actor;
use market::order::{
    PlaceOrder, Placed, QuoteOrder, Wanted, order_choices, place_order, quote_order,
};

use crate::cast::{Cast, School};
use crate::schools::Sort;
use crate::services::Catalogue;
use crate::stage::Stage;

/// The note of one of the orders.
const NOTE: &str = "A panel on a complaint. Please ring the office before you send papers.";

/// A maintained school and an academy agree on clerking, others buy meetings, moderation and a data
/// protection officer.
pub(crate) async fn place(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    stage.set(stage.today, 8);
    let clerking = catalogue.service("Clerking of your governing body")?;
    let [maintained, academy] = [true, false].map(|kept| of_kind(cast, kept));
    let (maintained, academy) = (maintained?, academy?);
    for school in [maintained, academy] {
        agree(stage, &school.head, clerking).await?;
    }
    // Somebody with a limit asks: the head decides.
    let officer = catalogue.service("Data protection officer")?;
    agree(stage, &maintained.buyer, officer).await?;
    let panel = Wanted::Quantity {
        count: 2,
        wished_on: Some(stage.in_days(21)),
        note: Some(NOTE.to_owned()),
    };
    let meetings = catalogue.service("Clerking: one more meeting")?;
    order(stage, &academy.head, meetings, panel).await?;
    let primary = cast.redbridge.iter().find(|one| one.is.sort == Sort::Primary);
    let primary = primary.ok_or(Failure::NotFound)?;
    agree(stage, &primary.head, catalogue.service("School business leaders")?).await?;
    let moderation = Wanted::Quantity { count: 3, wished_on: None, note: None };
    order(stage, &primary.head, catalogue.service("Early years moderation")?, moderation).await?;
    stage.tell("schools agree on services for a year, and buy meetings and sessions");
    Ok(())
}

/// A primary school of S1, maintained or an academy, that has no other part.
fn of_kind(cast: &Cast, is_maintained: bool) -> Result<&Arc<School>, Failure> {
    let fits = |one: &&Arc<School>| {
        let is_on_tour = one.is.urn == cast.tour_school.is.urn;
        one.is.is_maintained() == is_maintained && !one.is.is_of_three() && !is_on_tour
    };
    // The first ones have a part already.
    cast.barking_and_dagenham.iter().rev().find(fits).ok_or(Failure::NotFound)
}

/// Agrees on the year that can be ordered last.
pub(crate) async fn agree(
    stage: &Stage<'_>,
    who: &Actor,
    service: ServiceId,
) -> Result<Placed, Failure> {
    let choices = order_choices(&stage.market, who, service).await?;
    let year = choices.years.last().ok_or(Failure::NotFound)?.year.first_on();
    agree_on(stage, who, service, year).await
}

/// Agrees on the year of a service that begins on a day.
pub(crate) async fn agree_on(
    stage: &Stage<'_>,
    who: &Actor,
    service: ServiceId,
    year: NaiveDate,
) -> Result<Placed, Failure> {
    order(stage, who, service, Wanted::Agreement { year }).await
}

pub(crate) async fn order(
    stage: &Stage<'_>,
    who: &Actor,
    service: ServiceId,
    wanted: Wanted,
) -> Result<Placed, Failure> {
    let market = &stage.market;
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = quote_order(market, who, asked).await?.seen();
    let key = stage.key()?;
    let command = PlaceOrder { service, wanted, seen, purchase_order_number: None, key };
    place_order(market, who, command).await
}
