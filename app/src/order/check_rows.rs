//! The rows of what is checked before it is ordered: what it is, what it costs and saves, and what
//! cancelling costs.

use chrono::NaiveDate;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::Slot;
use domain::saving::{BaselineKind, Evidence as Proof};
use domain::service::AgreementPart;
use leptos::prelude::*;
use market::order::{LineFor, OrderQuote, PlacesFor, QuotedLine, SavingPart, Wanted};

use super::asked::Asked;
use super::{check_package, saving_words};
use crate::parts::{Change, Evidence, Muted, SummaryRow, TextLink, Ticks};
use crate::words;

/// The months of a whole year.
const YEAR: u32 = 12;

/// All rows, with the way back to what was chosen.
pub(super) fn rows(quote: &OrderQuote, asked: &Asked, today: NaiveDate) -> Vec<SummaryRow> {
    let totals = &quote.totals;
    let reason = words::vat::vat_reason_within(quote.vat.reason());
    let vat = format!("{}, {reason}", totals.vat.pence());
    let mut rows = vec![
        SummaryRow::new("Service", quote.title.clone()),
        SummaryRow::new("Delivered by", quote.provider_name.clone()),
    ];
    rows.extend(ordered(quote, asked));
    rows.extend(check_package::rows(quote));
    rows.extend([
        SummaryRow::new("Total excluding VAT", totals.net.pence().to_string()),
        SummaryRow::new("VAT", vat),
        SummaryRow::new("Total including VAT", totals.gross.pence().to_string()),
    ]);
    rows.extend(saving_row(quote));
    rows.push(cancelling(quote, today));
    rows
}

/// What is ordered, and at what price.
fn ordered(quote: &OrderQuote, asked: &Asked) -> Vec<SummaryRow> {
    let chosen = Asked::of(asked.wanted.clone()).in_address(None);
    let page = if is_by_day(quote) { "days" } else { "order" };
    let change = format!("/services/{}/{page}?{chosen}", quote.service);
    let mut rows = match quote.lines.first().map(|line| (&line.what, line)) {
        Some((LineFor::Quantity { wished_on, note }, _)) => {
            so_many(quote, *wished_on, note.as_deref(), change)
        }
        Some((LineFor::Agreement(_), _)) => agreement(quote, change),
        Some((LineFor::Places(places), _)) => at_event(quote, places, asked),
        Some((LineFor::Day(_), _)) | None => return by_day(quote, change),
    };
    rows.extend(worked_out(quote));
    rows
}

/// Whether days of people are booked.
pub(super) fn is_by_day(quote: &OrderQuote) -> bool {
    quote.lines.iter().all(|line| matches!(line.what, LineFor::Day(_)))
}

fn by_day(quote: &OrderQuote, change: String) -> Vec<SummaryRow> {
    let days: Vec<String> = days(quote).map(|(slot, line)| day_told(slot, line)).collect();
    let count = u64::try_from(days.len()).unwrap_or(u64::MAX);
    let units = words::plural(count, quote.unit.label(), quote.unit.plural());
    vec![
        SummaryRow::new(units, view! { <Ticks items=days/> }).change(change),
        SummaryRow::new(format!("Price for one {}", quote.unit.label()), prices(quote)),
    ]
}

/// A day, and that it is included or paid in part.
fn day_told(slot: Slot, line: &QuotedLine) -> String {
    let told = slot.in_words();
    if let Some(from) = &line.package {
        return format!("{told}: {}", words::package::included_in(from));
    }
    match line.full.pence().minus(line.net.pence()) {
        _ if line.included => format!("{told}: included in your membership"),
        Ok(paid) if !paid.is_zero() => format!(
            "{told}: {} less {} paid by the partnership",
            words::pounds(line.full.pence()),
            words::pounds(paid)
        ),
        _ => told,
    }
}

/// The days, each with its line.
fn days(quote: &OrderQuote) -> impl Iterator<Item = (Slot, &QuotedLine)> {
    quote.lines.iter().filter_map(|line| match &line.what {
        LineFor::Day(slot) => Some((*slot, line)),
        LineFor::Quantity { .. } | LineFor::Places(_) | LineFor::Agreement(_) => None,
    })
}

