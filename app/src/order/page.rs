//! One order: what it is, where it stands, and what whoever looks can do about it.

use domain::Failure;
use domain::calendar::{day_in_words, moment_in_words};
use domain::id::OrderId;
use domain::order::{LineStateCode, OrderState};
use leptos::prelude::*;
use market::order::{OrderView, Side, view_order};

use super::{decide, package, sections};
use crate::parts::{
    BackLink, BigFigure, BigSize, Column, Columns, ErrorSummary, Lead, Notice, Panel, Section,
    SectionKind, SummaryList, SummaryRow, Tag, TextLink, Ticks, Timeline, TimelineItem,
    TimelineState, Title, whole_pounds,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;
use crate::{dispute, event};

/// Shows an order to its school or its partnership.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let view = view_order(ask.market(), ask.actor()?, order).await?;
    let was_placed = ask.query.has("placed", "");
    Ok(page(view, ask.form_key(), Typed::default(), was_placed).into())
}

/// Shows an order to whoever delivers it.
pub async fn show_to_provider(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let view = view_order(ask.market(), ask.actor()?, order).await?;
    Ok(page(view, ask.form_key(), Typed::default(), false).into())
}

/// The page, with what was typed into one of its forms. Each form has a key of its own under that
/// of the page.
pub(super) fn page(view: OrderView, key: String, typed: Typed, was_placed: bool) -> Page {
    let title = format!("Order {}", view.reference);
    let paper = title.clone();
    let shown = typed.clone();
    Page::new(title, move || {
        let (back, back_words) = match view.side {
            Side::School | Side::Partnership => ("/orders", "Back to orders"),
            Side::Provider => ("/bookings", "Back to bookings"),
        };
        let head = head(&view, was_placed);
        let (decide, again) =
            (decide::decide(&view, &key, &shown), decide::send_again(&view, &key, &shown));
        let delivered = dispute::section(&view, &key);
        let (lines, totals) = (sections::lines(&view, &key), sections::totals(&view.totals));
        let (comes, made_of) = (sections::comes(&view), sections::made_of(&view));
        let (cancel, saving) = (sections::cancel(&view, &key), sections::saving(&view));
        let (events, calendar) = (event::sections(&view), calendar(&view));
        let (thought, package) = (thought(&view), package::section(&view));
        let (about, timeline, moved) = (about(&view), timeline(&view), moved(&view));
        view! {
            <BackLink href=back text=back_words/>
            <ErrorSummary errors=shown.summary()/>
            {head}
            {moved}
            <Columns>
                <Column>
                    {decide}
                    {again}
                    {delivered}
                    {saving}
                    <Section id="lines" title="What is ordered">
                        {lines}
                        {totals}
                        {comes}
                        {made_of}
                    </Section>
                    {package}
                    {events}
                    {calendar}
                    {cancel}
                    {thought}
                </Column>
                <Column>
                    <Section id="about" title="About this order" kind=SectionKind::Plain small=true>
                        <SummaryList rows=about/>
                    </Section>
                    <Section id="history" title="What happened" small=true>
                        <Timeline items=timeline/>
                    </Section>
                </Column>
            </Columns>
        }
    })
    .paper(paper)
    .with_form(&typed)
}

/// The confirmation right after placing; otherwise the reference with where it stands.
fn head(view: &OrderView, was_placed: bool) -> AnyView {
    let (state, kind) = words::order_state(view.state);
    let (reference, what) = (view.reference.clone(), sections::what(view));
    if was_placed {
        let waits = view.state == OrderState::AwaitingApproval;
        let (title, next) = match (waits, view.is_by_day()) {
            (true, true) => (
                "Sent for approval",
                "The days are held. We have told your approvers by email, and will tell you what they decide.",
            ),
            (true, false) => (
                "Sent for approval",
                "We have told your approvers by email, and will tell you what they decide.",
            ),
            (false, true) => (
                "Your days are booked",
                "We have sent you an email, and the provider has your booking.",
            ),
            (false, false) => (
                "Your order is placed",
                "We have sent you an email, and the provider has your order.",
            ),
        };
        return view! {
            <Panel title=title reference_label="Your order’s reference" reference=reference>
                <p><b>{what}</b></p>
                <p>{next}</p>
            </Panel>
        }
        .into_any();
    }
    let gross = whole_pounds(view.totals.gross.pence());
    let note = match view.contract {
        Some(contract) if contract.lines > 1 => "including VAT, for the whole contract",
        Some(_) | None => "including VAT",
    };
    // Whoever decides is asked to right below: all that takes is on a phone's first screen.
    let tag = (!view.can_decide).then(|| view! { <p><Tag kind=kind text=state/></p> });
    view! {
        <Title caption=view.school.clone() text=format!("Order {reference}")/>
        <Lead>{what}</Lead>
        {tag}
        <BigFigure size=BigSize::Medium label="Total" value=gross note=note/>
    }
    .into_any()
}

