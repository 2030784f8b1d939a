//! What is told of a sharing.

use chrono::NaiveDate;
use domain::id::SharingId;
use domain::notification::Topic;
use domain::sharing::CostKind;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SharingNews {
    /// Who of the area would join?
    WhoJoins,
    /// A school would join: to whoever proposed it.
    Joins {
        /// Which.
        school: String,
    },
    /// The reader's school is asked to agree.
    Asked {
        /// Its portion a year, or once, in pence excluding VAT.
        portion_net_pence: i64,
        /// Whether it was asked before, to another portion.
        again: bool,
    },
    /// The head has agreed, and the governors are asked.
    Governors,
    /// A school agreed: to whoever proposed it.
    Agreed {
        /// Which.
        school: String,
    },
    /// A school declined.
    Declined {
        /// Which.
        school: String,
        /// Why.
        words: String,
    },
    /// Others go on without the reader's school, which had not answered.
    LeftOut,
    /// The last day for answers is past, and not all agreed: to whoever proposed it.
    AnswersOver {
        /// How many said yes.
        yes: u32,
        /// Of how many.
        asked: u32,
    },
    /// All agreed.
    Bound,
    /// It was taken back.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// Another school took the place of one that shares it.
    Moved {
        /// Which one.
        school: String,
        /// Which took its place.
        successor: String,
    },
    /// A school gave notice.
    Ends {
        /// Which.
        school: String,
        /// The last day.
        on: NaiveDate,
        /// Why.
        words: String,
    },
}

/// A sharing as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingTold {
    /// Which.
    pub sharing: SharingId,
    /// What happened.
    pub news: SharingNews,
    /// What is shared.
    pub title: String,
    /// Which school proposed it.
    pub proposer: String,
    /// Which school employs or owns it.
    pub owner: String,
    /// The last day for answers.
    pub answer_by: NaiveDate,
    /// How often the cost comes.
    pub cost_kind: CostKind,
    /// What all of it costs a year, or once, in pence excluding VAT.
    pub total_net_pence: i64,
}

impl SharingTold {
    /// What it is about, as far as people may choose whether they want it.
    pub(super) const fn topic(&self) -> Topic {
        match self.news {
            SharingNews::Asked { .. } | SharingNews::Governors => Topic::Approvals,
            SharingNews::WhoJoins
            | SharingNews::Joins { .. }
            | SharingNews::Agreed { .. }
            | SharingNews::Declined { .. }
            | SharingNews::LeftOut
            | SharingNews::AnswersOver { .. }
            | SharingNews::Bound
            | SharingNews::Withdrawn { .. }
            | SharingNews::Moved { .. }
            | SharingNews::Ends { .. } => Topic::Sharing,
        }
    }
}
