//! Check your answers: what an order costs, what it saves, and when it becomes binding.

use chrono::NaiveDate;
use domain::calendar::{day_in_words, short_day};
use domain::delegation::ApprovalLevel;
use domain::id::ServiceId;
use domain::order::WINDOW_DAYS;
use domain::{Failure, FieldProblem, Pence};
use leptos::prelude::*;
use market::order::{LineFor, OrderQuote, QuoteOrder, Wanted, quote_order};

use super::asked::{Asked, asked, is_by_order_form};
use super::check_rows::{is_by_day, rows};
use super::pick::why_not;
use super::{already, instead, order_form};
use crate::parts::{
    BackLink, BigFigure, BigSize, Binding, Button, ButtonKind, ErrorSummary, Form, Hidden, Muted,
    Notice, NoticeKind, SummaryList, TextField, Ticks, Title, Width, whole_pounds,
};
use crate::service::days::pick_again;
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Takes the days that are chosen to the page that says what they come to: a page of its own, so that
/// the way back to it is one.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    let service: ServiceId = ask.part("service")?;
    match asked(&ask, service).await {
        Ok(asked) if !asked.is_nothing() => {
            let number = ask.form.filled("purchase_order_number").map(str::to_owned);
            let said = asked.in_address(number.map(|number| ("purchase_order_number", number)));
            Ok(Answer::see_other(format!("/services/{service}/check?{said}")))
        }
        Ok(asked) => show(ask, service, asked, Vec::new(), None).await,
        Err(Failure::Invalid(problems)) => choose_again(&ask, service, problems).await,
        Err(other) => Err(other),
    }
}

/// Shows what it comes to that the address asks for.
pub async fn look(mut ask: Ask) -> Result<Answer, Failure> {
    ask.form = std::mem::take(&mut ask.query);
    let service: ServiceId = ask.part("service")?;
    match asked(&ask, service).await {
        Ok(asked) => show(ask, service, asked, Vec::new(), None).await,
        Err(Failure::Invalid(problems)) => choose_again(&ask, service, problems).await,
        Err(other) => Err(other),
    }
}

/// The page on which it was chosen, with what is wrong.
pub(crate) async fn choose_again(
    ask: &Ask,
    service: ServiceId,
    problems: Vec<FieldProblem>,
) -> Result<Answer, Failure> {
    if is_by_order_form(&ask.form) {
        return order_form::ask_again(ask, service, problems).await;
    }
    pick_again(ask, service, problems).await
}

/// The page for what has been read, with whatever is wrong with the rest of the form; and with the
/// total that was shown before, where that is not what it comes to any more.
pub(super) async fn show(
    ask: Ask,
    service: ServiceId,
    asked: Asked,
    problems: Vec<FieldProblem>,
    before: Option<Pence>,
) -> Result<Answer, Failure> {
    let quoted = QuoteOrder { service, wanted: asked.wanted.clone() };
    match quote_order(ask.market(), ask.actor()?, quoted).await {
        Ok(quote) => {
            let (key, today) = (ask.market().form_key(), ask.market().today());
            let typed = Typed { form: ask.form, problems };
            let page = check_page(quote, asked, typed, (key, before), today);
            Ok(if before.is_some() { page.status(409) } else { page }.into())
        }
        Err(Failure::Refused(refusal)) => instead::refused(&ask, service, &asked.wanted, &refusal),
        Err(Failure::Invalid(found)) => {
            let problems = if problems.is_empty() { found } else { problems };
            choose_again(&ask, service, problems).await
        }
        Err(other) => Err(other),
    }
}

