//! Days that are held while nobody has decided: for so long, and so many.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::calendar::{london_day, london_instant};

/// For how many days an order can wait undecided. Two weeks cover an approver's absence; longer,
/// and days that others want would stand empty.
pub const HELD_FOR_DAYS: u64 = 14;

/// How many days one school may hold undecided at a time: one a week for a year and a half of school
/// weeks. Without it one school could empty a pool without anybody's approval.
pub const HELD_DAYS_MAX: u32 = 60;

/// Until when an order asked for at an instant can wait undecided: to the end of the fourteenth day
/// after, or of the day before its first booked day if that is sooner, and in any case to the end
/// of the day on which it was asked for.
pub fn held_until(asked_at: DateTime<Utc>, first_day: Option<NaiveDate>) -> DateTime<Utc> {
    let asked_on = london_day(asked_at);
    let usual = asked_on.checked_add_days(Days::new(HELD_FOR_DAYS)).unwrap_or(asked_on);
    let before_first = first_day.and_then(|day| day.pred_opt());
    let last = before_first.map_or(usual, |before| before.min(usual)).max(asked_on);
    let next = last.succ_opt().and_then(|next| london_instant(next, NaiveTime::MIN));
    next.unwrap_or(asked_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_order_waits_two_weeks_or_until_the_day_before_its_first_day() {
        let asked = at("2026-11-23T09:00:00Z");
        let until = |first: Option<&str>| held_until(asked, first.map(|day| day.parse().unwrap()));
        assert_eq!(until(None), at("2026-12-08T00:00:00Z"));
        assert_eq!(until(Some("2027-01-12")), at("2026-12-08T00:00:00Z"));
        assert_eq!(until(Some("2026-12-08")), at("2026-12-08T00:00:00Z"));
        assert_eq!(until(Some("2026-12-01")), at("2026-12-01T00:00:00Z"));
        // For today or tomorrow: somebody must have a chance to decide.
        for soon in ["2026-11-23", "2026-11-24"] {
            assert_eq!(until(Some(soon)), at("2026-11-24T00:00:00Z"));
        }
        // In summer the day in London ends an hour before it does in UTC.
        let summer = held_until(at("2026-06-01T09:00:00Z"), None);
        assert_eq!(summer, at("2026-06-15T23:00:00Z"));
    }
}
