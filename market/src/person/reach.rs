//! Who is told of something: the people of an organisation by their roles, and the outbox.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Capacity, Role, allowed_in};
use domain::id::{OrganisationId, PersonId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::organisation;
use crate::trust::PEOPLE_THROUGH;

/// Somebody with an address.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Recipient {
    person_id: Uuid,
    name: String,
    email: String,
}

impl Recipient {
    /// Somebody who is known already.
    pub const fn new(person: PersonId, name: String, email: String) -> Self {
        Self { person_id: person.uuid(), name, email }
    }

    /// Who it is.
    pub fn person(&self) -> PersonId {
        PersonId::from_uuid(self.person_id)
    }
}

/// Everybody of an organisation whose own role today allows an action, each once.
pub(crate) async fn who_may(
    r: &Reader,
    organisation: OrganisationId,
    action: Action,
    today: NaiveDate,
) -> Result<Vec<Recipient>, Failure> {
    let kind = organisation::by_id(r, organisation).await?.kind;
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| allowed_in(kind, *role, action)).collect();
    // What a school buys is also seen to by people of its trust.
    if action.capacity() != Capacity::School {
        return holders(r, organisation, &roles, today).await;
    }
    let through = format!(
        "UNION SELECT p.id, p.name, p.email FROM {PEOPLE_THROUGH} \
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
        "SELECT DISTINCT p.id AS person_id, p.name, p.email \
         FROM role_holding h JOIN person p ON p.id = h.person_id \
         WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
         AND (h.ends_on IS NULL OR h.ends_on >= $2) AND p.email IS NOT NULL AND h.role IN ({}) \
         {through} ORDER BY email",
        codes(roles)
    );
    let values = [organisation.uuid().into(), today.into()];
    r.sql_all(&sql, values).await
}

/// Roles as a list in SQL. Their codes are ours, so that nothing of anybody's gets in.
pub(crate) fn codes(roles: &[Role]) -> String {
    roles.iter().map(|role| format!("'{}'", role.code())).collect::<Vec<_>>().join(", ")
}

/// Puts a message to everybody who may do something in some organisation into the outbox, once to each
/// person; what it says is told by the page on which more is seen.
pub(crate) async fn tell_once(
    market: &Market,
    w: &Writer,
    whom: Vec<(OrganisationId, Action, String)>,
    about: impl Fn(&str) -> About,
) -> Result<(), Failure> {
    let mut told: BTreeSet<PersonId> = BTreeSet::new();
    for (organisation, action, path) in whom {
        let mut people = who_may(w, organisation, action, market.today()).await?;
        people.retain(|person| told.insert(person.person()));
        tell_each(market, w, people, &about(&path)).await?;
    }
    Ok(())
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
