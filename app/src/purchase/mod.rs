//! Orders that were placed together: one page for whoever decides on them, and for whoever asked.

mod act;
mod page;

pub use act::{cancel, decide, send_again};
pub use page::show;
