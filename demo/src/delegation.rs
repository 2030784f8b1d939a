//! A school that has laid down who approves what: its head is away and somebody stands in; one order
//! waits for them, and another for the governors.

use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use domain::access::Role;
use domain::delegation::{Away, DelegationRule};
use domain::id::OrderId;
use domain::service::Category;
use domain::{Failure, Pence};
use market::Actor;
use market::delegation::{
    ChangeDelegation, NameDeputy, change_delegation, name_deputy, view_scheme,
};
use market::order::{
    ChooseDays, DecideOrder, Decision, PlaceOrder, QuoteOrder, Wanted, choose_days, decide_order,
    place_order, quote_order, view_order,
};

use crate::cast::{Cast, School};
use crate::people;
use crate::schools::{Sort, Stands};
use crate::services::Catalogue;
use crate::stage::Stage;

/// Above this the governors approve as well, in pounds including VAT.
const GOVERNORS_ABOVE: i32 = 2_500;
/// How long the head is away.
const DAYS_AWAY: u64 = 10;
/// How many days the order is for: with VAT more than the governors leave to the head.
const DAYS_WANTED: usize = 10;

/// The scheme, the deputy and the order, as they stand today.
pub(crate) async fn three_levels(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    stage.set(stage.today, 7);
    let school = school(cast)?;
    let own = school.head.acting_for().ok_or(Failure::NotFound)?.organisation;
    people::GOVERNOR.join(stage, own).await?;
    let deputy = people::DEPUTY.join(stage, own).await?;
    lay_down(stage, school).await?;
    let away = Away { first_on: stage.today, last_on: stage.in_days(DAYS_AWAY) };
    let named = NameDeputy { deputy: Some(deputy), away, limit: None };
    name_deputy(&stage.market, &school.head, &stage.key()?, named).await?;
    let first = ask(stage, school, catalogue).await?;
    let deputy = stage.become_person(deputy, own).await?;
    approve(stage, &deputy, first).await?;
    ask(stage, school, catalogue).await?;
    stage.tell(
        "one school has a head who is away, a deputy, and an order that waits for its governors",
    );
    Ok(())
}

/// A full member whose buyer goes a little way alone, and who is not on the tour otherwise.
fn school(cast: &Cast) -> Result<&Arc<School>, Failure> {
    let on_tour = &cast.tour_school.is.urn;
    let mut others = cast.barking_and_dagenham.iter().filter(|one| one.is.urn != *on_tour);
    let fits = |one: &&Arc<School>| {
        let roles = one.buyer.acting_for().map(|acting| acting.roles.as_slice());
        let buys = |held: &&market::HeldRole| held.role == Role::Buyer;
        let limit = roles.and_then(|roles| roles.iter().find(buys)).and_then(|held| held.limit());
        let little = limit.is_some_and(|limit| limit <= Pence::pounds(2_000));
        one.is.sort == Sort::Primary && one.is.stands == Stands::Full && little
    };
    others.find(fits).ok_or(Failure::NotFound)
}

async fn lay_down(stage: &Stage<'_>, school: &School) -> Result<(), Failure> {
    let above =
        DelegationRule { alone: None, governors_above: Some(Pence::pounds(GOVERNORS_ABOVE)) };
    let none_alone = DelegationRule { alone: Some(Pence::ZERO), governors_above: None };
    for (category, rule) in [(None, above), (Some(Category::SupplyStaff), none_alone)] {
        let revision = view_scheme(&stage.market, &school.head).await?.revision;
        let change = ChangeDelegation { revision, category, rule };
        change_delegation(&stage.market, &school.head, &stage.key()?, change).await?;
    }
    Ok(())
}

/// The buyer asks for more days than the head approves alone.
async fn ask(
    stage: &Stage<'_>,
    school: &School,
    catalogue: &Catalogue,
) -> Result<OrderId, Failure> {
    let (market, buyer) = (&stage.market, &school.buyer);
    let service = catalogue.service("Counselling for pupils")?;
    let days = days(stage, buyer, service).await?;
    let asked = QuoteOrder { service, wanted: Wanted::Days(days.clone()) };
    let seen = quote_order(market, buyer, asked).await?.seen();
    let key = stage.key()?;
    let booking =
        PlaceOrder { service, wanted: Wanted::Days(days), seen, purchase_order_number: None, key };
    place_order(market, buyer, booking).await.map(|placed| placed.order)
}

/// The first free Wednesdays and Thursdays that are far enough away.
async fn days(
    stage: &Stage<'_>,
    buyer: &Actor,
    service: domain::id::ServiceId,
) -> Result<Vec<NaiveDate>, Failure> {
    let (from, to) = (stage.in_days(28), stage.in_days(210));
    let mut days = Vec::new();
    for weekday in [Weekday::Wed, Weekday::Thu] {
        let ask = ChooseDays { service, half: None, weekday, from, to };
        days.extend(choose_days(&stage.market, buyer, ask).await?.free());
    }
    days.sort_unstable();
    days.truncate(DAYS_WANTED);
    Ok(days)
}

async fn approve(stage: &Stage<'_>, deputy: &Actor, order: OrderId) -> Result<(), Failure> {
    let version = view_order(&stage.market, deputy, order).await?.version;
    let decide = DecideOrder { order, version, decision: Decision::Approve, key: stage.key()? };
    decide_order(&stage.market, deputy, decide).await
}
