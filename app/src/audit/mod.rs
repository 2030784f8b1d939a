//! The audit trail: who did what for whom, how it was before, and how the trail itself is checked.

mod entry;
mod export;
mod values;

pub use export::file;

use std::collections::BTreeMap;

use domain::audit::{Deed, DeedGroup};
use domain::calendar::{
    london_day, london_time, moment_in_words, parse_day, short_day, time_in_words,
};
use domain::form::optional;
use domain::{Failure, FieldProblem};
use leptos::prelude::*;
use market::Actor;
use market::audit::{FOUND_MAX, Head, Thing, Trail, TrailAsked, TrailEntry, view_trail};
use market::db::PageAsked;
use market::organisation::OrganisationKind;
use serde_json::Value as Json;

use crate::parts::{
    Cell, Choice, Chosen, Column, ColumnHead, Columns, ColumnsKind, Details, EmptyState,
    ErrorSummary, FieldError, Filters, Lead, Meta, Muted, Notice, Pagination, SelectField, Table,
    TableRow, TextField, TextKind, TextLink, Title, Wrong,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words;

/// How many lines of a change stand open in the list.
const OPEN_LINES: usize = 3;

/// What the trail is narrowed to, as the address says it.
struct Narrowed {
    asked: TrailAsked,
    /// What of it cannot be read.
    problems: Vec<FieldProblem>,
}

impl Narrowed {
    fn read(query: &Form, page: PageAsked) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let mut day = |field: &'static str| {
            optional(parse_day(query.get(field))).unwrap_or_else(|problem| {
                problems.push(FieldProblem { field, problem });
                None
            })
        };
        let (from, until) = (day("from"), day("until"));
        let group = match query.filled("about") {
            None => None,
            Some(code) => Some(DeedGroup::from_code(code).ok_or(Failure::NotFound)?),
        };
        let words = query.filled("q").unwrap_or_default().to_owned();
        let asked = TrailAsked {
            from,
            until,
            group,
            who: query.filled("who").unwrap_or_default().to_owned(),
            deeds: deeds_with(&words),
            words,
            page,
        };
        Ok(Self { asked, problems })
    }

    fn summary(&self) -> Vec<FieldError> {
        let one = |found: &FieldProblem| FieldError {
            field: found.field.to_owned(),
            wrong: Wrong::Told(words::problem(&found.problem)),
        };
        self.problems.iter().map(one).collect()
    }

    fn error(&self, field: &str) -> Option<Wrong> {
        let found = self.problems.iter().find(|found| found.field == field)?;
        Some(Wrong::Told(words::problem(&found.problem)))
    }
}

/// The deeds in whose words something stands.
fn deeds_with(searched: &str) -> Vec<Deed> {
    let searched = searched.to_lowercase();
    let has = |deed: &Deed| words::deed(*deed).to_lowercase().contains(&searched);
    Deed::ALL.iter().copied().filter(|deed| !searched.is_empty() && has(deed)).collect()
}

/// What differs between two states of a thing: what it is, how it was, how it is.
pub(crate) fn differences(
    before: Option<&Json>,
    after: Option<&Json>,
) -> Vec<(String, Option<String>, Option<String>)> {
    let lines = values::lines(None, (before, after), &BTreeMap::new());
    lines.into_iter().map(|line| (line.label, line.before, line.after)).collect()
}

/// Whether somebody is offered the trail of whom they act for.
pub fn may_read(actor: &Actor) -> bool {
    use domain::access::Action;
    actor.acting_for().is_some_and(|acting| match acting.kind {
        OrganisationKind::Partnership => actor.can(Action::ViewAudit),
        _ => actor.can(Action::ViewOwnAudit),
    })
}

