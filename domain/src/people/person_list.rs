//! A list of people: what its columns are called, and one row of it.

use super::limit::has_limit;
use super::role_days::RoleDays;
use crate::access::{Role, closed_list};
use crate::calendar::parse_day;
use crate::columns::{Columns, Headed};
use crate::failure::FieldProblem;
use crate::form::{Reading, choice, optional};
use crate::money::Pence;
use crate::price::parse_pounds;
use crate::text::{self, Email, Urn, plain_words};

closed_list! {
    /// What a column of a list of people can hold.
    PersonColumn {
        /// Their address. Needed.
        Email = "email",
        /// As what. Needed.
        Role = "role",
        /// The number of the school they would act for; the organisation's own where it is blank.
        Urn = "urn",
        /// The most they may order or approve alone, including VAT.
        Limit = "limit",
        /// The first day of the role.
        Starts = "starts",
        /// The last day of the role.
        Until = "until",
        /// How an address that is not the school's own is known.
        Reason = "reason",
    }
}

impl Headed for PersonColumn {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Email | Self::Role)
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Email => &["email", "e mail", "email address", "e mail address", "address"],
            Self::Role => &["role", "roles", "as", "acts as"],
            Self::Urn => &["urn", "school urn", "organisation", "school number"],
            Self::Limit => &["limit", "limit including vat", "may decide alone", "order limit"],
            Self::Starts => &["starts", "starts on", "start", "start date", "from", "first day"],
            Self::Until => &["until", "to", "ends", "ends on", "end", "end date", "last day"],
            Self::Reason => &["reason", "how you know the address", "how known"],
        }
    }
}

/// What a row says of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedLimit {
    /// Nothing.
    Unsaid,
    /// The amount, or that there is none.
    Said(Option<Pence>),
}

/// A row of a list of people. A cell left blank says nothing, and what is known stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Their address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// The number of the school, where it is not the organisation itself.
    pub urn: Option<Urn>,
    /// The most they may order or approve alone.
    pub limit: AskedLimit,
    /// The first and the last day of the role.
    pub days: RoleDays,
    /// How the address is known.
    pub reason: Option<String>,
}

impl PersonRow {
    /// Reads a row, or says what is wrong with it by column.
    pub fn read(columns: &Columns<PersonColumn>, row: &[&str]) -> Result<Self, Vec<FieldProblem>> {
        use PersonColumn as C;
        let cell = |column| columns.cell(column, row);
        let mut reading = Reading::default();
        let email = reading.take(C::Email.code(), Email::parse(cell(C::Email)));
        let role = reading.take(C::Role.code(), choice(cell(C::Role), read_role));
        let urn = reading.take(C::Urn.code(), optional(Urn::parse(cell(C::Urn))));
        let first = reading.take(C::Starts.code(), optional(parse_day(cell(C::Starts))));
        let last = reading.take(C::Until.code(), optional(parse_day(cell(C::Until))));
        let days = first.zip(last).map(|(first, last)| RoleDays { first, last });
        let reason = reading.take(C::Reason.code(), text::optional_line(cell(C::Reason), 300));
        let limit = role.and_then(|role| match cell(C::Limit) {
            "" => Some(AskedLimit::Unsaid),
            // Of a role that spends nothing it says nothing.
            _ if !has_limit(role) => Some(AskedLimit::Unsaid),
            said if plain_words(said) == "no limit" => Some(AskedLimit::Said(None)),
            said => reading
                .take(C::Limit.code(), parse_pounds(said))
                .map(|limit| AskedLimit::Said(Some(limit))),
        });
        let read = email.zip(role).zip(urn).zip(limit).zip(days).zip(reason);
        reading.finish(read.map(|(((((email, role), urn), limit), days), reason)| Self {
            email,
            role,
            urn,
            limit,
            days,
            reason,
        }))
    }
}

/// A role in anybody's words.
fn read_role(words: &str) -> Option<Role> {
    let words = plain_words(words);
    let own = |role: Role| match role {
        Role::Buyer => &["school business manager", "business manager", "sbm"][..],
        Role::Approver => &["headteacher", "head teacher", "head"],
        Role::Governor => &["governors approver"],
        Role::Administrator => &["admin"],
        Role::PartnershipStaff => &["staff"],
        Role::CouncilCommissioner => &["commissioner"],
        Role::Finance
        | Role::ProcurementLead
        | Role::Evaluator
        | Role::ProviderManager
        | Role::Practitioner
        | Role::Director
        | Role::Auditor
        | Role::AssociationStaff
        | Role::Operator => &[],
    };
    let named = |role: &Role| plain_words(role.code()) == words || own(*role).contains(&&*words);
    Role::ALL.iter().copied().find(named)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::no_heading_is_claimed_by_two_columns;
    use crate::failure::Problem;

    fn read(row: &[&str]) -> Result<PersonRow, Vec<FieldProblem>> {
        let head = ["Email", "Name", "Role", "Limit including VAT", "Since", "Until", "URN"];
        PersonRow::read(&Columns::read(head).unwrap(), row)
    }

    #[test]
    fn a_row_of_the_list_that_the_product_writes_is_understood() {
        let row = ["Ada@Lark.example", "Ada", "Buyer", "1500.00", "2026-09-01", "2027-08-31"];
        let expected = PersonRow {
            email: Email::parse("ada@lark.example").unwrap(),
            role: Role::Buyer,
            urn: None,
            limit: AskedLimit::Said(Some(Pence::pounds(1_500))),
            days: RoleDays { first: None, last: "2027-08-31".parse().ok() },
            reason: None,
        };
        assert_eq!(read(&row), Ok(expected));
        let limit = |role, limit| read(&["a@b.example", "", role, limit]).unwrap().limit;
        assert_eq!(limit("Head", "No limit"), AskedLimit::Said(None));
        assert_eq!(limit("approver", ""), AskedLimit::Unsaid);
        assert_eq!(limit("Finance", "500"), AskedLimit::Unsaid, "who spends nothing has none");
    }

    #[test]
    fn what_is_wrong_is_said_by_column() {
        let problems = read(&["nobody", "", "king", "", "", "soon", "12"]).unwrap_err();
        let said: Vec<_> = problems.into_iter().map(|one| (one.field, one.problem)).collect();
        assert_eq!(
            said,
            [
                ("email", Problem::NotAnEmail),
                ("role", Problem::NotAChoice),
                ("urn", Problem::NotAUrn),
                ("until", Problem::NotADate),
            ]
        );
        let problems = read(&["a@b.example", "", "Buyer", "lots"]).unwrap_err();
        assert_eq!(problems, [FieldProblem { field: "limit", problem: Problem::NotMoney }]);
    }

    #[test]
    fn no_heading_and_no_role_is_claimed_by_two() {
        no_heading_is_claimed_by_two_columns::<PersonColumn>();
        for role in Role::ALL {
            assert_eq!(read_role(role.code()), Some(*role));
        }
    }

    proptest! {
        #[test]
        fn no_row_whatever_breaks_the_reader(cells in proptest::collection::vec(".{0,30}", 0..8)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            if let Ok(row) = read(&cells) {
                prop_assert!(row.email.as_str().contains('@'));
            }
        }
    }
}
