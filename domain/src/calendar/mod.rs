//! Stub.
/// x
pub fn london_day(instant: chrono::DateTime<chrono::Utc>) -> chrono::NaiveDate {
    instant.with_timezone(&chrono_tz::Europe::London).date_naive()
}
