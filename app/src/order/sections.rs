//! The parts of an order's page.

use chrono::NaiveDate;
use domain::Pence;
use domain::calendar::{day_in_words, short_day};
use domain::dispute::Said;
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
use crate::service::price_about;
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
    if !view.is_by_day() {
        return format!("{}{}, by {}", view.what, extent(view), view.provider);
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

/// How much, or from when to when: `: 12 hours`, `: 1 Sep 2026 to 31 Aug 2027, in 2 parts`.
fn extent(view: &OrderView) -> String {
    let spans = || view.lines.iter().filter_map(|line| line.span);
    let (first, last) =
        (spans().map(|(first, _)| first).min(), spans().map(|(_, last)| last).max());
    if let Some((first, last)) = first.zip(last) {
        let parts = match view.lines.len() {
            0 | 1 => String::new(),
            parts => format!(", in {parts} parts"),
        };
        return format!(": {} to {}{parts}", short_day(first), short_day(last));
    }
    // What a package pays is a line of its own.
    let ordered: Vec<&ViewedLine> = view.lines.iter().filter(|line| !line.is_charge).collect();
    let live = |line: &&&ViewedLine| line.state.code() != LineStateCode::Cancelled;
    let any = ordered.iter().any(|line| live(&line));
    let counted = ordered.iter().filter(|line| !any || live(line));
    let many = counted.map(|line| u64::from(line.quantity)).sum();
    ordered.first().map_or_else(String::new, |line| {
        format!(": {}", words::plural(many, line.unit.label(), line.unit.plural()))
    })
}

/// `12 hours`.
fn count(line: &ViewedLine) -> String {
    words::plural(u64::from(line.quantity), line.unit.label(), line.unit.plural())
}

/// What a line is for: its day, its time, or how many.
fn line_for(view: &OrderView, line: &ViewedLine) -> String {
    let what = bare(view, line);
    if let Some(from) = &line.working.package {
        return format!("{what}: included in {} ({})", from.title, from.reference);
    }
    if line.working.is_included() {
        return format!("{what}: included in the membership");
    }
    match (line.working.subsidy(), line.working.before_subsidy()) {
        (Ok(Some(paid)), Ok(full)) => {
            let (full, paid) = (words::pounds(full.pence()), words::pounds(paid.pence()));
            format!("{what}: {full} less {paid} paid by the partnership")
        }
        _ => what,
    }
}

/// Where the money goes, where the price says what it is made of.
pub(super) fn made_of(view: &OrderView) -> Option<AnyView> {
    let line = view.lines.iter().find(|line| !line.working.made_of.is_empty())?;
    let of = match line.day {
        Some(_) => format!("one {}", line.unit.label()),
        None => count(line),
    };
    price_about::share_bar(&line.working, "made-of", &of)
}

fn bare(view: &OrderView, line: &ViewedLine) -> String {
    match (line.day, line.span.filter(|_| line.months.is_some())) {
        (Some(day), _) => format!("{}{}", day_in_words(day), words::half::beside(line.half)),
        (None, Some((first, last))) => {
            let months = words::plural(u64::from(line.months.unwrap_or(0)), "month", "months");
            format!("{} to {}, {months}", short_day(first), short_day(last))
        }
        (None, None) if view.contract.is_none() && !line.is_charge => count(line),
        (None, None) => line.description.clone(),
    }
}

/// The lines of an order.
pub(super) fn lines(view: &OrderView, key: &str) -> impl IntoView + use<> {
    let shows_person = view.side == Side::Provider && view.is_by_day();
    let mut columns = vec![ColumnHead::words("What")];
    if shows_person {
        columns.push(ColumnHead::words("Who"));
    }
    columns.push(ColumnHead::words("State"));
    columns.push(ColumnHead::numbers("Excluding VAT"));
    let open = |line: &&ViewedLine| line.can_cancel || line.late_charge.is_some();
    let may_cancel = view.lines.iter().filter(open).count() > 1;
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
    let mut cells: Vec<Cell> = vec![line_for(view, line).into()];
    if shows.person {
        cells.push(line.practitioner.clone().unwrap_or_default().into());
    }
    let (state, kind) = match (view.state, line.state.code()) {
        (OrderState::AwaitingApproval | OrderState::SentBack, LineStateCode::Booked) => {
            (if line.day.is_some() { "Held" } else { "Waits" }, TagKind::Waits)
        }
        (_, LineStateCode::Booked) if line.day.is_none() => ("Ordered", TagKind::Good),
        _ if line.said.is_some_and(Said::is_disputed) => (words::dispute::DISPUTED, TagKind::Bad),
        _ if line.no_show.is_some() => ("Came in vain", TagKind::Plain),
        (_, LineStateCode::Delivered) if line.is_charge => ("To be invoiced", TagKind::Waits),
        (_, state) => words::line_state(state),
    };
    let invoice = line.invoice.clone().filter(|_| view.side != Side::Provider);
    let may = line.can_cancel || line.late_charge.is_some();
    let cancel = (shows.cancel && may).then(|| {
        let action = format!("/orders/{}/cancel", view.id);
        let id = line.id.to_string();
        let cancels = if line.day.is_some() { "Cancel this day" } else { "Cancel this" };
        let cancels = match line.late_charge {
            Some(charge) => format!("{cancels} and pay {}", words::pounds(charge)),
            None => cancels.to_owned(),
        };
        let charge = line.late_charge.unwrap_or_default().get().to_string();
        view! {
            <Form action=action key=format!("{key}-cancel-{id}")>
                <Hidden name="line" value=id/>
                <Hidden name="charge" value=charge/>
                <Button kind=ButtonKind::Quiet>{cancels}</Button>
            </Form>
        }
    });
    let moves = (may && line.day.is_some()).then(|| {
        let href = format!("/orders/{}/move/{}", view.id, line.id);
        view! { " "<TextLink href>"Move this day"</TextLink> }
    });
    cells.push(Cell::view(view! {
        <Tag kind=kind text=state/>
        {moves}
        {invoice.map(|(id, number)| view! {
            " "<TextLink href=format!("/invoices/{id}")>{number}</TextLink>
        })}
        {cancel}
    }));
    cells.push(line.net.pence().to_string().into());
    TableRow::new(cells)
}

/// The way to who comes, for the school's single central record, once days are booked.
pub(super) fn comes(view: &OrderView) -> Option<AnyView> {
    let binding = matches!(view.state, OrderState::Placed | OrderState::Completed);
    let live = |line: &ViewedLine| line.state.code() != LineStateCode::Cancelled;
    let has_days = view.lines.iter().any(|line| line.day.is_some() && live(line));
    let named = binding && has_days && view.side != Side::Provider;
    let href = format!("/orders/{}/people", view.id);
    named.then(|| {
        view! { <p><TextLink href>"Who comes: for your single central record"</TextLink></p> }
            .into_any()
    })
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
    let measured_by = super::saving_words::measured_by(unit, view.is_agreement());
    let told = super::saving_words::part(part, measured_by);
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

/// Cancelling the whole for what the terms say, with that on the button.
fn cancel_late(
    view: &OrderView,
    key: &str,
    charge: Pence,
    free_until: Option<NaiveDate>,
) -> AnyView {
    let (action, key) = (format!("/orders/{}/cancel", view.id), format!("{key}-cancel"));
    let was_free =
        free_until.map(|until| format!("Cancelling was free until {}. ", short_day(until)));
    let costs = words::pounds(charge);
    let told = format!(
        "{}By the terms it was ordered on, cancelling now costs {costs} including VAT, which {} invoices.",
        was_free.unwrap_or_default(),
        view.seller
    );
    view! {
        <Section id="cancel" title="Cancel this order" small=true>
            <p>{told}</p>
            <Form action=action key=key>
                <Hidden name="charge" value=charge.get().to_string()/>
                <Button kind=ButtonKind::Warning>{format!("Cancel and pay {costs}")}</Button>
            </Form>
        </Section>
    }
    .into_any()
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
            (OrderState::Placed, None) => {
                "Cancelling costs nothing until it is delivered.".to_owned()
            }
            _ => "Nothing is binding yet, so cancelling costs nothing.".to_owned(),
        };

        let freed = if view.is_by_day() { " The days are free for others at once." } else { "" };
        return Some(
            view! {
                <Section id="cancel" title="Cancel this order" small=true>
                    <p>{told}{freed}</p>
                    <Form action=action key=key>
                        <Button kind=ButtonKind::Warning>"Cancel the whole order"</Button>
                    </Form>
                </Section>
            }
            .into_any(),
        );
    }
    if let Some(charge) = view.late_charge {
        return Some(cancel_late(view, key, charge, free_until));
    }
    // Of a package that is used, its section says when it can be cancelled.
    let used = view.package.iter().any(|part| part.used > 0);
    let late = view.state == OrderState::Placed && view.side == Side::School && !used;
    free_until.filter(|_| late).map(|until| {
        let told = format!("Cancelling all of it was free until {}.", short_day(until));
        view! { <Muted>{told}" Speak to the provider about what it costs now."</Muted> }.into_any()
    })
}
