//! The waiting list for days: its rule, what is wished for, and why whose turn it is.

use chrono::Weekday;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::{DayWish, Half, Share};

use super::{count, plural};

/// The declared rule of fair share.
pub const RULE: &str = "A day that comes free is offered to the school that has the fewest days of \
    this service in the school year for its number of pupils. Of equals, whoever has waited longest \
    comes first.";

/// What becomes of an offer.
pub const OFFER: &str = "It is held for two days, and never longer than it can be booked. Then it \
    passes to the next school.";

/// A day of the week by its whole name.
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// Which days would do.
pub fn wish(wish: DayWish, half: Option<Half>) -> String {
    let half = super::half::beside(half);
    match wish.weekday() {
        Some(day) => format!("Any {}{half} until {}", weekday(day), short_day(wish.last_on())),
        None => format!("{}{half}", day_in_words(wish.last_on())),
    }
}

/// How many days a school has, and for how many pupils: why it is whose turn.
pub fn share(share: Share) -> String {
    let days = match share.days {
        0 => "No day".to_owned(),
        days => plural(u64::from(days), "day", "days"),
    };
    match share.pupils {
        Some(pupils) => format!("{days} for {} pupils", count(u64::from(pupils))),
        None => format!("{days}, pupils not known"),
    }
}
