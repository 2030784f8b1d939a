//! What a school pays now for something, with the document that shows it: what savings are
//! measured against, each pound of it once.

mod count;
mod document;
mod read;
mod record;

pub(crate) use count::{
    Earlier, count_contract, count_line, earlier, free_contract, free_units, keep_units, move_units,
};
pub use document::{AddDocument, add_document};
pub use read::{Baseline, EvidenceFile, baseline, baselines, evidence};
pub use record::{Proof, RecordBaseline, record_baseline};
