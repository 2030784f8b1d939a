//! What is told in the yearly round of renewing.

use domain::calendar::{day_in_words, short_day};
use market::mail::{BuyBackNews, BuyBackTold};

use super::Said;
use crate::words::plural;

/// What is told of a school.
pub(super) fn said(told: &BuyBackTold) -> Said {
    match told.news {
        BuyBackNews::Open => open(told),
        BuyBackNews::Reminder => reminder(told),
        BuyBackNews::Decided { kept, stopped, waits } => decided(told, (kept, stopped), waits),
    }
}

/// Next year's prices are open.
fn open(told: &BuyBackTold) -> Said {
    let paragraphs = vec![
        format!(
            "{} has opened its prices for the year from {}.",
            told.partnership,
            day_in_words(told.begins_on)
        ),
        format!(
            "Everything that {} had last year is in one table, with next year’s price beside it. Keep, change \
             or stop each service, and send it all as one order until {}.",
            told.school,
            day_in_words(told.last_on)
        ),
    ];
    let subject = format!("Next year’s prices are open: renew {}’s services", told.school);
    Said::new(subject, paragraphs)
        .link("See last year’s services with next year’s prices", page(told))
}

/// A school has not renewed yet.
fn reminder(told: &BuyBackTold) -> Said {
    let paragraphs = vec![
        format!(
            "{} would like to know which services {} wants in the year from {}. Nothing has been sent yet.",
            told.partnership,
            told.school,
            day_in_words(told.begins_on)
        ),
        "If your school wants to stop a service, say so too: then it can be planned for."
            .to_owned(),
    ];
    let subject =
        format!("Not renewed yet: {}’s services from {}", told.school, short_day(told.begins_on));
    Said::new(subject, paragraphs)
        .link("See last year’s services with next year’s prices", page(told))
}

/// A school has decided: to the partnership's staff.
fn decided(told: &BuyBackTold, (kept, stopped): (u32, u32), waits: bool) -> Said {
    let goes_on = plural(kept.into(), "service", "services");
    let stops = plural(stopped.into(), "service", "services");
    let subject = match (kept, stopped) {
        (0, _) => format!("{} stops {stops} next year", told.school),
        (_, 0) => format!("{} renews {goes_on}", told.school),
        _ => format!("{} renews {goes_on} and stops {stopped}", told.school),
    };
    let mut paragraphs = vec![format!(
        "For the year from {}, {} goes on with {goes_on} and stops {stops}.",
        day_in_words(told.begins_on),
        told.school
    )];
    if waits {
        paragraphs.push("An approver of the school has still to agree.".to_owned());
    }
    Said::new(subject, paragraphs)
        .link("See who has renewed", format!("/buy-backs/{}", told.buy_back))
}

fn page(told: &BuyBackTold) -> String {
    format!("/buy-back/{}", told.buy_back)
}
