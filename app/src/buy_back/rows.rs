//! A sheet's rows: what a service was, what it will cost, and the fields that say what is done with it.

use domain::buy_back::{Choice as Chosen, QUANTITY_FIELDS, Totals};
use domain::calendar::day_in_words;
use domain::price::{Unit, Working};
use domain::{Net, Pence};
use leptos::prelude::*;
use market::buy_back::{Next, RowState, Sheet, SheetRow};

use crate::parts::{
    Cell, Choice, ColumnHead, Details, Hidden, Muted, NumberField, Prose, RowKind, SelectField,
    Table, TableRow, TextLink, Width,
};
use crate::web::Typed;
use crate::words;

/// The heads of the table.
pub(super) const HEAD: [&str; 5] =
    ["Service", "Last year", "Next year", "Difference", "What you want"];

/// The table, with fields where it can be changed and what was typed into them.
pub(super) fn table(sheet: &Sheet, typed: Option<&Typed>) -> AnyView {
    let mut place = 0;
    let mut rows: Vec<TableRow> = Vec::with_capacity(sheet.rows.len() + 1);
    for row in &sheet.rows {
        let fields = typed.filter(|_| row.next().is_some()).map(|typed| {
            place += 1;
            (typed, place - 1)
        });
        rows.push(table_row(sheet, row, fields));
    }
    if !rows.is_empty() {
        rows.push(total_row(&sheet.totals));
    }
    let [service, last, next, difference, want] = HEAD;
    let columns = vec![
        ColumnHead::words(service),
        ColumnHead::numbers(last),
        ColumnHead::numbers(next),
        ColumnHead::numbers(difference),
        ColumnHead::words(want),
    ];
    view! {
        <Table caption="Last year’s services with next year’s prices, excluding VAT" columns rows/>
    }
    .into_any()
}

fn table_row(sheet: &Sheet, row: &SheetRow, fields: Option<(&Typed, usize)>) -> TableRow {
    let want = match (&row.state, fields) {
        (RowState::Open(_), Some((typed, place))) => want(row, typed, place),
        (RowState::Open(_), None) => {
            Cell::Text(row.kept.map(words::buy_back::choice).unwrap_or_default())
        }
        (RowState::Ordered { order, reference, .. }, _) => {
            let (href, reference) = (format!("/orders/{order}"), reference.clone());
            Cell::view(view! { "Ordered: "<TextLink href together=true>{reference}</TextLink> })
        }
        (RowState::Cannot(refusal), _) => {
            let (title, advice) = words::refusal(refusal);
            Cell::view(view! { <b>{title}"."</b>" "{advice} })
        }
    };
    let (next_cell, difference) = match &row.state {
        RowState::Open(_) if row.kept == Some(Chosen::Stop) => {
            (Cell::from("£0.00"), words::buy_back::difference(row.had.net, Net::default()))
        }
        RowState::Open(next) => (
            amount(
                &words::plural(next.quantity.into(), row.unit.label(), row.unit.plural()),
                next.net.pence(),
            ),
            difference(row, next.net),
        ),
        RowState::Ordered { net, .. } => (net.pence().to_string().into(), difference(row, *net)),
        RowState::Cannot(_) => (Cell::from(""), String::new()),
    };
    let last = amount(&had(row), row.had.net.pence());
    TableRow::new(vec![name(sheet, row), last, next_cell, difference.into(), want])
}

/// What next year costs more or less, compared only with as long a time.
fn difference(row: &SheetRow, next: Net) -> String {
    match row.had.months {
        Some(months) => words::buy_back::difference_of_months(row.had.net, next, months),
        None => words::buy_back::difference(row.had.net, next),
    }
}

/// How much a school had: of an agreement for how many months, where that was not the year.
pub(super) fn had(row: &SheetRow) -> String {
    match row.had.months {
        Some(months) if months < 12 => words::plural(months.into(), "month", "months"),
        Some(_) => "A year".to_owned(),
        None => words::plural(row.had.quantity.into(), row.unit.label(), row.unit.plural()),
    }
}

fn amount(many: &str, pence: Pence) -> Cell {
    let (many, pence) = (many.to_owned(), pence.to_string());
    Cell::view(view! { {pence}<br/><Muted>{many}</Muted> })
}

