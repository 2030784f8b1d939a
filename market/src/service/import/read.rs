//! From the bytes of a price list to its rows.

use std::collections::HashSet;

use domain::service::{Columns, ServiceRow};
use domain::{Failure, FieldProblem, Problem};

use crate::listed::RowWrong;
use crate::spreadsheet::{Sheet, SheetRow};

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
    let sheet = Sheet::read(contents, ROWS_MAX)?;
    let header = sheet.header.iter().map(String::as_str);
    let columns = Columns::read(header).map_err(Failure::Invalid)?;
    let mut list = PriceList { rows: Vec::new(), wrong: Vec::new() };
    let mut seen = HashSet::new();
    for SheetRow { line, cells, is_cut_off } in sheet.rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let wrong = |field, problem| vec![FieldProblem { field, problem }];
        let read = match ServiceRow::read(&columns, &cells) {
            _ if is_cut_off => Err(wrong("file", Problem::CutOff)),
            Ok(row) if !seen.insert(key(&row)) => Err(wrong("title", Problem::AlreadyUsed)),
            read => read,
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
            read(b"Service,Area,Price\r\nPupil counselling,Counselling,\xa3395\r\n").unwrap();
        assert_eq!(list.rows.len(), 1);
        assert_eq!(list.rows[0].0, 2);
        assert_eq!(list.rows[0].1.rates.member.net.pence().get(), 39_500);
    }

    #[test]
    fn a_list_with_semicolons_reads_like_one_with_commas() {
        let list = read(b"Service;Area;Price\r\n\"Pupil; group\";Counselling;395\r\n").unwrap();
        assert_eq!(list.rows[0].1.title, "Pupil; group");
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
