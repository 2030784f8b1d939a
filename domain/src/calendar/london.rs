//! What day and time it is in London at an instant.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;

/// The civil day in London at this instant.
pub fn london_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// What a clock in London shows at this instant.
pub fn london_time(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&London).time()
}

/// The instant at which a clock in London shows this time on this day: the later one in the hour
/// that comes twice in autumn, and none in the hour that is left out in spring.
pub fn london_instant(day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    London.from_local_datetime(&day.and_time(time)).latest().map(|at| at.with_timezone(&Utc))
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

    #[test]
    fn an_instant_is_found_by_the_clock_in_london() {
        let instant =
            |day: &str, time: &str| london_instant(day.parse().unwrap(), time.parse().unwrap());
        assert_eq!(instant("2027-01-12", "17:00:00"), Some(at("2027-01-12T17:00:00Z")));
        assert_eq!(instant("2027-07-13", "17:00:00"), Some(at("2027-07-13T16:00:00Z")));
        assert_eq!(instant("2027-03-28", "01:30:00"), None);
        assert_eq!(instant("2027-10-31", "01:30:00"), Some(at("2027-10-31T01:30:00Z")));
    }
}