/// One price where all days cost the same; otherwise from the lowest to the highest.
fn prices(quote: &OrderQuote) -> String {
    let nets = || quote.lines.iter().map(|line| line.net.pence());
    match (nets().min(), nets().max()) {
        (Some(lowest), Some(highest)) if lowest == highest => format!("{lowest} excluding VAT"),
        (Some(lowest), Some(highest)) => format!("{lowest} to {highest} excluding VAT"),
        _ => String::new(),
    }
}

/// How many in all: what a package pays stands on lines of its own.
fn count(quote: &OrderQuote) -> String {
    let count = quote.lines.iter().map(|line| u64::from(line.quantity)).sum();
    words::plural(count, quote.unit.label(), quote.unit.plural())
}

/// What one costs, where any is paid for.
fn price_of_one(quote: &OrderQuote) -> Option<SummaryRow> {
    let line = quote.lines.iter().find(|line| line.package.is_none())?;
    let each = format!("{} excluding VAT", line.unit_net.pence());
    Some(SummaryRow::new(format!("Price for one {}", quote.unit.label()), each))
}

fn so_many(
    quote: &OrderQuote,
    wished_on: Option<NaiveDate>,
    note: Option<&str>,
    change: String,
) -> Vec<SummaryRow> {
    let count = count(quote);
    let mut rows = vec![SummaryRow::new("How many", count).change(change)];
    rows.extend(wished_on.map(|day| SummaryRow::new("Wanted from", day_in_words(day))));
    rows.extend(note.map(|note| SummaryRow::new("Note to whoever delivers", note.to_owned())));
    rows.extend(price_of_one(quote));
    rows
}

/// At which event, how many places, and who comes.
fn at_event(quote: &OrderQuote, places: &PlacesFor, asked: &Asked) -> Vec<SummaryRow> {
    let said = Asked::of(asked.wanted.clone()).in_address(None);
    let change = format!("/events/{}/places?{said}", places.event);
    let count = count(quote);
    let days = match (places.first_on, places.last_on) {
        (first, last) if first == last => day_in_words(first),
        (first, last) => format!("{} to {}", day_in_words(first), day_in_words(last)),
    };
    let mut rows = vec![
        SummaryRow::new("Event", places.title.clone()),
        SummaryRow::new("When", days),
        SummaryRow::new("How many", count).change(change),
    ];
    if let Wanted::Places { delegates, .. } = &asked.wanted {
        let names: Vec<String> = delegates.iter().map(|one| one.name.clone()).collect();
        let who = if names.is_empty() {
            "To be named later, until the day".into_any()
        } else {
            view! { <Ticks items=names/> }.into_any()
        };
        rows.push(SummaryRow::new("Who comes", who));
    }
    rows.extend(price_of_one(quote));
    rows
}

/// From when to when, and what is billed when.
fn agreement(quote: &OrderQuote, change: String) -> Vec<SummaryRow> {
    let parts: Vec<(AgreementPart, &QuotedLine)> = parts(quote).collect();
    let first = parts.first().map(|(part, _)| part.first_on);
    let last = parts.last().map(|(part, _)| part.last_on);
    let span = first
        .zip(last)
        .map(|(first, last)| format!("{} to {}", day_in_words(first), day_in_words(last)));
    let mut rows = vec![SummaryRow::new("For", span.unwrap_or_default()).change(change)];
    if parts.len() > 1 {
        let bills: Vec<String> = parts.iter().map(|(part, line)| bill(*part, line)).collect();
        rows.push(SummaryRow::new(
            "How it is billed",
            view! {
                <Ticks items=bills/>
                <Muted>"A part in each of your school’s financial years."</Muted>
            },
        ));
    }
    rows
}

fn parts(quote: &OrderQuote) -> impl Iterator<Item = (AgreementPart, &QuotedLine)> {
    quote.lines.iter().filter_map(|line| match &line.what {
        LineFor::Agreement(part) => Some((*part, line)),
        LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => None,
    })
}

fn bill(part: AgreementPart, line: &QuotedLine) -> String {
    let months = words::plural(part.months.into(), "month", "months");
    let (first, last) = (short_day(part.first_on), short_day(part.last_on));
    format!("{first} to {last}, {months}: {} excluding VAT", line.net.pence())
}

