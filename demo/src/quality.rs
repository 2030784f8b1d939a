//! A made-up school says that a delivery is not right, another is credited for half of one, and another is
//! offered the same counsellor again for the next school year.

use domain::Failure;
use domain::dispute::TypedDispute;
use domain::invoice::{InvoiceState, TypedCredit};
use domain::price::Unit;
use market::capacity::{OfferRenewals, next_year, offer_renewals};
use market::invoice::{
    InvoicesAsked, RaiseCreditNote, invoices, quote_credit, raise_credit_note, view_invoice,
};
use market::order::{
    Booking, BookingsAsked, BookingsWhen, DisputeDelivery, LineOfOrder, bookings, confirm_delivery,
    dispute_delivery,
};

use crate::cast::{Cast, School};
use crate::services::Catalogue;
use crate::stage::Stage;

/// What the school says.
const WORDS: &str = "She had to leave at noon, and we had agreed on the whole day.";

/// All of it.
pub(crate) async fn enter(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    stage.set(stage.today, 8);
    dispute(stage, cast).await?;
    credit(stage, cast).await?;
    roll_forward(stage, cast, catalogue).await
}

/// The first day that has come and is not confirmed yet, of a school that is not on the tour: it is
/// confirmed, and that school says that it is not right.
async fn dispute(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let market = &stage.market;
    for manager in &cast.day_managers {
        let asked = BookingsAsked { when: BookingsWhen::ToConfirm, ..BookingsAsked::default() };
        let waiting = bookings(market, manager, asked).await?.items;
        let found = waiting.iter().rev().find_map(|one| Some((one, school_of(cast, one)?)));
        let Some((booking, school)) = found else { continue };
        let (order, line) = (booking.order, booking.line);
        confirm_delivery(market, manager, LineOfOrder { order, line }).await?;
        let typed = TypedDispute { kind: "shorter".to_owned(), words: WORDS.to_owned() };
        let command = DisputeDelivery { order, line, typed, key: stage.key()? };
        dispute_delivery(market, &school.buyer, command).await?;
        stage.tell(&format!("{} says that a delivery is not right", booking.school));
        return Ok(());
    }
    Ok(())
}

/// Half of a day is credited to a school that is not on the tour and has paid it: the partnership owes it
/// that much.
async fn credit(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let (market, staff) = (&stage.market, &cast.staff);
    let asked = InvoicesAsked { state: Some(InvoiceState::Paid), ..InvoicesAsked::default() };
    let paid = invoices(market, staff, asked).await?.items;
    let Some(row) = paid.iter().find(|row| named(cast, &row.school).is_some()) else {
        return Ok(());
    };
    let view = view_invoice(market, staff, row.id).await?;
    let Some(line) = view.lines.iter().find(|line| line.unit == Unit::Day) else { return Ok(()) };
    let half = line.net.pence().fraction(1, 2)?;
    let typed = TypedCredit {
        what: line.id.to_string(),
        net: half.to_string(),
        reason: "She had to leave at noon.".to_owned(),
    };
    let shown = quote_credit(market, staff, row.id, typed.clone()).await?;
    let agreed = shown.totals.gross.pence();
    let command = RaiseCreditNote { key: stage.key()?, invoice: row.id, typed, agreed };
    raise_credit_note(market, staff, command).await?;
    stage.tell(&format!("{} is credited half of a day that it has paid", row.school));
    Ok(())
}

/// The school of a booked day, where it is one of S1 that is not on the tour.
fn school_of<'a>(cast: &'a Cast, booking: &Booking) -> Option<&'a School> {
    booking.day.and_then(|_| named(cast, &booking.school))
}

/// A school of S1 by its name, unless it is on the tour.
fn named<'a>(cast: &'a Cast, name: &str) -> Option<&'a School> {
    let on_tour = &cast.tour_school.is.urn;
    let schools = cast.barking_and_dagenham.iter().map(AsRef::as_ref);
    let mut others = schools.filter(|one: &&School| one.is.urn != *on_tour);
    others.find(|one| one.is.name == name)
}

/// The first school with a placement that can be offered again is.
async fn roll_forward(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let service = catalogue.service("Counselling for pupils")?;
    let page = next_year(&stage.market, &cast.staff, service).await?;
    let open = page.schools.iter().filter(|one| one.can_be_offered());
    let mut others = open.filter(|one| one.name != cast.tour_school.is.name);
    let Some(school) = others.next() else { return Ok(()) };
    let (schools, until) = (vec![school.school], String::new());
    let offer = OfferRenewals { service, schools, until, key: stage.key()? };
    let offered = offer_renewals(&stage.market, &cast.staff, offer).await?;
    stage
        .tell(&format!("{} is offered {} days of the next school year", school.name, offered.days));
    Ok(())
}
