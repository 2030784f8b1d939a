//! For whom a service is, in words: where it is delivered, and what a school is told that is outside of it.

use domain::service::{Outside, PhaseServed};
use market::service::Area;

/// Schools of a phase, within a sentence.
const fn schools_of(phase: PhaseServed) -> &'static str {
    match phase {
        PhaseServed::Nursery => "nurseries",
        PhaseServed::Primary => "primary schools",
        PhaseServed::Secondary => "secondary schools",
        PhaseServed::Special => "special schools",
        PhaseServed::AlternativeProvision => "alternative provision",
        PhaseServed::SixteenPlus => "sixth forms and colleges",
    }
}

/// Where a service is delivered, in one line.
pub fn areas(areas: &[Area], partnership: &str) -> String {
    if areas.is_empty() {
        return format!("All areas of {partnership}");
    }
    areas.iter().map(|area| area.name.clone()).collect::<Vec<_>>().join(", ")
}

/// What a school that is none of those a service is for is told before it orders; nothing to others.
pub fn outside(outside: Outside, phases: &[PhaseServed], areas: &[Area]) -> Option<String> {
    let schools = in_a_row(&phases.iter().map(|phase| schools_of(*phase)).collect::<Vec<_>>());
    let places = in_a_row(&areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>());
    match (outside.phase, outside.area) {
        (false, false) => None,
        (true, false) => Some(format!("This service is for {schools}.")),
        (false, true) => Some(format!("This service is delivered in {places} only.")),
        (true, true) => {
            Some(format!("This service is for {schools}, and delivered in {places} only."))
        }
    }
}

/// `one, another and a third`.
fn in_a_row(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        few => few.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_service_is_for_is_said_to_a_school_outside_of_that() {
        let area = |code: &str, name: &str| Area {
            code: domain::text::LaCode::parse(code).unwrap(),
            name: name.to_owned(),
        };
        let areas =
            [area("301", "Barking"), area("317", "Redbridge"), area("320", "Waltham Forest")];
        let phases = [PhaseServed::Primary, PhaseServed::Special];
        let told = |phase, area| outside(Outside { phase, area }, &phases, &areas);
        assert_eq!(told(false, false), None);
        assert_eq!(
            told(true, false).unwrap(),
            "This service is for primary schools and special schools."
        );
        assert_eq!(
            told(false, true).unwrap(),
            "This service is delivered in Barking, Redbridge and Waltham Forest only."
        );
        assert!(told(true, true).unwrap().contains("special schools, and delivered in Barking"));
    }
}
