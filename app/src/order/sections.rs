//! The parts of an order's page.

use chrono::NaiveDate;
use domain::calendar::{day_in_words, short_day};
use domain::order::{LineState, LineStateCode, OrderState};
use domain::price::Unit;
use domain::saving::Evidence as Proof;
use domain::vat::{InvoiceTotals, VatReason};
use leptos::prelude::*;
use market::order::{OrderView, SavingPart, Side, ViewedLine};

use crate::parts::{
    Button, ButtonKind, Cell, Change, ColumnHead, Evidence, Form, Hidden, Muted, RowKind, Section,
    SectionKind, Table, TableRow, Tag, TagKind, TextLink,
};
use crate::words;

/// What an order is for, in a line: `Counselling: 12 days, 1 to 16 March 2027, by Quayside`,
/// `Payroll: 1 Apr 2027 to 31 Mar 2029, in 2 yearly parts, by Fenwick`.
pub(super) fn what(view: &OrderView) -> String {
    if let Some(contract) = view.contract {
        let span = format!("{} to {}", short_day(contract.first_on), short_day(contract.last_on));
        let parts = match contract.lines {
            0 | 1 => String::new(),
            parts => format!(", in {parts} yearly parts"),
        };
        return format!("{}: {span}{parts}, by {}", view.what, view.provider);
    }
    let live = view.lines.iter().filter(|line| line.state.code() != LineStateCode::Cancelled);
    let mut days: Vec<NaiveDate> = live.filter_map(|line| line.day).collect();
    if days.is_empty() {
        days = view.lines.iter().filter_map(|line| line.day).collect();
    }
    let count = words::plural(u64::try_from(days.len()).unwrap_or(0), "day", "days");
    let when = match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first == last => format!(": {}", day_in_words(*first)),
        (Some(first), Some(last)) => {
            format!(": {count}, {} to {}", short_day(*first), short_day(*last))
        }
        _ => String::new(),
    };
    format!("{}{when}, by {}", view.what, view.provider)
}

/// The lines of an order.
pub(super) fn lines(view: &OrderView, key: &str) -> impl IntoView + use<> {
    let shows_person = view.side == Side::Provider;
    let mut columns = vec![ColumnHead::words("What")];
    if shows_person {
        columns.push(ColumnHead::words("Who"));
    }
    columns.push(ColumnHead::words("State"));
    columns.push(ColumnHead::numbers("Excluding VAT"));
    let may_cancel = view.lines.iter().filter(|line| line.can_cancel).count() > 1;
    let shows = Shows { person: shows_person, cancel: may_cancel };
    let rows = view.lines.iter().map(|line| row(view, line, key, shows)).collect();
    view! { <Table caption="Lines, excluding VAT" quiet_caption=true columns rows/> }
}

/// What a line's row shows.
#[derive(Clone, Copy)]
struct Shows {
    /// Who is booked.
    person: bool,
    /// The button that cancels it alone.
    cancel: bool,
}

fn row(view: &OrderView, line: &ViewedLine, key: &str, shows: Shows) -> TableRow {
    let what = match line.day {
        Some(day) => day_in_words(day),
        None => line.description.clone(),
    };
    let mut cells: Vec<Cell> = vec![what.into()];
    if shows.person {
        cells.push(line.practitioner.clone().unwrap_or_default().into());
    }
    let (state, kind) = match (view.state, line.state.code()) {
        (OrderState::AwaitingApproval | OrderState::SentBack, LineStateCode::Booked) => {
            ("Held", TagKind::Waits)
        }
        (_, state) => words::line_state(state),
    };
    let invoice = line.invoice.clone().filter(|_| view.side != Side::Provider);
    let cancel = (shows.cancel && line.can_cancel).then(|| {
        let action = format!("/orders/{}/cancel", view.id);
        let id = line.id.to_string();
        view! {
            <Form action=action key=format!("{key}-cancel-{id}")>
                <Hidden name="line" value=id/>
                <Button kind=ButtonKind::Quiet>"Cancel this day"</Button>
            </Form>
        }
    });
    cells.push(Cell::view(view! {
        <Tag kind=kind text=state/>
        {invoice.map(|(id, number)| view! {
            " "<TextLink href=format!("/invoices/{id}")>{number}</TextLink>
        })}
        {cancel}
    }));
    cells.push(line.net.pence().to_string().into());
    TableRow::new(cells)
}

