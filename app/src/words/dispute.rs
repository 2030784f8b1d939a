//! What is not right about a delivery, in people's words.

use domain::calendar::short_day;
use domain::dispute::{DisputeKind, DisputeState, NoShowKind, Outcome, Said};

/// What a school says is not right.
pub const fn kind(kind: DisputeKind) -> &'static str {
    match kind {
        DisputeKind::NobodyCame => "Nobody came",
        DisputeKind::Shorter => "It was shorter, or less, than was booked",
        DisputeKind::NotAsAgreed => "It was not what was agreed",
        DisputeKind::Other => "Something else is not right",
    }
}

/// Why somebody came in vain.
pub const fn no_show(kind: NoShowKind) -> &'static str {
    match kind {
        NoShowKind::SchoolClosed => "The school was closed",
        NoShowKind::NobodyThere => "Nobody was there to work with",
        NoShowKind::NoRoom => "There was no room to work in",
    }
}

/// What came of it.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Withdrawn => "The school says that it was right after all.",
        Outcome::BookedAgain => {
            "The confirmation was taken back: it is booked, and still to be delivered."
        }
        Outcome::NotDelivered => "It was not delivered, and costs nothing.",
        Outcome::InPart => "Less was delivered than was confirmed, and only that is paid for.",
        Outcome::AsSaid => "It was delivered as confirmed.",
    }
}

/// What a school says of a delivery, as a list has it.
pub fn said(said: Said) -> String {
    match said {
        Said::Nothing { until } => format!("Nothing yet, until {}", short_day(until)),
        Said::Agreed => "Right".to_owned(),
        Said::Silent => "Nothing, so it is agreed".to_owned(),
        Said::Disputed(DisputeState::Open) => "Not right".to_owned(),
        Said::Disputed(DisputeState::StoodBy) => {
            "Not right, and the provider stands by it".to_owned()
        }
        Said::Disputed(DisputeState::Settled) => "Not right, and settled".to_owned(),
    }
}

/// How a standing dispute is marked.
pub const DISPUTED: &str = "Disputed";

/// How what is not owed of an invoice comes off it.
pub const BY_CREDIT_NOTE: &str = "The invoice says by which credit note, once it is raised.";
