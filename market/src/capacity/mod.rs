//! Days of people: taken by one order line each, whoever presses the button at once.

mod take;

pub(crate) use take::{release_day, take_day};
