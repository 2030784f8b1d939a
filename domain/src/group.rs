//! Groups of schools, or of partnerships, within those that keep them, and the people who sit on
//! them.

use chrono::NaiveDate;
use serde::Serialize;

use crate::access::closed_list;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice};
use crate::id::OrganisationId;
use crate::seat::past_day;
use crate::text::{self, Email};

closed_list! {
    /// What kind of group it is.
    GroupKind {
        /// A part of an area whose schools lie near each other.
        Locality = "locality",
        /// A county with its partnerships.
        County = "county",
        /// A part of a county.
        Quadrant = "quadrant",
        /// A group that decides or advises.
        Committee = "committee",
        /// A part of another group or of a board.
        SubGroup = "sub_group",
        /// Those who do the same work.
        Network = "network",
    }
}

/// How deep groups may lie in each other: county, quadrant, partnership, locality and one more.
pub const DEPTH_MAX: usize = 5;

closed_list! {
    /// In what office somebody sits on a group, the first first.
    Office {
        /// Leads it. There is one at a time.
        Chair = "chair",
        /// Leads it when the chair is away.
        ViceChair = "vice_chair",
        /// Writes down what was decided.
        Clerk = "clerk",
        /// Decides with the others.
        Member = "member",
        /// Listens.
        Observer = "observer",
    }
}

/// Somebody's place on a group, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedGroupSeat {
    /// The address of somebody with an account; empty for somebody else.
    pub email: String,
    /// Somebody else's name.
    pub name: String,
    /// In what office.
    pub office: String,
    /// For which organisation; empty for none.
    pub organisation: String,
    /// From which day.
    pub from: String,
}

/// Who sits on a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitter {
    /// Somebody with an account.
    Account(Email),
    /// Somebody else, by name.
    Named(String),
}

/// Somebody's place on a group, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadGroupSeat {
    /// Who.
    pub who: Sitter,
    /// In what office.
    pub office: Office,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// From which day.
    pub from: NaiveDate,
}

impl TypedGroupSeat {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self, today: NaiveDate) -> Result<ReadGroupSeat, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let who = match self.email.trim() {
            "" => reading.take("who", text::line(&self.name, 120)).map(Sitter::Named),
            address => reading.take("email", Email::parse(address)).map(Sitter::Account),
        };
        let office = reading.take("office", choice(&self.office, Office::from_code));
        let organisation = match self.organisation.trim() {
            "" => Some(None),
            id => {
                let id = id.parse().map_err(|_| Problem::NotAChoice);
                reading.take("organisation", id).map(Some)
            }
        };
        let from = reading.take("starts_on", past_day(&self.from, today));
        let read = who.zip(office).zip(organisation).zip(from);
        let read = read.map(|(((who, office), organisation), from)| ReadGroupSeat {
            who,
            office,
            organisation,
            from,
        });
        reading.finish(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &TypedGroupSeat) -> Result<ReadGroupSeat, Vec<&'static str>> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        typed.read(today).map_err(|all| all.into_iter().map(|found| found.field).collect())
    }

    fn member() -> TypedGroupSeat {
        TypedGroupSeat {
            name: "Wren  Castle".to_owned(),
            office: "member".to_owned(),
            from: "22 November 2026".to_owned(),
            ..TypedGroupSeat::default()
        }
    }

    #[test]
    fn an_address_stands_before_a_name() {
        let named = read(&member()).unwrap();
        assert_eq!(named.who, Sitter::Named("Wren Castle".to_owned()));
        let both = TypedGroupSeat { email: "Wren@Lark.example".to_owned(), ..member() };
        let address = Email::parse("wren@lark.example").unwrap();
        assert_eq!(read(&both).unwrap().who, Sitter::Account(address));
    }

    #[test]
    fn everything_that_is_wrong_is_said_beside_its_field() {
        let nothing = TypedGroupSeat::default();
        assert_eq!(read(&nothing), Err(vec!["who", "office", "starts_on"]));
        let wrong = TypedGroupSeat {
            email: "wren".to_owned(),
            organisation: "a school".to_owned(),
            from: "23 November 2026".to_owned(),
            ..member()
        };
        assert_eq!(read(&wrong), Err(vec!["email", "organisation", "starts_on"]));
    }
}
