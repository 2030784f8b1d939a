//! Entries that belong together: each line of spend counts once, each entry is taken back once.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::SavingId;

use super::entry::{Entry, Subject};

/// Why an entry cannot be put beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BookProblem {
    /// An entry with this id is there already.
    #[error("an entry with this id is there already")]
    SameId,
    /// The line of spend counts already; its entry must be taken back first.
    #[error("this line of spend is counted already")]
    CountedAlready {
        /// The entry that counts it.
        by: SavingId,
    },
    /// It takes back an entry that is not there, or that was taken back before.
    #[error("nothing to take back")]
    NothingToReverse,
    /// It takes back other figures than the entry's own.
    #[error("a reversal has the figures of its entry")]
    OtherFigures,
}

/// Entries in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub struct Book {
    entries: Vec<Entry>,
    ids: BTreeSet<SavingId>,
    live: BTreeMap<(Subject, u16), Entry>,
}

impl Book {
    /// An empty book.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes an entry, if nothing is then counted twice.
    pub fn write(&mut self, entry: Entry) -> Result<(), BookProblem> {
        if self.ids.contains(&entry.id()) {
            return Err(BookProblem::SameId);
        }
        let key = (entry.facts().subject, entry.facts().part);
        match (entry.reverses(), self.live.get(&key)) {
            (None, None) => {
                self.live.insert(key, entry.clone());
            }
            (None, Some(live)) => return Err(BookProblem::CountedAlready { by: live.id() }),
            (Some(reversed), Some(live)) if live.id() == reversed => {
                if live.reversal(entry.id()).as_ref() != Ok(&entry) {
                    return Err(BookProblem::OtherFigures);
                }
                self.live.remove(&key);
            }
            (Some(_), Some(_) | None) => return Err(BookProblem::NothingToReverse),
        }
        self.ids.insert(entry.id());
        self.entries.push(entry);
        Ok(())
    }

    /// All entries, in the order in which they were made.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry that counts for a part of a subject now.
    pub fn live(&self, subject: Subject, part: u16) -> Option<&Entry> {
        self.live.get(&(subject, part))
    }
}
