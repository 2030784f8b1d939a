//! Invoices: what is to be invoiced, the list, one invoice as it is printed, marking it paid; and credit
//! notes.

pub mod credit;
mod export;
mod list;
pub mod note;
pub mod notes;
mod page;
mod paper;
mod raise;

pub use export::{file, file_of_waiting};
pub use list::show as list;
pub use page::{mark_paid, show};
pub use raise::{raise, waiting};
