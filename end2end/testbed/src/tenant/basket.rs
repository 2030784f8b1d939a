//! What somebody means to order, and has not.

use market::order::{PutIntoBasket, Wanted, put_into_basket};

use super::{Tenant, day};
use crate::Bed;

/// Hours in the buyer's basket.
pub(super) async fn fill(bed: &Bed, tenant: &Tenant) {
    let wanted = Wanted::Quantity {
        count: 3,
        wished_on: Some(day("2027-01-12")),
        note: Some(tenant.marks.hidden("In the afternoon")),
    };
    let put = PutIntoBasket { service: tenant.hours, wanted };
    put_into_basket(&bed.market, tenant.buyer(), put).await.expect("in the basket");
}
