//! What was ordered together, where it stands, and what whoever looks can do about it.

use domain::calendar::moment_in_words;
use domain::delegation::ApprovalLevel;
use domain::id::PurchaseId;
use domain::order::OrderState;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::order::{ApprovalGiven, PurchaseView, PurchasedOrder, view_purchase};

use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Binding, Button, ButtonKind, ButtonLink, Cell,
    ColumnHead, Details, ErrorSummary, Form, Hidden, Muted, Notice, NoticeKind, RowKind, Section,
    SectionKind, SummaryList, SummaryRow, Table, TableRow, Tag, TextAreaField, TextField, TextLink,
    Ticks, Title, Width, whole_pounds,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Shows a purchase to its school.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let purchase: PurchaseId = ask.part("purchase")?;
    let view = view_purchase(ask.market(), ask.actor()?, purchase).await?;
    let was_placed = ask.query.has("placed", "");
    Ok(page(view, ask.form_key(), Typed::default(), was_placed).into())
}

/// The page, with what was typed into one of its forms. Each form has a key of its own under that of
/// the page.
pub(super) fn page(view: PurchaseView, key: String, typed: Typed, was_placed: bool) -> Page {
    let shown = typed.clone();
    Page::new("Ordered together", move || {
        let gross = whole_pounds(view.total.2);
        let (lines, about) = (lines(&view), about(&view));
        let placed = was_placed.then(|| just_placed(&view));
        let (standing, decide) = (standing(&view), decide(&view, &key, &shown));
        let (again, cancel) = (again(&view, &key, &shown), cancel(&view, &key));
        view! {
            <BackLink href="/orders" text="Back to orders"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=view.school.clone() text="Ordered together"/>
            {placed}
            <BigFigure size=BigSize::Medium label="Total" value=gross note="including VAT"/>
            {standing}
            {decide}
            {again}
            <Section id="lines" title="What is ordered">{lines}</Section>
            <Section id="about" title="About it" kind=SectionKind::Plain small=true>
                <SummaryList rows=about/>
            </Section>
            {cancel}
        }
    })
    .with_form(&typed)
}

fn just_placed(view: &PurchaseView) -> AnyView {
    let (title, next) = if view.state == Some(OrderState::AwaitingApproval) {
        (
            "Sent for approval",
            "We have told your approvers by email, and will tell you what they decide.",
        )
    } else {
        ("Your orders are placed", "We have sent you an email, and each provider has their order.")
    };
    view! { <Notice title=title><p>{next}</p></Notice> }.into_any()
}

/// Where all of it stands.
fn standing(view: &PurchaseView) -> AnyView {
    let Some(state) = view.state else {
        return view! { <p>"Its orders stand differently by now: see each below."</p> }.into_any();
    };
    let (text, kind) = words::order_state(state);
    let until = view.held_until.map(|until| {
        format!(
            "It waits until {}. If nobody decides by then, nothing is bought.",
            moment_in_words(until)
        )
    });
    let of = view.asked.as_ref().map(words::delegation::asked);
    match state {
        OrderState::SentBack | OrderState::Declined => {
            let reason = view.reason.clone();
            view! { <Notice kind=NoticeKind::Refused title=text><p>{reason}</p><p>{until}</p></Notice> }
                .into_any()
        }
        OrderState::AwaitingApproval if view.is_own_request => view! {
            <Notice kind=NoticeKind::Waits title="You asked for this yourself">
                <p>"Somebody else of your school has to decide on all of it."</p>
                <p>{of}</p>
            </Notice>
        }
        .into_any(),
        OrderState::AwaitingApproval if !view.can_decide => view! {
            <Notice title="Waiting for an approver of the school"><p>{of}</p><p>{until}</p></Notice>
        }
        .into_any(),
        OrderState::AwaitingApproval
        | OrderState::Placed
        | OrderState::Completed
        | OrderState::Cancelled => view! { <p><Tag kind text/></p> }.into_any(),
    }
}

