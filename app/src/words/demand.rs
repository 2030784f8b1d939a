//! What a pool is wanted for in words: terms, the signal, and what it follows from.

use domain::BasisPoints;
use domain::calendar::TermName;
use domain::capacity::{Advice, Outlook, TermKey};

use super::{count, plural};

/// A term as people know it: `Spring term 2027`.
pub fn term(term: TermKey) -> String {
    let (name, later) = match term.name() {
        TermName::Autumn => ("Autumn", 0),
        TermName::Spring => ("Spring", 1),
        TermName::Summer => ("Summer", 1),
    };
    format!("{name} term {}", term.school_year().saturating_add(later))
}

/// A share in whole per cent.
pub fn per_cent(share: BasisPoints) -> String {
    format!("{}%", share.get().saturating_add(50) / 100)
}

/// A signal, said at once and then in a sentence.
pub fn advice(advice: Advice) -> (&'static str, String) {
    match advice {
        Advice::TooEarly { known, least } => (
            "No signal yet",
            format!(
                "A signal needs {} one after the other, two school years: {} known. With fewer, no forecast could be checked against what came.",
                plural(u64::try_from(least).unwrap_or(u64::MAX), "term", "terms"),
                if known == 1 { "1 is".to_owned() } else { format!("{} are", count(known)) },
            ),
        ),
        Advice::Hire { days, people } => (
            "Short of days: hire",
            format!(
                "In each of the coming terms, even the least that is expected is more than nine tenths of the days there are. About {} a term are lacking{}.",
                plural(u64::from(days), "day", "days"),
                more_people(people),
            ),
        ),
        Advice::Release { days, people } => (
            "Days to spare: release",
            format!(
                "In each of the coming terms, even the most that is expected is less than six tenths of the days there are. About {} a term are left over: {}, as people of this pool work.",
                plural(u64::from(days), "day", "days"),
                plural(u64::from(people), "person", "people"),
            ),
        ),
        Advice::Hold { watch: true } => (
            "Leave it as it is, and watch it",
            "One of the coming terms, or what is expected of both, is more than nine tenths full; but it is not sure enough, or not lasting enough, to hire for.".to_owned(),
        ),
        Advice::Hold { watch: false } => (
            "In balance: leave it as it is",
            "What is expected of the coming terms fits the days there are.".to_owned(),
        ),
    }
}

/// What is expected of a term, and what it is worked out from.
pub fn reason(outlook: &Outlook) -> String {
    let (forecast, supply) = (&outlook.forecast, &outlook.supply);
    let full = outlook.fullness().map_or_else(
        || "there is none then".to_owned(),
        |share| format!("{} of the {} there are", per_cent(share), count(supply.offered)),
    );
    format!(
        "{}: {} expected ({} to {}), {full}. That is the {} wanted in the same term of the year before, {}.",
        term(forecast.term),
        plural(u64::from(forecast.expected), "day", "days"),
        count(forecast.low),
        count(forecast.high),
        count(forecast.year_before),
        changed(forecast.growth),
    )
}

fn changed(growth: BasisPoints) -> String {
    let points = growth.get();
    let share = |points: u32| per_cent(BasisPoints::new(points));
    match points {
        9_951..=10_049 => "since when hardly anything changed".to_owned(),
        10_050.. => format!("and {} more, as over the latest terms", share(points - 10_000)),
        _ => format!("less {}, as over the latest terms", share(10_000 - points)),
    }
}

/// How sure that is.
pub fn sureness(outlook: &Outlook) -> String {
    let forecast = &outlook.forecast;
    let checked = u64::try_from(forecast.checked).unwrap_or(u64::MAX);
    format!(
        "Forecasts made in the same way for {} that are over would have been off by {} at most, and none is said to be surer than to within 5%.",
        plural(checked, "term", "terms"),
        per_cent(forecast.error),
    )
}

fn more_people(people: u32) -> String {
    if people == 0 {
        return String::new();
    }
    let people = plural(u64::from(people), "more person", "more people");
    format!(": {people}, as people of this pool work")
}
