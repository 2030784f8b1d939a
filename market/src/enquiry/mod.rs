//! Enquiries: somebody of a school asks about a service, whoever delivers it answers, and the
//! partnership's staff read and answer too. Nobody else is told that there is one.
//!
//! Whoever writes, closes or opens again raises the enquiry's own row first, so that one comes after the
//! other and each sees what the one before did.

mod ask;
mod list;
mod stored;
mod tell;
mod view;
mod write;

pub use ask::{AskAboutService, EnquiryChoice, ask_about_service, service_to_ask_about};
pub use list::{EnquiryRow, enquiries};
pub(crate) use stored::{unanswered_by_partnership, unanswered_by_provider};
pub use view::{EnquiryMessage, EnquiryShown, view_enquiry};
pub use write::{WriteEnquiry, close_enquiry, reopen_enquiry, write_enquiry};
