//! From the database's errors to the market's failures.

use std::fmt::Display;

use domain::Failure;
use domain::id::IncidentId;
use sea_orm::{DbErr, RuntimeErr};
use uuid::Uuid;

/// How a try to write ended badly.
pub(crate) enum Trouble {
    /// Another writer was first; trying again will do.
    LostRace,
    /// Trying again would end the same.
    Failed(Failure),
}

/// Writes the cause to the log under a new id, and gives the failure that carries only the id.
#[track_caller]
pub(crate) fn broken(cause: impl Display) -> Failure {
    #[allow(clippy::disallowed_methods, reason = "an incident is no part of the market's state")]
    let incident = IncidentId::from_uuid(Uuid::new_v4());
    let place = std::panic::Location::caller();
    tracing::error!(%incident, %place, %cause, "broken");
    Failure::Broken(incident)
}

/// Tells a lost race from a real fault.
#[track_caller]
pub(crate) fn classify(error: DbErr) -> Trouble {
    if is_lost_race(&error) { Trouble::LostRace } else { Trouble::Failed(broken(error)) }
}

/// PostgreSQL: serialization failure, deadlock, lock not available. SQLite: busy or locked, with
/// their extended codes (the primary code is the low byte: sqlite.org/rescode.html).
pub(crate) fn is_lost_race(error: &DbErr) -> bool {
    code_of(error).is_some_and(|code| match code.as_str() {
        "40001" | "40P01" | "55P03" => true,
        other => {
            other.parse::<u32>().is_ok_and(|code| code < 10_000 && matches!(code & 0xff, 5 | 6))
        }
    })
}

/// Whether a unique index has it already. SQLite: of a column, of a primary key.
pub(crate) fn is_taken(error: &DbErr) -> bool {
    code_of(error).is_some_and(|code| matches!(code.as_str(), "23505" | "2067" | "1555"))
}

fn code_of(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    inner.as_database_error().and_then(|error| error.code().map(|code| code.to_string()))
}
