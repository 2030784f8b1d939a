//! What stands above the button by which several services are ordered together, and how the form
//! carries it.

use domain::delegation::ApprovalLevel;
use domain::order::WINDOW_DAYS;
use domain::{Failure, Pence, Refusal};
use leptos::prelude::*;
use market::order::{LineFor, PurchaseQuote, QuotedOrder, SeenTogether};

use crate::parts::{
    BigFigure, BigSize, Cell, ColumnHead, Hidden, Muted, Notice, NoticeKind, RowKind, Section,
    Table, TableRow, Ticks, whole_pounds,
};
use crate::web::Form as Filled;
use crate::words;

/// What stood above the button, as the form carries it.
pub(crate) fn seen(form: &Filled) -> Result<Option<SeenTogether>, Failure> {
    if form.filled("seen_gross").is_none() {
        return Ok(None);
    }
    let version = |text: &str| text.parse().map_err(|_| Refusal::NotAsShown);
    let versions = form.all("seen_version").into_iter().map(version).collect::<Result<_, _>>()?;
    Ok(Some(SeenTogether {
        versions,
        wanted: form.get("seen_wanted").to_owned(),
        gross: Pence::new(form.get("seen_gross").parse().unwrap_or(-1)),
        needs_approval: form.get("seen_approval") == "yes",
    }))
}

/// The same as fields of the form.
pub(crate) fn seen_fields(quote: &PurchaseQuote) -> AnyView {
    let seen = quote.seen();
    let approval = if seen.needs_approval { "yes" } else { "no" };
    let versions = seen
        .versions
        .iter()
        .map(|version| view! { <Hidden name="seen_version" value=version.to_string()/> })
        .collect_view();
    view! {
        <Hidden name="seen_gross" value=seen.gross.get().to_string()/>
        <Hidden name="seen_approval" value=approval/>
        <Hidden name="seen_wanted" value=seen.wanted/>
        {versions}
    }
    .into_any()
}

/// What is different from what was shown before.
pub(crate) fn changed(before: Pence, quote: Option<&PurchaseQuote>) -> AnyView {
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
pub(crate) fn lines(quote: &PurchaseQuote, caption: &'static str) -> AnyView {
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
            <Table caption=caption quiet_caption=true columns rows/>
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
        LineFor::Day(slot) => {
            let half = words::half::beside(slot.half);
            Some(format!("{}{half}: {}", domain::calendar::short_day(slot.day), net.pence()))
        }
        LineFor::Places(event) => {
            let first = domain::calendar::short_day(event.first_on);
            Some(format!("{}, {first}", event.title))
        }
    }
}

/// What becomes binding, and when; and what the button says.
pub(crate) fn binding(school: &str, quote: &PurchaseQuote) -> (String, &'static str) {
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
