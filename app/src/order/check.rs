//! Check your answers: what a booking costs, what it saves, and when it becomes binding.

use chrono::NaiveDate;
use domain::calendar::day_in_words;
use domain::delegation::ApprovalLevel;
use domain::id::ServiceId;
use domain::order::WINDOW_DAYS;
use domain::saving::{BaselineKind, Evidence as Proof};
use domain::{Failure, Pence};
use islands::days::LEFT_OUT;
use leptos::prelude::*;
use market::order::{BookingQuote, QuoteBooking, SavingPart, quote_booking};

use super::pick::{Picked, carried, picked, why_not};
use super::{already, instead};
use crate::parts::{
    BackLink, BigFigure, BigSize, Binding, Button, Change, ErrorSummary, Evidence, Form, Hidden,
    Muted, Notice, NoticeKind, SummaryList, SummaryRow, TextField, TextLink, Ticks, Title, Width,
    whole_pounds,
};
use crate::service::days::pick_again;
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Takes the days that are chosen to the page that says what they come to: a page of its own, so that
/// the way back to it is one.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    let service: ServiceId = ask.part("service")?;
    match picked(&ask, service).await {
        Ok(picked) if !picked.days.is_empty() => {
            let number = ask.form.get("purchase_order_number");
            Ok(Answer::see_other(address(service, &picked, number)))
        }
        Ok(picked) => show(ask, service, picked, Vec::new(), None).await,
        Err(Failure::Invalid(problems)) => {
            show(ask, service, Picked::default(), problems, None).await
        }
        Err(other) => Err(other),
    }
}

/// Shows what the days in the address come to.
pub async fn look(mut ask: Ask) -> Result<Answer, Failure> {
    ask.form = std::mem::take(&mut ask.query);
    let service: ServiceId = ask.part("service")?;
    match picked(&ask, service).await {
        Ok(picked) => show(ask, service, picked, Vec::new(), None).await,
        Err(Failure::Invalid(problems)) => pick_again(&ask, service, problems).await,
        Err(other) => Err(other),
    }
}

fn address(service: ServiceId, picked: &Picked, number: &str) -> String {
    let days = picked.days.iter().map(|day| ("day", day.to_string()));
    let left_out = picked.not_free.iter().map(|one| (LEFT_OUT, carried(*one)));
    let number = Some(("purchase_order_number", number.to_owned()));
    let number = number.filter(|(_, number)| !number.is_empty());
    let said: Vec<_> = days.chain(left_out).chain(number).collect();
    let said = serde_urlencoded::to_string(said).unwrap_or_default();
    format!("/services/{service}/check?{said}")
}

/// The page for days that have been read, with whatever is wrong with the rest of the form; and
/// with the total that was shown before, where that is not what it comes to any more.
pub(super) async fn show(
    ask: Ask,
    service: ServiceId,
    picked: Picked,
    problems: Vec<domain::FieldProblem>,
    before: Option<Pence>,
) -> Result<Answer, Failure> {
    let quoted = QuoteBooking { service, days: picked.days.clone() };
    let today = ask.market().today();
    match quote_booking(ask.market(), ask.actor()?, quoted).await {
        Ok(quote) => {
            let key = ask.market().form_key();
            let typed = Typed { form: ask.form, problems };
            let late = late(&quote, today);
            let page = check_page(quote, picked, typed, (key, before), late);
            Ok(if before.is_some() { page.status(409) } else { page }.into())
        }
        Err(Failure::Refused(refusal)) => instead::refused(&ask, service, &picked.days, &refusal),
        Err(Failure::Invalid(found)) => {
            let problems = if problems.is_empty() { found } else { problems };
            pick_again(&ask, service, problems).await
        }
        Err(other) => Err(other),
    }
}

