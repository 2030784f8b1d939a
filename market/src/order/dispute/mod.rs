//! What a school says of what was confirmed as delivered: that it is right, or that it is not; what the
//! provider answers, and what staff decide; and days on which somebody came in vain.
//!
//! Whoever does any of it raises the order's version, as whoever invoices it or takes a confirmation back
//! does: of several at once one is first, and the others look again. A line in dispute has to stay in its
//! state by a constraint (`order_line.disputed_in`).

mod answer;
mod decide;
mod no_show;
mod raise;
mod store;
mod tell;
mod view;

pub use answer::{AnswerDispute, answer_dispute};
pub use decide::{DecideDispute, decide_dispute};
pub use no_show::{SayNoShow, say_no_show};
pub use raise::{AgreeDelivery, DisputeDelivery, agree_delivery, dispute_delivery};
pub(super) use store::said_of;
pub(super) use tell::tell_at_five;
pub(crate) use tell::tell_of_deliveries;
pub use view::DisputeView;
pub(crate) use view::{disputes_to_answer, disputes_to_decide};
pub(super) use view::{no_shows, of_order};
