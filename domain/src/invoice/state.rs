//! The life of an invoice: issued, then paid in one part or several, or credited. A transition consumes the
//! old state.

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
    paid: Gross,
}

/// An invoice that has been paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    invoice: Issued,
    paid_on: NaiveDate,
}

/// What has come of an invoice, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Where it is in its life.
    pub state: InvoiceState,
    /// What credit notes have taken back of it, including VAT.
    pub credited: Gross,
    /// What has been paid of it and was not given back by a credit note.
    pub paid: Gross,
    /// The day on which nothing was owed any more.
    pub paid_on: Option<NaiveDate>,
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
        let (credited, paid) = (Gross::default(), Gross::default());
        Ok(Self { number, date: issued_on, due_on, lines, totals, credited, paid })
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

    /// What credit notes have taken back of it, including VAT.
    pub const fn credited(&self) -> Gross {
        self.credited
    }

    /// What has been paid of it and was not given back by a credit note.
    pub const fn paid(&self) -> Gross {
        self.paid
    }

    /// What of it is owed: less what was credited and what was paid.
    pub fn outstanding(&self) -> Result<Gross, Overflow> {
        let gross = self.totals.gross.pence();
        gross.minus(self.credited.pence())?.minus(self.paid.pence()).map(Gross)
    }

    /// Counts an amount as paid.
    fn more(mut self, amount: Gross) -> Result<Self, Failure> {
        if amount.pence() <= Pence::ZERO || amount > self.outstanding()? {
            return Err(Refusal::InvoiceState.into());
        }
        self.paid = self.paid.plus(amount)?;
        Ok(self)
    }

    /// Takes back an amount including VAT, and gives what of it had been paid: owed to the school.
    fn less(mut self, gross: Gross, on: NaiveDate) -> Result<(Self, Gross), Failure> {
        self.not_before_issue("credited_on", on)?;
        let left = self.totals.gross.pence().minus(self.credited.pence())?;
        if gross.pence() <= Pence::ZERO || gross.pence() > left {
            return Err(Refusal::NothingToCredit.into());
        }
        let back = gross.pence().minus(self.outstanding()?.pence())?.max(Pence::ZERO);
        self.credited = self.credited.plus(gross)?;
        self.paid = Gross(self.paid.pence().minus(back)?);
        Ok((self, Gross(back)))
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
    Credited(Issued),
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
            Self::Issued(invoice) | Self::Paid(Paid { invoice, .. }) | Self::Credited(invoice) => {
                invoice
            }
        }
    }

    /// The day on which nothing was owed any more, where it was paid.
    pub const fn paid_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Paid(paid) => Some(paid.paid_on),
            Self::Issued(_) | Self::Credited(_) => None,
        }
    }

    /// An invoice that is sent. One that comes to nothing is settled at once.
    pub fn issue(invoice: Issued) -> Result<Self, Overflow> {
        let paid_on = invoice.date;
        let is_settled = invoice.outstanding()?.pence().is_zero();
        Ok(if is_settled { Self::Paid(Paid { invoice, paid_on }) } else { Self::Issued(invoice) })
    }

    /// An invoice as it is kept; nothing where what is kept cannot be so.
    pub fn stored(mut invoice: Issued, settled: Settled) -> Result<Option<Self>, Overflow> {
        (invoice.credited, invoice.paid) = (settled.credited, settled.paid);
        let (left, nothing) = (invoice.outstanding()?.pence(), Pence::ZERO);
        let is_paid = !invoice.paid.pence().is_negative();
        Ok(match (settled.state, settled.paid_on) {
            (InvoiceState::Issued, None) if is_paid && left > nothing => {
                Some(Self::Issued(invoice))
            }
            (InvoiceState::Paid, Some(paid_on)) if is_paid && left == nothing => {
                Some(Self::Paid(Paid { invoice, paid_on }))
            }
            (InvoiceState::Credited, None)
                if left == nothing && invoice.paid.pence() == nothing =>
            {
                Some(Self::Credited(invoice))
            }
            _ => None,
        })
    }

    /// Counts an amount as paid on a day: with the last part the invoice is paid, and never before it was
    /// issued.
    ///
    /// # Errors
    /// `Refused(InvoiceState)` for nothing, for more than is owed, and where nothing is owed any more.
    pub fn pay(self, amount: Gross, on: NaiveDate) -> Result<Self, Failure> {
        match self {
            Self::Issued(issued) => {
                let invoice = issued.more(amount)?;
                let paid_on = on.max(invoice.date);
                let is_settled = invoice.outstanding()?.pence().is_zero();
                Ok(if is_settled {
                    Self::Paid(Paid { invoice, paid_on })
                } else {
                    Self::Issued(invoice)
                })
            }
            Self::Paid(_) | Self::Credited(_) => Err(Refusal::InvoiceState.into()),
        }
    }

    /// Counts an amount as not paid after all: it is owed again.
    ///
    /// # Errors
    /// `Refused(InvoiceState)` for more than was paid: a credit note has given it back since.
    pub fn unpay(self, amount: Gross) -> Result<Self, Failure> {
        let mut invoice = self.issued().clone();
        if amount.pence() <= Pence::ZERO || amount > invoice.paid {
            return Err(Refusal::InvoiceState.into());
        }
        invoice.paid = Gross(invoice.paid.pence().minus(amount.pence())?);
        Ok(Self::Issued(invoice))
    }

    /// Takes back an amount including VAT, and gives what of it had been paid: that is owed to the school.
    /// What was paid in full stays paid.
    ///
    /// # Errors
    /// `Refused(NothingToCredit)` for nothing, or more than is left; `Invalid` on `credited_on` for a day
    /// before its issue; `Refused(InvoiceState)` where all of it was taken back.
    pub fn credit(self, gross: Gross, credited_on: NaiveDate) -> Result<(Self, Gross), Failure> {
        match self {
            Self::Issued(issued) => {
                let (invoice, back) = issued.less(gross, credited_on)?;
                let after = if !invoice.outstanding()?.pence().is_zero() {
                    Self::Issued(invoice)
                } else if invoice.paid.pence().is_zero() {
                    Self::Credited(invoice)
                } else {
                    Self::Paid(Paid { invoice, paid_on: credited_on })
                };
                Ok((after, back))
            }
            Self::Paid(Paid { invoice, paid_on }) => {
                let (invoice, back) = invoice.less(gross, credited_on)?;
                Ok((Self::Paid(Paid { invoice, paid_on }), back))
            }
            Self::Credited(_) => Err(Refusal::InvoiceState.into()),
        }
    }
}

#[cfg(test)]
mod tests;
