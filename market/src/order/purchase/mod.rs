//! Orders of several services that one buyer places together: priced, passed through one gate, stored
//! and decided as one. Each stays an order by itself, with its provider, its terms and its lines.

mod act;
mod decide;
mod place;
mod quote;
mod view;

pub use act::{CancelPurchase, SendPurchaseAgain, cancel_purchase, send_purchase_again};
pub use decide::{DecidePurchase, decide_purchase};
pub(crate) use place::place_purchase;
pub use place::{PlacedTogether, SeenTogether};
pub(crate) use quote::quote_purchase;
pub(super) use quote::quoted_order;
pub use quote::{PurchaseQuote, QuotedOrder};
pub use view::{PurchaseView, PurchasedOrder, view_purchase};
