//! Placing an order that was checked.

use domain::id::ServiceId;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence, Refusal};
use market::order::{PlaceOrder, Seen, place_order};

use super::asked::{Asked, asked};
use super::{check, instead};
use crate::web::{Answer, Ask, Form};

/// Orders, and shows the order with its reference. A day that went to somebody else meanwhile
/// leads to another; a number that cannot be read, or a price that is not the one that was shown,
/// back to the answers.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    let service: ServiceId = ask.part("service")?;
    let chosen = match asked(&ask, service).await {
        Ok(chosen) => chosen,
        Err(Failure::Invalid(problems)) => {
            return check::choose_again(&ask, service, problems).await;
        }
        Err(other) => return Err(other),
    };
    match place(&ask, service, &chosen).await {
        Ok(to) => Ok(Answer::see_other(to)),
        Err(Failure::Invalid(problems)) => check::show(ask, service, chosen, problems, None).await,
        Err(Failure::Refused(Refusal::NotAsShown)) => {
            let before = shown_before(&ask.form);
            check::show(ask, service, chosen, Vec::new(), Some(before)).await
        }
        Err(Failure::Refused(refusal)) => instead::refused(&ask, service, &chosen.wanted, &refusal),
        Err(other) => Err(other),
    }
}

async fn place(ask: &Ask, service: ServiceId, chosen: &Asked) -> Result<String, Failure> {
    let order = PlaceOrder {
        service,
        wanted: chosen.wanted.clone(),
        purchase_order_number: purchase_order_number(&ask.form)?,
        seen: seen(&ask.form)?,
        key: ask.form.key()?,
    };
    let placed = place_order(ask.market(), ask.actor()?, order).await?;
    Ok(format!("/orders/{}?placed", placed.order))
}

/// What stood above the button, as the form carries it. A form without it showed nothing, and
/// nothing is what it agrees to.
fn seen(form: &Form) -> Result<Seen, Failure> {
    let version = form.get("seen_version").parse().map_err(|_| Refusal::NotAsShown)?;
    let needs_approval = form.get("seen_approval") == "yes";
    Ok(Seen { version, gross: shown_before(form), needs_approval })
}

/// The total that stood above the button.
fn shown_before(form: &Form) -> Pence {
    Pence::new(form.get("seen_gross").parse().unwrap_or(-1))
}

/// The buyer's own number, if there is one.
pub(crate) fn purchase_order_number(form: &Form) -> Result<Option<PurchaseOrderNumber>, Failure> {
    let typed = form.filled("purchase_order_number").map(PurchaseOrderNumber::parse).transpose();
    typed.map_err(|problem| Failure::field("purchase_order_number", problem))
}