/// The sentences that work the price out; by pupils with the day on which they were counted.
fn worked_out(quote: &OrderQuote) -> Option<SummaryRow> {
    let working = quote.working.as_ref()?;
    let mut told = words::price::working_in_words(working, quote.unit);
    let by_pupils = working.of_pupils().is_some();
    let counted_on = quote.pupils.and_then(|(_, on)| on).filter(|_| by_pupils);
    told.extend(counted_on.map(|on| format!("The pupils were counted on {}.", day_in_words(on))));
    let months: u32 = parts(quote).map(|(part, _)| part.months).sum();
    let whole = working.total().ok().map(domain::Net::pence);
    if (1..YEAR).contains(&months)
        && let Some(whole) = whole
    {
        let charged = words::pounds(quote.totals.net.pence());
        told.push(if whole == quote.totals.net.pence() {
            "It costs the same however late in its year it is bought.".to_owned()
        } else {
            format!(
                "{months} of {YEAR} months remain, so it costs {charged} of {}.",
                words::pounds(whole)
            )
        });
    }
    Some(SummaryRow::new("How the price is worked out", told.join(" ")))
}

fn saving_row(quote: &OrderQuote) -> Option<SummaryRow> {
    let saving = quote.saving.clone()?;
    let difference = saving.amount.negated().ok()?;
    let told = format!("{}, {}.", words::stage(saving.stage), words::basis(saving.basis));
    let parts = saving.parts.iter().map(|part| saving_part(quote, part)).collect_view();
    let own = |part: &SavingPart| part.baseline_kind == BaselineKind::OwnEarlierSpend;
    let say = (!saving.parts.iter().all(own)).then(|| {
        let (category, unit) = (quote.category.code(), quote.unit.code());
        let href = format!("/what-you-pay/new?category={category}&unit={unit}");
        view! { <p><TextLink href=href>"Say what you pay for this now"</TextLink></p> }
    });
    Some(SummaryRow::new(
        "What it saves",
        view! {
            <Change difference/>
            <Muted>{told}</Muted>
            {parts}
            {say}
        },
    ))
}

/// What some of it is measured against, why, and what is behind it.
fn saving_part(quote: &OrderQuote, part: &SavingPart) -> impl IntoView + use<> {
    let measured_by = saving_words::measured_by(quote.unit, parts(quote).next().is_some());
    let told = saving_words::part(part, measured_by);
    let (href, text) = match part.evidence.first() {
        Some(Proof::File(file)) => (format!("/files/{file}"), "See the document behind this"),
        Some(Proof::PricePoint(_)) | None => {
            (format!("/services/{}/market", quote.service), "See the prices behind this")
        }
    };
    view! {
        <p>{told}</p>
        <p><Evidence href text=text/></p>
    }
}

/// What cancelling costs, and what of that is over already.
fn cancelling(quote: &OrderQuote, today: NaiveDate) -> SummaryRow {
    let late = |line: &&QuotedLine| line.free_until.is_some_and(|until| until < today);
    let (before, now) = match quote.lines.first().map(|line| &line.what) {
        Some(LineFor::Agreement(_) | LineFor::Places(_)) => {
            (words::Before::ItBegins, over(quote.lines.iter().any(|line| late(&line))))
        }
        Some(LineFor::Quantity { wished_on: Some(_), .. }) => {
            (words::Before::TheDayWished, over(quote.lines.iter().any(|line| late(&line))))
        }
        Some(LineFor::Quantity { wished_on: None, .. }) => (words::Before::Delivered, None),
        Some(LineFor::Day(_)) | None => {
            let days: Vec<NaiveDate> =
                days(quote).filter(|(_, line)| late(line)).map(|(slot, _)| slot.day).collect();
            (words::Before::EachDay, words::cancelling_now(&days, quote.lines.len()))
        }
    };
    let rule = words::cancellation(&quote.cancellation, before);
    let now = now.map(|now| view! { <p><b>{now}</b></p> });
    SummaryRow::new("Cancelling", view! { <p>{rule}</p>{now} })
}

fn over(is_late: bool) -> Option<String> {
    is_late.then(|| "The time to cancel it for nothing is over.".to_owned())
}
