//! The yearly round of renewing, in each of its states: sent and with the head, sent back, and begun.

use domain::buy_back::{TypedChoice, TypedRound};
use domain::id::{BuyBackId, PurchaseId};
use domain::text::PurchaseOrderNumber;
use market::buy_back::{
    KeepSheet, SendSheet, SetBuyBack, TypedRow, check_sheet, keep_sheet, send_sheet, set_buy_back,
    view_sheet,
};
use market::order::{DecidePurchase, Decision, decide_purchase, view_purchase};

use super::{Tenant, key};
use crate::Bed;

/// The first school has renewed from April and waits for its head, was sent back what it renewed from
/// September, and has begun from January.
pub(super) async fn renew(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    let april = set(bed, tenant, "2027-04-01").await;
    let september = set(bed, tenant, "2027-09-01").await;
    let january = set(bed, tenant, "2027-01-01").await;
    send(bed, tenant, april).await;
    let back = send(bed, tenant, september).await;
    let reason = tenant.marks.hidden("Fewer hours would do");
    let seen = view_purchase(market, tenant.head(), back).await.expect("a purchase");
    let decide = DecidePurchase {
        purchase: back,
        version: seen.version,
        decision: Decision::SendBack { reason },
        key: key(market),
    };
    decide_purchase(market, tenant.head(), decide).await.expect("sent back");
    keep(bed, tenant, january).await;
}

async fn set(bed: &Bed, tenant: &Tenant, begins_on: &str) -> BuyBackId {
    let opens_on = bed.market.today().to_string();
    let typed = TypedRound { begins_on: begins_on.to_owned(), opens_on };
    set_buy_back(&bed.market, tenant.staff(), SetBuyBack { typed }).await.expect("a buy-back")
}

/// Keeps all there is, with forty of what can be ordered by number: more than the buyer orders alone.
async fn keep(bed: &Bed, tenant: &Tenant, id: BuyBackId) {
    let (market, buyer) = (&bed.market, tenant.buyer());
    let sheet = view_sheet(market, buyer, id).await.expect("a sheet");
    let open = sheet.rows.iter().filter(|row| row.next().is_some());
    let typed = |many: bool| TypedChoice {
        choice: if many { "change" } else { "keep" }.to_owned(),
        quantity: if many { "40".to_owned() } else { String::new() },
    };
    let rows = open.map(|row| {
        let many = row.renewal.can_change() && row.renewal.is_ordered();
        TypedRow { service: row.service, typed: typed(many) }
    });
    let keep = KeepSheet {
        buy_back: id,
        version: sheet.version,
        rows: rows.collect(),
        budget: "5000".to_owned(),
    };
    keep_sheet(market, buyer, keep).await.expect("kept");
}

async fn send(bed: &Bed, tenant: &Tenant, id: BuyBackId) -> PurchaseId {
    keep(bed, tenant, id).await;
    let (market, buyer) = (&bed.market, tenant.buyer());
    let check = check_sheet(market, buyer, id).await.expect("a price");
    let number = format!("PO-{}", tenant.marks.hidden);
    let send = SendSheet {
        buy_back: id,
        version: check.sheet.version,
        purchase_order_number: Some(PurchaseOrderNumber::parse(&number).expect("a number")),
        seen: check.quote.map(|quote| quote.seen()),
        key: key(market),
    };
    let sent = send_sheet(market, buyer, send).await.expect("sent");
    sent.placed.expect("something ordered").purchase
}
