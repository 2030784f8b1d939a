//! What a school has of a service already: said to whoever orders it again, and to whoever approves.

use domain::calendar::{day_in_words, short_day};
use leptos::prelude::*;
use market::order::OrderedAlready;

use crate::parts::{Notice, NoticeKind, TextLink};

/// Who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whoever is about to book days.
    Booker,
    /// Whoever is about to order an agreement, for which year.
    Orderer(String),
    /// Whoever is asked to approve days.
    Approver,
    /// Whoever is asked to approve an agreement.
    ApproverOfYear,
}

/// What the school has at the same time.
pub(super) fn told(found: &[OrderedAlready], to: Reader) -> Option<impl IntoView + use<>> {
    if found.is_empty() {
        return None;
    }
    let several = found.len() > 1;
    let (title, advice) = match to {
        Reader::Booker if several => (
            "Your school has booked some of these days before".to_owned(),
            "Go on if you want somebody else on the same day as well.",
        ),
        Reader::Booker => (
            "Your school has booked this day before".to_owned(),
            "Go on if you want somebody else on the same day as well.",
        ),
        Reader::Orderer(year) => (
            format!("Your school has this for {year} already"),
            "Order it again only if you mean to have it twice.",
        ),
        Reader::Approver if several => (
            "Your school has this service on some of these days in other orders".to_owned(),
            "Approve if somebody else is wanted on the same day as well. Otherwise send it back.",
        ),
        Reader::Approver => (
            "Your school has this service on the same day in another order".to_owned(),
            "Approve if somebody else is wanted on the same day as well. Otherwise send it back.",
        ),
        Reader::ApproverOfYear => (
            "Your school has this service for the same time in another order".to_owned(),
            "Approve if it is meant to have it twice. Otherwise send it back.",
        ),
    };
    let lines = found.iter().map(|one| {
        let (when, reference) = (when(one), one.reference.clone());
        let href = format!("/orders/{}", one.order);
        view! { <p>{when}": "<TextLink href=href>{reference}</TextLink></p> }
    });
    let lines = lines.collect_view();
    Some(view! {
        <Notice kind=NoticeKind::Waits title=title>
            {lines}
            <p>{advice}</p>
        </Notice>
    })
}

fn when(one: &OrderedAlready) -> String {
    if one.first_on == one.last_on {
        return day_in_words(one.first_on);
    }
    format!("{} to {}", short_day(one.first_on), short_day(one.last_on))
}
