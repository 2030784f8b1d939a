//! A line of an order as it is kept.

use chrono::NaiveDate;
use domain::capacity::{Half, Slot};
use domain::id::{
    DealId, DisputeId, OrderId, OrderLineId, PractitionerId, ServiceId, ServiceVersionId,
};
use domain::order::{Line, LineState, Subject};
use domain::price::Unit;
use domain::service::Category;
use domain::vat::VatBasis;
use domain::{Failure, Net};

use super::list::thing_of;
use crate::db::broken;

/// A line as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct StoredLine {
    pub id: OrderLineId,
    pub service: Option<(ServiceId, ServiceVersionId)>,
    pub deal: Option<DealId>,
    /// What that deal is called.
    pub(super) deal_title: Option<String>,
    pub category: Option<Category>,
    pub description: String,
    pub day: Option<NaiveDate>,
    pub practitioner: Option<PractitionerId>,
    /// Which half of its day it is for; none for the whole of it.
    pub half: Option<Half>,
    /// The first and the last day that it is for.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Of an agreement: how many months it is billed for.
    pub months: Option<u32>,
    /// From when the school would like it, where it is bound to no day.
    pub wished_on: Option<NaiveDate>,
    /// A note to whoever delivers.
    pub note: Option<String>,
    /// The line whose late cancellation it charges for, where it does.
    pub charge_for: Option<OrderLineId>,
    /// The order of the package that it was taken from, where it was.
    pub package: Option<OrderId>,
    /// Whether it charges for a visit in vain, which the school has not agreed to.
    pub is_for_no_show: bool,
    /// Whether the school said that what was confirmed is right.
    pub is_agreed: bool,
    /// The dispute about what was confirmed last, settled or not.
    pub dispute: Option<DisputeId>,
    /// Whether that is not settled.
    pub is_disputed: bool,
    pub unit: Unit,
    pub quantity: u32,
    pub unit_net: Net,
    pub net: Net,
    pub vat: VatBasis,
    pub state: LineState,
    pub version: i64,
}

impl StoredLine {
    /// What it buys, without its day; of a deal or an agreement, without its time.
    pub fn thing(&self) -> &str {
        let own = || thing_of(&self.description, self.day.is_some() || self.is_agreement());
        self.deal_title.as_deref().unwrap_or_else(own)
    }

    /// The day booked, or the half of it.
    pub fn slot(&self) -> Option<Slot> {
        self.day.map(|day| Slot { day, half: self.half })
    }

    /// Whether it is of an agreement for a year.
    pub const fn is_agreement(&self) -> bool {
        self.months.is_some()
    }

    /// The first and the last day of the event at which it has places, where it has some.
    pub fn event_span(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.span.filter(|_| self.unit == Unit::Place && self.deal.is_none() && self.day.is_none())
    }

    /// Whether it will not be delivered.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.state, LineState::Cancelled { .. })
    }

    /// The line as the domain knows it.
    pub fn line(&self) -> Result<Line, Failure> {
        Ok(Line {
            id: self.id,
            subject: self.subject()?,
            quantity: self.quantity,
            unit_price: self.unit_net,
            net: self.net,
            vat: self.vat,
            state: self.state,
            disputed: self.is_disputed,
        })
    }

    fn subject(&self) -> Result<Subject, Failure> {
        match (self.deal, self.service, self.day.zip(self.practitioner)) {
            (Some(deal), _, _) => {
                let span = self.span.ok_or_else(|| broken("a call-off without its days"))?;
                Ok(Subject::CallOff { deal, first_on: span.0, last_on: span.1 })
            }
            (None, Some((_, service)), Some((on, practitioner))) => {
                Ok(Subject::Day { service, practitioner, on })
            }
            (None, Some((_, service)), None) if self.is_agreement() => {
                let span = self.span.ok_or_else(|| broken("an agreement without its days"))?;
                Ok(Subject::Agreement { service, first_on: span.0, last_on: span.1 })
            }
            (None, Some((_, service)), None) => Ok(match self.event_span() {
                Some((first_on, last_on)) => Subject::Places { service, first_on, last_on },
                None => Subject::Units { service },
            }),
            (None, None, _) => Err(broken("a line of an order that buys nothing")),
        }
    }
}
