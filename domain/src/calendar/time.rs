//! Reading a time of day however a person in England types it.

use chrono::NaiveTime;

use crate::failure::Problem;

/// Reads a time of day: `9:30`, `09.30`, `9.30am`, `3pm`, `15:30`, `midday`, `12 noon`. An hour by
/// itself needs to say which half of the day it is in.
///
/// # Errors
/// `Missing`; `NotATime`.
pub fn parse_time(text: &str) -> Result<NaiveTime, Problem> {
    let text = text.trim().to_lowercase().replace(' ', "");
    let (digits, half) = match text.as_str() {
        "" => return Err(Problem::Missing),
        "midday" | "noon" | "12noon" => ("12", Some(12)),
        "midnight" | "12midnight" => ("12", Some(0)),
        other => match (other.strip_suffix("am"), other.strip_suffix("pm")) {
            (Some(digits), _) => (digits, Some(0)),
            (None, Some(digits)) => (digits, Some(12)),
            (None, None) => (other, None),
        },
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        None if half.is_some() => (digits, "00"),
        Some(_) | None => return Err(Problem::NotATime),
    };
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse::<u32>().ok() } else { None }
    };
    let (hour, minute) = number(hour).zip(number(minute)).ok_or(Problem::NotATime)?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(Problem::NotATime),
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(Problem::NotATime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, read) in [
            ("9:30", "09:30"),
            (" 09.30 ", "09:30"),
            ("9.30am", "09:30"),
            ("3pm", "15:00"),
            ("3 PM", "15:00"),
            ("12pm", "12:00"),
            ("12am", "00:00"),
            ("midday", "12:00"),
            ("12 noon", "12:00"),
            ("midnight", "00:00"),
            ("23:59", "23:59"),
        ] {
            let time = parse_time(typed).map(|time| time.format("%H:%M").to_string());
            assert_eq!(time, Ok(read.to_owned()), "{typed}");
        }
        assert_eq!(parse_time(" "), Err(Problem::Missing));
        for typed in
            ["9", "24:00", "9:3", "9:60", "13pm", "0am", "9:30:00", "nine", "-1:00", "+9:30"]
        {
            assert_eq!(parse_time(typed), Err(Problem::NotATime), "{typed}");
        }
    }
}
