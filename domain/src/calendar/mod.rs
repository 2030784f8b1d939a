//! Days and times: how they are read and written, financial years, bank holidays, school terms.
//!
//! Everything here works on civil days in London. Instants are kept in UTC and become a day only
//! through [`london_day`].

mod bank_holidays;
mod financial_year;
mod ical;
mod london;
mod reading;
mod school_year;
mod terms;
mod time;
mod words;
mod working_days;

pub use bank_holidays::{
    BankHoliday, Nation, bank_holidays, bank_holidays_are_known, is_bank_holiday,
};
pub use financial_year::{FinancialYear, FinancialYearKind};
pub use ical::{Entry, EntryStatus, EntryTime, write_calendar};
pub use london::{london_day, london_instant, london_time};
pub use reading::parse_day;
pub use school_year::{
    Closed, InsetDay, SchoolDays, SchoolYear, TERM_FIELDS, TypedTermDates, USUAL_INSET_DAYS,
    read_terms,
};
pub use terms::{DaySpan, Term, TermName, Terms, TermsProblem, every_weekday_in_term};
pub use time::parse_time;
pub use words::{
    day_in_full, day_in_words, deadline_in_words, moment_in_words, short_day, time_in_words,
};
pub use working_days::{WorkingDays, add_working_days, is_working_day_england, is_working_day_uk};
