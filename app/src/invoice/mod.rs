//! Invoices: what is to be invoiced, the list, one invoice as it is printed, what was paid of it; and credit
//! notes.

pub mod credit;
mod export;
mod list;
pub mod note;
pub mod notes;
mod page;
mod paper;
mod raise;
mod settled;

pub use export::{file, file_of_waiting};
pub use list::{Which, show as list, tabs};
pub use page::{pay, show, use_credit};
pub use raise::{raise, waiting};
