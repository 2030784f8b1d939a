//! The life of an invoice: issued, then paid or credited. A transition consumes the old state.

use chrono::{Days, NaiveDate};

use crate::access::closed_list;
use crate::failure::{Failure, Problem, Refusal};
use crate::money::{Gross, Overflow, Pence};
use crate::vat::{InvoiceTotals, invoice_totals};

use super::line::InvoiceLine;
use super::number::InvoiceNumber;

/// Days until an invoice is due, unless agreed otherwise. The Procurement Act 2023, section 68,
/// implies 30 days into public contracts; it spares schools, to whom the same term is offered.
pub const PAYMENT_DAYS: u16 = 30;

closed_list! {
    /// Where an invoice is in its life.
    InvoiceState {
        /// Sent, and owed.
        Issued = "issued",
        /// Paid in full.
        Paid = "paid",
        /// Taken back in full by credit notes before it was paid.
        Credited = "credited",
    }
}

/// An invoice that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    number: InvoiceNumber,
    date: NaiveDate,
    due_on: NaiveDate,
    lines: Vec<InvoiceLine>,
    totals: InvoiceTotals,
    credited: Gross,
}

/// An invoice that has been paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    invoice: Issued,
    paid_on: NaiveDate,
}

/// An invoice that has been taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    invoice: Issued,
    credited_on: NaiveDate,
}

impl Issued {
    /// Issues an invoice for what was delivered, due so many days later: [`PAYMENT_DAYS`] as a
    /// rule.
    pub fn new(
        number: InvoiceNumber,
        issued_on: NaiveDate,
        payment_days: u16,
        lines: Vec<InvoiceLine>,
    ) -> Result<Self, Failure> {
        if lines.is_empty() {
            return Err(Refusal::NothingToInvoice.into());
        }
        let totals = invoice_totals(lines.iter().map(|line| (line.net, line.vat)))?;
        let due_on = issued_on
            .checked_add_days(Days::new(u64::from(payment_days)))
            .ok_or_else(|| Failure::field("issued_on", Problem::NotADate))?;
        Ok(Self { number, date: issued_on, due_on, lines, totals, credited: Gross::default() })
    }

    /// Its number.
    pub const fn number(&self) -> &InvoiceNumber {
        &self.number
    }

    /// The day it was issued: its tax point here.
    pub const fn issued_on(&self) -> NaiveDate {
        self.date
    }

    /// The last day on which it is paid in time.
    pub const fn due_on(&self) -> NaiveDate {
        self.due_on
    }

    /// Its lines.
    pub fn lines(&self) -> &[InvoiceLine] {
        &self.lines
    }

    /// Its totals.
    pub const fn totals(&self) -> &InvoiceTotals {
        &self.totals
    }

    /// Whether it should have been paid before today.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        today > self.due_on
    }

    /// Marks it paid in full.
    pub fn pay(self, paid_on: NaiveDate) -> Result<Paid, Failure> {
        self.not_before_issue("paid_on", paid_on)?;
        Ok(Paid { invoice: self, paid_on })
    }

    /// What credit notes have taken back of it, including VAT.
    pub const fn credited(&self) -> Gross {
        self.credited
    }

    /// What of it is owed, or was: less what was credited.
    pub fn outstanding(&self) -> Result<Gross, Overflow> {
        self.totals.gross.pence().minus(self.credited.pence()).map(Gross)
    }

    /// Takes back an amount including VAT.
    fn less(mut self, gross: Gross, on: NaiveDate) -> Result<Self, Failure> {
        self.not_before_issue("credited_on", on)?;
        if gross.pence() <= Pence::ZERO || gross > self.outstanding()? {
            return Err(Refusal::NothingToCredit.into());
        }
        self.credited = self.credited.plus(gross)?;
        Ok(self)
    }

    fn not_before_issue(&self, field: &'static str, day: NaiveDate) -> Result<(), Failure> {
        let earliest = self.date;
        if day < earliest {
            Err(Failure::field(field, Problem::TooEarly { earliest }))
        } else {
            Ok(())
        }
    }
}

/// An invoice in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invoice {
    /// Sent, and owed.
    Issued(Issued),
    /// Paid in full.
    Paid(Paid),
    /// Taken back in full.
    Credited(Credited),
}

impl Invoice {
    /// Where it is in its life.
    pub const fn state(&self) -> InvoiceState {
        match self {
            Self::Issued(_) => InvoiceState::Issued,
            Self::Paid(_) => InvoiceState::Paid,
            Self::Credited(_) => InvoiceState::Credited,
        }
    }