fn check_page(
    quote: BookingQuote,
    picked: Picked,
    typed: Typed,
    (key, before): (String, Option<Pence>),
    late: Vec<NaiveDate>,
) -> Page {
    let service = quote.service;
    let shown = typed.clone();
    Page::new("Check before you book", move || {
        let binding = binding(&quote);
        let total = whole_pounds(quote.totals.gross.pence());
        let button =
            if quote.asks_first.is_some() { "Send for approval" } else { "Book and confirm" };
        let days = quote.days.iter().map(|day| day.day);
        let hidden = days.map(|day| view! { <Hidden name="day" value=day.to_string()/> });
        let left = picked.not_free.iter().copied().map(carried);
        let left = left.map(|value| view! { <Hidden name=LEFT_OUT value/> }).collect_view();
        let (hidden, seen) = (hidden.collect_view(), seen_fields(&quote));
        let already = already::told(&quote.already, already::Reader::Booker);
        view! {
            <BackLink href=format!("/services/{service}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=quote.school_name.clone() text="Check before you book"/>
            {before.map(|before| changed(before, &quote))}
            {left_out(&picked)}
            {already}
            <BigFigure size=BigSize::Medium label="Total" value=total note="including VAT"/>
            <SummaryList rows=rows(&quote, &late)/>
            <Form action=format!("/services/{service}/book") key=key>
                {hidden}
                {left}
                {seen}
                <TextField name="purchase_order_number" label="Purchase order number (optional)"
                    hint="It will stand on the invoice" width=Width::Ten
                    value=shown.value("purchase_order_number") error=shown.error("purchase_order_number")/>
                <Binding>{binding}</Binding>
                <Button large=true>{button}</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

/// What stands above the button, carried by the form.
fn seen_fields(quote: &BookingQuote) -> impl IntoView + use<> {
    let seen = quote.seen();
    let approval = if seen.needs_approval { "yes" } else { "no" };
    view! {
        <Hidden name="seen_version" value=seen.version.to_string()/>
        <Hidden name="seen_gross" value=seen.gross.get().to_string()/>
        <Hidden name="seen_approval" value=approval/>
    }
}

/// What is different from what was shown before.
fn changed(before: Pence, quote: &BookingQuote) -> impl IntoView + use<> {
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
            <p>{told}" Nothing has been booked. Check it again, and go on if you still agree."</p>
        </Notice>
    }
}

/// What becomes binding, and when.
fn binding(quote: &BookingQuote) -> String {
    let gross = words::pounds(quote.totals.gross.pence());
    let Some(asked) = quote.asks_first else {
        return format!(
            "When you confirm, {} is bound to pay {gross} including VAT, invoiced by {} after each \
             day is delivered.",
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
    let told = format!(
        "{over}{governors} The days are held for you until {decides}, for two weeks at most. {} is \
         bound to pay {gross} including VAT once {agrees}, and not before.",
        quote.school_name
    );
    told.trim_start().to_owned()
}

/// That the governors are asked, and above what.
fn governors(quote: &BookingQuote, asked: ApprovalLevel) -> String {
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
fn over_limit(quote: &BookingQuote, limit: Pence) -> String {
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

fn rows(quote: &BookingQuote, late: &[NaiveDate]) -> Vec<SummaryRow> {
    let picked: Vec<String> = quote.days.iter().map(|day| format!("day={}", day.day)).collect();
    let change = format!("/services/{}/days?{}", quote.service, picked.join("&"));
    let days: Vec<String> = quote.days.iter().map(|day| day_in_words(day.day)).collect();
    let count = u64::try_from(days.len()).unwrap_or(u64::MAX);
    let units = words::plural(count, quote.unit.label(), quote.unit.plural());
    let totals = &quote.totals;
    let reason = words::vat::vat_reason_within(quote.vat.reason());
    let vat = format!("{}, {reason}", totals.vat.pence());
    let mut rows = vec![
        SummaryRow::new("Service", quote.title.clone()),
        SummaryRow::new("Delivered by", quote.provider_name.clone()),
        SummaryRow::new(units, view! { <Ticks items=days/> }).change(change),
        SummaryRow::new(format!("Price for one {}", quote.unit.label()), prices(quote)),
        SummaryRow::new("Total excluding VAT", totals.net.pence().to_string()),
        SummaryRow::new("VAT", vat),
        SummaryRow::new("Total including VAT", totals.gross.pence().to_string()),
    ];
    rows.extend(saving_row(quote));
    let rule = words::cancellation(&quote.cancellation);
    let now = words::cancelling_now(late, quote.days.len());
    let now = now.map(|now| view! { <p><b>{now}</b></p> });
    rows.push(SummaryRow::new("Cancelling", view! { <p>{rule}</p>{now} }));
    rows
}

/// The days whose time for cancelling them for nothing is over already.
fn late(quote: &BookingQuote, today: NaiveDate) -> Vec<NaiveDate> {
    quote.days.iter().filter(|day| day.free_until < today).map(|day| day.day).collect()
}

/// One price where all days cost the same; otherwise from the lowest to the highest.
fn prices(quote: &BookingQuote) -> String {
    let nets = || quote.days.iter().map(|day| day.net.pence());
    match (nets().min(), nets().max()) {
        (Some(lowest), Some(highest)) if lowest == highest => format!("{lowest} excluding VAT"),
        (Some(lowest), Some(highest)) => format!("{lowest} to {highest} excluding VAT"),
        _ => String::new(),
    }
}

fn saving_row(quote: &BookingQuote) -> Option<SummaryRow> {
    let saving = quote.saving.clone()?;
    let difference = saving.amount.negated().ok()?;
    let told = format!("{}, {}.", words::stage(saving.stage), words::basis(saving.basis));
    let parts = saving.parts.iter().map(|part| saving_part(quote, part)).collect_view();
    let own = |part: &SavingPart| part.baseline_kind == BaselineKind::OwnEarlierSpend;
    let say = (!saving.parts.iter().all(own)).then(|| {
        let (category, unit) = (quote.category.code(), quote.unit.code());
        let href = format!("/what-you-pay/new?category={category}&unit={unit}");
        view! { <p><TextLink href=href>"Say what you pay for this now"</TextLink></p> }
    });
    Some(SummaryRow::new(
        "What it saves",
        view! {
            <Change difference/>
            <Muted>{told}</Muted>
            {parts}
            {say}
        },
    ))
}

/// What some of the days are measured against, why, and what is behind it.
fn saving_part(quote: &BookingQuote, part: &SavingPart) -> impl IntoView + use<> {
    let told = super::saving_words::part(part, quote.unit);
    let (href, text) = match part.evidence.first() {
        Some(Proof::File(file)) => (format!("/files/{file}"), "See the document behind this"),
        Some(Proof::PricePoint(_)) | None => {
            (format!("/services/{}/market", quote.service), "See the prices behind this")
        }
    };
    view! {
        <p>{told}</p>
        <p><Evidence href text=text/></p>
    }
}

fn left_out(picked: &Picked) -> Option<impl IntoView + use<>> {
    let days: Vec<String> = picked
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
