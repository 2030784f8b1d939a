//! One row of the basket: what it is, what it costs now and cost when it was put in, and what is to be
//! done where it cannot be had.

use domain::calendar::short_day;
use domain::capacity::Half;
use domain::vat::VatBasis;
use leptos::prelude::*;
use market::order::{BasketRow, LineFor, QuotedOrder, Wanted};

use crate::order::chosen_again;
use crate::parts::{Button, ButtonKind, Cell, Form, Muted, TableRow, Tag, TagKind, TextLink};
use crate::words;

/// The most days that are named one by one.
const NAMED: usize = 5;

/// The row of the table.
pub(super) fn row(one: &BasketRow, key: &str) -> TableRow {
    let now = one.now.as_ref().ok();
    let amount = |of: fn(&QuotedOrder) -> domain::Pence| {
        Cell::from(now.map_or_else(String::new, |now| of(now).to_string()))
    };
    TableRow::new(vec![
        what(one, key),
        one.partnership.clone().into(),
        amount(|now| now.totals.net.pence()),
        Cell::from(now.map_or_else(String::new, |now| vat(now.totals.vat.pence(), now.vat))),
        amount(|now| now.totals.gross.pence()),
    ])
}

/// `£48.00. At 20%`: with why, where none is added.
fn vat(vat: domain::Pence, basis: VatBasis) -> String {
    format!("{vat}. {}", words::vat::vat_in_words(basis))
}

fn what(one: &BasketRow, key: &str) -> Cell {
    let (href, title) = (format!("/services/{}", one.service), one.title.clone());
    let provider = format!("{}, delivered by {}", wanted(one), one.provider);
    let change = chosen_again(one.service, &one.wanted);
    let remove = format!("/basket/{}/remove", one.id);
    let (id, name) = (format!("{key}-{}", one.id), one.title.clone());
    let told = told(one);
    let label = format!("Take {name} out");
    Cell::view(view! {
        <TextLink href>{title}</TextLink>
        <Muted>{provider}</Muted>
        {told}
        <p><TextLink href=change>{format!("Change {name}")}</TextLink></p>
        <Form action=remove key=id><Button kind=ButtonKind::Quiet>{label}</Button></Form>
    })
}

/// That its price is another by now, or why it cannot be ordered.
fn told(one: &BasketRow) -> Option<AnyView> {
    match &one.now {
        Err(refusal) => {
            let (heading, advice) = words::refusal(refusal);
            let found = view! {
                <p><Tag kind=TagKind::Bad text=heading/></p>
                <Muted>{advice}</Muted>
            };
            Some(found.into_any())
        }
        Ok(now) if now.totals.gross.pence() != one.was => {
            let gross = now.totals.gross.pence();
            let told = format!(
                "The price has changed: it was {} including VAT when you put it in, and is {} now.",
                words::pounds(one.was),
                words::pounds(gross)
            );
            Some(
                view! { <p><Tag kind=TagKind::Waits text="New price"/></p><Muted>{told}</Muted> }
                    .into_any(),
            )
        }
        Ok(_) => None,
    }
}

/// What is wanted of it, in words.
pub(super) fn wanted(one: &BasketRow) -> String {
    of(&one.wanted, one.now.as_ref().ok())
}

fn of(wanted: &Wanted, now: Option<&QuotedOrder>) -> String {
    match wanted {
        Wanted::Days(days) | Wanted::HalfDays { days, .. } => {
            let many = u64::try_from(days.len()).unwrap_or(u64::MAX);
            let named: Vec<String> = days.iter().take(NAMED).map(|day| short_day(*day)).collect();
            let more = days.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let count = match wanted.half() {
                None => words::plural(many, "day", "days"),
                Some(Half::Morning) => words::plural(many, "morning", "mornings"),
                Some(Half::Afternoon) => words::plural(many, "afternoon", "afternoons"),
            };
            format!("{count}: {}{more}", named.join(", "))
        }
        Wanted::Quantity { count, .. } => match now {
            Some(now) => words::plural(u64::from(*count), now.unit.label(), now.unit.plural()),
            None => words::count(u64::from(*count)),
        },
        Wanted::Places { count, .. } => {
            let places = words::plural(u64::from(*count), "place", "places");
            match now.and_then(|now| now.parts.first()) {
                Some((LineFor::Places(event), _)) => {
                    format!("{places} at {}, {}", event.title, short_day(event.first_on))
                }
                Some(_) | None => places,
            }
        }
        Wanted::Agreement { year } => format!("For the year from {}", short_day(*year)),
        Wanted::Stated { figure, of: what } => {
            format!("{}, for a figure of {}", of(what, now), figure.stated.typed())
        }
    }
}