/// The way to its days and dates as a file, where it has any; whoever delivers has a calendar of its own.
fn calendar(view: &OrderView) -> Option<AnyView> {
    let any = !view.events.is_empty() || view.is_by_day();
    (any && view.side != Side::Provider).then(|| {
        let href = format!("/orders/{}/calendar.ics", view.id);
        view! { <p><TextLink href=href>"Put the dates into your own calendar"</TextLink></p> }
            .into_any()
    })
}

/// The way to what the school thought of it, once something of it was delivered.
fn thought(view: &OrderView) -> Option<AnyView> {
    let delivered = |code| matches!(code, LineStateCode::Delivered | LineStateCode::Invoiced);
    let any = view.lines.iter().any(|line| delivered(line.state.code()));
    (any && view.side == Side::School).then(|| {
        let href = format!("/orders/{}/evaluation", view.id);
        view! { <p><TextLink href=href>"What you thought of it"</TextLink></p> }.into_any()
    })
}

/// Where the rest of it went, or where it is from.
fn moved(view: &OrderView) -> impl IntoView + use<> {
    let told = |moved: &market::order::Moved| {
        let at = moment_in_words(moved.at);
        let title = if moved.away {
            format!(
                "What was not delivered moved to {}, as order {}",
                moved.school, moved.reference
            )
        } else {
            format!("Moved here from {}, where it was order {}", moved.school, moved.reference)
        };
        view! { <Notice title=title><p>"On "{at}", because one school took the place of the other."</p></Notice> }
    };
    view.moved.iter().map(told).collect_view()
}

fn about(view: &OrderView) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new("School", view.school.clone()),
        SummaryRow::new("Through", view.partnership.clone()),
        SummaryRow::new("Delivered by", view.provider.clone()),
        SummaryRow::new("Invoiced by", view.seller.clone()),
    ];
    let number = view.purchase_order_number.clone();
    rows.push(SummaryRow::new("Purchase order number", number.unwrap_or("None given".to_owned())));
    let wished_on = view.lines.iter().find_map(|line| line.wished_on);
    rows.extend(wished_on.map(|day| SummaryRow::new("Wanted from", day_in_words(day))));
    let note = view.lines.iter().find_map(|line| line.note.clone());
    rows.extend(note.map(|note| SummaryRow::new("Note to whoever delivers", note)));
    let asked_by = match &view.requested_through {
        Some(through) => format!("{}, through {through}", view.requested_by),
        None => view.requested_by.clone(),
    };
    rows.push(SummaryRow::new("Asked for by", asked_by));
    rows.push(SummaryRow::new("Asked for on", moment_in_words(view.requested_at)));
    rows.extend(view.decided_by.clone().map(|name| SummaryRow::new("Decided by", name)));
    let deputy = view.approvals.iter().any(|given| given.deputy_of.is_some());
    if deputy || view.approvals.len() > 1 {
        let given = view.approvals.iter().map(words::delegation::given).collect();
        rows.push(SummaryRow::new("Approvals", view! { <Ticks items=given/> }));
    }
    rows.extend(view.service.map(|service| {
        let href = format!("/services/{service}");
        let what = view.what.clone();
        SummaryRow::new("Service", view! { <TextLink href=href>{what}</TextLink> })
    }));
    let terms = view.service.filter(|_| view.contract.is_none());
    rows.extend(terms.map(|_| {
        let side = if view.side == Side::Provider { "bookings" } else { "orders" };
        let href = format!("/{side}/{}/terms", view.id);
        SummaryRow::new(
            "What was agreed",
            view! { <TextLink href=href>"The terms of this order"</TextLink> },
        )
    }));
    // Whoever delivers has no page of the deal.
    let deal = view.contract.filter(|_| view.side != Side::Provider).map(|of| of.deal);
    rows.extend(deal.map(|deal| {
        let (href, what) = (format!("/deals/{deal}"), view.what.clone());
        SummaryRow::new("Group deal", view! { <TextLink href=href>{what}</TextLink> })
    }));
    rows
}

fn timeline(view: &OrderView) -> Vec<TimelineItem> {
    let told = |event: &market::order::Event| TimelineItem {
        text: match &event.by {
            Some(name) => format!("{} by {name}", words::order_event(&event.action)),
            None => words::order_event(&event.action).to_owned(),
        },
        note: moment_in_words(event.at),
        state: TimelineState::Done,
    };
    view.timeline.iter().map(told).collect()
}
