//! The words of messages that ask for an approval, and that somebody stands in.

use chrono::NaiveDate;
use domain::Pence;
use domain::calendar::day_in_words;
use market::mail::OrderTold;

use super::{Said, order_paragraphs};
use crate::words::pounds;

/// An order waits for the reader.
pub(super) fn needed(order: &OrderTold) -> Said {
    let mut paragraphs = approval_paragraphs(order);
    paragraphs.extend(order_paragraphs(order));
    Said {
        subject: format!(
            "Approve? {} for {}, {} including VAT",
            order.what,
            order.school,
            pounds(Pence::new(order.gross_pence))
        ),
        paragraphs,
        link: Some(("Approve or send back".to_owned(), format!("/orders/{}", order.order))),
    }
}

/// The reader stands in for an approver, at a school, from one day to another.
pub(super) fn deputy_named(
    (school, approver): (&str, &str),
    (first_on, last_on): (NaiveDate, NaiveDate),
    limit_pence: Option<i64>,
) -> Said {
    let limit = limit_pence.map_or_else(
        || "without a limit".to_owned(),
        |limit| format!("up to {} including VAT", pounds(Pence::new(limit))),
    );
    Said {
        subject: format!("You stand in for {approver} at {school}"),
        paragraphs: vec![
            format!(
                "From {} to {}, both included, you may approve orders in the place of {approver}, {limit}.",
                day_in_words(first_on),
                day_in_words(last_on),
            ),
            "You get an email for each. Approving takes a code from your phone as well as your \
             password. You approve nothing that you or they have asked for."
                .to_owned(),
        ],
        link: Some(("See who approves what".to_owned(), "/people/delegation".to_owned())),
    }
}

/// Who asks for an approval, who has agreed before, and in whose place the reader is asked.
fn approval_paragraphs(order: &OrderTold) -> Vec<String> {
    let by = &order.requested_by;
    let mut told = vec![if order.agreed_by.is_empty() {
        format!(
            "{by} has asked for this, and it is over their limit. Nothing is bought until you approve."
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
