//! A school that left its trust or federation: what was open that the trust had ordered for it or had
//! to approve, before the school chooses; and what it chose.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Scope};
use domain::id::{OrderId, OrganisationId, TieId};
use domain::organisation::OrganisationKind;
use domain::text::Urn;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::order::{OpenOrder, open_order};
use crate::school::{entry, organisation_of};

/// A time in a trust or federation that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerTrust {
    /// The tie.
    pub tie: TieId,
    /// The trust or federation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Trust or federation.
    pub kind: OrganisationKind,
    /// Since when the school was in it.
    pub from: NaiveDate,
    /// Its last whole day in it.
    pub until: NaiveDate,
    pub(super) ended_at: DateTime<Utc>,
    pub(super) agreed: bool,
    /// When the school chose what becomes of the orders, and who did; nothing where it has not.
    pub chosen: Option<(DateTime<Utc>, String)>,
}

/// A school that left, with what becomes of its orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftTrust {
    /// The school's name.
    pub school: String,
    /// Its number.
    pub urn: Urn,
    /// What it left.
    pub former: FormerTrust,
    /// The one of the same kind that it is in now, by the register, and since when.
    pub now: Option<(String, Option<NaiveDate>)>,
    /// What is to be chosen for; nothing once that was done.
    pub orders: Vec<LeftOrder>,
    /// What was chosen for which order, by its reference.
    pub chosen: Vec<(OrderId, String, Chosen)>,
    /// Whether a role of their own lets whoever looks choose.
    pub approves: bool,
    /// Whether they would have to set up a code first.
    pub must_set_up_code: bool,
    /// What stands on the page, so that nobody confirms anything else.
    pub seen: String,
}

/// An open order that the trust ordered or had to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOrder {
    /// The order.
    pub open: OpenOrder,
    /// Why it stays whatever is chosen; nothing where it can be cancelled at no cost.
    pub bound: Option<Refusal>,
}

/// What a school chose for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// It goes on as the school's own.
    Kept,
    /// It was cancelled.
    Cancelled,
}

impl Chosen {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a school is told on its first page, until it has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftNotice {
    /// The school's number.
    pub urn: String,
    /// What it left.
    pub trust: String,
    /// Its last whole day there.
    pub until: NaiveDate,
    /// How many orders wait for the choice.
    pub orders: u64,
}

/// What became, or is to become, of the orders of the school acted for since it left a trust.
///
/// # Errors
/// `NotFound` for another school; `Refused(LeftNoTrust)` for one that never left one.
pub async fn left_trust(market: &Market, actor: &Actor, urn: &Urn) -> Result<LeftTrust, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let (scope, today) = (permit.scope(), market.today());
    market.db.read(|r| async move { page(&r, actor, scope, urn, today).await }).await
}

pub(super) async fn page(
    r: &Reader,
    actor: &Actor,
    scope: &Scope,
    urn: &Urn,
    today: NaiveDate,
) -> Result<LeftTrust, Failure> {
    let own = organisation_of(r, urn).await?.filter(|school| *school == scope.organisation());
    let school = own.ok_or(Failure::NotFound)?;
    let entry = entry(r, urn).await?.ok_or(Failure::NotFound)?;
    let mut left = former_trusts(r, school).await?;
    let waits = waiting(r, school, &left).await?;
    let (at, ids) = waits.unwrap_or((left.len().saturating_sub(1), Vec::new()));
    let former = (at < left.len()).then(|| left.swap_remove(at)).ok_or(Refusal::LeftNoTrust)?;
    let now = match former.kind {
        OrganisationKind::Federation => entry.federation_name.zip(Some(entry.federation_since)),
        _ => entry.trust_name.zip(Some(entry.trust_since)),
    };
    let mut page = LeftTrust {
        school: entry.name,
        urn: entry.urn,
        now,
        orders: orders(r, scope, &ids, today).await?,
        chosen: chosen(r, former.tie).await?,
        approves: actor.own_role(Action::ApproveOrder).is_some(),
        must_set_up_code: actor.must_set_up_code(Action::ApproveOrder),
        seen: String::new(),
        former,
    };
    page.seen = digest(&page)?;
    Ok(page)
}

/// The notice for the first page of a school that has left a trust.
pub(crate) async fn left_notice(
    r: &Reader,
    school: OrganisationId,
) -> Result<Option<LeftNotice>, Failure> {
    let mut left = former_trusts(r, school).await?;
    let Some((at, ids)) = waiting(r, school, &left).await? else { return Ok(None) };
    let former = left.swap_remove(at);
    let urn = crate::organisation::by_id(r, school).await?.urn;
    let orders = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    Ok(urn.map(|urn| LeftNotice { urn, trust: former.name, until: former.until, orders }))
}

