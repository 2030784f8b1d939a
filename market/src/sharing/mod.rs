//! Sharing between schools: what they use together, who agreed to which portion of its cost, and what
//! they owe each other for each month or term.

mod answer;
mod ask;
mod choices;
mod end;
mod hand_over;
mod join;
mod list;
mod propose;
mod statement;
mod stored;
mod tell;
mod view;

pub use answer::{AgreeSharing, DeclineSharing, agree_sharing, decline_sharing};
pub use ask::{AskSharers, WithdrawSharing, ask_sharers, withdraw_sharing};
pub use choices::{SchoolToAsk, SharingChoices, sharing_choices};
pub use end::{EndSharing, end_sharing};
pub use hand_over::{OpenSharing, Predecessor};
pub(crate) use hand_over::{hand_over_sharing, open_sharings};
pub use join::{JoinSharing, join_sharing, leave_sharing};
pub use list::{SharingRow, sharings};
pub use propose::{ProposeSharing, propose_sharing};
pub use statement::{Owed, OwedInAll, SharingStatement, sharing_statement};
pub use stored::{Sharer, Sharing};
pub(crate) use tell::tell_of_answers;
pub use view::{AmongYes, Bound, Given, NoticeGiven, SharingShown, view_sharing};
