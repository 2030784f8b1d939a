//! Calendars that people read elsewhere: a secret address for a school's bookings, for a provider's, or
//! for one's own days.
//!
//! Of an address a digest is kept. Whoever has it reads what its person may read at that moment, and
//! nothing once they may not: their roles are looked at each time.

mod link;
mod read;

pub use link::{
    CalendarKind, OwnCalendar, calendar_links, make_calendar_link, withdraw_calendar_link,
};
pub(crate) use read::entries_of_order;
pub use read::{Calendar, read_calendar};
