use proptest::prelude::*;

use super::*;
use crate::calendar::{TermName, Terms};

const FIRST: TermKey = TermKey::new(2021, TermName::Autumn);

fn days(term: TermKey, wanted: u32) -> TermDays {
    TermDays { term, offered: 400, sold: wanted, delivered: wanted, unmet: 0 }
}

fn history(wanted: &[u32]) -> History {
    History::new((0_i32..).zip(wanted).map(|(later, wanted)| days(FIRST.later(later), *wanted)))
}

/// A made-up past whose truth is known: a base by term, a growth by year in per cent, and for each term
/// how far chance moves it, in thousandths.
#[derive(Debug, Clone)]
struct Truth {
    season: [u32; 3],
    growth: i64,
    chance: Vec<i64>,
}

impl Truth {
    /// What was truly wanted in each term.
    fn wanted(&self) -> Vec<u32> {
        let by_term = self.chance.iter().enumerate().map(|(place, chance)| {
            let mut days = i64::from(self.season[place % 3]) * 1_000;
            for _ in 0..place / 3 {
                days = days * (100 + self.growth) / 100;
            }
            u32::try_from(days * (1_000 + chance) / 1_000_000).unwrap()
        });
        by_term.collect()
    }
}

/// Four years, of which the last two terms are held out, and the one before them is running.
const TERMS: usize = 12;
const KNOWN: usize = 9;

fn truth(growth: impl Strategy<Value = i64>) -> impl Strategy<Value = Truth> {
    let season = [250..350_u32, 200..300_u32, 150..250_u32];
    let chance = proptest::collection::vec(-25..=25_i64, TERMS);
    (season, growth, chance).prop_map(|(season, growth, chance)| Truth { season, growth, chance })
}

/// What is advised of a pool with so many days in each of the two terms held out, ten people.
fn advised(truth: &Truth, offered: [u32; 2]) -> (Advice, Vec<Outlook>) {
    let wanted = truth.wanted();
    let supply = [0_usize, 1].map(|place| Supply {
        term: FIRST.later(i32::try_from(KNOWN + 1 + place).unwrap()),
        offered: offered[place],
        people: 10,
    });
    advise(&history(&wanted[..KNOWN]), &supply)
}

fn held_out(truth: &Truth) -> [u32; 2] {
    let wanted = truth.wanted();
    [wanted[KNOWN + 1], wanted[KNOWN + 2]]
}

fn share(days: u32, percent: u32) -> u32 {
    days * percent / 100
}

proptest! {
    #[test]
    fn a_pool_that_grows_beyond_its_days_is_told_to_hire(truth in truth(8..=25_i64)) {
        // What came in the terms held out is a third more than the pool's days.
        let offered = held_out(&truth).map(|wanted| share(wanted, 75));
        let (advice, outlooks) = advised(&truth, offered);
        let Advice::Hire { days, people } = advice else {
            return Err(TestCaseError::fail(format!("{advice:?} {outlooks:?}")));
        };
        prop_assert!(people >= 1 && days >= 1);
        // Whoever is hired makes the pool fit: with them, schools find most of the days they want.
        for (wanted, offered) in held_out(&truth).into_iter().zip(offered) {
            let with = offered + people * (offered / 10);
            prop_assert!(share(with, 100) >= wanted, "{wanted} wanted, {with} with {people} more");
        }
    }

    #[test]
    fn a_pool_that_shrinks_to_half_its_days_is_told_to_release(truth in truth(-25..=-8_i64)) {
        let offered = held_out(&truth).map(|wanted| wanted * 5 / 2);
        let (advice, outlooks) = advised(&truth, offered);
        let Advice::Release { people, .. } = advice else {
            return Err(TestCaseError::fail(format!("{advice:?} {outlooks:?}")));
        };
        // Those who remain serve all that came.
        for (wanted, offered) in held_out(&truth).into_iter().zip(offered) {
            let left = offered - people * (offered / 10);
            prop_assert!(left >= wanted, "{wanted} wanted, {left} left without {people}");
        }
    }

    #[test]
    fn a_pool_that_fits_is_left_as_it_is(truth in truth(-2..=2_i64)) {
        let offered = held_out(&truth).map(|wanted| wanted * 100 / 75);
        let (advice, _) = advised(&truth, offered);
        prop_assert_eq!(advice, Advice::Hold { watch: false });
    }

    #[test]
    fn whatever_comes_nobody_is_hired_for_too_little_nor_released_from_too_much(
        truth in truth(-25..=25_i64), percent in 40..300_u32,
    ) {
        let offered = held_out(&truth).map(|wanted| share(wanted, percent));
        match advised(&truth, offered).0 {
            // The pool was truly more than three quarters full, or truly less than two thirds.
            Advice::Hire { .. } => prop_assert!(percent < 134, "{percent}"),
            Advice::Release { .. } => prop_assert!(percent > 150, "{percent}"),
            Advice::Hold { .. } | Advice::TooEarly { .. } => {}
        }
    }

    #[test]
    fn held_out_terms_come_within_the_stated_error_and_closer_than_the_year_before(
        truth in truth(prop_oneof![-25..=-10_i64, 10..=25_i64]),
    ) {
        let (_, outlooks) = advised(&truth, [300, 300]);
        let came = held_out(&truth);
        let (mut off, mut naive) = (0, 0);
        for (outlook, came) in outlooks.iter().zip(came) {
            let forecast = outlook.forecast;
            prop_assert!(forecast.low <= came && came <= forecast.high, "{came}: {forecast:?}");
            off += forecast.expected.abs_diff(came);
            naive += forecast.year_before.abs_diff(came);
        }
        prop_assert!(off < naive, "off by {off}, by the year before alone {naive}");
    }

    #[test]
    fn without_growth_a_forecast_is_off_by_no_more_than_a_tenth(truth in truth(Just(0_i64))) {
        for (outlook, came) in advised(&truth, [300, 300]).1.iter().zip(held_out(&truth)) {
            let off = outlook.forecast.expected.abs_diff(came);
            prop_assert!(off * 10 <= came, "off by {off} of {came}");
        }
    }
}

