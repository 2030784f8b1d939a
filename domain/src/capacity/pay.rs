//! What people of a pool are paid for the days they gave: a freelance day by its rate, an employee's
//! as one of those they owe. Whatever a school pays is another matter and stands elsewhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional, percent, whole_number};
use crate::money::{BasisPoints, Overflow, Pence};
use crate::price::parse_pounds;

closed_list! {
    /// How somebody works for a provider.
    Engagement {
        /// On a contract of employment: a salary, and days that they owe.
        Employed = "employed",
        /// On their own account: so much for a day.
        Freelance = "freelance",
    }
}

/// On what terms somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pay {
    /// On a salary.
    Employed {
        /// Days they owe in a school year, from 1 September; nothing where nobody has said.
        contracted_days: Option<u32>,
    },
    /// By the day.
    Freelance {
        /// What a whole day is paid; half a day is paid half.
        day_rate: Pence,
        /// What share of it is paid for a day that a school cancelled late.
        late_share: BasisPoints,
    },
}

impl Pay {
    /// Which of the two.
    pub const fn engagement(&self) -> Engagement {
        match self {
            Self::Employed { .. } => Engagement::Employed,
            Self::Freelance { .. } => Engagement::Freelance,
        }
    }
}

/// Terms of pay from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayFrom {
    /// The first day on which they count.
    pub from_on: NaiveDate,
    /// The terms.
    pub pay: Pay,
}

/// The terms that count on a day, of all that were ever set in the order of setting: those from the
/// latest day on, and of these the last that were set.
pub fn pay_on(all: &[PayFrom], day: NaiveDate) -> Option<PayFrom> {
    all.iter().filter(|one| one.from_on <= day).max_by_key(|one| one.from_on).copied()
}

closed_list! {
    /// What became of a day for which somebody was booked.
    DayOutcome {
        /// It is still to come.
        Coming = "coming",
        /// It has come, and nobody has confirmed it.
        ToConfirm = "to_confirm",
        /// It was delivered.
        Delivered = "delivered",
        /// The school cancelled it so late that it is charged.
        CancelledLate = "cancelled_late",
        /// It did not take place and costs the school nothing.
        NotHeld = "not_held",
    }
}

impl DayOutcome {
    /// Whether the day counts towards what an employee owes: one that a school cancelled late was kept
    /// free for it.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Delivered | Self::CancelledLate)
    }
}

/// A day for which somebody was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidDay {
    /// Which.
    pub day: NaiveDate,
    /// Whether it is half a day.
    pub is_half: bool,
    /// What became of it.
    pub outcome: DayOutcome,
}

impl PaidDay {
    /// In half days.
    const fn halves(self) -> u32 {
        if self.is_half { 1 } else { 2 }
    }

    /// What is due for it: nothing for an employee's, and for what is not delivered.
    ///
    /// # Errors
    /// `Overflow` beyond any amount of money.
    pub fn due(&self, pay: Pay) -> Result<Pence, Overflow> {
        match pay {
            Pay::Employed { .. } => Ok(Pence::ZERO),
            Pay::Freelance { day_rate, late_share } => {
                let whole = if self.is_half { day_rate.fraction(1, 2)? } else { day_rate };
                match self.outcome {
                    DayOutcome::Delivered => Ok(whole),
                    DayOutcome::CancelledLate => whole.share(late_share),
                    DayOutcome::Coming | DayOutcome::ToConfirm | DayOutcome::NotHeld => {
                        Ok(Pence::ZERO)
                    }
                }
            }
        }
    }
}

/// A time of somebody's days, and what is due for them: the sum of its days, to the penny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PayTotals {
    /// Half days that were delivered: two for a whole day.
    pub delivered_halves: u32,
    /// Half days that a school cancelled late.
    pub late_halves: u32,
    /// Half days towards what an employee owes.
    pub owed_halves: u32,
    /// What is due to whoever works by the day.
    pub due: Pence,
    /// Days that count and for which nobody has said on what terms.
    pub without_terms: u32,
}

/// Sums days up, each by the terms that counted on it.
///
/// # Errors
/// `Overflow` beyond any amount of money.
pub fn pay_totals(all: &[PayFrom], days: &[PaidDay]) -> Result<PayTotals, Overflow> {
    let mut totals = PayTotals::default();
    for day in days {
        let halves = day.halves();
        if day.outcome == DayOutcome::Delivered {
            totals.delivered_halves = totals.delivered_halves.saturating_add(halves);
        }
        if day.outcome == DayOutcome::CancelledLate {
            totals.late_halves = totals.late_halves.saturating_add(halves);
        }
        match pay_on(all, day.day) {
            None => {
                let count = u32::from(day.outcome.counts());
                totals.without_terms = totals.without_terms.saturating_add(count);
            }
            Some(PayFrom { pay: Pay::Employed { .. }, .. }) if day.outcome.counts() => {
                totals.owed_halves = totals.owed_halves.saturating_add(halves);
            }
            Some(terms) => totals.due = totals.due.plus(day.due(terms.pay)?)?,
        }
    }
    Ok(totals)
}

/// Terms of pay as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedPay {
    /// Field `engagement`: its code.
    pub engagement: String,
    /// Field `from_on`: the first day on which they count.
    pub from_on: String,
    /// Field `day_rate`: in pounds, for whoever works by the day.
    pub day_rate: String,
    /// Field `late_share`: in per cent; empty means nothing is paid for a day cancelled late.
    pub late_share: String,
    /// Field `contracted_days`: of an employee; empty where nobody has said.
    pub contracted_days: String,
}

