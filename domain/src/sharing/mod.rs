//! Sharing between schools: a member of staff, premises, holiday cover or a training day that two or
//! more of them use together, and whose cost they split to the penny.
//!
//! Nobody pays more than they agreed to: whenever somebody drops out, portions are worked out again,
//! shown to everybody, and agreed to again.

mod accrued;
mod split;
mod state;
mod typed;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::DaySpan;
use crate::money::{Net, Overflow};
pub use accrued::{accrued, periods, spell_net};
pub use split::{Portions, portions, read_weights, weight_in_words};
pub use state::{SharerState, SharingEvent, SharingRefusal, SharingStage, SharingState};
pub use typed::{COST_FIELDS, TypedSharing, WEIGHT_FIELDS, read_answer_by, read_end, read_weight};

/// The most schools that share one thing, the one that employs or owns it included.
pub const SHARERS_MAX: usize = 12;
/// The most parts that a cost is told in.
pub const COST_PARTS_MAX: usize = 5;
/// How many days schools have to answer at most.
pub const ANSWER_DAYS_MAX: u64 = 120;
/// How many years something is shared at most before it is agreed anew.
pub const YEARS_MAX: u32 = 5;
/// The most days of notice that end it early: a year.
pub const NOTICE_DAYS_MAX: u16 = 366;

closed_list! {
    /// What is shared.
    SharedKind {
        /// Somebody who works for several schools.
        Staff = "staff",
        /// A hall, a minibus, a site team's workshop.
        Premises = "premises",
        /// Cover in the holidays: a site manager, an office.
        HolidayCover = "holiday_cover",
        /// A day on which several schools train together.
        Training = "training",
    }
}

closed_list! {
    /// By what a cost is split.
    SplitBy {
        /// By the days that each school has of it.
        Days = "days",
        /// By pupils, as the register or the school itself last said.
        Pupils = "pupils",
        /// By percentages that come to the whole.
        Percentage = "percentage",
        /// The same for each.
        Equally = "equally",
    }
}

impl SplitBy {
    /// Whether each school's weight has to be typed.
    pub const fn is_typed(self) -> bool {
        match self {
            Self::Days | Self::Percentage => true,
            Self::Pupils | Self::Equally => false,
        }
    }

    /// Whether it can be used where nobody knows yet who joins.
    pub const fn is_open_ended(self) -> bool {
        match self {
            Self::Days | Self::Pupils | Self::Equally => true,
            Self::Percentage => false,
        }
    }
}

closed_list! {
    /// How often a cost comes.
    CostKind {
        /// Every year from the first day, day by day.
        Yearly = "yearly",
        /// Once, on the first day.
        OneOff = "one_off",
    }
}

closed_list! {
    /// For which time a statement is.
    StatedBy {
        /// A calendar month.
        Month = "month",
        /// Four months from 1 September, 1 January or 1 May.
        Term = "term",
    }
}

closed_list! {
    /// Who is asked.
    SharingReach {
        /// The schools that are named.
        Named = "named",
        /// All schools of the area: whoever would join.
        Area = "area",
    }
}

/// One part of what something costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostPart {
    /// What it is for.
    pub label: String,
    /// How much, excluding VAT.
    pub net: Net,
}

/// What is proposed to be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingTerms {
    /// What it is.
    pub kind: SharedKind,
    /// The same in a line.
    pub title: String,
    /// The same in plain words.
    pub description: String,
    /// What the cost is made of; one part at least.
    pub cost: Vec<CostPart>,
    /// How often it comes.
    pub cost_kind: CostKind,
    /// How it is split.
    pub split: SplitBy,
    /// From which day to which, London days.
    pub span: DaySpan,
    /// How many days of notice end it early.
    pub notice_days: u16,
    /// For which time statements are.
    pub stated_by: StatedBy,
    /// The last London day on which schools answer.
    pub answer_by: NaiveDate,
}

impl SharingTerms {
    /// What all of it costs a year, or once, excluding VAT.
    ///
    /// # Errors
    /// `Overflow`, which no sum that can be typed comes to.
    pub fn total(&self) -> Result<Net, Overflow> {
        Net::total(self.cost.iter().map(|part| part.net))
    }
}
