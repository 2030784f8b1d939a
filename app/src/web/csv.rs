//! Tables as CSV.

use domain::Failure;

/// Rows as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe
/// before it (OWASP, CSV injection); plain negative numbers stay numbers.
pub fn csv_text(rows: &[Vec<String>]) -> Result<String, Failure> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(broken)?;
    String::from_utf8(bytes).map_err(broken)
}

fn harmless(cell: &str) -> String {
    let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    if begins_formula && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

fn broken(cause: impl std::fmt::Display) -> Failure {
    market::incident(&cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_run_as_a_formula_and_a_negative_number_stays_one() {
        let rows = vec![vec!["=1+1".to_owned(), "-12.50".to_owned(), "a, \"b\"".to_owned()]];
        assert_eq!(csv_text(&rows).unwrap(), "'=1+1,-12.50,\"a, \"\"b\"\"\"\r\n");
    }
}
