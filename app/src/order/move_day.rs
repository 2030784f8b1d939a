//! Moving a booked day: the free days to choose from, and what it costs, before anything is moved.

use chrono::NaiveDate;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::Half;
use domain::id::{OrderId, OrderLineId};
use domain::{Failure, Pence, Problem};
use leptos::prelude::*;
use market::order::{DayToMove, MoveDay, day_to_move, move_day};

use crate::parts::{
    Actions, BackLink, Button, Choice, EmptyState, ErrorSummary, Form, Hidden, Lead, Muted, Notice,
    NoticeKind, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words;

/// Shows where a day can be moved, and what that costs.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Moves it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let (order, line) = asked(&ask)?;
    let done = match ask.form.get("to").parse::<NaiveDate>() {
        Ok(to) => {
            let agreed_charge = Pence::new(ask.form.get("charge").parse().unwrap_or(0));
            let command = MoveDay { order, line, to, agreed_charge, key: ask.form.key()? };
            move_day(ask.market(), ask.actor()?, command).await
        }
        Err(_) => Err(Failure::field("to", Problem::NotAChoice)),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

fn asked(ask: &Ask) -> Result<(OrderId, OrderLineId), Failure> {
    Ok((ask.part("order")?, ask.part("line")?))
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (order, line) = asked(ask)?;
    let found = day_to_move(ask.market(), ask.actor()?, order, line).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Move a day", move || {
        let caption = format!("{}: {}", found.reference, found.what);
        let lead =
            format!("Booked: {}{}.", day_in_words(found.day), words::half::behind(found.half));
        let form = form(&found, key, &shown);
        view! {
            <BackLink href=format!("/orders/{order}") text="Back to the order"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption text="Move a day"/>
            <Lead>{lead}</Lead>
            {costs(&found)}
            {form}
        }
    });
    Ok(page.with_form(&typed).into())
}

/// What moving it costs today.
fn costs(found: &DayToMove) -> impl IntoView + use<> {
    let (kind, title, told) = match found.free_until {
        Some(until) => (
            NoticeKind::Waits,
            format!("Moving this day costs {} including VAT", words::pounds(found.charge)),
            format!(
                "It was free until {}. A day that is moved later costs what cancelling it would, \
                 and the day itself is paid as well.",
                short_day(until)
            ),
        ),
        None => (
            NoticeKind::Info,
            "Moving this day costs nothing".to_owned(),
            "The price of the day stays as it was agreed.".to_owned(),
        ),
    };
    view! { <Notice kind title><p>{told}</p></Notice> }
}

fn form(found: &DayToMove, key: String, typed: &Typed) -> AnyView {
    if found.days.is_empty() {
        return view! {
            <EmptyState title="No other day is free">
                <p>"Nobody is free on another day of this financial year that can still be booked."</p>
            </EmptyState>
        }
        .into_any();
    }
    let choices = found.days.iter().map(|day| Choice::new(day.to_string(), day_in_words(*day)));
    let hint = match found.half {
        None => "Free days of the same financial year of your school",
        Some(Half::Morning) => "Free mornings of the same financial year of your school",
        Some(Half::Afternoon) => "Free afternoons of the same financial year of your school",
    };
    let to = Fields::of(typed).select("to", "New day", hint, choices.collect());
    let action = format!("/orders/{}/move/{}", found.order, found.line);
    let charge = found.charge.get().to_string();
    let button = if found.charge.is_zero() {
        "Move the day".to_owned()
    } else {
        format!("Move the day and pay {}", words::pounds(found.charge))
    };
    view! {
        <Form action key>
            {to}
            <Hidden name="charge" value=charge/>
            <Actions><Button>{button}</Button></Actions>
        </Form>
        <Muted>"The provider and whoever comes are told at once. The same person comes where they are free."</Muted>
    }
    .into_any()
}
