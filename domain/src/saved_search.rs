//! Searches for services that somebody keeps, and when they are told what is new among them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{london_day, london_instant};
use crate::capacity::YearMonth;
use crate::failure::Problem;
use crate::id::OrganisationId;
use crate::money::Pence;
use crate::service::{Category, PhaseServed};
use crate::text::{self, LaCode};

/// The most searches that one person keeps.
pub const SEARCHES_MAX: u32 = 20;
/// The most characters of a search's name.
pub const NAME_MAX: usize = 80;
/// The most characters of the words sought.
pub const WORDS_MAX: usize = 200;
/// The hour in London at which news are told on a Monday.
pub const TOLD_HOUR: u32 = 7;

/// What is sought, as a list of services is asked for it. Everything left out means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Criteria {
    /// Words that the service must hold, or the beginnings of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Of what kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Made for which phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<PhaseServed>,
    /// Delivered in which council's area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<LaCode>,
    /// Delivered by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<OrganisationId>,
    /// The most that one costs the school, excluding VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_max: Option<Pence>,
    /// With a free day in this month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_in: Option<YearMonth>,
}

impl Criteria {
    /// The same with its words in one line, no longer than is kept.
    #[must_use]
    pub fn tidy(self) -> Self {
        let words = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { words: words.chars().take(WORDS_MAX).collect(), ..self }
    }

    /// Whether it narrows nothing: then there is nothing to keep.
    pub fn is_blank(&self) -> bool {
        self.clone().tidy() == Self::default()
    }
}

/// Reads the name of a search.
///
/// # Errors
/// `Missing`, or what cannot stand in a name of up to 80 characters.
pub fn read_name(typed: &str) -> Result<String, Problem> {
    text::name(typed, NAME_MAX)
}

/// The next Monday on which news are told, and when: after an instant, by London's clocks. Nothing where
/// the calendar ends.
pub fn next_telling(after: DateTime<Utc>) -> Option<(NaiveDate, DateTime<Utc>)> {
    let hour = NaiveTime::from_hms_opt(TOLD_HOUR, 0, 0)?;
    let today = london_day(after);
    let ahead = (0..=7).filter_map(|days| today.checked_add_days(Days::new(days)));
    ahead
        .filter(|day| day.weekday() == Weekday::Mon)
        .filter_map(|day| Some((day, london_instant(day, hour)?)))
        .find(|(_, at)| *at > after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_told_on_mondays_at_seven_in_london_summer_and_winter() {
        let next = |text: &str| next_telling(text.parse().unwrap()).unwrap().1.to_rfc3339();
        assert_eq!(next("2026-11-23T06:59:59Z"), "2026-11-23T07:00:00+00:00");
        assert_eq!(next("2026-11-23T07:00:00Z"), "2026-11-30T07:00:00+00:00");
        assert_eq!(next("2027-06-13T23:30:00Z"), "2027-06-14T06:00:00+00:00");
        assert_eq!(next("2027-03-27T12:00:00Z"), "2027-03-29T06:00:00+00:00");
    }

    #[test]
    fn what_narrows_nothing_is_no_search_and_the_same_is_kept_as_the_same() {
        let words = |words: &str| Criteria { words: words.to_owned(), ..Criteria::default() };
        assert!(words(" \n ").is_blank());
        assert_eq!(words("  art \t therapy").tidy(), words("art therapy"));
        let kept = serde_json::to_string(&words("art")).unwrap();
        assert_eq!(kept, r#"{"words":"art"}"#);
        assert_eq!(serde_json::from_str::<Criteria>(&kept).unwrap(), words("art"));
        assert_eq!(serde_json::from_str::<Criteria>("{}").unwrap(), Criteria::default());
    }
}
