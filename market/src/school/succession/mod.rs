//! A school that goes on under another number: it became an academy, or merged. What stays with the
//! old one, what goes over to the new one, and by whom.

mod found;
mod hand_over;
mod page;

pub(crate) use found::closing_of;
pub use found::{Closing, Successor};
pub use hand_over::{HandOver, hand_over};
pub use page::{HandOverPage, HandedOver, SuccessionPage, succession};
