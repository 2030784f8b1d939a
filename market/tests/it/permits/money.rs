//! What is typed of invoices and payments.

use domain::invoice::TypedCredit;
use domain::payment::TypedPayment;
use market::payment::RecordPayment;

use super::commands::key;
use super::things::Things;

/// All that is left of an invoice is taken back.
pub fn whole() -> TypedCredit {
    let text = |text: &str| text.to_owned();
    TypedCredit { what: text("whole"), net: text(""), reason: text("Invoiced by mistake.") }
}

/// The school has paid something.
pub fn has_paid(things: &Things) -> RecordPayment {
    let text = |text: &str| text.to_owned();
    let typed = TypedPayment {
        received_on: text("2026-12-02"),
        amount: text("10"),
        way: text("bank"),
        reference: text("Hill Rise"),
    };
    RecordPayment { key: key(), school: things.school, typed, invoices: Vec::new() }
}
