//! An order's days and dates, as a file for somebody's own calendar.

use domain::Failure;
use domain::id::OrderId;
use market::order::order_calendar;

use crate::booking::calendar::file;
use crate::web::{Answer, Ask};

/// Sends it.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let calendar = order_calendar(ask.market(), ask.actor()?, order).await?;
    Ok(file(&ask, &format!("Order {}", calendar.reference), &calendar.entries))
}
