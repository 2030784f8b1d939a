//! What would go over and what stays, before anybody decides; and what went over, once somebody has.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Scope, allowed};
use domain::id::{OrderId, OrganisationId};
use domain::order::Fate;
use domain::school::{Standing, TakeOver, began};
use domain::text::Urn;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::found::{Successor, successors};
use crate::Market;
use crate::access::{Actor, HeldRole};
use crate::db::{Reader, broken};
use crate::order::{OpenOrder, open_orders};
use crate::partnership::{LiveMembership, live_memberships};
use crate::people::held_roles;
use crate::school::area::{entry, organisation_of};
use crate::sharing::{OpenSharing, open_sharings};

/// A school that closed, beside the one that took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuccessionPage {
    /// It can be handed over.
    Waits(Box<HandOverPage>),
    /// It has been.
    Done(HandedOver),
}

/// What would go over, and what would stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverPage {
    /// The school's name.
    pub school: String,
    /// Its number.
    pub urn: Urn,
    /// The school that takes its place.
    pub successor: Successor,
    /// Others that the register names too: it was split.
    pub others: Vec<Successor>,
    /// What is booked for a day from this one on goes over.
    pub began: NaiveDate,
    /// Its orders of which something is not delivered.
    pub orders: Vec<OpenOrder>,
    /// What it shares with other schools, all of which goes over.
    pub sharings: Vec<OpenSharing>,
    /// Its memberships.
    pub memberships: Vec<LiveMembership>,
    /// Whether its people get the same roles there, because nobody acts there yet.
    pub gives_roles: bool,
    /// Whether whoever looks may do it, or why not.
    pub may: Result<(), Refusal>,
    /// Whether their role at the school lets them.
    pub approves: bool,
    /// Whether they would have to set up a code first.
    pub must_set_up_code: bool,
    /// What stands on the page, so that nobody confirms anything else.
    pub seen: String,
    pub(super) there: Option<OrganisationId>,
}

/// What went over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The school's name.
    pub school: String,
    /// The school that took its place.
    pub successor: String,
    /// Its number.
    pub urn: Option<String>,
    /// When that was done.
    pub at: DateTime<Utc>,
    /// Orders that moved: the old one, its reference, and the new one's.
    pub orders: Vec<(OrderId, String, String)>,
}

/// What goes over from the school acted for to the one that took its place.
///
/// # Errors
/// `NotFound` for another school; `Refused(NoSuccessor)` where the register has not closed it or
/// names no open school in its place.
pub async fn succession(
    market: &Market,
    actor: &Actor,
    urn: &Urn,
    to: Option<&Urn>,
) -> Result<SuccessionPage, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let (scope, today) = (permit.scope(), market.today());
    market.db.read(|r| async move { page(&r, actor, scope, (urn, to), today).await }).await
}

pub(super) async fn page(
    r: &Reader,
    actor: &Actor,
    scope: &Scope,
    (urn, to): (&Urn, Option<&Urn>),
    today: NaiveDate,
) -> Result<SuccessionPage, Failure> {
    let own = organisation_of(r, urn).await?.filter(|school| *school == scope.organisation());
    let school = own.ok_or(Failure::NotFound)?;
    if let Some(done) = handed_over(r, school).await? {
        return Ok(SuccessionPage::Done(done));
    }
    let entry = entry(r, urn).await?.ok_or(Failure::NotFound)?;
    let mut found = successors(r, urn, today).await?;
    let chosen = match to {
        Some(to) => found.iter().position(|one| one.urn == *to),
        None => (!found.is_empty()).then_some(0),
    };
    let closed = entry.standing(today) == Standing::Closed;
    let chosen = chosen.filter(|_| closed).ok_or(Refusal::NoSuccessor)?;
    let successor = found.remove(chosen);
    let there = organisation_of(r, &successor.urn).await?;
    let attended = match there {
        Some(there) => !held_roles(r, there, today).await?.is_empty(),
        None => false,
    };
    let case = TakeOver {
        closed,
        successor: Some(successor.entry.standing(today)),
        done: false,
        attended,
        approves_there: there.is_some_and(|there| approves_for(actor, there)),
    };
    let began = began(successor.since, today);
    let mut page = HandOverPage {
        school: entry.name,
        urn: entry.urn,
        began,
        orders: open_orders(r, scope, began).await?,
        sharings: open_sharings(r, school, began).await?,
        memberships: live_memberships(r, school, there, today).await?,
        gives_roles: !attended,
        may: case.may(),
        approves: actor.own_role(Action::ApproveOrder).is_some(),
        must_set_up_code: actor.must_set_up_code(Action::ApproveOrder),
        seen: String::new(),
        others: found,
        successor,
        there,
    };
    page.seen = digest(&page)?;
    Ok(SuccessionPage::Waits(Box::new(page)))
}

/// Whether somebody approves for a school, whomever they act for now.
fn approves_for(actor: &Actor, school: OrganisationId) -> bool {
    let mut theirs = actor.may_act_for().iter().filter(|acting| acting.organisation == school);
    let approves = |role| allowed(role, Action::ApproveOrder);
    let own = |held: &HeldRole| held.deputy_of.is_none() && approves(held.role);
    theirs.any(|acting| acting.roles.iter().any(own))
}

/// A hash over all that a decision rests on.
fn digest(page: &HandOverPage) -> Result<String, Failure> {
    let orders: Vec<(OrderId, i64, bool)> = page
        .orders
        .iter()
        .map(|order| (order.id, order.version, order.fate == Fate::Moves))
        .collect();
    let memberships: Vec<_> = page.memberships.iter().map(|live| (live.id, live.has_own)).collect();
    let sharings: Vec<_> =
        page.sharings.iter().map(|one| (one.id, one.is_bound, one.round)).collect();
    let all = (
        (page.urn.as_str(), page.successor.urn.as_str(), page.began),
        (orders, memberships, page.gives_roles, sharings),
    );
    let all = serde_json::to_vec(&all).map_err(broken)?;
    Ok(hex::encode(Sha256::digest(all)))
}

async fn handed_over(r: &Reader, school: OrganisationId) -> Result<Option<HandedOver>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school: String,
        successor: String,
        urn: Option<String>,
        handed_over_at: DateTime<Utc>,
    }
    #[derive(FromQueryResult)]
    struct Moved {
        id: Uuid,
        reference: String,
        new_reference: String,
    }
    let sql = "SELECT a.name AS school, b.name AS successor, b.urn, x.handed_over_at \
               FROM school_succession x JOIN organisation a ON a.id = x.school_id \
               JOIN organisation b ON b.id = x.successor_id WHERE x.school_id = $1";
    let row: Option<Row> = r.sql_one(sql, [school.uuid().into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let sql = "SELECT o.id, o.reference, n.reference AS new_reference FROM moved_order m \
               JOIN school_order o ON o.id = m.order_id \
               JOIN school_order n ON n.id = m.new_order_id \
               WHERE m.school_id = $1 ORDER BY o.id";
    let moved: Vec<Moved> = r.sql_all(sql, [school.uuid().into()]).await?;
    let orders = moved
        .into_iter()
        .map(|moved| (OrderId::from_uuid(moved.id), moved.reference, moved.new_reference));
    Ok(Some(HandedOver {
        school: row.school,
        successor: row.successor,
        urn: row.urn,
        at: row.handed_over_at,
        orders: orders.collect(),
    }))
}
