//! Ordering all that is in the basket: one purchase, or nothing.

use domain::access::Action;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Refusal};

use super::super::purchase::{PlacedTogether, SeenTogether, place_purchase};
use super::super::turn::take_turn_as;
use super::load::load;
use super::view::ordered;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::capacity::note_refused;
use crate::db::{Parameters, Writer};
use crate::idempotency::{Once, RequestKey};

/// Orders the actor's basket of the school acted for.
#[derive(Debug, Clone)]
pub struct OrderBasket {
    /// The school's own number for all of it.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What stood above the button.
    pub seen: SeenTogether,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Orders all of it in one transaction, or nothing of it; what is ordered leaves the basket with that.
///
/// # Errors
/// `Refused` with `NotAsShown` where prices, terms, what is in it or what the button does have changed
/// since, also where another window was first; or as the first row that cannot be ordered.
pub async fn order_basket(
    market: &Market,
    actor: &Actor,
    command: OrderBasket,
) -> Result<PlacedTogether, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let command = &command;
    let number = command.purchase_order_number.as_ref().map(PurchaseOrderNumber::as_str);
    let contents = (permit.organisation(), number, &command.seen);
    let once = &Once::new(permit.person(), "order_basket", &command.key, &contents)?;
    let answer =
        market
            .db
            .write(|w| async move {
                once.answer(market, &w, carry_out(market, &w, permit, command)).await
            })
            .await;
    note_days(market, permit, &answer).await?;
    answer
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    command: &OrderBasket,
) -> Result<PlacedTogether, Failure> {
    take_turn_as(w, permit).await?;
    let rows = Box::pin(load(market, w, permit)).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let all = ordered(rows)?;
    if all.is_empty() {
        return Err(Refusal::NotAsShown.into());
    }
    let bought = (all.as_slice(), command.purchase_order_number.as_ref());
    let placed = Box::pin(place_purchase(market, w, permit, bought, &command.seen)).await?;
    let mut parameters = Parameters::default();
    let places: Vec<String> = ids.iter().map(|id| parameters.bind(id.uuid())).collect();
    let sql = format!("DELETE FROM basket_row WHERE id IN ({})", places.join(", "));
    let gone = w.execute(&sql, parameters.values()).await?;
    if gone != u64::try_from(ids.len()).unwrap_or(u64::MAX) {
        return Err(Failure::ChangedMeanwhile);
    }
    Ok(placed)
}

/// Notes the days that could not be had, where that is why nothing was ordered.
async fn note_days(
    market: &Market,
    permit: &Permit,
    answer: &Result<PlacedTogether, Failure>,
) -> Result<(), Failure> {
    let Err(Failure::Refused(Refusal::DayTaken { day, .. })) = answer else { return Ok(()) };
    let rows = market.db.read(|r| async move { Box::pin(load(market, &r, permit)).await }).await?;
    let wants = rows.iter().filter(|row| row.now.is_err() && row.wanted.days().contains(day));
    for row in wants {
        let of = (permit.organisation(), row.service, row.wanted.half());
        note_refused(market, of, row.wanted.days(), answer).await?;
    }
    Ok(())
}
