//! Who may order to what value for a school, who approves above that, and who above that: a
//! school's scheme of delegation, and who stands in for an approver who is away.
//!
//! A school without a scheme has each person's own limit and nothing else.

mod chain;
mod deputy;
mod scheme;

pub use chain::{Approver, Chain, Next, Reach};
pub use deputy::{Away, deputy_limit, may_deputise, read_away};
pub use scheme::{DelegationRule, Scheme, may_change, read_rule};

use crate::access::{Role, closed_list};

closed_list! {
    /// At which level somebody agrees for a school.
    ApprovalLevel {
        /// The headteacher, or whoever else approves every day.
        Head = "head",
        /// The governing body, by whom it has named.
        Governors = "governors",
    }
}

impl ApprovalLevel {
    /// The role whose holder agrees at the level.
    pub const fn role(self) -> Role {
        match self {
            Self::Head => Role::Approver,
            Self::Governors => Role::Governor,
        }
    }

    /// The level at which somebody in a role agrees, if it agrees to anything.
    pub fn of(role: Role) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.role() == role)
    }
}
