//! What an import did, and why it left rows out.

use domain::price::Unit;
use domain::school::RowProblem;
use domain::service::{Category, PricePart};
use domain::{FieldProblem, Problem};
use market::listed::RowWrong;
use market::school::ImportSummary;

/// `new 12, changed 3, unchanged 30, closed 1, rejected 2`.
pub fn import_summary(summary: &ImportSummary) -> String {
    let ImportSummary { new, changed, unchanged, closed, rejected } = summary;
    let rejected = rejected.len();
    format!(
        "new {new}, changed {changed}, unchanged {unchanged}, closed {closed}, rejected {rejected}"
    )
}

/// What is wrong with a row of a price list, column by column.
pub fn row_wrong(row: &RowWrong) -> String {
    let told = row.problems.iter().map(|FieldProblem { field, problem }| {
        let words = match (*field, problem) {
            ("unit", Problem::NotAChoice) => {
                let units: Vec<&str> = Unit::ALL.iter().map(|unit| unit.label()).collect();
                format!("Use one of {}", units.join(", "))
            }
            ("category", Problem::NotAChoice) => {
                "Use one of the categories listed below".to_owned()
            }
            _ => super::problem(problem),
        };
        match (*field, problem) {
            // What is wrong with the row itself stands under no column.
            ("file", _) => words,
            (_, Problem::Missing) => format!("{} is blank", capital(&field.replace('_', " "))),
            _ => format!("{}: {words}", field.replace('_', " ")),
        }
    });
    told.collect::<Vec<_>>().join(". ")
}

/// A part of a price that a list may say nothing of.
const fn price_part(part: PricePart) -> &'static str {
    match part {
        PricePart::LaterPrices => "prices from a later day",
        PricePart::MadeOf => "what the price is made of",
        PricePart::Kind => "what the price is by",
        PricePart::Limits => "the least and the most that is paid",
        PricePart::Steps => "what each costs less from a number on",
        PricePart::Included => "what the membership includes",
        PricePart::Subsidy => "what the partnership pays",
        PricePart::OtherMembers => "what members of other partnerships pay",
    }
}

/// Several of them: `prices from a later day, what the price is made of`.
pub fn price_parts(parts: &[PricePart]) -> String {
    parts.iter().map(|part| price_part(*part)).collect::<Vec<_>>().join(", ")
}

/// What becomes of parts of a price of which a row says nothing; nothing where there are none.
pub fn parts_outside(kept: &[PricePart], lost: &[PricePart]) -> Option<String> {
    let kept = (!kept.is_empty())
        .then(|| format!("Not in the list, and as before: {}.", price_parts(kept)));
    let lost = (!lost.is_empty()).then(|| {
        format!("Goes, because it does not fit the price of the list: {}.", price_parts(lost))
    });
    let told: Vec<String> = kept.into_iter().chain(lost).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// Words that begin a sentence.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The categories, where a row names none of them.
pub fn categories_where_needed(rows: &[RowWrong]) -> Option<String> {
    let needed = FieldProblem { field: "category", problem: Problem::NotAChoice };
    rows.iter().any(|row| row.problems.contains(&needed)).then(|| {
        let labels: Vec<&str> = Category::ALL.iter().map(|one| one.label()).collect();
        format!("Categories: {}.", labels.join("; "))
    })
}

/// Why a row of the register's file was left out.
pub fn row_problem(problem: RowProblem) -> String {
    match problem {
        RowProblem::Empty => "the row is empty".to_owned(),
        RowProblem::TooManyCells { expected, found } => format!(
            "{found} cells where the header has {expected}: a cell with a comma needs quotation marks"
        ),
        RowProblem::CutOff => "the file ends in the middle of this row".to_owned(),
        RowProblem::Unclosed { to } => super::problem::unclosed(to),
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
    fn a_row_that_names_no_unit_or_category_is_told_which_there_are() {
        let wrong = |field| FieldProblem { field, problem: Problem::NotAChoice };
        let row = RowWrong { line: 3, problems: vec![wrong("category"), wrong("unit")] };
        assert_eq!(
            row_wrong(&row),
            "category: Use one of the categories listed below. \
             unit: Use one of day, half day, session, hour, pupil, place, year, term, item"
        );
        let blank = FieldProblem { field: "title", problem: Problem::Missing };
        assert_eq!(row_wrong(&RowWrong { line: 4, problems: vec![blank] }), "Title is blank");
        let told = categories_where_needed(&[row]).unwrap();
        assert!(told.starts_with("Categories: ") && told.contains("; Payroll; "), "{told}");
        assert_eq!(
            categories_where_needed(&[RowWrong { line: 3, problems: vec![wrong("unit")] }]),
            None
        );
    }

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
