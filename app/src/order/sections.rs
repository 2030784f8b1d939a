//! The parts of an order's page.

use domain::calendar::{day_in_words, short_day};
use domain::order::{LineState, OrderState};
use domain::vat::InvoiceTotals;
use leptos::prelude::*;
use market::order::{OrderView, Side, ViewedLine};

use crate::parts::{
    Actions, Binding, Button, ButtonKind, ButtonLink, Cell, Change, CheckboxesField, Choice,
    ColumnHead, Details, Evidence, Form, Hidden, Muted, Notice, NoticeKind, RowKind, Section,
    SectionKind, Table, TableRow, Tag, TextAreaField, TextField, TextLink, Width,
};
use crate::web::Typed;
use crate::words;

/// What an approver is asked, and what each answer does.
pub(super) fn decide(view: &OrderView, typed: &Typed) -> Option<AnyView> {
    if view.is_own_request {
        return Some(
            view! {
                <Notice kind=NoticeKind::Waits title="You asked for this yourself">
                    <p>"Another approver of your school has to decide."</p>
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
    let approve = match view.over_approvers_limit {
        Some(limit) => {
            let title = format!("Over your limit of {}", words::pounds(limit));
            view! {
                <Notice kind=NoticeKind::Waits title=title>
                    <p>"You can send it back or decline it. Somebody with a higher limit can approve it."</p>
                </Notice>
            }
            .into_any()
        }
        None => approve(view, &action, &version),
    };
    let open = !typed.problems.is_empty();
    let asked = format!("{} asks you to approve this", view.requested_by);
    let (reason, error) = (typed.value("reason"), typed.error("reason"));
    Some(
        view! {
            <Section id="decide" title=asked kind=SectionKind::Plain>
                {approve}
                <Details summary="Send back or decline" open=open>
                    <Form action=action>
                        <Hidden name="version" value=version/>
                        <TextAreaField name="reason" label="Why?" rows=3 value=reason error=error
                            hint="The buyer will read this"/>
                        <Button kind=ButtonKind::Secondary name="decision" value="send_back">
                            "Send back to be changed"
                        </Button>
                        <Button kind=ButtonKind::Warning name="decision" value="decline">
                            "Decline and free the days"
                        </Button>
                    </Form>
                </Details>
            </Section>
        }
        .into_any(),
    )
}

/// The first time, approving takes one step more.
fn code_first(view: &OrderView) -> AnyView {
    let asked = format!("{} asks you to approve this", view.requested_by);
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

/// The one button that binds the school, with what it binds it to.
fn approve(view: &OrderView, action: &str, version: &str) -> AnyView {
    let gross = words::pounds(view.totals.gross.pence());
    let binding = format!(
        "If you approve, {} is bound to pay {gross} including VAT, invoiced by {} after delivery.",
        view.school, view.seller
    );
    let (action, version) = (action.to_owned(), version.to_owned());
    view! {
        <Form action=action>
            <Hidden name="version" value=version/>
            <Binding>{binding}</Binding>
            <Button large=true name="decision" value="approve">{format!("Approve {gross}")}</Button>
        </Form>
    }
    .into_any()
}

fn waits(view: &OrderView) -> Option<AnyView> {
    let title = match (view.state, view.side) {
        (OrderState::AwaitingApproval, Side::Provider) => "The school has not approved this yet",
        (OrderState::AwaitingApproval, _) => "Waiting for an approver of the school",
        (OrderState::SentBack | OrderState::Declined, _) => {
            let (title, _) = words::order_state(view.state);
            let reason = view.reason.clone()?;
            return Some(
                view! { <Notice kind=NoticeKind::Refused title=title><p>{reason}</p></Notice> }
                    .into_any(),
            );
        }
        (OrderState::Placed | OrderState::Completed | OrderState::Cancelled, _) => return None,
    };
    Some(view! { <Notice title=title><p>"The days are held meanwhile."</p></Notice> }.into_any())
}

/// The buyer's second try, after an order was sent back.
pub(super) fn send_again(view: &OrderView, typed: &Typed) -> Option<AnyView> {
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
    let action = format!("/orders/{}/resubmit", view.id);
    let (no_days, bad_number) = (typed.error("day"), typed.error("purchase_order_number"));
    Some(
        view! {
            <Section id="again" title="Change it and send it again" kind=SectionKind::Plain>
                <Form action=action>
                    <CheckboxesField name="line" label="Which days do you still want?"
                        hint="Days that you leave out are free for others at once"
                        choices=choices values=values error=no_days/>
                    <TextField name="purchase_order_number" label="Purchase order number (optional)"
                        width=Width::Ten value=number error=bad_number/>
                    <Button>"Send again"</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

/// The lines of an order.
pub(super) fn lines(view: &OrderView) -> impl IntoView + use<> {
    let shows_person = view.side == Side::Provider;
    let mut columns = vec![ColumnHead::words("What")];
    if shows_person {
        columns.push(ColumnHead::words("Who"));
    }
    columns.push(ColumnHead::words("State"));
    columns.push(ColumnHead::numbers("Excluding VAT"));
    let may_cancel = view.lines.iter().filter(|line| line.can_cancel).count() > 1;
    let rows = view.lines.iter().map(|line| row(view, line, shows_person, may_cancel)).collect();
    view! { <Table caption="Lines, excluding VAT" quiet_caption=true columns rows/> }
}

fn row(view: &OrderView, line: &ViewedLine, shows_person: bool, may_cancel: bool) -> TableRow {
    let what = match line.day {
        Some(day) => day_in_words(day),
        None => line.description.clone(),
    };
    let mut cells: Vec<Cell> = vec![what.into()];
    if shows_person {
        cells.push(line.practitioner.clone().unwrap_or_default().into());
    }
    let (state, kind) = words::line_state(line.state.code());
    let invoice = line.invoice.clone().filter(|_| view.side != Side::Provider);
    let cancel = (may_cancel && line.can_cancel).then(|| {
        let action = format!("/orders/{}/cancel", view.id);
        let id = line.id.to_string();
        view! {
            <Form action=action>
                <Hidden name="line" value=id/>
                <Button kind=ButtonKind::Quiet>"Cancel this day"</Button>
            </Form>
        }
    });
    cells.push(Cell::view(view! {
        <Tag kind=kind text=state/>
        {invoice.map(|(id, number)| view! {
            " "<TextLink href=format!("/invoices/{id}")>{number}</TextLink>
        })}
        {cancel}
    }));
    cells.push(line.net.pence().to_string().into());
    TableRow::new(cells)
}

/// What lines come to, with VAT group by group and its reason.
pub(crate) fn totals(totals: &InvoiceTotals) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("VAT"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::numbers("VAT"),
        ColumnHead::numbers("Including VAT"),
    ];
    let mut rows: Vec<TableRow> = totals
        .groups
        .iter()
        .map(|group| {
            let reasons: Vec<&str> =
                group.reasons.iter().map(|reason| words::vat_reason(*reason)).collect();
            let rate = words::vat_rate(group.category, group.rate);
            let gross = group.net.with(group.vat).unwrap_or_default();
            TableRow::new(vec![
                format!("{rate} ({})", reasons.join("; ")).into(),
                group.net.pence().to_string().into(),
                group.vat.pence().to_string().into(),
                gross.pence().to_string().into(),
            ])
        })
        .collect();
    let sum = TableRow::new(vec![
        "Total".into(),
        totals.net.pence().to_string().into(),
        totals.vat.pence().to_string().into(),
        totals.gross.pence().to_string().into(),
    ]);
    rows.push(sum.kind(RowKind::Total));
    view! { <Table caption="Total, by VAT" columns rows/> }
}

/// What the order saves, with what is behind it.
pub(super) fn saving(view: &OrderView) -> Option<AnyView> {
    let saving = view.saving.clone()?;
    let difference = saving.amount.negated().ok()?;
    let told = format!(
        "{}, {}: against {} of {} for one, {}.",
        words::stage(saving.stage),
        words::cashability(saving.cashability).to_lowercase(),
        words::baseline(saving.baseline_kind),
        saving.baseline_unit,
        words::basis(saving.basis)
    );
    let market = view.service.map(|service| format!("/services/{service}/market"));
    Some(
        view! {
            <Section id="saving" title="What it saves" kind=SectionKind::Plain small=true>
                <p><Change difference/></p>
                <Muted>{told}</Muted>
                {market.map(|href| view! { <Evidence href text="See the prices behind this"/> })}
            </Section>
        }
        .into_any(),
    )
}

/// Cancelling the whole, where that is free; otherwise, for a binding order, until when it was.
pub(super) fn cancel(view: &OrderView) -> Option<AnyView> {
    let first_free = view.lines.iter().filter(|line| line.state == LineState::Booked);
    let free_until = first_free.filter_map(|line| line.free_until).min();
    if view.can_cancel {
        let action = format!("/orders/{}/cancel", view.id);
        let told = match (view.state, free_until) {
            (OrderState::Placed, Some(until)) => {
                format!("Cancelling costs nothing until {}.", short_day(until))
            }
            _ => "Nothing is binding yet, so cancelling costs nothing.".to_owned(),
        };
        return Some(
            view! {
                <Section id="cancel" title="Cancel this order" small=true>
                    <p>{told}" The days are free for others at once."</p>
                    <Form action=action>
                        <Button kind=ButtonKind::Warning>"Cancel the whole order"</Button>
                    </Form>
                </Section>
            }
            .into_any(),
        );
    }
    let late = view.state == OrderState::Placed && view.side == Side::School;
    free_until.filter(|_| late).map(|until| {
        let told = format!("Cancelling all of it was free until {}.", short_day(until));
        view! { <Muted>{told}" Speak to the provider about what it costs now."</Muted> }.into_any()
    })
}
