//! Schools pay: nearly always what the invoice says; now and then a part of it, or too much.

use domain::id::InvoiceId;
use domain::payment::{PaymentWay, TypedPayment};
use domain::{Failure, Pence};
use market::Actor;
use market::invoice::view_invoice;
use market::payment::{RecordPayment, record_payment};

use crate::stage::Stage;

/// Of so many payments one is half of what is owed.
const HALF: u32 = 14;
/// Of so many payments one is too much.
const TOO_MUCH: u32 = 23;

/// An invoice is paid. The payments are counted, so that some of them are not what they should be.
pub(crate) async fn pay(
    stage: &Stage<'_>,
    staff: &Actor,
    (invoice, nth): (InvoiceId, u32),
) -> Result<(), Failure> {
    let market = &stage.market;
    let view = view_invoice(market, staff, invoice).await?;
    let owed = view.outstanding.pence();
    let amount = match nth {
        nth if nth % TOO_MUCH == 0 => owed.plus(Pence::pounds(10))?,
        nth if nth % HALF == 0 => owed.fraction(1, 2)?,
        _ => owed,
    };
    let typed = TypedPayment {
        received_on: market.today().to_string(),
        amount: amount.to_string(),
        way: PaymentWay::Bank.code().to_owned(),
        reference: view.number,
    };
    let (school, invoices, key) = (view.school, vec![invoice], stage.key()?);
    record_payment(market, staff, RecordPayment { key, school, typed, invoices }).await.map(|_| ())
}
