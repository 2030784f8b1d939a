//! What is told to a school that waits for a day.

use chrono::{DateTime, Utc};
use domain::calendar::{day_in_words, moment_in_words, short_day};
use market::mail::DayTold;

use super::Said;
use crate::words::waiting::RULE;

/// A day came free, and is held for the school.
pub(super) fn day_offered(told: &DayTold, until: DateTime<Utc>) -> Said {
    let paragraphs = vec![
        format!(
            "{} came free, and your school is next on the waiting list for {}.",
            day_in_words(told.day),
            told.title
        ),
        format!(
            "It is held for you until {}. After that it passes to the next school.",
            moment_in_words(until)
        ),
        format!("How it is decided: {RULE}"),
    ];
    Said::new(format!("Held for you: {}, {}", told.title, short_day(told.day)), paragraphs)
        .link("Check and book it", format!("/services/{}/check?day={}", told.service, told.day))
}

/// Nobody took it in time.
pub(super) fn day_offer_ended(told: &DayTold) -> Said {
    let paragraphs = vec![
        format!("{} has passed to the next school.", day_in_words(told.day)),
        "If you still want a day, put your school on the waiting list again.".to_owned(),
    ];
    Said::new(format!("Your offer has ended: {}, {}", told.title, short_day(told.day)), paragraphs)
        .link("See the waiting list", format!("/services/{}/wait", told.service))
}
