//! Orders: checking and placing a booking, approving, changing, cancelling; lists and one order.

mod act;
mod already;
mod book;
mod check;
mod decide;
mod export;
mod instead;
mod list;
mod page;
mod pick;
mod saving_words;
mod sections;

pub use act::{cancel, decide, resubmit};
pub use book::submit as book;
pub use check::{choose, look as check};
pub use export::file;
pub use list::show as list;
pub use page::{show, show_to_provider};
pub(crate) use sections::totals as totals_table;
