//! A line of an order: what was bought, at what price, and what became of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::dispute::{Less, agreed_after};
use crate::failure::Refusal;
use crate::id::{DealId, InvoiceId, OrderLineId, PractitionerId, ServiceVersionId, TierId};
use crate::money::{Net, Overflow};
use crate::vat::VatBasis;

/// What a line buys. Services are kept in the version that was on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// One day of somebody from a pool.
    Day {
        /// The service as it was on sale.
        service: ServiceVersionId,
        /// Whose day it is.
        practitioner: PractitionerId,
        /// Which day.
        on: NaiveDate,
    },
    /// An agreement for a year, or the part of it that lies in one of the school's financial years.
    Agreement {
        /// The service as it was on sale.
        service: ServiceVersionId,
        /// The first day that the line is for.
        first_on: NaiveDate,
        /// The last day of it.
        last_on: NaiveDate,
    },
    /// Places at an event.
    Places {
        /// The service as it was on sale.
        service: ServiceVersionId,
        /// The first day of the event.
        first_on: NaiveDate,
        /// The last day of it.
        last_on: NaiveDate,
    },
    /// Anything else on sale, by number: places, hours, things.
    Units {
        /// The service as it was on sale.
        service: ServiceVersionId,
    },
    /// A school's order from a deal that is met.
    CallOff {
        /// The deal, in which each school has one promise.
        deal: DealId,
        /// The first day of the contract year that the line is for.
        first_on: NaiveDate,
        /// The last day of it.
        last_on: NaiveDate,
    },
    /// A year, or part of one, of a membership level.
    Subscription {
        /// The level.
        tier: TierId,
        /// The first day it covers.
        from: NaiveDate,
        /// The last day it covers.
        to: NaiveDate,
    },
}

impl Subject {
    /// The first day of what is bought; none for what is bound to no day.
    pub const fn begins_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Day { on, .. } => Some(*on),
            Self::CallOff { first_on, .. }
            | Self::Agreement { first_on, .. }
            | Self::Places { first_on, .. } => Some(*first_on),
            Self::Subscription { from, .. } => Some(*from),
            Self::Units { .. } => None,
        }
    }

    /// The last day on which somebody can be bound to it: a day's own, and the last one of an
    /// agreement, since that goes on; none for what is bound to no day.
    pub const fn binds_until(&self) -> Option<NaiveDate> {
        match self {
            Self::Agreement { last_on, .. } => Some(*last_on),
            Self::Day { .. }
            | Self::CallOff { .. }
            | Self::Places { .. }
            | Self::Subscription { .. }
            | Self::Units { .. } => self.begins_on(),
        }
    }
}

closed_list! {
    /// A line's state as it is stored.
    LineStateCode {
        /// Ordered, not yet delivered.
        Booked = "booked",
        /// Delivered, not yet charged for.
        Delivered = "delivered",
        /// On an invoice.
        Invoiced = "invoiced",
        /// Will not be delivered.
        Cancelled = "cancelled",
    }
}

/// What became of a line. A date exists only where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LineState {
    /// Ordered, not yet delivered.
    Booked,
    /// Delivered, not yet charged for.
    Delivered {
        /// The day on which the provider said so.
        delivered_on: NaiveDate,
    },
    /// On an invoice.
    Invoiced {
        /// The day on which the provider said so.
        delivered_on: NaiveDate,
        /// The invoice.
        invoice: InvoiceId,
    },
    /// Will not be delivered.
    Cancelled {
        /// The day it was cancelled.
        cancelled_on: NaiveDate,
    },
}

impl LineState {
    /// Its code for storage.
    pub const fn code(self) -> LineStateCode {
        match self {
            Self::Booked => LineStateCode::Booked,
            Self::Delivered { .. } => LineStateCode::Delivered,
            Self::Invoiced { .. } => LineStateCode::Invoiced,
            Self::Cancelled { .. } => LineStateCode::Cancelled,
        }
    }

    /// The provider says that it was delivered.
    pub const fn deliver(self, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Booked => Ok(Self::Delivered { delivered_on: on }),
            Self::Delivered { .. } | Self::Invoiced { .. } | Self::Cancelled { .. } => {
                Err(Refusal::OrderState)
            }
        }
    }

    /// The provider takes it back, on the day they said so and before it is on an invoice.
    pub fn undo_delivery(self, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Delivered { delivered_on } if delivered_on == on => Ok(Self::Booked),
            Self::Booked
            | Self::Delivered { .. }
            | Self::Invoiced { .. }
            | Self::Cancelled { .. } => Err(Refusal::OrderState),
        }
    }

    /// It goes on an invoice: only once, and only what was delivered.
    pub const fn invoice(self, invoice: InvoiceId) -> Result<Self, Refusal> {
        match self {
            Self::Delivered { delivered_on } => Ok(Self::Invoiced { delivered_on, invoice }),
            Self::Booked | Self::Invoiced { .. } | Self::Cancelled { .. } => {
                Err(Refusal::OrderState)
            }
        }
    }

    /// It will not be delivered.
    pub const fn cancel(self, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Booked => Ok(Self::Cancelled { cancelled_on: on }),
            Self::Delivered { .. } | Self::Invoiced { .. } | Self::Cancelled { .. } => {
                Err(Refusal::OrderState)
            }
        }
    }

    /// Whether nothing more will happen to it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Invoiced { .. } | Self::Cancelled { .. })
    }
}

