//! The first page for whoever has no organisation's business to look after.

use leptos::prelude::*;

use super::example;
use crate::parts::{
    Actions, ButtonKind, ButtonLink, Column, Columns, ColumnsKind, EmptyState, Lead, Prose,
    Section, SectionKind, Title,
};
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
            {told("price", "Your own price, beside what others charge",
                "Your area’s education partnership lists what it delivers or brokers: counselling by the day, speech \
                 and language therapy, training, governor support. You see the price for your school, and beside it \
                 what others publish, each with its source and date.",
                example::market().into_any())}
            {told("deal", "Every school that joins lowers the price for all",
                "You see what the next price break needs and what it would save your school, before anything is \
                 binding. All pay the same price in the end, whoever came first.",
                example::deal().into_any())}
            {told("savings", "What was saved, to the penny",
                "Only what has been invoiced counts as saved. Each figure opens to the invoice under it, and a rise in \
                 cost is shown as a rise.",
                example::saved().into_any())}
        }
    })
}

/// A part of what the product does: in words, and as it looks.
fn told(
    id: &'static str,
    title: &'static str,
    words: &'static str,
    chart: AnyView,
) -> impl IntoView {
    view! {
        <Section id title kind=SectionKind::Strong>
            <Columns kind=ColumnsKind::Halves>
                <Column><Prose><p>{words}</p></Prose></Column>
                <Column>{chart}</Column>
            </Columns>
        </Section>
    }
}

/// Somebody whose organisation has no page of its own here.
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
