//! What is told of an order on its way from the school to the invoice.

use chrono::NaiveDate;
use domain::Pence;
use domain::calendar::{day_in_words, short_day};
use domain::id::InvoiceId;
use market::mail::{CreditNoteTold, OrderTold};

use super::Said;
use crate::words::pounds;

/// The school has ordered.
pub(super) fn placed(order: &OrderTold) -> Said {
    Said::new(
        format!("Ordered: {} for {} ({})", order.what, order.school, order.reference),
        paragraphs(order),
    )
    .link("See the order", page(order))
}

/// Somebody has decided on what was asked for.
pub(super) fn decided(order: &OrderTold, state: &str, reason: Option<&str>) -> Said {
    let outcome = match state {
        "placed" => "Approved",
        "sent_back" => "Sent back",
        "declined" => "Declined",
        "awaiting_approval" => "Approved by your approver, now with the governors",
        _ => "Changed",
    };
    let mut told: Vec<String> =
        reason.iter().map(|reason| format!("Reason given: {reason}")).collect();
    told.extend(paragraphs(order));
    Said::new(format!("{outcome}: {} ({})", order.what, order.reference), told)
        .link("See the order", page(order))
}

/// Nobody has decided in time.
pub(super) fn lapsed(order: &OrderTold) -> Said {
    let (days, again) = if order.days.is_empty() {
        ("", "If it is still wanted, order it again.")
    } else {
        (", and the days are free for others again", "If they are still wanted, book them again.")
    };
    Said::new(
        format!("Not decided in time: {} ({})", order.what, order.reference),
        vec![
            format!(
                "{} asked for this for {}, and nobody decided. Nothing has been bought{days}.",
                order.requested_by, order.school
            ),
            again.to_owned(),
        ],
    )
    .link("See the order", page(order))
}

/// To whoever delivers what was booked.
pub(super) fn booking_received(order: &OrderTold) -> Said {
    Said::new(format!("New booking from {}: {}", order.school, order.what), paragraphs(order))
        .link("See your bookings", "/bookings")
}

/// To whoever would have delivered what the school has cancelled.
pub(super) fn booking_cancelled(order: &OrderTold) -> Said {
    Said::new(
        format!("Cancelled by {}: {} ({})", order.school, order.what, order.reference),
        vec![match order.days.as_slice() {
            [] => "What is not delivered yet is not wanted any more.".to_owned(),
            _ => format!("These days are free again: {}.", days(order)),
        }]
        .into_iter()
        .chain((order.charge_pence > 0).then(|| {
            let charge = pounds(Pence::new(order.charge_pence));
            format!("It was late: the terms charge {charge} including VAT, which is invoiced.")
        }))
        .collect(),
    )
    .link("See your bookings", "/bookings")
}

/// An invoice is to be paid.
pub(super) fn invoice_raised(
    invoice: InvoiceId,
    (number, seller): (&str, &str),
    gross_pence: i64,
    due_on: NaiveDate,
) -> Said {
    Said::new(
        format!(
            "Invoice {number} from {seller}: {} due {}",
            pounds(Pence::new(gross_pence)),
            short_day(due_on)
        ),
        vec![format!(
            "Please quote {number} when you pay. The amount includes VAT where any is due."
        )],
    )
    .link("See and print the invoice", format!("/invoices/{invoice}"))
}

/// Something of an invoice was taken back.
pub(super) fn credit_note_raised(told: &CreditNoteTold) -> Said {
    let CreditNoteTold { note, number, invoice_number: invoice, seller, .. } = told;
    let amount = pounds(Pence::new(told.gross_pence));
    let then = if told.is_refunded {
        format!("You have paid the invoice, so {seller} owes you the amount and pays it back.")
    } else {
        format!("Pay {amount} less than invoice {invoice} says: the invoice shows what is left.")
    };
    let title = format!("Credit note {number} from {seller}: {amount} off invoice {invoice}");
    Said::new(title, vec![then])
        .link("See and print the credit note", format!("/credit-notes/{note}"))
}

/// What is ordered: the amount, the days, the purchase order number.
pub(super) fn paragraphs(order: &OrderTold) -> Vec<String> {
    let mut told = vec![format!(
        "{}, {} including VAT. Reference {}.",
        order.what,
        pounds(Pence::new(order.gross_pence)),
        order.reference
    )];
    if !order.days.is_empty() {
        told.push(format!("Days: {}.", days(order)));
    }
    told.extend(order.wished_on.map(|day| format!("Wanted from {}.", day_in_words(day))));
    told.extend(order.note.iter().map(|note| format!("The school’s note: {note}")));
    told.extend(order.purchase_order_number.iter().map(|n| format!("Purchase order: {n}.")));
    told
}

fn days(order: &OrderTold) -> String {
    super::cover::in_words(&order.days, order.half)
}

/// Where it is shown: of orders that were placed together the page of all.
pub(super) fn page(order: &OrderTold) -> String {
    match order.purchase {
        Some(purchase) => format!("/purchases/{purchase}"),
        None => format!("/orders/{}", order.order),
    }
}
