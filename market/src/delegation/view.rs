//! A school's scheme of delegation as its page shows it, to everybody of the school.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::delegation::{ApprovalLevel, DelegationRule, Scheme};
use domain::id::{DeputyId, OrganisationId, PersonId};
use domain::people::has_limit;
use domain::service::Category;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::change::must_order;
use super::store::{history, holding};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};

/// Who approves what in a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeShown {
    /// The school.
    pub school: String,
    /// Which revision it is.
    pub revision: i64,
    /// What holds.
    pub scheme: Scheme,
    /// Everybody who orders or approves, with their limits, by name; once for each role.
    pub people: Vec<(Colleague, Role, Option<Pence>)>,
    /// Who is away today or will be, the soonest first.
    pub away: Vec<StandsIn>,
    /// What was laid down, the last first.
    pub history: Vec<LaidDown>,
    /// Whether whoever looks may lay something down.
    pub may_change: bool,
    /// Whether they may name a deputy.
    pub may_name: bool,
    /// Whether they could do either, had they given a code beside their password.
    pub must_set_up_code: bool,
}

impl SchemeShown {
    /// Whether somebody approves at a level.
    pub fn has(&self, level: ApprovalLevel) -> bool {
        self.people.iter().any(|(_, role, _)| *role == level.role())
    }

    /// The highest limit of those who hold a role: nothing where nobody holds it, no limit inside.
    pub fn highest(&self, role: Role) -> Option<Option<Pence>> {
        let held = self.people.iter().filter(|(_, other, _)| *other == role);
        held.map(|(_, _, limit)| *limit).reduce(|one, other| Some(one?.max(other?)))
    }
}

/// Somebody of the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address, unless it was erased.
    pub email: Option<String>,
    /// The roles they hold today.
    pub roles: Vec<Role>,
}

/// An approver's time away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandsIn {
    /// It.
    pub id: DeputyId,
    /// Who is away.
    pub approver: String,
    /// As what they approve.
    pub role: Role,
    /// Who stands in; nobody where nobody was named, or where they have left since.
    pub deputy: Option<String>,
    /// The most the deputy may approve, including VAT; nothing for as much as the approver.
    pub limit: Option<Pence>,
    /// The first day.
    pub first_on: NaiveDate,
    /// The last one.
    pub last_on: NaiveDate,
    /// Whether it is now.
    pub is_now: bool,
    /// Whether whoever looks is the one who is away.
    pub is_own: bool,
}

/// Something that was laid down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidDown {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// For which category; nothing for everything.
    pub category: Option<Category>,
    /// What.
    pub rule: DelegationRule,
}

/// The scheme of the school acted for. Four statements.
///
/// # Errors
/// `NotFound` for an organisation that orders nothing.
pub async fn view_scheme(market: &Market, actor: &Actor) -> Result<SchemeShown, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let (today, own) = (market.today(), permit.organisation());
    market
        .db
        .read(|r| async move {
            let school = must_order(&r, own).await?;
            let rows = history(&r, own).await?;
            let (scheme, revision) = holding(&rows)?;
            let laid = rows.iter().rev().map(|row| {
                let (category, rule) = (row.category()?, row.rule());
                Ok(LaidDown { by: row.set_by.clone(), at: row.set_at, category, rule })
            });
            let history = laid.collect::<Result<Vec<_>, Failure>>()?;
            Ok(SchemeShown {
                school,
                revision,
                scheme,
                people: spenders(&r, own, today).await?,
                away: away(&r, actor, own, today).await?,
                history,
                may_change: actor.can(Action::ManageDelegation),
                may_name: actor.can(Action::ManageDelegation),
                must_set_up_code: actor.must_set_up_code(Action::ManageDelegation),
            })
        })
        .await
}

#[derive(FromQueryResult)]
struct HeldRow {
    person_id: Uuid,
    name: String,
    email: Option<String>,
    role: String,
    order_limit_pence: Option<i64>,
}

async fn held(r: &Reader, own: OrganisationId, today: NaiveDate) -> Result<Vec<HeldRow>, Failure> {
    let sql = "SELECT h.person_id, p.name, p.email, h.role, h.order_limit_pence \
               FROM role_holding h JOIN person p ON p.id = h.person_id \
               WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
               AND (h.ends_on IS NULL OR h.ends_on >= $2) ORDER BY p.name, h.id";
    r.sql_all(sql, [own.uuid().into(), today.into()]).await
}

fn role(row: &HeldRow) -> Result<Role, Failure> {
    Role::from_code(&row.role).ok_or_else(|| broken("a stored role is not known"))
}

/// Everybody who holds a role today, by name.
pub(super) async fn colleagues(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Colleague>, Failure> {
    let mut all: Vec<Colleague> = Vec::new();
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    for row in held(r, own, today).await? {
        let role = role(&row)?;
        match places.get(&row.person_id).and_then(|place| all.get_mut(*place)) {
            Some(known) => known.roles.push(role),
            None => {
                places.insert(row.person_id, all.len());
                all.push(Colleague {
                    person: PersonId::from_uuid(row.person_id),
                    name: row.name,
                    email: row.email,
                    roles: vec![role],
                });
            }
        }
    }
    Ok(all)
}

async fn spenders(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<(Colleague, Role, Option<Pence>)>, Failure> {
    let mut all = Vec::new();
    for row in held(r, own, today).await? {
        let role = role(&row)?;
        if has_limit(role) {
            let person = PersonId::from_uuid(row.person_id);
            let limit = row.order_limit_pence.map(Pence::new);
            let (name, email, roles) = (row.name, row.email, vec![role]);
            all.push((Colleague { person, name, email, roles }, role, limit));
        }
    }
    Ok(all)
}

#[derive(FromQueryResult)]
struct AwayRow {
    id: Uuid,
    approver_id: Uuid,
    approver: String,
    role: String,
    deputy: Option<String>,
    still: i64,
    limit_pence: Option<i64>,
    first_on: NaiveDate,
    last_on: NaiveDate,
}

async fn away(
    r: &Reader,
    actor: &Actor,
    own: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<StandsIn>, Failure> {
    let sql = "SELECT d.id, d.approver_id, a.name AS approver, d.role, p.name AS deputy, \
               (SELECT COUNT(*) FROM role_holding o WHERE o.person_id = d.deputy_id \
                AND o.organisation_id = d.school_id AND o.role <> 'auditor' \
                AND o.starts_on <= $2 AND (o.ends_on IS NULL OR o.ends_on >= $2)) AS still, \
               d.limit_pence, d.first_on, d.last_on \
               FROM deputy d JOIN person a ON a.id = d.approver_id \
               LEFT JOIN person p ON p.id = d.deputy_id \
               WHERE d.school_id = $1 AND d.last_on >= $2 AND d.ended_at IS NULL \
               AND EXISTS (SELECT 1 FROM role_holding h WHERE h.person_id = d.approver_id \
                AND h.organisation_id = d.school_id AND h.role = d.role \
                AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2)) \
               ORDER BY d.first_on, a.name, d.id";
    let rows: Vec<AwayRow> = r.sql_all(sql, [own.uuid().into(), today.into()]).await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_code(&row.role);
            Ok(StandsIn {
                id: DeputyId::from_uuid(row.id),
                approver: row.approver,
                role: role.ok_or_else(|| broken("a stored role is not known"))?,
                deputy: row.deputy.filter(|_| row.still > 0),
                limit: row.limit_pence.map(Pence::new),
                first_on: row.first_on,
                last_on: row.last_on,
                is_now: row.first_on <= today,
                is_own: row.approver_id == actor.person().uuid(),
            })
        })
        .collect()
}
