//! A payment as somebody writes it down.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice};
use crate::money::Gross;
use crate::price::parse_pounds;
use crate::text;

/// The most characters of a payer's reference: a Bacs credit carries 18, other transfers and remittance
/// advices more.
pub const REFERENCE_MAX: usize = 140;

/// How many days ago a payment may have come at most: longer ago it is a slip of the pen.
const DAYS_BACK: u64 = 400;

closed_list! {
    /// How money came.
    PaymentWay {
        /// To the bank account.
        Bank = "bank",
        /// Within a council's accounts, for a school whose money the council keeps.
        Journal = "journal",
        /// In another way.
        Other = "other",
    }
}

/// A payment as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedPayment {
    /// Field `received_on`: the day on which the money came.
    pub received_on: String,
    /// Field `amount`: in pounds.
    pub amount: String,
    /// Field `way`: a code of the ways.
    pub way: String,
    /// Field `reference`: what the payer wrote; may be empty.
    pub reference: String,
}

/// A payment that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The day on which the money came.
    pub received_on: NaiveDate,
    /// How much: more than nothing.
    pub amount: Gross,
    /// How it came.
    pub way: PaymentWay,
    /// What the payer wrote.
    pub reference: Option<String>,
}

impl TypedPayment {
    /// Reads it.
    ///
    /// # Errors
    /// By field: no day, `InTheFuture` or `TooEarly` on `received_on`; no amount, or `NotLess` for nought on
    /// `amount`; `NotAChoice` on `way`; `TooLong` beyond 140 characters on `reference`.
    pub fn read(&self, today: NaiveDate) -> Result<NewPayment, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let received_on = reading.take("received_on", parse_day(&self.received_on));
        let received_on =
            received_on.and_then(|day| reading.take("received_on", lately(day, today)));
        let amount = parse_pounds(&self.amount).and_then(|amount| {
            if amount.is_zero() { Err(Problem::NotLess) } else { Ok(Gross(amount)) }
        });
        let amount = reading.take("amount", amount);
        let way = reading.take("way", choice(&self.way, PaymentWay::from_code));
        let reference =
            reading.take("reference", text::optional_line(&self.reference, REFERENCE_MAX));
        let read = received_on.zip(amount).zip(way).zip(reference);
        let payment = |(((received_on, amount), way), reference)| NewPayment {
            received_on,
            amount,
            way,
            reference,
        };
        reading.finish(read.map(payment))
    }
}

fn lately(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Problem> {
    match today.checked_sub_days(Days::new(DAYS_BACK)) {
        _ if day > today => Err(Problem::InTheFuture),
        Some(earliest) if day < earliest => Err(Problem::TooEarly { earliest }),
        _ => Ok(day),
    }
}
