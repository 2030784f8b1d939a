//! Orders: checking and placing a booking, approving, changing, cancelling; lists and one order.

mod act;
pub mod agreed;
mod already;
mod asked;
mod book;
mod calendar;
mod check;
mod check_package;
mod check_rows;
mod decide;
mod export;
mod instead;
mod list;
pub mod move_day;
mod order_form;
mod package;
mod page;
pub mod people;
mod pick;
mod saving_words;
mod sections;

pub(crate) use act::read_decision;
pub use act::{cancel, decide, resubmit};
pub(crate) use asked::{chosen_again, read_asked};
pub(crate) use book::purchase_order_number;
pub use book::submit as book;
pub use calendar::send as calendar;
pub(crate) use check::choose_again as check_again;
pub use check::{choose, look as check};
pub use export::file;
pub use list::show as list;
pub use order_form::{show as order_form, submit as take_order_form};
pub use page::{show, show_to_provider};
pub(crate) use sections::totals as totals_table;
