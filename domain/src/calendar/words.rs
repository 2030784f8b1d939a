//! Days and times as people in England write them.

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Europe::London;

use super::{london_day, london_time};

/// `Tuesday 12 January 2027`.
pub fn day_in_words(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// `12 January 2027`.
pub fn day_in_full(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `12 Jan 2027`, for tables.
pub fn short_day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// `7:10am`; whole hours as `7am`, and `midday` and `midnight` by name.
pub fn time_in_words(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// `Tuesday 12 January 2027 at 7:10am`, in London.
pub fn moment_in_words(at: DateTime<Utc>) -> String {
    format!("{} at {}", day_in_words(london_day(at)), time_in_words(london_time(at)))
}

/// `Tuesday 13 July 2027 at 5pm (BST)`: with the name of London's time, where an instant decides.
pub fn deadline_in_words(at: DateTime<Utc>) -> String {
    format!("{} ({})", moment_in_words(at), at.with_timezone(&London).format("%Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 12).unwrap();
        assert_eq!(day_in_words(day), "Tuesday 12 January 2027");
        assert_eq!(short_day(day), "12 Jan 2027");
        assert_eq!(short_day(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()), "1 Sep 2026");
    }

    #[test]
    fn times_read_as_people_write_them() {
        for (hour, minute, words) in [
            (7, 10, "7:10am"),
            (9, 0, "9am"),
            (0, 5, "12:05am"),
            (0, 0, "midnight"),
            (12, 0, "midday"),
            (12, 30, "12:30pm"),
            (23, 59, "11:59pm"),
        ] {
            assert_eq!(time_in_words(NaiveTime::from_hms_opt(hour, minute, 0).unwrap()), words);
        }
    }

    #[test]
    fn moments_are_told_in_london_time() {
        let winter = "2027-01-12T07:10:00Z".parse().unwrap();
        assert_eq!(moment_in_words(winter), "Tuesday 12 January 2027 at 7:10am");
        let summer = "2027-07-13T16:00:00Z".parse().unwrap();
        assert_eq!(moment_in_words(summer), "Tuesday 13 July 2027 at 5pm");
        assert_eq!(deadline_in_words(winter), "Tuesday 12 January 2027 at 7:10am (GMT)");
        assert_eq!(deadline_in_words(summer), "Tuesday 13 July 2027 at 5pm (BST)");
    }
}
