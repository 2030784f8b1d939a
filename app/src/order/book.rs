//! Placing a booking that was checked.

use domain::Failure;
use domain::id::ServiceId;
use domain::text::PurchaseOrderNumber;
use market::order::{PlaceBooking, place_booking};

use super::check;
use super::pick::{Picked, picked};
use crate::web::{Answer, Ask, Form};

/// Books, and shows the order with its reference. A day that went to somebody else meanwhile
/// leads to another; a number that cannot be read, back to the answers.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    let service: ServiceId = ask.part("service")?;
    let chosen = match picked(&ask, service).await {
        Ok(chosen) => chosen,
        Err(Failure::Invalid(problems)) => {
            return check::show(ask, service, Picked::default(), problems).await;
        }
        Err(other) => return Err(other),
    };
    match place(&ask, service, &chosen).await {
        Ok(to) => Ok(Answer::see_other(to)),
        Err(Failure::Invalid(problems)) => check::show(ask, service, chosen, problems).await,
        Err(Failure::Refused(refusal)) => check::refused(&ask, service, &chosen.days, &refusal),
        Err(other) => Err(other),
    }
}

async fn place(ask: &Ask, service: ServiceId, chosen: &Picked) -> Result<String, Failure> {
    let booking = PlaceBooking {
        service,
        days: chosen.days.clone(),
        purchase_order_number: purchase_order_number(&ask.form)?,
        key: ask.form.key()?,
    };
    let placed = place_booking(ask.market(), ask.actor()?, booking).await?;
    Ok(format!("/orders/{}?placed", placed.order))
}

/// The buyer's own number, if there is one.
pub(super) fn purchase_order_number(form: &Form) -> Result<Option<PurchaseOrderNumber>, Failure> {
    let typed = form.filled("purchase_order_number").map(PurchaseOrderNumber::parse).transpose();
    typed.map_err(|problem| Failure::field("purchase_order_number", problem))
}
