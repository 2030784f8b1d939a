//! States of orders, lines and invoices in people's words.

use chrono::NaiveDate;
use domain::BasisPoints;
use domain::calendar::day_in_words;
use domain::invoice::InvoiceState;
use domain::order::{LineStateCode, OrderState};
use domain::service::Cancellation;
use domain::vat::VatCategory;

use crate::parts::TagKind;

/// Where an order is, and how that is marked.
pub const fn order_state(state: OrderState) -> (&'static str, TagKind) {
    match state {
        OrderState::AwaitingApproval => ("Waits for approval", TagKind::Waits),
        OrderState::SentBack => ("Sent back", TagKind::Waits),
        OrderState::Declined => ("Declined", TagKind::Bad),
        OrderState::Placed => ("Placed", TagKind::Good),
        OrderState::Completed => ("Completed", TagKind::Plain),
        OrderState::Cancelled => ("Cancelled", TagKind::Plain),
    }
}

/// What became of a line, and how that is marked.
pub const fn line_state(state: LineStateCode) -> (&'static str, TagKind) {
    match state {
        LineStateCode::Booked => ("Booked", TagKind::Good),
        LineStateCode::Delivered => ("Delivered", TagKind::Good),
        LineStateCode::Invoiced => ("Invoiced", TagKind::Plain),
        LineStateCode::Cancelled => ("Cancelled", TagKind::Plain),
    }
}

/// Where an invoice is, and how that is marked.
pub const fn invoice_state(state: InvoiceState, is_overdue: bool) -> (&'static str, TagKind) {
    match (state, is_overdue) {
        (InvoiceState::Issued, false) => ("To be paid", TagKind::Waits),
        (InvoiceState::Issued, true) => ("Overdue", TagKind::Bad),
        (InvoiceState::Paid, _) => ("Paid", TagKind::Good),
        (InvoiceState::Credited, _) => ("Credited", TagKind::Plain),
    }
}

/// A category with its rate, as a table says it: `20%`, `Exempt`.
pub fn vat_rate(category: VatCategory, rate: BasisPoints) -> String {
    match category {
        VatCategory::Standard => rate.to_string(),
        VatCategory::Zero => "0%".to_owned(),
        VatCategory::Exempt => "Exempt".to_owned(),
        VatCategory::OutsideScope => "No VAT".to_owned(),
    }
}

/// What happened to an order, by the name under which it stands in the audit trail.
pub fn order_event(action: &str) -> &'static str {
    match action {
        "place_booking" => "Placed",
        "ask_for_approval" => "Sent for approval",
        "approve_order" => "Approved",
        "send_back_order" => "Sent back",
        "decline_order" => "Declined",
        "resubmit_order" => "Sent again",
        "cancel_order" => "Cancelled",
        "lapse_order" => "Lapsed, because nobody decided in time",
        "move_order" => "Moved to the school that took the place of another",
        "give_cover" => "Somebody stands in",
        "not_delivered" => "A day will not be delivered",
        "say_visit" => "When and where was said",
        "confirm_delivery" => "Delivery confirmed",
        "undo_delivery" => "Confirmation taken back",
        "agree_delivery" => "Said to be right",
        "dispute_delivery" => "Said not to be right",
        "answer_dispute" => "Answered by the provider",
        "decide_dispute" => "Decided by the partnership",
        "say_no_show" => "Somebody came and could not work",
        "raise_invoice" => "Invoiced",
        "call_off" => "Ordered when the group deal closed",
        _ => "Changed",
    }
}

/// What cancelling for nothing has to come before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Each of the days.
    EachDay,
    /// The first day of an agreement.
    ItBegins,
    /// The day from which the school would like it.
    TheDayWished,
    /// The delivery, whenever that is.
    Delivered,
}

/// What cancelling costs.
pub fn cancellation(rule: &Cancellation, before: Before) -> String {
    let days = super::plural(u64::from(rule.free_days_before), "day", "days");
    let charge = match rule.late_charge.get() {
        0 => "and nothing after that".to_owned(),
        10_000 => "and the full price after that".to_owned(),
        _ => format!("and {} of the price after that", rule.late_charge),
    };
    let note = rule.note.as_deref().map(|note| format!(" {note}")).unwrap_or_default();
    let before = match before {
        Before::EachDay => "each day",
        Before::ItBegins => "it begins",
        Before::TheDayWished => "the day you would like it from",
        Before::Delivered => return format!("Free until it is delivered.{note}"),
    };
    format!("Free until {days} before {before}, {charge}.{note}")
}

/// What of it is over already for days that are about to be booked: some of all of them.
pub fn cancelling_now(late: &[NaiveDate], all: usize) -> Option<String> {
    let first = late.first()?;
    Some(match (late.len(), all) {
        (_, 1) => "The time to cancel this day for nothing is over.".to_owned(),
        (1, _) => format!(
            "The time to cancel {} for nothing is over, so the whole order is not free to cancel.",
            day_in_words(*first)
        ),
        (late, all) if late == all => {
            "The time to cancel for nothing is over for all of these days.".to_owned()
        }
        (late, _) => format!(
            "The time to cancel for nothing is over for {late} of these days, so the whole order is \
             not free to cancel."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_no_longer_be_cancelled_for_nothing_is_said_before_it_is_booked() {
        let on = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(cancelling_now(&[], 2), None);
        assert!(cancelling_now(&[on(24)], 1).unwrap().contains("this day"));
        assert!(
            cancelling_now(&[on(24)], 2).unwrap().contains("cancel Tuesday 24 November 2026 for")
        );
        assert!(cancelling_now(&[on(24), on(25)], 2).unwrap().contains("all of these days"));
        assert!(cancelling_now(&[on(24), on(25)], 3).unwrap().contains("2 of these days"));
    }
}
