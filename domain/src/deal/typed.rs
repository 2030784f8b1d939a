//! What is typed of a deal beside its terms.

use chrono::{DateTime, Utc};

use crate::failure::Problem;
use crate::text;

/// Its title: up to 120 characters.
pub fn title(typed: &str) -> Result<String, Problem> {
    text::name(typed, 120)
}

/// What schools get: up to 4,000 characters.
pub fn description(typed: &str) -> Result<String, Problem> {
    text::paragraph(typed, 4_000)
}

/// Who delivers it, where that is somebody new: up to 120 characters.
pub fn new_provider(typed: &str) -> Result<String, Problem> {
    text::name(typed, 120)
}

/// When it closes: in time to come.
pub fn closing(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    if at > now { Ok(at) } else { Err(Problem::InThePast) }
}