impl TypedPay {
    /// Reads them.
    ///
    /// # Errors
    /// All that is wrong, by field: an amount is needed for whoever works by the day.
    pub fn read(&self) -> Result<PayFrom, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let engagement =
            reading.take("engagement", choice(&self.engagement, Engagement::from_code));
        let from_on = reading.take("from_on", parse_day(&self.from_on));
        let pay = match engagement {
            Some(Engagement::Employed) => {
                let days = reading.take("contracted_days", contracted(&self.contracted_days));
                days.map(|contracted_days| Pay::Employed { contracted_days })
            }
            Some(Engagement::Freelance) => {
                let rate = parse_pounds(&self.day_rate);
                let rate = rate
                    .and_then(|rate| if rate.is_zero() { Err(Problem::Missing) } else { Ok(rate) });
                let day_rate = reading.take("day_rate", rate);
                let late_share = reading.take("late_share", percent(&self.late_share));
                let late_share = late_share.map(|share| share.unwrap_or(BasisPoints::new(0)));
                day_rate
                    .zip(late_share)
                    .map(|(day_rate, late_share)| Pay::Freelance { day_rate, late_share })
            }
            None => None,
        };
        let read = || Some(PayFrom { from_on: from_on?, pay: pay? });
        reading.finish(read())
    }
}

/// Days of a school year that somebody owes, 1 to 366.
fn contracted(text: &str) -> Result<Option<u32>, Problem> {
    const MOST: u32 = 366;
    match optional(whole_number(text, MOST))? {
        Some(0) => Err(Problem::OutOfRange { min: 1, max: i64::from(MOST) }),
        days => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn freelance(from_on: &str, pence: i64, late: u32) -> PayFrom {
        let pay =
            Pay::Freelance { day_rate: Pence::new(pence), late_share: BasisPoints::new(late) };
        PayFrom { from_on: day(from_on), pay }
    }

    fn paid(on: &str, is_half: bool, outcome: DayOutcome) -> PaidDay {
        PaidDay { day: day(on), is_half, outcome }
    }

    #[test]
    fn the_terms_set_last_for_the_latest_day_count() {
        let all = [
            freelance("2026-09-01", 20_000, 0),
            freelance("2027-01-01", 22_000, 0),
            freelance("2026-09-01", 21_000, 0),
        ];
        assert_eq!(pay_on(&all, day("2026-08-31")), None);
        assert_eq!(pay_on(&all, day("2026-12-31")), Some(all[2]));
        assert_eq!(pay_on(&all, day("2027-01-01")), Some(all[1]));
    }

    #[test]
    fn a_month_of_a_freelance_is_due_to_the_penny() {
        let all = [freelance("2026-09-01", 18_555, 5_000), freelance("2026-11-16", 20_001, 3_333)];
        let days = [
            paid("2026-11-03", false, DayOutcome::Delivered),
            paid("2026-11-10", true, DayOutcome::Delivered),
            paid("2026-11-12", false, DayOutcome::CancelledLate),
            paid("2026-11-17", true, DayOutcome::Delivered),
            paid("2026-11-19", true, DayOutcome::CancelledLate),
            paid("2026-11-20", false, DayOutcome::NotHeld),
            paid("2026-11-24", false, DayOutcome::ToConfirm),
            paid("2026-11-26", false, DayOutcome::Coming),
        ];
        let totals = pay_totals(&all, &days).unwrap();
        // £185.55; half of it, £92.78; half for late, £92.78; half of £200.01, £100.01; a third of that, £33.33.
        assert_eq!(totals.due, Pence::new(18_555 + 9_278 + 9_278 + 10_001 + 3_333));
        assert_eq!((totals.delivered_halves, totals.late_halves, totals.owed_halves), (4, 3, 0));
        let sum = days.iter().map(|one| one.due(pay_on(&all, one.day).unwrap().pay).unwrap());
        assert_eq!(Pence::total(sum).unwrap(), totals.due);
    }

    #[test]
    fn an_employee_is_due_nothing_and_owes_days() {
        let all = [PayFrom {
            from_on: day("2026-09-01"),
            pay: Pay::Employed { contracted_days: Some(120) },
        }];
        let days = [
            paid("2026-08-28", false, DayOutcome::Delivered),
            paid("2026-11-03", false, DayOutcome::Delivered),
            paid("2026-11-10", true, DayOutcome::CancelledLate),
            paid("2026-11-12", false, DayOutcome::NotHeld),
        ];
        let totals = pay_totals(&all, &days).unwrap();
        assert_eq!((totals.due, totals.owed_halves, totals.without_terms), (Pence::ZERO, 3, 1));
    }

    #[test]
    fn terms_are_read_by_how_somebody_works() {
        let typed = |engagement: &str, rate: &str, days: &str| TypedPay {
            engagement: engagement.into(),
            from_on: "2026-09-01".into(),
            day_rate: rate.into(),
            late_share: "50".into(),
            contracted_days: days.into(),
        };
        let freelance = typed("freelance", "185.55", "ignored").read().unwrap();
        assert_eq!(freelance, self::freelance("2026-09-01", 18_555, 5_000));
        let employed = typed("employed", "ignored", "").read().unwrap();
        assert_eq!(employed.pay, Pay::Employed { contracted_days: None });
        let wrong = |typed: TypedPay| {
            typed.read().unwrap_err().into_iter().map(|one| one.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(typed("freelance", "free", "")), ["day_rate"]);
        assert_eq!(wrong(typed("employed", "", "0")), ["contracted_days"]);
        assert_eq!(wrong(TypedPay::default()), ["engagement", "from_on"]);
    }
}
