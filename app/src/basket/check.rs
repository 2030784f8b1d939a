//! Check before you order all of it: what it comes to, who has to approve, and the one button.

use domain::{Failure, Pence, Refusal};
use leptos::prelude::*;
use market::order::{Basket, OrderBasket, PurchaseQuote, order_basket, view_basket};

use super::page::{Said, page as basket_page};
use crate::order::purchase_order_number;
use crate::parts::{BackLink, Binding, Button, ErrorSummary, Form, Muted, TextField, Title, Width};
use crate::purchase::{binding, changed, lines, seen, seen_fields};
use crate::web::{Answer, Ask, Page, Typed};

/// Shows what it comes to; where not all of it can be ordered, the basket says why.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default(), None).await
}

/// Orders all of it, or nothing.
pub async fn order(ask: Ask) -> Result<Answer, Failure> {
    match Box::pin(ordered(&ask)).await {
        Ok(to) => Ok(Answer::see_other(to)),
        Err(Failure::Refused(Refusal::NotAsShown)) => {
            let before = Pence::new(ask.form.get("seen_gross").parse().unwrap_or(-1));
            page(&ask, Typed::default(), Some(before)).await
        }
        Err(Failure::Invalid(problems)) => {
            let typed = Typed { form: ask.form.clone(), problems };
            page(&ask, typed, None).await
        }
        // A day or a place went to somebody else meanwhile: its row says so.
        Err(Failure::Refused(refusal)) => {
            let basket = view_basket(ask.market(), ask.actor()?).await?;
            match basket.quote {
                Some(_) => Err(Failure::Refused(refusal)),
                None => {
                    let shown = basket_page(basket, ask.form_key(), Some(Said::NotOrdered));
                    Ok(shown.status(409).into())
                }
            }
        }
        Err(other) => Err(other),
    }
}

async fn ordered(ask: &Ask) -> Result<String, Failure> {
    let form = &ask.form;
    let command = OrderBasket {
        purchase_order_number: purchase_order_number(form)?,
        seen: seen(form)?.ok_or(Refusal::NotAsShown)?,
        key: form.key()?,
    };
    let placed = order_basket(ask.market(), ask.actor()?, command).await?;
    Ok(format!("/purchases/{}?placed", placed.purchase))
}

async fn page(ask: &Ask, typed: Typed, before: Option<Pence>) -> Result<Answer, Failure> {
    let basket = view_basket(ask.market(), ask.actor()?).await?;
    let Some(quote) = basket.quote.clone() else {
        let shown = basket_page(basket, ask.form_key(), before.map(|_| Said::NotOrdered));
        return Ok(if before.is_some() { shown.status(409) } else { shown }.into());
    };
    let (key, shown) = (ask.market().form_key(), typed.clone());
    let page =
        Page::new("Check before you order", move || body(&basket, &quote, (key, &shown), before));
    let page = page.with_form(&typed);
    Ok(if before.is_some() { page.status(409) } else { page }.into())
}

fn body(
    basket: &Basket,
    quote: &PurchaseQuote,
    (key, typed): (String, &Typed),
    before: Option<Pence>,
) -> impl IntoView + use<> {
    let changed = before.map(|before| changed(before, Some(quote)));
    let (lines, seen) = (lines(quote, "What is ordered from the basket"), seen_fields(quote));
    let (binding, label) = binding(&basket.school, quote);
    let (number, error) =
        (typed.value("purchase_order_number"), typed.error("purchase_order_number"));
    view! {
        <BackLink href="/basket" text="Back to the basket"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=basket.school.clone() text="Check before you order"/>
        {changed}
        {lines}
        <Form action="/basket/check" key>
            {seen}
            <TextField name="purchase_order_number" label="Purchase order number for all of it (optional)"
                hint="It will stand on every invoice" width=Width::Ten value=number error/>
            <Binding>{binding}</Binding>
            <Button large=true>{label}</Button>
        </Form>
        <Muted>"All of it is ordered, or nothing. Each provider gets their own order, and each seller sends their own invoice."</Muted>
    }
}
