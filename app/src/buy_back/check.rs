//! Check before you send: what it comes to, who has to approve, and the one button.

use domain::delegation::ApprovalLevel;
use domain::id::BuyBackId;
use domain::order::WINDOW_DAYS;
use domain::{Failure, Pence, Refusal};
use leptos::prelude::*;
use market::buy_back::{CheckSheet, SendSheet, check_sheet, send_sheet};
use market::order::{LineFor, PurchaseQuote, QuotedOrder, SeenTogether};

use crate::order::purchase_order_number;
use crate::parts::{
    BackLink, BigFigure, BigSize, Binding, Button, Cell, ColumnHead, ErrorSummary, Form, Hidden,
    Muted, Notice, NoticeKind, RowKind, Section, Table, TableRow, TextField, TextLink, Ticks,
    Title, Width, whole_pounds,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
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

/// What stood above the button, as the form carries it.
fn seen(form: &Filled) -> Result<Option<SeenTogether>, Failure> {
    if form.filled("seen_gross").is_none() {
        return Ok(None);
    }
    let version = |text: &str| text.parse().map_err(|_| Refusal::NotAsShown);
    let versions = form.all("seen_version").into_iter().map(version).collect::<Result<_, _>>()?;
    Ok(Some(SeenTogether {
        versions,
        gross: Pence::new(form.get("seen_gross").parse().unwrap_or(-1)),
        needs_approval: form.get("seen_approval") == "yes",
    }))
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
    let (lines, others) = (check.quote.as_ref().map(lines), others(check));
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

/// What is different from what was shown before.
fn changed(before: Pence, quote: Option<&PurchaseQuote>) -> AnyView {
    let now = quote.map_or(Pence::ZERO, |quote| quote.gross.pence());
    let told = if before == now {
        "The terms of a service, or whether an approver has to decide, have changed. The total has not."
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
    .into_any()
}

/// What is ordered, seller by seller.
fn lines(quote: &PurchaseQuote) -> AnyView {
    let row = |line: &QuotedOrder| {
        let (title, provider) = (line.title.clone(), line.provider_name.clone());
        let parts: Vec<String> = line.parts.iter().filter_map(part).collect();
        let many = words::plural(line.quantity.into(), line.unit.label(), line.unit.plural());
        let parts = (!parts.is_empty()).then(|| view! { <Ticks items=parts/> });
        TableRow::new(vec![
            Cell::view(view! { {title}<Muted>{provider}</Muted>{parts} }),
            line.seller_name.clone().into(),
            many.into(),
            line.totals.net.pence().to_string().into(),
            line.totals.gross.pence().to_string().into(),
        ])
    };
    let mut rows: Vec<TableRow> = quote.lines.iter().map(row).collect();
    rows.push(
        TableRow::new(vec![
            "Total".into(),
            "".into(),
            "".into(),
            quote.net.pence().to_string().into(),
            quote.gross.pence().to_string().into(),
        ])
        .kind(RowKind::Total),
    );
    let columns = vec![
        ColumnHead::words("Service"),
        ColumnHead::words("Invoiced by"),
        ColumnHead::words("How much"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    let total = whole_pounds(quote.gross.pence());
    view! {
        <BigFigure size=BigSize::Medium label="Total" value=total note="including VAT"/>
        <Section id="ordered" title="What is ordered">
            <Table caption="What is ordered for next year" quiet_caption=true columns rows/>
        </Section>
    }
    .into_any()
}

/// A part of an agreement, in the school's financial year in which it is billed.
fn part((what, net): &(LineFor, domain::Net)) -> Option<String> {
    match what {
        LineFor::Agreement(part) => {
            let first = domain::calendar::short_day(part.first_on);
            let last = domain::calendar::short_day(part.last_on);
            Some(format!("{first} to {last}: {}", net.pence()))
        }
        LineFor::Quantity { wished_on, .. } => {
            wished_on.map(|day| format!("From {}", domain::calendar::short_day(day)))
        }
        LineFor::Day(_) | LineFor::Places(_) => None,
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
    let seen = quote.seen();
    let approval = if seen.needs_approval { "yes" } else { "no" };
    let versions = seen
        .versions
        .iter()
        .map(|version| view! { <Hidden name="seen_version" value=version.to_string()/> })
        .collect_view();
    let (binding, label) = binding(&check.sheet.school, quote);
    let (number, error) =
        (typed.value("purchase_order_number"), typed.error("purchase_order_number"));
    view! {
        <Form action key>
            <Hidden name="version" value=version/>
            <Hidden name="seen_gross" value=seen.gross.get().to_string()/>
            <Hidden name="seen_approval" value=approval/>
            {versions}
            <TextField name="purchase_order_number" label="Purchase order number for all of it (optional)"
                hint="It will stand on every invoice" width=Width::Ten value=number error/>
            <Binding>{binding}</Binding>
            <Button large=true>{label}</Button>
        </Form>
    }
    .into_any()
}

/// What becomes binding, and when; and what the button says.
fn binding(school: &str, quote: &PurchaseQuote) -> (String, &'static str) {
    let gross = words::pounds(quote.gross.pence());
    let Some(asked) = quote.asks_first else {
        let told = format!(
            "When you confirm, {school} is bound to pay {gross} including VAT, each service invoiced once it has \
             begun or is delivered."
        );
        return (told, "Order and confirm");
    };
    let over = match quote.over_limit {
        Some(limit) if limit.is_zero() => {
            "Your school has an approver decide on some of this. ".to_owned()
        }
        Some(limit) if quote.ordered_before.is_zero() => {
            format!("All of it together is over your limit of {}. ", words::pounds(limit))
        }
        Some(limit) => format!(
            "With {} that you ordered of these in the last {WINDOW_DAYS} days it is over your limit of {}. ",
            words::pounds(quote.ordered_before),
            words::pounds(limit)
        ),
        None => String::new(),
    };
    let decides = match (asked, quote.governors_above) {
        (ApprovalLevel::Governors, _) => "the governors’ approver agrees to all of it",
        (ApprovalLevel::Head, Some(_)) => {
            "an approver and the governors’ approver agree to all of it"
        }
        (ApprovalLevel::Head, None) => "an approver agrees to all of it",
    };
    let told = format!(
        "{over}It waits for two weeks at most. {school} is bound to pay {gross} including VAT once {decides}, \
         and not before."
    );
    (told, "Send for approval")
}
