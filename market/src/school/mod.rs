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

pub use area::{AreaSchool, schools_of_areas};
pub(crate) use area::{bring_in, entry, newest_count};
pub use facts::SchoolFacts;
pub(crate) use facts::facts;
pub use find::{FindSchools, FoundSchool, find_schools};
pub use import::{ImportSummary, Progress, Rejection, import_register};
pub use join::{AskToJoin, DecideJoin, JoinRequest, ask_to_join, decide_join, join_requests};
pub(crate) use join::{Deciders, deciders};
pub use own::own_urn;
pub use page::{LinkedSchool, PupilCount, SchoolPage, school_page};
pub use pupils::{RecordPupils, record_pupils};
