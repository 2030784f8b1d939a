//! Things as messages tell of them: an order, an event, a change of where money goes.

use domain::id::{BuyBackId, EventId, OrderId, PurchaseId, ServiceId};
use serde::{Deserialize, Serialize};

/// What became of a change of where a partnership's money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeTold {
    /// It waits for a second person.
    Asked,
    /// It holds.
    Made,
    /// It never will.
    Dropped,
}

/// An event as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTold {
    /// Which.
    pub event: EventId,
    /// The order by which the reader has places, where they have one.
    pub order: Option<OrderId>,
    /// What it is called.
    pub title: String,
    /// When its sittings are, in words.
    pub sittings: Vec<String>,
    /// Where it is.
    pub address: Option<String>,
    /// The link by which people join, for those who have a place.
    pub joining_link: Option<String>,
}

/// A day of a service as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayTold {
    /// Of which service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// The day.
    pub day: chrono::NaiveDate,
}

/// An order as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTold {
    /// The order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
    /// Which school buys.
    pub school: String,
    /// What, in one line.
    pub what: String,
    /// Including VAT, in pence.
    pub gross_pence: i64,
    /// Who asked for it.
    pub requested_by: String,
    /// The days booked, if any.
    pub days: Vec<chrono::NaiveDate>,
    /// From when the school would like it, where it is bound to no day.
    #[serde(default)]
    pub wished_on: Option<chrono::NaiveDate>,
    /// A note of the school's to whoever delivers.
    #[serde(default)]
    pub note: Option<String>,
    /// The buyer's purchase order number.
    pub purchase_order_number: Option<String>,
    /// Who has agreed to it before, where somebody else has to as well.
    #[serde(default)]
    pub agreed_by: Vec<String>,
    /// For whom the reader stands in, where they are asked as a deputy.
    #[serde(default)]
    pub deputy_for: Option<String>,
    /// What its late cancellation costs including VAT, in pence.
    #[serde(default)]
    pub charge_pence: i64,
    /// The purchase that is told of, where that is several orders together: the order is its first.
    #[serde(default)]
    pub purchase: Option<PurchaseId>,
}

/// A buy-back as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyBackTold {
    /// Which.
    pub buy_back: BuyBackId,
    /// Of which partnership.
    pub partnership: String,
    /// For the year that begins on which day.
    pub begins_on: chrono::NaiveDate,
    /// Until when schools can renew.
    pub last_on: chrono::NaiveDate,
    /// Which school.
    pub school: String,
}
