//! A school that left its trust, and what it chose of the orders that were open.

use super::Said;
use crate::words::plural;

/// To the people of a school, of the trust that it left and of the one it came into.
pub(super) fn left(
    (school, trust, now): (&str, &str, Option<&str>),
    orders: Option<u32>,
    path: &str,
) -> Said {
    let now = now.map_or_else(String::new, |now| format!(" It names {now} now."));
    let open = orders.map(|orders| match orders {
        0 => format!("No order that {trust} made for the school is open."),
        many => format!(
            "{} that {trust} made or had to approve: an approver of the school keeps or cancels each.",
            plural(u64::from(many), "order is open", "orders are open")
        ),
    });
    Said::new(
        format!("{school} left {trust}"),
        std::iter::once(format!(
                "The national register no longer has {school} in {trust}.{now} Nobody of {trust} \
                 acts for the school on Commonpool any more. What was bought and paid stays with the \
                 school."
            ))
        .chain(open)
        .collect(),
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
