//! Terms and days in words.

use chrono::{Datelike, NaiveDate};
use domain::calendar::{TermName, day_in_words};

/// What a term is called.
pub const fn term(name: TermName) -> &'static str {
    match name {
        TermName::Autumn => "Autumn term",
        TermName::Spring => "Spring term",
        TermName::Summer => "Summer term",
    }
}

/// That a day went to somebody else, and which can be had instead.
pub fn day_taken(day: NaiveDate, instead: &[NaiveDate]) -> (String, String) {
    let advice = match instead {
        [] => "There are no more free days. Ask the provider about a later term.".into(),
        // Of the same day of the week: another may be free before.
        [next] if *next > day && next.weekday() == day.weekday() => {
            format!("The next {} that is free is {}.", next.format("%A"), next.format("%-d %B %Y"))
        }
        [next] => format!("The nearest free day is {}.", day_in_words(*next)),
        [days @ .., last] => {
            let days: Vec<String> = days.iter().map(|day| day_in_words(*day)).collect();
            format!("Free instead: {} or {}.", days.join(", "), day_in_words(*last))
        }
    };
    (format!("{} is not free", day_in_words(day)), advice)
}
