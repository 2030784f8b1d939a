//! Who is told of an order, and what.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role, allowed};
use domain::id::{OrganisationId, PersonId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::load::Stored;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail, OrderTold};
use crate::organisation;

/// Somebody with an address.
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

    /// Whether their own limit lets them decide on so much.
    pub fn may_decide_on(&self, gross_pence: i64) -> bool {
        self.order_limit_pence.is_none_or(|limit| gross_pence <= limit)
    }
}

/// Everybody of an organisation whose role today allows an action, each once.
pub(crate) async fn who_may(
    market: &Market,
    r: &Reader,
    organisation: OrganisationId,
    action: Action,
) -> Result<Vec<Recipient>, Failure> {
    let roles: Vec<&str> =
        Role::ALL.iter().filter(|role| allowed(**role, action)).map(|role| role.code()).collect();
    holders(market, r, organisation, &roles).await
}

/// Everybody who holds one of the roles in an organisation today and has an address.
pub(crate) async fn holders(
    market: &Market,
    r: &Reader,
    organisation: OrganisationId,
    roles: &[&str],
) -> Result<Vec<Recipient>, Failure> {
    let places: Vec<String> = (3..3 + roles.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT p.id AS person_id, p.name, p.email, h.order_limit_pence \
         FROM role_holding h JOIN person p ON p.id = h.person_id \
         WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
         AND (h.ends_on IS NULL OR h.ends_on >= $2) AND p.email IS NOT NULL \
         AND h.role IN ({}) ORDER BY p.id, h.role",
        places.join(", ")
    );
    let mut values: Vec<sea_orm::Value> = vec![organisation.uuid().into(), market.today().into()];
    values.extend(roles.iter().map(|role| sea_orm::Value::from(*role)));
    let mut found: Vec<Recipient> = r.sql_all(&sql, values).await?;
    found.dedup_by_key(|recipient| recipient.person_id);
    Ok(found)
}

/// Puts a message to each into the outbox.
pub(crate) async fn tell(
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

#[derive(FromQueryResult)]
struct PersonRow {
    name: String,
    email: Option<String>,
}

/// Tells one person, unless their address was erased.
pub(super) async fn tell_person(
    market: &Market,
    w: &Writer,
    person: PersonId,
    about: &About,
) -> Result<(), Failure> {
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let row: Option<PersonRow> = w.sql_one(sql, [person.uuid().into()]).await?;
    let Some(PersonRow { name, email: Some(to) }) = row else { return Ok(()) };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name, about: about.clone() })).await
}

/// Tells an order's provider.
pub(super) async fn tell_provider(
    market: &Market,
    w: &Writer,
    provider: OrganisationId,
    about: &About,
) -> Result<(), Failure> {
    let managers = who_may(market, w, provider, Action::ManagePool).await?;
    tell(market, w, managers, about).await
}

/// Asks everybody who may approve, but for whoever asked for it. Those whose own limit is too low
/// are asked only where nobody else can decide.
pub(super) async fn ask_approvers(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
    requester: PersonId,
    told: OrderTold,
) -> Result<(), Failure> {
    let mut approvers = who_may(market, w, school, Action::ApproveOrder).await?;
    approvers.retain(|approver| approver.person() != requester);
    let able = |approver: &Recipient| approver.may_decide_on(told.gross_pence);
    if approvers.iter().any(able) {
        approvers.retain(able);
    }
    tell(market, w, approvers, &About::ApprovalNeeded(told)).await
}

/// An order in the words of a message.
pub(super) async fn told(r: &Reader, stored: &Stored) -> Result<OrderTold, Failure> {
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let requester: Option<PersonRow> = r.sql_one(sql, [stored.requested_by.uuid().into()]).await?;
    let live: Vec<&super::StoredLine> =
        stored.lines.iter().filter(|line| !line.is_cancelled()).collect();
    let days: Vec<NaiveDate> = live.iter().filter_map(|line| line.day).collect();
    let what = live.first().map_or_else(String::new, |line| {
        let thing = super::list::thing_of(&line.description, line.day.is_some());
        let count = live.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
        format!("{thing}, {count} {}", line.unit.label_for(count))
    });
    Ok(OrderTold {
        order: stored.id,
        reference: stored.reference.clone(),
        school: organisation::by_id(r, stored.school).await?.name,
        what,
        gross_pence: stored.gross.get(),
        requested_by: requester.map_or_else(String::new, |person| person.name),
        days,
        purchase_order_number: stored.purchase_order_number.clone(),
    })
}
