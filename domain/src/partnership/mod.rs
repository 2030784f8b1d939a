//! Partnerships: the model one starts from, what its membership levels cost, who sells for it, and
//! lists of members read in.

mod bank;
mod member_list;
mod member_plan;
mod model;
mod shape;
mod slug;
mod tier_price;
mod tier_rule;
mod typed;

pub use bank::{Bank, read_vat_number};
pub use member_list::{MemberColumn, MemberRow};
pub use member_plan::{MemberWill, Span, carry_out, plan_member};
pub use model::{LineOfWork, Model, ModelDefaults, SuggestedTier};
pub use shape::{LegalShape, MemberRights, seller};
pub use slug::Slug;
pub use tier_price::{PricedTier, TierWorking, yearly_price};
pub use tier_rule::{SizeBand, TierRule};
pub use typed::{NewTier, TypedTier};
