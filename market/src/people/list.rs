//! The people of an organisation.

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::id::{OrganisationId, PersonId, RoleHoldingId};
use domain::organisation::OrganisationKind;
use domain::people::{Held, Post, acts_through, may_change, roles_of};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::gone::{Gone, gone};
use super::keeper::{gives, own_roles};
use super::waiting::{WaitingInvitation, invitations};
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader, broken};
use crate::organisation;
use crate::trust::{ThroughTrust, through_of};

/// Roles on one page.
const PAGE: usize = 50;

/// Who belongs to the organisation acted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Its name.
    pub organisation: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// Roles held today or to come, by name.
    pub holdings: Page<Holding>,
    /// Invitations that have not been accepted: the newest, as many as stand on a page.
    pub invitations: Vec<WaitingInvitation>,
    /// Who left last, as many as stand on a page.
    pub gone: Vec<Gone>,
    /// The roles that the actor may give.
    pub may_give: Vec<Role>,
    /// The trust or federation that the school is in, with who acts for it through that.
    pub through: Vec<ThroughTrust>,
}

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Its id.
    pub id: RoleHoldingId,
    /// Who holds it.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address, unless it was erased.
    pub email: Option<String>,
    /// The role.
    pub role: Role,
    /// The most they may order or approve alone, including VAT; nothing for no limit.
    pub limit: Option<Pence>,
    /// Since when.
    pub starts_on: NaiveDate,
    /// The last day, where it has been ended with a day to come.
    pub ends_on: Option<NaiveDate>,
    /// Whether it is the actor's own.
    pub is_own: bool,
    /// Whether the actor may give the role, and so change and end it.
    pub may_change: bool,
    /// Whether it stays as it is all the same, since its holder may approve more than the actor.
    pub approves_more: bool,
    /// Whether they may be let act for the schools of a trust in it; nothing where nobody may in
    /// such a role.
    pub acts_for_schools: Option<bool>,
}

/// The people of the organisation acted for. Seven statements.
pub async fn people(market: &Market, actor: &Actor, page: &PageAsked) -> Result<People, Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    let (today, own, size) = (market.today(), permit.organisation(), page.size(PAGE));
    let first = PageAsked::default();
    let after: Option<RoleHoldingId> = page.key().and_then(|id| id.parse().ok());
    market
        .db
        .read(|r| async move {
            let organisation = organisation::by_id(&r, own).await?;
            let rows = held(&r, own, today, after, size + 1).await?;
            let kind = organisation.kind;
            let approvers = approvers(&r, own, today).await?;
            let rows: Result<Vec<Holding>, Failure> =
                rows.into_iter().map(|row| row.holding(actor, kind, &approvers)).collect();
            let roles = roles_of(organisation.kind);
            Ok(People {
                invitations: invitations(market, &r, &organisation, &first).await?.items,
                kind: organisation.kind,
                organisation: organisation.name,
                holdings: Page::of(rows?, size, |holding| holding.id.to_string()),
                gone: gone(&r, own, today, &first).await?.items,
                through: through_of(&r, own, today).await?,
                may_give: roles.iter().copied().filter(|role| gives(actor, *role)).collect(),
            })
        })
        .await
}

/// One role of the organisation acted for.
///
/// # Errors
/// `NotFound` where it is another organisation's or has ended.
pub async fn holding(
    market: &Market,
    actor: &Actor,
    id: RoleHoldingId,
) -> Result<Holding, Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    let (today, own) = (market.today(), permit.organisation());
    market.db.read(|r| async move { one(&r, actor, own, today, id).await }).await
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    person_id: Uuid,
    name: String,
    email: Option<String>,
    role: String,
    order_limit_pence: Option<i64>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    acts: i64,
}

pub(super) fn read_role(code: &str) -> Result<Role, Failure> {
    Role::from_code(code).ok_or_else(|| broken("a stored role is not known"))
}

/// A stored role with its limit.
pub(super) fn read_held(role: &str, limit: Option<i64>) -> Result<Held, Failure> {
    Ok(Held { role: read_role(role)?, limit: limit.map(Pence::new) })
}

