//! One service in a sheet: what the school had, what it costs next year, and what it can say of it.

use domain::buy_back::{Choice, Priced, Renewal, Round};
use domain::id::{OrderId, ServiceId};
use domain::price::{Unit, Working};
use domain::service::BookedBy;
use domain::text::Cfr;
use domain::{Failure, Net, Refusal};

use super::had::{Had, HadOf};
use crate::order::{QUANTITY_MAX, Sale, Wanted};
use crate::service;

/// Next year's price of what is chosen, excluding VAT; of what stops, of what the school had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// How many.
    pub quantity: u32,
    /// What that costs.
    pub net: Net,
    /// How it is worked out.
    pub working: Option<Working>,
    /// Of how many a year the membership includes: how many this year and the next one have left.
    pub left: Option<(u32, u32, u32)>,
}

/// What a school can do with a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// Keep it, change it or stop it.
    Open(Next),
    /// Nothing: it is ordered for next year.
    Ordered {
        /// In which order.
        order: OrderId,
        /// Its reference.
        reference: String,
        /// What is ordered for the year, excluding VAT.
        net: Net,
    },
    /// Nothing, because it cannot be had as things stand.
    Cannot(Refusal),
}

/// One service in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Which.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Who delivers it, as schools know them.
    pub provider_name: String,
    /// Its budget code, where it has one.
    pub cfr: Option<Cfr>,
    /// What one of it is.
    pub unit: Unit,
    /// How it is renewed.
    pub renewal: Renewal,
    /// What the school had in the year that ends.
    pub had: Had,
    /// What it can do.
    pub state: RowState,
    /// What was chosen, where something was.
    pub kept: Option<Choice>,
}

impl SheetRow {
    /// What is chosen: to keep it, until something else is said.
    pub fn choice(&self) -> Choice {
        self.kept.unwrap_or(Choice::Keep)
    }

    /// Next year's price, where it can be had.
    pub const fn next(&self) -> Option<&Next> {
        match &self.state {
            RowState::Open(next) => Some(next),
            RowState::Ordered { .. } | RowState::Cannot(_) => None,
        }
    }

    /// The row as it counts in a total, where it can be had or is ordered.
    pub fn priced(&self) -> Option<Priced> {
        let (next, choice) = match &self.state {
            RowState::Open(next) => (next.net, self.choice()),
            RowState::Ordered { net, .. } => (*net, Choice::Keep),
            RowState::Cannot(_) => return None,
        };
        Some(Priced {
            cfr: self.cfr.clone(),
            renewal: self.renewal,
            last: self.had.net,
            next,
            choice,
        })
    }

    /// Whether it is ordered when the sheet is sent.
    pub fn is_sent(&self) -> bool {
        self.next().is_some() && self.renewal.is_ordered() && self.kept.is_some_and(goes_on)
    }
}

/// Whether something is wanted of it next year.
pub(super) const fn goes_on(choice: Choice) -> bool {
    match choice {
        Choice::Keep | Choice::Change(_) => true,
        Choice::Stop => false,
    }
}

/// How a service is renewed; none where it is not a matter of a sheet: places at events, and what is
/// not ordered here.
pub(super) const fn renewal(booked: BookedBy) -> Option<Renewal> {
    match booked {
        BookedBy::Agreement => Some(Renewal::Agreement),
        BookedBy::Quantity => Some(Renewal::Quantity),
        BookedBy::Days => Some(Renewal::Days),
        BookedBy::Places | BookedBy::Ask | BookedBy::Free => None,
    }
}

/// A row, with the sale it would be ordered from where it can be.
pub(super) fn row(
    stored: &service::Stored,
    sale: Result<Sale, Refusal>,
    (renewal, of): (Renewal, &HadOf),
    (round, kept): (Round, Option<Choice>),
) -> Result<(SheetRow, Option<Sale>), Failure> {
    let had = of.had;
    let choice = kept.unwrap_or(Choice::Keep);
    let quantity = choice.wanted(had.quantity).unwrap_or(had.quantity);
    let (state, sale) = match (&of.ordered, sale) {
        (Some((order, reference, net)), _) if renewal.is_ordered() => {
            let (order, reference, net) = (*order, reference.clone(), *net);
            (RowState::Ordered { order, reference, net }, None)
        }
        (_, Err(refusal)) => (RowState::Cannot(refusal), None),
        (_, Ok(mut sale)) => {
            sale.renews = Some(round.begins_on);
            match next(&sale, renewal, quantity, round) {
                Ok(next) => (RowState::Open(next), Some(sale)),
                Err(Failure::Refused(refusal)) => (RowState::Cannot(refusal), None),
                Err(other) => return Err(other),
            }
        }
    };
    let terms = &stored.terms;
    let row = SheetRow {
        service: stored.id,
        title: terms.title.clone(),
        provider_name: terms.provider_name.clone(),
        cfr: terms.cfr.clone(),
        unit: terms.unit,
        renewal,
        had,
        state,
        kept,
    };
    Ok((row, sale))
}

/// The same row with what is chosen now.
pub(super) fn again(
    before: &SheetRow,
    sale: &Sale,
    (round, kept): (Round, Option<Choice>),
) -> Result<SheetRow, Failure> {
    let choice = kept.unwrap_or(Choice::Keep);
    let quantity = choice.wanted(before.had.quantity).unwrap_or(before.had.quantity);
    let state = match next(sale, before.renewal, quantity, round) {
        Ok(next) => RowState::Open(next),
        Err(Failure::Refused(refusal)) => RowState::Cannot(refusal),
        Err(other) => return Err(other),
    };
    Ok(SheetRow { state, kept, ..before.clone() })
}

/// What is ordered of a service for next year.
pub(super) fn wanted(sale: &Sale, renewal: Renewal, quantity: u32, round: Round) -> Wanted {
    match renewal {
        Renewal::Agreement => Wanted::Agreement { year: round.begins_on },
        Renewal::Quantity | Renewal::Days => {
            let earliest = sale.notice().earliest(sale.today);
            let wished_on = Some(round.begins_on.max(earliest));
            Wanted::Quantity { count: quantity, wished_on, note: None }
        }
    }
}

/// Next year's price, by the prices of its first day, or of today where that is past.
fn next(sale: &Sale, renewal: Renewal, quantity: u32, round: Round) -> Result<Next, Failure> {
    let on = round.begins_on.max(sale.today);
    // What is added up over a year may be more than one order takes.
    if renewal == Renewal::Quantity && quantity > QUANTITY_MAX {
        return Err(Refusal::AmountTooLarge.into());
    }
    let (net, working) = match renewal {
        Renewal::Days => {
            let quote = sale.estimate(quantity, on)?;
            (quote.net, Some(quote.working))
        }
        Renewal::Agreement | Renewal::Quantity => {
            sale.net_of(&wanted(sale, renewal, quantity, round))?
        }
    };
    let of = sale.terms.price.included(sale.standing);
    let left = |on| of.saturating_sub(sale.used.in_year_of(on));
    let left = (of > 0).then(|| (of, left(sale.today), left(on)));
    Ok(Next { quantity, net, working, left })
}
