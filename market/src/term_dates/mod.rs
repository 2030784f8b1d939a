//! When pupils are at school: a partnership enters the term dates of its area, a school its own where
//! they differ and its INSET days. Where nobody has entered any, typical dates stand in, and say so.

mod booked_out;
mod inset;
mod keep;
mod of_school;
mod together;
mod view;

pub use booked_out::BookedOut;
pub use inset::{AddInsetDay, add_inset_day, remove_inset_day};
pub use keep::{KeepTermDates, keep_term_dates};
pub use of_school::school_days;
pub(crate) use of_school::{days_of, days_of_each, terms_of};
pub use together::{InsetOfSchool, inset_days_together};
pub use view::{Source, TermDatesPage, term_dates};
