//! The header of a list that somebody sends: which column holds what, however it is called.

use crate::failure::{FieldProblem, Problem};
use crate::text::plain_words;

/// What a column of one kind of list can hold.
pub trait Headed: Copy + PartialEq + 'static {
    /// Every one of them.
    fn all() -> &'static [Self];

    /// Its name in what is said of a row.
    fn code(self) -> &'static str;

    /// Whether a list without it cannot be read.
    fn is_needed(self) -> bool;

    /// What it is called in lists, in plain words.
    fn headings(self) -> &'static [&'static str];

    /// The column of a heading; nothing for one that is not ours.
    fn read(heading: &str) -> Option<Self> {
        let words = plain_words(heading.trim_start_matches('\u{feff}'));
        Self::all().iter().copied().find(|column| column.headings().contains(&words.as_str()))
    }
}

/// Where each column stands in one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns<C> {
    /// In the order of the file; nothing for columns that are not ours.
    columns: Vec<Option<C>>,
}

impl<C: Headed> Columns<C> {
    /// Reads the header. Columns may stand in any order; unknown ones are passed over; where two
    /// are called alike the first counts. Names every needed column that is missing.
    pub fn read<'a>(
        headings: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut columns: Vec<Option<C>> = Vec::new();
        for heading in headings {
            let column = C::read(heading).filter(|column| !columns.contains(&Some(*column)));
            columns.push(column);
        }
        let missing: Vec<FieldProblem> = C::all()
            .iter()
            .filter(|column| column.is_needed() && !columns.contains(&Some(**column)))
            .map(|column| FieldProblem { field: column.code(), problem: Problem::ColumnMissing })
            .collect();
        if missing.is_empty() { Ok(Self { columns }) } else { Err(missing) }
    }

    /// What a row holds in a column; nothing where the list has no such column, or the row is too
    /// short.
    pub fn cell<'r>(&self, column: C, row: &[&'r str]) -> &'r str {
        let index = self.columns.iter().position(|held| *held == Some(column));
        index.and_then(|index| row.get(index)).copied().unwrap_or_default().trim()
    }

    /// Whether the list has a column.
    pub fn has(&self, column: C) -> bool {
        self.columns.contains(&Some(column))
    }

    /// Whether every heading of the list is one of ours.
    pub fn are_all_known(&self) -> bool {
        self.columns.iter().all(Option::is_some)
    }
}

/// Holds a kind of list to it that no heading means two columns.
#[cfg(test)]
pub(crate) fn no_heading_is_claimed_by_two_columns<C: Headed + std::fmt::Debug>() {
    for column in C::all() {
        for heading in column.headings() {
            assert_eq!(C::read(heading), Some(*column), "{heading}");
        }
    }
}
