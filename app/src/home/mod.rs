//! The first page: what the product is, or what waits for whoever is signed in.

use domain::Failure;
use leptos::prelude::*;

use crate::parts::{ButtonLink, Lead, Title};
use crate::web::{Answer, Ask, Page};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let demo = ask.site.demo;
    let page = Page::new("Schools of an area, buying together", move || {
        let (href, words) =
            if demo { ("/demo", "Look around the demo") } else { ("/sign-in", "Sign in") };
        view! {
            <Title text="Schools of an area, buying together"/>
            <Lead>
                "Find a service, see your own price beside the market rate, book free days, join a group deal, \
                 and see to the penny what your school saved."
            </Lead>
            <ButtonLink href=href>{words}</ButtonLink>
        }
    });
    Ok(page.into())
}
