//! Closing one's account. What a person bound a school to keeps their name as long as the contract
//! may be sued upon: six years (Limitation Act 1980, section 5). Everything else forgets them.

use chrono::{DateTime, Months, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::id::PersonId;

use super::second_factor;
use super::{password, session};
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::{Market, group, people};

/// For how long a name stays with what its owner signed or approved.
const NAME_KEPT_MONTHS: Months = Months::new(72);

/// What stands where a name was.
pub const FORMER: &str = "Somebody who has left";

/// What somebody typed to close their account.
#[derive(Clone)]
pub struct CloseAccount {
    /// Their password once more.
    pub password: String,
}

/// Closes the actor's account: roles end at once, sessions end, address, password and codes go.
///
/// # Errors
/// `Invalid` on `password`; `Refused(LastAdministrator)` or `Refused(LastApprover)` where an
/// organisation would be left with nobody who may say who belongs to it, or who approves.
pub async fn close_account(
    market: &Market,
    actor: &Actor,
    close: CloseAccount,
) -> Result<(), Failure> {
    let person = actor.person;
    password::prove(market, person, close.password).await?;
    market
        .db
        .write(|w| async move {
            if let Some(refusal) = people::leave_everywhere(market, &w, person).await?.pop() {
                return Err(refusal.into());
            }
            if let Some(to) = actor.email() {
                let mail = Mail {
                    to: to.to_owned(),
                    name: actor.name.clone(),
                    about: About::AccountClosed,
                };
                job::enqueue(market, &w, &Job::SendMail(mail)).await?;
            }
            let who = Who::person(person);
            group::leave_groups(market, &w, person, who).await?;
            forget(market, &w, person).await?;
            audit::record(market, &w, Record::new(None, who, Deed::CloseAccount, person)).await
        })
        .await
}

/// Whether a person bound a school to something since an instant (`$2`).
const BOUND: &str = "EXISTS (SELECT 1 FROM commitment c \
    WHERE (c.signed_by = person.id OR c.withdrawn_by = person.id) AND c.signed_at > $2) \
    OR EXISTS (SELECT 1 FROM school_order o WHERE o.requested_by = person.id \
    AND o.requested_at > $2) \
    OR EXISTS (SELECT 1 FROM quote_request q WHERE (q.asked_by = person.id \
    OR q.decided_by = person.id) AND q.closes_at > $2) \
    OR EXISTS (SELECT 1 FROM sharing_consent c WHERE c.person_id = person.id AND c.given_at > $2) \
    OR EXISTS (SELECT 1 FROM sharing_notice n WHERE n.person_id = person.id AND n.given_at > $2) \
    OR EXISTS (SELECT 1 FROM school_order o WHERE o.decided_by = person.id AND o.decided_at > $2)";

/// Since when what somebody signed may still be sued upon.
fn sued_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(NAME_KEPT_MONTHS).unwrap_or(now)
}

/// Takes away what is known of a person; their name stays only beside what they bound a school to.
pub(super) async fn forget(market: &Market, w: &Writer, person: PersonId) -> Result<(), Failure> {
    session::end_all(w, person).await?;
    second_factor::forget(w, person).await?;
    let now = market.now();
    for sql in [
        "DELETE FROM notification_choice WHERE person_id = $1",
        "DELETE FROM calendar_link WHERE person_id = $1",
        "DELETE FROM digest_item WHERE person_id = $1",
        "DELETE FROM viewed_service WHERE person_id = $1",
        "DELETE FROM saved_search WHERE person_id = $1",
        "DELETE FROM password_reset WHERE person_id = $1",
        "DELETE FROM basket_row WHERE person_id = $1",
        "DELETE FROM idempotency WHERE person_id = $1",
    ] {
        w.execute(sql, [person.uuid().into()]).await?;
    }
    let sql = format!(
        "UPDATE person SET email = NULL, password_hash = NULL, \
         closed_at = COALESCE(closed_at, $3), version = version + 1, \
         name = CASE WHEN {BOUND} THEN name ELSE $4 END WHERE id = $1"
    );
    let values = [person.uuid().into(), sued_since(now).into(), now.into(), FORMER.into()];
    w.execute_one(&sql, values).await
}

/// Takes the names away that no contract needs any more, and says how many.
pub(crate) async fn forget_names(market: &Market) -> Result<u64, Failure> {
    let since = sued_since(market.now());
    let sql = format!(
        "UPDATE person SET name = $1, version = version + 1 \
         WHERE closed_at IS NOT NULL AND name <> $1 AND NOT ({BOUND})"
    );
    let sql = &sql;
    market
        .db
        .write(|w| async move {
            let forgotten = w.execute(sql, [FORMER.into(), since.into()]).await?
                + group::forget_seats(market, &w, FORMER, since.date_naive()).await?;
            if forgotten > 0 {
                let entry = Record::new(None, Who::JOB, Deed::ForgetNames, "person");
                audit::record(market, &w, entry.after(&forgotten)?).await?;
            }
            Ok(forgotten)
        })
        .await
}
