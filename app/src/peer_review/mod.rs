//! Peer review as days given and received: of every school for the partnership, a school's own for the
//! school; and both as a file.

mod export;

use std::cmp::Reverse;

use domain::Failure;
use domain::calendar::SchoolYear;
use domain::money::Pence;
use domain::organisation::OrganisationKind;
use domain::service::{HalfDays, PeerReviews};
use leptos::prelude::*;
use market::peer_review::{OwnReviews, ReviewsOf, YearOfReviews, own_peer_reviews, peer_reviews};

use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Muted, RowKind, Section, Table, TableRow, Tag,
    TextLink, Title,
};
use crate::web::csv::{self, csv_address};
use crate::web::{Answer, Ask, Form, Page};
use crate::words::money;

pub use export::file;

/// The page of whoever is acted for.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    if sees_all(&ask)? { of_all(&ask).await } else { own(&ask).await }
}

/// Whether whoever looks acts for a partnership: an auditor of a school may see orders, too, and sees
/// those of the school.
fn sees_all(ask: &Ask) -> Result<bool, Failure> {
    let acting = ask.actor()?.acting_for();
    Ok(acting.is_some_and(|acting| acting.kind == OrganisationKind::Partnership))
}

/// The year that is asked for, or this one.
fn year_asked(ask: &Ask) -> SchoolYear {
    let asked = ask.query.filled("year").and_then(|text| text.parse().ok());
    let asked = asked.and_then(SchoolYear::beginning_in);
    asked.unwrap_or_else(|| SchoolYear::of(ask.market().today()))
}

/// What the schools are sorted by.
const SORTS: [&str; 4] = ["given", "received", "balance", "funded"];

/// The rows in the order that is asked for: by name, or those with most first.
fn sorted(mut found: YearOfReviews, by: &str) -> YearOfReviews {
    let key = |row: &ReviewsOf| match by {
        "given" => Some(row.reviews.given.get()),
        "received" => Some(row.reviews.received.get()),
        "balance" => Some(row.reviews.balance().get()),
        "funded" => Some(row.reviews.funded.pence().get()),
        _ => None,
    };
    // The sort keeps those that are equal by name.
    if SORTS.contains(&by) {
        found.rows.sort_by_key(|row| Reverse(key(row)));
    }
    found
}

/// What a partnership's schools gave and received, as the address asks for it.
async fn year_of(ask: &Ask) -> Result<YearOfReviews, Failure> {
    let found = peer_reviews(ask.market(), ask.actor()?, year_asked(ask)).await?;
    Ok(sorted(found, ask.query.get("sort")))
}

async fn of_all(ask: &Ask) -> Result<Answer, Failure> {
    let found = year_of(ask).await?;
    let (query, this) = (ask.query.clone(), SchoolYear::of(ask.market().today()));
    let sum =
        found.rows.iter().try_fold(PeerReviews::default(), |sum, row| sum.plus(&row.reviews))?;
    let page = Page::new("Peer review", move || all_body(&found, &sum, &query, this));
    Ok(page.into())
}

fn all_body(
    found: &YearOfReviews,
    sum: &PeerReviews,
    query: &Form,
    this: SchoolYear,
) -> impl IntoView + use<> {
    let year = found.year;
    let mut rows: Vec<TableRow> = found.rows.iter().map(school_row).collect();
    if found.rows.len() > 1 {
        let total = std::iter::once("All together".into()).chain(cells(sum)).collect();
        rows.push(TableRow::new(total).kind(RowKind::Total));
    }
    let any_other = found.rows.iter().any(|row| !row.is_school);
    let empty = view! {
        <EmptyState title="No peer reviews in this year">
            <p>"Days of services in the category peer review stand here once they are confirmed as delivered: given by the school that delivers, received by the school that ordered."</p>
        </EmptyState>
    };
    let note = any_other.then(|| {
        view! {
            <Muted>"Whoever is marked as no school gave days with reviewers of its own. Which schools those came from is not recorded, so they are in no school’s row."</Muted>
        }
    });
    let csv = csv_address("/peer-review.csv", query);
    view! {
        <BackLink href="/members" text="Back to members"/>
        <Title caption=format!("School year {year}") text="Peer review"/>
        <Lead>"Days that each school gave to others and received from them, once confirmed as delivered. Members that are not in the list gave and received none."</Lead>
        <Table caption=format!("Days of peer review given and received, {year}. Amounts exclude VAT")
            columns=columns(query) rows empty=empty.into_any()/>
        {note}
        {csv::link(csv, "")}
        {years(found, query, this)}
    }
}

