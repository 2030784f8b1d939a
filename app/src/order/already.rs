//! Days of a service that a school has twice: said to whoever books them, and to whoever approves.

use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::order::BookedAlready;

use crate::parts::{Notice, NoticeKind, TextLink};

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whoever is about to book.
    Booker,
    /// Whoever is asked to approve.
    Approver,
}

/// The days of the school's that are booked twice by this.
pub(super) fn told(days: &[BookedAlready], to: Reader) -> Option<impl IntoView + use<>> {
    let (one, several, advice) = match to {
        Reader::Booker => (
            "Your school has booked this day before",
            "Your school has booked some of these days before",
            "Go on if you want somebody else on the same day as well.",
        ),
        Reader::Approver => (
            "Your school has this service on the same day in another order",
            "Your school has this service on some of these days in other orders",
            "Approve if somebody else is wanted on the same day as well. Otherwise send it back.",
        ),
    };
    let title = match days.len() {
        0 => return None,
        1 => one,
        _ => several,
    };
    let days = days.iter().map(|one| {
        let (day, reference) = (day_in_words(one.day), one.reference.clone());
        let href = format!("/orders/{}", one.order);
        view! { <p>{day}": "<TextLink href=href>{reference}</TextLink></p> }
    });
    let days = days.collect_view();
    Some(view! {
        <Notice kind=NoticeKind::Waits title=title>
            {days}
            <p>{advice}</p>
        </Notice>
    })
}
