//! An event as it is typed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Sitting, Venue, read_sittings};
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional, whole_number};
use crate::text;

/// The most places of one event.
pub const PLACES_MAX: u32 = 10_000;

/// An event, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedEvent {
    /// What it is called.
    pub title: String,
    /// In a room or online, by its code.
    pub venue: String,
    /// Where it is.
    pub address: String,
    /// The link by which people join.
    pub joining_link: String,
    /// How many places there are.
    pub places: String,
    /// The last day on which places are sold; empty for the day before it begins.
    pub closes_on: String,
    /// Its sittings, one on a line.
    pub sittings: String,
}

/// An event, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEvent {
    /// What it is called.
    pub title: String,
    /// In a room or online.
    pub venue: Venue,
    /// Where it is; nothing where it is online and nothing needs to be said.
    pub address: Option<String>,
    /// The link by which people join, where it is known yet.
    pub joining_link: Option<String>,
    /// How many places there are.
    pub places: u32,
    /// The last day on which places are sold.
    pub closes_on: NaiveDate,
    /// Its sittings, in order; there is one at least.
    pub sittings: Vec<Sitting>,
}

impl ReadEvent {
    /// Its first day.
    pub fn first_on(&self) -> NaiveDate {
        self.sittings.first().map_or(self.closes_on, Sitting::day)
    }

    /// Its last day.
    pub fn last_on(&self) -> NaiveDate {
        self.sittings.last().map_or(self.closes_on, Sitting::day)
    }
}

impl TypedEvent {
    /// Reads it. `known` are the sittings that it has already: those may be past, others not.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(
        &self,
        known: &[Sitting],
        now: DateTime<Utc>,
    ) -> Result<ReadEvent, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let title = reading.take("title", text::name(&self.title, 120));
        let venue = reading.take("venue", choice(&self.venue, Venue::from_code));
        let address = match venue {
            Some(Venue::Room) => reading.take("address", text::line(&self.address, 240)).map(Some),
            Some(Venue::Online) | None => {
                reading.take("address", text::optional_line(&self.address, 240))
            }
        };
        let joining_link = reading.take("joining_link", optional(web_address(&self.joining_link)));
        let places = whole_number(&self.places, PLACES_MAX).and_then(at_least_one);
        let places = reading.take("places", places);
        let sittings = read_sittings(&self.sittings).and_then(|read| to_come(read, known, now));
        let sittings = reading.take("sittings", sittings);
        let first_on = sittings.as_ref().and_then(|all| all.first()).map(Sitting::day);
        let closes_on = optional(parse_day(&self.closes_on));
        let closes_on = reading.take("closes_on", closes_on.and_then(|day| closing(day, first_on)));
        let read = title.zip(venue).zip(address).zip(joining_link).zip(places);
        let read = read.zip(sittings).zip(closes_on);
        let read = read.map(
            |((((((title, venue), address), joining_link), places), sittings), closes_on)| {
                ReadEvent { title, venue, address, joining_link, places, closes_on, sittings }
            },
        );
        reading.finish(read)
    }
}

fn at_least_one(places: u32) -> Result<u32, Problem> {
    let none = Problem::OutOfRange { min: 1, max: i64::from(PLACES_MAX) };
    if places == 0 { Err(none) } else { Ok(places) }
}

/// What is new among the sittings has not begun.
fn to_come(
    read: Vec<Sitting>,
    known: &[Sitting],
    now: DateTime<Utc>,
) -> Result<Vec<Sitting>, Problem> {
    let is_known =
        |sitting: &Sitting| known.iter().any(|other| other.starts_at == sitting.starts_at);
    let past = read.iter().any(|sitting| sitting.starts_at <= now && !is_known(sitting));
    if past { Err(Problem::InThePast) } else { Ok(read) }
}

/// The last day on which places are sold: the day before the first where none is typed, and never a
/// later one than the first.
fn closing(typed: Option<NaiveDate>, first_on: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
    // Where no sitting could be read, that is told, and this cannot be judged.
    let Some(first_on) = first_on else { return Ok(typed.unwrap_or_default()) };
    match typed {
        Some(day) if day > first_on => Err(Problem::AfterFirst { first: first_on }),
        Some(day) => Ok(day),
        None => Ok(first_on.pred_opt().unwrap_or(first_on)),
    }
}

/// A link that leads somewhere: of the web, whole, without a space.
fn web_address(text: &str) -> Result<String, Problem> {
    let link = text::line(text, 500)?;
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let leads = host.contains('.') && !link.contains([' ', '"', '<', '>']);
    if leads { Ok(link) } else { Err(Problem::NotALink) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn typed() -> TypedEvent {
        TypedEvent {
            title: "Reading for pleasure".to_owned(),
            venue: "online".to_owned(),
            joining_link: "https://meet.example/reading".to_owned(),
            places: "80".to_owned(),
            sittings: "12 January 2027, 15:30 to 17:00, Module 1\n19 January 2027, 15:30 to 17:00"
                .to_owned(),
            ..TypedEvent::default()
        }
    }

    fn wrong(typed: &TypedEvent) -> Vec<(&'static str, Problem)> {
        let problems = typed.read(&[], now()).unwrap_err();
        problems.into_iter().map(|found| (found.field, found.problem)).collect()
    }

    #[test]
    fn places_are_sold_until_the_day_before_where_nothing_else_is_said() {
        let read = typed().read(&[], now()).unwrap();
        assert_eq!(read.closes_on.to_string(), "2027-01-11");
        assert_eq!(
            (read.first_on().to_string(), read.last_on().to_string()),
            ("2027-01-12".to_owned(), "2027-01-19".to_owned())
        );
        let until = TypedEvent { closes_on: "12 1 2027".to_owned(), ..typed() };
        assert_eq!(until.read(&[], now()).unwrap().closes_on, read.first_on());
        let later = TypedEvent { closes_on: "13 1 2027".to_owned(), ..typed() };
        let first = read.first_on();
        assert_eq!(wrong(&later), [("closes_on", Problem::AfterFirst { first })]);
    }

    #[test]
    fn a_room_has_an_address_and_an_event_a_place_at_least() {
        let room = TypedEvent {
            venue: "room".to_owned(),
            places: "0".to_owned(),
            joining_link: "javascript:alert(1)".to_owned(),
            ..typed()
        };
        let places = Problem::OutOfRange { min: 1, max: 10_000 };
        let link = ("joining_link", Problem::NotALink);
        assert_eq!(wrong(&room), [("address", Problem::Missing), link, ("places", places)]);
        let nothing: Vec<_> = wrong(&TypedEvent::default()).into_iter().map(|(f, _)| f).collect();
        assert_eq!(nothing, ["title", "venue", "places", "sittings"]);
    }

    #[test]
    fn a_sitting_may_be_past_only_where_it_was_there_before() {
        let past = TypedEvent { sittings: "1 September 2026, 9:00 to 10:00".to_owned(), ..typed() };
        assert_eq!(wrong(&past), [("sittings", Problem::InThePast)]);
        let known = read_sittings(&past.sittings).unwrap();
        assert!(past.read(&known, now()).is_ok());
    }
}
