//! Conditions of the statements behind a list of services, in SQL that both engines read.

use domain::text::LaCode;

use crate::db::Parameters;

/// Whether a price is for a school of so many pupils.
pub(super) fn of_size(pupils: &str) -> String {
    format!("p.from_pupils <= {pupils} AND (p.to_pupils IS NULL OR p.to_pupils >= {pupils})")
}

/// What one costs a school of so many pupils, as `domain::price::quote` has it.
pub(super) fn amount(pupils: &str) -> String {
    let bare = format!("(p.fixed_pence + p.pupil_pence * {pupils})");
    let held = format!(
        "(CASE WHEN {bare} < p.minimum_pence THEN p.minimum_pence \
         WHEN {bare} > p.maximum_pence THEN p.maximum_pence ELSE {bare} END)"
    );
    // A share is rounded half up to the penny.
    let share = format!("(({held} * p.subsidy_points + 5000) / 10000)");
    format!(
        "(CASE WHEN p.subsidy_points = 0 THEN {held} \
         WHEN {share} > p.subsidy_most_pence THEN {held} - p.subsidy_most_pence \
         ELSE {held} - {share} END)"
    )
}

/// Delivered in an area: one that the service names, or without any one of its partnership's.
pub(super) fn delivered_in(parameters: &mut Parameters, area: &LaCode) -> String {
    let place = parameters.bind(area.as_str());
    format!(
        "(EXISTS (SELECT 1 FROM service_area a WHERE a.service_id = s.id AND a.la_code = {place}) \
         OR (NOT EXISTS (SELECT 1 FROM service_area a WHERE a.service_id = s.id) \
         AND EXISTS (SELECT 1 FROM partnership_area a \
         WHERE a.partnership_id = s.partnership_id AND a.la_code = {place} \
         AND a.ends_on IS NULL)))"
    )
}
