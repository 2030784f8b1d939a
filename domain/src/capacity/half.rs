//! A day of somebody's as it is booked: the whole of it, its morning or its afternoon.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::day_in_words;

closed_list! {
    /// A half of a day. When the one ends and the other begins is for those who agree on a visit to say.
    Half {
        /// The first half.
        Morning = "morning",
        /// The second half.
        Afternoon = "afternoon",
    }
}

impl Half {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Morning => Self::Afternoon,
            Self::Afternoon => Self::Morning,
        }
    }
}

/// A day of somebody's, or a half of one, as it is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The day.
    pub day: NaiveDate,
    /// Which half of it; none for the whole day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<Half>,
}

impl Slot {
    /// A whole day.
    pub const fn whole(day: NaiveDate) -> Self {
        Self { day, half: None }
    }

    /// `Tuesday 8 December 2026`, or `Tuesday 8 December 2026 (morning)`.
    pub fn in_words(self) -> String {
        let day = day_in_words(self.day);
        self.half.map_or_else(|| day.clone(), |half| format!("{day} ({})", half.code()))
    }
}

/// Which halves of a day somebody works, or has free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Halves {
    /// The first half.
    pub morning: bool,
    /// The second half.
    pub afternoon: bool,
}

impl Halves {
    /// Neither.
    pub const NONE: Self = Self { morning: false, afternoon: false };
    /// The whole day.
    pub const WHOLE: Self = Self { morning: true, afternoon: true };

    /// What is booked of a day.
    pub const fn of(half: Option<Half>) -> Self {
        match half {
            None => Self::WHOLE,
            Some(Half::Morning) => Self { morning: true, afternoon: false },
            Some(Half::Afternoon) => Self { morning: false, afternoon: true },
        }
    }

    /// Whether what is booked lies in it.
    pub const fn has(self, half: Option<Half>) -> bool {
        let asked = Self::of(half);
        (self.morning || !asked.morning) && (self.afternoon || !asked.afternoon)
    }

    /// Neither half.
    pub const fn is_none(self) -> bool {
        !self.morning && !self.afternoon
    }

    /// Whether they have a half in common.
    pub const fn overlap(self, other: Self) -> bool {
        (self.morning && other.morning) || (self.afternoon && other.afternoon)
    }

    /// Those of either.
    pub const fn and(self, other: Self) -> Self {
        Self {
            morning: self.morning || other.morning,
            afternoon: self.afternoon || other.afternoon,
        }
    }

    /// Those that the other has not.
    pub const fn without(self, other: Self) -> Self {
        Self {
            morning: self.morning && !other.morning,
            afternoon: self.afternoon && !other.afternoon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_halves_and_a_half_has_no_whole_day() {
        let [morning, afternoon] = Half::ALL else { panic!("two halves") };
        let of = |half: &Half| Halves::of(Some(*half));
        assert_eq!(of(morning).and(of(afternoon)), Halves::WHOLE);
        assert_eq!(Halves::WHOLE.without(of(morning)), of(afternoon));
        for half in [None, Some(*morning), Some(*afternoon)] {
            assert!(Halves::WHOLE.has(half) && !Halves::NONE.has(half));
        }
        assert!(of(morning).has(Some(*morning)) && !of(morning).has(Some(*afternoon)));
        assert!(!of(morning).has(None) && of(morning).without(Halves::WHOLE).is_none());
        assert_eq!((morning.other(), afternoon.other()), (*afternoon, *morning));
    }

    #[test]
    fn it_is_said_with_its_half_and_stored_as_before_without_one() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 8).unwrap();
        let morning = Slot { day, half: Some(Half::Morning) };
        assert_eq!(Slot::whole(day).in_words(), "Tuesday 8 December 2026");
        assert_eq!(morning.in_words(), "Tuesday 8 December 2026 (morning)");
        let text = serde_json::to_string(&Slot::whole(day)).unwrap();
        assert_eq!(text, r#"{"day":"2026-12-08"}"#);
        assert_eq!(serde_json::from_str::<Slot>(&text).unwrap(), Slot::whole(day));
    }
}
