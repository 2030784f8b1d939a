//! What a school pays now for something, with the document that shows it: what savings are
//! measured against.

mod read;
mod record;

pub(crate) use read::of_school;
pub use read::{Baseline, EvidenceFile, baselines, evidence};
pub use record::{Proof, RecordBaseline, record_baseline};
