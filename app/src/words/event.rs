//! Events: what has become of them, where they are, how full.

use domain::event::{EventState, Sitting, Venue};

use super::plural;
use crate::parts::TagKind;

/// What has become of an event, with the kind of its tag.
pub const fn state(state: EventState) -> (&'static str, TagKind) {
    match state {
        EventState::Planned => ("Planned", TagKind::Good),
        EventState::Cancelled => ("Cancelled", TagKind::Bad),
        EventState::Held => ("Held", TagKind::Plain),
    }
}

/// In a room or online.
pub const fn venue(venue: Venue) -> &'static str {
    match venue {
        Venue::Room => "In a room",
        Venue::Online => "Online",
    }
}

/// Where it is.
pub fn place(of: Venue, address: Option<&str>) -> String {
    match (of, address) {
        (Venue::Room, Some(address)) => address.to_owned(),
        (Venue::Online, Some(address)) => format!("Online: {address}"),
        (of, None) => venue(of).to_owned(),
    }
}

/// When a sitting is, and what it is about.
pub fn sitting(sitting: &Sitting) -> String {
    let title = sitting.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
    format!("{}{title}", sitting.when())
}

/// How many places are free.
pub fn free(free: u32) -> String {
    match free {
        0 => "Full".to_owned(),
        free => format!("{} free", plural(u64::from(free), "place", "places")),
    }
}

/// `6 hours 30 minutes`.
pub fn hours(minutes: i64) -> String {
    let minutes = u64::try_from(minutes).unwrap_or_default();
    let (hours, rest) = (minutes / 60, minutes % 60);
    let hours = (hours > 0).then(|| plural(hours, "hour", "hours"));
    let rest = (rest > 0).then(|| plural(rest, "minute", "minutes"));
    hours.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_came_to_is_said_in_hours_and_minutes() {
        assert_eq!(hours(390), "6 hours 30 minutes");
        assert_eq!(hours(60), "1 hour");
        assert_eq!(hours(45), "45 minutes");
    }

    #[test]
    fn an_event_says_where_it_is_and_how_full() {
        assert_eq!(place(Venue::Room, Some("The town hall")), "The town hall");
        assert_eq!(place(Venue::Online, None), "Online");
        assert_eq!(place(Venue::Online, Some("by video call")), "Online: by video call");
        assert_eq!((free(0), free(1)), ("Full".to_owned(), "1 place free".to_owned()));
    }
}
