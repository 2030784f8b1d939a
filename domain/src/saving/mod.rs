//! What was saved: entries that an auditor can follow, and the sums over them.
//!
//! A saving is a stated baseline less what was or will be paid, for the same quantity, less the
//! fee. It moves from forecast (expected) through contracted (agreed) to realised (invoiced).
//! Nothing is changed: a correction or the next stage reverses the old entry and makes a new one,
//! so that nothing is counted twice.

mod book;
mod earlier;
mod entry;
mod measure;
mod standing;

#[cfg(test)]
mod tests;

pub use book::{Book, BookProblem};
pub use earlier::{Counted, EarlierSpend, is_same_supplier};
pub use entry::{
    BrokenEntry, Change, Entry, EntryIds, EntryRefusal, Evidence, Facts, StoredEntry, Subject,
};
pub use measure::{BaselineKind, Cashability, Measured, Method, Stage, UnitPrice, measure};
pub use standing::{Cell, Figure, Standing};
