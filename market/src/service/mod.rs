//! What a partnership offers its schools: adding and changing services, the states they go
//! through, finding them, and seeing one with its price beside the market's.
//!
//! A change makes a new version; orders keep the one they were placed on. No order may come in.

mod among;
mod area;
mod audience;
mod browse;
mod catalogue;
mod change;
mod compare;
mod conditions;
mod counts;
mod document;
mod example;
mod for_member;
mod import;
mod lifecycle;
mod list;
mod news;
mod offering;
mod opening;
mod package;
mod parts;
mod price_shown;
mod prices;
mod proposal;
mod provider;
mod rows;
mod search;
mod stored;
mod to_ask;
mod trust_buys;
mod view;
mod viewed;
mod visit;

pub(crate) use audience::Audience;
pub use browse::{Area, Browse, MarketColumns, Provider, ServiceSummary, ServicesFound, SortBy};
pub use catalogue::catalogue;
pub use change::{AddService, ChangeService, SettleVat, add_service, change_service, settle_vat};
pub use compare::{COMPARED_MAX, Compared, Comparison, compare_services};
pub use counts::FilterCounts;
pub(crate) use document::documents_at;
pub use document::{
    AddDocument, ServiceDocument, WithdrawDocument, add_document, read_document, withdraw_document,
};
pub use example::{AskExample, Example, example_price};
pub use for_member::{MemberServices, services_for_member};
pub use import::{
    ImportChoice, ImportedServices, PriceListRead, RowNoted, RowPlan, RowWill, import_for_owner,
    import_services, preview_services, upload_price_list,
};
pub use lifecycle::{MoveService, move_service};
pub use list::list_services;
pub(crate) use news::{NewService, as_school, news};
pub use offering::{
    OfferService, OfferedService, OfferedThrough, Offering, offer_service, offering,
};
pub(crate) use opening::buys_as;
pub use opening::{OpenService, OpeningChoices, open_service, opening_choices};
pub use package::{PackageShown, PartShown, ServiceToPack, services_to_pack};
pub use price_shown::{LaterPrice, PriceShown};
pub(crate) use prices::list_prices;
pub use proposal::{
    DecideProposal, Decided, Proposal, ProposalRow, ProposeTerms, WithdrawProposal,
    decide_proposal, proposals, propose_terms, view_proposal, waiting_proposal, withdraw_proposal,
};
pub use provider::{ListedProvider, TypedProvider, listed_providers, providers};
pub(crate) use provider::{chosen, named, to_choose_from};
pub(crate) use stored::{Stored, find, find_all, find_own};
pub use to_ask::ServiceToAsk;
pub(crate) use to_ask::services_to_ask;
pub(crate) use view::seen_by;
pub use view::{Looks, Party, ServiceDetail, view_service};
pub use viewed::{VIEWED_MAX, forget_viewed, note_viewed};
pub use visit::{ServiceVisit, visit_service};
