//! The savings ledger: entries are written with what they are a consequence of, and never changed;
//! reports read sums, and every figure of a report opens to the entries under it.

mod detail;
mod entries;
mod report;
mod write;

pub use detail::{EntryDetail, EntryPrices, view_saving_entry};
pub use entries::{EntrySubject, EntryView, Filter, evidence_file, view_saving_entries};
pub(crate) use report::column;
pub use report::{Report, SumRow, view_savings};
pub(crate) use write::{live_entries, live_entries_of_order, live_entry, write};
