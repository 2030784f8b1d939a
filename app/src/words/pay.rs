//! What people are paid in words.

use domain::calendar::short_day;
use domain::capacity::{DayOutcome, Engagement, Pay, PayFrom, YearMonth};

use super::{money, plural};

/// How somebody works.
pub const fn engagement(engagement: Engagement) -> &'static str {
    match engagement {
        Engagement::Employed => "Employed",
        Engagement::Freelance => "Freelance",
    }
}

/// Terms of pay in a line.
pub fn terms(pay: Pay) -> String {
    match pay {
        Pay::Employed { contracted_days: None } => "Employed".to_owned(),
        Pay::Employed { contracted_days: Some(days) } => {
            format!("Employed, {} a school year", plural(u64::from(days), "day", "days"))
        }
        Pay::Freelance { day_rate, late_share } => {
            let late = match late_share.get() {
                0 => "nothing for a day cancelled late".to_owned(),
                10_000 => "the same for a day cancelled late".to_owned(),
                _ => format!("{late_share} of it for a day cancelled late"),
            };
            format!("Freelance, {} a day, {late}", money(day_rate))
        }
    }
}

/// Terms of pay with the day from which they count.
pub fn terms_from(terms_of: &PayFrom) -> String {
    format!("From {}: {}", short_day(terms_of.from_on), terms(terms_of.pay))
}

/// What became of a day.
pub const fn outcome(outcome: DayOutcome) -> &'static str {
    match outcome {
        DayOutcome::Coming => "To come",
        DayOutcome::ToConfirm => "To be confirmed",
        DayOutcome::Delivered => "Delivered",
        DayOutcome::CancelledLate => "Cancelled late by the school",
        DayOutcome::NotHeld => "Did not take place",
    }
}

/// Half days as days: `3`, `3½`.
pub fn days(halves: u32) -> String {
    match (halves / 2, halves % 2) {
        (0, 1) => "½".to_owned(),
        (whole, 0) => super::count(whole),
        (whole, _) => format!("{}½", super::count(whole)),
    }
}

/// Half days as days for a spreadsheet: `3.5`.
pub fn decimal_days(halves: u32) -> String {
    format!("{}{}", halves / 2, if halves % 2 == 1 { ".5" } else { "" })
}

/// `November 2026`.
pub fn month(month: YearMonth) -> String {
    month.first().format("%B %Y").to_string()
}