/// A line of an order. How its price was worked out is kept beside it in storage, as the room for
/// prices writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: OrderLineId,
    /// What it buys.
    pub subject: Subject,
    /// How many units.
    pub quantity: u32,
    /// What a unit costs; the line's amount is `net`.
    pub unit_price: Net,
    /// The line's amount.
    pub net: Net,
    /// How VAT applies to it, and why.
    pub vat: VatBasis,
    /// What became of it.
    pub state: LineState,
    /// Whether the school says that what was confirmed is not right, and nobody has settled it.
    #[serde(default)]
    pub disputed: bool,
}

/// What becomes of a line when a dispute about it is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// It stands as it was confirmed.
    Stands,
    /// It is booked, and still to be delivered.
    BookedAgain,
    /// It was not delivered.
    NotDelivered,
    /// Less of it was delivered.
    Less(Less),
}

impl Line {
    /// The provider says that it was delivered: nothing is before it has begun.
    pub fn deliver(&self, on: NaiveDate) -> Result<LineState, Refusal> {
        match self.subject.begins_on() {
            Some(day) if day > on => Err(Refusal::BeforeItsDay { day }),
            Some(_) | None => self.state.deliver(on),
        }
    }

    /// It goes on an invoice of a day: only once, only what was delivered, and nothing that has
    /// not begun, whatever was said of it.
    pub fn invoice(&self, invoice: InvoiceId, on: NaiveDate) -> Result<LineState, Refusal> {
        self.must_be_undisputed()?;
        match self.subject.begins_on() {
            Some(day) if day > on => Err(Refusal::BeforeItsDay { day }),
            Some(_) | None => self.state.invoice(invoice),
        }
    }

    /// The provider takes back that it was delivered, on the day they said so. What is in dispute is
    /// answered instead.
    pub fn undo_delivery(&self, on: NaiveDate) -> Result<LineState, Refusal> {
        self.must_be_undisputed()?;
        self.state.undo_delivery(on)
    }

    /// The school says that what was confirmed is not right, in time.
    pub fn dispute(&self, on: NaiveDate) -> Result<Self, Refusal> {
        self.must_be_undisputed()?;
        let (LineState::Delivered { delivered_on } | LineState::Invoiced { delivered_on, .. }) =
            self.state
        else {
            return Err(Refusal::OrderState);
        };
        let until = agreed_after(delivered_on);
        if on > until {
            return Err(Refusal::TooLateToDispute { until });
        }
        Ok(Self { disputed: true, ..self.clone() })
    }

    /// A dispute about it is settled. What is on an invoice stays as it is there: what differs is
    /// credited.
    pub fn settle(&self, how: Settle, on: NaiveDate) -> Result<Self, Refusal> {
        if !self.disputed {
            return Err(Refusal::DisputeState);
        }
        let mut settled = Self { disputed: false, ..self.clone() };
        match (self.state, how) {
            (LineState::Invoiced { .. }, _) | (LineState::Delivered { .. }, Settle::Stands) => {}
            (LineState::Delivered { .. }, Settle::BookedAgain) => settled.state = LineState::Booked,
            (LineState::Delivered { .. }, Settle::NotDelivered) => {
                settled.state = LineState::Cancelled { cancelled_on: on };
            }
            (LineState::Delivered { .. }, Settle::Less(less)) => {
                settled.quantity = less.quantity;
                settled.unit_price = less.unit_price;
                settled.net = less.net;
            }
            (LineState::Booked | LineState::Cancelled { .. }, _) => {
                return Err(Refusal::DisputeState);
            }
        }
        Ok(settled)
    }

    /// What is to be credited, excluding VAT, once a dispute about it is settled so: nothing where it
    /// is on no invoice.
    pub fn credit(&self, how: Settle) -> Result<Option<Net>, Overflow> {
        let LineState::Invoiced { .. } = self.state else { return Ok(None) };
        let kept = match how {
            Settle::Stands => return Ok(None),
            Settle::BookedAgain | Settle::NotDelivered => Net::default(),
            Settle::Less(less) => less.net,
        };
        let credit = self.net.pence().minus(kept.pence())?;
        Ok((!credit.is_zero()).then_some(Net(credit)))
    }

    const fn must_be_undisputed(&self) -> Result<(), Refusal> {
        if self.disputed { Err(Refusal::Disputed) } else { Ok(()) }
    }

    /// Whether it still counts: a cancelled line is not owed.
    pub const fn is_live(&self) -> bool {
        !matches!(self.state, LineState::Cancelled { .. })
    }
}
