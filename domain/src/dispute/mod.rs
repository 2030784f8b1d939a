//! What a school says of what was confirmed as delivered: that it is right, or that it is not, until
//! somebody settles it; and of what the provider came for in vain.
//!
//! No clock may come in: days are days in London.

mod less;
mod said;
mod state;
mod typed;

#[cfg(test)]
mod tests;

use crate::access::closed_list;

pub use less::Less;
pub use said::{Said, agreed_after, no_show_in_time, said};
pub use state::{Dispute, Open, Settled, StoodBy};
pub use typed::{
    Decided, ReadDispute, ReadNoShow, TypedAnswer, TypedDecision, TypedDispute, TypedNoShow,
};

/// For how many days after the day on which something was confirmed a school can say that it is not
/// right. Silence agrees.
pub const AGREE_DAYS: u64 = 7;
/// For how many days a dispute waits for the provider alone, before staff can decide without an answer.
pub const ANSWER_DAYS: u64 = 7;
/// For how many days after a booked day the provider can say that they came and could not work.
pub const NO_SHOW_DAYS: u64 = 7;
/// The most characters of what anybody adds in their own words.
pub const WORDS_MAX: usize = 500;

closed_list! {
    /// What is not right about a delivery.
    DisputeKind {
        /// Nobody came.
        NobodyCame = "nobody_came",
        /// It was shorter, or less, than was booked.
        Shorter = "shorter",
        /// It was not what was agreed.
        NotAsAgreed = "not_as_agreed",
        /// Something else.
        Other = "other",
    }
}

closed_list! {
    /// Why somebody came and could not work.
    NoShowKind {
        /// The school was closed.
        SchoolClosed = "school_closed",
        /// Nobody was there whom they were to see.
        NobodyThere = "nobody_there",
        /// There was no room.
        NoRoom = "no_room",
    }
}

closed_list! {
    /// Where a dispute is in its life.
    DisputeState {
        /// With the provider.
        Open = "open",
        /// The provider stands by what was confirmed, and staff decide.
        StoodBy = "stood_by",
        /// Over.
        Settled = "settled",
    }
}

closed_list! {
    /// What came of a dispute.
    Outcome {
        /// The school said that it was right after all.
        Withdrawn = "withdrawn",
        /// The provider took the confirmation back: it is booked, and still to be delivered.
        BookedAgain = "booked_again",
        /// It was not delivered, and costs nothing.
        NotDelivered = "not_delivered",
        /// Less was delivered than was confirmed.
        InPart = "in_part",
        /// Staff decided that it was delivered as confirmed.
        AsSaid = "as_said",
    }
}

impl Outcome {
    /// Whether the provider may settle by it alone.
    pub const fn is_providers(self) -> bool {
        match self {
            Self::BookedAgain | Self::NotDelivered | Self::InPart => true,
            Self::Withdrawn | Self::AsSaid => false,
        }
    }

    /// Whether the partnership's staff may decide so.
    pub const fn is_staffs(self) -> bool {
        match self {
            Self::AsSaid | Self::NotDelivered | Self::InPart => true,
            Self::Withdrawn | Self::BookedAgain => false,
        }
    }
}
