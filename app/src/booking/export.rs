//! A provider's bookings as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::capacity::Half;
use market::db::{Page, PageAsked};
use market::order::Booking;

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 13] = [
    "First day",
    "Last day",
    "Half of the day",
    "School",
    "What",
    "How many",
    "Of what",
    "Wanted from",
    "Note",
    "Who",
    "Order",
    "State",
    "What the school says",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "bookings", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(super::listed(&ask, page).await?.map(row))
}

fn row(booking: Booking) -> Vec<String> {
    let span = booking.span.or(booking.day.zip(booking.day));
    let state =
        if booking.is_held { super::HELD } else { words::line_state(booking.state).0 }.to_owned();
    vec![
        csv::day(span.map(|(first, _)| first)),
        csv::day(span.map(|(_, last)| last)),
        booking.half.map_or("", Half::code).to_owned(),
        booking.school,
        booking.what,
        booking.quantity.to_string(),
        booking.unit.label_for(booking.quantity).to_owned(),
        csv::day(booking.wished_on),
        booking.note.unwrap_or_default(),
        booking.practitioner.unwrap_or_default(),
        booking.reference,
        state,
        booking.said.map(words::dispute::said).unwrap_or_default(),
    ]
}
