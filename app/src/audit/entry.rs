//! An entry of the trail in words: who, for whom, what, on what.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::audit::Deed;
use market::Actor;
use market::audit::{ActedBy, Thing, TrailEntry};
use market::organisation::OrganisationKind;

use super::values::{Line, lines};
use crate::words;

/// What was done.
pub fn what(entry: &TrailEntry) -> String {
    Deed::from_code(&entry.action)
        .map_or_else(|| entry.action.replace('_', " "), |deed| words::deed(deed).to_owned())
}

/// By whom; nothing for another organisation's people, who are not named.
pub fn who(entry: &TrailEntry) -> Option<String> {
    let who = match &entry.by {
        ActedBy::Person(name) => return name.clone(),
        ActedBy::Job => "Commonpool itself, at its time".to_owned(),
        ActedBy::Owner(None) => "The owner, by command line".to_owned(),
        ActedBy::Owner(Some(name)) => format!("{name}, by command line"),
        ActedBy::Visitor => "Somebody not signed in".to_owned(),
    };
    Some(who)
}

/// For whom, and through which trust where they acted for a school of it.
pub fn acting_for(entry: &TrailEntry) -> Option<String> {
    let organisation = entry.acting_for.clone()?;
    Some(match &entry.through {
        Some(through) => format!("{organisation}, through {through}"),
        None => organisation,
    })
}

/// On what: a name people know; nothing where it has none.
pub fn on<'a>(entry: &TrailEntry, things: &'a BTreeMap<String, Thing>) -> Option<&'a str> {
    things.get(&entry.subject).map(|thing| thing.name.as_str())
}

/// The page that shows it, where there is one that the reader may open.
pub fn page_of(
    entry: &TrailEntry,
    things: &BTreeMap<String, Thing>,
    actor: &Actor,
) -> Option<String> {
    let shown = things.get(&entry.subject)?.shown_by.as_ref()?;
    let may = |one: Action, other: Action| actor.can(one) || actor.can(other);
    // A partnership's auditor may read as a school does, and is no party to what schools say and ask.
    let kind = actor.acting_for().map(|acting| acting.kind);
    let of_school = actor.can(Action::ViewSchool) && kind != Some(OrganisationKind::Partnership);
    let (place, open) = match shown.split_once('_')?.0 {
        "order" => ("orders", may(Action::ViewSchool, Action::ViewOrders)),
        "invoice" => ("invoices", may(Action::ViewInvoices, Action::ViewOrders)),
        "deal" => ("deals", may(Action::ViewSchool, Action::ViewPartnership)),
        "service" => ("services", true),
        "enquiry" => ("enquiries", of_school || actor.can(Action::AnswerSchools)),
        "sharing" => ("sharing", may(Action::ViewSchool, Action::ViewOrders)),
        "quote" => ("quotes", of_school),
        "supplier" => ("quotes/asked", actor.can(Action::AnswerSchools)),
        "member" => ("members", actor.can(Action::ViewPartnership)),
        _ => return None,
    };
    open.then(|| format!("/{place}/{shown}"))
}

/// Personal values that are addresses, with what they are.
const ADDRESSES: [(&str, &str); 3] =
    [("email", "Email"), ("director", "Director invited"), ("contact", "Contact at the host")];

/// How it was and is, with the personal values that stand beside it.
pub fn changes(entry: &TrailEntry, things: &BTreeMap<String, Thing>) -> Vec<Line> {
    let deed = Deed::from_code(&entry.action);
    let mut told = lines(deed, (entry.before.as_ref(), entry.after.as_ref()), things);
    let personal = &entry.personal;
    if let Some(name) = personal.get("name") {
        let before = personal.get("name_before").cloned();
        told.push(Line { label: "Name".to_owned(), before, after: Some(name.clone()) });
    }
    let addresses = ADDRESSES.iter().filter_map(|(field, label)| {
        let after = Some(personal.get(*field)?.clone());
        Some(Line { label: (*label).to_owned(), before: None, after })
    });
    told.extend(addresses);
    told
}
