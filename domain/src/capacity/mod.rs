//! When people of a pool work, which of their days are free, and how full the pool is.
//!
//! Read models and rules only: that a day is never sold twice is held by the database. Whether
//! nobody works on a day (holidays, closures) comes in as a question, since calendars differ.

mod calendar_page;
mod choose;
mod clearance;
mod cover;
mod demand;
mod fair_share;
mod free_days;
mod half;
mod month;
mod notice;
mod pay;
mod placement;
mod profile;
mod suited;
mod utilisation;
mod working;

pub use calendar_page::{CalendarDay, CalendarMonth};
pub use choose::{Choice, ChosenDay, DayAnswer, choose_days};
pub use clearance::{Clearance, ClearanceKind, Cleared, Held, TypedClearance, WARNED_BEFORE};
pub use cover::{StandIn, propose, week_of};
pub use demand::{
    Advice, Forecast, History, LEAST_TERMS, Outlook, Supply, TermDays, TermKey, TypedTerm, advise,
};
pub use fair_share::{DayWish, Share, WaitsForDay, in_fair_order, next_for_day, school_year};
pub use free_days::{DayCount, FreeDays};
pub use half::{Half, Halves, Slot};
pub use month::{YearMonth, month_grid};
pub use notice::Notice;
pub use pay::{
    DayOutcome, Engagement, PaidDay, Pay, PayFrom, PayTotals, TypedPay, pay_on, pay_totals,
};
pub use placement::{
    BookedVisit, DayOf, NextPlacement, NextTerm, PlacedTerm, Placement, placements, roll_forward,
};
pub use profile::{Profile, TypedProfile, counted_once};
pub use suited::{MayCome, Suited};
pub use utilisation::{Utilisation, WeeksAhead, weeks_ahead};
pub use working::{Leave, TypedPattern, Working, WorkingPattern, practitioner_days};