    /// What was issued, whatever became of it.
    pub const fn issued(&self) -> &Issued {
        match self {
            Self::Issued(invoice)
            | Self::Paid(Paid { invoice, .. })
            | Self::Credited(Credited { invoice, .. }) => invoice,
        }
    }

    /// The day it was paid or credited, if it was.
    pub const fn settled_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Issued(_) => None,
            Self::Paid(paid) => Some(paid.paid_on),
            Self::Credited(credited) => Some(credited.credited_on),
        }
    }

    /// Marks it paid in full.
    pub fn pay(self, paid_on: NaiveDate) -> Result<Self, Failure> {
        match self {
            Self::Issued(issued) => issued.pay(paid_on).map(Self::Paid),
            Self::Paid(_) | Self::Credited(_) => Err(Refusal::InvoiceState.into()),
        }
    }

    /// Takes back an amount including VAT. What was paid stays paid: that amount is owed to the school
    /// then.
    ///
    /// # Errors
    /// `Refused(NothingToCredit)` for nothing, or more than is left; `Invalid` on `credited_on` for a day
    /// before its issue; `Refused(InvoiceState)` where all of it was taken back.
    pub fn credit(self, gross: Gross, credited_on: NaiveDate) -> Result<Self, Failure> {
        match self {
            Self::Issued(issued) => {
                let invoice = issued.less(gross, credited_on)?;
                Ok(if invoice.outstanding()?.pence().is_zero() {
                    Self::Credited(Credited { invoice, credited_on })
                } else {
                    Self::Issued(invoice)
                })
            }
            Self::Paid(Paid { invoice, paid_on }) => {
                Ok(Self::Paid(Paid { invoice: invoice.less(gross, credited_on)?, paid_on }))
            }
            Self::Credited(_) => Err(Refusal::InvoiceState.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::OrderLineId;
    use crate::invoice::SellerPrefix;
    use crate::money::Net;
    use crate::vat::VatReason;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
    }

    fn issued() -> Issued {
        let number = InvoiceNumber::new(SellerPrefix::parse("REP").unwrap(), 7).unwrap();
        let line = InvoiceLine {
            order_line: OrderLineId::from_uuid(Uuid::from_u128(1)),
            description: "Counselling, Tuesday 13 January 2026".to_owned(),
            quantity: 1,
            unit_price: Net(Pence::pounds(210)),
            net: Net(Pence::pounds(210)),
            vat: VatReason::Standard.basis(day(15)).unwrap(),
        };
        Issued::new(number, day(15), PAYMENT_DAYS, vec![line]).unwrap()
    }

    #[test]
    fn an_invoice_is_due_after_thirty_days_and_overdue_on_the_day_after() {
        let invoice = issued();
        assert_eq!(invoice.due_on(), NaiveDate::from_ymd_opt(2026, 2, 14).unwrap());
        assert!(!invoice.is_overdue(invoice.due_on()));
        assert!(invoice.is_overdue(invoice.due_on().succ_opt().unwrap()));
        assert_eq!(invoice.totals().gross, Gross(Pence::pounds(252)));
    }

    #[test]
    fn an_invoice_without_lines_is_refused() {
        let number = issued().number().clone();
        let refused = Issued::new(number, day(15), PAYMENT_DAYS, vec![]);
        assert_eq!(refused, Err(Failure::Refused(Refusal::NothingToInvoice)));
    }

    #[test]
    fn the_life_of_an_invoice_state_by_event() {
        let (whole, part) = (Gross(Pence::pounds(252)), Gross(Pence::pounds(52)));
        let states = [
            Invoice::Issued(issued()),
            Invoice::Issued(issued()).pay(day(20)).unwrap(),
            Invoice::Issued(issued()).credit(part, day(20)).unwrap(),
            Invoice::Issued(issued()).credit(whole, day(20)).unwrap(),
        ];
        let mut table = String::new();
        for invoice in states {
            let events = [
                ("pay on the day of issue", invoice.clone().pay(day(15))),
                ("pay before it was issued", invoice.clone().pay(day(14))),
                ("credit a part", invoice.clone().credit(part, day(15))),
                ("credit all it came to", invoice.clone().credit(whole, day(15))),
                ("credit before it was issued", invoice.clone().credit(part, day(14))),
            ];
            for (event, result) in events {
                let result = match result {
                    Ok(invoice) => {
                        let owed = invoice.issued().outstanding().unwrap().pence();
                        format!("-> {}, {owed} of it", invoice.state().code())
                    }
                    Err(failure) => failure.to_string(),
                };
                table.push_str(&format!("{:9}{event:28}{result}\n", invoice.state().code()));
            }
        }
        insta::assert_snapshot!(table);
    }
}