impl Holding {
    /// The role with its limit.
    pub(super) const fn held(&self) -> Held {
        Held { role: self.role, limit: self.limit }
    }
}

impl Row {
    /// What a list of people rests on.
    pub fn post(self) -> Result<Post, Failure> {
        Ok(Post {
            id: Some(RoleHoldingId::from_uuid(self.id)),
            person: PersonId::from_uuid(self.person_id),
            email: self.email,
            role: read_role(&self.role)?,
            limit: self.order_limit_pence.map(Pence::new),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        })
    }

    fn holding(
        self,
        actor: &Actor,
        kind: OrganisationKind,
        approvers: &[Approver],
    ) -> Result<Holding, Failure> {
        let role = read_role(&self.role)?;
        let is_own = self.person_id == actor.person().uuid();
        let theirs = approvers.iter().filter(|one| one.person_id == self.person_id);
        let theirs: Result<Vec<Held>, Failure> = theirs.map(Approver::held).collect();
        Ok(Holding {
            id: RoleHoldingId::from_uuid(self.id),
            person: PersonId::from_uuid(self.person_id),
            is_own,
            approves_more: !is_own && may_change(&own_roles(actor), &theirs?).is_err(),
            name: self.name,
            email: self.email,
            role,
            limit: self.order_limit_pence.map(Pence::new),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            may_change: gives(actor, role),
            acts_for_schools: acts_through(kind, role).then_some(self.acts == 1),
        })
    }
}

/// Somebody who approves in an organisation, today or to come.
#[derive(FromQueryResult)]
struct Approver {
    person_id: Uuid,
    role: String,
    order_limit_pence: Option<i64>,
}

impl Approver {
    fn held(&self) -> Result<Held, Failure> {
        read_held(&self.role, self.order_limit_pence)
    }
}

async fn approvers(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Approver>, Failure> {
    let sql = "SELECT person_id, role, order_limit_pence FROM role_holding \
               WHERE organisation_id = $1 AND role IN ('approver', 'governor') \
               AND (ends_on IS NULL OR ends_on >= $2)";
    r.sql_all(sql, [own.uuid().into(), today.into()]).await
}

const SELECT: &str = "SELECT h.id, h.person_id, p.name, p.email, h.role, h.order_limit_pence, \
     h.starts_on, h.ends_on, CAST(CASE WHEN EXISTS (SELECT 1 FROM acting_right a \
       WHERE a.person_id = h.person_id AND a.organisation_id = h.organisation_id \
       AND a.role = h.role AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on >= $2)) \
       THEN 1 ELSE 0 END AS BIGINT) AS acts \
     FROM role_holding h JOIN person p ON p.id = h.person_id \
     WHERE h.organisation_id = $1 AND (h.ends_on IS NULL OR h.ends_on >= $2)";

pub(super) async fn held(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
    after: Option<RoleHoldingId>,
    most: usize,
) -> Result<Vec<Row>, Failure> {
    let mut values: Vec<Value> = vec![own.uuid().into(), today.into()];
    let further = after.map_or("", |after| {
        values.push(after.uuid().into());
        "AND (p.name, h.id) > (SELECT ap.name, ah.id FROM role_holding ah \
         JOIN person ap ON ap.id = ah.person_id WHERE ah.id = $3)"
    });
    let sql = format!("{SELECT} {further} ORDER BY p.name, h.id LIMIT {most}");
    r.sql_all(&sql, values).await
}

/// A role of an organisation that has not ended.
pub(super) async fn one(
    r: &Reader,
    actor: &Actor,
    own: OrganisationId,
    today: NaiveDate,
    id: RoleHoldingId,
) -> Result<Holding, Failure> {
    let sql = format!("{SELECT} AND h.id = $3");
    let row: Option<Row> =
        r.sql_one(&sql, [own.uuid().into(), today.into(), id.uuid().into()]).await?;
    let kind = actor.acting_for().map_or(OrganisationKind::Group, |acting| acting.kind);
    let approvers = approvers(r, own, today).await?;
    row.ok_or(Failure::NotFound)?.holding(actor, kind, &approvers)
}
