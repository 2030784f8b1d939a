//! Finding columns by their headers and reading cells, for all files of the register.
//!
//! Columns may stand in any order; unknown ones are passed over. Capitals, spaces and a byte order
//! mark do not matter. A blank cell says "nothing"; a column that is not there says nothing at all,
//! and what was known before stays.

use chrono::{Datelike, NaiveDate};

use crate::failure::Problem;
use crate::text::{self, Urn};

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    /// The first row has neither headers nor a number and a name.
    #[error("the first row is no header")]
    NoHeader,
    /// A column that cannot be done without is not there.
    #[error("there is no column {0}")]
    ColumnMissing(&'static str),
    /// A column is there twice.
    #[error("there are two columns {0}")]
    ColumnTwice(&'static str),
}

/// Why a row is rejected. Each names the column by the register's own header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// No cell of the row has anything in it.
    #[error("the row is empty")]
    Empty,
    /// More filled cells than headers: mostly a comma that should have been quoted.
    #[error("{found} cells, where the header has {expected}")]
    TooManyCells {
        /// How many columns the header has.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// The file ends in the middle of the row.
    #[error("the file ends in the middle of the row")]
    CutOff,
    /// A quotation mark opens that nothing closes, so that what follows went into its cell.
    #[error("a quotation mark is not closed; its cell goes on to line {to}")]
    Unclosed {
        /// The last line that did.
        to: u64,
    },
    /// A cell that must be filled is blank.
    #[error("{0} is blank")]
    Missing(&'static str),
    /// Not a unique reference number.
    #[error("{0} is not a unique reference number")]
    NotAUrn(&'static str),
    /// Longer than can be kept.
    #[error("{column} has more than {max} characters")]
    TooLong {
        /// The column's header.
        column: &'static str,
        /// The most characters that can be kept.
        max: usize,
    },
    /// Not a day as the register writes it: 31-08-2026 or 31/08/2026.
    #[error("{0} is not a date")]
    NotADate(&'static str),
    /// Not a whole number that makes sense here.
    #[error("{0} is not a whole number")]
    NotANumber(&'static str),
    /// Not a postcode.
    #[error("{0} is not a postcode")]
    NotAPostcode(&'static str),
    /// Not one of the values the register has.
    #[error("{0} is not a value of the register")]
    NotAValue(&'static str),
}

impl RowProblem {
    /// The header of the column it is about, unless it is about the row.
    pub const fn column(self) -> Option<&'static str> {
        match self {
            Self::Empty | Self::TooManyCells { .. } | Self::CutOff | Self::Unclosed { .. } => None,
            Self::Missing(column)
            | Self::NotAUrn(column)
            | Self::TooLong { column, .. }
            | Self::NotADate(column)
            | Self::NotANumber(column)
            | Self::NotAPostcode(column)
            | Self::NotAValue(column) => Some(column),
        }
    }
}

/// What the first row of a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRow {
    /// Headers: data begin in the next row.
    Header,
    /// Data already: the file has no headers.
    Data,
}

/// One column of a file: where it stands, and the register's own header for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: &'static str,
}

/// The headers of a file, each in its plain form.
pub(super) struct Header(Vec<String>);

impl Header {
    pub(super) fn new(cells: &[impl AsRef<str>]) -> Self {
        Self(cells.iter().map(|cell| plain(cell.as_ref())).collect())
    }

    pub(super) fn width(&self) -> usize {
        self.0.len()
    }

    /// The column with the first of the headers that is there; problems name it by that header.
    pub(super) fn find(&self, names: &[&'static str]) -> Result<Option<Column>, HeaderProblem> {
        for name in names {
            let wanted = plain(name);
            let mut found = self.0.iter().enumerate().filter(|(_, header)| **header == wanted);
            if let Some((at, _)) = found.next() {
                return match found.next() {
                    Some(_) => Err(HeaderProblem::ColumnTwice(name)),
                    None => Ok(Some(Column { at, name })),
                };
            }
        }
        Ok(None)
    }

    /// A column that cannot be done without.
    pub(super) fn need(&self, name: &'static str) -> Result<Column, HeaderProblem> {
        self.find(&[name])?.ok_or(HeaderProblem::ColumnMissing(name))
    }
}

/// The text without the byte order mark that the first cell of a file may begin with; its second
/// form is what comes of reading UTF-8 as Windows-1252.
pub(super) fn without_mark(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    text.strip_prefix("\u{ef}\u{bb}\u{bf}").unwrap_or(text)
}

/// A header without its capitals, spaces and byte order mark.
fn plain(header: &str) -> String {
    without_mark(header)
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '"')
        .flat_map(char::to_lowercase)
        .collect()
}

/// One row of a file.
pub(super) struct Row<'a, S>(&'a [S]);

impl<'a, S: AsRef<str>> Row<'a, S> {
    /// Takes a row for a header of this width. A row may be shorter: the cells that are not there
    /// are blank. It may be longer by blank cells only.
    pub(super) fn new(cells: &'a [S], width: usize) -> Result<Self, RowProblem> {
        let filled = |cell: &S| !cell.as_ref().trim().is_empty();
        if !cells.iter().any(filled) {
            return Err(RowProblem::Empty);
        }
        if cells.iter().skip(width).any(filled) {
            return Err(RowProblem::TooManyCells { expected: width, found: cells.len() });
        }
        Ok(Self(cells))
    }

    /// The trimmed text of the cell; blank if there is no such column.
    pub(super) fn cell(&self, column: Option<Column>) -> &'a str {
        let cell = column.and_then(|column| self.0.get(column.at));
        cell.map_or("", |cell| without_mark(cell.as_ref()).trim())
    }

    pub(super) fn urn(&self, column: Column) -> Result<Urn, RowProblem> {
        Urn::parse(self.cell(Some(column))).map_err(|problem| {
            if problem == Problem::Missing {
                RowProblem::Missing(column.name)
            } else {
                RowProblem::NotAUrn(column.name)
            }
        })
    }

    /// Reads the cell into the slot: a blank cell empties it, a missing column leaves it.
    pub(super) fn read<T>(
        &self,
        column: Option<Column>,
        slot: &mut Option<T>,
        parse: impl FnOnce(&str, &'static str) -> Result<T, RowProblem>,
    ) -> Result<(), RowProblem> {
        let Some(found) = column else { return Ok(()) };
        *slot = match self.cell(column) {
            "" => None,
            cell => Some(parse(cell, found.name)?),
        };
        Ok(())
    }

    /// Reads a value that the register gives by code, by name or by both; the code goes first.
    pub(super) fn read_coded<T>(
        &self,
        columns: (Option<Column>, Option<Column>),
        slot: &mut Option<T>,
        from_code: impl FnOnce(&str) -> Option<T>,
        from_name: impl FnOnce(&str) -> Option<T>,
    ) -> Result<(), RowProblem> {
        let (code, name) = columns;
        let Some(first) = code.or(name) else { return Ok(()) };
        *slot = match (self.cell(code), self.cell(name)) {
            ("", "") => None,
            (code, name) => Some(
                from_code(code)
                    .or_else(|| from_name(name))
                    .ok_or(RowProblem::NotAValue(first.name))?,
            ),
        };
        Ok(())
    }
}

/// A line of at most so many characters.
pub(super) fn line(max: usize) -> impl FnOnce(&str, &'static str) -> Result<String, RowProblem> {
    move |cell, column| {
        text::line(cell, max).map_err(|problem| {
            if let Problem::TooLong { max } = problem {
                RowProblem::TooLong { column, max }
            } else {
                RowProblem::Missing(column)
            }
        })
    }
}

/// A day as the register writes it, `31-08-2026`, or as a spreadsheet saves it again.
pub(super) fn date(cell: &str, column: &'static str) -> Result<NaiveDate, RowProblem> {
    ["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(cell, form).ok())
        // Schools have been founded since the seventh century.
        .filter(|day| (597..=2199).contains(&day.year()))
        .ok_or(RowProblem::NotADate(column))
}

/// A whole number of nought to so many.
pub(super) fn number(most: u32) -> impl FnOnce(&str, &'static str) -> Result<u32, RowProblem> {
    move |cell, column| {
        cell.parse().ok().filter(|number| *number <= most).ok_or(RowProblem::NotANumber(column))
    }
}

/// An age in years, up to 120.
pub(super) fn age(cell: &str, column: &'static str) -> Result<u8, RowProblem> {
    cell.parse().ok().filter(|age| *age <= 120).ok_or(RowProblem::NotANumber(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_whatever_their_capitals_spaces_and_marks() {
        let header = Header::new(&["\u{feff}URN", " la(CODE) ", "Group  Name"]);
        assert_eq!(header.need("URN"), Ok(Column { at: 0, name: "URN" }));
        assert_eq!(header.need("LA (code)"), Ok(Column { at: 1, name: "LA (code)" }));
        assert_eq!(header.find(&["Name", "GroupName"]).unwrap().unwrap().at, 2);
        assert_eq!(header.need("Town"), Err(HeaderProblem::ColumnMissing("Town")));
        assert_eq!(Header::new(&["\u{ef}\u{bb}\u{bf}URN"]).need("URN").unwrap().at, 0);
    }

    #[test]
    fn a_column_that_is_there_twice_is_refused() {
        let header = Header::new(&["URN", "Town", "urn"]);
        assert_eq!(header.need("URN"), Err(HeaderProblem::ColumnTwice("URN")));
        assert!(header.need("Town").is_ok());
    }

    #[test]
    fn dates_are_read_day_first() {
        let read = |cell| date(cell, "OpenDate").map(|day| day.to_string());
        assert_eq!(read("01-09-2014"), Ok("2014-09-01".to_owned()));
        assert_eq!(read("29/05/1993"), Ok("1993-05-29".to_owned()));
        assert_eq!(read("1993-05-29"), Ok("1993-05-29".to_owned()));
        for bad in ["31-02-2020", "09-13-2020", "01-09-14", "soon", "2020", "1-9-+2014 "] {
            assert_eq!(read(bad), Err(RowProblem::NotADate("OpenDate")), "{bad}");
        }
    }

    #[test]
    fn a_short_row_ends_in_blanks_and_a_long_one_is_a_slip() {
        assert!(Row::new(&["100000"], 3).is_ok());
        assert!(Row::new(&["100000", "", "", "", " "], 3).is_ok());
        assert_eq!(
            Row::new(&["100000", "", "", "E2"], 3).err(),
            Some(RowProblem::TooManyCells { expected: 3, found: 4 })
        );
        assert_eq!(Row::new(&["", "  "], 3).err(), Some(RowProblem::Empty));
    }
}
