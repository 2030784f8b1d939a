//! The drawings and tables of a deal: the staircase of price breaks, what each means for a school.

use domain::Pence;
use domain::deal::{DealState, Meter, StepForSchool, Unit};
use domain::money::grouped;
use leptos::prelude::*;
use market::deal::ForSchool;

use super::meter::MeterWords;
use crate::parts::chart::{ChartWords, Meter as Bar, Stair, Staircase, Today};
use crate::parts::{Cell, Change, ColumnHead, RowKind, Table, TableRow};
use crate::words::{self, pounds};

/// The staircase of price breaks with today's place on it.
pub(super) fn staircase(meter: &Meter) -> impl IntoView + use<> {
    let stairs: Vec<Stair> = meter
        .steps
        .iter()
        .map(|step| Stair {
            from: whole(step.from),
            from_text: grouped(step.from),
            price: step.unit_price.pence().get(),
            price_text: step.unit_price.pence().to_string(),
        })
        .collect();
    let pooled = words::deal::quantity(meter.unit, meter.pooled);
    let ended = meter.state != DealState::Open && meter.state != DealState::Draft;
    let next = meter.next.filter(|_| !ended);
    let gap = next.map_or_else(String::new, |next| {
        format!("{} more to {}", grouped(next.missing), next.unit_price.pence())
    });
    let today = Today {
        value: whole(meter.pooled),
        label: format!("{} {pooled}", if ended { "At closing" } else { "Today" }),
        gap,
    };
    let moving = MeterWords::of(meter, None);
    let chart = ChartWords {
        id: "price-breaks".to_owned(),
        title: "The price falls as schools join".to_owned(),
        unit: format!(
            "£ {}, excluding VAT, by {} signed up together",
            words::deal::per_unit(meter.unit),
            words::deal::counted(meter.unit, 2),
        ),
        description: format!(
            "{} prices. {pooled} are signed up and the price is {}. {}",
            stairs.len(),
            moving.price_now,
            moving.next_step,
        ),
        source: String::new(),
    };
    view! { <Staircase words=chart stairs today heads=("Signed up together", "£ excluding VAT")/> }
}

/// Quantities far beyond any school system are drawn at the edge.
fn whole(quantity: u64) -> i64 {
    i64::try_from(quantity).unwrap_or(i64::MAX)
}

/// How near the deal is to going ahead, as a bar.
pub(super) fn quorum(meter: &Meter) -> impl IntoView + use<> {
    let needed = meter.quorum.needed.schools.filter(|needed| *needed > meter.schools_in);
    needed.map(|needed| {
        let text = format!("{} of {needed} schools", meter.schools_in);
        view! { <Bar value=i64::from(meter.schools_in) whole=i64::from(needed) text=text/> }
    })
}

/// What a school pays at each price break beside what it pays now, as things stand at a time.
pub(super) fn steps_for(meter: &Meter, school: &ForSchool, at: &str) -> Option<AnyView> {
    let (view, own) = (school.view.as_ref()?, school.own?);
    let beside = match own.baseline {
        Some(now) if meter.state == DealState::Met => {
            format!("Beside {} before", pounds(now.pence()))
        }
        Some(now) => format!("Beside {} now", pounds(now.pence())),
        None => "Beside what you pay now".to_owned(),
    };
    let columns = vec![
        ColumnHead::words("When signed up together"),
        ColumnHead::numbers(if meter.unit == Unit::Pupil { "Per pupil" } else { "Each" }),
        ColumnHead::numbers("You pay a year"),
        ColumnHead::numbers(beside),
    ];
    let mut nexts = meter.steps.iter().skip(1);
    let reached = view.at_steps.iter().filter(|step| step.reached).count();
    let here = match meter.state {
        DealState::Open | DealState::Draft => format!("with you in, as of {at}"),
        DealState::Met | DealState::Lapsed | DealState::Withdrawn => "at closing".to_owned(),
    };
    let mut rows = Vec::new();
    for (index, step) in view.at_steps.iter().enumerate() {
        let to = nexts.next().map(|next| next.from);
        let is_here = index + 1 == reached;
        rows.push(row(step, to, is_here.then_some(here.as_str())));
    }
    let caption = format!(
        "{}, {}, with your school in, excluding VAT",
        school.name,
        words::deal::quantity(meter.unit, u64::from(own.quantity)),
    );
    let note = school.baseline.as_ref().map_or_else(
        || "Say what you pay now when you sign up, and your saving stands here.".to_owned(),
        |now| {
            format!(
                "{}: {} a year to {} for {}.",
                if meter.state == DealState::Met {
                    "What you paid before"
                } else {
                    "What you pay now"
                },
                pounds(now.yearly.pence()),
                now.supplier,
                words::deal::quantity(meter.unit, u64::from(now.quantity)),
            )
        },
    );
    Some(view! { <Table caption=caption columns rows note=note/> }.into_any())
}

fn row(step: &StepForSchool, to: Option<u64>, here: Option<&str>) -> TableRow {
    let range = match (step.from, to) {
        (from, Some(to)) => {
            format!("{} to {}", grouped(from.max(1)), grouped(to.saturating_sub(1)))
        }
        (from, None) => format!("{} or more", grouped(from.max(1))),
    };
    let range = here.map_or(range.clone(), |here| format!("{range} ({here})"));
    let difference = step.saving.and_then(|saving| saving.negated().ok());
    let difference = difference.map_or(Cell::from("Not known yet"), |difference: Pence| {
        Cell::view(view! { <Change difference/> })
    });
    let row = TableRow::new(vec![
        range.into(),
        step.unit_price.pence().to_string().into(),
        pounds(step.cost.pence()).into(),
        difference,
    ]);
    if here.is_some() { row.kind(RowKind::Ours) } else { row }
}
