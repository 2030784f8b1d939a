//! A school's sheet: shown, changed and kept.

use domain::buy_back::{Progress, TypedChoice};
use domain::calendar::{day_in_words, moment_in_words};
use domain::id::BuyBackId;
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::buy_back::{KeepSheet, Sheet, TypedRow, keep_sheet, view_sheet};

use super::rows;
use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Button, ButtonKind, ButtonLink, EmptyState,
    ErrorSummary, Figures, Form, Hidden, Lead, MoneyField, Muted, Notice, NoticeKind, Section,
    TextLink, Ticks, Title, whole_pounds,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// Shows the sheet.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Keeps what was chosen; then shows it again, or what it comes to.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let form = &ask.form;
    let keep = KeepSheet {
        buy_back: id,
        version: form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)?,
        rows: typed_rows(form)?,
        budget: form.get("budget").to_owned(),
    };
    match keep_sheet(ask.market(), ask.actor()?, keep).await {
        Ok(()) if form.get("then") == "check" => {
            Ok(Answer::see_other(format!("/buy-back/{id}/check")))
        }
        Ok(()) => Ok(Answer::see_other(format!("/buy-back/{id}?kept"))),
        Err(failure) => page(&ask, Typed::refused(form.clone(), failure)?).await,
    }
}

/// The rows as the form carries them, one after the other.
fn typed_rows(form: &Filled) -> Result<Vec<TypedRow>, Failure> {
    let mut rows = Vec::new();
    for place in 1..=domain::buy_back::ROWS_MAX {
        let Some(service) = form.filled(&format!("service_{place}")) else { break };
        let service = service.parse().map_err(|_| Failure::NotFound)?;
        let typed = TypedChoice {
            choice: form.get(&format!("choice_{place}")).to_owned(),
            quantity: form.get(&format!("quantity_{place}")).to_owned(),
        };
        rows.push(TypedRow { service, typed });
    }
    Ok(rows)
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let sheet = view_sheet(ask.market(), ask.actor()?, id).await?;
    let (kept, sent) = (ask.query.has("kept", ""), ask.query.has("sent", ""));
    let shown = typed.clone();
    let page = Page::new("Your services next year", move || {
        let state = state(&sheet, kept, sent);
        let body = body(&sheet, &shown);
        view! {
            <BackLink href="/buy-back" text="Back to buy-back"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("{}, {}", sheet.school, sheet.partnership) text="Your services next year"/>
            {state}
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}

/// Where it stands.
fn state(sheet: &Sheet, kept: bool, sent: bool) -> AnyView {
    let year = day_in_words(sheet.round.begins_on);
    let until = day_in_words(sheet.round.last_on());
    let see = sheet.purchase.map(|purchase| {
        let href = format!("/purchases/{purchase}");
        view! { <p><TextLink href>"See what was ordered, and where it stands"</TextLink></p> }
    });
    let by = sheet
        .sent
        .as_ref()
        .map(|(at, name)| format!("{name} sent it on {}.", moment_in_words(*at)));
    match sheet.progress {
        Progress::NotBegun | Progress::Begun => {
            let told = kept.then(|| {
                view! { <Notice title="Kept"><p>"What you chose is kept. Nothing is ordered until you send it."</p></Notice> }
            });
            let send = (sheet.can_change && sheet.progress == Progress::Begun).then(|| {
                let href = format!("/buy-back/{}/check", sheet.buy_back);
                view! { <p><TextLink href>"Check what you have chosen, and send it"</TextLink></p> }
            });
            view! {
                {told}
                <Lead>{format!(
                    "What your school had last year, with the prices of the year from {year}. Say what you want of each, \
                     and send it as one order until {until}. You can stop and go on later."
                )}</Lead>
                {send}
            }
            .into_any()
        }
        Progress::Waiting => view! {
            <Notice kind=NoticeKind::Waits title="Sent, and waiting for your approver">
                <p>{by}</p>
                {see}
            </Notice>
        }
        .into_any(),
        Progress::Renewed => view! {
            <Notice title="Renewed">
                <p>{by}</p>
                {see}
            </Notice>
        }
        .into_any(),
        Progress::Stopped => {
            let title =
                if sent { "Sent: nothing is ordered" } else { "Decided: nothing is ordered" };
            view! {
                <Notice title=title>
                    <p>{by}" Your partnership knows what you stop. You can change your mind until "{until}"."</p>
                </Notice>
            }
            .into_any()
        }
    }
}

fn body(sheet: &Sheet, typed: &Typed) -> AnyView {
    if sheet.rows.is_empty() {
        return view! {
            <EmptyState title="There is nothing to renew">
                <p>"Your school had no services through this partnership last year that begin again then."</p>
                <ButtonLink href="/services">"Find a service"</ButtonLink>
            </EmptyState>
            {others(sheet)}
        }
        .into_any();
    }
    let csv = csv::link(format!("/buy-back/{}/costs.csv", sheet.buy_back), "next year’s costs");
    let (figures, codes) = (figures(sheet), rows::by_code(&sheet.totals));
    let table = if sheet.can_change { form(sheet, typed) } else { rows::table(sheet, None) };
    view! {
        {figures}
        {table}
        <Section id="codes" title="By budget code">{codes}</Section>
        {csv}
        {others(sheet)}
    }
    .into_any()
}

/// The totals, against the budget where there is one.
fn figures(sheet: &Sheet) -> AnyView {
    let totals = &sheet.totals;
    let against = words::buy_back::difference(totals.last, totals.next);
    let budget = sheet.budget.map(|budget| {
        let left = budget.minus(totals.next.pence()).unwrap_or(Pence::ZERO);
        let note = if left.is_negative() {
            format!("{} over", words::pounds(Pence::new(left.get().saturating_abs())))
        } else {
            format!("{} left", words::pounds(left))
        };
        view! { <BigFigure size=BigSize::Medium label="Budget" value=whole_pounds(budget) note/> }
    });
    let by_date = (!totals.by_date.pence().is_zero()).then(|| {
        view! {
            <BigFigure size=BigSize::Medium label="Of that, days to book by date"
                value=whole_pounds(totals.by_date.pence()) note="not ordered here"/>
        }
    });
    let (last, next) = (whole_pounds(totals.last.pence()), whole_pounds(totals.next.pence()));
    view! {
        <Figures>
            <BigFigure size=BigSize::Medium label="Last year" value=last
                note="excluding VAT"/>
            <BigFigure size=BigSize::Medium label="Next year, as chosen"
                value=next note=against/>
            {by_date}
            {budget}
        </Figures>
    }
    .into_any()
}

fn form(sheet: &Sheet, typed: &Typed) -> AnyView {
    let action = format!("/buy-back/{}", sheet.buy_back);
    let version =
        typed.form.filled("version").map_or_else(|| sheet.version.to_string(), str::to_owned);
    let budget = match (typed.form.filled("version"), sheet.budget) {
        (None, Some(budget)) => words::plain_pounds(budget),
        _ => typed.value("budget"),
    };
    let error = typed.error("budget");
    let table = rows::table(sheet, Some(typed));
    view! {
        <Form action wide=true>
            <Hidden name="version" value=version/>
            {table}
            <MoneyField name="budget" label="What you want to spend at most, excluding VAT (optional)"
                value=budget error/>
            <Muted>"Keeping it binds nobody. Next comes a page with what it comes to, before anything is ordered."</Muted>
            <Actions>
                <Button name="then" value="check">"Keep and check before you send"</Button>
                <Button kind=ButtonKind::Secondary name="then" value="later">"Keep for later"</Button>
            </Actions>
        </Form>
    }
    .into_any()
}

/// What is not in the table, and why.
fn others(sheet: &Sheet) -> Option<AnyView> {
    if sheet.elsewhere.is_empty() && sheet.others.is_empty() {
        return None;
    }
    let told = |(title, on): &(String, chrono::NaiveDate)| {
        format!("{title}: its next year begins on {}", day_in_words(*on))
    };
    let other =
        |title: &String| format!("{title}: events and what you ask for are not renewed here");
    let items: Vec<String> =
        sheet.elsewhere.iter().map(told).chain(sheet.others.iter().map(other)).collect();
    Some(
        view! { <Section id="others" title="Not part of this" small=true><Ticks items/></Section> }
            .into_any(),
    )
}
