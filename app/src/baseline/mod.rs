//! What a school pays now: said once, shown by a document, compared with whatever is bought after.

mod document;
mod export;
mod fields;
mod list;
mod record;

pub use document::{add, ask_for};
pub use export::file;
pub use list::show;
pub use record::{new, save};

pub(crate) use fields::{proof, read_proof};
