//! Money that schools pay: the list, one payment, writing one down, and the statement of account.

mod list;
mod new;
mod page;
mod statement;

pub use list::{file, show as list};
pub use new::{choose, show as form, submit};
pub use page::{returned, show, undone};
pub use statement::{file as statement_file, show as statement};

use domain::payment::{PaymentWay, TypedPayment};
use leptos::prelude::*;

use crate::parts::{Choice, Details};
use crate::web::{Fields, Form};

/// How money came, in words.
const fn way(way: PaymentWay) -> &'static str {
    match way {
        PaymentWay::Bank => "To the bank account",
        PaymentWay::Journal => "By council journal",
        PaymentWay::Other => "In another way",
    }
}

/// What was typed of a payment.
pub fn typed(form: &Form) -> TypedPayment {
    let get = |field: &str| form.get(field).to_owned();
    TypedPayment {
        received_on: form.date("received_on"),
        amount: get("amount"),
        way: get("way"),
        reference: get("reference"),
    }
}

/// The fields of a payment: the day and the amount, and what is rare behind a click.
pub fn fields(fields: Fields<'_>) -> AnyView {
    let day = fields.date("received_on", "Day the money came", "For example, 12 1 2026");
    let amount = fields.money("amount", "Amount", "What came, including VAT");
    let ways = PaymentWay::ALL.iter().map(|one| Choice::new(one.code(), way(*one))).collect();
    let way = fields.radios("way", "How did it come?", ways, PaymentWay::Bank.code());
    let hint = "As it stands on the bank statement. You may leave it empty";
    let reference = fields.text("reference", "The payer’s reference", hint);
    let open = fields.any("way") || fields.any("reference");
    view! {
        {day}
        {amount}
        <Details summary="Another way than to the bank, or a reference" open>
            {way}
            {reference}
        </Details>
    }
    .into_any()
}
