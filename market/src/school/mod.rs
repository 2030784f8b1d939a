//! Schools: what the national register and the schools themselves say of them, finding them, and
//! coming to act for one.

mod area;
mod facts;
mod find;
mod import;
mod join;
mod own;
mod page;
mod pupils;
mod succession;

pub use area::{AreaSchool, schools_of_areas};
pub(crate) use area::{entries, entry, organisation_of};
pub use facts::SchoolFacts;
pub(crate) use facts::facts;
pub use find::{FindSchools, FoundSchool, find_schools};
pub use import::{ImportSummary, Progress, Rejection, import_register};
pub use join::{
    AskToJoin, DecideJoin, JoinRequest, JoinRequests, Waiting, ask_to_join, decide_join,
    join_request, join_requests,
};
pub(crate) use join::{
    askable, is_member, partnerships_of, undecided_by_partnership, undecided_by_school,
};
pub use own::own_urn;
pub use page::{LettingIn, LinkedSchool, PupilCount, SchoolPage, school_page};
pub use pupils::{RecordPupils, record_pupils};
pub(crate) use pupils::{newest_count, own_estimate};
pub(crate) use succession::closing_of;
pub use succession::{
    Closing, HandOver, HandOverPage, HandedOver, SuccessionPage, Successor, hand_over, succession,
};
