//! Membership levels: dated, never overwritten. A level that changes is a new row of the same
//! name; members stay on the level, and each day has its price.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::audit::Deed;
use domain::id::{OrganisationId, TierId};
use domain::partnership::{MemberRights, NewTier, TierRule};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};

/// A membership level as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its id.
    pub id: TierId,
    /// Its name, rights, rule and what it includes.
    pub level: NewTier,
    /// From which day it is so.
    pub starts_on: NaiveDate,
    /// Until which day; nothing for no end.
    pub ends_on: Option<NaiveDate>,
    /// Members on it.
    pub members: i64,
    /// The version read, to change it by.
    pub version: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    rights: String,
    rule: String,
    includes: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    members: i64,
    version: i64,
}

impl Row {
    fn tier(self) -> Result<Tier, Failure> {
        let level = NewTier {
            name: self.name,
            rights: MemberRights::from_code(&self.rights)
                .ok_or_else(|| broken("a stored right is not known"))?,
            rule: read_rule(&self.rule)?,
            includes: self.includes,
        };
        Ok(Tier {
            id: TierId::from_uuid(self.id),
            level,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            members: self.members,
            version: self.version,
        })
    }
}

pub(super) fn read_rule(json: &str) -> Result<TierRule, Failure> {
    serde_json::from_str(json).map_err(broken)
}

/// The levels of the partnership acted for as they stand today, and changes to come.
pub async fn tiers(market: &Market, actor: &Actor) -> Result<Vec<Tier>, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let (scope, today) = (permit.scope(), market.today());
    market.db.read(|r| async move { all(&r, scope.organisation(), today).await }).await
}

/// The levels of a partnership that hold on a day or later.
pub(super) async fn all(
    r: &Reader,
    partnership: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Tier>, Failure> {
    let sql = "SELECT t.id, t.name, t.rights, t.rule, t.includes, t.starts_on, t.ends_on, t.version, \
               CAST((SELECT COUNT(*) FROM membership m JOIN tier l ON l.id = m.tier_id \
                 WHERE l.partnership_id = t.partnership_id AND l.name = t.name \
                 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2)) AS bigint) AS members \
               FROM tier t WHERE t.partnership_id = $1 AND (t.ends_on IS NULL OR t.ends_on >= $2) \
               ORDER BY t.position, t.starts_on, t.id";
    let values = [partnership.uuid().into(), today.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    rows.into_iter().map(Row::tier).collect()
}

/// A level of the scope's partnership, by its id.
pub(super) async fn of_scope(
    r: &Reader,
    scope: &Scope,
    tier: TierId,
    today: NaiveDate,
) -> Result<Tier, Failure> {
    let found =
        all(r, scope.organisation(), today).await?.into_iter().find(|other| other.id == tier);
    found.ok_or(Failure::NotFound)
}

/// Adds a level from today.
///
/// # Errors
/// `Invalid` on `name` where another level has it.
pub async fn add_tier(market: &Market, actor: &Actor, new: NewTier) -> Result<TierId, Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    new.rule.validate().map_err(|problem| Failure::Invalid(vec![problem]))?;
    let (new, permit) = (&new, &permit);
    market
        .db
        .write(|w| async move {
            let partnership = permit.organisation();
            super::settings::exists(&w, permit.scope()).await?;
            let known = all(&w, partnership, market.today()).await?;
            if known.iter().any(|tier| tier.level.name.eq_ignore_ascii_case(&new.name)) {
                return Err(Failure::field("name", Problem::AlreadyUsed));
            }
            let position = i64::try_from(known.len()).map_err(broken)? + 1;
            let id = store(market, &w, partnership, new, position).await?;
            let record = Record::new(Some(partnership), permit, Deed::AddTier, id).after(new)?;
            audit::record(market, &w, record).await?;
            Ok(id)
        })
        .await
}

/// A level to be changed from a day on. Name and rights stay: members joined for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeTier {
    /// The level.
    pub tier: TierId,
    /// The version that was read.
    pub version: i64,
    /// The new rule.
    pub rule: TierRule,
    /// What it includes from then on.
    pub includes: String,
    /// From which day; today or later.
    pub from: NaiveDate,
}

/// Changes what a level costs and includes, from a day on. The price until then stays known.
///
/// # Errors
/// `Invalid` on `from` for a day that is past or before the level begins; `ChangedMeanwhile`.
pub async fn change_tier(
    market: &Market,
    actor: &Actor,
    change: ChangeTier,
) -> Result<TierId, Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    change.rule.validate().map_err(|problem| Failure::Invalid(vec![problem]))?;
    let today = market.today();
    if change.from < today {
        return Err(Failure::field("from", Problem::InThePast));
    }
    let (change, permit) = (&change, &permit);
    market
        .db
        .write(|w| async move {
            let old = of_scope(&w, permit.scope(), change.tier, today).await?;
            if old.ends_on.is_some() || change.from < old.starts_on {
                return Err(Failure::field("from", Problem::BeforeStart));
            }
            let new = NewTier {
                rule: change.rule.clone(),
                includes: change.includes.clone(),
                ..old.level.clone()
            };
            let id = replace(market, &w, permit.organisation(), &old, &new, change).await?;
            let record = Record::new(Some(permit.organisation()), permit, Deed::ChangeTier, id)
                .before(&json!({"level": &old.level}))?
                .after(&json!({"level": &new, "from": change.from}))?;
            audit::record(market, &w, record).await?;
            Ok(id)
        })
        .await
}

/// Ends the old row the day before and adds the new one. A row that has not held for a day yet
/// has no past to keep: it is changed itself.
async fn replace(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    old: &Tier,
    new: &NewTier,
    change: &ChangeTier,
) -> Result<TierId, Failure> {
    if change.from == old.starts_on {
        let sql = "UPDATE tier SET rule = $3, includes = $4, version = version + 1 \
                   WHERE id = $1 AND version = $2";
        let values: [sea_orm::Value; 4] = [
            old.id.uuid().into(),
            change.version.into(),
            serde_json::to_string(&new.rule).map_err(broken)?.into(),
            new.includes.clone().into(),
        ];
        w.execute_one(sql, values).await?;
        return Ok(old.id);
    }
    let sql = "UPDATE tier SET ends_on = $3, version = version + 1 WHERE id = $1 AND version = $2";
    let last = change.from.pred_opt().ok_or_else(|| broken("a day without one before it"))?;
    w.execute_one(sql, [old.id.uuid().into(), change.version.into(), last.into()]).await?;
    let id = TierId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO tier \
               (id, partnership_id, name, rights, rule, includes, position, starts_on, version) \
               SELECT $1, $2, name, rights, $4, $5, position, $6, 1 FROM tier WHERE id = $3";
    let values: [sea_orm::Value; 6] = [
        id.uuid().into(),
        partnership.uuid().into(),
        old.id.uuid().into(),
        serde_json::to_string(&new.rule).map_err(broken)?.into(),
        new.includes.clone().into(),
        change.from.into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}

/// Stores a level from today.
pub(super) async fn store(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    new: &NewTier,
    position: i64,
) -> Result<TierId, Failure> {
    let id = TierId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO tier \
               (id, partnership_id, name, rights, rule, includes, position, starts_on, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    let values: [sea_orm::Value; 8] = [
        id.uuid().into(),
        partnership.uuid().into(),
        new.name.clone().into(),
        new.rights.code().into(),
        serde_json::to_string(&new.rule).map_err(broken)?.into(),
        new.includes.clone().into(),
        position.into(),
        market.today().into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}
