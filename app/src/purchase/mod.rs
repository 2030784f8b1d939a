//! Orders that were placed together: one page for whoever decides on them, and for whoever asked.

mod act;
mod check;
mod page;

pub use act::{cancel, decide, send_again};
pub(crate) use check::{binding, changed, lines, seen, seen_fields};
pub use page::show;
