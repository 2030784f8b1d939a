//! What is told where whoever is booked cannot come, or may not.

use chrono::NaiveDate;
use domain::Pence;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::Half;
use market::mail::{OrderTold, VisitTold};

use super::Said;
use crate::words::{half as halves, pounds};

/// Somebody's checks run out, or have.
pub(super) fn clearance_ends(
    (name, pool): (&str, &str),
    (until, ended): (NaiveDate, bool),
    days: &[NaiveDate],
    path: &str,
) -> Said {
    let day = short_day(until);
    let subject = if ended {
        format!("{name}’s checks ran out on {day}: {pool}")
    } else {
        format!("{name}’s checks run out on {day}: {pool}")
    };
    let offered = "No day after that is offered to schools until a newer check is entered.";
    let mut told = vec![offered.to_owned()];
    if !days.is_empty() {
        told.push(format!("Schools have booked these days after it: {}.", in_words(days, None)));
    }
    Said::new(subject, told).link("See their checks", path)
}

/// Whoever is booked cannot come as things stand.
pub(super) fn days_uncertain((what, provider): (&str, &str), days: &[NaiveDate]) -> Said {
    Said::new(
        format!("Somebody else may come: {what}"),
        vec![
            format!("As things stand, whoever was to come on these days cannot: {}.", in_words(days, None)),
            format!(
                "{provider} looks for somebody who can stand in, and we will tell you who comes. Your \
                 booking stands until then."
            ),
        ],
    )
    .link("See your orders", "/orders")
}

/// Days in a row, or the same half of each.
pub(super) fn in_words(days: &[NaiveDate], half: Option<Half>) -> String {
    days.iter().map(|day| day_or_half(*day, half)).collect::<Vec<_>>().join("; ")
}

fn day_or_half(day: NaiveDate, half: Option<Half>) -> String {
    format!("{}{}", day_in_words(day), halves::beside(half))
}

/// Somebody is ill, and days of theirs are booked.
pub(super) fn cover_needed((name, pool): (&str, &str), days: &[NaiveDate], path: &str) -> Said {
    Said::new(
        format!("{name} is ill: who stands in? {pool}"),
        vec![
            format!("Schools have booked these days: {}.", in_words(days, None)),
            "They know that somebody else may come, and not why. Choose who stands in.".to_owned(),
        ],
    )
    .link("See who can stand in", path)
}

/// Somebody else comes on a booked day.
pub(super) fn stand_in_comes(order: &OrderTold, day: NaiveDate, name: &str) -> Said {
    Said::new(
        format!("{name} comes on {}: {}", short_day(day), order.reference),
        vec![format!(
            "{name} stands in on {}. The price and everything else stay as they are. Enter them in \
             your single central record before they come.",
            day_or_half(day, order.half)
        )],
    )
    .link("See their checks", format!("/orders/{}/people", order.order))
}

/// The reader stands in.
pub(super) fn you_stand_in(
    (day, half): (NaiveDate, Option<Half>),
    what: &str,
    school: &str,
) -> Said {
    Said::new(
        format!("You stand in on {}: {school}", short_day(day)),
        vec![format!("{what}, {}, at {school}.", day_or_half(day, half))],
    )
    .link("See the bookings", "/bookings?when=coming")
}

/// A booked day will not be delivered.
pub(super) fn day_not_delivered(order: &OrderTold) -> Said {
    Said::new(
        format!("Not delivered: {} ({})", in_words(&order.days, order.half), order.reference),
        vec![
            "Nobody can come on that day, so it is cancelled and costs nothing.".to_owned(),
            "You can book another day in its place.".to_owned(),
        ],
    )
    .link("See the order", format!("/orders/{}", order.order))
}

/// A booked day was moved: to the school and the provider.
pub(super) fn day_moved(order: &OrderTold, (from, to): (NaiveDate, NaiveDate), path: &str) -> Said {
    let mut told = vec![
        format!("{}: {}, at {}.", order.reference, order.what, order.school),
        format!(
            "It was {} and is {} now.",
            day_or_half(from, order.half),
            day_or_half(to, order.half)
        ),
        "The price of the day stays as it was agreed.".to_owned(),
    ];
    if order.charge_pence > 0 {
        let charge = pounds(Pence::new(order.charge_pence));
        told.push(format!("It was moved late, and {charge} including VAT is charged for that."));
    }
    let subject = format!("Moved to {}: {} ({})", short_day(to), order.school, order.reference);
    Said::new(subject, told).link("See the order", path)
}

/// The same, to whoever comes or was to come.
pub(super) fn visit_moved(told: &VisitTold) -> Said {
    let VisitTold { what, school, from, to, half } = told;
    let (from, to, half) = (*from, *to, *half);
    let (subject, told) = match (from, to) {
        (Some(from), Some(to)) => (
            format!("Moved to {}: {school}", short_day(to)),
            format!(
                "{what} at {school}: {} now, in place of {}.",
                day_or_half(to, half),
                day_or_half(from, half)
            ),
        ),
        (_, Some(to)) => (
            format!("You are booked on {}: {school}", short_day(to)),
            format!("{what}, {}, at {school}.", day_or_half(to, half)),
        ),
        (from, None) => {
            let days: Vec<NaiveDate> = from.into_iter().collect();
            (
                format!("Not needed on {}: {school}", in_words(&days, half)),
                format!("{what} at {school}: the school has moved its day."),
            )
        }
    };
    Said::new(subject, vec![told]).link("See the bookings", "/bookings?when=coming")
}
