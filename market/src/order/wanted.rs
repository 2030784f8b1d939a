//! What a school asks for of a service, however it is booked.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::capacity::Half;
use domain::event::{DELEGATES_MAX, Delegate};
use domain::id::EventId;
use domain::price::Stated;
use domain::text;
use domain::{Failure, Problem};
use serde::{Deserialize, Serialize};

/// The most days one order may hold: more than one a day of a school year.
pub const DAYS_MAX: usize = 200;

/// The most hours, sessions or things that one order may be for.
pub const QUANTITY_MAX: u32 = 10_000;

/// The most characters of a note to whoever delivers.
pub const NOTE_MAX: usize = 500;

/// The most characters of where a figure is from.
pub const STATED_FROM_MAX: usize = 200;

/// What is asked for of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Days of people, in any order.
    Days(Vec<NaiveDate>),
    /// The mornings of such days, or the afternoons.
    HalfDays {
        /// Which.
        half: Half,
        /// The days, in any order.
        days: Vec<NaiveDate>,
    },
    /// So many hours, sessions or things.
    Quantity {
        /// How many.
        count: u32,
        /// From when, if the school has a wish.
        wished_on: Option<NaiveDate>,
        /// A note to whoever delivers.
        note: Option<String>,
    },
    /// Places at an event.
    Places {
        /// Which event.
        event: EventId,
        /// How many.
        count: u32,
        /// Who comes, as far as that is known.
        delegates: Vec<Delegate>,
    },
    /// An agreement for a year.
    Agreement {
        /// The first day of the year that is meant.
        year: NaiveDate,
    },
    /// Either of the last, at a price that rests on a figure which the school states.
    Stated {
        /// The figure, with where it is from.
        figure: StatedFigure,
        /// What is ordered.
        of: Box<Wanted>,
    },
}

/// A figure that a school states so that a price can be worked out; kept with the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedFigure {
    /// The figure.
    pub stated: Stated,
    /// Where it is from, in the school's words: at most 200 characters.
    pub from: String,
}

impl Wanted {
    /// Whether it is an agreement for a year, whatever its price rests on.
    pub(super) fn is_agreement(&self) -> bool {
        match self {
            Self::Agreement { .. } => true,
            Self::Stated { of, .. } => of.is_agreement(),
            Self::Days(_) | Self::HalfDays { .. } | Self::Quantity { .. } | Self::Places { .. } => {
                false
            }
        }
    }

    /// Days of people, or a half of each.
    pub fn days_of(half: Option<Half>, days: Vec<NaiveDate>) -> Self {
        match half {
            Some(half) => Self::HalfDays { half, days },
            None => Self::Days(days),
        }
    }

    /// Which half of the days is asked for, where it is halves.
    pub fn half(&self) -> Option<Half> {
        match self {
            Self::HalfDays { half, .. } => Some(*half),
            Self::Days(_)
            | Self::Quantity { .. }
            | Self::Places { .. }
            | Self::Agreement { .. }
            | Self::Stated { .. } => None,
        }
    }

    /// The days that are asked for; none of what is not booked by the day.
    pub fn days(&self) -> &[NaiveDate] {
        match self {
            Self::Days(days) | Self::HalfDays { days, .. } => days,
            Self::Quantity { .. }
            | Self::Places { .. }
            | Self::Agreement { .. }
            | Self::Stated { .. } => &[],
        }
    }

    /// The same as it is kept: days in order, each once, and a note without loose white space.
    pub(super) fn tidy(&self) -> Result<Self, Failure> {
        match self {
            Self::Days(days) => tidy_days(days).map(Self::Days),
            Self::HalfDays { half, days } => {
                Ok(Self::HalfDays { half: *half, days: tidy_days(days)? })
            }
            Self::Agreement { year } => Ok(Self::Agreement { year: *year }),
            Self::Stated { figure, of } => {
                let from = text::line(&figure.from, STATED_FROM_MAX);
                let from = from.map_err(|problem| Failure::field("stated_from", problem))?;
                let figure = StatedFigure { stated: figure.stated, from };
                Ok(Self::Stated { figure, of: Box::new(of.tidy()?) })
            }
            Self::Places { event, count, delegates } => {
                let most = u32::try_from(DELEGATES_MAX).unwrap_or(u32::MAX);
                if *count == 0 || *count > most {
                    let problem = Problem::OutOfRange { min: 1, max: i64::from(most) };
                    return Err(Failure::field("places", problem));
                }
                if delegates.len() > usize::try_from(*count).unwrap_or(usize::MAX) {
                    let problem = Problem::MoreThanPlaces { places: *count };
                    return Err(Failure::field("names", problem));
                }
                let (event, delegates) = (*event, delegates.clone());
                Ok(Self::Places { event, count: *count, delegates })
            }
            Self::Quantity { count, wished_on, note } => {
                if *count == 0 || *count > QUANTITY_MAX {
                    let problem = Problem::OutOfRange { min: 1, max: i64::from(QUANTITY_MAX) };
                    return Err(Failure::field("quantity", problem));
                }
                let note = note.as_deref().filter(|note| !note.trim().is_empty());
                let note = note.map(|note| text::paragraph(note, NOTE_MAX)).transpose();
                let note = note.map_err(|problem| Failure::field("note", problem))?;
                Ok(Self::Quantity { count: *count, wished_on: *wished_on, note })
            }
        }
    }
}

fn tidy_days(days: &[NaiveDate]) -> Result<Vec<NaiveDate>, Failure> {
    let days: BTreeSet<NaiveDate> = days.iter().copied().collect();
    match days.len() {
        0 => Err(Failure::field("day", Problem::Missing)),
        count if count > DAYS_MAX => {
            let max = i64::try_from(DAYS_MAX).unwrap_or(i64::MAX);
            Err(Failure::field("day", Problem::OutOfRange { min: 1, max }))
        }
        _ => Ok(days.into_iter().collect()),
    }
}
