//! Things as messages tell of them: an order, an event, a change of where money goes.

use domain::capacity::Half;
use domain::dispute::{DisputeKind, NoShowKind, Outcome};
use domain::id::{BuyBackId, CreditNoteId, EventId, OrderId, PurchaseId, ServiceId};
use domain::notification::Topic;
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
    /// Which half of it; none for the whole day.
    #[serde(default)]
    pub half: Option<Half>,
}

/// A visit that was moved, as messages tell whoever comes, or was to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTold {
    /// For what.
    pub what: String,
    /// At which school.
    pub school: String,
    /// The day on which they come no more.
    pub from: Option<chrono::NaiveDate>,
    /// The day on which they come now.
    pub to: Option<chrono::NaiveDate>,
    /// Which half of either; none for the whole day.
    #[serde(default)]
    pub half: Option<Half>,
}

/// What is offered for the next school year, as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalTold {
    /// Of which service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// The year in which that school year begins.
    pub year: i32,
    /// How many days are held, or came free.
    pub days: u32,
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
    /// Which half of each of them; none for whole days.
    #[serde(default)]
    pub half: Option<Half>,
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
    /// What is told of it.
    pub news: BuyBackNews,
}

/// What is told of a school in a buy-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuyBackNews {
    /// Next year's prices are open: to those who buy for it.
    Open,
    /// It has not renewed yet: to the same.
    Reminder,
    /// It has decided what it renews: to the partnership's staff.
    Decided {
        /// How many services it goes on with, those with more or less among them.
        kept: u32,
        /// How many it stops.
        stopped: u32,
        /// Whether an approver of the school has still to agree.
        waits: bool,
    },
}

/// What was confirmed as delivered in a day, as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedTold {
    /// Which school.
    pub school: String,
    /// What, and by which order.
    pub deliveries: Vec<(String, String)>,
    /// How many more there are.
    pub more: u64,
    /// Until when the school can say that the first of them is not right.
    pub until: chrono::NaiveDate,
}

/// A delivery as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryTold {
    /// Where more is seen.
    pub path: String,
    /// The order's reference.
    pub reference: String,
    /// Which school bought it.
    pub school: String,
    /// Who delivers.
    pub provider: String,
    /// What.
    pub what: String,
}

/// What there is to say of a delivery that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "snake_case")]
pub enum DisputeTold {
    /// The school says that it is not right: to the provider.
    Raised {
        /// What is not.
        kind: DisputeKind,
        /// In the school's words.
        words: String,
    },
    /// It was right after all: to the provider.
    Withdrawn,
    /// The provider stands by it: to the school.
    StoodBy {
        /// What they say.
        answer: String,
    },
    /// The same: to the staff who decide.
    ToDecide {
        /// What is not right.
        kind: DisputeKind,
        /// In the school's words.
        words: String,
        /// What the provider says.
        answer: String,
    },
    /// It is settled: to the school; where staff decided, to the provider as well.
    Settled {
        /// What came of it.
        outcome: Outcome,
        /// Whether staff decided, and not the provider gave in.
        by_staff: bool,
        /// What is to be credited including VAT, in pence.
        credit_pence: i64,
        /// What whoever settled it says.
        words: Option<String>,
    },
    /// Somebody came and could not work: to the school.
    NoShow {
        /// Why.
        kind: NoShowKind,
        /// What they say.
        words: Option<String>,
        /// What it costs including VAT, in pence.
        charge_pence: i64,
        /// Until when the school can say that it is not right.
        until: chrono::NaiveDate,
    },
}

impl DisputeTold {
    /// What it is about, as far as people may choose whether they want it.
    pub const fn topic(&self) -> Topic {
        match self {
            Self::Raised { .. } | Self::Withdrawn => Topic::Bookings,
            Self::ToDecide { .. } => Topic::Invoices,
            Self::StoodBy { .. } | Self::Settled { .. } | Self::NoShow { .. } => Topic::Orders,
        }
    }
}

/// A credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNoteTold {
    /// Which.
    pub note: CreditNoteId,
    /// Its number.
    pub number: String,
    /// That of the invoice.
    pub invoice_number: String,
    /// Who credits.
    pub seller: String,
    /// Including VAT, in pence.
    pub gross_pence: i64,
    /// Whether the invoice was paid, so that the amount is to be paid back.
    pub is_refunded: bool,
}
