//! How a service is ordered by whoever looks; and where they cannot order it, who can help.

use ::market::service::{Looks, PriceShown, ServiceDetail};
use domain::text::Email;
use leptos::prelude::*;

use crate::parts::{Actions, ButtonLink, TextLink};

/// The button that books, or whom to ask.
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
        PriceShown::Yours(_) if service.has_pool() => {
            let href = format!("/services/{}/days", service.id());
            Some(
                view! { <Actions><ButtonLink href=href large=true>"Book days"</ButtonLink></Actions> }
                    .into_any(),
            )
        }
        PriceShown::Yours(_) => Some(ask(service, "To order it, ask ")),
        PriceShown::Members(_) | PriceShown::BySize | PriceShown::PupilsNotKnown => None,
    }
}

/// Whom to ask: the partnership, and how it is reached where that is known. An address is a link that
/// writes to it.
fn ask(service: &ServiceDetail, told: &str) -> AnyView {
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
