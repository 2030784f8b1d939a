//! Who is told of an order, and what.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::calendar::short_day;
use domain::id::{OrderId, OrganisationId, PersonId, PurchaseId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;

use super::approval;
use super::load::{Stored, load, load_together};
use super::to_approve::ToApprove;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail, OrderTold};
use crate::organisation;
use crate::person::{tell_each, who_may};

#[derive(FromQueryResult)]
struct PersonRow {
    name: String,
    email: Option<String>,
}

/// Tells one person, unless their address was erased.
pub(super) async fn tell_person(
    market: &Market,
    w: &Writer,
    person: PersonId,
    about: &About,
) -> Result<(), Failure> {
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let row: Option<PersonRow> = w.sql_one(sql, [person.uuid().into()]).await?;
    let Some(PersonRow { name, email: Some(to) }) = row else { return Ok(()) };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name, about: about.clone() })).await
}

/// Tells an order's provider; where nobody acts for it, those who look after the partnership's
/// services, so that no booking is missed.
pub(super) async fn tell_provider(
    market: &Market,
    w: &Writer,
    order: &Stored,
    about: &About,
) -> Result<(), Failure> {
    let today = market.today();
    let mut managers = who_may(w, order.provider, Action::ManagePool, today).await?;
    if managers.is_empty() {
        managers = who_may(w, order.partnership, Action::ManageServices, today).await?;
    }
    tell_each(market, w, managers, about).await
}

/// Asks those who approve at the level at which it waits, but for whoever asked for it or agreed
/// before. Those whose own limit is too low are asked only where nobody else can decide.
pub(super) async fn ask_approvers(
    market: &Market,
    w: &Writer,
    what: &ToApprove,
    told: OrderTold,
) -> Result<(), Failure> {
    let asked = approval::asked(market, w, what).await?;
    let agreed_by = approval::names(w, &what.waiting.given).await?;
    let mut written_to: Vec<PersonId> = Vec::new();
    for one in asked {
        if written_to.contains(&one.approver.person) {
            continue;
        }
        written_to.push(one.approver.person);
        let about = About::ApprovalNeeded(OrderTold {
            agreed_by: agreed_by.clone(),
            deputy_for: one.deputy_of.clone(),
            ..told.clone()
        });
        tell_each(market, w, one.recipient(), &about).await?;
    }
    Ok(())
}

/// Asks those who approve an order anew, where it waits: others may be there by now. Gives the
/// partnership through which it is bought.
pub(crate) async fn ask_again(
    market: &Market,
    w: &Writer,
    scope: &Scope,
    order: OrderId,
) -> Result<OrganisationId, Failure> {
    let stored = load(w, scope, order).await?;
    if stored.order.waits().is_ok() {
        match stored.purchase {
            Some(purchase) => {
                let all = load_together(w, scope, purchase).await?;
                let told = told_together(w, purchase, &all).await?;
                ask_approvers(market, w, &ToApprove::together(&all)?, told).await?;
            }
            None => {
                let told = told(w, &stored).await?;
                ask_approvers(market, w, &ToApprove::one(&stored)?, told).await?;
            }
        }
    }
    Ok(stored.partnership)
}

/// What is ordered: so many of it, or from when to when.
fn what(first: &super::StoredLine, live: &[&super::StoredLine]) -> String {
    let spans = || live.iter().filter(|line| line.is_agreement()).filter_map(|line| line.span);
    let from = spans().map(|(from, _)| from).min();
    let to = spans().map(|(_, to)| to).max();
    match from.zip(to) {
        Some((from, to)) => {
            format!("{}, {} to {}", first.thing(), short_day(from), short_day(to))
        }
        None => {
            let count = live.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
            format!("{}, {count} {}", first.thing(), first.unit.label_for(count))
        }
    }
}

/// An order in the words of a message.
pub(super) async fn told(r: &Reader, stored: &Stored) -> Result<OrderTold, Failure> {
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let requester: Option<PersonRow> = r.sql_one(sql, [stored.requested_by.uuid().into()]).await?;
    let live: Vec<&super::StoredLine> =
        stored.lines.iter().filter(|line| !line.is_cancelled()).collect();
    let days: Vec<NaiveDate> = live.iter().filter_map(|line| line.day).collect();
    let what = live.first().map_or_else(String::new, |line| what(line, &live));
    let wish = live.iter().find(|line| line.wished_on.is_some() || line.note.is_some());
    Ok(OrderTold {
        order: stored.id,
        reference: stored.reference.clone(),
        school: organisation::by_id(r, stored.school).await?.name,
        what,
        gross_pence: stored.gross.get(),
        requested_by: requester.map_or_else(String::new, |person| person.name),
        days,
        half: live.first().and_then(|line| line.half),
        wished_on: wish.and_then(|line| line.wished_on),
        note: wish.and_then(|line| line.note.clone()),
        purchase_order_number: stored.purchase_order_number.clone(),
        agreed_by: Vec::new(),
        deputy_for: None,
        charge_pence: 0,
        purchase: None,
    })
}

/// Orders that were placed together, in the words of one message.
pub(super) async fn told_together(
    r: &Reader,
    purchase: PurchaseId,
    orders: &[Stored],
) -> Result<OrderTold, Failure> {
    let first = orders.first().ok_or(Failure::NotFound)?;
    let one = told(r, first).await?;
    let gross = orders.iter().try_fold(Pence::ZERO, |sum, order| sum.plus(order.gross))?;
    let (what, reference) = match orders.len().saturating_sub(1) {
        0 => (one.what, one.reference),
        1 => (
            format!("{} and another service", first.thing()),
            format!("{} and another", one.reference),
        ),
        more => (
            format!("{} and {more} other services", first.thing()),
            format!("{} and {more} others", one.reference),
        ),
    };
    let gross_pence = gross.get();
    Ok(OrderTold {
        what,
        reference,
        gross_pence,
        days: Vec::new(),
        purchase: Some(purchase),
        ..one
    })
}
