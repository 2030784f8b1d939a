//! What a partnership offers its schools: categories, terms, life cycle, and price lists read in.
//!
//! What a service says of itself stands in [`ServiceTerms`], which never change once an order
//! rests on them; whether it can be bought stands in its [`Lifecycle`].

mod agreement;
mod booked;
mod budget_line;
mod category;
mod defaults;
mod lifecycle;
mod light_touch;
mod opening;
mod package;
mod peer_review;
mod phase;
mod price_cells;
mod price_list;
mod proposal;
mod row;
mod suggested;
mod terms;
mod typed;
mod words;

pub use agreement::{
    AgreementPart, AgreementTerms, MidYear, OPENS_MONTHS_MAX, YearBegins, share_by_months,
};
pub use booked::BookedBy;
pub use budget_line::{BudgetLine, budget_line};
pub use category::Category;
pub use defaults::{CategoryDefaults, VatSuggestion};
pub use lifecycle::{
    Draft, Event, InReview, Lifecycle, LifecycleRefusal, Live, Paused, Retired, State,
};
pub use light_touch::{LightTouch, light_touch};
pub use opening::{OTHER_PRICES, OpenTo, OpenWidth, TypedOpening};
pub use package::{
    PACKAGE_PARTS_MAX, PACKAGE_QUANTITY_MAX, PART_NAMES, PackagePart, PartNames, TypedPart,
};
pub use peer_review::{HalfDays, PeerReviews, ReviewDelivered};
pub use phase::PhaseServed;
pub use price_cells::{PriceCells, PriceOver, PricePart};
pub use price_list::{Column, Columns};
pub use proposal::{ProposalEvent, ProposalState};
pub use row::ServiceRow;
pub use terms::{Cancellation, Outside, ServiceTerms};
pub use typed::TypedTerms;
