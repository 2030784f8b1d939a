//! What the calendar of a pool shows: a month of days with how many people are free.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::free_days::FreeDays;
use super::month::{YearMonth, month_grid};
use super::notice::Notice;

/// One day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub day: NaiveDate,
    /// People who are free.
    pub free: u32,
    /// People who work that day; nought on days on which nobody works.
    pub total: u32,
    /// Whether a school can book it now.
    pub bookable: bool,
}

/// One month of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarMonth {
    /// Which month.
    pub month: YearMonth,
    /// Its weeks from Monday to Sunday; nothing where the day belongs to the month beside it.
    pub weeks: Vec<[Option<CalendarDay>; 7]>,
}

impl CalendarMonth {
    /// The month as a school sees it today.
    pub fn of(month: YearMonth, pool: &FreeDays, notice: Notice, today: NaiveDate) -> Self {
        let earliest = notice.earliest(today);
        let shown = |day: NaiveDate| {
            let count = pool.on(day);
            month.holds(day).then_some(CalendarDay {
                day,
                free: count.free,
                total: count.total,
                bookable: count.free > 0 && day >= earliest,
            })
        };
        Self { month, weeks: month_grid(month).into_iter().map(|week| week.map(shown)).collect() }
    }

    /// The days that can be booked, in order: the plain list for a page without the calendar.
    pub fn bookable(&self) -> impl Iterator<Item = CalendarDay> + '_ {
        self.weeks.iter().flatten().flatten().filter(|day| day.bookable).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn a_month_shows_its_own_days_and_which_of_them_can_be_booked() {
        let pool = FreeDays::of([
            (on(8, 31), true),
            (on(9, 2), true),
            (on(9, 8), true),
            (on(9, 8), false),
            (on(9, 9), false),
        ]);
        let month = YearMonth::of(on(9, 15));
        let page = CalendarMonth::of(month, &pool, Notice::days(3), on(9, 1));
        assert_eq!(page.weeks.len(), 5);
        assert_eq!(page.weeks[0][0], None, "31 August belongs to the month before");
        let second = page.weeks[0][2].unwrap();
        assert_eq!((second.day, second.free, second.bookable), (on(9, 2), 1, false));
        let ninth = page.weeks[1][2].unwrap();
        assert_eq!((ninth.free, ninth.total, ninth.bookable), (0, 1, false));
        let bookable: Vec<NaiveDate> = page.bookable().map(|day| day.day).collect();
        assert_eq!(bookable, [on(9, 8)]);
    }

    #[test]
    fn a_month_reaches_the_browser_whole() {
        let page = CalendarMonth::of(
            YearMonth::of(on(9, 1)),
            &FreeDays::default(),
            Notice::days(0),
            on(9, 1),
        );
        let text = serde_json::to_string(&page).unwrap();
        assert!(
            text.starts_with(r#"{"month":"2026-09","weeks":[[null,{"day":"2026-09-01","free":0"#)
        );
        assert_eq!(serde_json::from_str::<CalendarMonth>(&text).unwrap(), page);
    }
}