fn check_page(
    quote: OrderQuote,
    asked: Asked,
    typed: Typed,
    (key, before): (String, Option<Pence>),
    today: NaiveDate,
) -> Page {
    let service = quote.service;
    let shown = typed.clone();
    let (title, confirm) = if is_by_day(&quote) {
        ("Check before you book", "Book and confirm")
    } else {
        ("Check before you order", "Order and confirm")
    };
    Page::new(title, move || {
        let binding = binding(&quote);
        let total = whole_pounds(quote.totals.gross.pence());
        let button = if quote.asks_first.is_some() { "Send for approval" } else { confirm };
        let (hidden, seen) = (asked.hidden(), seen_fields(&quote));
        let already = already::told(&quote.already, reader(&quote, &asked));
        view! {
            <BackLink href=format!("/services/{service}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=quote.school_name.clone() text=title/>
            {before.map(|before| changed(before, &quote))}
            {left_out(&asked)}
            {already}
            <BigFigure size=BigSize::Medium label="Total" value=total note="including VAT"/>
            <SummaryList rows=rows(&quote, &asked, today)/>
            <Form action=format!("/services/{service}/book") key=key>
                {hidden}
                {seen}
                <TextField name="purchase_order_number" label="Purchase order number (optional)"
                    hint="It will stand on the invoice" width=Width::Ten
                    value=shown.value("purchase_order_number") error=shown.error("purchase_order_number")/>
                <Binding>{binding}</Binding>
                <Button large=true>{button}</Button>
            </Form>
            <Form action=format!("/services/{service}/basket")>
                {asked.hidden()}
                <Button kind=ButtonKind::Secondary>"Put into the basket"</Button>
            </Form>
            <Muted>"To order it with other services at once. The basket holds no days and no places."</Muted>
        }
    })
    .with_form(&typed)
}

/// Who is told that the school has the same already.
fn reader(quote: &OrderQuote, asked: &Asked) -> already::Reader {
    let wanted = match &asked.wanted {
        Wanted::Stated { of, .. } => of,
        other => other,
    };
    match wanted {
        Wanted::Agreement { .. } => {
            let first = quote.already.iter().map(|one| one.first_on).min();
            let last = quote.already.iter().map(|one| one.last_on).max();
            let span = first
                .zip(last)
                .map(|(first, last)| format!("{} to {}", short_day(first), short_day(last)));
            already::Reader::Orderer(span.unwrap_or_default())
        }
        Wanted::Days(_)
        | Wanted::HalfDays { .. }
        | Wanted::Places { .. }
        | Wanted::Quantity { .. }
        | Wanted::Stated { .. } => already::Reader::Booker,
    }
}

/// What stands above the button, carried by the form.
fn seen_fields(quote: &OrderQuote) -> impl IntoView + use<> {
    let seen = quote.seen();
    let approval = if seen.needs_approval { "yes" } else { "no" };
    view! {
        <Hidden name="seen_version" value=seen.version.to_string()/>
        <Hidden name="seen_gross" value=seen.gross.get().to_string()/>
        <Hidden name="seen_approval" value=approval/>
    }
}

/// What is different from what was shown before.
fn changed(before: Pence, quote: &OrderQuote) -> impl IntoView + use<> {
    let now = quote.totals.gross.pence();
    let told = if before == now {
        "The terms of the service, or whether an approver has to decide, have changed. The total has not."
            .to_owned()
    } else {
        format!(
            "It now comes to {} including VAT. When you looked it was {}.",
            words::pounds(now),
            words::pounds(before)
        )
    };
    view! {
        <Notice kind=NoticeKind::Refused title="This has changed since you looked">
            <p>{told}" Nothing has been ordered. Check it again, and go on if you still agree."</p>
        </Notice>
    }
}

/// What becomes binding, and when.
fn binding(quote: &OrderQuote) -> String {
    let gross = words::pounds(quote.totals.gross.pence());
    let Some(asked) = quote.asks_first else {
        let invoiced = invoiced(quote);
        return format!(
            "When you confirm, {} is bound to pay {gross} including VAT, invoiced by {} {invoiced}.",
            quote.school_name, quote.seller_name
        );
    };
    let over = quote.over_limit.map(|limit| over_limit(quote, limit));
    let (over, governors) = (over.unwrap_or_default(), governors(quote, asked));
    let (decides, agrees) = match (asked, quote.governors_above) {
        (ApprovalLevel::Governors, _) => {
            ("the governors’ approver decides", "the governors’ approver agrees")
        }
        (ApprovalLevel::Head, Some(_)) => ("both have decided", "both agree"),
        (ApprovalLevel::Head, None) => ("an approver decides", "an approver agrees"),
    };
    let waits = if is_by_day(quote) { "The days are held for you" } else { "Your order waits" };
    let told = format!(
        "{over}{governors} {waits} until {decides}, for two weeks at most. {} is \
         bound to pay {gross} including VAT once {agrees}, and not before.",
        quote.school_name
    );
    told.trim_start().to_owned()
}

/// When it is invoiced.
fn invoiced(quote: &OrderQuote) -> &'static str {
    match (quote.lines.first().map(|line| &line.what), quote.lines.len()) {
        (Some(LineFor::Agreement(_)), 2..) => "in two parts, each once its time has begun",
        (Some(LineFor::Agreement(_)), _) => "once it has begun",
        (Some(LineFor::Places(_)), _) => "after it has been held",
        (Some(LineFor::Quantity { .. }), _) => "after it is delivered",
        (Some(LineFor::Day(_)) | None, _) => "after each day is delivered",
    }
}

/// That the governors are asked, and above what.
fn governors(quote: &OrderQuote, asked: ApprovalLevel) -> String {
    let Some(above) = quote.governors_above.map(words::pounds) else { return String::new() };
    match asked {
        ApprovalLevel::Head => format!(
            " Above {above} it takes an approver of your school first, and then the governors’ approver."
        ),
        ApprovalLevel::Governors => {
            format!(" Above {above} the governors’ approver of your school decides.")
        }
    }
}

/// Why an approver has to decide.
fn over_limit(quote: &OrderQuote, limit: Pence) -> String {
    if limit.is_zero() {
        return "Your school has an approver decide on everything of this kind.".to_owned();
    }
    let limit = words::pounds(limit);
    if quote.ordered_before.is_zero() {
        return format!("This is over your limit of {limit}.");
    }
    format!(
        "With {} that you ordered of this in the last {WINDOW_DAYS} days it is over your limit of \
         {limit}.",
        words::pounds(quote.ordered_before)
    )
}

fn left_out(asked: &Asked) -> Option<impl IntoView + use<>> {
    let days: Vec<String> = asked
        .not_free
        .iter()
        .map(|chosen| format!("{}: {}", day_in_words(chosen.day), why_not(chosen.answer)))
        .collect();
    (!days.is_empty()).then(|| {
        view! {
            <Notice title="Some days are left out">
                <Ticks items=days not=true/>
            </Notice>
        }
    })
}
