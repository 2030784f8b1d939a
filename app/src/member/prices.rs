//! What one member pays for each service, as its partnership's staff look it up.

use domain::Failure;
use domain::id::MembershipId;
use leptos::prelude::*;
use market::service::services_for_member;

use crate::parts::{
    Actions, BackLink, ButtonLink, EmptyState, Lead, Muted, Pagination, Rows, TextLink, Title,
};
use crate::service;
use crate::web::{Answer, Ask, Page};

/// Shows what is on sale to a member, each at its own price.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let membership: MembershipId = ask.part("membership")?;
    let asked = ask.page();
    let further_on = asked.key().is_some();
    let found = services_for_member(ask.market(), ask.actor()?, membership, asked).await?;
    let title = format!("What {} pays", found.member);
    let page = Page::new(title.clone(), move || {
        let here = format!("/members/{membership}/prices");
        let next =
            found.services.next.map(|after| format!("{here}?{}", ask.query.with("after", &after)));
        let none = found.services.items.is_empty();
        let rows: Vec<_> =
            found.services.items.into_iter().map(|one| service::row(one, false)).collect();
        view! {
            <BackLink href=format!("/members/{membership}") text="Back to the member"/>
            <Title caption="Services" text=title/>
            <Lead>"What is on sale, at the price this school sees when it signs in."</Lead>
            {further_on.then(|| view! { <p><TextLink href=here>"Back to the first page"</TextLink></p> })}
            {if none { empty().into_any() } else { view! { <Rows>{rows}</Rows> }.into_any() }}
            <Pagination label="Services" next=next.unwrap_or_default()/>
            <Muted><TextLink href=format!("/members/{membership}/prices.csv")>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

fn empty() -> impl IntoView {
    view! {
        <EmptyState title="Nothing is on sale yet">
            <p>"Bring in your price list, or put a service on sale: then its price for this school stands here."</p>
            <Actions><ButtonLink href="/services">"See your services"</ButtonLink></Actions>
        </EmptyState>
    }
}
