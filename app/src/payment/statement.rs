//! The statement of account: what was invoiced, credited and paid in a time, and what is owed after each.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use domain::calendar::{day_in_words, parse_day, short_day};
use domain::id::OrganisationId;
use domain::{Failure, Pence, Problem};
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::payment::{Entry, EntryKind, Period, Statement, statement};

use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Button, ButtonKind, Cell, ColumnHead, ErrorSummary,
    GetForm, Hidden, RowKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::csv::{self, csv_address};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// How many days a statement goes back where no first day is named.
const USUAL_DAYS: u64 = 365;
/// How many days it may span.
const MOST_DAYS: u64 = 3 * 366;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    match period(&ask) {
        Ok(asked) => {
            let days = [day_in_words(asked.first), day_in_words(asked.last)];
            let typed =
                Typed::fresh(Sent::of([("from", days[0].as_str()), ("to", days[1].as_str())]));
            page(&ask, asked, typed).await
        }
        Err(failure) => {
            let usual = usual(ask.market().today());
            page(&ask, usual, Typed::refused(ask.query.clone(), failure)?).await
        }
    }
}

fn usual(today: NaiveDate) -> Period {
    Period { first: today.checked_sub_days(Days::new(USUAL_DAYS)).unwrap_or(today), last: today }
}

/// The time that is asked for, or the last year.
fn period(ask: &Ask) -> Result<Period, Failure> {
    let usual = usual(ask.market().today());
    let day = |field: &'static str, usual: NaiveDate| match ask.query.date(field).trim() {
        "" => Ok(usual),
        typed => parse_day(typed).map_err(|problem| Failure::field(field, problem)),
    };
    let asked = Period { first: day("from", usual.first)?, last: day("to", usual.last)? };
    let most = asked.first.checked_add_days(Days::new(MOST_DAYS));
    if asked.last < asked.first {
        let earliest = asked.first;
        return Err(Failure::field("to", Problem::TooEarly { earliest }));
    }
    match most {
        Some(latest) if asked.last > latest => {
            Err(Failure::field("to", Problem::TooLate { latest }))
        }
        _ => Ok(asked),
    }
}

async fn found(ask: &Ask, period: Period) -> Result<Statement, Failure> {
    let with = ask.query.filled("with").map(str::parse::<OrganisationId>).transpose();
    let with = with.map_err(|_| Failure::NotFound)?;
    statement(ask.market(), ask.actor()?, with, period).await
}

async fn page(ask: &Ask, period: Period, typed: Typed) -> Result<Answer, Failure> {
    let found = found(ask, period).await?;
    let csv = csv_address("/statement.csv", &ask.query);
    let (shown, with) = (typed.clone(), ask.query.get("with").to_owned());
    let page = Page::new("Statement of account", move || {
        let caption = format!("{} with {}", found.school.1, found.partnership.1);
        let fields = Fields::of(&shown);
        let from = fields.date("from", "From", "For example, 1 9 2026");
        let to = fields.date("to", "To", "For example, 31 8 2027");
        let with = (!with.is_empty()).then(|| view! { <Hidden name="with" value=with/> });
        let (label, owed) = owed(found.closing);
        let note = format!("on {}", day_in_words(period.last));
        view! {
            <BackLink href="/payments" text="Back to payments"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption text="Statement of account"/>
            <BigFigure size=BigSize::Medium label=label value=owed note=note/>
            {entries(&found, period)}
            {csv::link(csv, "")}
            <Section id="time" title="Another time" small=true>
                <GetForm action="/statement">
                    {with}
                    {from}
                    {to}
                    <Actions><Button kind=ButtonKind::Secondary>"Show"</Button></Actions>
                </GetForm>
            </Section>
            {others(&found)}
        }
    });
    Ok(page.paper("Statement of account").with_form(&typed).into())
}

/// What is owed, and by whom.
fn owed(balance: Pence) -> (&'static str, String) {
    if balance.is_negative() {
        ("To the school’s credit", words::pounds(Pence::new(-balance.get())))
    } else {
        ("The school owes", words::pounds(balance))
    }
}

fn entries(found: &Statement, period: Period) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("Day"),
        ColumnHead::words("What"),
        ColumnHead::numbers("Amount"),
        ColumnHead::numbers("Owed after it"),
    ];
    let owed_on = |day: NaiveDate, balance: Pence| {
        let cells =
            vec![short_day(day).into(), "Owed".into(), "".into(), balance.to_string().into()];
        TableRow::new(cells).kind(RowKind::Total)
    };
    let mut rows = vec![owed_on(period.first, found.opening)];
    rows.extend(found.entries.iter().map(row));
    rows.push(owed_on(period.last, found.closing));
    view! { <Table caption="Invoiced, credited and paid, including VAT" columns rows/> }
}

fn row(entry: &Entry) -> TableRow {
    let (what, href) = said(entry.kind);
    let (name, amount) = (name(what, &entry.reference), entry.amount.to_string());
    TableRow::new(vec![
        short_day(entry.on).into(),
        Cell::view(view! { <TextLink href>{name}</TextLink> }),
        amount.into(),
        entry.balance.to_string().into(),
    ])
}

fn name(what: &str, reference: &str) -> String {
    if reference.is_empty() { what.to_owned() } else { format!("{what} {reference}") }
}

/// What an entry is, and where more is seen of it.
fn said(kind: EntryKind) -> (&'static str, String) {
    match kind {
        EntryKind::Invoice(id) => ("Invoice", format!("/invoices/{id}")),
        EntryKind::CreditNote(id) => ("Credit note", format!("/credit-notes/{id}")),
        EntryKind::Payment(id) => ("Payment", format!("/payments/{id}")),
        EntryKind::Returned(id) => ("Paid back of a payment", format!("/payments/{id}")),
        EntryKind::Refunded(id) => ("Paid back of credit note", format!("/credit-notes/{id}")),
    }
}

/// The school's other accounts.
fn others(found: &Statement) -> Option<AnyView> {
    let link = |(id, name): &(OrganisationId, String)| {
        let (href, name) = (format!("/statement?with={id}"), name.clone());
        view! { <p><TextLink href>{name}</TextLink></p> }
    };
    let links: Vec<_> = found.others.iter().map(link).collect();
    (!links.is_empty()).then(|| {
        view! { <Section id="others" title="Your accounts with others" small=true>{links}</Section> }
            .into_any()
    })
}

const HEAD: [&str; 5] = ["Day", "What", "Reference", "Amount", "Owed after it"];

/// The statement as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "statement", &HEAD, file_rows).await
}

async fn file_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let found = found(&ask, period(&ask)?).await?;
    let of = |entry: Entry| {
        vec![
            entry.on.to_string(),
            said(entry.kind).0.to_owned(),
            entry.reference,
            words::plain_pounds(entry.amount),
            words::plain_pounds(entry.balance),
        ]
    };
    Ok(csv::whole(found.entries, of))
}
