//! What is told about who acts for an organisation.

use chrono::NaiveDate;
use domain::Pence;
use domain::access::Role;
use domain::calendar::day_in_words;

use super::Said;
use crate::words::{self, pounds};

/// The reader is invited to act for an organisation.
pub(super) fn invitation(token: &str, organisation: &str, invited_by: &str) -> Said {
    Said::new(
        format!("{invited_by} invites you to {organisation} on Commonpool"),
        vec![format!(
            "{invited_by} has invited you to act for {organisation} on Commonpool, where its services \
             are found, booked and paid. The link works for fourteen days."
        )],
    )
    .link("Accept the invitation", format!("/invitation?token={token}"))
}

/// Somebody asks to act for a school, and the reader may decide.
pub(super) fn join_asked(school: &str, asked_by: &str, path: &str) -> Said {
    Said::new(
        format!("{asked_by} asks to act for {school} on Commonpool"),
        vec![format!(
            "If you know {asked_by} and they should buy or approve for {school}, accept. They get a \
             link by e-mail, and nothing before that."
        )],
    )
    .link("Accept or refuse", path)
}

/// Somebody asks to act for a school, and nobody there may decide yet.
pub(super) fn join_waits(school: &str, asked_by: &str) -> Said {
    Said::new(
        format!("{asked_by} asks to act for {school} on Commonpool"),
        vec![format!(
            "Nobody at {school} may decide on that yet. When the headteacher has joined as approver, \
             they find the request among the school’s people."
        )],
    )
    .link("See the school’s page", "/school")
}

/// The reader's request to act for a school was refused.
pub(super) fn join_refused(school: &str) -> Said {
    Said::new(
        format!("You cannot act for {school} on Commonpool yet"),
        vec![format!(
            "Whoever looks after {school} on Commonpool did not accept your request. If that is a \
             mistake, speak to the headteacher or to your partnership."
        )],
    )
}

/// Somebody new acts for the reader's organisation.
pub(super) fn role_taken(organisation: &str, name: &str, role: &str) -> Said {
    let role = Role::from_code(role).map_or("somebody new", words::role).to_lowercase();
    Said::new(
        format!("{name} now acts for {organisation}: {role}"),
        vec![
            format!("{name} has accepted an invitation and acts for {organisation} from today."),
            "If you did not expect this, end the role or speak to whoever looks after your people."
                .to_owned(),
        ],
    )
    .link("See who belongs", "/people")
}

/// Somebody has left the reader's organisation by themselves.
pub(super) fn person_left(organisation: &str, name: &str) -> Said {
    Said::new(
        format!("{name} has left {organisation} on Commonpool"),
        vec![
            format!("{name} acts for {organisation} no more, from this moment and by their own wish."),
            "What they ordered, approved and signed stays as it is. If somebody has to take their place, \
             invite them."
                .to_owned(),
        ],
    )
    .link("See who belongs", "/people")
}

/// The reader stands in for an approver, at a school, from one day to another.
pub(super) fn deputy_named(
    (school, approver): (&str, &str),
    (first_on, last_on): (NaiveDate, NaiveDate),
    limit_pence: Option<i64>,
) -> Said {
    let limit = limit_pence.map_or_else(
        || "without a limit".to_owned(),
        |limit| format!("up to {} including VAT", pounds(Pence::new(limit))),
    );
    Said::new(
        format!("You stand in for {approver} at {school}"),
        vec![
            format!(
                "From {} to {}, both included, you may approve orders in the place of {approver}, {limit}.",
                day_in_words(first_on),
                day_in_words(last_on),
            ),
            "You get an email for each. Approving takes a code from your phone as well as your \
             password. You approve nothing that you or they have asked for."
                .to_owned(),
        ],
    )
    .link("See who approves what", "/people/delegation")
}
