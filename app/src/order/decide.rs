//! What is decided on an order's page: the approver's answer, and the buyer's second try.

use chrono::NaiveDate;
use domain::Refusal;
use domain::calendar::{day_in_words, moment_in_words};
use domain::delegation::ApprovalLevel;
use domain::id::PurchaseId;
use domain::order::{LineState, OrderState};
use leptos::prelude::*;
use market::order::{OrderView, Side, ViewedLine};

use super::already;
use crate::parts::{
    Actions, Binding, Button, ButtonKind, ButtonLink, CheckboxesField, Choice, Details, Form,
    Hidden, Muted, Notice, NoticeKind, Section, SectionKind, TextAreaField, TextField, TextLink,
    Ticks, Width,
};
use crate::web::Typed;
use crate::words;

/// What an approver is asked, and what each answer does.
pub(super) fn decide(view: &OrderView, key: &str, typed: &Typed) -> Option<AnyView> {
    if let Some(purchase) = view.purchase {
        let together = together(view, purchase);
        return Some(view! { {together}{waits(view)} }.into_any());
    }
    if view.is_own_request {
        let of =
            view.asked.as_ref().map(|asked| view! { <p>{words::delegation::asked(asked)}</p> });
        return Some(
            view! {
                <Notice kind=NoticeKind::Waits title="You asked for this yourself">
                    <p>"Somebody else of your school has to decide."</p>
                    {of}
                </Notice>
            }
            .into_any(),
        );
    }
    if !view.can_decide {
        return waits(view);
    }
    if view.must_set_up_code {
        return Some(code_first(view));
    }
    let (action, version) = (format!("/orders/{}/decide", view.id), view.version.to_string());
    let against = view.asked.as_ref().and_then(|asked| asked.against.clone());
    let approve = match against {
        Some(refusal) => cannot(&refusal),
        None => approve(view, &action, key, &version),
    };
    let reader = if view.is_agreement() {
        already::Reader::ApproverOfYear
    } else {
        already::Reader::Approver
    };
    let already = already::told(&view.already, reader);
    let decline = if view.is_by_day() { "Decline and free the days" } else { "Decline" };
    let open = !typed.problems.is_empty();
    let asked = asks(view);
    let given = given(view);
    let (reason, error) = (typed.value("reason"), typed.error("reason"));
    let key = format!("{key}-refuse");
    Some(
        view! {
            <Section id="decide" title=asked kind=SectionKind::Plain>
                {given}
                {already}
                {approve}
                <Details summary="Send back or decline" open=open>
                    <Form action=action key=key>
                        <Hidden name="version" value=version/>
                        <TextAreaField name="reason" label="Why?" rows=3 value=reason error=error
                            hint="The buyer will read this"/>
                        <Button kind=ButtonKind::Secondary name="decision" value="send_back">
                            "Send back to be changed"
                        </Button>
                        <Button kind=ButtonKind::Warning name="decision" value="decline">
                            {decline}
                        </Button>
                    </Form>
                </Details>
            </Section>
        }
        .into_any(),
    )
}

/// The way to what it was ordered together with: there it is decided, while it waits.
fn together(view: &OrderView, purchase: PurchaseId) -> AnyView {
    let href = format!("/purchases/{purchase}");
    let told = match view.state {
        OrderState::AwaitingApproval | OrderState::SentBack => {
            "They are decided together, all or none."
        }
        OrderState::Declined
        | OrderState::Placed
        | OrderState::Completed
        | OrderState::Cancelled => "They were ordered under one number.",
    };
    view! {
        <Notice title="Ordered together with other services">
            <p>{told}" "<TextLink href>"See all of it"</TextLink></p>
        </Notice>
    }
    .into_any()
}

/// The first time, approving takes one step more.
fn code_first(view: &OrderView) -> AnyView {
    let asked = asks(view);
    let back = serde_urlencoded::to_string([("back", format!("/orders/{}", view.id))]);
    let href = format!("/account/code?{}", back.unwrap_or_default());
    view! {
        <Notice kind=NoticeKind::Waits title=asked>
            <p>"Approving binds your school, so it takes a code from your phone as well as your password. You set it up once, in two minutes."</p>
            <Actions><ButtonLink href=href>"Set up the code, then decide"</ButtonLink></Actions>
        </Notice>
    }
    .into_any()
}

