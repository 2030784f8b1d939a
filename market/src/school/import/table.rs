//! A file of the register row by row, each with its line.

use csv::StringRecord;
use domain::school::{FirstRow, HeaderProblem, RowProblem};
use domain::{Failure, Problem};

use crate::db::broken;
use crate::spreadsheet::{OpenMark, OpenMarks};

/// Reads the rows of a file in batches.
pub(super) struct Table<'a> {
    reader: csv::Reader<&'a [u8]>,
    first: Option<Line>,
    header: StringRecord,
    text: &'a str,
    marks: OpenMarks,
}

/// One row, and the line of the file it begins on (from 1), or that of a quotation mark in it that
/// nothing closes.
pub(super) struct Line {
    pub(super) number: u64,
    record: StringRecord,
    open: Option<OpenMark>,
    /// Whether the file ends with it and no line break follows.
    ends_file: bool,
}

impl Line {
    /// Its cells.
    pub(super) fn cells(&self) -> Vec<&str> {
        self.record.iter().collect()
    }
}

impl<'a> Table<'a> {
    /// Begins with the first row.
    pub(super) fn open(text: &'a str) -> Result<Self, Failure> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let marks = OpenMarks::of(text, ',');
        let mut table = Self { reader, first: None, header: StringRecord::new(), text, marks };
        let first = table.next()?.ok_or_else(|| Failure::field("file", Problem::FileEmpty))?;
        if first.open.is_some() {
            return Err(Failure::field("file", Problem::CutOff));
        }
        table.header = first.record.clone();
        table.first = Some(first);
        Ok(table)
    }

    /// The cells of the first row.
    pub(super) fn first_cells(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// Says what the first row is; a header is not read again.
    pub(super) fn begins_with(&mut self, first: FirstRow) {
        if first == FirstRow::Header {
            self.first = None;
        }
    }

    /// The next rows, at most so many; none at the end.
    pub(super) fn batch(&mut self, most: usize) -> Result<Vec<Line>, Failure> {
        let mut lines = Vec::with_capacity(most);
        lines.extend(self.first.take());
        while lines.len() < most {
            match self.next()? {
                Some(line) => lines.push(line),
                None => break,
            }
        }
        Ok(lines)
    }

    /// How many bytes have been read.
    pub(super) fn bytes_done(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Whether a row is there whole. It is not where it is the last, and shorter than the header
    /// without a line break behind it, or where a quotation mark in it is never closed: what is
    /// missing must not be taken for blank.
    pub(super) fn is_whole(&self, line: &Line) -> Result<(), RowProblem> {
        match line.open {
            Some(mark) => Err(RowProblem::Unclosed { to: mark.to }),
            None if line.ends_file && line.record.len() < self.header.len() => {
                Err(RowProblem::CutOff)
            }
            None => Ok(()),
        }
    }

    fn next(&mut self) -> Result<Option<Line>, Failure> {
        let mut record = StringRecord::new();
        // The text has been decoded and rows may have any length: nothing else can go wrong.
        if !self.reader.read_record(&mut record).map_err(broken)? {
            return Ok(None);
        }
        let number = record.position().map_or(0, csv::Position::line);
        let end = self.bytes_done();
        let open = self.marks.in_row_to(end);
        let number = open.map_or(number, |mark| mark.line);
        let is_last = u64::try_from(self.text.len()).is_ok_and(|length| end >= length);
        let ends_file = is_last && !self.text.ends_with(['\n', '\r']);
        Ok(Some(Line { number, record, open, ends_file }))
    }
}

/// A file that cannot be read at all, as a failure that names the column.
pub(super) fn unreadable(problem: HeaderProblem) -> Failure {
    match problem {
        HeaderProblem::NoHeader => Failure::field("file", Problem::NoHeader),
        HeaderProblem::ColumnMissing(column) => Failure::field(column, Problem::ColumnMissing),
        HeaderProblem::ColumnTwice(column) => Failure::field(column, Problem::ColumnTwice),
    }
}
