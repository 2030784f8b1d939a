//! What is told when a school is handed over to the one that took its place.

use market::mail::OrderTold;

use super::{Said, order};

/// To whoever delivers a booking that is another school's now.
pub(super) fn booking_moved(order: &OrderTold, before: &str, school: &str) -> Said {
    let mut paragraphs = vec![format!(
        "{} took the place of {school}. Its booking {before} is {} from now on: the same at the \
         same price, for the new school. What you delivered before stays with {school}.",
        order.school, order.reference
    )];
    paragraphs.extend(order::paragraphs(order));
    Said::new(format!("{before} is now {} for {}", order.reference, order.school), paragraphs)
        .link("See the booking", format!("/bookings/{}", order.order))
}

/// To the people of both schools, and to the staff of their partnerships.
pub(super) fn handed_over(
    (school, successor, urn): (&str, &str, &str),
    (by, orders): (&str, u32),
    path: &str,
) -> Said {
    let moved = match orders {
        0 => "No open order moved".to_owned(),
        1 => "One open order moved to it".to_owned(),
        many => format!("{many} open orders moved to it"),
    };
    Said::new(
        format!("{school} goes on as {successor} (URN {urn})"),
        vec![
            format!(
                "{by} has handed {school} over to {successor}, as the national register links them. \
                 {moved}, and its memberships go on there."
            ),
            format!(
                "What was bought and paid before stays with {school} and can be read as before."
            ),
        ],
    )
    .link("See it on Commonpool", path)
}
