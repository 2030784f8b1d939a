//! The trail as CSV, exactly as it is narrowed down.

use domain::Failure;
use domain::calendar::{london_day, london_time};
use market::audit::{TrailEntry, export_trail};

use super::values::Line;
use super::{Narrowed, entry};
use crate::web::{Answer, Ask, csv_text};

const HEAD: [&str; 9] = [
    "Entry",
    "Day",
    "Time in London",
    "Who",
    "For whom",
    "What",
    "On what",
    "Reference",
    "Before and after",
];

/// The entries that fit the address.
pub async fn csv(ask: Ask) -> Result<Answer, Failure> {
    let Narrowed { asked, problems } = Narrowed::read(&ask.query)?;
    if !problems.is_empty() {
        return Err(Failure::Invalid(problems));
    }
    let trail = export_trail(ask.market(), ask.actor()?, asked).await?;
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    rows.extend(trail.entries.items.iter().map(|one| {
        let told: Vec<String> = entry::changes(one, &trail.things).iter().map(Line::told).collect();
        row(one, entry::on(one, &trail.things), told.join("; "))
    }));
    if let Some(last) = trail.entries.items.last().filter(|_| trail.entries.next.is_some()) {
        let day = london_day(last.at);
        let more = format!("There is more from before {day}: choose a period that ends then");
        rows.push(std::iter::once(more).chain((1..HEAD.len()).map(|_| String::new())).collect());
    }
    Ok(Answer::csv("audit-trail.csv", &csv_text(&rows)?))
}

fn row(one: &TrailEntry, on: String, told: String) -> Vec<String> {
    vec![
        one.id.to_string(),
        london_day(one.at).to_string(),
        london_time(one.at).format("%H:%M:%S").to_string(),
        entry::who(one).unwrap_or_default(),
        entry::acting_for(one).unwrap_or_default(),
        entry::what(one),
        on,
        one.subject.clone(),
        told,
    ]
}