/// Each order with its lines, seller by seller.
fn lines(view: &PurchaseView) -> AnyView {
    let row = |order: &PurchasedOrder| {
        let (href, reference) = (format!("/orders/{}", order.id), order.reference.clone());
        let (what, provider) = (order.what.clone(), order.provider.clone());
        let parts: Vec<String> = match order.lines.as_slice() {
            [] | [_] => Vec::new(),
            several => several.iter().map(|(what, net)| format!("{what}: {net}")).collect(),
        };
        let parts = (!parts.is_empty()).then(|| view! { <Ticks items=parts/> });
        let (state, kind) = words::order_state(order.state);
        TableRow::new(vec![
            Cell::view(view! {
                <TextLink href>{what}</TextLink>
                <Muted>{format!("{provider}, order {reference}")}</Muted>
                {parts}
            }),
            order.seller.clone().into(),
            Cell::view(view! { <Tag kind text=state/> }),
            order.net.to_string().into(),
            order.gross.to_string().into(),
        ])
    };
    let mut sorted: Vec<&PurchasedOrder> = view.orders.iter().collect();
    sorted.sort_by(|one, two| (&one.seller, &one.what).cmp(&(&two.seller, &two.what)));
    let mut rows: Vec<TableRow> = sorted.into_iter().map(row).collect();
    rows.push(
        TableRow::new(vec![
            "Total".into(),
            "".into(),
            "".into(),
            view.total.0.to_string().into(),
            view.total.2.to_string().into(),
        ])
        .kind(RowKind::Total),
    );
    let columns = vec![
        ColumnHead::words("Service"),
        ColumnHead::words("Invoiced by"),
        ColumnHead::words("State"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    view! { <Table caption="What is ordered together" quiet_caption=true columns rows/> }.into_any()
}

fn about(view: &PurchaseView) -> Vec<SummaryRow> {
    let number = view.purchase_order_number.clone();
    let mut rows = vec![
        SummaryRow::new("Purchase order number", number.unwrap_or("None given".to_owned())),
        SummaryRow::new("Asked for by", view.requested_by.clone()),
        SummaryRow::new("Asked for on", moment_in_words(view.requested_at)),
    ];
    if !view.approvals.is_empty() {
        // Each order keeps its own approvals; those of the first are those of all.
        let given = view.approvals.iter().map(agreed).collect();
        rows.push(SummaryRow::new("Approved by", view! { <Ticks items=given/> }));
    }
    rows
}

/// What an approver is asked, and what each answer does: all of it or nothing.
fn decide(view: &PurchaseView, key: &str, typed: &Typed) -> Option<AnyView> {
    if !view.can_decide {
        return None;
    }
    let asks = format!("{} asks you to approve all of this", view.requested_by);
    if view.must_set_up_code {
        let back = serde_urlencoded::to_string([("back", format!("/purchases/{}", view.id))]);
        let href = format!("/account/code?{}", back.unwrap_or_default());
        return Some(
            view! {
                <Notice kind=NoticeKind::Waits title=asks>
                    <p>"Approving binds your school, so it takes a code from your phone as well as your password. You set it up once, in two minutes."</p>
                    <Actions><ButtonLink href>"Set up the code, then decide"</ButtonLink></Actions>
                </Notice>
            }
            .into_any(),
        );
    }
    let (action, version) = (format!("/purchases/{}/decide", view.id), view.version.to_string());
    let approve = match view.asked.as_ref().and_then(|asked| asked.against.clone()) {
        Some(refusal) => cannot(&refusal),
        None => approve(view, &action, key, &version),
    };
    let (reason, error) = (typed.value("reason"), typed.error("reason"));
    let (open, key) = (!typed.problems.is_empty(), format!("{key}-refuse"));
    Some(
        view! {
            <Section id="decide" title=asks kind=SectionKind::Plain>
                {approve}
                <Details summary="Send all of it back, or decline all of it" open=open>
                    <Form action key>
                        <Hidden name="version" value=version/>
                        <TextAreaField name="reason" label="Why?" rows=3 value=reason error
                            hint="The buyer will read this"/>
                        <Button kind=ButtonKind::Secondary name="decision" value="send_back">
                            "Send back to be changed"
                        </Button>
                        <Button kind=ButtonKind::Warning name="decision" value="decline">
                            "Decline all of it"
                        </Button>
                    </Form>
                </Details>
            </Section>
        }
        .into_any(),
    )
}

/// Why whoever looks cannot approve, though they may send it back.
fn cannot(refusal: &Refusal) -> AnyView {
    let (title, advice) = match refusal {
        Refusal::OverLimit { limit } => (
            format!("All of it together is over your limit of {}", words::pounds(*limit)),
            "You can send it back or decline it. Somebody with a higher limit can approve it."
                .to_owned(),
        ),
        other => words::refusal(other),
    };
    view! { <Notice kind=NoticeKind::Waits title=title><p>{advice}</p></Notice> }.into_any()
}

fn approve(view: &PurchaseView, action: &str, key: &str, version: &str) -> AnyView {
    let gross = words::pounds(view.total.2);
    let goes_on = view.asked.as_ref().is_some_and(|asked| asked.then_governors);
    let level = view.asked.as_ref().map(|asked| asked.level);
    let binding = if goes_on && level == Some(ApprovalLevel::Head) {
        format!(
            "If you approve, the governors’ approver is asked next. {} is bound to pay {gross} including VAT \
             once they approve all of it as well, and not before.",
            view.school
        )
    } else {
        format!(
            "If you approve, {} is bound to pay {gross} including VAT for all of it, each service invoiced once \
             it has begun or is delivered.",
            view.school
        )
    };
    let sum = format!("{} and {} VAT.", words::pounds(view.total.0), words::pounds(view.total.1));
    let (action, version, key) = (action.to_owned(), version.to_owned(), format!("{key}-approve"));
    view! {
        <Form action key>
            <Hidden name="version" value=version/>
            <Binding>{binding}</Binding>
            <Button large=true name="decision" value="approve">{format!("Approve {gross}")}</Button>
            <Muted>{sum}</Muted>
        </Form>
    }
    .into_any()
}

/// The buyer's second try, after it was sent back: as it is.
fn again(view: &PurchaseView, key: &str, typed: &Typed) -> Option<AnyView> {
    if !view.can_send_again {
        return None;
    }
    let number = match typed.form.filled("purchase_order_number") {
        Some(typed) => typed.to_owned(),
        None => view.purchase_order_number.clone().unwrap_or_default(),
    };
    let error = typed.error("purchase_order_number");
    let (action, version) = (format!("/purchases/{}/again", view.id), view.version.to_string());
    let key = format!("{key}-again");
    Some(
        view! {
            <Section id="again" title="Send it again as it is" kind=SectionKind::Plain>
                <p>"To change what is ordered, take it back below and choose anew."</p>
                <Form action key>
                    <Hidden name="version" value=version/>
                    <TextField name="purchase_order_number" label="Purchase order number for all of it (optional)"
                        width=Width::Ten value=number error/>
                    <Button>"Send again"</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

/// Taking it back, while nobody has agreed.
fn cancel(view: &PurchaseView, key: &str) -> Option<AnyView> {
    if !view.can_cancel {
        return None;
    }
    let (action, version) = (format!("/purchases/{}/cancel", view.id), view.version.to_string());
    let key = format!("{key}-cancel");
    Some(
        view! {
            <Section id="cancel" title="Take it back" small=true>
                <Details summary="Take all of it back">
                    <Form action key>
                        <Hidden name="version" value=version/>
                        <p>"It costs nothing, and nothing is bought. What you chose is kept, so that you can change it and send it again."</p>
                        <Button kind=ButtonKind::Warning>"Take all of it back"</Button>
                    </Form>
                </Details>
            </Section>
        }
        .into_any(),
    )
}

/// Who agreed to all of it, and when.
fn agreed(one: &ApprovalGiven) -> String {
    let when = moment_in_words(one.at);
    match &one.deputy_of {
        Some(of) => format!("{}, deputy of {of}, on {when}", one.by),
        None => format!("{}, on {when}", one.by),
    }
}
