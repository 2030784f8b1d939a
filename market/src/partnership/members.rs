//! Who is a member, on which level, and what a year of it costs each.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::id::{MembershipId, OrganisationId, TierId};
use domain::partnership::{MemberRights, PricedTier, yearly_price};
use domain::school::Phase;
use domain::text::Urn;
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::tier::read_rule;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader, broken};
use crate::group::INSIDE;
use crate::school::{newest_count, own_estimate};

/// Members on one page.
const PAGE: usize = 30;

/// Whether members of today are asked for, or those who left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MemberTime {
    /// Those of today and those to come.
    #[default]
    Current,
    /// Those whose last membership has ended.
    Former,
    /// Both.
    All,
}

impl MemberTime {
    /// What narrows the memberships to those.
    const fn narrows(self) -> &'static str {
        match self {
            Self::Current => "AND (m.ends_on IS NULL OR m.ends_on >= $2)",
            Self::Former => {
                "AND m.ends_on < $2 AND NOT EXISTS (SELECT 1 FROM membership f \
                 WHERE f.partnership_id = m.partnership_id AND f.organisation_id = m.organisation_id \
                 AND f.starts_on > m.starts_on)"
            }
            Self::All => {
                "AND (m.ends_on IS NULL OR m.ends_on >= $2 \
                 OR NOT EXISTS (SELECT 1 FROM membership f \
                 WHERE f.partnership_id = m.partnership_id AND f.organisation_id = m.organisation_id \
                 AND f.starts_on > m.starts_on))"
            }
        }
    }
}

/// Which members are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberFilter {
    /// A part of the name, or a URN.
    pub words: String,
    /// On one level only, by its name.
    pub tier: Option<String>,
    /// In one group only, or in a group within it.
    pub group: Option<OrganisationId>,
    /// Whether members of today, or those who left.
    pub time: MemberTime,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its membership.
    pub membership: MembershipId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its number in the register.
    pub urn: Option<Urn>,
    /// The ages it teaches.
    pub phase: Option<Phase>,
    /// The council's area it lies in.
    pub area: Option<String>,
    /// The level's id.
    pub tier_id: TierId,
    /// The level's name.
    pub tier: String,
    /// What its members may do.
    pub rights: MemberRights,
    /// The first day of the membership.
    pub starts_on: NaiveDate,
    /// The last day, if it ends.
    pub ends_on: Option<NaiveDate>,
    /// Its pupils, where they are known or the partnership has estimated them.
    pub pupils: Option<u32>,
    /// Whether they are the partnership's own estimate, to be confirmed by the school.
    pub is_estimate: bool,
    /// What a year costs it, by the level's rule today; refused where its pupils must be known.
    pub yearly: Result<PricedTier, Refusal>,
    /// Whether somebody acts for it on Commonpool.
    pub has_people: bool,
    /// Whether the membership is past.
    pub has_ended: bool,
    /// Whether the register has closed the school.
    pub is_closed: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    name: String,
    urn: Option<String>,
    phase: Option<String>,
    area: Option<String>,
    tier_id: Uuid,
    tier: String,
    rights: String,
    rule: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    pupils: Option<i64>,
    estimate: Option<i64>,
    has_people: i64,
    is_closed: i64,
}

/// The members of the partnership acted for, by name.
pub async fn members(
    market: &Market,
    actor: &Actor,
    filter: &MemberFilter,
    page: &PageAsked,
) -> Result<Page<Member>, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let (scope, today) = (permit.scope(), market.today());
    let after = page.key().and_then(|id| id.parse().ok());
    let size = page.size(PAGE);
    let found = market
        .db
        .read(|r| async move {
            super::settings::exists(&r, scope).await?;
            list(&r, scope, today, filter, after, size + 1).await
        })
        .await?;
    Ok(Page::of(found, size, |member| member.membership.to_string()))
}

/// One member of the partnership acted for, of today or former.
pub async fn member(
    market: &Market,
    actor: &Actor,
    membership: MembershipId,
) -> Result<Member, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let (scope, today) = (permit.scope(), market.today());
    market
        .db
        .read(|r| async move {
            let sql = format!("{} AND m.id = $3", select());
            let values =
                [scope.organisation().uuid().into(), today.into(), membership.uuid().into()];
            let row: Option<Row> = r.sql_one(&sql, values).await?;
            row.ok_or(Failure::NotFound)?.member(today)
        })
        .await
}

