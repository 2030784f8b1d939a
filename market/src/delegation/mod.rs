//! A school's scheme of delegation: what it has laid down, who approves at which level today, and
//! who stands in for an approver who is away. Nothing is overwritten: what was laid down before
//! stays, and a deputy's time ends with an instant.

mod approvers;
mod change;
mod deputy;
mod store;
mod view;

pub(crate) use approvers::{Standing, able_to_decide, approvers, levels, reach, stands_for};
pub use change::{ChangeDelegation, change_delegation};
pub use deputy::{DeputyChoices, EndDeputy, NameDeputy, deputy_choices, end_deputy, name_deputy};
pub(crate) use store::{needs_governors, scheme};
pub use view::{Colleague, LaidDown, SchemeShown, StandsIn, view_scheme};