#[test]
fn a_forecast_is_worked_out_as_it_is_explained() {
    // Three years; the last is a tenth above the one before.
    let known = history(&[300, 200, 100, 300, 200, 100, 330, 220, 110]);
    let spring = FIRST.later(10);
    let forecast = known.forecast(spring).unwrap();
    assert_eq!(
        (forecast.year_before, forecast.growth.get(), forecast.expected),
        (220, 11_000, 242)
    );
    // The last year came as a tenth more than nothing but the year before it let expect.
    assert_eq!((forecast.checked, forecast.error.get()), (6, 1_000));
    assert_eq!((forecast.low, forecast.high), (218, 266));
}

#[test]
fn fewer_than_six_terms_or_a_gap_give_no_signal() {
    let supply = [6, 7].map(|later| Supply { term: FIRST.later(later), offered: 100, people: 2 });
    let few = history(&[90; 5]);
    let early = Advice::TooEarly { known: 5, least: LEAST_TERMS };
    assert_eq!(advise(&few, &supply), (early, Vec::new()));
    assert!(matches!(advise(&history(&[99; 6]), &supply).0, Advice::Hire { .. }));
    // A term nobody knows of: what came before it is another story.
    let with_gap = (0..9).filter(|later| *later != 3).map(|later| days(FIRST.later(later), 90));
    assert_eq!(History::new(with_gap).terms().len(), 5);
}

#[test]
fn what_schools_asked_for_in_vain_counts_as_wanted() {
    let full = (0..6).map(|later| TermDays { unmet: 40, ..days(FIRST.later(later), 80) });
    let forecast = History::new(full).forecast(FIRST.later(7)).unwrap();
    assert_eq!(forecast.expected, 120);
}

#[test]
fn a_single_full_term_is_watched_and_hires_nobody() {
    let supply = |term: i32, offered| Supply { term: FIRST.later(term), offered, people: 5 };
    let known = history(&[100; 9]);
    let (advice, _) = advise(&known, &[supply(10, 90), supply(11, 140)]);
    assert_eq!(advice, Advice::Hold { watch: true });
    // A pool without a day in either term cannot serve anybody.
    let (advice, _) = advise(&known, &[supply(10, 0), supply(11, 0)]);
    assert_eq!(advice, Advice::Hire { days: 125, people: 0 });
    // Where somebody works in one of the terms, that says how much a person works.
    let (advice, _) = advise(&known, &[supply(10, 50), supply(11, 0)]);
    assert_eq!(advice, Advice::Hire { days: 125, people: 13 });
    // One person for five days over is nobody to release.
    let alone = |term: i32| Supply { term: FIRST.later(term), offered: 200, people: 1 };
    assert_eq!(advise(&known, &[alone(10), alone(11)]).0, Advice::Hold { watch: false });
}

#[test]
fn a_term_is_known_by_its_school_year() {
    let keys: Vec<String> =
        Terms::typical().all().iter().take(4).map(|term| TermKey::of(term).to_string()).collect();
    assert_eq!(keys, ["2025-autumn", "2025-spring", "2025-summer", "2026-autumn"]);
    let key: TermKey = "2025-summer".parse().unwrap();
    assert_eq!(
        (key.later(1).to_string(), key.a_year_before().to_string()),
        ("2026-autumn".into(), "2024-summer".into())
    );
    for wrong in ["", "2025", "summer-2025", "2025-winter", "-5-summer"] {
        assert!(wrong.parse::<TermKey>().is_err(), "{wrong}");
    }
}

#[test]
fn an_earlier_term_is_read_and_what_cannot_be_is_said() {
    let typed = |sold: &str, delivered: &str| TypedTerm {
        term: "2024-spring".into(),
        offered: "120".into(),
        sold: sold.into(),
        delivered: delivered.into(),
        unmet: "7".into(),
    };
    assert_eq!(typed("110", "108").read().unwrap().wanted(), 117);
    let wrong: Vec<_> =
        typed("121", "122").read().unwrap_err().into_iter().map(|one| one.field).collect();
    assert_eq!(wrong, ["sold", "delivered"]);
    assert_eq!(TypedTerm::default().read().unwrap_err().len(), 5);
}
