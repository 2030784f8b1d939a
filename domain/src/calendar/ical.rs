//! Bookings as a calendar that other programs read: iCalendar (RFC 5545), with changes and
//! cancellations.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStatus {
    /// It is binding.
    Confirmed,
    /// Somebody still decides on it.
    Tentative,
    /// It will not come about. It stays in the calendar for a while, so that programs that have it take
    /// it out.
    Cancelled,
}

impl EntryStatus {
    const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryTime {
    /// The whole of a day.
    Day(NaiveDate),
    /// From an instant to another, said in London's time.
    Between(DateTime<Utc>, DateTime<Utc>),
}

/// One entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What names it for ever, without the part after the `@`.
    pub uid: String,
    /// Rises with each change of it.
    pub sequence: u64,
    /// Where it stands.
    pub status: EntryStatus,
    /// When it is.
    pub time: EntryTime,
    /// What it is, in a line.
    pub summary: String,
    /// What else is said of it; may be empty.
    pub description: String,
}

/// London's clock, as a calendar says it: summer time from the last Sunday of March to the last of
/// October (the Summer Time Act 1972, as amended in 2002).
const LONDON: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "DTSTART:19810329T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The most octets of a line, without its end (RFC 5545, 3.1).
const LINE_MAX: usize = 75;

/// Writes a calendar as it stands at an instant.
pub fn write_calendar(name: &str, entries: &[Entry], now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Commonpool//Bookings//EN");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    line("X-WR-TIMEZONE:Europe/London");
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    line("X-PUBLISHED-TTL:PT1H");
    for content in LONDON {
        line(content);
    }
    for entry in entries {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@commonpool", escaped(&entry.uid)));
        line(&format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")));
        line(&format!("SEQUENCE:{}", entry.sequence));
        line(&format!("STATUS:{}", entry.status.code()));
        for content in times(entry.time) {
            line(&content);
        }
        let cancelled = match entry.status {
            EntryStatus::Cancelled => "Cancelled: ",
            EntryStatus::Confirmed | EntryStatus::Tentative => "",
        };
        line(&format!("SUMMARY:{}", escaped(&format!("{cancelled}{}", entry.summary))));
        if !entry.description.is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(&entry.description)));
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

fn times(time: EntryTime) -> [String; 2] {
    match time {
        EntryTime::Day(day) => {
            let next = day.succ_opt().unwrap_or(day);
            [("DTSTART", day), ("DTEND", next)]
                .map(|(name, day)| format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")))
        }
        EntryTime::Between(starts, ends) => {
            [("DTSTART", starts), ("DTEND", ends)].map(|(name, at)| {
                let local = at.with_timezone(&London).format("%Y%m%dT%H%M%S");
                format!("{name};TZID=Europe/London:{local}")
            })
        }
    }
}

/// A text as a value (RFC 5545, 3.3.11). Characters that steer a terminal have no place in it.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            other if other.is_control() => {}
            other => value.push(other),
        }
    }
    value
}

/// Adds a line, folded where it is longer than lines may be; no character is cut in two.
fn fold(text: &mut String, content: &str) {
    let mut room = LINE_MAX;
    for letter in content.chars() {
        if letter.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE_MAX - 1;
        }
        room -= letter.len_utf8();
        text.push(letter);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn entry(summary: &str) -> Entry {
        Entry {
            uid: "line_1".to_owned(),
            sequence: 3,
            status: EntryStatus::Cancelled,
            time: EntryTime::Day("2026-12-08".parse().unwrap()),
            summary: summary.to_owned(),
            description: String::new(),
        }
    }

    #[test]
    fn an_entry_says_what_when_and_how_it_stands() {
        let mut at = entry("Training, day 1; room \\ 2");
        at.status = EntryStatus::Confirmed;
        at.description = "One\nTwo".to_owned();
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        at.time = EntryTime::Between(time("2026-07-01T08:00:00Z"), time("2026-12-01T12:30:00Z"));
        let text = write_calendar("Ours", &[entry("Counselling"), at], now());
        let from = text.find("BEGIN:VEVENT").unwrap();
        let expected = "BEGIN:VEVENT\r\nUID:line_1@commonpool\r\nDTSTAMP:20261123T090000Z\r\n\
            SEQUENCE:3\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20261208\r\n\
            DTEND;VALUE=DATE:20261209\r\nSUMMARY:Cancelled: Counselling\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:line_1@commonpool\r\nDTSTAMP:20261123T090000Z\r\nSEQUENCE:3\r\n\
            STATUS:CONFIRMED\r\nDTSTART;TZID=Europe/London:20260701T090000\r\n\
            DTEND;TZID=Europe/London:20261201T123000\r\nSUMMARY:Training\\, day 1\\; room \\\\ 2\r\n\
            DESCRIPTION:One\\nTwo\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(&text[from..], expected);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    }

    proptest! {
        #[test]
        fn whatever_is_said_no_line_is_too_long_and_unfolding_gives_it_back(summary in "\\PC{0,200}") {
            let text = write_calendar("Ours", &[entry(&summary)], now());
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE_MAX));
            prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
            let unfolded = text.replace("\r\n ", "");
            let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:Cancelled: "));
            let expected = escaped(&summary);
            prop_assert_eq!(line, Some(expected.as_str()));
        }
    }
}