/// How many open orders of a school wait for a choice since a tie of it ended.
pub(super) async fn left_open(
    r: &Reader,
    school: OrganisationId,
    tie: TieId,
) -> Result<u32, Failure> {
    let left = former_trusts(r, school).await?;
    let former = left.iter().find(|former| former.tie == tie).ok_or(Failure::NotFound)?;
    Ok(u32::try_from(affected(r, school, former).await?.len()).unwrap_or(u32::MAX))
}

/// The trusts and federations that a school has left, the first first.
pub(crate) async fn former_trusts(
    r: &Reader,
    school: OrganisationId,
) -> Result<Vec<FormerTrust>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        parent_id: Uuid,
        kind: String,
        name: String,
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        ended_at: DateTime<Utc>,
        agreed_at: Option<DateTime<Utc>>,
        chosen_at: Option<DateTime<Utc>>,
        chosen_by: Option<String>,
    }
    let sql = "SELECT t.id, t.parent_id, t.kind, o.name, t.starts_on, t.ends_on, t.ended_at, \
               t.agreed_at, x.chosen_at, p.name AS chosen_by FROM tie t \
               JOIN organisation o ON o.id = t.parent_id \
               LEFT JOIN left_trust x ON x.tie_id = t.id LEFT JOIN person p ON p.id = x.chosen_by \
               WHERE t.child_id = $1 AND t.kind IN ('trust', 'federation') \
               AND t.ended_at IS NOT NULL AND t.ends_on IS NOT NULL ORDER BY t.ended_at, t.id";
    let rows: Vec<Row> = r.sql_all(sql, [school.uuid().into()]).await?;
    let read = |row: Row| {
        Ok(FormerTrust {
            tie: TieId::from_uuid(row.id),
            organisation: OrganisationId::from_uuid(row.parent_id),
            name: row.name,
            kind: OrganisationKind::from_code(&row.kind)
                .ok_or_else(|| broken("a tie of unknown kind"))?,
            from: row.starts_on,
            until: row.ends_on,
            ended_at: row.ended_at,
            agreed: row.agreed_at.is_some(),
            chosen: row.chosen_at.zip(row.chosen_by),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The first time a school left for which it is still to choose, with the orders.
async fn waiting(
    r: &Reader,
    school: OrganisationId,
    left: &[FormerTrust],
) -> Result<Option<(usize, Vec<OrderId>)>, Failure> {
    for (at, former) in left.iter().enumerate().filter(|(_, former)| former.chosen.is_none()) {
        let ids = affected(r, school, former).await?;
        if !ids.is_empty() {
            return Ok(Some((at, ids)));
        }
    }
    Ok(None)
}

/// The open orders that a trust's people asked for on behalf of a school; and those that waited for
/// approval when the school left, if the trust could have given it.
async fn affected(
    r: &Reader,
    school: OrganisationId,
    former: &FormerTrust,
) -> Result<Vec<OrderId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let waits = if former.agreed { "OR o.state = 'awaiting_approval'" } else { "" };
    let sql = format!(
        "SELECT o.id FROM school_order o WHERE o.school_id = $1 AND o.requested_at <= $3 \
         AND o.state IN ('awaiting_approval', 'sent_back', 'placed') \
         AND (o.requested_through = $2 {waits}) AND EXISTS (SELECT 1 FROM order_line l \
         WHERE l.order_id = o.id AND l.state = 'booked') ORDER BY o.id"
    );
    let values = [school.uuid().into(), former.organisation.uuid().into(), former.ended_at.into()];
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| OrderId::from_uuid(row.id)).collect())
}

async fn orders(
    r: &Reader,
    scope: &Scope,
    ids: &[OrderId],
    today: NaiveDate,
) -> Result<Vec<LeftOrder>, Failure> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let open = open_order(r, scope, *id, today).await?;
        found.extend(open.map(|(open, bound)| LeftOrder { open, bound }));
    }
    Ok(found)
}

async fn chosen(r: &Reader, tie: TieId) -> Result<Vec<(OrderId, String, Chosen)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        reference: String,
        fate: String,
    }
    let sql = "SELECT o.id, o.reference, x.fate FROM left_trust_order x \
               JOIN school_order o ON o.id = x.order_id WHERE x.tie_id = $1 ORDER BY o.id";
    let rows: Vec<Row> = r.sql_all(sql, [tie.uuid().into()]).await?;
    let read = |row: Row| {
        let chosen =
            [Chosen::Kept, Chosen::Cancelled].into_iter().find(|one| one.code() == row.fate);
        let chosen = chosen.ok_or_else(|| broken("a choice of unknown kind"))?;
        Ok((OrderId::from_uuid(row.id), row.reference, chosen))
    };
    rows.into_iter().map(read).collect()
}

/// A hash over all that a choice rests on.
fn digest(page: &LeftTrust) -> Result<String, Failure> {
    let orders: Vec<(OrderId, i64, bool)> = page
        .orders
        .iter()
        .map(|order| (order.open.id, order.open.version, order.bound.is_some()))
        .collect();
    let all = serde_json::to_vec(&(page.former.tie, orders)).map_err(broken)?;
    Ok(hex::encode(Sha256::digest(all)))
}
