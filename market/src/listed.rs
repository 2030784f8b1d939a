//! A list that somebody sends: looked at first, row by row, and then carried out as it was shown.
//!
//! A list of members or people is not kept: the page that shows what it would change carries it on
//! to the button, with a digest of what was shown.

use domain::columns::{Columns, Headed};
use domain::{Failure, FieldProblem, Problem, Refusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::broken;
use crate::idempotency::RequestKey;
use crate::spreadsheet::{Sheet, SheetRow, aside};

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowWrong {
    /// Its line in the file, the header being line 1.
    pub line: u64,
    /// What is wrong, by column.
    pub problems: Vec<FieldProblem>,
}

/// What a list would change, row by row.
#[derive(Debug, Clone)]
pub struct Preview<Row> {
    /// Rows that can be used, in the order of the list.
    pub rows: Vec<Row>,
    /// Rows that cannot.
    pub wrong: Vec<RowWrong>,
    /// How many there are of each.
    pub would: CarriedOut,
    /// The list as text, to be sent back with the button.
    pub list: String,
    /// A digest of what is shown, to be sent back with it.
    pub seen: String,
}

impl<Row: Serialize> Preview<Row> {
    pub(crate) fn new(
        list: String,
        rows: Vec<Row>,
        mut wrong: Vec<RowWrong>,
        will: impl Fn(&Row) -> Becomes,
    ) -> Result<Self, Failure> {
        let mut would = CarriedOut { rejected: wrong.len(), ..CarriedOut::default() };
        for row in &rows {
            *match will(row) {
                Becomes::New => &mut would.new,
                Becomes::Changed => &mut would.changed,
                Becomes::Unchanged => &mut would.unchanged,
            } += 1;
        }
        wrong.sort_by_key(|row| row.line);
        let lines: Vec<u64> = wrong.iter().map(|row| row.line).collect();
        let shown = serde_json::to_vec(&(&rows, lines)).map_err(broken)?;
        let seen = hex::encode(Sha256::digest(shown));
        Ok(Self { rows, wrong, would, list, seen })
    }

    /// Refuses to carry out anything else than what was shown.
    pub(crate) fn is_as_shown(&self, seen: &str) -> Result<(), Refusal> {
        if self.seen == seen { Ok(()) } else { Err(Refusal::NotAsShown) }
    }
}

/// A list to be carried out as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOut {
    /// The list as text.
    pub list: String,
    /// The digest of what was shown.
    pub seen: String,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// What becomes of what a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// It begins.
    New,
    /// It changes.
    Changed,
    /// It is so already.
    Unchanged,
}

/// What became of the rows of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOut {
    /// Rows by which something began.
    pub new: usize,
    /// Rows by which something changed.
    pub changed: usize,
    /// Rows that said what is so already.
    pub unchanged: usize,
    /// Rows that could not be used.
    pub rejected: usize,
}

/// A list with its columns found.
pub(crate) struct List<C> {
    columns: Columns<C>,
    sheet: Sheet,
}

impl<C: Headed> List<C> {
    /// Reads a list that was sent, on a thread of its own.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn read_sent(contents: &[u8], most: usize) -> Result<Self, Failure>
    where
        C: Send,
    {
        let contents = contents.to_vec();
        aside(move || Self::read(&contents, most)).await
    }

    /// Reads a list: a workbook, or CSV as spreadsheets write it.
    ///
    /// # Errors
    /// `Invalid` naming the columns that are missing from the header, or on `file` where it has
    /// none, ends in the middle of a row or has more rows than `most`.
    pub fn read(contents: &[u8], most: usize) -> Result<Self, Failure> {
        let sheet = Sheet::read(contents, most)?;
        if sheet.rows.iter().any(|row| row.unclosed_to.is_some()) {
            return Err(Failure::field("file", Problem::CutOff));
        }
        let header = sheet.header.iter().map(String::as_str);
        let columns = Columns::read(header).map_err(Failure::Invalid)?;
        Ok(Self { columns, sheet })
    }

