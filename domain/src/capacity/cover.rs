//! Who stands in for somebody who cannot come: in which order they are proposed.

use chrono::{Datelike, Days, NaiveDate};

use crate::id::PractitionerId;
use crate::text;

/// Somebody of the pool who is free on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Whether they have been to the school before, or are booked there.
    pub knows_school: bool,
    /// How many of their days are booked in that week.
    pub booked_in_week: u32,
}

/// The most likely first: whoever knows the school, then whoever has most room in that week, then by
/// name.
pub fn propose(mut free: Vec<StandIn>) -> Vec<StandIn> {
    free.sort_by_cached_key(|one| {
        (!one.knows_school, one.booked_in_week, text::sort_key(&one.name), one.practitioner)
    });
    free
}

/// The Monday and the Sunday of a day's week.
pub fn week_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let since = Days::new(u64::from(day.weekday().num_days_from_monday()));
    let monday = day.checked_sub_days(since).unwrap_or(day);
    (monday, monday.checked_add_days(Days::new(6)).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn whoever_knows_the_school_comes_first_then_whoever_has_most_room() {
        let one = |number: u128, name: &str, knows_school, booked_in_week| StandIn {
            practitioner: PractitionerId::from_uuid(Uuid::from_u128(number)),
            name: name.to_owned(),
            knows_school,
            booked_in_week,
        };
        let free = vec![
            one(1, "Person 10", false, 1),
            one(2, "Person 2", false, 1),
            one(3, "Bo Lind", false, 0),
            one(4, "Cy Marr", true, 4),
        ];
        let names: Vec<String> = propose(free).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Cy Marr", "Bo Lind", "Person 2", "Person 10"]);
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let week = (day("2026-12-07"), day("2026-12-13"));
        for on in ["2026-12-07", "2026-12-08", "2026-12-13"] {
            assert_eq!(week_of(day(on)), week);
        }
        assert_eq!(week_of(day("2026-12-14")).0, day("2026-12-14"));
    }
}
