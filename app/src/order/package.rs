//! What of a package that an order bought is taken and what is left, on the order's page.

use domain::calendar::short_day;
use domain::money::grouped;
use domain::order::OrderState;
use leptos::prelude::*;
use market::order::{BoughtPart, OrderView, Side};

use crate::parts::{Cell, ColumnHead, Muted, Section, Table, TableRow, TextLink};
use crate::words;

/// The parts of the package, where the order bought one.
pub(super) fn section(view: &OrderView) -> Option<AnyView> {
    let first = view.package.first()?;
    let columns = vec![
        ColumnHead::words("Service"),
        ColumnHead::words("In the package"),
        ColumnHead::numbers("Used or booked"),
        ColumnHead::numbers("Left"),
        ColumnHead::words("In the orders"),
    ];
    let rows = view.package.iter().map(|part| row(view, part)).collect();
    let told = told(view, first);
    let bound = view.side == Side::School && view.package.iter().any(|part| part.used > 0);
    let bound = bound.then(|| {
        view! { <Muted>"The package can be cancelled once nothing of it is used or booked."</Muted> }
    });
    let section = view! {
        <Section id="package" title="What is left of the package">
            <p>{told}</p>
            <Table caption="What is in the package, and what is left" quiet_caption=true columns rows/>
            {bound}
        </Section>
    };
    Some(section.into_any())
}

/// From when to when it can be used.
fn told(view: &OrderView, part: &BoughtPart) -> String {
    let (first, last) = (short_day(part.first_on), short_day(part.last_on));
    match view.state {
        OrderState::Placed | OrderState::Completed => {
            format!(
                "What is ordered of these for days from {first} to {last} costs nothing, until it is used up."
            )
        }
        OrderState::AwaitingApproval | OrderState::SentBack => {
            format!(
                "Once this order is approved, these can be ordered at no cost for days from {first} to {last}."
            )
        }
        OrderState::Declined | OrderState::Cancelled => {
            "The package was not bought, so nothing of it is free.".to_owned()
        }
    }
}

fn row(view: &OrderView, part: &BoughtPart) -> TableRow {
    let (href, title) = (format!("/services/{}", part.service), part.title.clone());
    let of = words::plural(u64::from(part.of), part.unit.label(), part.unit.plural());
    let left = part.of.saturating_sub(part.used);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{title}</TextLink> }),
        of.into(),
        grouped(part.used.into()).into(),
        grouped(left.into()).into(),
        orders(view, part),
    ])
}

/// The orders that took some of it, each a link; none yet is a word.
fn orders(view: &OrderView, part: &BoughtPart) -> Cell {
    if part.orders.is_empty() {
        return if view.state == OrderState::Placed || view.state == OrderState::Completed {
            "None yet".into()
        } else {
            "None".into()
        };
    }
    let links = part.orders.iter().map(|(order, reference)| {
        let (href, text) = (format!("/orders/{order}"), reference.clone());
        view! { <TextLink href>{text}</TextLink>" " }
    });
    Cell::view(links.collect_view())
}