/// The trail, the newest first.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?.clone();
    let narrowed = Narrowed::read(&ask.query, ask.page())?;
    let trail = view_trail(ask.market(), &actor, narrowed.asked.clone()).await?;
    let next = trail.entries.next.as_deref();
    let next = next.map(|key| format!("/audit?{}", ask.query.with("after", key)));
    let csv = csv_address("/audit.csv", &ask.query);
    let status = if narrowed.problems.is_empty() { 200 } else { 422 };
    let query = ask.query.clone();
    let page = Page::new("Audit trail", move || {
        let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
        let Trail { head, entries, things, more_match } = trail;
        let more_match = more_match.then(more_match_words);
        let rows = entries.items.iter().map(|one| row(one, &things, &actor)).collect();
        let chosen = chosen(&query);
        let is_narrowed = !chosen.is_empty();
        view! {
            <ErrorSummary errors=narrowed.summary()/>
            <Title caption=name text="Audit trail"/>
            <Lead>"Every change by a person or by Commonpool itself. Nothing here can be changed or taken away. Where your own people did it from stands here for 90 days."</Lead>
            {check(&actor, head)}
            <Columns kind=ColumnsKind::SideMain>
                <Column>{filters(&narrowed, &query, chosen)}</Column>
                <Column>
                    {more_match}
                    <Table caption="Entries, newest first" quiet_caption=true columns=columns() rows
                        empty=empty(is_narrowed)/>
                    <Pagination label="Entries" next=next.unwrap_or_default()/>
                    <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
                </Column>
            </Columns>
        }
    })
    .status(status);
    Ok(page.into())
}

fn filters(narrowed: &Narrowed, query: &Form, chosen: Vec<Chosen>) -> AnyView {
    let groups = DeedGroup::ALL.iter().map(|g| Choice::new(g.code(), words::deed_group(*g)));
    let groups = std::iter::once(Choice::new("", "Everything")).chain(groups).collect();
    let clear = if chosen.is_empty() { "" } else { "/audit" };
    let [q, about, who, from, until] =
        ["q", "about", "who", "from", "until"].map(|field| query.get(field).to_owned());
    let (not_from, not_until) = (narrowed.error("from"), narrowed.error("until"));
    view! {
        <Filters action="/audit" chosen clear open=!narrowed.problems.is_empty()>
            <TextField name="q" label="Search" hint="A reference, what was done, or a name" kind=TextKind::Search
                value=q/>
            <SelectField name="about" label="About" choices=groups value=about/>
            <TextField name="who" label="Who did it" hint="Part of a name" value=who/>
            <TextField name="from" label="From" hint="A day like 31 August 2027" value=from
                error=not_from/>
            <TextField name="until" label="Until" value=until error=not_until/>
        </Filters>
    }
    .into_any()
}

fn chosen(query: &Form) -> Vec<Chosen> {
    let in_words = |field: &str, text: &str| match field {
        "about" => DeedGroup::from_code(text)
            .map_or_else(|| text.to_owned(), |group| words::deed_group(group).to_owned()),
        "who" => format!("By {text}"),
        "from" | "until" => {
            let day = parse_day(text).map_or_else(|_| text.to_owned(), short_day);
            format!("{} {day}", if field == "from" { "From" } else { "Until" })
        }
        _ => text.to_owned(),
    };
    let one = |field: &str| {
        let typed = query.filled(field)?;
        if ["from", "until"].contains(&field) && parse_day(typed).is_err() {
            return None;
        }
        let text = in_words(field, typed);
        let without = Form::from_urlencoded(query.with("after", "").as_bytes()).with(field, "");
        Some(Chosen { text, without: format!("/audit?{without}") })
    };
    ["q", "about", "who", "from", "until"].into_iter().filter_map(one).collect()
}

fn columns() -> Vec<ColumnHead> {
    ["When", "Who", "What", "Before and after"].map(ColumnHead::words).into()
}

