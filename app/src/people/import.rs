//! Bringing in a list of people.

use domain::access::Action;
use domain::people::{NewLimit, PersonWill, RoleDays};
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::listed::{CarriedOut, CarryOut, Preview};
use market::people::{PersonChange, import_people, preview_people};
use market::{Actor, Market};

use crate::list::{self, Kind, Listed};
use crate::parts::{Cell, TableRow, Tag, TagKind};
use crate::web::{Answer, Ask, Typed};
use crate::words;
use crate::words::people::{days as days_words, limit as limit_words};

const KIND: Kind = Kind {
    title: "Bring in a list of people",
    lead: "A spreadsheet with a person and a role on each row. Nothing is changed before you have seen what would be.",
    columns: &[
        "Needed: email, role. Understood as well: limit, starts, ends, URN, reason. Any order will do, and \
         other columns are passed over. The file that the list of people downloads reads back as it is.",
        "Whoever is new gets an invitation by email, and the role begins when they accept it. A colleague \
         who has another role already gets this one at once. With a day on which it starts, nobody can act \
         in it before; with one on which it ends, nobody can after.",
        "With a URN, a partnership invites the first people of a member school. The reason says how you \
         know an address that is not at the school’s own website.",
        "A blank cell says nothing: what is known stays. A buyer without a limit begins with £2,000. Nobody \
         leaves by being left out of the list.",
    ],
    action: "/people/import",
    back: ("/people", "Back to people"),
    heads: &["Person", "Line", "Role", "What happens", "Now", "Then"],
    wrong,
};

fn wrong(found: &FieldProblem) -> Option<&'static str> {
    match (found.field, &found.problem) {
        ("email", Problem::AlreadyUsed) => Some("Another row is about the same person and role"),
        ("email", Problem::OwnAddress) => Some("You cannot give yourself a role"),
        ("email", Problem::Missing) => Some("Every row needs an email address"),
        ("role", Problem::NotAChoice) => Some("There is no such role here"),
        ("role", Problem::Missing) => Some("Every row needs a role"),
        ("limit", Problem::Missing) => Some("A buyer always has a limit"),
        ("starts", Problem::BeginsAlready { .. }) => Some("The role begins on another day already"),
        ("until", Problem::EndsAlready { .. }) => Some("The role ends on another day already"),
        ("reason", Problem::ReasonNeeded) => {
            Some("The address is not at the school’s own website: say how you know it")
        }
        _ => None,
    }
}

/// Asks for the list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?.permit_own(Action::ManagePeople)?;
    Ok(list::ask_page(&KIND, Typed::default()).into())
}

/// Shows what it would change.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    list::check::<People>(ask).await
}

/// Makes the changes that were shown.
pub async fn make(ask: Ask) -> Result<Answer, Failure> {
    list::make::<People>(ask).await
}

struct People;

impl Listed for People {
    type Change = PersonChange;

    const KIND: &'static Kind = &KIND;

    async fn preview(
        market: &Market,
        actor: &Actor,
        contents: &[u8],
    ) -> Result<Preview<PersonChange>, Failure> {
        preview_people(market, actor, contents).await
    }

    async fn make(
        market: &Market,
        actor: &Actor,
        command: CarryOut,
    ) -> Result<CarriedOut, Failure> {
        import_people(market, actor, command).await
    }

    fn row(change: &PersonChange) -> Option<TableRow> {
        row(change)
    }
}

/// A row that would change something.
fn row(change: &PersonChange) -> Option<TableRow> {
    let role = change.role;
    let last = |last: &Option<chrono::NaiveDate>| days_words(RoleDays { first: None, last: *last });
    let (kind, what, now, then) = match &change.will {
        PersonWill::Keep => return None,
        PersonWill::Invite { limit, days } => {
            let then = [Some(limit_words(role, *limit)), days_words(*days)];
            (TagKind::Good, "Invited", String::new(), joined(then))
        }
        PersonWill::Give { limit, days, .. } => {
            let then = [Some(limit_words(role, *limit)), days_words(*days)];
            (TagKind::Good, "Gets the role", String::new(), joined(then))
        }
        PersonWill::Change { post, limit, until } => {
            let now = [Some(limit_words(role, post.limit)), last(&post.ends_on)];
            let limit = limit.map(|NewLimit { to }| limit_words(role, to));
            (TagKind::Waits, "Changed", joined(now), joined([limit, last(until)]))
        }
    };
    Some(TableRow::new(vec![
        Cell::Text(change.email.to_string()),
        Cell::Text(change.line.to_string()),
        Cell::Text(format!("{}, {}", words::role(role), change.name)),
        Cell::view(view! { <Tag kind text=what/> }),
        Cell::Text(now),
        Cell::Text(then),
    ]))
}

fn joined(parts: [Option<String>; 2]) -> String {
    let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use domain::columns::Columns;
    use domain::people::PersonRow;

    #[test]
    fn every_role_reads_back_as_the_list_of_people_writes_it() {
        let columns = Columns::read(["Email", "Role"]).unwrap();
        for role in Role::ALL {
            let read = PersonRow::read(&columns, &["a@b.example", crate::words::role(*role)]);
            assert_eq!(read.unwrap().role, *role);
        }
    }
}
