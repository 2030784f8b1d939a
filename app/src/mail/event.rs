//! What is told of an event: that it is near, that it changed, that places came free.

use chrono::{DateTime, Utc};
use domain::calendar::moment_in_words;
use domain::id::OrderId;
use market::mail::EventTold;

use super::Said;
use crate::words::plural;

/// It is near: when and where, and the way in.
pub(super) fn ahead(event: &EventTold) -> Said {
    let said = Said::new(format!("Soon: {}", event.title), paragraphs(event));
    to_order(said, event)
}

/// Its days, its times or where it is are others than before.
pub(super) fn changed(event: &EventTold) -> Said {
    let told = std::iter::once("This is how it stands now.".to_owned());
    let told = told.chain(paragraphs(event)).collect();
    to_order(Said::new(format!("Changed: {}", event.title), told), event)
}

/// It will not be held.
pub(super) fn cancelled(event: &EventTold, reason: &str) -> Said {
    let told = vec![
        format!("It was planned for {}, and will not be held. Nobody is charged.", days(event)),
        format!("Reason given: {reason}"),
    ];
    to_order(Said::new(format!("Cancelled: {}", event.title), told), event)
}

/// Places came free for the school that waits.
pub(super) fn offered(event: &EventTold, places: u32, until: DateTime<Utc>) -> Said {
    let count = plural(u64::from(places), "place", "places");
    let mut told = vec![
        format!("Your school is next on the waiting list, and {count} came free."),
        format!(
            "They are held for you until {}. After that they are offered to the next.",
            moment_in_words(until)
        ),
    ];
    told.extend(paragraphs(event));
    Said::new(format!("{count} for you: {}", event.title), told)
        .link("Take the places", format!("/events/{}/places?places={places}", event.event))
}

/// The school did not take what was offered in time.
pub(super) fn offer_ended(event: &EventTold) -> Said {
    let told = vec![
        "The places that were held for you have passed to the next school.".to_owned(),
        "If you still want some, put your school on the waiting list again.".to_owned(),
    ];
    Said::new(format!("Your offer has ended: {}", event.title), told)
        .link("See the event", format!("/events/{}/places", event.event))
}

/// A delegate is asked what they thought of it.
pub(super) fn evaluation(what: &str, token: &str) -> Said {
    let told = vec![
        "One question, and a line of your own if you like. It takes a minute.".to_owned(),
        "Nobody is told that the answer is yours.".to_owned(),
    ];
    Said::new(format!("Did it inform your practice? {what}"), told)
        .link("Answer", format!("/evaluation?token={token}"))
}

/// A head is asked how good the support was.
pub(super) fn support(what: &str, order: OrderId) -> Said {
    let told = vec!["One question on how good the support was. It takes a minute.".to_owned()];
    Said::new(format!("How good was the support? {what}"), told)
        .link("Answer", format!("/orders/{order}/evaluation"))
}

fn to_order(said: Said, event: &EventTold) -> Said {
    match event.order {
        Some(order) => said.link("See your order", format!("/orders/{order}")),
        None => said,
    }
}

/// When and where.
fn paragraphs(event: &EventTold) -> Vec<String> {
    let mut told = vec![format!("When: {}.", days(event))];
    told.extend(event.address.iter().map(|address| format!("Where: {address}")));
    told.extend(event.joining_link.iter().map(|link| format!("Join here: {link}")));
    told
}

fn days(event: &EventTold) -> String {
    event.sittings.join("; ")
}