fn row(one: &TrailEntry, things: &BTreeMap<String, Thing>, actor: &Actor) -> TableRow {
    let from =
        one.from_where.clone().map(|place| view! { <Muted>{format!("From {place}")}</Muted> });
    let who = match (entry::who(one), entry::acting_for(one)) {
        (Some(who), Some(organisation)) => {
            Cell::view(view! { {who}<Muted>{organisation}</Muted>{from} })
        }
        (Some(who), None) => Cell::Text(who),
        (None, organisation) => {
            Cell::Text(organisation.unwrap_or_else(|| "Somebody else".to_owned()))
        }
    };
    let on = entry::on(one, things).map(|on| {
        let on = on.to_owned();
        let on = match entry::page_of(one, things, actor) {
            Some(href) => view! { <TextLink href>{on}</TextLink> }.into_any(),
            None => on.into_any(),
        };
        view! { <Muted>{on}</Muted> }
    });
    let what = entry::what(one);
    TableRow::new(vec![
        Cell::Text(when(one)),
        who,
        Cell::view(view! { {what}{on} }),
        Cell::view(changes(one, things)),
    ])
}

fn when(one: &TrailEntry) -> String {
    format!("{}, {}", short_day(london_day(one.at)), time_in_words(london_time(one.at)))
}

/// What changed: a few lines open, more of them one click away.
fn changes(one: &TrailEntry, things: &BTreeMap<String, Thing>) -> AnyView {
    let lines: Vec<AnyView> =
        entry::changes(one, things).iter().map(|line| line.told().into_any()).collect();
    let count = lines.len();
    if count == 0 {
        return "–".into_any();
    }
    let list = lines
        .into_iter()
        .enumerate()
        .map(|(place, line)| view! { {(place > 0).then(|| view! { <br/> })}{line} })
        .collect_view();
    if count <= OPEN_LINES {
        return list.into_any();
    }
    view! { <Details summary=format!("{count} things")>{list}</Details> }.into_any()
}

/// A search so wide that its oldest finds are left out says so, and how to get at them.
fn more_match_words() -> impl IntoView {
    let title = format!("More than {FOUND_MAX} things have this in their names");
    view! {
        <Notice title>
            <p>"The list and the file have what was done to the newest of them. Search for more of the name, or for a whole reference, to find the others."</p>
        </Notice>
    }
}

fn empty(is_narrowed: bool) -> AnyView {
    if is_narrowed {
        return view! {
            <EmptyState title="Nothing here">
                <p>"No entry fits what you chose. "<TextLink href="/audit">"See the whole trail"</TextLink></p>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState title="Nothing has happened yet">
            <p>"Whatever is done for you from now on is listed here, with who did it."</p>
        </EmptyState>
    }
    .into_any()
}

/// How to find out whether the trail is whole.
fn check(actor: &Actor, head: Option<(Head, chrono::DateTime<chrono::Utc>)>) -> AnyView {
    let kind = actor.acting_for().map(|acting| acting.kind);
    if kind != Some(OrganisationKind::Partnership) {
        return view! {
            <Details summary="How you can be sure that it is whole">
                <p>
                    "Each entry is part of a chain: your partnership’s, or the installation’s for what is yours alone. A \
                     change, a gap or another order breaks the chain, and the check names the first entry that is not as \
                     it was. Ask your partnership or whoever keeps this installation to run it. The check is of the chain; \
                     which of its entries are yours is kept beside it."
                </p>
            </Details>
        }
        .into_any();
    }
    let newest = match head {
        Some((head, at)) => {
            let facts = vec![
                format!(
                    "Entry {} of the chain",
                    domain::money::grouped(u64::try_from(head.position).unwrap_or_default())
                )
                .into_any(),
                moment_in_words(at).into_any(),
            ];
            let kept = head.to_string();
            view! {
                <Meta facts/>
                <p>"Its head, to be kept somewhere else: "<code>{kept}</code></p>
            }
            .into_any()
        }
        None => view! { <p>"The chain has no entry yet."</p> }.into_any(),
    };
    view! {
        <Details summary="How you can be sure that it is whole">
            <p>
                "The entries form a chain. A change, a gap or another order breaks it, and the check names the first entry \
                 that is not as it was. Keep the head of the chain where nobody who keeps this installation can reach it: \
                 then a chain that was rewritten or cut short is found too."
            </p>
            {newest}
            <p>
                "Whoever keeps this installation checks it with "<code>"commonpool audit verify --partnership NAME --head HEAD"</code>
                ", and so can you with a copy of the database."
            </p>
        </Details>
    }
    .into_any()
}
