//! Pools of people whose days are sold: who works when, which days are free, and taking one.
//!
//! A person's day is one row. Whoever's order line stands on it holds it; taking is a conditional
//! update of one free row, so that no day is ever sold twice, from however many processes.

mod calendar;
mod days;
mod people;
mod pool;
mod take;

pub(crate) use calendar::counted;
pub use calendar::{days_to_pick, free_days};
pub(crate) use days::extend;
pub use days::{AddDay, SetLeave, add_day, set_leave};
pub use people::{
    AddPractitioner, EndPractitioner, PersonDays, PoolPage, RenamePractitioner, add_practitioner,
    end_practitioner, rename_practitioner, view_pool,
};
pub use pool::{CreatePool, create_pool};
pub(crate) use pool::{insert_people, insert_pool};
pub(crate) use take::{hand_over_day, release_day, take_day};

#[cfg(test)]
mod tests;
