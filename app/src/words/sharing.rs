//! What schools share, in the users' words.

use domain::Net;
use domain::calendar::day_in_words;
use domain::sharing::{
    CostKind, SharedKind, SharerState, SharingRefusal, SharingStage, SplitBy, StatedBy,
};

use super::{plural_of, pounds};
use crate::parts::TagKind;

/// What is shared.
pub const fn kind(kind: SharedKind) -> &'static str {
    match kind {
        SharedKind::Staff => "A member of staff",
        SharedKind::Premises => "Premises or equipment",
        SharedKind::HolidayCover => "Holiday cover",
        SharedKind::Training => "A training day",
    }
}

/// How a cost is split.
pub const fn split(split: SplitBy) -> &'static str {
    match split {
        SplitBy::Days => "By days",
        SplitBy::Pupils => "By pupils",
        SplitBy::Percentage => "By percentage",
        SplitBy::Equally => "Equally",
    }
}

/// What helps to choose how.
pub const fn split_hint(split: SplitBy) -> &'static str {
    match split {
        SplitBy::Days => "Each school pays for the days that it has",
        SplitBy::Pupils => "By each school’s pupils as last counted, kept for the whole time",
        SplitBy::Percentage => "You say each school’s percentage",
        SplitBy::Equally => "Each school pays the same",
    }
}

/// How often a cost comes.
pub const fn cost_kind(kind: CostKind) -> &'static str {
    match kind {
        CostKind::Yearly => "Every year",
        CostKind::OneOff => "Once",
    }
}

/// An amount with how often it comes: `£1,200 a year, excluding VAT`.
pub fn cost(kind: CostKind, net: Net) -> String {
    let often = match kind {
        CostKind::Yearly => " a year",
        CostKind::OneOff => "",
    };
    format!("{}{often}, excluding VAT", pounds(net.pence()))
}

/// For which time a statement is.
pub const fn stated_by(by: StatedBy) -> &'static str {
    match by {
        StatedBy::Month => "Each month",
        StatedBy::Term => "Each term (from 1 September, 1 January and 1 May)",
    }
}

/// Where it stands.
pub const fn stage(stage: SharingStage) -> (&'static str, TagKind) {
    match stage {
        SharingStage::Gathering => ("Who would join?", TagKind::Waits),
        SharingStage::Asking => ("Waits for answers", TagKind::Waits),
        SharingStage::AnswersOver => ("Time for answers is over", TagKind::Waits),
        SharingStage::Agreed => ("Agreed", TagKind::Good),
        SharingStage::Running => ("Running", TagKind::Good),
        SharingStage::Ended => ("Ended", TagKind::Plain),
        SharingStage::Withdrawn => ("Taken back", TagKind::Plain),
    }
}

/// How a school stands in it.
pub const fn sharer(state: SharerState) -> (&'static str, TagKind) {
    match state {
        SharerState::Joins => ("Would join", TagKind::Plain),
        SharerState::Asked => ("Has not answered", TagKind::Waits),
        SharerState::Agreed => ("Agreed", TagKind::Good),
        SharerState::Declined => ("Declined", TagKind::Plain),
        SharerState::LeftOut => ("Not in it any more", TagKind::Plain),
    }
}

/// Why it cannot be done, and what to do instead.
pub fn refusal(refusal: SharingRefusal) -> (String, String) {
    let (heading, advice) = match refusal {
        SharingRefusal::State => (
            "This cannot be done any more".to_owned(),
            "Others have answered, or it was taken back. Open the page again to see how it stands."
                .to_owned(),
        ),
        SharingRefusal::TooLate { on } => (
            format!("Answers were asked for until {}", day_in_words(on)),
            "Ask the school that proposed it to ask again.".to_owned(),
        ),
        SharingRefusal::TooFew => (
            "Too few schools are left".to_owned(),
            "It takes two, among them the one that proposed it and the one that employs or owns what \
             is shared. Take it back, or propose it anew."
                .to_owned(),
        ),
        SharingRefusal::Full { most } => (
            format!("{} share this already", plural_of(most, "school", "schools")),
            "More cannot. Ask the school that proposed it, or propose one of your own.".to_owned(),
        ),
        SharingRefusal::Closed => (
            "One of the schools has closed".to_owned(),
            "Ask the school that proposed it to go on with the others.".to_owned(),
        ),
        SharingRefusal::Answered => (
            "Your school has answered already".to_owned(),
            "Open the page again to see how it stands.".to_owned(),
        ),
    };
    (heading, advice)
}
