//! What is said of deliveries, on an order's page.

use domain::calendar::{moment_in_words, short_day};
use domain::dispute::{DisputeState, Said};
use domain::vat::invoice_totals;
use leptos::prelude::*;
use market::order::{DisputeView, OrderView, ViewedLine};

use super::{told, what};
use crate::parts::{
    Actions, Button, ButtonKind, ButtonLink, Form, Hidden, Muted, Notice, NoticeKind, Section,
    TextLink,
};
use crate::words::{self, dispute as said};

/// What waits for the school's word, what is in dispute, and what came of it; nothing where there is
/// nothing to say.
pub(crate) fn section(view: &OrderView, key: &str) -> Option<AnyView> {
    let disputes: Vec<AnyView> = view
        .lines
        .iter()
        .filter_map(|line| line.dispute.as_ref().map(|dispute| one(view, line, dispute, key)))
        .collect();
    let in_vain: Vec<AnyView> = view.lines.iter().filter_map(no_show).collect();
    let open = open(view, key);
    if disputes.is_empty() && in_vain.is_empty() && open.is_none() {
        return None;
    }
    Some(view! { {disputes}{in_vain}{open} }.into_any())
}

/// What was confirmed and the school can say still that it is not right.
fn open(view: &OrderView, key: &str) -> Option<AnyView> {
    let open = |line: &&ViewedLine| line.said.is_some_and(Said::may_dispute);
    let lines: Vec<&ViewedLine> = view.lines.iter().filter(open).collect();
    let until = lines.iter().filter_map(|line| match line.said {
        Some(Said::Nothing { until }) => Some(until),
        _ => None,
    });
    let until = until.min().filter(|_| view.can_agree)?;
    let several = lines.len() > 1;
    let rule = format!(
        "{} says that this was delivered. If something is not right, say so by {}. If you say nothing, it \
         counts as agreed.",
        view.provider,
        short_day(until)
    );
    let rows: Vec<AnyView> = lines.iter().map(|line| row(view, line, several, key)).collect();
    let all = several.then(|| {
        let action = format!("/orders/{}/agree", view.id);
        view! { <Form action key=format!("{key}-agree")><Button>"All of it is right"</Button></Form> }
    });
    Some(
        view! {
            <Section id="delivered" title="Is this right?">
                <p>{rule}</p>
                {rows}
                {all}
            </Section>
        }
        .into_any(),
    )
}

fn row(view: &OrderView, line: &ViewedLine, several: bool, key: &str) -> AnyView {
    let action = format!("/orders/{}/agree", view.id);
    let href = format!("/orders/{}/dispute/{}", view.id, line.id);
    let (id, what) = (line.id.to_string(), what(line));
    let (kind, not_right) = if several {
        (ButtonKind::Quiet, format!("Something is not right with {what}"))
    } else {
        (ButtonKind::Primary, "Something is not right".to_owned())
    };
    let yes = if several { format!("Yes: {what}") } else { "Yes, that is right".to_owned() };
    view! {
        <p><b>{what}</b></p>
        <Form action key=format!("{key}-agree-{id}")>
            <Hidden name="line" value=id/>
            <Button kind>{yes}</Button>
        </Form>
        <p><TextLink href>{not_right}</TextLink></p>
    }
    .into_any()
}

/// A dispute, with what whoever looks can do about it.
fn one(view: &OrderView, line: &ViewedLine, dispute: &DisputeView, key: &str) -> AnyView {
    let title = match dispute.state {
        DisputeState::Settled => format!("Settled: {}", what(line)),
        DisputeState::Open | DisputeState::StoodBy => format!("Not right: {}", what(line)),
    };
    let kind = match dispute.state {
        DisputeState::Settled => NoticeKind::Info,
        DisputeState::Open | DisputeState::StoodBy => NoticeKind::Waits,
    };
    let next = match dispute.state {
        DisputeState::Open => Some(format!(
            "{} has been told, and answers. Until it is settled, it comes onto no invoice.",
            view.provider
        )),
        DisputeState::StoodBy => Some(format!(
            "{} stands by it. {} decides. Until then it comes onto no invoice.",
            view.provider, view.partnership
        )),
        DisputeState::Settled => None,
    };
    let invoiced = line.invoice.as_ref().filter(|_| dispute.state != DisputeState::Settled);
    let next = match invoiced {
        Some((_, number)) => Some(format!(
            "It is on invoice {number} already. What is not owed of that will be credited."
        )),
        None => next,
    };
    let (said, ended, does) = (told(view, dispute), ended(line, dispute), does(view, line, key));
    view! {
        <Notice kind title>
            {said}
            {next.map(|next| view! { <p>{next}</p> })}
            {ended}
            {does}
        </Notice>
    }
    .into_any()
}

/// What came of it, why, and what is to be credited.
fn ended(line: &ViewedLine, dispute: &DisputeView) -> Option<AnyView> {
    let outcome = said::outcome(dispute.outcome?);
    let reason = dispute.reason.clone();
    let by = dispute.settled_by.clone().zip(dispute.settled_at);
    let by = by.map(|(name, at)| format!("{name}, {}", moment_in_words(at)));
    let credit = dispute.credit.and_then(|net| invoice_totals([(net, line.vat)]).ok());
    let credit = credit.map(|totals| {
        format!(
            "To be credited: {} including VAT. {}",
            words::pounds(totals.gross.pence()),
            said::BY_CREDIT_NOTE
        )
    });
    Some(
        view! {
            <p><b>{outcome}</b></p>
            {reason.map(|reason| view! { <p>{format!("Why: {reason}")}</p> })}
            {credit.map(|credit| view! { <p>{credit}</p> })}
            {by.map(|by| view! { <Muted>{by}</Muted> })}
        }
        .into_any(),
    )
}

/// What whoever looks can do about a dispute that stands.
fn does(view: &OrderView, line: &ViewedLine, key: &str) -> Option<AnyView> {
    let stands = line.said.is_some_and(Said::is_disputed);
    if !stands {
        return None;
    }
    if view.can_agree {
        let (action, id) = (format!("/orders/{}/agree", view.id), line.id.to_string());
        return Some(
            view! {
                <Form action key=format!("{key}-agree-{id}")>
                    <Hidden name="line" value=id/>
                    <Button kind=ButtonKind::Quiet>"It was right after all"</Button>
                </Form>
            }
            .into_any(),
        );
    }
    let (href, text) = if view.can_answer {
        (format!("/bookings/{}/answer/{}", view.id, line.id), "Answer the school")
    } else if view.can_settle {
        (format!("/orders/{}/settle/{}", view.id, line.id), "Decide")
    } else {
        return None;
    };
    Some(view! { <Actions><ButtonLink href>{text}</ButtonLink></Actions> }.into_any())
}

/// Why somebody came in vain.
fn no_show(line: &ViewedLine) -> Option<AnyView> {
    let (why, own) = line.no_show.clone()?;
    let title = format!("Came and could not work: {}", line.description);
    let why = format!("{}.", said::no_show(why));
    let own = own.map(|own| view! { <p>{own}</p> });
    Some(view! { <Notice title><p>{why}</p>{own}</Notice> }.into_any())
}
