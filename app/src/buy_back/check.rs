//! Check before you send: what it comes to, who has to approve, and the one button.

use domain::id::BuyBackId;
use domain::{Failure, Pence, Refusal};
use leptos::prelude::*;
use market::buy_back::{CheckSheet, SendSheet, check_sheet, send_sheet};

use crate::order::purchase_order_number;
use crate::parts::{
    BackLink, Binding, Button, ErrorSummary, Form, Hidden, Muted, Notice, NoticeKind, Section,
    TextField, TextLink, Ticks, Title, Width,
};
use crate::purchase::{binding, changed, lines, seen, seen_fields};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Shows what it comes to.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default(), None).await
}

/// Sends it.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    match sent(&ask, id).await {
        Ok(to) => Ok(Answer::see_other(to)),
        Err(Failure::Refused(Refusal::NotAsShown)) => {
            let before = Pence::new(ask.form.get("seen_gross").parse().unwrap_or(-1));
            page(&ask, Typed::default(), Some(before)).await
        }
        // What has to be chosen first is said on the page itself.
        Err(Failure::Invalid(wrong)) if wrong.iter().any(|one| one.field == "choices") => {
            page(&ask, Typed::default(), None).await
        }
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?, None).await,
    }
}

async fn sent(ask: &Ask, id: BuyBackId) -> Result<String, Failure> {
    let form = &ask.form;
    let send = SendSheet {
        buy_back: id,
        version: form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)?,
        purchase_order_number: purchase_order_number(form)?,
        seen: seen(form)?,
        key: form.key()?,
    };
    let sent = send_sheet(ask.market(), ask.actor()?, send).await?;
    Ok(match sent.placed {
        Some(placed) => format!("/purchases/{}?placed", placed.purchase),
        None => format!("/buy-back/{id}?sent"),
    })
}

async fn page(ask: &Ask, typed: Typed, before: Option<Pence>) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let check = check_sheet(ask.market(), ask.actor()?, id).await?;
    let (key, shown) = (ask.market().form_key(), typed.clone());
    let page = Page::new("Check before you send", move || body(&check, key, &shown, before));
    let page = page.with_form(&typed);
    Ok(if before.is_some() { page.status(409) } else { page }.into())
}

fn body(
    check: &CheckSheet,
    key: String,
    typed: &Typed,
    before: Option<Pence>,
) -> impl IntoView + use<> {
    let sheet = &check.sheet;
    let back = format!("/buy-back/{}", sheet.buy_back);
    let changed = before.map(|before| changed(before, check.quote.as_ref()));
    let (lines, others) = (
        check.quote.as_ref().map(|quote| lines(quote, "What is ordered for next year")),
        others(check),
    );
    let button = if check.unchosen.is_empty() {
        send_form(check, key, typed)
    } else {
        unchosen(&check.unchosen, &back)
    };
    view! {
        <BackLink href=back text="Back to your services"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=sheet.school.clone() text="Check before you send"/>
        {changed}
        {lines}
        {others}
        {button}
    }
}

/// What stops, and what is booked by date.
fn others(check: &CheckSheet) -> AnyView {
    use domain::buy_back::Choice;
    let rows = || check.sheet.rows.iter().filter(|row| row.next().is_some());
    let stops: Vec<String> =
        rows().filter(|row| row.kept == Some(Choice::Stop)).map(|row| row.title.clone()).collect();
    let goes = |choice: Option<Choice>| choice.is_some_and(|one| one != Choice::Stop);
    let days: Vec<String> = rows()
        .filter(|row| !row.renewal.is_ordered() && goes(row.kept))
        .map(|row| {
            let quantity = row.next().map_or(0, |next| next.quantity);
            let many = words::plural(quantity.into(), row.unit.label(), row.unit.plural());
            format!("{}, {many}: book the days from the calendar", row.title)
        })
        .collect();
    view! {
        {(!stops.is_empty()).then(|| view! {
            <Section id="stops" title="What stops" small=true>
                <Ticks items=stops not=true/>
                <Muted>"Your partnership is told."</Muted>
            </Section>
        })}
        {(!days.is_empty()).then(|| view! {
            <Section id="days" title="What you book by date" small=true><Ticks items=days/></Section>
        })}
    }
    .into_any()
}

fn unchosen(titles: &[String], back: &str) -> AnyView {
    let (items, back) = (titles.to_vec(), back.to_owned());
    view! {
        <Notice kind=NoticeKind::Waits title="Say what you want of these first">
            <Ticks items/>
            <p><TextLink href=back>"Back to your services"</TextLink></p>
        </Notice>
    }
    .into_any()
}

fn send_form(check: &CheckSheet, key: String, typed: &Typed) -> AnyView {
    let action = format!("/buy-back/{}/check", check.sheet.buy_back);
    let version = check.sheet.version.to_string();
    let Some(quote) = &check.quote else {
        return view! {
            <Form action key>
                <Hidden name="version" value=version/>
                <Binding>"When you send this, nothing is ordered, and your partnership is told what you stop."</Binding>
                <Button large=true>"Send"</Button>
            </Form>
        }
        .into_any();
    };
    let seen = seen_fields(quote);
    let (binding, label) = binding(&check.sheet.school, quote);
    let (number, error) =
        (typed.value("purchase_order_number"), typed.error("purchase_order_number"));
    view! {
        <Form action key>
            <Hidden name="version" value=version/>
            {seen}
            <TextField name="purchase_order_number" label="Purchase order number for all of it (optional)"
                hint="It will stand on every invoice" width=Width::Ten value=number error/>
            <Binding>{binding}</Binding>
            <Button large=true>{label}</Button>
        </Form>
    }
    .into_any()
}
