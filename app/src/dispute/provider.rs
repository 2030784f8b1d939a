//! A provider answers what a school says is not right.

use domain::Failure;
use domain::dispute::{Outcome, TypedAnswer, WORDS_MAX};
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::order::{AnswerDispute, ViewedLine, answer_dispute};

use super::{told, viewed, what};
use crate::parts::{
    Actions, BackLink, Button, Choice, EmptyState, ErrorSummary, Form, Lead, Muted, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};

/// Asks for the answer.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Takes it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let get = |field: &str| ask.form.get(field).to_owned();
    let typed =
        TypedAnswer { answer: get("answer"), quantity: get("quantity"), words: get("words") };
    let command = AnswerDispute { order, line, typed, key: ask.form.key()? };
    match answer_dispute(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/bookings/{order}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// What can be answered of a line.
fn choices(line: &ViewedLine) -> Vec<Choice> {
    let invoiced = line.invoice.is_some();
    let mut choices = Vec::new();
    if !line.is_charge {
        let again = "Take the confirmation back: it is still to be delivered";
        choices.push(Choice::new(Outcome::BookedAgain.code(), again));
    }
    let not =
        if line.is_charge { "It is not owed" } else { "It was not delivered, and costs nothing" };
    choices.push(Choice::new(Outcome::NotDelivered.code(), not));
    if line.is_by_quantity {
        choices.push(Choice::new(Outcome::InPart.code(), "Fewer were delivered"));
    }
    choices.push(Choice::new("stand_by", "Stand by it: the partnership decides"));
    // What is on an invoice is not delivered once more under the same line.
    choices.retain(|choice| !invoiced || choice.value != Outcome::BookedAgain.code());
    choices
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (view, line) = viewed(ask).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Answer the school", move || {
        let body = match line.dispute.as_ref().filter(|one| one.outcome.is_none()) {
            Some(dispute) => {
                let fields = Fields::of(&shown);
                let answer = fields.radios("answer", "What do you answer?", choices(&line), "");
                let most = line.quantity.saturating_sub(1);
                let quantity = line.is_by_quantity.then(|| {
                    fields.number(
                        "quantity",
                        &format!("How many were delivered, if fewer? At most {most}"),
                        line.unit.plural(),
                    )
                });
                let hint = format!(
                    "The school and the partnership read this. Needed if you stand by it. At most \
                     {WORDS_MAX} characters. Never write about a pupil, or staff it \
                     was for."
                );
                let own = fields.lines("words", "What do you say to the school?", &hint, 4);
                let action = format!("/bookings/{}/answer/{}", view.id, line.id);
                let said = told(&view, dispute);
                let invoiced = line.invoice.is_some().then(|| {
                    view! { <Muted>"It is on an invoice already: what is not owed is credited."</Muted> }
                });
                view! {
                    {said}
                    {invoiced}
                    <Form action key>
                        {answer}
                        {quantity}
                        {own}
                        <Actions><Button>"Send your answer"</Button></Actions>
                    </Form>
                }
                .into_any()
            }
            None => view! {
                <EmptyState title="Nothing is left to answer">
                    <p>"It is settled. The order says what came of it."</p>
                </EmptyState>
            }
            .into_any(),
        };
        view! {
            <BackLink href=format!("/bookings/{}", view.id) text="Back to the order"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("Order {}, {}", view.reference, view.school) text="Answer the school"/>
            <Lead>{what(&line)}</Lead>
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}
