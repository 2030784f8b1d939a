//! What people do to orders that were placed together: decide, send again, take back.

use domain::Failure;
use domain::id::PurchaseId;
use market::order::{
    CancelPurchase, DecidePurchase, Decision, PurchaseView, SendPurchaseAgain, cancel_purchase,
    decide_purchase, send_purchase_again, view_purchase,
};

use super::page::page;
use crate::order::{purchase_order_number, read_decision};
use crate::web::{Answer, Ask, Typed};

/// Decides on all of it, as the approver said.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let (purchase, view) = viewed(&ask).await?;
    let decision: Decision = read_decision(&ask.form)?;
    let command =
        DecidePurchase { purchase, version: version(&ask)?, decision, key: ask.form.key()? };
    let outcome = decide_purchase(ask.market(), ask.actor()?, command).await;
    answer(ask, view, outcome)
}

/// Sends all of it again.
pub async fn send_again(ask: Ask) -> Result<Answer, Failure> {
    let (purchase, view) = viewed(&ask).await?;
    let outcome = again(&ask, purchase).await;
    answer(ask, view, outcome)
}

async fn again(ask: &Ask, purchase: PurchaseId) -> Result<(), Failure> {
    let purchase_order_number = purchase_order_number(&ask.form)?;
    let (version, key) = (version(ask)?, ask.form.key()?);
    let command = SendPurchaseAgain { purchase, version, purchase_order_number, key };
    send_purchase_again(ask.market(), ask.actor()?, command).await.map(|_| ())
}

/// Takes all of it back that nobody has agreed to.
pub async fn cancel(ask: Ask) -> Result<Answer, Failure> {
    let (purchase, view) = viewed(&ask).await?;
    let command = CancelPurchase { purchase, version: version(&ask)?, key: ask.form.key()? };
    let outcome = cancel_purchase(ask.market(), ask.actor()?, command).await;
    answer(ask, view, outcome)
}

fn version(ask: &Ask) -> Result<i64, Failure> {
    ask.form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)
}

/// The purchase that a form is about: somebody else's is not found, whatever the form says.
async fn viewed(ask: &Ask) -> Result<(PurchaseId, PurchaseView), Failure> {
    let purchase: PurchaseId = ask.part("purchase")?;
    Ok((purchase, view_purchase(ask.market(), ask.actor()?, purchase).await?))
}

/// The purchase again: as it is now, or with what was typed and what is wrong with it.
fn answer(ask: Ask, view: PurchaseView, outcome: Result<(), Failure>) -> Result<Answer, Failure> {
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/purchases/{}", view.id))),
        Err(failure) => {
            let key = ask.market().form_key();
            Ok(page(view, key, Typed::refused(ask.form, failure)?, false).into())
        }
    }
}
