//! A school says that a delivery is right, or that it is not.

use domain::Failure;
use domain::dispute::{DisputeKind, TypedDispute, WORDS_MAX};
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::order::{AgreeDelivery, DisputeDelivery, agree_delivery, dispute_delivery};

use super::{viewed, what};
use crate::parts::{Actions, BackLink, Button, Choice, ErrorSummary, Form, Lead, Muted, Title};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::dispute as said;

/// Says that one line is right, or all of an order.
pub async fn agree(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line = ask.form.filled("line").map(str::parse::<OrderLineId>).transpose();
    let line = line.map_err(|_| Failure::NotFound)?;
    agree_delivery(ask.market(), ask.actor()?, AgreeDelivery { order, line }).await?;
    Ok(Answer::see_other(format!("/orders/{order}")))
}

/// Asks what is not right.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Says what is not right.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let (kind, words) = (ask.form.get("kind").to_owned(), ask.form.get("words").to_owned());
    let typed = TypedDispute { kind, words };
    let command = DisputeDelivery { order, line, typed, key: ask.form.key()? };
    match dispute_delivery(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (view, line) = viewed(ask).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("What is not right?", move || {
        let fields = Fields::of(&shown);
        let choice = |kind: &DisputeKind| Choice::new(kind.code(), said::kind(*kind));
        let choices = DisputeKind::ALL.iter().map(choice).collect();
        let kind = fields.radios("kind", "What is not right?", choices, "");
        let hint = format!(
            "The provider and the partnership read this. At most {WORDS_MAX} characters. Never write \
             about a pupil, or staff it was for."
        );
        let own = fields.lines("words", "What happened?", &hint, 4);
        let told = format!(
            "{} is told, and answers. Until it is settled, it comes onto no invoice.",
            view.provider
        );
        let action = format!("/orders/{}/dispute/{}", view.id, line.id);
        view! {
            <BackLink href=format!("/orders/{}", view.id) text="Back to the order"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("Order {}", view.reference) text="What is not right?"/>
            <Lead>{what(&line)}</Lead>
            <Form action key>
                {kind}
                {own}
                <Actions><Button>"Send"</Button></Actions>
            </Form>
            <Muted>{told}</Muted>
        }
    });
    Ok(page.with_form(&typed).into())
}
