//! What day and time it is in London at an instant.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Europe::London;

/// The civil day in London at this instant.
pub fn london_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// What a clock in London shows at this instant.
pub fn london_time(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&London).time()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn in_summer_the_day_in_london_begins_an_hour_before_it_does_in_utc() {
        assert_eq!(london_day(at("2026-06-30T23:00:00Z")).to_string(), "2026-07-01");
        assert_eq!(london_time(at("2026-06-30T23:00:00Z")).to_string(), "00:00:00");
        assert_eq!(london_day(at("2026-12-31T23:00:00Z")).to_string(), "2026-12-31");
        assert_eq!(london_time(at("2026-12-31T23:00:00Z")).to_string(), "23:00:00");
    }

    #[test]
    fn the_clocks_change_at_one_in_utc() {
        assert_eq!(london_time(at("2027-03-28T00:59:59Z")).to_string(), "00:59:59");
        assert_eq!(london_time(at("2027-03-28T01:00:00Z")).to_string(), "02:00:00");
        assert_eq!(london_time(at("2027-10-31T00:59:59Z")).to_string(), "01:59:59");
        assert_eq!(london_time(at("2027-10-31T01:00:00Z")).to_string(), "01:00:00");
    }
}