/// What it is, who delivers it, and how its price is worked out.
fn name(sheet: &Sheet, row: &SheetRow) -> Cell {
    let (href, title) = (format!("/services/{}", row.service), row.title.clone());
    let provider = row.provider_name.clone();
    let notes: Vec<String> = notes(sheet, row);
    let working = row.next().and_then(|next| next.working.as_ref());
    let working = working.map(|working| worked_out(working, row.unit));
    let days = (row.next().is_some() && !row.renewal.is_ordered()).then(|| {
        let href = format!("/services/{}/days", row.service);
        let held = sheet.can_change.then(|| {
            view! { " "<TextLink href="/next-year">"See what is held for your school"</TextLink> }
        });
        view! { <Muted>"Not ordered here: book the days from the calendar, or wait for one. "<TextLink href>"See free days"</TextLink>{held}</Muted> }
    });
    let notes = notes.into_iter().map(|note| view! { <Muted>{note}</Muted> }).collect_view();
    Cell::view(view! {
        <TextLink href>{title}</TextLink>
        <Muted>{provider}</Muted>
        {notes}
        {days}
        {working}
    })
}

fn notes(sheet: &Sheet, row: &SheetRow) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(Next { left: Some((of, this, next)), .. }) = row.next() {
        notes.push(format!(
            "Your membership includes {of} a year: {this} left this school year, {next} in that of {}.",
            day_in_words(sheet.round.begins_on)
        ));
    }
    if let Some(cfr) = &row.cfr {
        notes.push(format!("Budget code {cfr}"));
    }
    notes
}

fn worked_out(working: &Working, unit: Unit) -> AnyView {
    let told = words::price::working_in_words(working, unit).join(" ");
    view! { <Details summary="How this is worked out"><Prose><p>{told}</p></Prose></Details> }
        .into_any()
}

/// The fields of a row, by its place among those that can be chosen.
fn want(row: &SheetRow, typed: &Typed, place: usize) -> Cell {
    let chosen = row.choice();
    let choice_field = format!("choice_{}", place + 1);
    let quantity_field = QUANTITY_FIELDS.get(place).copied().unwrap_or("quantity");
    let value = typed.form.filled(&choice_field).unwrap_or(chosen.code()).to_owned();
    let number = match (typed.form.filled(&choice_field), chosen.changed()) {
        (Some(_), _) => typed.value(quantity_field),
        (None, Some(changed)) => changed.to_string(),
        (None, None) => String::new(),
    };
    let mut choices = vec![Choice::new("keep", "Keep")];
    let can_change = row.renewal.can_change();
    choices.extend(can_change.then(|| Choice::new("change", "Change")));
    choices.push(Choice::new("stop", "Stop"));
    let error = typed.error(quantity_field);
    let wrong = error.clone().filter(|_| !can_change);
    let (service, title) = (row.service.to_string(), row.title.clone());
    let field = format!("service_{}", place + 1);
    let plural = row.unit.plural();
    let how_many = can_change.then(|| {
        view! {
            <NumberField name=quantity_field label=format!("How many, if it changes: {title}")
                value=number suffix=plural error width=Width::Four/>
        }
    });
    Cell::view(view! {
        <Hidden name=field value=service/>
        <SelectField name=choice_field label=format!("Next year: {}", row.title) choices value error=wrong/>
        {how_many}
    })
}

fn total_row(totals: &Totals) -> TableRow {
    TableRow::new(vec![
        "Total".into(),
        totals.last.pence().to_string().into(),
        totals.next.pence().to_string().into(),
        words::buy_back::difference(totals.last, totals.next).into(),
        "".into(),
    ])
    .kind(RowKind::Total)
}

/// Both years by budget code.
pub(super) fn by_code(totals: &Totals) -> AnyView {
    let row = |one: &domain::buy_back::CfrTotal| {
        let code = one.cfr.as_ref().map_or_else(|| "No code".to_owned(), ToString::to_string);
        TableRow::new(vec![
            code.into(),
            one.last.pence().to_string().into(),
            one.next.pence().to_string().into(),
        ])
    };
    let rows = totals.by_code.iter().map(row).collect();
    let columns = vec![
        ColumnHead::words("Budget code"),
        ColumnHead::numbers("Last year"),
        ColumnHead::numbers("Next year"),
    ];
    view! { <Table caption="By budget code (CFR), excluding VAT" columns rows/> }.into_any()
}