/// The rule is that of the level's name on the day: levels change by dated rows.
fn select() -> String {
    format!(
        "SELECT m.id, m.organisation_id, o.name, o.urn, s.phase, s.la_name AS area, m.tier_id, \
         t.name AS tier, t.rights, COALESCE(n.rule, t.rule) AS rule, m.starts_on, m.ends_on, \
         {} AS pupils, {} AS estimate, \
         CAST(CASE WHEN EXISTS (SELECT 1 FROM role_holding h WHERE h.organisation_id = o.id \
           AND (h.ends_on IS NULL OR h.ends_on >= $2)) THEN 1 ELSE 0 END AS bigint) AS has_people, \
         CAST(CASE WHEN s.status = 'closed' OR (s.status IS NULL AND s.closed_on < $2) \
           THEN 1 ELSE 0 END AS bigint) AS is_closed \
         FROM membership m JOIN organisation o ON o.id = m.organisation_id \
         JOIN tier t ON t.id = m.tier_id \
         LEFT JOIN tier n ON n.partnership_id = t.partnership_id AND n.name = t.name \
           AND n.starts_on <= $2 AND (n.ends_on IS NULL OR n.ends_on >= $2) \
         LEFT JOIN register_school s ON s.urn = o.urn \
         WHERE m.partnership_id = $1",
        newest_count("o.urn", 2),
        own_estimate("o.urn", 1, 2)
    )
}

async fn list(
    r: &Reader,
    scope: &Scope,
    today: NaiveDate,
    filter: &MemberFilter,
    after: Option<MembershipId>,
    most: usize,
) -> Result<Vec<Member>, Failure> {
    let mut parts = vec![select(), filter.time.narrows().to_owned()];
    let mut values: Vec<Value> = vec![scope.organisation().uuid().into(), today.into()];
    let words = filter.words.trim();
    if !words.is_empty() {
        values.push(format!("%{}", crate::db::like_prefix(&words.to_lowercase())).into());
        let pattern = values.len();
        values.push(words.into());
        let urn = values.len();
        parts.push(format!("AND (lower(o.name) LIKE ${pattern} ESCAPE '\\' OR o.urn = ${urn})"));
    }
    if let Some(tier) = &filter.tier {
        values.push(tier.clone().into());
        parts.push(format!("AND t.name = ${}", values.len()));
    }
    if let Some(group) = filter.group {
        values.push(group.uuid().into());
        let place = format!("${}", values.len());
        parts.push(format!("AND m.organisation_id IN {}", INSIDE.replace("{}", &place)));
    }
    if let Some(after) = after {
        values.push(after.uuid().into());
        parts.push(format!(
            "AND (o.name, m.id) > (SELECT ao.name, am.id FROM membership am \
             JOIN organisation ao ON ao.id = am.organisation_id WHERE am.id = ${})",
            values.len()
        ));
    }
    parts.push(format!("ORDER BY o.name, m.id LIMIT {most}"));
    let sql = parts.join(" ");
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter().map(|row| row.member(today)).collect()
}

impl Row {
    fn member(self, today: NaiveDate) -> Result<Member, Failure> {
        let pupils = self.pupils.or(self.estimate).and_then(|pupils| u32::try_from(pupils).ok());
        let rule = read_rule(&self.rule)?;
        Ok(Member {
            membership: MembershipId::from_uuid(self.id),
            organisation: OrganisationId::from_uuid(self.organisation_id),
            name: self.name,
            urn: self.urn.as_deref().and_then(|urn| Urn::parse(urn).ok()),
            phase: self.phase.as_deref().and_then(Phase::from_code),
            area: self.area,
            tier_id: TierId::from_uuid(self.tier_id),
            tier: self.tier,
            rights: MemberRights::from_code(&self.rights)
                .ok_or_else(|| broken("a stored right is not known"))?,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            pupils,
            is_estimate: self.pupils.is_none() && pupils.is_some(),
            yearly: yearly_price(&rule, pupils, today),
            has_people: self.has_people == 1,
            has_ended: self.ends_on.is_some_and(|last| last < today),
            is_closed: self.is_closed == 1,
        })
    }
}
