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
/// How many pasts are made up: the same ones each time.
const PASTS: u32 = 500;

/// Numbers that look like chance and are the same each time (Knuth, MMIX).
struct Chance(u64);

impl Chance {
    fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = u64::try_from(high - low + 1).unwrap();
        low + i64::try_from((self.0 >> 33) % span).unwrap()
    }

    fn days(&mut self, low: i64, high: i64) -> u32 {
        u32::try_from(self.between(low, high)).unwrap()
    }
}

/// Pasts that grow by so many per cent a year, each term within so many thousandths of that.
fn truths(growth: (i64, i64), noise: i64) -> Vec<Truth> {
    let mut chance = Chance(2_026);
    let truth = |_| Truth {
        season: [chance.days(250, 350), chance.days(200, 300), chance.days(150, 250)],
        growth: chance.between(growth.0, growth.1),
        chance: (0..TERMS).map(|_| chance.between(-noise, noise)).collect(),
    };
    (0..PASTS).map(truth).collect()
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

/// Whether so many of a hundred are what they should be.
fn at_least(percent: u32, right: usize, of: usize) {
    let enough = usize::try_from(percent).unwrap() * of;
    assert!(right * 100 >= enough, "{right} of {of} are right, {percent}% should be");
}

#[test]
fn a_pool_that_grows_beyond_its_days_is_told_to_hire() {
    let mut right = 0;
    let all = truths((8, 25), 25);
    for truth in &all {
        // What came in the terms held out is a third more than the pool's days.
        let offered = held_out(truth).map(|wanted| share(wanted, 75));
        let people = match advised(truth, offered).0 {
            Advice::Hire { people, .. } => people,
            Advice::Hold { watch: true } => continue,
            wrong => panic!("{wrong:?}: {truth:?}"),
        };
        // Whoever is hired makes the pool fit what came.
        let mut fits = held_out(truth).into_iter().zip(offered);
        right += usize::from(fits.all(|(wanted, days)| days + people * (days / 10) >= wanted));
    }
    at_least(95, right, all.len());
}

#[test]
fn a_pool_that_shrinks_to_half_its_days_is_told_to_release() {
    let mut right = 0;
    let all = truths((-25, -8), 25);
    for truth in &all {
        let offered = held_out(truth).map(|wanted| wanted * 5 / 2);
        let people = match advised(truth, offered).0 {
            Advice::Release { people, .. } => people,
            Advice::Hold { watch: false } => continue,
            wrong => panic!("{wrong:?}: {truth:?}"),
        };
        // Those who remain serve all that came.
        let mut fits = held_out(truth).into_iter().zip(offered);
        right += usize::from(fits.all(|(wanted, days)| days - people * (days / 10) >= wanted));
    }
    at_least(95, right, all.len());
}

#[test]
fn a_pool_that_fits_is_left_as_it_is() {
    let all = truths((-2, 2), 25);
    let left = |truth: &&Truth| {
        let offered = held_out(truth).map(|wanted| wanted * 100 / 75);
        advised(truth, offered).0 == Advice::Hold { watch: false }
    };
    assert_eq!(all.iter().filter(left).count(), all.len());
}

#[test]
fn nobody_is_hired_where_days_are_left_nor_released_where_they_are_short() {
    for (place, truth) in (0_u32..).zip(truths((-25, 25), 50)) {
        let percent = 40 + place % 260;
        let offered = held_out(&truth).map(|wanted| share(wanted, percent));
        match advised(&truth, offered).0 {
            // The pool was truly more than two thirds full, or truly less than two thirds.
            Advice::Hire { .. } => assert!(percent < 150, "{percent}: {truth:?}"),
            Advice::Release { .. } => assert!(percent > 150, "{percent}: {truth:?}"),
            Advice::Hold { .. } | Advice::TooEarly { .. } => {}
        }
    }
}

#[test]
fn held_out_terms_come_within_the_stated_error_and_closer_than_the_year_before() {
    for growth in [(10, 25), (-25, -10)] {
        let (mut within, mut off, mut naive) = (0, 0, 0);
        let all = truths(growth, 25);
        for truth in &all {
            let (_, outlooks) = advised(truth, [300, 300]);
            assert_eq!(outlooks.len(), 2);
            for (outlook, came) in outlooks.iter().zip(held_out(truth)) {
                let forecast = outlook.forecast;
                within += usize::from(forecast.low <= came && came <= forecast.high);
                off += forecast.expected.abs_diff(came);
                naive += forecast.year_before.abs_diff(came);
            }
        }
        at_least(95, within, 2 * all.len());
        assert!(off * 3 < naive, "off by {off}, by the year before alone {naive}");
    }
}

#[test]
fn without_growth_a_forecast_is_hardly_worse_than_the_year_before_and_off_by_a_tenth_at_most() {
    let (mut off, mut naive) = (0, 0);
    for truth in truths((0, 0), 25) {
        for (outlook, came) in advised(&truth, [300, 300]).1.iter().zip(held_out(&truth)) {
            let error = outlook.forecast.expected.abs_diff(came);
            assert!(error * 10 <= came, "off by {error} of {came}: {truth:?}");
            off += error;
            naive += outlook.forecast.year_before.abs_diff(came);
        }
    }
    assert!(off * 2 < naive * 3, "off by {off}, by the year before alone {naive}");
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
    assert_eq!((forecast.checked, forecast.error.get()), (3, 1_000));
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
