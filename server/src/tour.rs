//! The demo's tour, as the console shows it.

use domain::Failure;
use market::Market;
use market::person::{Persona, personas};

/// The tour in plain lines: each stop, and under it whom to be there.
///
/// # Errors
/// `NotFound` unless the market holds a demo world.
pub async fn in_lines(market: &Market) -> Result<Vec<String>, Failure> {
    let personas = personas(market).await?;
    let mut lines = Vec::new();
    for stop in demo::tour() {
        lines.push(format!("{} ({})", stop.title, stop.partnership));
        for part in &stop.people {
            let who = personas.iter().find(|persona| persona.email == part.email);
            lines.extend(who.map(line));
        }
    }
    Ok(lines)
}

fn line(who: &Persona) -> String {
    let role = app::words::role(who.role).to_lowercase();
    format!("  {:<20} {role}, {}", who.name, who.organisation)
}
