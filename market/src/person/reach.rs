//! Who is told of something: the people of an organisation by their roles, and the outbox.

use chrono::NaiveDate;
use domain::access::{Action, Capacity, Role, allowed};
use domain::id::{OrganisationId, PersonId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::trust::PEOPLE_THROUGH;

/// Somebody with an address, and the limit of the role by which they are told.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Recipient {
    person_id: Uuid,
    name: String,
    email: String,
    order_limit_pence: Option<i64>,
}

impl Recipient {
    /// Who it is.
    pub fn person(&self) -> PersonId {
        PersonId::from_uuid(self.person_id)
    }

    /// Whether their own limit lets them decide on so much, including VAT.
    fn may_decide_on(&self, gross: Pence) -> bool {
        self.order_limit_pence.is_none_or(|limit| gross <= Pence::new(limit))
    }
}

/// Everybody of an organisation whose role today allows an action, each once, by the role of theirs
/// that allows the most.
pub(crate) async fn who_may(
    r: &Reader,
    organisation: OrganisationId,
    action: Action,
    today: NaiveDate,
) -> Result<Vec<Recipient>, Failure> {
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| allowed(*role, action)).collect();
    // What a school buys is also seen to by people of its trust.
    if action.capacity() != Capacity::School {
        return holders(r, organisation, &roles, today).await;
    }
    let through = format!(
        "UNION ALL SELECT p.id, p.name, p.email, h.order_limit_pence FROM {PEOPLE_THROUGH} \
         AND t.child_id = $1 AND p.email IS NOT NULL AND h.role IN ({})",
        codes(&roles)
    );
    found(r, organisation, &roles, today, &through).await
}

/// Everybody who holds one of the roles in an organisation today and has an address, each once.
pub(crate) async fn holders(
    r: &Reader,
    organisation: OrganisationId,
    roles: &[Role],
    today: NaiveDate,
) -> Result<Vec<Recipient>, Failure> {
    found(r, organisation, roles, today, "").await
}

async fn found(
    r: &Reader,
    organisation: OrganisationId,
    roles: &[Role],
    today: NaiveDate,
    through: &str,
) -> Result<Vec<Recipient>, Failure> {
    let sql = format!(
        "SELECT * FROM (SELECT p.id AS person_id, p.name, p.email, h.order_limit_pence \
         FROM role_holding h JOIN person p ON p.id = h.person_id \
         WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
         AND (h.ends_on IS NULL OR h.ends_on >= $2) AND p.email IS NOT NULL AND h.role IN ({}) \
         {through}) AS found \
         ORDER BY email, CASE WHEN order_limit_pence IS NULL THEN 0 ELSE 1 END, \
         order_limit_pence DESC",
        codes(roles)
    );
    let values = [organisation.uuid().into(), today.into()];
    let mut found: Vec<Recipient> = r.sql_all(&sql, values).await?;
    found.dedup_by_key(|recipient| recipient.person_id);
    Ok(found)
}

/// Roles as a list in SQL. Their codes are ours, so that nothing of anybody's gets in.
pub(crate) fn codes(roles: &[Role]) -> String {
    roles.iter().map(|role| format!("'{}'", role.code())).collect::<Vec<_>>().join(", ")
}

/// Of some who decide, those whose own limit reaches so far; all of them where nobody's does.
pub(crate) fn able_to_decide(mut some: Vec<Recipient>, gross: Pence) -> Vec<Recipient> {
    if some.iter().any(|one| one.may_decide_on(gross)) {
        some.retain(|one| one.may_decide_on(gross));
    }
    some
}

/// Puts a message to each into the outbox.
pub(crate) async fn tell_each(
    market: &Market,
    w: &Writer,
    recipients: impl IntoIterator<Item = Recipient>,
    about: &About,
) -> Result<(), Failure> {
    for recipient in recipients {
        let mail = Mail { to: recipient.email, name: recipient.name, about: about.clone() };
        job::enqueue(market, w, &Job::SendMail(mail)).await?;
    }
    Ok(())
}
