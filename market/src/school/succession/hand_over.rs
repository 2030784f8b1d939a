//! Handing a school over to the one that took its place: memberships, people, what it shares and the open
//! orders chosen, in one transaction.

use std::collections::BTreeSet;

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrganisationId};
use domain::order::Fate;
use domain::text::Urn;
use domain::{Failure, Refusal};
use serde_json::json;

use super::page::{HandOverPage, SuccessionPage, page};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::order::{Receiving, move_order, take_turn};
use crate::partnership::carry_over_memberships;
use crate::people::carry_over_roles;
use crate::person::tell_once;
use crate::school::area::bring_in;
use crate::school::facts::facts;
use crate::sharing::hand_over_sharing;

/// Hands the school acted for over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Its number.
    pub urn: Urn,
    /// The number of the school that takes its place.
    pub successor: Urn,
    /// The open orders that go over; the others stay.
    pub orders: Vec<OrderId>,
    /// What stood on the page.
    pub seen: String,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Hands a school over to the one that took its place. What was bought and paid stays.
///
/// # Errors
/// `NotFound` for another school or an order that is not on the page; `Refused` with `HandedOver`,
/// `NoSuccessor`, `SuccessorAttended`, `TooManyHeld`, or `NotAsShown` where anything has changed since
/// it was shown.
pub async fn hand_over(market: &Market, actor: &Actor, command: HandOver) -> Result<(), Failure> {
    let permit = &actor.permit_in_person(Action::ApproveOrder)?;
    let orders: BTreeSet<OrderId> = command.orders.iter().copied().collect();
    let contents = (permit.organisation(), &command.successor, &orders, &command.seen);
    let once = &Once::new(permit.person(), "hand_over", &command.key, &contents)?;
    let (command, orders) = (&command, &orders);
    market
        .db
        .write(|w| async move {
            let work = carry_out(market, &w, (actor, permit), command, orders);
            once.answer(market, &w, work).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    command: &HandOver,
    orders: &BTreeSet<OrderId>,
) -> Result<(), Failure> {
    take_turn(w, permit.organisation()).await?;
    let asked = (&command.urn, Some(&command.successor));
    let shown = match page(w, actor, permit.scope(), asked, market.today()).await? {
        SuccessionPage::Waits(shown) => shown,
        SuccessionPage::Done(_) => return Err(Refusal::HandedOver.into()),
    };
    shown.may.clone()?;
    let moves = |id: &OrderId| {
        shown.orders.iter().any(|order| order.id == *id && order.fate == Fate::Moves)
    };
    if !orders.iter().all(moves) {
        return Err(Failure::NotFound);
    }
    if shown.seen != command.seen {
        return Err(Refusal::NotAsShown.into());
    }
    let there = match shown.there {
        Some(there) => there,
        None => bring_in(market, w, &shown.successor.entry).await?,
    };
    take_turn(w, there).await?;
    note(market, w, permit, &shown, there).await?;
    carry_over_memberships(market, w, &shown.memberships, there).await?;
    let roles = if shown.gives_roles {
        carry_over_roles(market, w, permit.organisation(), there).await?
    } else {
        0
    };
    let school = facts(w, there, market.today()).await?;
    let to = Receiving { school: &school, began: shown.began };
    let mut partnerships: BTreeSet<OrganisationId> =
        shown.memberships.iter().map(|live| live.partnership).collect();
    for order in orders {
        partnerships.insert(move_order(market, w, permit, *order, &to).await?);
    }
    for sharing in &shown.sharings {
        partnerships.insert(hand_over_sharing(market, w, permit, sharing.id, there).await?);
    }
    let by = actor.name();
    tell(market, w, (permit.organisation(), there), (&shown, by, orders.len()), &partnerships)
        .await?;
    let record = Record::new(None, permit, Deed::HandOverSchool, permit.organisation())
        .parties(partnerships.into_iter().chain([permit.organisation(), there]))
        .after(&json!({
            "successor": shown.successor.name,
            "urn": shown.successor.urn.as_str(),
            "from": shown.began,
            "memberships": shown.memberships.len(),
            "roles": roles,
            "orders": orders,
            "sharings": shown.sharings.iter().map(|sharing| sharing.id).collect::<Vec<_>>(),
        }))?;
    audit::record(market, w, record).await
}

async fn note(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    shown: &HandOverPage,
    there: OrganisationId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO school_succession (school_id, successor_id, began_on, handed_over_at) \
               VALUES ($1, $2, $3, $4)";
    let values: [sea_orm::Value; 4] = [
        permit.organisation().uuid().into(),
        there.uuid().into(),
        shown.began.into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

/// Tells the people of both schools once each, and the staff of the partnerships.
async fn tell(
    market: &Market,
    w: &Writer,
    (from, to): (OrganisationId, OrganisationId),
    (shown, by, orders): (&HandOverPage, &str, usize),
    partnerships: &BTreeSet<OrganisationId>,
) -> Result<(), Failure> {
    let about = |path: &str| About::SchoolHandedOver {
        school: shown.school.clone(),
        successor: shown.successor.name.clone(),
        urn: shown.successor.urn.as_str().to_owned(),
        by: by.to_owned(),
        orders: u32::try_from(orders).unwrap_or(u32::MAX),
        path: path.to_owned(),
    };
    let schools = [from, to].map(|school| (school, Action::ViewSchool, "/orders".to_owned()));
    let staff = partnerships.iter().map(|one| (*one, Action::ManageMembers, "/members".to_owned()));
    tell_once(market, w, schools.into_iter().chain(staff).collect(), about).await
}
