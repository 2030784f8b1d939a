//! What is told of a group deal: a signature that is needed, and how it ended.

use chrono::{DateTime, Utc};
use domain::Pence;
use domain::calendar::moment_in_words;
use domain::id::DealId;
use domain::money::grouped;

use super::Said;
use crate::words::{plural, pounds};

/// The reader may sign for a school whose buyer may not.
pub(super) fn signature_needed(
    (deal, title): (DealId, &str),
    (school, requested_by): (&str, &str),
    (gross_pence, most_gross_pence): (i64, Option<i64>),
    closes_at: DateTime<Utc>,
) -> Said {
    let most = most_gross_pence.map_or_else(String::new, |most| {
        format!("; it can come to {} at most, if others leave", pounds(Pence::new(most)))
    });
    Said::new(
        format!(
            "Sign up? {title} for {school}, {} including VAT",
            pounds(Pence::new(gross_pence))
        ),
        vec![
            format!(
                "{requested_by} would like {school} to sign up to this group deal, and it is over their limit. The amount is the whole contract at the price as it stands{most}."
            ),
            format!(
                "Nothing is binding until somebody who may decide signs up, by {}.",
                moment_in_words(closes_at)
            ),
        ],
    )
    .link("See the deal and sign up", page(deal))
}

/// To a school that had signed up: the price for everybody, or what was missing.
pub(super) fn ended(
    (deal, title): (DealId, &str),
    unit_net_pence: Option<i64>,
    schools: u32,
    missing: (u32, u64),
) -> Said {
    let told = match unit_net_pence {
        Some(unit) => met(schools, unit),
        None => lapsed(schools, missing),
    };
    Said::new(how(title, unit_net_pence), vec![told]).link("See the deal", page(deal))
}

/// To a school that had not signed up: in short, and that it owes nothing.
pub(super) fn outcome(
    (deal, title): (DealId, &str),
    unit_net_pence: Option<i64>,
    schools: u32,
) -> Said {
    let joined = plural(u64::from(schools), "school", "schools");
    let told = match unit_net_pence {
        Some(unit) => format!(
            "The deal goes ahead for the {joined} that signed up, at {} excluding VAT. Your school had not signed up, so nothing changes for it.",
            Pence::new(unit)
        ),
        None => "This group deal is not going ahead. Your school had not signed up, so nothing changes for it.".to_owned(),
    };
    Said::new(how(title, unit_net_pence), vec![told]).link("See the deal", page(deal))
}

/// The partnership has withdrawn it.
pub(super) fn withdrawn((deal, title): (DealId, &str), partnership: &str, reason: &str) -> Said {
    Said::new(
        format!("{title}: not going ahead, withdrawn by {partnership}"),
        vec![
            format!(
                "{partnership} has withdrawn this group deal. Nothing has been bought, and your school owes nothing."
            ),
            format!("Reason given: {reason}"),
        ],
    )
    .link("See the deal", page(deal))
}

/// A deal that goes ahead has a price.
fn how(title: &str, unit_net_pence: Option<i64>) -> String {
    let ahead = if unit_net_pence.is_some() { "going ahead" } else { "not going ahead" };
    format!("{title}: {ahead}")
}

fn met(schools: u32, unit: i64) -> String {
    let joined = plural(u64::from(schools), "school", "schools");
    let price = Pence::new(unit);
    format!(
        "{joined} signed up. The price for everybody is {price} excluding VAT, and each school’s order has been made."
    )
}

fn lapsed(schools: u32, (missing_schools, missing_quantity): (u32, u64)) -> String {
    let joined = plural(u64::from(schools), "school", "schools");
    let missing = if missing_schools > 0 {
        plural(u64::from(missing_schools), "more school was", "more schools were")
    } else {
        format!("{} more were", grouped(missing_quantity))
    };
    format!(
        "{joined} signed up, and {missing} needed. Nothing has been bought, and your school owes nothing."
    )
}

fn page(deal: DealId) -> String {
    format!("/deals/{deal}")
}
