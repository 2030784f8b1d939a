//! What a price is for one of.

use crate::access::closed_list;
use crate::text::plain_words;

closed_list! {
    /// The unit in which a service is sold and its price is compared.
    Unit {
        /// One day of one person.
        Day = "day",
        /// Half a day of one person.
        HalfDay = "half_day",
        /// One session with a pupil or group.
        Session = "session",
        /// One hour.
        Hour = "hour",
        /// One pupil of the school's roll for a year.
        Pupil = "pupil",
        /// One place for one person at an event or course.
        Place = "place",
        /// One year of an agreement.
        Year = "year",
        /// One school term.
        Term = "term",
        /// One article.
        Item = "item",
    }
}

impl Unit {
    /// One of it: `half day`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::HalfDay => "half day",
            Self::Session => "session",
            Self::Hour => "hour",
            Self::Pupil => "pupil",
            Self::Place => "place",
            Self::Year => "year",
            Self::Term => "term",
            Self::Item => "item",
        }
    }

    /// Several of it: `half days`.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Day => "days",
            Self::HalfDay => "half days",
            Self::Session => "sessions",
            Self::Hour => "hours",
            Self::Pupil => "pupils",
            Self::Place => "places",
            Self::Year => "years",
            Self::Term => "terms",
            Self::Item => "items",
        }
    }

    /// The label that fits a number of them.
    pub const fn label_for(self, count: u32) -> &'static str {
        if count == 1 { self.label() } else { self.plural() }
    }

    /// Whether days of people are picked from a calendar to buy it.
    pub const fn is_booked_by_day(self) -> bool {
        matches!(self, Self::Day | Self::HalfDay)
    }

    /// Reads a unit as price lists write it: `per day`, `Daily rate`, `each`, `p.a.`.
    pub fn read(text: &str) -> Option<Self> {
        let words = plain_words(text);
        let bare = words.strip_prefix("per ").or(words.strip_prefix("a ")).unwrap_or(&words);
        let bare = bare.strip_suffix(" rate").unwrap_or(bare);
        let unit = match bare {
            "day" | "days" | "daily" | "full day" | "whole day" => Self::Day,
            "half day" | "half days" | "halfday" | "½ day" | "1 2 day" => Self::HalfDay,
            "session" | "sessions" | "visit" | "visits" => Self::Session,
            "hour" | "hours" | "hourly" | "hr" | "hrs" => Self::Hour,
            "pupil" | "pupils" | "child" | "head" | "pupil per year" | "pupil per annum"
            | "pupil a year" | "student" => Self::Pupil,
            "place" | "places" | "delegate" | "delegates" | "person" | "participant" | "seat" => {
                Self::Place
            }
            "year" | "years" | "yearly" | "annual" | "annually" | "annum" | "p a" | "pa"
            | "school per year" => Self::Year,
            "term" | "terms" | "termly" => Self::Term,
            "item" | "items" | "each" | "ea" | "unit" | "pack" | "copy" => Self::Item,
            _ => return None,
        };
        Some(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_reads_back_from_its_own_words() {
        for unit in Unit::ALL {
            assert_eq!(Unit::read(unit.label()), Some(*unit));
            assert_eq!(Unit::read(unit.plural()), Some(*unit));
            assert_eq!(Unit::read(unit.code()), Some(*unit));
        }
    }

    #[test]
    fn units_are_read_as_price_lists_write_them() {
        for (text, unit) in [
            ("Per Day", Unit::Day),
            ("Daily rate", Unit::Day),
            ("half-day", Unit::HalfDay),
            ("per pupil per year", Unit::Pupil),
            ("per delegate", Unit::Place),
            ("p.a.", Unit::Year),
            ("Each", Unit::Item),
        ] {
            assert_eq!(Unit::read(text), Some(unit), "{text}");
        }
        assert_eq!(Unit::read("fortnight"), None);
        assert_eq!(Unit::read(""), None);
    }

    #[test]
    fn one_is_said_otherwise_than_many() {
        assert_eq!(Unit::HalfDay.label_for(1), "half day");
        assert_eq!(Unit::HalfDay.label_for(0), "half days");
    }
}
