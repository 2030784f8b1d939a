//! What schools say of deliveries: that they are right, or not; what providers answer, and what staff
//! decide; and visits in vain.

pub mod no_show;
pub mod provider;
pub mod school;
mod section;
pub mod staff;

use domain::Failure;
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::order::{DisputeView, OrderView, ViewedLine, view_order};

use crate::parts::Quote;
use crate::web::Ask;
use crate::words::{dispute as said, plural};

pub(crate) use section::section;

/// The order and the line of the address, as whoever looks sees them.
async fn viewed(ask: &Ask) -> Result<(OrderView, ViewedLine), Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let view = view_order(ask.market(), ask.actor()?, order).await?;
    let found = view.lines.iter().find(|one| one.id == line).cloned().ok_or(Failure::NotFound)?;
    Ok((view, found))
}

/// What a line is: with how many, where that can be less.
fn what(line: &ViewedLine) -> String {
    if !line.is_by_quantity {
        return line.description.clone();
    }
    let count = plural(u64::from(line.quantity), line.unit.label(), line.unit.plural());
    format!("{}: {count}", line.description)
}

/// What the school says, and what the provider answered.
fn told(view: &OrderView, dispute: &DisputeView) -> impl IntoView + use<> {
    let raised = format!(
        "{}, {}, {}",
        dispute.raised_by,
        view.school,
        domain::calendar::moment_in_words(dispute.raised_at)
    );
    let kind = format!("{}.", said::kind(dispute.kind));
    let words = dispute.words.clone();
    let answer = dispute.answer.clone().map(|answer| {
        let by = view.provider.clone();
        view! { <Quote by=by>{answer}</Quote> }
    });
    view! {
        <p>{kind}</p>
        <Quote by=raised>{words}</Quote>
        {answer}
    }
}
