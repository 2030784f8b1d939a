//! What an organisation's memberships were: on which level, from when to when, and why each ended.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::london_day;
use domain::id::{MembershipId, OrganisationId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::membership::member_organisation;
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// A membership as it is or was: one level, from a day, to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// Of which partnership.
    pub partnership: OrganisationId,
    /// What that is called.
    pub name: String,
    /// On which level.
    pub tier: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, where it has one.
    pub ends_on: Option<NaiveDate>,
    /// Why it ended or ends, where it does.
    pub why: Option<SpellEnd>,
}

/// Why a membership ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpellEnd {
    /// It went on, on this level.
    WentOn(String),
    /// The school was handed over to this one, which is the member now.
    HandedOver(String),
    /// It left.
    Left,
}

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    name: String,
    tier: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    successor: Option<String>,
    handed_over_at: Option<DateTime<Utc>>,
}

impl Row {
    fn why(&self, next: Option<&Self>) -> Option<SpellEnd> {
        let last = self.ends_on?;
        let follows = |next: &&Self| {
            next.partnership_id == self.partnership_id && last.succ_opt() == Some(next.starts_on)
        };
        if let Some(next) = next.filter(follows) {
            return Some(SpellEnd::WentOn(next.tier.clone()));
        }
        let handed_over = self.handed_over_at.map(london_day).and_then(|day| day.pred_opt());
        let by_that = handed_over.is_some_and(|day| last == day.max(self.starts_on));
        let successor = self.successor.clone().filter(|_| by_that);
        Some(successor.map_or(SpellEnd::Left, SpellEnd::HandedOver))
    }
}

/// All that a member of the partnership acted for was there, the newest first.
///
/// # Errors
/// `NotFound` for a membership of another partnership.
pub async fn membership_history(
    market: &Market,
    actor: &Actor,
    membership: MembershipId,
) -> Result<Vec<Spell>, Failure> {
    let permit = &actor.permit_own(Action::ViewPartnership)?;
    market
        .db
        .read(|r| async move {
            let member = member_organisation(&r, permit.scope(), membership).await?;
            spells(&r, member, Some(permit.organisation())).await
        })
        .await
}

/// All memberships of an organisation, in one partnership or in any, the newest first.
pub(crate) async fn spells(
    r: &Reader,
    member: OrganisationId,
    partnership: Option<OrganisationId>,
) -> Result<Vec<Spell>, Failure> {
    let mut values: Vec<Value> = vec![member.uuid().into()];
    let within = partnership.map_or("", |partnership| {
        values.push(partnership.uuid().into());
        "AND m.partnership_id = $2"
    });
    let sql = format!(
        "SELECT m.partnership_id, p.name, t.name AS tier, m.starts_on, m.ends_on, \
         b.name AS successor, x.handed_over_at \
         FROM membership m JOIN organisation p ON p.id = m.partnership_id \
         JOIN tier t ON t.id = m.tier_id \
         LEFT JOIN school_succession x ON x.school_id = m.organisation_id \
         LEFT JOIN organisation b ON b.id = x.successor_id \
         WHERE m.organisation_id = $1 {within} ORDER BY p.name, m.partnership_id, m.starts_on, m.id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let next = rows.iter().skip(1).map(Some).chain([None]);
    let mut spells: Vec<Spell> = rows
        .iter()
        .zip(next)
        .map(|(row, next)| Spell {
            partnership: OrganisationId::from_uuid(row.partnership_id),
            name: row.name.clone(),
            tier: row.tier.clone(),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            why: row.why(next),
        })
        .collect();
    spells.sort_by_key(|spell| std::cmp::Reverse(spell.starts_on));
    Ok(spells)
}
