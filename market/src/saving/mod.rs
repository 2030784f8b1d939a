//! The savings ledger: entries are written with what they are a consequence of, and never changed.

mod write;

pub(crate) use write::{live_entries_of_order, live_entry, write};
