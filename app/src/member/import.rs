//! Bringing in a list of members.

use domain::access::Action;
use domain::calendar::short_day;
use domain::partnership::{MemberWill, Span};
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::listed::Preview;
use market::partnership::{MemberChange, import_members, preview_members};

use crate::list::{self, Kind};
use crate::parts::{Cell, TableRow, Tag, TagKind};
use crate::web::{Answer, Ask, Page, Typed};

static KIND: Kind = Kind {
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
    let actor = ask.actor()?;
    let looked = match list::sent(&ask) {
        Ok(contents) => preview_members(ask.market(), actor, &contents).await,
        Err(failure) => Err(failure),
    };
    match looked {
        Ok(preview) => Ok(page(preview, ask.market().form_key(), false).into()),
        Err(failure) => list::refused(&KIND, ask.form, failure),
    }
}

/// Makes the changes that were shown.
pub async fn make(ask: Ask) -> Result<Answer, Failure> {
    let (actor, command) = (ask.actor()?, list::to_carry_out(&ask.form)?);
    match import_members(ask.market(), actor, command).await {
        Ok(done) => Ok(list::done_page(&KIND, done).into()),
        Err(failure) if list::is_otherwise(&failure) => {
            let list = ask.form.get("list").as_bytes();
            let preview = preview_members(ask.market(), actor, list).await?;
            Ok(page(preview, ask.market().form_key(), true).into())
        }
        Err(failure) => list::refused(&KIND, ask.form, failure),
    }
}

fn page(preview: Preview<MemberChange>, key: String, otherwise: bool) -> Page {
    let rows = preview.rows.iter().filter_map(row).collect();
    list::check_page(&KIND, preview, rows, key, otherwise)
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