/// Who asks whom, and in whose place.
fn asks(view: &OrderView) -> String {
    let asks = format!("{} asks you to approve this", view.requested_by);
    match view.asked.as_ref().and_then(|asked| asked.as_deputy_of.clone()) {
        Some(of) => format!("{asks} as deputy of {of}"),
        None => asks,
    }
}

/// Who has agreed already.
fn given(view: &OrderView) -> Option<AnyView> {
    if view.approvals.is_empty() {
        return None;
    }
    let items = view.approvals.iter().map(words::delegation::given).collect();
    Some(view! { <Ticks items=items/> }.into_any())
}

/// Why whoever looks cannot approve, though they may send it back.
fn cannot(refusal: &Refusal) -> AnyView {
    let (title, advice) = match refusal {
        Refusal::OverLimit { limit } => (
            format!("Over your limit of {}", words::pounds(*limit)),
            "You can send it back or decline it. Somebody with a higher limit can approve it."
                .to_owned(),
        ),
        other => words::refusal(other),
    };
    view! { <Notice kind=NoticeKind::Waits title=title><p>{advice}</p></Notice> }.into_any()
}

/// The one button that binds the school, or passes it on, with what it commits to.
fn approve(view: &OrderView, action: &str, key: &str, version: &str) -> AnyView {
    let totals = &view.totals;
    let gross = words::pounds(totals.gross.pence());
    let goes_on = view.asked.as_ref().is_some_and(|asked| asked.then_governors);
    let binding = if goes_on {
        format!(
            "If you approve, the governors’ approver is asked next. {} is bound to pay {gross} including \
             VAT once they approve as well, and not before.",
            view.school
        )
    } else {
        format!(
            "If you approve, {} is bound to pay {gross} including VAT, invoiced after delivery.",
            view.school
        )
    };
    let sum = format!(
        "{} and {} VAT.{}",
        words::pounds(totals.net.pence()),
        words::pounds(totals.vat.pence()),
        free_until(view)
    );
    let (action, version) = (action.to_owned(), version.to_owned());
    let key = format!("{key}-approve");
    view! {
        <Form action=action key=key>
            <Hidden name="version" value=version/>
            <Binding>{binding}</Binding>
            <Button large=true name="decision" value="approve">{format!("Approve {gross}")}</Button>
            <Muted>{sum}</Muted>
        </Form>
    }
    .into_any()
}

/// Until when it can still be cancelled for nothing.
fn free_until(view: &OrderView) -> String {
    let begins =
        |line: &ViewedLine| line.day.or(line.span.map(|(first, _)| first)).or(line.wished_on);
    let until = view.lines.iter().filter_map(|line| Some((begins(line)?, line.free_until?)));
    let (late, open): (Vec<_>, Vec<_>) = until.partition(|(_, until)| *until < view.today);
    let late_days: Vec<NaiveDate> = late.iter().map(|(day, _)| *day).collect();
    let now = if view.is_by_day() {
        words::cancelling_now(&late_days, late.len() + open.len())
    } else {
        let over = !late.is_empty();
        over.then(|| "The time to cancel it for nothing is over.".to_owned())
    };
    let first = open.iter().map(|(_, until)| *until).min().filter(|_| late.is_empty());
    let first = first.map(|until| format!("Cancelling is free until {}.", day_in_words(until)));
    first.or(now).map(|told| format!(" {told}")).unwrap_or_default()
}