/// The heads of the columns; a link sorts by those that are counted.
fn columns(query: &Form) -> Vec<ColumnHead> {
    let by = query.get("sort");
    let to = |sort: &str| format!("/peer-review?{}", query.with("sort", sort));
    let counted = |text: &str, sort: &str| {
        ColumnHead::numbers(text).sorted(to(sort), (by == sort).then_some(false))
    };
    let by_name = !SORTS.contains(&by);
    vec![
        ColumnHead::words("School").sorted(to(""), by_name.then_some(true)),
        counted("Days given", "given"),
        counted("Days received", "received"),
        counted("Balance", "balance"),
        ColumnHead::words("Not by the day"),
        ColumnHead::numbers("School paid"),
        counted("Partnership paid", "funded"),
    ]
}

fn school_row(row: &ReviewsOf) -> TableRow {
    let name = row.name.clone();
    let name = if row.is_school {
        Cell::Text(name)
    } else {
        Cell::view(view! { {name}" "<Tag text="No school"/> })
    };
    TableRow::new(std::iter::once(name).chain(cells(&row.reviews)).collect())
}

/// What was given, received and paid, as both tables show it.
fn cells(reviews: &PeerReviews) -> [Cell; 6] {
    [
        days(reviews.given).into(),
        days(reviews.received).into(),
        days(reviews.balance()).into(),
        others(reviews).into(),
        amount(reviews.paid.pence()).into(),
        amount(reviews.funded.pence()).into(),
    ]
}

fn days(days: HalfDays) -> String {
    days.to_string()
}

/// Reviews that were not sold by the day; nothing where there were none.
fn others(reviews: &PeerReviews) -> String {
    match (reviews.others_given, reviews.others_received) {
        (0, 0) => "–".to_owned(),
        (given, 0) => format!("{given} given"),
        (0, received) => format!("{received} received"),
        (given, received) => format!("{given} given, {received} received"),
    }
}

fn amount(pence: Pence) -> String {
    if pence.is_zero() { "–".to_owned() } else { money(pence) }
}

/// The way to the other years, as far back as there are any.
fn years(found: &YearOfReviews, query: &Form, this: SchoolYear) -> Option<AnyView> {
    let first = found.first.begins_in();
    let link = |begins_in: i32| {
        let year = SchoolYear::beginning_in(begins_in).filter(|year| *year != found.year)?;
        let href = format!("/peer-review?{}", query.with("year", &begins_in.to_string()));
        let text = format!("School year {year}");
        Some(view! { <p><TextLink href>{text}</TextLink></p> })
    };
    let links: Vec<_> = (first..=this.begins_in()).rev().filter_map(link).collect();
    (!links.is_empty()).then(|| {
        view! { <Section id="years" title="Other years" small=true>{links}</Section> }.into_any()
    })
}

async fn own(ask: &Ask) -> Result<Answer, Failure> {
    let found = own_peer_reviews(ask.market(), ask.actor()?).await?;
    let page = Page::new("Peer review", move || {
        let rows = found.iter().map(own_row).collect();
        let empty = view! {
            <EmptyState title="No peer reviews yet">
                <p>"Days that your school gave to others and received from them stand here once they are confirmed as delivered."</p>
                <p><TextLink href="/services?category=peer_review">"Find a peer review"</TextLink></p>
            </EmptyState>
        };
        let columns = vec![
            ColumnHead::words("School year"),
            ColumnHead::words("Through"),
            ColumnHead::numbers("Days given"),
            ColumnHead::numbers("Days received"),
            ColumnHead::numbers("Balance"),
            ColumnHead::words("Not by the day"),
            ColumnHead::numbers("You paid"),
            ColumnHead::numbers("Partnership paid"),
        ];
        view! {
            <BackLink href="/school" text="Back to your school"/>
            <Title text="Peer review"/>
            <Lead>"Days that your school gave to others and received from them. A balance below nothing is days that you received and have not given yet."</Lead>
            <Table caption="Your days of peer review by school year. Amounts exclude VAT" columns rows
                empty=empty.into_any()/>
            {csv::link("/peer-review.csv".to_owned(), "")}
        }
    });
    Ok(page.into())
}

fn own_row(row: &OwnReviews) -> TableRow {
    let beginning = [Cell::Text(row.year.to_string()), row.partnership.clone().into()];
    TableRow::new(beginning.into_iter().chain(cells(&row.reviews)).collect())
}
