//! What is told when a school is handed over to the one that took its place, and when it leaves its trust.

use market::mail::OrderTold;

use super::{Said, order};
use crate::words::plural;

/// To whoever delivers a booking that is another school's now.
pub(super) fn booking_moved(order: &OrderTold, before: &str, school: &str) -> Said {
    let mut paragraphs = vec![format!(
        "{} took the place of {school}. Its booking {before} is {} from now on: the same days at the \
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

/// To the people of a school, of the trust that it left and of the one it came into.
pub(super) fn left_trust(
    (school, trust, now): (&str, &str, Option<&str>),
    orders: u32,
    path: &str,
) -> Said {
    let now = now.map_or_else(String::new, |now| format!(" It names {now} now."));
    let open = match orders {
        0 => "No order that it made for the school is open.".to_owned(),
        many => format!(
            "{} that it made or had to approve: an approver of the school keeps or cancels each.",
            plural(u64::from(many), "order is open", "orders are open")
        ),
    };
    Said::new(
        format!("{school} left {trust}"),
        vec![
            format!(
                "The national register no longer has {school} in {trust}.{now} Nobody of {trust} \
                 acts for the school on Commonpool any more. What was bought and paid stays with the \
                 school."
            ),
            open,
        ],
    )
    .link("See it on Commonpool", path)
}

/// To the people of a school that has chosen, and to those of the trust that it left.
pub(super) fn orders_chosen(
    (school, trust, by): (&str, &str, &str),
    (kept, cancelled): (u32, u32),
    path: &str,
) -> Said {
    let count = |many: u32| plural(u64::from(many), "order", "orders");
    Said::new(
        format!("{school} has chosen which orders it keeps"),
        vec![format!(
            "{by} has chosen what becomes of the orders that were open when {school} left {trust}: \
             {} kept, {} cancelled.",
            count(kept),
            count(cancelled)
        )],
    )
    .link("See it on Commonpool", path)
}
