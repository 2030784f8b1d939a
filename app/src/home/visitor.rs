//! The first page for whoever has no organisation's business to look after.

use leptos::prelude::*;

use crate::parts::{Actions, ButtonKind, ButtonLink, EmptyState, Lead, Prose, Section, Title};
use crate::web::Page;

/// What the product is.
pub fn page(demo: bool) -> Page {
    Page::new("Schools of an area, buying together", move || {
        let (href, words) =
            if demo { ("/demo", "Look around the demo") } else { ("/sign-in", "Sign in") };
        view! {
            <Title text="Schools of an area, buying together"/>
            <Lead>
                "Find a service, see your own price beside the market rate, book the days that are free, join a \
                 group deal, and see to the penny what your school saved."
            </Lead>
            <Actions>
                <ButtonLink href=href>{words}</ButtonLink>
                <ButtonLink href="/services" kind=ButtonKind::Secondary>"See the services"</ButtonLink>
            </Actions>
            <Section id="how" title="How it works">
                <Prose>
                    <p>
                        "Your area’s education partnership lists services that it delivers or brokers: counselling \
                         by the day, speech and language therapy, training, governor support. You see the price for \
                         your school, and beside it what others charge, with the source."
                    </p>
                    <p>
                        "In a group deal every school that signs up lowers the price for all. You see what the next \
                         price break needs, and what it would save your school, before anything is binding."
                    </p>
                    <p>
                        "Only what has been invoiced counts as saved, and each figure opens to the invoice under it."
                    </p>
                </Prose>
            </Section>
        }
    })
}

/// Somebody who keeps the installation running, or whose organisation has no page of its own here.
pub fn without_business(name: &str) -> Page {
    let greeting = format!("Good day, {name}");
    Page::new("Home", move || {
        view! {
            <Title text=greeting/>
            <Actions>
                <ButtonLink href="/partnerships/new">"Set up a partnership"</ButtonLink>
                <ButtonLink href="/schools" kind=ButtonKind::Secondary>"Find a school"</ButtonLink>
            </Actions>
        }
    })
}

/// Somebody signed in who belongs nowhere yet.
pub fn without_organisation(name: &str) -> Page {
    let greeting = format!("Good day, {name}");
    Page::new("Home", move || {
        view! {
            <Title text=greeting/>
            <EmptyState title="You do not act for an organisation yet">
                <p>"Find your school and ask to join it. Somebody there, or the partnership of your area, decides."</p>
                <Actions><ButtonLink href="/schools">"Find your school"</ButtonLink></Actions>
            </EmptyState>
        }
    })
}
