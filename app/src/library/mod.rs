//! The library: free documents of partnerships, read by their members or by everybody.

mod export;
mod keep;
mod one;

pub use export::{editions as file_of_editions, file};
pub use keep::{add, ask_replace, ask_withdraw, new, replace, withdraw};
pub use one::{read, show as one};

use domain::Failure;
use domain::calendar::short_day;
use domain::form::{choice, optional};
use domain::library::ResourceKind;
use domain::service::Category;
use leptos::prelude::*;
use market::library::{LibraryAsked, LibraryFound, ResourceRow, library};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Choice, EmptyState, GetForm, Lead, Muted,
    Pagination, Row, Rows, Tag, TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Fields, Form, Page, Typed};
use crate::words::library as words;

/// Shows what whoever looks may read, narrowed by what the address says.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let found = library(ask.market(), &ask.viewer, asked(&ask.query, ask.page())).await?;
    let csv = ask.viewer.signed_in().map(|_| csv_address("/library.csv", &ask.query));
    let typed = Typed::fresh(ask.query.clone());
    let further_on = ask.page().key().is_some();
    let page = Page::new("Library", move || body(found, &typed, csv, further_on));
    Ok(page.into())
}

/// What the address asks for; what cannot be read of it narrows nothing.
fn asked(query: &Form, page: market::db::PageAsked) -> LibraryAsked {
    LibraryAsked {
        q: query.get("q").to_owned(),
        kind: optional(choice(query.get("kind"), ResourceKind::from_code)).ok().flatten(),
        category: optional(choice(query.get("category"), Category::from_code)).ok().flatten(),
        page,
    }
}

fn body(
    found: LibraryFound,
    typed: &Typed,
    csv: Option<String>,
    further_on: bool,
) -> impl IntoView + use<> {
    let next = found.resources.next.clone();
    let next = next.map(|after| format!("/library?{}", typed.form.with("after", &after)));
    let first = format!("/library?{}", typed.form.with("after", ""));
    let narrowed = ["q", "kind", "category"].iter().any(|name| !typed.value(name).is_empty());
    let none = found.resources.items.is_empty();
    let rows: Vec<_> = found.resources.items.into_iter().map(row).collect();
    let empty = none.then(|| empty(narrowed, found.can_keep));
    let filters = filters(typed);
    view! {
        <BackLink href="/services" text="Back to services"/>
        <Title text="Library"/>
        <Lead>"Policies, templates, guides and recordings that partnerships share for nothing."</Lead>
        {found.can_keep.then(|| view! {
            <Actions><ButtonLink href="/library/new">"Add to the library"</ButtonLink></Actions>
        })}
        {filters}
        {further_on.then(|| view! { <p><TextLink href=first>"Back to the first page"</TextLink></p> })}
        {empty}
        {(!none).then(|| view! { <Rows>{rows}</Rows> })}
        <Pagination label="Library" next=next.unwrap_or_default()/>
        {csv.map(|csv| view! { <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted> })}
    }
}

fn filters(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let all = |text: &str| Choice::new("", text);
    let kinds = std::iter::once(all("All of them"))
        .chain(ResourceKind::ALL.iter().map(|one| Choice::new(one.code(), words::kind(*one))));
    let categories = std::iter::once(all("All of them"))
        .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())));
    let asked = vec![
        fields.text("q", "Words to look for", ""),
        fields.select("kind", "What it is", "", kinds.collect()),
        fields.select("category", "About", "", categories.collect()),
    ];
    view! {
        <GetForm action="/library" id="find">
            {asked}
            <Button kind=ButtonKind::Secondary>"Show results"</Button>
        </GetForm>
    }
}

fn empty(narrowed: bool, can_keep: bool) -> AnyView {
    if narrowed {
        return view! {
            <EmptyState title="Nothing fits all of this">
                <p>"Search for fewer words, or for everything."</p>
                <Actions><ButtonLink href="/library" kind=ButtonKind::Secondary>"Show the whole library"</ButtonLink></Actions>
            </EmptyState>
        }
        .into_any();
    }
    let advice = if can_keep {
        "Add a policy or a template that your schools ask for again and again."
    } else {
        "What your partnership shares will be listed here."
    };
    view! { <EmptyState title="The library is empty"><p>{advice}</p></EmptyState> }.into_any()
}

/// A resource among others.
pub(crate) fn row(one: ResourceRow) -> impl IntoView {
    let facts = [
        words::kind(one.kind).to_owned(),
        one.category.label().to_owned(),
        one.partnership,
        format!("Version {} of {}", one.number, short_day(one.dated_on)),
    ];
    let reads = one.reads.map(words::reads);
    let meta = facts.into_iter().chain(reads).collect();
    let href = format!("/library/{}", one.id);
    let summary = one.summary.unwrap_or_default();
    if one.is_withdrawn {
        let tag = view! { <Tag kind=TagKind::Waits text="Withdrawn"/> }.into_any();
        return view! { <Row href title=one.title text=summary meta tag/> }.into_any();
    }
    view! { <Row href title=one.title text=summary meta/> }.into_any()
}
