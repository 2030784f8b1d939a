//! Partnerships: founding one, its facts, membership levels and members.

mod admit;
mod areas;
mod begun;
mod carry_over;
mod change;
mod create;
mod former_seller;
mod founded;
mod history;
mod host;
mod hosting;
mod import;
mod invite;
mod members;
mod membership;
mod settings;
mod standing;
mod tier;

pub(crate) use areas::of_each as areas_of_each;
pub(crate) use begun::BEGUN;
pub use begun::Begun;
pub use carry_over::LiveMembership;
pub(crate) use carry_over::{carry_over_memberships, live_memberships};
pub use change::{
    DecideChange, Holds, Trading, WaitingChange, Wanted, change_bank, change_trading, decide_change,
};
pub use create::{CreatePartnership, Created, Director, create_partnership, suggest_prefix};
pub(crate) use former_seller::details;
pub use founded::{Founded, founded};
pub(crate) use history::spells;
pub use history::{Spell, SpellEnd, membership_history};
pub use host::Host;
pub(crate) use hosting::may_invoice;
pub use hosting::{
    AnswerHosting, HostStanding, Hosting, OnInvoices, answer_hosting, hosting, hostings,
};
pub use import::{MemberChange, import_members, import_members_for_owner, preview_members};
pub(crate) use invite::letters_to_schools;
pub use invite::{InviteOutcome, InviteResult, InviteSchools, Letter, invite_schools};
pub use members::{Member, MemberFilter, MemberTime, member, members};
pub(crate) use membership::member_organisation;
pub use membership::{EndMembership, MoveMember, end_membership, move_member};
pub use settings::{Partnership, PartnershipFacts, partnership, update_partnership};
pub(crate) use standing::{Seller, seller_of, standing};
pub use tier::{ChangeTier, Tier, add_tier, change_tier, tiers};