    /// The rows that can be read, each with its line, and the others.
    pub fn rows<Row>(
        &self,
        read: impl Fn(&Columns<C>, &[&str]) -> Result<Row, Vec<FieldProblem>>,
    ) -> (Vec<(u64, Row)>, Vec<RowWrong>) {
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        for SheetRow { line, cells, .. } in &self.sheet.rows {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            match read(&self.columns, &cells) {
                Ok(row) => rows.push((*line, row)),
                Err(problems) => wrong.push(RowWrong { line: *line, problems }),
            }
        }
        (rows, wrong)
    }

    /// The list as text that reads as it did, each row on its line.
    pub fn as_text(&self) -> Result<String, Failure> {
        let mut text = written(&self.sheet.header)?;
        let mut next = 2;
        for row in &self.sheet.rows {
            while next < row.line {
                text.push('\n');
                next += 1;
            }
            text.push_str(&written(&row.cells)?);
            next += 1;
        }
        Ok(text)
    }
}

/// Cells as one line.
fn written(cells: &[String]) -> Result<String, Failure> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let cells = cells.iter().map(|cell| cell.replace(['\r', '\n'], " "));
    writer.write_record(cells).map_err(broken)?;
    let bytes = writer.into_inner().map_err(broken)?;
    String::from_utf8(bytes).map_err(broken)
}

#[cfg(test)]
mod tests {
    use domain::partnership::{MemberColumn, MemberRow};

    use super::*;

    type Members = List<MemberColumn>;

    fn lines(list: &Members) -> (Vec<(u64, MemberRow)>, Vec<u64>) {
        let (rows, wrong) = list.rows(MemberRow::read);
        (rows, wrong.into_iter().map(|row| row.line).collect())
    }

    #[test]
    fn a_list_reads_as_it_did_after_it_was_carried_on() {
        for contents in [
            &b"URN;Level;Notes\r\n\r\n900001;C\xf4te;\"two\r\nlines\"\r\n12;x;\r\n900003;;'=1\r\n"
                [..],
            b"\r\nSchool\tURN\n\"a \"\"b\"\", c\"\t900001\n\n\n\t\nno\tnumber\n",
            "\u{feff}URN\n900001\n\n900002\nx\n".as_bytes(),
        ] {
            let list = Members::read(contents, 10).unwrap();
            let text = list.as_text().unwrap();
            let again = Members::read(text.as_bytes(), 10).unwrap();
            assert_eq!(lines(&list), lines(&again), "{text}");
            assert_eq!(text, again.as_text().unwrap());
            assert!(!lines(&list).0.is_empty() && !lines(&list).1.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_list_that_is_cut_off_or_another_is_refused_whole() {
        let refused = |contents: &[u8]| Members::read(contents, 10).err().unwrap();
        let cut = Failure::field("file", Problem::CutOff);
        assert_eq!(refused(b"URN,Level\n900001,\"Full"), cut);
        let other = Failure::field("urn", Problem::ColumnMissing);
        assert_eq!(refused(b"title,category,price\nClerking,clerking,1\n"), other);
        assert_eq!(refused(b"900001,Full\n"), other);
    }

    #[test]
    fn nothing_is_carried_out_that_was_not_shown() {
        let preview = |rows: Vec<&'static str>| {
            Preview::new(String::new(), rows, Vec::new(), |_| Becomes::New).unwrap()
        };
        let shown = preview(vec!["begins"]);
        assert_eq!(shown.is_as_shown(&preview(vec!["begins"]).seen), Ok(()));
        let otherwise = Err(Refusal::NotAsShown);
        assert_eq!(shown.is_as_shown(&preview(vec!["ends"]).seen), otherwise);
        assert_eq!(shown.is_as_shown(""), otherwise);
    }
}
