//! What a service's own people see above its page: its state, and what they can do.

use ::market::service::{Looks, ServiceDetail};
use domain::calendar::day_in_words;
use domain::service::{Event, State};
use domain::vat::VatTreatment;
use leptos::prelude::*;

use super::show::quiet;
use crate::parts::{Actions, Button, ButtonKind, ButtonLink, Form, Hidden, Notice, NoticeKind};
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
    if !service.can_change {
        let pool = service.can_keep_pool && service.has_pool();
        return pool.then(|| {
            let href = format!("/services/{id}/pool");
            view! { <Actions>{quiet(href, "People and days")}</Actions> }.into_any()
        });
    }
    let open = matches!(service.terms().vat, VatTreatment::Ask(_));
    let days = service.terms().unit.is_booked_by_day();
    let to = move |page: &str| format!("/services/{id}/{page}");
    let moves: Vec<AnyView> =
        service.events().into_iter().map(|event| step(id.to_string(), event, open)).collect();
    Some(
        view! {
            {open.then(|| view! {
                <Notice kind=NoticeKind::Waits title="VAT has to be settled before this can go on sale">
                    <p><ButtonLink href=to("vat") kind=ButtonKind::Secondary>"Settle VAT"</ButtonLink></p>
                </Notice>
            })}
            <Actions>
                {moves}
                {quiet(to("edit"), "Change")}
                {days.then(|| quiet(to("pool"), "People and days"))}
                {quiet(to("prices"), "Prices elsewhere")}
                {quiet(to("documents"), "Documents")}
                {(!open).then(|| quiet(to("vat"), "VAT"))}
            </Actions>
        }
        .into_any(),
    )
}

/// A button that moves the service on. What would be refused is not offered.
fn step(id: String, event: Event, vat_is_open: bool) -> AnyView {
    let needs_vat = matches!(event, Event::Publish | Event::Resume);
    if needs_vat && vat_is_open {
        return ().into_any();
    }
    let kind = match event {
        Event::Publish | Event::Resume => ButtonKind::Primary,
        Event::Submit | Event::SendBack | Event::Pause => ButtonKind::Secondary,
        Event::Retire => ButtonKind::Quiet,
    };
    view! {
        <Form action=format!("/services/{id}/move")>
            <Hidden name="event" value=event.code()/>
            <Button kind>{words::service::service_event(event)}</Button>
        </Form>
    }
    .into_any()
}
