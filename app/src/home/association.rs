//! The association's first page: its directory of partnerships.

use domain::Failure;
use leptos::prelude::*;
use market::association::directory;

use crate::association::listed;
use crate::parts::{Actions, ButtonKind, ButtonLink, Lead, Title};
use crate::web::{Answer, Ask, Page};
use crate::words::plural;

/// Its partnerships: what everybody may know of them, and no more.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let name = ask.actor()?.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let found = directory(ask.market()).await?;
    let page = Page::new("Home", move || {
        let count = u64::try_from(found.len()).unwrap_or_default();
        let listed = listed(&found, true);
        view! {
            <Title caption=name text=plural(count, "partnership", "partnerships")/>
            <Lead>"What each partnership has made public by joining. What schools order, pay and save is theirs."</Lead>
            <Actions>
                <ButtonLink href="/groups" kind=ButtonKind::Secondary>"Groups of partnerships"</ButtonLink>
            </Actions>
            {listed}
        }
    });
    Ok(page.into())
}
