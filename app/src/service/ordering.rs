//! How a service is ordered by whoever looks; and where they cannot order it, who can help.

use ::market::service::{Looks, PriceShown, ServiceDetail};
use domain::service::BookedBy;
use domain::text::Email;
use domain::vat::VatTreatment;
use leptos::prelude::*;

use crate::parts::{Actions, ButtonLink, Notice, NoticeKind, TextLink};
use crate::words;

/// The button that orders, or whom to ask.
pub(super) fn way(service: &ServiceDetail, signed_in: bool) -> Option<AnyView> {
    if service.is_own || matches!(service.looks, Looks::Staff | Looks::Provider) {
        return None;
    }
    if !service.lifecycle().is_on_sale() {
        return Some(ask(service, "To hear when it is on sale again, ask "));
    }
    if service.looks == Looks::Visitor {
        return Some(if signed_in {
            ask(service, "Only schools can order it. With a question about it, ask ")
        } else {
            let asked = ask(service, "Not a school of theirs yet? Ask ");
            view! { <p><TextLink href="/sign-in">"Sign in to book"</TextLink></p>{asked} }
                .into_any()
        });
    }
    match service.price {
        PriceShown::MembersOnly => {
            let told = format!("Only members of {} can buy this. To join, ask ", service.partnership.name);
            Some(ask(service, &told))
        }
        _ if !service.can_order => Some(
            view! { <p>"You cannot order for your school. Its business manager or headteacher can."</p> }
                .into_any(),
        ),
        PriceShown::Yours(_) | PriceShown::ByFigure => Some(button(service)),
        PriceShown::Members(_) | PriceShown::BySize | PriceShown::PupilsNotKnown => None,
    }
}

/// What a school that is none of those it is for is told before it orders: nothing keeps it from that.
pub(super) fn outside(service: &ServiceDetail) -> Option<AnyView> {
    let sold = service.lifecycle().is_on_sale() && service.price != PriceShown::MembersOnly;
    let terms = service.terms();
    let told = words::for_whom::outside(service.outside, &terms.phases, &service.areas);
    let title = told.filter(|_| sold && !service.is_own)?;
    let href = format!("/services/{}/ask", service.id());
    let ask = if service.can_ask {
        view! { <TextLink href>"Ask before you order"</TextLink>"." }.into_any()
    } else {
        "Ask before you order.".into_any()
    };
    Some(view! { <Notice kind=NoticeKind::Waits title><p>{ask}</p></Notice> }.into_any())
}

/// The button that says what it does; nothing to press where a school asks, or there is nothing to
/// order.
fn button(service: &ServiceDetail) -> AnyView {
    let (page, text) = match (service.booked(), service.vat) {
        (BookedBy::Free, _) => return free(),
        (BookedBy::Days, _) if service.has_pool() => ("days", "Book days".to_owned()),
        (BookedBy::Quantity, VatTreatment::Settled(_)) => ("order", "Order".to_owned()),
        (BookedBy::Agreement, VatTreatment::Settled(_)) => match service.years.as_slice() {
            [year] => ("order", format!("Order for {year}")),
            _ => ("order", "Order".to_owned()),
        },
        (BookedBy::Places, VatTreatment::Settled(_)) => return dates(),
        (BookedBy::Days | BookedBy::Ask, _)
        | (BookedBy::Places | BookedBy::Quantity | BookedBy::Agreement, VatTreatment::Ask(_)) => {
            return ask(service, "To order it, ask ");
        }
    };
    let href = format!("/services/{}/{page}", service.id());
    view! { <Actions><ButtonLink href=href large=true>{text}</ButtonLink></Actions> }.into_any()
}

/// The way to ask its provider and others for a quote, where a school may buy it.
pub(super) fn quote(service: &ServiceDetail) -> Option<AnyView> {
    let school = service.looks == Looks::School && service.can_order;
    if !school || service.price == PriceShown::MembersOnly {
        return None;
    }
    let href = format!("/quotes/new?service={}", service.id());
    Some(
        view! {
            <p>"Something of its own, or more than one to compare? "<TextLink href>"Ask for a quote"</TextLink></p>
        }
        .into_any(),
    )
}

/// The way to ask about it, where somebody of a school looks.
pub(super) fn question(service: &ServiceDetail) -> Option<AnyView> {
    if !service.can_ask {
        return None;
    }
    let href = format!("/services/{}/ask", service.id());
    Some(view! { <p><TextLink href>"Ask a question"</TextLink>" about it"</p> }.into_any())
}

/// Each event is ordered by itself, from its date.
fn dates() -> AnyView {
    view! { <p>"Choose an event under "<TextLink href="#events">"Dates and places"</TextLink>"."</p> }
        .into_any()
}

/// There is nothing to order.
fn free() -> AnyView {
    view! { <p>"It is free to use, and there is nothing to order. Its documents are below."</p> }
        .into_any()
}

/// Whom to ask: the partnership, and how it is reached where that is known. An address is a link that
/// writes to it.
pub(super) fn ask(service: &ServiceDetail, told: &str) -> AnyView {
    let partnership = format!("{told}{}", service.partnership.name);
    let reached = service.contact.clone().map(|contact| match Email::parse(&contact) {
        Ok(email) => {
            let href = format!("mailto:{}", email.as_str());
            view! { ": "<TextLink href=href>{contact}</TextLink> }.into_any()
        }
        Err(_) => format!(": {contact}").into_any(),
    });
    view! { <p>{partnership}{reached}"."</p> }.into_any()
}
