//! What is told to a school that waits for a day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{day_in_words, moment_in_words, short_day};
use market::mail::{DayTold, RenewalTold};

use super::Said;
use crate::words::waiting::RULE;
use crate::words::{half, plural, renewal};

/// A day came free, and is held for the school.
pub(super) fn day_offered(told: &DayTold, until: DateTime<Utc>) -> Said {
    let paragraphs = vec![
        format!(
            "{}{} came free, and your school is next on the waiting list for {}.",
            day_in_words(told.day),
            half::beside(told.half),
            told.title
        ),
        format!(
            "It is held for you until {}. After that it passes to the next school.",
            moment_in_words(until)
        ),
        format!("How it is decided: {RULE}"),
    ];
    let day = format!("{}{}", short_day(told.day), half::beside(told.half));
    let half = half::in_address(told.half);
    Said::new(format!("Held for you: {}, {day}", told.title), paragraphs).link(
        "Check and book it",
        format!("/services/{}/check?day={}{half}", told.service, told.day),
    )
}

/// Nobody took it in time.
pub(super) fn day_offer_ended(told: &DayTold) -> Said {
    let paragraphs = vec![
        format!(
            "{}{} has passed to the next school.",
            day_in_words(told.day),
            half::beside(told.half)
        ),
        "If you still want a day, put your school on the waiting list again.".to_owned(),
    ];
    let day = format!("{}{}", short_day(told.day), half::beside(told.half));
    Said::new(format!("Your offer has ended: {}, {day}", told.title), paragraphs)
        .link("See the waiting list", format!("/services/{}/wait", told.service))
}

/// The same again next school year.
pub(super) fn renewal_offered(told: &RenewalTold, until: NaiveDate) -> Said {
    let (year, days) = (renewal::year(told.year), plural(u64::from(told.days), "day", "days"));
    let paragraphs = vec![
        format!(
            "The same people can come to your school on the same days of the week in {year}: {days} of {}.",
            told.title
        ),
        format!(
            "They are held for you until the end of {}. Take all of them, some or none: you see who comes, \
             which days and the price before you book.",
            day_in_words(until)
        ),
    ];
    Said::new(format!("Held for {year}: {days} of {}", told.title), paragraphs)
        .link("See who comes, which days and the price", "/next-year")
}

/// What was left of it came free.
pub(super) fn renewal_ended(told: &RenewalTold) -> Said {
    let (year, days) = (renewal::year(told.year), plural(u64::from(told.days), "day", "days"));
    let paragraphs = vec![
        format!(
            "{days} of {} that were held for your school in {year} are free for others now.",
            told.title
        ),
        "You can book days that are still free like any others.".to_owned(),
    ];
    Said::new(format!("Not held any more: {}, {year}", told.title), paragraphs)
        .link("See the days", format!("/services/{}/days", told.service))
}
