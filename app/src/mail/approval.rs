//! What an approver is asked.

use domain::Pence;
use domain::order::WINDOW_DAYS;
use market::mail::OrderTold;

use super::{Said, order};
use crate::words::pounds;

/// An order waits for the reader.
pub(super) fn needed(order: &OrderTold) -> Said {
    let mut told = asked(order);
    told.extend(order::paragraphs(order));
    let gross = pounds(Pence::new(order.gross_pence));
    Said::new(format!("Approve? {} for {}, {gross} including VAT", order.what, order.school), told)
        .link("Approve or send back", order::page(order))
}

/// Who asks for an approval, who has agreed before, and in whose place the reader is asked.
fn asked(order: &OrderTold) -> Vec<String> {
    let by = &order.requested_by;
    let mut told = vec![if order.agreed_by.is_empty() {
        format!(
            "{by} has asked for this, and it is more than they may order alone, with what they ordered in \
             the last {WINDOW_DAYS} days. Nothing is bought until you approve."
        )
    } else {
        format!(
            "{by} has asked for this, and {} has approved it. It is above the amount from which the \
             governors approve as well. Nothing is bought until you do.",
            order.agreed_by.join(" and ")
        )
    }];
    told.extend(order.deputy_for.iter().map(|of| format!("You are asked as deputy of {of}.")));
    told
}
