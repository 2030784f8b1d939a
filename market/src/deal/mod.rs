//! Group deals: drafted and opened by a partnership, signed up to by its schools, closed by a job.
//!
//! Everything that changes an open deal first locks the deal's row, so that signing up, leaving,
//! withdrawing and closing stand in one order whichever process they run in.

mod authority;
mod close;
mod commit;
mod draft;
mod known;
mod leave;
mod list;
mod live;
mod open;
mod savings;
mod school;
mod sign;
mod stored;
mod tell;
mod view;

pub use authority::SignatureAsked;
pub(crate) use close::{close_deal, remind_of_closing};
pub use commit::{CommitToDeal, QUANTITY_REASON_MAX, SignedUp, commit_to_deal};
pub use draft::{
    ChangeDraft, DraftDeal, DraftShown, NewDraft, ProviderChoice, change_draft, draft_deal,
    draft_shown, providers,
};
pub use known::{KnownFrom, KnownNumber};
pub use leave::{LeaveDeal, leave_deal};
pub use list::{DealInList, ListDeals, Show, list_deals};
pub use live::Watch;
pub use open::{OpenDeal, WithdrawDeal, open_deal, withdraw_deal};
pub(crate) use savings::documented;
pub use school::{CallOffOrder, CountedSpend, ForSchool, Joined};
pub use sign::{AskForSignature, Authority, Seen, ask_for_signature, wording_digest};
pub use view::{DealShown, For, ForPartnership, SchoolIn, Signature, view_deal};
