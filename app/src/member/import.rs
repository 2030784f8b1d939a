//! Bringing in a list of members.

use domain::access::Action;
use domain::calendar::short_day;
use domain::partnership::{MemberWill, Span};
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::listed::{CarriedOut, CarryOut, Preview};
use market::partnership::{MemberChange, import_members, preview_members};
use market::{Actor, Market};

use crate::list::{self, Kind, Listed};
use crate::parts::{Cell, TableRow, Tag, TagKind};
use crate::web::{Answer, Ask, Typed};

const KIND: Kind = Kind {
    title: "Bring in a list of members",
    lead: "A spreadsheet with a school on each row. Nothing is changed before you have seen what would be.",
    columns: &[
        "Needed: URN. Understood as well: level, member from, member until. Any order will do, and other \
         columns are passed over. The file that the list of members downloads reads back as it is.",
        "A blank cell says nothing: what is known stays. A school that is no member becomes one from its \
         day, or from today.",
        "Days that are past stay as they were. Another level holds from today, and an end that is set \
         stays set.",
    ],
    action: "/members/import",
    back: ("/members", "Back to members"),
    heads: &["School", "Line", "What happens", "Now", "Then"],
    wrong,
};

fn wrong(found: &FieldProblem) -> Option<&'static str> {
    match (found.field, &found.problem) {
        ("urn", Problem::AlreadyUsed) => Some("Another row is about the same membership"),
        ("urn", Problem::Missing) => Some("Every row needs the school’s number"),
        ("level", Problem::NotAChoice) => Some("There is no membership level of this name"),
        ("level", Problem::Missing) => Some("A new member needs a level"),
        _ => None,
    }
}

/// Asks for the list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?.permit_own(Action::ManageMembers)?;
    Ok(list::ask_page(&KIND, Typed::default()).into())
}

/// Shows what it would change.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    list::check::<Members>(ask).await
}

/// Makes the changes that were shown.
pub async fn make(ask: Ask) -> Result<Answer, Failure> {
    list::make::<Members>(ask).await
}

struct Members;

impl Listed for Members {
    type Change = MemberChange;

    const KIND: &'static Kind = &KIND;

    async fn preview(
        market: &Market,
        actor: &Actor,
        contents: &[u8],
    ) -> Result<Preview<MemberChange>, Failure> {
        preview_members(market, actor, contents).await
    }

    async fn make(
        market: &Market,
        actor: &Actor,
        command: CarryOut,
    ) -> Result<CarriedOut, Failure> {
        import_members(market, actor, command).await
    }

    fn row(change: &MemberChange) -> Option<TableRow> {
        row(change)
    }
}

/// A row that would change something.
fn row(change: &MemberChange) -> Option<TableRow> {
    let (kind, what, then) = match &change.will {
        MemberWill::Keep => return None,
        MemberWill::Add { level, from, until } => {
            let until = until.map(|last| format!(" to {}", short_day(last))).unwrap_or_default();
            (TagKind::Good, "New", format!("{level} from {}{until}", short_day(*from)))
        }
        MemberWill::Change { level, until, .. } => {
            let level =
                level.as_ref().map(|(level, from)| format!("{level} from {}", short_day(*from)));
            let until = until.map(|last| format!("ends on {}", short_day(last)));
            let then: Vec<String> = level.into_iter().chain(until).collect();
            (TagKind::Waits, "Changed", then.join(", "))
        }
    };
    Some(TableRow::new(vec![
        Cell::Text(format!("{}, URN {}", change.name, change.urn)),
        Cell::Text(change.line.to_string()),
        Cell::view(view! { <Tag kind text=what/> }),
        Cell::Text(change.before.as_ref().map_or_else(|| "Not a member".to_owned(), now)),
        Cell::Text(then),
    ]))
}

/// `Associate since 1 Sep 2024`.
fn now(held: &Span) -> String {
    format!("{} since {}", held.level, short_day(held.starts_on))
}
