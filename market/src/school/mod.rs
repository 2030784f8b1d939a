//! Schools: what the national register and the schools themselves say of them.

mod facts;
mod import;

pub use facts::SchoolFacts;
pub(crate) use facts::facts;
pub use import::{ImportSummary, Progress, Rejection, import_register};
