//! Trusts and federations: which schools are in one, since when, and who of it may act for them.
//!
//! That a school is in a trust is what the national register says, as a dated tie that is ended and
//! never overwritten. That the trust may act for the school is another matter: a school that has an
//! approver agrees to it first, and may take that back. People of the trust get the right one by
//! one, from whoever may give their role there; they act in that role, for what the school buys,
//! and for nothing that says who belongs to the school.
//!
//! A school that leaves keeps what it bought. What was open that the trust had ordered or had to
//! approve is shown to an approver of the school, who keeps or cancels each order.

mod agree;
mod bring_in;
mod choose;
mod follow;
mod home;
mod left;
mod let_act;
mod page;
mod through;

pub use agree::{AgreeTrust, agree_trust};
pub use bring_in::{BringInTrust, bring_in_trust};
pub use choose::{ChooseOrders, choose_orders};
pub(crate) use follow::follow;
pub use home::{TrustHome, TrustSchool, trust_home};
pub use left::{Chosen, FormerTrust, LeftNotice, LeftOrder, LeftTrust, left_trust};
pub(crate) use left::{former_trusts, left_notice};
pub(crate) use let_act::end_right;
pub use let_act::{LetAct, let_act};
pub use page::{BringsIn, SchoolOfTrust, TrustPage, trust_page};
pub(crate) use through::{PEOPLE_THROUGH, acts_for, through_of};
pub use through::{ThroughPerson, ThroughTrust};
