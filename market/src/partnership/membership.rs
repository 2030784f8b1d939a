//! Ending a membership and changing its level: dated, never overwritten.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::audit::Deed;
use domain::id::{MembershipId, OrganisationId, TierId};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::tier;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};

#[derive(FromQueryResult)]
struct Row {
    organisation_id: Uuid,
    tier_id: Uuid,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl Row {
    const fn organisation(&self) -> OrganisationId {
        OrganisationId::from_uuid(self.organisation_id)
    }
}

/// A membership of a partnership.
async fn of_partnership(
    r: &Reader,
    partnership: OrganisationId,
    id: MembershipId,
) -> Result<Row, Failure> {
    let sql = "SELECT organisation_id, tier_id, starts_on, ends_on FROM membership \
               WHERE id = $1 AND partnership_id = $2";
    let values = [id.uuid().into(), partnership.uuid().into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    row.ok_or(Failure::NotFound)
}

/// Whose membership of the scope's partnership it is.
pub(crate) async fn member_organisation(
    r: &Reader,
    scope: &Scope,
    id: MembershipId,
) -> Result<OrganisationId, Failure> {
    Ok(of_partnership(r, scope.organisation(), id).await?.organisation())
}

/// A membership to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndMembership {
    /// The membership.
    pub membership: MembershipId,
    /// Its last day.
    pub ends_on: NaiveDate,
}

/// Ends a membership with a day. What was bought stays bought.
///
/// # Errors
/// `Invalid` on `ends_on` for a past day or one before it began; `ChangedMeanwhile` where it has an
/// end.
pub async fn end_membership(
    market: &Market,
    actor: &Actor,
    end: EndMembership,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageMembers)?;
    market
        .db
        .write(|w| async move {
            end_in(market, &w, Who::from(permit), permit.organisation(), end).await
        })
        .await
}

/// Ends a membership of a partnership.
pub(super) async fn end_in(
    market: &Market,
    w: &Writer,
    who: Who,
    partnership: OrganisationId,
    end: EndMembership,
) -> Result<(), Failure> {
    let row = of_partnership(w, partnership, end.membership).await?;
    if end.ends_on < market.today() {
        return Err(Failure::field("ends_on", Problem::InThePast));
    }
    if end.ends_on < row.starts_on {
        return Err(Failure::field("ends_on", Problem::BeforeStart));
    }
    finish(w, end.membership, end.ends_on).await?;
    let record = Record::new(Some(partnership), who, Deed::EndMembership, end.membership)
        .party(row.organisation())
        .after(&end.ends_on)?;
    audit::record(market, w, record).await
}

async fn finish(w: &Writer, id: MembershipId, last: NaiveDate) -> Result<(), Failure> {
    let sql = "UPDATE membership SET ends_on = $2 WHERE id = $1 AND ends_on IS NULL";
    w.execute_one(sql, [id.uuid().into(), last.into()]).await
}

/// A member's change to another level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveMember {
    /// The membership.
    pub membership: MembershipId,
    /// The level from then on.
    pub tier: TierId,
    /// From which day.
    pub from: NaiveDate,
}

/// Puts a member on another level from a day on; gives the membership of that level.
///
/// # Errors
/// `Invalid` on `from` for a past day or one before the membership began, on `tier` for the level it is on;
/// `ChangedMeanwhile` where the membership has an end.
pub async fn move_member(
    market: &Market,
    actor: &Actor,
    change: MoveMember,
) -> Result<MembershipId, Failure> {
    let permit = &actor.permit_own(Action::ManageMembers)?;
    market
        .db
        .write(|w| async move {
            tier::of_scope(&w, permit.scope(), change.tier, market.today()).await?;
            move_in(market, &w, Who::from(permit), permit.organisation(), change).await
        })
        .await
}

/// Puts a member of a partnership on another of its levels.
pub(super) async fn move_in(
    market: &Market,
    w: &Writer,
    who: Who,
    partnership: OrganisationId,
    change: MoveMember,
) -> Result<MembershipId, Failure> {
    let row = of_partnership(w, partnership, change.membership).await?;
    if row.ends_on.is_some() {
        return Err(Failure::ChangedMeanwhile);
    }
    if change.from < market.today() {
        return Err(Failure::field("from", Problem::InThePast));
    }
    if change.from < row.starts_on {
        return Err(Failure::field("from", Problem::BeforeStart));
    }
    if change.tier.uuid() == row.tier_id {
        return Err(Failure::field("tier", Problem::NotAChoice));
    }
    let record = Record::new(Some(partnership), who, Deed::MoveMember, change.membership)
        .party(row.organisation())
        .before(&json!({"level": TierId::from_uuid(row.tier_id)}))?
        .after(&json!({"level": change.tier, "from": change.from}))?;
    audit::record(market, w, record).await?;
    follow(market, w, partnership, &row, change).await
}

/// Ends the membership the day before and begins the next. One that begins on that day, today or
/// later, has no past to keep: its level is changed itself.
async fn follow(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    row: &Row,
    change: MoveMember,
) -> Result<MembershipId, Failure> {
    if change.from == row.starts_on {
        let sql = "UPDATE membership SET tier_id = $2 WHERE id = $1 AND ends_on IS NULL";
        w.execute_one(sql, [change.membership.uuid().into(), change.tier.uuid().into()]).await?;
        return Ok(change.membership);
    }
    let last = change.from.pred_opt().ok_or_else(|| broken("a day without one before it"))?;
    finish(w, change.membership, last).await?;
    let id = MembershipId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
               VALUES ($1, $2, $3, $4, $5)";
    let values: [sea_orm::Value; 5] = [
        id.uuid().into(),
        partnership.uuid().into(),
        row.organisation_id.into(),
        change.tier.uuid().into(),
        change.from.into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}
