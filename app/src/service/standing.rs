//! What a service's own people see above its page: its state, and what they can do.

use ::market::service::{Looks, ServiceDetail};
use domain::calendar::day_in_words;
use domain::price::Unit;
use domain::service::{Event, State};
use domain::vat::VatTreatment;
use leptos::prelude::*;

use super::show::quiet;
use crate::parts::{
    Actions, Button, ButtonKind, ButtonLink, Form, Hidden, MoreActions, Notice, NoticeKind,
};
use crate::words;

/// Says that it is not on sale, to whom it may concern.
pub(super) fn state_notice(service: &ServiceDetail) -> Option<AnyView> {
    let lifecycle = service.lifecycle();
    let state = lifecycle.state();
    if state == State::Live {
        return None;
    }
    let since = lifecycle.since().map(|day| format!(" since {}", day_in_words(day)));
    let since = since.unwrap_or_default();
    let title = match (service.looks, state) {
        (Looks::Staff | Looks::Provider, state) => {
            format!("{}{since}. Schools cannot book it.", words::service::service_state(state))
        }
        (Looks::School | Looks::Visitor, _) => {
            "This service cannot be booked at the moment.".to_owned()
        }
    };
    Some(view! { <Notice kind=NoticeKind::Waits title/> }.into_any())
}

/// What may be done with it, for those who may.
pub(super) fn staff_bar(service: &ServiceDetail) -> Option<AnyView> {
    let id = service.id();
    let events_are_kept = service.can_keep_pool && service.terms().unit == Unit::Place;
    let plan = events_are_kept.then(|| {
        let href = format!("/services/{id}/events/new");
        view! { {quiet(href, "Plan an event")}{quiet("/events".to_owned(), "Events")} }
    });
    if !service.can_change {
        let pool = service.can_keep_pool && service.has_pool();
        let pool = pool.then(|| quiet(format!("/services/{id}/pool"), "People and days"));
        let propose = service
            .can_propose
            .then(|| quiet(format!("/services/{id}/propose"), "Propose a change"));
        let any = pool.is_some() || propose.is_some() || plan.is_some();
        return any.then(|| view! { <MoreActions>{propose}{pool}{plan}</MoreActions> }.into_any());
    }
    let open = matches!(service.terms().vat, VatTreatment::Ask(_));
    let days = service.terms().unit.is_booked_by_day();
    let to = move |page: &str| format!("/services/{id}/{page}");
    // The next thing to do, where there is one; a service on sale needs nothing.
    let next = |event: &Event| matches!(event, Event::Publish | Event::Resume | Event::Submit);
    let events = || service.events().into_iter().filter(|event| !(open && needs_vat(*event)));
    let first = events().find(|event| next(event) && !open);
    let lead = first.map(|event| step(id.to_string(), event, ButtonKind::Primary));
    let rest: Vec<AnyView> = events()
        .filter(|event| Some(*event) != first)
        .map(|event| step(id.to_string(), event, ButtonKind::Quiet))
        .collect();
    Some(
        view! {
            {open.then(|| view! {
                <Notice kind=NoticeKind::Waits title="VAT has to be settled before this can go on sale">
                    <p><ButtonLink href=to("vat")>"Settle VAT"</ButtonLink></p>
                </Notice>
            })}
            {lead.map(|lead| view! { <Actions>{lead}</Actions> })}
            <MoreActions>
                {quiet(to("edit"), "Change")}
                {days.then(|| quiet(to("pool"), "People and days"))}
                {plan}
                {quiet(to("prices"), "Prices elsewhere")}
                {quiet(to("documents"), "Documents")}
                {quiet(to("open"), "Open to other partnerships")}
                {(!open).then(|| quiet(to("vat"), "VAT"))}
                {rest}
            </MoreActions>
        }
        .into_any(),
    )
}

/// What would be refused while VAT is open is not offered.
const fn needs_vat(event: Event) -> bool {
    matches!(event, Event::Publish | Event::Resume)
}

/// A button that moves the service on.
fn step(id: String, event: Event, kind: ButtonKind) -> AnyView {
    view! {
        <Form action=format!("/services/{id}/move")>
            <Hidden name="event" value=event.code()/>
            <Button kind>{words::service::service_event(event)}</Button>
        </Form>
    }
    .into_any()
}
