//! Half days in statements: which rows of people's days have a half, and how rows are added up as days.

use chrono::NaiveDate;
use domain::Failure;
use domain::capacity::{Half, Slot};
use sea_orm::Value;

use crate::db::broken;

/// That a row of `pool_day` has what is booked: the whole day, or a half of it. Names the row.
pub(crate) fn has(row: &str, half: Option<Half>) -> String {
    match half {
        None => format!("{row}.morning AND {row}.afternoon"),
        Some(Half::Morning) => format!("{row}.morning"),
        Some(Half::Afternoon) => format!("{row}.afternoon"),
    }
}

/// The halves in the rows of `pool_day` of which something holds, added up. Names the row.
pub(crate) fn halves(row: &str, of: &str) -> String {
    format!(
        "CAST(COALESCE(SUM(CASE WHEN {of} THEN CASE WHEN {row}.morning AND {row}.afternoon \
         THEN 2 ELSE 1 END ELSE 0 END), 0) AS BIGINT)"
    )
}

/// Halves as days: one over counts as a day.
pub(crate) fn days(halves: i64) -> u32 {
    u32::try_from(halves.saturating_add(1) / 2).unwrap_or(u32::MAX)
}

/// As it is stored beside a day; nothing for the whole of it.
pub(crate) fn stored(half: Option<Half>) -> Value {
    half.map(Half::code).into()
}

/// A day as it is stored with its half.
///
/// # Errors
/// `Broken` for a half that is not known.
pub(crate) fn slot(day: NaiveDate, half: Option<&str>) -> Result<Slot, Failure> {
    Ok(Slot { day, half: read(half)? })
}

/// A half as it is stored.
///
/// # Errors
/// `Broken` for one that is not known.
pub(crate) fn read(half: Option<&str>) -> Result<Option<Half>, Failure> {
    let known = |code: &str| {
        Half::from_code(code).ok_or_else(|| broken(format!("a stored half is not known: {code}")))
    };
    half.map(known).transpose()
}

/// That a stored half is the one that is bound at a place; what is bound is [`key`].
pub(crate) fn is(column: &str, place: &str) -> String {
    format!("COALESCE({column}, 'day') = {place}")
}

/// What a half is compared by.
pub(crate) fn key(half: Option<Half>) -> &'static str {
    half.map_or("day", Half::code)
}
