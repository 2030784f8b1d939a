//! Placements and what they come to in the next school year, in people's words.

use domain::calendar::TermName;
use domain::capacity::{NextPlacement, NextTerm, PlacedTerm};
use domain::id::OrganisationId;

use super::plural;

/// A school year by the year in which it begins: `2027/28`.
pub fn year(begins_in: i32) -> String {
    format!("{begins_in}/{:02}", begins_in.saturating_add(1).rem_euclid(100))
}

/// A term by its name.
pub const fn term(name: TermName) -> &'static str {
    match name {
        TermName::Autumn => "Autumn",
        TermName::Spring => "Spring",
        TermName::Summer => "Summer",
    }
}

/// How many days it had by term.
pub fn this_year(terms: &[PlacedTerm]) -> String {
    let of = |one: &PlacedTerm| format!("{} {} of {}", term(one.name), one.days, one.weeks);
    terms.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// How many days it comes to by term.
pub fn next_year(terms: &[NextTerm]) -> String {
    let of = |one: &NextTerm| format!("{} {}", term(one.name), one.days.len());
    terms.iter().map(of).collect::<Vec<_>>().join(", ")
}

/// Why it is not every week.
pub fn changes(one: &NextPlacement, school: impl Fn(OrganisationId) -> String) -> String {
    let sum = |of: fn(&NextTerm) -> u32| one.terms.iter().map(of).fold(0, u32::saturating_add);
    let days = |count: u32| plural(u64::from(count), "day", "days");
    let mut told = Vec::new();
    let away = sum(|term| term.away);
    if away > 0 {
        told.push(format!("{} on which they do not work", days(away)));
    }
    let closed = sum(|term| term.closed);
    if closed > 0 {
        told.push(format!("{} on which the school is closed", days(closed)));
    }
    let taken = sum(|term| term.taken);
    match (taken, one.clashes_with) {
        (0, _) => {}
        (taken, Some(other)) => told.push(format!("{} taken, with {}", days(taken), school(other))),
        (taken, None) => told.push(format!("{} taken or held already", days(taken))),
    }
    told.join("; ")
}