fn waits(view: &OrderView) -> Option<AnyView> {
    let title = match (view.state, view.side) {
        (OrderState::Cancelled, _) if view.lapsed_at.is_some() => return Some(lapsed(view)),
        (OrderState::AwaitingApproval, Side::Provider) => "The school has not approved this yet",
        (OrderState::AwaitingApproval, _) => return Some(with_approver(view)),
        (OrderState::SentBack | OrderState::Declined, _) => {
            let (title, _) = words::order_state(view.state);
            let reason = view.reason.clone()?;
            let held = held(view);
            return Some(
                view! { <Notice kind=NoticeKind::Refused title=title><p>{reason}</p>{held}</Notice> }
                    .into_any(),
            );
        }
        (OrderState::Placed | OrderState::Completed | OrderState::Cancelled, _) => return None,
    };
    let held = held(view);
    Some(view! { <Notice title=title>{held}</Notice> }.into_any())
}

/// Who is asked, who has agreed before, and who comes next.
fn with_approver(view: &OrderView) -> AnyView {
    let (held, given) = (held(view), given(view));
    let title = match view.asked.as_ref().map(|asked| asked.level) {
        Some(ApprovalLevel::Governors) => "Waiting for the governors’ approver",
        Some(ApprovalLevel::Head) | None => "Waiting for an approver of the school",
    };
    let of = view.asked.as_ref().map(|asked| view! { <p>{words::delegation::asked(asked)}</p> });
    let link = (view.side == Side::School).then(|| {
        view! { <p><TextLink href="/people/delegation">"Who approves what in your school"</TextLink></p> }
    });
    view! { <Notice title=title>{given}{of}{held}{link}</Notice> }.into_any()
}

/// Until when the days are held.
fn held(view: &OrderView) -> Option<AnyView> {
    let until = moment_in_words(view.held_until?);
    let told = if view.is_by_day() {
        format!(
            "The days are held until {until}. If nobody decides by then, they are free for others."
        )
    } else {
        format!("It waits until {until}. If nobody decides by then, nothing is bought.")
    };
    Some(view! { <p>{told}</p> }.into_any())
}

/// Nobody decided in time.
fn lapsed(view: &OrderView) -> AnyView {
    let when = view.lapsed_at.map(moment_in_words).unwrap_or_default();
    let days = if view.is_by_day() { ", and the days are free for others" } else { "" };
    view! {
        <Notice kind=NoticeKind::Waits title="Nobody decided in time">
            <p>{format!("This lapsed on {when}. Nothing was bought{days}.")}</p>
        </Notice>
    }
    .into_any()
}

/// The buyer's second try, after an order was sent back.
pub(super) fn send_again(view: &OrderView, key: &str, typed: &Typed) -> Option<AnyView> {
    if !view.can_resubmit {
        return None;
    }
    let live = || view.lines.iter().filter(|line| line.state == LineState::Booked);
    let choices =
        live().map(|line| Choice::new(line.id.to_string(), line.description.clone())).collect();
    let typed_lines: Vec<String> = typed.form.all("line").into_iter().map(str::to_owned).collect();
    let values = if typed.problems.is_empty() {
        live().map(|line| line.id.to_string()).collect()
    } else {
        typed_lines
    };
    let number = match typed.form.filled("purchase_order_number") {
        Some(typed) => typed.to_owned(),
        None => view.purchase_order_number.clone().unwrap_or_default(),
    };
    let (action, key) = (format!("/orders/{}/resubmit", view.id), format!("{key}-again"));
    let (no_days, bad_number) = (typed.error("day"), typed.error("purchase_order_number"));
    // What is not a day is one thing: it is sent again as it is, or cancelled.
    let kept = if view.is_by_day() {
        view! {
            <CheckboxesField name="line" label="Which days do you still want?"
                hint="Days that you leave out are free for others at once"
                choices=choices values=values error=no_days/>
        }
        .into_any()
    } else {
        let lines = live().map(|line| view! { <Hidden name="line" value=line.id.to_string()/> });
        lines.collect_view().into_any()
    };
    Some(
        view! {
            <Section id="again" title="Change it and send it again" kind=SectionKind::Plain>
                <Form action=action key=key>
                    {kept}
                    <TextField name="purchase_order_number" label="Purchase order number (optional)"
                        width=Width::Ten value=number error=bad_number/>
                    <Button>"Send again"</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}
