//! From the bytes of a price list to its rows.

use std::collections::HashSet;

use domain::service::{Columns, ServiceRow};
use domain::{Failure, FieldProblem, Problem};

use super::RowWrong;
use crate::spreadsheet::{self, ends_within_quotes};

/// A price list, read.
pub(super) struct PriceList {
    /// Rows that can be used, each with its line.
    pub rows: Vec<(u64, ServiceRow)>,
    /// Rows that cannot.
    pub wrong: Vec<RowWrong>,
}

/// The most rows that are taken from one list.
const ROWS_MAX: usize = 20_000;

/// Reads a price list: CSV as spreadsheets write it.
///
/// # Errors
/// `Invalid` naming the columns that are missing from the header, or on `file` where it has none
/// or the list is longer than can be taken: none of it is read then, so that nothing is left out.
pub(super) fn read(contents: &[u8]) -> Result<PriceList, Failure> {
    let text = spreadsheet::decode(contents)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records().peekable();
    let Some(Ok(header)) = records.next() else {
        return Err(Failure::field("file", Problem::FileEmpty));
    };
    let is_cut_off = ends_within_quotes(&text);
    if is_cut_off && records.peek().is_none() {
        return Err(Failure::field("file", Problem::CutOff));
    }
    let columns = Columns::read(header.iter()).map_err(Failure::Invalid)?;
    let mut list = PriceList { rows: Vec::new(), wrong: Vec::new() };
    let mut seen = HashSet::new();
    let mut lines = Lines { left: text.bytes(), passed: 0, line: 1 };
    let mut place = 0;
    while let Some(record) = records.next() {
        place += 1;
        if place > ROWS_MAX {
            let most = i64::try_from(ROWS_MAX).unwrap_or(i64::MAX);
            return Err(Failure::field("file", Problem::TooMany { most }));
        }
        // Text is UTF-8 by now and rows may have any length, so this fails for nothing we know.
        let Ok(record) = record else { return Err(Failure::field("file", Problem::FileKind)) };
        let line = record.position().map_or(0, |position| lines.at(position.byte()));
        let cells: Vec<&str> = record.iter().collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        if is_cut_off && records.peek().is_none() {
            let problem = FieldProblem { field: "file", problem: Problem::CutOff };
            list.wrong.push(RowWrong { line, problems: vec![problem] });
            break;
        }
        match ServiceRow::read(&columns, &cells) {
            Ok(row) if seen.insert(key(&row)) => list.rows.push((line, row)),
            Ok(_) => {
                let problem = FieldProblem { field: "title", problem: Problem::AlreadyUsed };
                list.wrong.push(RowWrong { line, problems: vec![problem] });
            }
            Err(problems) => list.wrong.push(RowWrong { line, problems }),
        }
    }
    Ok(list)
}

/// Counts lines as somebody with the file open does. The reader's own count stops before the line
/// breaks that it skips, so a row behind an empty line would be told by the wrong number.
struct Lines<'a> {
    left: std::str::Bytes<'a>,
    passed: u64,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first character from a byte on that is no line break.
    fn at(&mut self, byte: u64) -> u64 {
        let is_break = |next: u8| next == b'\n' || next == b'\r';
        while self.passed < byte || self.left.clone().next().is_some_and(is_break) {
            match self.left.next() {
                Some(b'\n') => self.line += 1,
                Some(_) => {}
                None => break,
            }
            self.passed += 1;
        }
        self.line
    }
}

/// What makes a row the same service as another: its title and who delivers it.
fn key(row: &ServiceRow) -> (String, String) {
    let provider = row.provider.as_deref().unwrap_or_default();
    (row.title.clone(), provider.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_saved_by_a_spreadsheet_in_windows_1252_is_read() {
        let list =
            read(b"Service,Area,Price\r\nPupil counselling,Counselling,\xa3395\r\n").unwrap();
        assert_eq!(list.rows.len(), 1);
        assert_eq!(list.rows[0].0, 2);
        assert_eq!(list.rows[0].1.rates.member.net.pence().get(), 39_500);
    }

    #[test]
    fn each_row_that_cannot_be_used_is_named_by_its_line_and_columns() {
        let text = "title,category,price\nA,counselling,395\n,counselling,x\n\nA,counselling,1\n";
        let list = read(text.as_bytes()).unwrap();
        assert_eq!(list.rows.len(), 1);
        let told: Vec<(u64, Vec<&str>)> = list
            .wrong
            .iter()
            .map(|row| (row.line, row.problems.iter().map(|problem| problem.field).collect()))
            .collect();
        assert_eq!(told, [(3, vec!["title", "price"]), (5, vec!["title"])]);
    }

    #[test]
    fn a_list_longer_than_can_be_taken_is_refused_whole() {
        let list = |rows: usize| {
            let rows: Vec<String> =
                (0..rows).map(|row| format!("Service {row},counselling,1\n")).collect();
            read(format!("title,category,price\n{}", rows.concat()).as_bytes())
        };
        assert_eq!(list(ROWS_MAX).unwrap().rows.len(), ROWS_MAX);
        let most = 20_000;
        let refused = Failure::field("file", Problem::TooMany { most });
        assert_eq!(list(ROWS_MAX + 1).err(), Some(refused));
    }

    #[test]
    fn broken_files_are_refused_and_never_panic() {
        for contents in [&b""[..], b"\0\0", b"\"unclosed", b"PK\x03\x04zip", b"a;b;c\n1;2;3"] {
            assert!(matches!(read(contents), Err(Failure::Invalid(_))), "{contents:?}");
        }
    }
}
