//! What people do to an order: decide, send again, cancel.

use domain::id::{OrderId, OrderLineId};
use domain::{Failure, Pence};
use market::order::{
    CancelOrder, DecideOrder, Decision, OrderView, Resubmit, cancel_order, decide_order, view_order,
};

use super::book::purchase_order_number;
use super::page::page;
use crate::web::{Answer, Ask, Form, Typed};

/// Decides, as the approver said.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let (order, view) = viewed(&ask).await?;
    let decision = read_decision(&ask.form)?;
    let version = ask.form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)?;
    let command = DecideOrder { order, version, decision, key: ask.form.key()? };
    let outcome = decide_order(ask.market(), ask.actor()?, command).await;
    answer(ask, view, outcome)
}

/// Sends an order again.
pub async fn resubmit(ask: Ask) -> Result<Answer, Failure> {
    let (order, view) = viewed(&ask).await?;
    let outcome = send(&ask, order).await;
    answer(ask, view, outcome)
}

/// Cancels an order, or one line of it.
pub async fn cancel(ask: Ask) -> Result<Answer, Failure> {
    let (order, view) = viewed(&ask).await?;
    let line = ask.form.filled("line").map(str::parse).transpose();
    let line: Option<OrderLineId> = line.map_err(|_| Failure::NotFound)?;
    let agreed_charge = Pence::new(ask.form.get("charge").parse().unwrap_or(0));
    let command = CancelOrder { order, line, agreed_charge, key: ask.form.key()? };
    let outcome = cancel_order(ask.market(), ask.actor()?, command).await;
    answer(ask, view, outcome)
}

/// The order that a form is about: somebody else's is not found, whatever the form says.
async fn viewed(ask: &Ask) -> Result<(OrderId, OrderView), Failure> {
    let order: OrderId = ask.part("order")?;
    Ok((order, view_order(ask.market(), ask.actor()?, order).await?))
}

/// Reads which button was pressed, with the reason where one is given.
pub(crate) fn read_decision(form: &Form) -> Result<Decision, Failure> {
    let reason = || form.get("reason").to_owned();
    Ok(match form.get("decision") {
        "approve" => Decision::Approve,
        "send_back" => Decision::SendBack { reason: reason() },
        "decline" => Decision::Decline { reason: reason() },
        _ => return Err(Failure::field("decision", domain::Problem::NotAChoice)),
    })
}

async fn send(ask: &Ask, order: OrderId) -> Result<(), Failure> {
    let keep = ask.form.all("line").into_iter().filter_map(|line| line.parse().ok()).collect();
    let purchase_order_number = purchase_order_number(&ask.form)?;
    let again = Resubmit { order, keep, purchase_order_number, key: ask.form.key()? };
    market::order::resubmit(ask.market(), ask.actor()?, again).await.map(|_| ())
}

/// The order again: as it is now, or with what was typed and what is wrong with it.
fn answer(ask: Ask, view: OrderView, outcome: Result<(), Failure>) -> Result<Answer, Failure> {
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{}", view.id))),
        Err(failure) => {
            let key = ask.market().form_key();
            Ok(page(view, key, Typed::refused(ask.form, failure)?, false).into())
        }
    }
}
