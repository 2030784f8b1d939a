//! A provider says that somebody came and could not work.

use domain::Failure;
use domain::dispute::{NoShowKind, TypedNoShow, WORDS_MAX};
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::order::{SayNoShow, say_no_show};

use super::viewed;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, EmptyState, ErrorSummary, Form, Lead, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::{self, dispute as said};

/// Asks why.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Says so.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let (kind, words) = (ask.form.get("kind").to_owned(), ask.form.get("words").to_owned());
    let typed = TypedNoShow { kind, words };
    let command = SayNoShow { order, line, typed, key: ask.form.key()? };
    match say_no_show(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/bookings/{order}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (view, line) = viewed(ask).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("We came and could not work", move || {
        let body = match line.no_show_charge {
            Some(charge) => {
                let fields = Fields::of(&shown);
                let choice = |kind: &NoShowKind| Choice::new(kind.code(), said::no_show(*kind));
                let choices = NoShowKind::ALL.iter().map(choice).collect();
                let kind = fields.radios("kind", "Why could you not work?", choices, "");
                let hint = format!(
                    "Optional. The school reads this. At most {WORDS_MAX} characters. Never write about a \
                     pupil, or staff it was for."
                );
                let own = fields.text("words", "Anything else", &hint);
                let costs = if charge.is_zero() {
                    "By the terms it was ordered on, the school pays nothing for it.".to_owned()
                } else {
                    format!(
                        "By the terms it was ordered on, the school pays what cancelling on that day \
                         costs: {} including VAT. It is told, and can say that this is not right.",
                        words::pounds(charge)
                    )
                };
                let action = format!("/bookings/{}/in-vain/{}", view.id, line.id);
                view! {
                    <p>{costs}</p>
                    <Form action key>
                        {kind}
                        {own}
                        <Actions>
                            <Button kind=ButtonKind::Warning>"We came and could not work"</Button>
                        </Actions>
                    </Form>
                }
                .into_any()
            }
            None => view! {
                <EmptyState title="This cannot be said of this day">
                    <p>"Say it on the day, or within a week after, of a day that is booked."</p>
                </EmptyState>
            }
            .into_any(),
        };
        view! {
            <BackLink href="/bookings" text="Back to bookings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("Order {}, {}", view.reference, view.school) text="We came and could not work"/>
            <Lead>{line.description.clone()}</Lead>
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}
