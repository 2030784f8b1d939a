//! The yearly round in which schools renew what they had: from when it is open, what a school can say
//! of each service, and what that comes to.

mod choice;
mod round;
mod totals;

pub use choice::{Choice, QUANTITY_FIELDS, ROWS_MAX, Renewal, TypedChoice, read_budget};
pub use round::{
    LATE_MONTHS, Progress, REMIND_AFTER_DAYS, Round, TypedRound, coming_years, may_remind,
};
pub use totals::{CfrTotal, Difference, Priced, Totals, totals};
