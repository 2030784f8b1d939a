//! The drawings and tables of a deal: the staircase of price breaks, what each means for a school.

use domain::Pence;
use domain::deal::{Meter, StepForSchool, Unit};
use domain::money::grouped;
use islands::meter::MeterWords;
use leptos::prelude::*;
use market::deal::ForSchool;

use crate::parts::chart::{ChartWords, Stair, Staircase, Today};
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
    let gap = meter.next.map_or_else(String::new, |next| {
        format!("{} more to {}", grouped(next.missing), next.unit_price.pence())
    });
    let today = Today { value: whole(meter.pooled), label: format!("Today {pooled}"), gap };
    let moving = MeterWords::of(meter, None);
    let chart = ChartWords {
        id: "price-breaks".to_owned(),
        title: "The price falls as schools join".to_owned(),
        unit: format!(
            "£ {}, excluding VAT, by {} signed up together",
            words::deal::per_unit(meter.unit),
            islands::meter::counted(meter.unit, 2),
        ),
        description: format!(
            "{} price breaks. Today {pooled} are signed up and the price is {}. {}",
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

/// What a school pays at each price break beside what it pays now.
pub(super) fn steps_for(meter: &Meter, school: &ForSchool) -> Option<AnyView> {
    let (view, own) = (school.view.as_ref()?, school.own?);
    let beside = match own.baseline {
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
    let mut rows = Vec::new();
    for (index, step) in view.at_steps.iter().enumerate() {
        let to = nexts.next().map(|next| next.from);
        rows.push(row(step, to, index + 1 == reached));
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
                "What you pay now: {} a year to {} for {}.",
                pounds(now.yearly.pence()),
                now.supplier,
                words::deal::quantity(meter.unit, u64::from(now.quantity)),
            )
        },
    );
    Some(view! { <Table caption=caption columns rows note=note/> }.into_any())
}

fn row(step: &StepForSchool, to: Option<u64>, today: bool) -> TableRow {
    let range = match (step.from, to) {
        (from, Some(to)) => {
            format!("{} to {}", grouped(from.max(1)), grouped(to.saturating_sub(1)))
        }
        (from, None) => format!("{} or more", grouped(from.max(1))),
    };
    let range = if today { format!("{range} (with you today)") } else { range };
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
    if today { row.kind(RowKind::Ours) } else { row }
}
