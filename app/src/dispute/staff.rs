//! The partnership's staff decide on what a provider stands by.

use domain::Failure;
use domain::dispute::{DisputeState, Outcome, TypedDecision, WORDS_MAX};
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::order::{DecideDispute, ViewedLine, decide_dispute};

use super::{told, viewed, what};
use crate::parts::{
    Actions, BackLink, Button, Choice, EmptyState, ErrorSummary, Form, Lead, Muted, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::{self, dispute as said};

/// Asks for the decision.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Takes it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let get = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedDecision {
        decision: get("decision"),
        quantity: get("quantity"),
        net: get("net"),
        reason: get("reason"),
    };
    let command = DecideDispute { order, line, typed, key: ask.form.key()? };
    match decide_dispute(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

fn form(action: String, line: &ViewedLine, key: String, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let choices = vec![
        Choice::new(Outcome::AsSaid.code(), "It was delivered as confirmed"),
        Choice::new(Outcome::NotDelivered.code(), "It was not delivered, and costs nothing"),
        Choice::new(Outcome::InPart.code(), "It was delivered in part"),
    ];
    let decision = fields.radios("decision", "What do you decide?", choices, "");
    let part = if line.is_by_quantity {
        let label = format!("How many, if in part? At most {}", line.quantity.saturating_sub(1));
        fields.number("quantity", &label, line.unit.plural())
    } else {
        let hint = format!("Excluding VAT, less than {}", words::pounds(line.net.pence()));
        fields.money("net", "For how much, if in part?", &hint)
    };
    let hint = format!(
        "Both are told. At most {WORDS_MAX} characters. Never write about a pupil, or staff it was for."
    );
    let reason = fields.lines("reason", "Why?", &hint, 4);
    view! {
        <Form action key>
            {decision}
            {part}
            {reason}
            <Actions><Button>"Decide"</Button></Actions>
        </Form>
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (view, line) = viewed(ask).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Decide what was delivered", move || {
        let body = match line.dispute.as_ref().filter(|one| one.outcome.is_none()) {
            Some(dispute) => {
                let action = format!("/orders/{}/settle/{}", view.id, line.id);
                let (said, form) = (told(&view, dispute), form(action, &line, key, &shown));
                let waits = (dispute.state == DisputeState::Open).then(|| {
                    let told = format!(
                        "{} has not answered yet. You can decide a week after the school said so.",
                        view.provider
                    );
                    view! { <p>{told}</p> }
                });
                let invoice = line.invoice.as_ref().map(|(_, number)| {
                    let told = format!(
                        "It is on invoice {number} already: what is not owed is to be credited. {}",
                        said::BY_CREDIT_NOTE
                    );
                    view! { <Muted>{told}</Muted> }
                });
                view! { {said}{waits}{invoice}{form} }.into_any()
            }
            None => view! {
                <EmptyState title="Nothing is left to decide">
                    <p>"It is settled. The order says what came of it."</p>
                </EmptyState>
            }
            .into_any(),
        };
        view! {
            <BackLink href=format!("/orders/{}", view.id) text="Back to the order"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("Order {}, {}", view.reference, view.school) text="Decide what was delivered"/>
            <Lead>{what(&line)}</Lead>
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}
