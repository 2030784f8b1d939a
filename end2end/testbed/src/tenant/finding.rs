//! What the buyer looked at, and a search that she keeps.

use domain::saved_search::Criteria;
use market::Viewer;
use market::saved_search::{SaveSearch, save_search};
use market::service::note_viewed;

use super::Tenant;
use crate::Bed;

/// Both of them.
pub(super) async fn keep(bed: &Bed, tenant: &Tenant) {
    let buyer = tenant.buyer();
    note_viewed(&bed.market, &Viewer::Actor(Box::new(buyer.clone())), tenant.hours).await;
    let words = tenant.marks.hidden("tutoring");
    let criteria = Criteria { words: words.clone(), ..Criteria::default() };
    let save = SaveSearch { name: words, criteria };
    save_search(&bed.market, buyer, save).await.expect("a search is kept");
}
