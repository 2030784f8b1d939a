//! Groups: their list, adding one, and one with its members and the people who sit on it.

pub mod export;
mod one;
pub mod people;

use domain::Failure;
use domain::Problem;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use leptos::prelude::*;
use market::group::{AddGroup, Group, add_group, groups};
use market::organisation::OrganisationKind;

pub use one::{end, put_in, rename, show, take_out};

use crate::parts::{
    Actions, BackLink, Button, ButtonLink, Cell, Choice, ColumnHead, EmptyState, ErrorSummary,
    Form, RadiosField, SelectField, Table, TableRow, TextField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// What a group has in it, for whoever keeps it.
pub(crate) fn members_of(ask: &Ask) -> (&'static str, &'static str) {
    let kind =
        ask.viewer.signed_in().and_then(|actor| actor.acting_for()).map(|acting| acting.kind);
    match kind {
        Some(OrganisationKind::Association) => ("partnership", "partnerships"),
        _ => ("school", "schools"),
    }
}

/// The groups as a tree, each under the one within which it lies.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = groups(ask.market(), actor).await?;
    let keeps = may_keep(&ask);
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let (one, many) = members_of(&ask);
    let page = Page::new("Groups", move || {
        let any = !found.is_empty();
        let rows = found.iter().map(|group| row(group, one, many)).collect();
        let empty = view! {
            <EmptyState title="No groups yet">
                <p>{format!("A locality, a committee, a network: {many} that do something together stand in a group.")}</p>
            </EmptyState>
        };
        let columns = ["Group", "Kind", "In it"].map(ColumnHead::words).to_vec();
        view! {
            <Title caption=name text="Groups"/>
            {keeps.then(|| view! {
                <Actions><ButtonLink href="/groups/new">"Add a group"</ButtonLink></Actions>
            })}
            <Table caption="Groups, each under the one it lies in" quiet_caption=true columns rows
                empty=empty.into_any()/>
            {any.then(|| csv::link("/groups.csv".to_owned(), ""))}
        }
    });
    Ok(page.into())
}

fn may_keep(ask: &Ask) -> bool {
    use domain::access::Action;
    ask.viewer.signed_in().is_some_and(|actor| {
        actor.can(Action::ManageMembers) || actor.can(Action::ManageAssociation)
    })
}

fn row(group: &Group, one: &'static str, many: &'static str) -> TableRow {
    let (href, name) = (format!("/groups/{}", group.id), group.name.clone());
    let within = group.within.join(" › ");
    let within = (!within.is_empty()).then(|| format!("{within} › "));
    TableRow::new(vec![
        Cell::view(view! { {within}<TextLink href=href>{name}</TextLink> }),
        words::group_kind(group.kind).into(),
        in_it(group, one, many).into(),
    ])
}

/// How many members it has, and how many people sit on it.
fn in_it(group: &Group, one: &'static str, many: &'static str) -> String {
    let members = words::plural(group.members, one, many);
    let people = || words::plural(group.people, "person", "people");
    match (group.members, group.people) {
        (_, 0) => members,
        (0, _) => people(),
        _ => format!("{members}, {}", people()),
    }
}

/// Asks for a new group.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let within = ask.query.get("within").to_owned();
    let typed = Typed::fresh(Filled::of([("parent", within.as_str()), ("kind", "locality")]));
    new_page(&ask, typed).await
}

/// Adds it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    match added(&ask).await {
        Ok(id) => Ok(Answer::see_other(format!("/groups/{id}"))),
        Err(failure) => new_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn added(ask: &Ask) -> Result<OrganisationId, Failure> {
    let kind = GroupKind::from_code(ask.form.get("kind"));
    let kind = kind.ok_or_else(|| Failure::field("kind", Problem::NotAChoice))?;
    let parent = ask.form.filled("parent").map(str::parse::<OrganisationId>).transpose();
    let parent = parent.map_err(|_| Failure::field("parent", Problem::NotAChoice))?;
    let command = AddGroup { name: ask.form.get("name").to_owned(), kind, parent };
    add_group(ask.market(), ask.actor()?, &ask.form.key()?, command).await
}

async fn new_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let within = groups(ask.market(), ask.actor()?).await?;
    let key = ask.form_key();
    let shown = typed.clone();
    let page = Page::new("Add a group", move || {
        let kinds = GroupKind::ALL.iter().map(|kind| {
            Choice::new(kind.code(), words::group_kind(*kind)).hint(words::group_means(*kind))
        });
        let within = within.iter().map(|group| {
            let path: Vec<&str> =
                group.within.iter().map(String::as_str).chain([group.name.as_str()]).collect();
            Choice::new(group.id.to_string(), path.join(" › "))
        });
        let within: Vec<Choice> =
            std::iter::once(Choice::new("", "No other group")).chain(within).collect();
        view! {
            <BackLink href="/groups" text="Back to groups"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Add a group"/>
            <Form action="/groups/new" key>
                <TextField name="name" label="What is it called?" value=shown.value("name")
                    error=shown.error("name")/>
                <RadiosField name="kind" label="What kind of group is it?" choices=kinds.collect()
                    value=shown.value("kind") error=shown.error("kind")/>
                <SelectField name="parent" label="Does it lie within another group?" choices=within
                    value=shown.value("parent") error=shown.error("parent")/>
                <Button>"Add the group"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
