//! From the bytes of a price list to its rows.

use std::collections::HashSet;

use bytes::Bytes;
use domain::service::{Columns, ServiceRow};
use domain::{Failure, FieldProblem, Problem};

use crate::listed::RowWrong;
use crate::spreadsheet::{Sheet, SheetRow, aside};

/// A price list, read.
pub(super) struct PriceList {
    /// Rows that can be used, each with its line.
    pub rows: Vec<(u64, ServiceRow)>,
    /// Rows that cannot.
    pub wrong: Vec<RowWrong>,
}

/// The most rows that are taken from one list.
const ROWS_MAX: usize = 20_000;

/// Reads a price list on a thread of its own.
///
/// # Errors
/// As [`read_here`].
pub(super) async fn read(contents: Bytes) -> Result<PriceList, Failure> {
    aside(move || read_here(&contents)).await
}

/// Reads a price list: a workbook, or CSV as spreadsheets write it.
///
/// # Errors
/// `Invalid` naming the columns that are missing from the header, or on `file` where it has none
/// or the list is longer than can be taken: none of it is read then, so that nothing is left out.
fn read_here(contents: &[u8]) -> Result<PriceList, Failure> {
    let sheet = Sheet::read(contents, ROWS_MAX)?;
    let header = sheet.header.iter().map(String::as_str);
    let columns = Columns::read(header).map_err(Failure::Invalid)?;
    let mut list = PriceList { rows: Vec::new(), wrong: Vec::new() };
    let mut seen = HashSet::new();
    for SheetRow { line, cells, unclosed_to } in sheet.rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let wrong = |field, problem| vec![FieldProblem { field, problem }];
        let read = match (unclosed_to, ServiceRow::read(&columns, &cells)) {
            (Some(to), _) => Err(wrong("file", Problem::Unclosed { to })),
            (None, Ok(row)) if !seen.insert(key(&row)) => Err(wrong("title", Problem::AlreadyUsed)),
            (None, read) => read,
        };
        match read {
            Ok(row) => list.rows.push((line, row)),
            Err(problems) => list.wrong.push(RowWrong { line, problems }),
        }
    }
    Ok(list)
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
            read_here(b"Service,Area,Price\r\nPupil counselling,Counselling,\xa3395\r\n").unwrap();
        assert_eq!(list.rows.len(), 1);
        assert_eq!(list.rows[0].0, 2);
        assert_eq!(list.rows[0].1.price.by.rates()[0].member.net.pence().get(), 39_500);
    }

    #[test]
    fn a_workbook_reads_like_the_list_it_was_saved_from() {
        let book = testbed::workbook::of(&[
            &["Service", "Area", "Price per day"],
            &["Pupil counselling", "Counselling", "\u{a3}395.00"],
            &["Zoo visits", "zoo", "40"],
        ]);
        let list = read_here(&book).unwrap();
        assert_eq!((list.rows.len(), list.rows[0].0), (1, 2));
        assert_eq!(list.rows[0].1.price.by.rates()[0].member.net.pence().get(), 39_500);
        assert_eq!(list.rows[0].1.unit, domain::price::Unit::Day);
        assert_eq!(list.wrong[0].line, 3);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_its_own_lines_and_no_more() {
        let text = "title,category,price\nA,music,1\nB,\"music,2\nC,music,3\n\
            D,\"music, and more\",4\nE,music,5\n";
        let list = read_here(text.as_bytes()).unwrap();
        assert_eq!(list.rows.iter().map(|row| row.0).collect::<Vec<_>>(), [2, 6]);
        let problems = vec![FieldProblem { field: "file", problem: Problem::Unclosed { to: 5 } }];
        assert_eq!(list.wrong, [RowWrong { line: 3, problems }]);
    }

    #[test]
    fn a_list_with_semicolons_reads_like_one_with_commas() {
        let list =
            read_here(b"Service;Area;Price\r\n\"Pupil; group\";Counselling;395\r\n").unwrap();
        assert_eq!(list.rows[0].1.title, "Pupil; group");
        assert_eq!(list.rows[0].1.price.by.rates()[0].member.net.pence().get(), 39_500);
    }

    #[test]
    fn each_row_that_cannot_be_used_is_named_by_its_line_and_columns() {
        let text = "title,category,price\nA,counselling,395\n,counselling,x\n\nA,counselling,1\n";
        let list = read_here(text.as_bytes()).unwrap();
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
            read_here(format!("title,category,price\n{}", rows.concat()).as_bytes())
        };
        assert_eq!(list(ROWS_MAX).unwrap().rows.len(), ROWS_MAX);
        let most = 20_000;
        let refused = Failure::field("file", Problem::TooMany { most });
        assert_eq!(list(ROWS_MAX + 1).err(), Some(refused));
    }

    #[test]
    fn broken_files_are_refused_and_never_panic() {
        for contents in [&b""[..], b"\0\0", b"\"unclosed", b"PK\x03\x04zip", b"a;b;c\n1;2;3"] {
            assert!(matches!(read_here(contents), Err(Failure::Invalid(_))), "{contents:?}");
        }
    }
}