/// What lines come to, with VAT group by group and its reason.
pub(crate) fn totals(totals: &InvoiceTotals) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("VAT"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::numbers("VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    let alone = totals.groups.len() == 1;
    let mut rows: Vec<TableRow> = totals
        .groups
        .iter()
        .map(|group| {
            let within = |reason: &VatReason| words::vat::vat_reason_within(*reason);
            let reasons: Vec<String> = group.reasons.iter().map(within).collect();
            let rate = words::vat_rate(group.category, group.rate);
            let gross = group.net.with(group.vat).unwrap_or_default();
            let row = TableRow::new(vec![
                format!("{rate} ({})", reasons.join("; ")).into(),
                group.net.pence().to_string().into(),
                group.vat.pence().to_string().into(),
                gross.pence().to_string().into(),
            ]);
            if alone { row.kind(RowKind::Total) } else { row }
        })
        .collect();
    let sum = TableRow::new(vec![
        "Total".into(),
        totals.net.pence().to_string().into(),
        totals.vat.pence().to_string().into(),
        totals.gross.pence().to_string().into(),
    ]);
    if !alone {
        rows.push(sum.kind(RowKind::Total));
    }
    view! { <Table caption="Total, by VAT" columns rows/> }
}

/// What the order saves, with what is behind it.
pub(super) fn saving(view: &OrderView) -> Option<AnyView> {
    let saving = view.saving.clone()?;
    let difference = saving.amount.negated().ok()?;
    let told = format!("{}, {}.", words::stage(saving.stage), words::basis(saving.basis));
    let parts = saving.parts.iter().map(|part| saving_part(view, part)).collect_view();
    Some(
        view! {
            <Section id="saving" title="What it saves" kind=SectionKind::Plain small=true>
                <p><Change difference/></p>
                <Muted>{told}</Muted>
                {parts}
            </Section>
        }
        .into_any(),
    )
}

/// What some of the lines are measured against, why, and what is behind it.
fn saving_part(view: &OrderView, part: &SavingPart) -> impl IntoView + use<> {
    let unit = view.lines.first().map_or(Unit::Item, |line| line.unit);
    let told = super::saving_words::part(part, unit);
    let evidence = match (part.evidence.first(), view.side) {
        // Through the entry that rests on it: it may be of the school whose place this one took.
        (Some(Proof::File(file)), Side::School) => {
            let href = format!("/savings/entries/{}/evidence/{file}", part.entry);
            Some((href, "See the document behind this"))
        }
        (Some(Proof::PricePoint(_)), Side::School | Side::Partnership) => {
            Some((format!("/savings/entries/{}", part.entry), "See the prices behind this"))
        }
        (Some(_), Side::Partnership | Side::Provider) | (None, _) => None,
    };
    view! {
        <p>{told}</p>
        {evidence.map(|(href, text)| view! { <p><Evidence href text=text/></p> })}
    }
}

/// Cancelling the whole, where that is free; otherwise, for a binding order, until when it was.
pub(super) fn cancel(view: &OrderView, key: &str) -> Option<AnyView> {
    let first_free = view.lines.iter().filter(|line| line.state == LineState::Booked);
    let free_until = first_free.filter_map(|line| line.free_until).min();
    // Whoever decides declines; nothing is left for them to cancel.
    if view.can_cancel && !view.can_decide {
        let (action, key) = (format!("/orders/{}/cancel", view.id), format!("{key}-cancel"));
        let told = match (view.state, free_until) {
            (OrderState::Placed, Some(until)) => {
                format!("Cancelling costs nothing until {}.", short_day(until))
            }
            _ => "Nothing is binding yet, so cancelling costs nothing.".to_owned(),
        };
        return Some(
            view! {
                <Section id="cancel" title="Cancel this order" small=true>
                    <p>{told}" The days are free for others at once."</p>
                    <Form action=action key=key>
                        <Button kind=ButtonKind::Warning>"Cancel the whole order"</Button>
                    </Form>
                </Section>
            }
            .into_any(),
        );
    }
    let late = view.state == OrderState::Placed && view.side == Side::School;
    free_until.filter(|_| late).map(|until| {
        let told = format!("Cancelling all of it was free until {}.", short_day(until));
        view! { <Muted>{told}" Speak to the provider about what it costs now."</Muted> }.into_any()
    })
}
