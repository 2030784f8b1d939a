//! What an import did, and why it left rows out.

use domain::school::RowProblem;
use market::school::ImportSummary;

/// `new 12, changed 3, unchanged 30, closed 1, rejected 2`.
pub fn import_summary(summary: &ImportSummary) -> String {
    let ImportSummary { new, changed, unchanged, closed, rejected } = summary;
    let rejected = rejected.len();
    format!(
        "new {new}, changed {changed}, unchanged {unchanged}, closed {closed}, rejected {rejected}"
    )
}

/// Why a row of the register's file was left out.
pub fn row_problem(problem: RowProblem) -> String {
    match problem {
        RowProblem::Empty => "the row is empty".to_owned(),
        RowProblem::TooManyCells { expected, found } => format!(
            "{found} cells where the header has {expected}: a cell with a comma needs quotation marks"
        ),
        RowProblem::CutOff => {
            "the file ends in the middle of this row, or a quotation mark is not closed".to_owned()
        }
        RowProblem::Missing(column) => format!("{column} is blank"),
        RowProblem::NotAUrn(column) => format!("{column} is not a URN, like 100000"),
        RowProblem::TooLong { column, max } => format!("{column} is longer than {max} characters"),
        RowProblem::NotADate(column) => format!("{column} is not a date, like 31-08-2026"),
        RowProblem::NotANumber(column) => {
            format!("{column} is not a whole number that makes sense here")
        }
        RowProblem::NotAPostcode(column) => format!("{column} is not a postcode, like RM10 7FH"),
        RowProblem::NotAValue(column) => format!("{column} is none of the register’s values"),
    }
}

#[cfg(test)]
mod tests {
    use market::school::Rejection;

    use super::*;

    #[test]
    fn the_summary_is_one_line_and_each_reason_names_its_column() {
        let reason = RowProblem::NotADate("OpenDate");
        let rejected = vec![Rejection { line: 7, reason }; 2];
        let summary = ImportSummary { new: 12, changed: 3, unchanged: 30, closed: 1, rejected };
        assert_eq!(
            import_summary(&summary),
            "new 12, changed 3, unchanged 30, closed 1, rejected 2"
        );
        assert_eq!(row_problem(reason), "OpenDate is not a date, like 31-08-2026");
    }
}
