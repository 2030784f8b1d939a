//! What is told of deliveries, and of what is not right about them.

use chrono::NaiveDate;
use domain::Pence;
use domain::calendar::{day_in_words, short_day};
use market::mail::{ConfirmedTold, DeliveryTold, DisputeTold};

use super::Said;
use crate::words::{dispute as words, plural, pounds};

/// Things were confirmed as delivered.
pub(super) fn confirmed(told: &ConfirmedTold) -> Said {
    let ConfirmedTold { school, deliveries, more, until } = told;
    let (more, until) = (*more, *until);
    let many = u64::try_from(deliveries.len()).unwrap_or(0).saturating_add(more);
    let mut told = vec![format!(
        "These were confirmed as delivered to {school}. If something is not right, say so by {}. If you \
         say nothing, it counts as agreed, and you need do nothing.",
        day_in_words(until)
    )];
    told.extend(deliveries.iter().map(|(what, reference)| format!("{what} ({reference})")));
    if more > 0 {
        told.push(format!("And {} more.", plural(more, "delivery", "deliveries")));
    }
    let subject = format!("Delivered: {} to {school}", plural(many, "delivery", "deliveries"));
    Said::new(subject, told)
        .link("See them, and say if something is not right", "/orders?state=to_check")
}

/// What there is to say of one.
pub(super) fn said(told: &DeliveryTold, what: &DisputeTold) -> Said {
    let DeliveryTold { path, reference, school, provider, what: line } = told;
    let (subject, told, link) = match what {
        DisputeTold::Raised { kind, words: own } => (
            format!("{school} says that something is not right ({reference})"),
            vec![
                format!("{line}, which you confirmed as delivered: {}.", lower(words::kind(*kind))),
                format!("In the school’s words: {own}"),
                "Answer within a week: take it back, put it right, or stand by it. Until it is settled, \
                 it comes onto no invoice."
                    .to_owned(),
            ],
            "Answer the school",
        ),
        DisputeTold::Withdrawn => (
            format!("{school} says that it was right after all ({reference})"),
            vec![format!("{line} counts as delivered. You need do nothing.")],
            "See the order",
        ),
        DisputeTold::StoodBy { answer } => (
            format!("{provider} stands by what it confirmed ({reference})"),
            vec![
                format!("{line}. What {provider} says: {answer}"),
                "The partnership’s staff decide, and tell you why. Until then it comes onto no invoice."
                    .to_owned(),
            ],
            "See the order",
        ),
        DisputeTold::ToDecide { kind, words: own, answer } => (
            format!("Decide what was delivered: {school} and {provider} ({reference})"),
            vec![
                format!("{line}. {school} says: {}. {own}", lower(words::kind(*kind))),
                format!("{provider} stands by it: {answer}"),
            ],
            "Decide",
        ),
        DisputeTold::Settled { outcome, by_staff, credit_pence, words: own } => (
            format!("Settled: {line} ({reference})"),
            settled(words::outcome(*outcome), *by_staff, *credit_pence, own.as_deref()),
            "See the order",
        ),
        DisputeTold::NoShow { kind, words: own, charge_pence, until } => (
            format!("{provider} came and could not work: {line} ({reference})"),
            in_vain((words::no_show(*kind), own.as_deref()), *charge_pence, *until),
            "See the order",
        ),
    };
    Said::new(subject, told).link(link, path.clone())
}

fn settled(outcome: &str, by_staff: bool, credit_pence: i64, own: Option<&str>) -> Vec<String> {
    let who = if by_staff { "The partnership decided" } else { "The provider answered" };
    let mut told = vec![format!("{who}. {outcome}")];
    told.extend(own.map(|own| if by_staff { format!("Why: {own}") } else { own.to_owned() }));
    if credit_pence > 0 {
        let credit = pounds(Pence::new(credit_pence));
        told.push(format!(
            "It is on an invoice already: {credit} including VAT is to be credited, by whoever invoiced it."
        ));
    }
    told
}

fn in_vain((why, own): (&str, Option<&str>), charge_pence: i64, until: NaiveDate) -> Vec<String> {
    let mut told = vec![format!("{why}.")];
    told.extend(own.map(str::to_owned));
    if charge_pence > 0 {
        told.push(format!(
            "By the terms it was ordered on, {} including VAT is charged: what cancelling on that day \
             costs. If that is not right, say so by {}.",
            pounds(Pence::new(charge_pence)),
            short_day(until)
        ));
    } else {
        told.push("By the terms it was ordered on, it costs nothing.".to_owned());
    }
    told
}

/// Within a sentence.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), letters.as_str()))
}
