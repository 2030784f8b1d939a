//! A list of members: what its columns are called, and one row of it.

use chrono::NaiveDate;

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::columns::{Columns, Headed};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, optional};
use crate::text::{self, Urn};

closed_list! {
    /// What a column of a list of members can hold.
    MemberColumn {
        /// The school's number in the register. Needed.
        Urn = "urn",
        /// The name of the membership level.
        Level = "level",
        /// The first day of the membership.
        From = "member_from",
        /// Its last day.
        Until = "member_until",
    }
}

impl Headed for MemberColumn {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Urn)
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Urn => &["urn", "school number", "school number urn", "establishment number"],
            Self::Level => &["level", "membership level", "tier", "membership", "member type"],
            Self::From => &[
                "member from",
                "from",
                "start",
                "start date",
                "starts on",
                "member since",
                "since",
            ],
            Self::Until => &["member until", "until", "end", "end date", "ends on", "to"],
        }
    }
}

/// A row of a list of members. A cell left blank says nothing, and what is known stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The school's number.
    pub urn: Urn,
    /// The level's name, where the row says one.
    pub level: Option<String>,
    /// The first day of the membership it is about; nothing for the one that goes on, or for a new
    /// one from today.
    pub from: Option<NaiveDate>,
    /// Its last day, where the row says one.
    pub until: Option<NaiveDate>,
}

impl MemberRow {
    /// Reads a row, or says what is wrong with it by column.
    pub fn read(columns: &Columns<MemberColumn>, row: &[&str]) -> Result<Self, Vec<FieldProblem>> {
        use MemberColumn as C;
        let mut reading = Reading::default();
        let urn = reading.take(C::Urn.code(), Urn::parse(columns.cell(C::Urn, row)));
        let level = text::optional_line(columns.cell(C::Level, row), 120);
        let level = reading.take(C::Level.code(), level);
        let mut day =
            |column: C| reading.take(column.code(), optional(parse_day(columns.cell(column, row))));
        let (from, until) = (day(C::From), day(C::Until));
        if let (Some(Some(from)), Some(Some(until))) = (from, until)
            && until < from
        {
            reading.wrong(C::Until.code(), Problem::BeforeStart);
        }
        let read = urn.zip(level).zip(from).zip(until);
        reading.finish(read.map(|(((urn, level), from), until)| Self { urn, level, from, until }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::no_heading_is_claimed_by_two_columns;

    const WRITTEN: [&str; 9] = [
        "School",
        "URN",
        "Level",
        "Pupils",
        "Pupils are",
        "A year excluding VAT",
        "Member from",
        "Member until",
        "People here",
    ];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_row_of_the_list_that_the_product_writes_is_understood() {
        let columns = Columns::read(WRITTEN).unwrap();
        let row = ["Lark Lane", "900001", "Full member", "412", "counted", "7828.00", "2025-09-01"];
        let read = MemberRow::read(&columns, &[&row[..], &["2027-08-31", "yes"]].concat());
        let expected = MemberRow {
            urn: Urn::parse("900001").unwrap(),
            level: Some("Full member".to_owned()),
            from: Some(day("2025-09-01")),
            until: Some(day("2027-08-31")),
        };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_said_by_column_and_a_blank_is_not_wrong() {
        let columns = Columns::read(["URN", "Level", "Start", "End"]).unwrap();
        let read = |row: &[&str]| MemberRow::read(&columns, row);
        let said = |row: &[&str]| -> Vec<(&str, Problem)> {
            read(row).unwrap_err().into_iter().map(|one| (one.field, one.problem)).collect()
        };
        assert!(read(&["900001", "", "", ""]).is_ok());
        assert!(read(&["900001"]).is_ok());
        assert_eq!(said(&["", "", "", ""]), [("urn", Problem::Missing)]);
        assert_eq!(
            said(&["12", "", "soon", "31/2/2027"]),
            [
                ("urn", Problem::NotAUrn),
                ("member_from", Problem::NotADate),
                ("member_until", Problem::NotADate)
            ]
        );
        let backwards = said(&["900001", "", "1 Sep 2026", "31 Aug 2026"]);
        assert_eq!(backwards, [("member_until", Problem::BeforeStart)]);
    }

    #[test]
    fn no_heading_is_claimed_by_two() {
        no_heading_is_claimed_by_two_columns::<MemberColumn>();
        let price_list = Columns::<MemberColumn>::read(["title", "category", "price"]);
        let problem = Problem::ColumnMissing;
        assert_eq!(price_list.unwrap_err(), [FieldProblem { field: "urn", problem }]);
    }

    proptest! {
        #[test]
        fn no_row_whatever_breaks_the_reader(cells in proptest::collection::vec(".{0,30}", 0..6)) {
            let columns = Columns::read(["URN", "Level", "Start", "End"]).unwrap();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            if let Ok(row) = MemberRow::read(&columns, &cells) {
                prop_assert!(row.from.zip(row.until).is_none_or(|(from, until)| from <= until));
            }
        }
    }
}
