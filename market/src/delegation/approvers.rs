//! Who approves for a school today: by a role of their own, or standing in for somebody who is away.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::access::{Action, Role, allowed};
use domain::delegation::{ApprovalLevel, Approver, Reach, deputy_limit};
use domain::id::{OrganisationId, PersonId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::access::{Actor, HeldRole};
use crate::db::{Reader, broken};
use crate::person::Recipient;
use crate::trust::PEOPLE_THROUGH;

/// Somebody who approves for a school today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub approver: Approver,
    pub name: String,
    pub email: Option<String>,
    /// The name of whoever they stand in for.
    pub deputy_of: Option<String>,
}

impl Standing {
    /// Whether an amount is inside their limit.
    fn reaches(&self, gross: Pence) -> bool {
        self.approver.limit.is_none_or(|limit| gross <= limit)
    }

    /// They, to be written to; nobody whose address was erased.
    pub fn recipient(&self) -> Option<Recipient> {
        let email = self.email.clone()?;
        Some(Recipient::new(self.approver.person, self.name.clone(), email))
    }
}

#[derive(FromQueryResult)]
struct Row {
    person_id: Uuid,
    name: String,
    email: Option<String>,
    role: String,
    held_pence: Option<i64>,
    said_pence: Option<i64>,
    deputy_of: Option<Uuid>,
    deputy_of_name: Option<String>,
}

impl Row {
    fn standing(self) -> Result<Standing, Failure> {
        let level = Role::from_code(&self.role).and_then(ApprovalLevel::of);
        let (said, held) = (self.said_pence.map(Pence::new), self.held_pence.map(Pence::new));
        Ok(Standing {
            approver: Approver {
                person: PersonId::from_uuid(self.person_id),
                level: level.ok_or_else(|| broken("an approver without a level"))?,
                limit: deputy_limit(said, held),
                deputy_of: self.deputy_of.map(PersonId::from_uuid),
            },
            name: self.name,
            email: self.email,
            deputy_of: self.deputy_of_name,
        })
    }
}

/// Everybody who approves for a school on a day, by name: by their own roles, then for those whom
/// they stand in for, then through its trust.
pub(crate) async fn approvers(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Standing>, Failure> {
    let sql = format!(
        "SELECT h.person_id, p.name, p.email, h.role, h.order_limit_pence AS held_pence, \
         CAST(NULL AS bigint) AS said_pence, CAST(NULL AS uuid) AS deputy_of, \
         CAST(NULL AS text) AS deputy_of_name, 0 AS place \
         FROM role_holding h JOIN person p ON p.id = h.person_id \
         WHERE h.organisation_id = $1 AND h.role IN ('approver', 'governor') \
         AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2) \
         UNION ALL \
         SELECT d.deputy_id, p.name, p.email, d.role, h.order_limit_pence, d.limit_pence, \
         d.approver_id, a.name, 1 \
         FROM deputy d JOIN person p ON p.id = d.deputy_id \
         JOIN person a ON a.id = d.approver_id \
         JOIN role_holding h ON h.person_id = d.approver_id \
         AND h.organisation_id = d.school_id AND h.role = d.role \
         AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2) \
         WHERE d.school_id = $1 AND d.first_on <= $2 AND d.last_on >= $2 \
         AND d.ended_at IS NULL AND EXISTS (SELECT 1 FROM role_holding o \
         WHERE o.person_id = d.deputy_id AND o.organisation_id = d.school_id \
         AND o.role <> 'auditor' \
         AND o.starts_on <= $2 AND (o.ends_on IS NULL OR o.ends_on >= $2)) \
         UNION ALL \
         SELECT a.person_id, p.name, p.email, h.role, h.order_limit_pence, NULL, NULL, NULL, 2 \
         FROM {PEOPLE_THROUGH} AND t.child_id = $1 AND h.role IN ('approver', 'governor') \
         ORDER BY place, name, person_id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [school.uuid().into(), today.into()]).await?;
    let mut seen = HashSet::new();
    let first = |one: &Standing| {
        let Approver { person, level, deputy_of, .. } = one.approver;
        seen.insert((person, level, deputy_of))
    };
    let all: Vec<Standing> = rows.into_iter().map(Row::standing).collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(first).collect())
}

/// How far the head's level of a school goes without somebody: whoever stands in for others goes no
/// further than they do.
pub(crate) fn reach(all: &[Standing], without: PersonId) -> Reach {
    let own = all.iter().map(|one| &one.approver).filter(|one| {
        one.level == ApprovalLevel::Head && one.deputy_of.is_none() && one.person != without
    });
    Reach::of(own.map(|one| one.limit))
}

/// Of some who decide, those whose own limit reaches so far; all of them where nobody's does.
pub(crate) fn able_to_decide(mut some: Vec<Standing>, gross: Pence) -> Vec<Standing> {
    if some.iter().any(|one| one.reaches(gross)) {
        some.retain(|one| one.reaches(gross));
    }
    some
}

/// As what an actor may approve: by each role of their own, and for each whom they stand in for.
pub(crate) fn stands_for(actor: &Actor) -> Vec<Approver> {
    let roles = actor.acting_for().map(|acting| acting.roles.as_slice()).unwrap_or_default();
    let as_approver = |held: &HeldRole| {
        let approves = allowed(held.role, Action::ApproveOrder);
        let level = ApprovalLevel::of(held.role).filter(|_| approves)?;
        let (limit, deputy_of) = (held.limit(), held.deputy_of);
        Some(Approver { person: actor.person(), level, limit, deputy_of })
    };
    let mut all: Vec<Approver> = roles.iter().filter_map(as_approver).collect();
    all.sort_by_key(|one| one.deputy_of.is_some());
    all
}

/// The levels at which an actor approves.
pub(crate) fn levels(actor: &Actor) -> Vec<ApprovalLevel> {
    let own = stands_for(actor);
    let approves = |level: &ApprovalLevel| own.iter().any(|one| one.level == *level);
    ApprovalLevel::ALL.iter().copied().filter(approves).collect()
}
