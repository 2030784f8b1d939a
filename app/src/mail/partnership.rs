//! What is told about where a partnership's money goes, and who trades for it.

use domain::id::HostingId;
use market::mail::ChangeTold;

use super::Said;

/// Where the partnership's money goes is asked to change, changes, or stays.
pub(super) fn change(what: ChangeTold, by: &str, wanted: &str) -> Said {
    let wanted = if wanted.is_empty() { "the partnership itself" } else { wanted };
    let (subject, told) = match what {
        ChangeTold::Asked => (
            format!("{by} wants to change where the partnership’s money goes"),
            format!(
                "It would go to {wanted}. It does not before somebody else confirms it. If you did \
                 not expect this, speak to {by}, and do not answer this message."
            ),
        ),
        ChangeTold::Made => (
            "Where the partnership’s money goes has changed".to_owned(),
            format!(
                "It goes to {wanted}, as {by} has said. If you did not expect this, speak to them \
                 at once."
            ),
        ),
        ChangeTold::Dropped => (
            "Where the partnership’s money goes stays as it is".to_owned(),
            format!("{by} has dropped the change to {wanted}."),
        ),
    };
    Said::new(subject, vec![told]).link("See the settings", "/partnership")
}

/// A partnership asks the reader's council to trade for it.
pub(super) fn host_asked(hosting: HostingId, partnership: &str, asked_by: &str) -> Said {
    Said::new(
        format!("{partnership} asks you to trade for it"),
        vec![format!(
            "{asked_by} asks whether your council sells and invoices for {partnership}: its name, VAT \
             number and bank account would stand on the invoices. Nothing is invoiced before you \
             agree."
        )],
    )
    .link("See what it means, and answer", format!("/hosting/{hosting}"))
}

/// What the council that was asked has answered.
pub(super) fn host_answered(host: &str, agreed: bool) -> Said {
    let (subject, told) = if agreed {
        (format!("{host} trades for you from now on"), "What has been delivered can be invoiced.")
    } else {
        (
            format!("{host} does not trade for you"),
            "Nothing is invoiced until it agrees, or another council does.",
        )
    };
    Said::new(subject, vec![told.to_owned()]).link("See the settings", "/partnership")
}
