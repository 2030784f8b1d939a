//! Schools: what the national register and the schools themselves say of them.

mod facts;

pub use facts::SchoolFacts;
pub(crate) use facts::facts;
