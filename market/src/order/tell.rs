//! Who is told of an order, and what.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::{OrganisationId, PersonId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;

use super::load::Stored;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail, OrderTold};
use crate::organisation;
use crate::person::{able_to_decide, tell_each, who_may};

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

/// Tells an order's provider.
pub(super) async fn tell_provider(
    market: &Market,
    w: &Writer,
    provider: OrganisationId,
    about: &About,
) -> Result<(), Failure> {
    let managers = who_may(w, provider, Action::ManagePool, market.today()).await?;
    tell_each(market, w, managers, about).await
}

/// Asks everybody who may approve, but for whoever asked for it. Those whose own limit is too low
/// are asked only where nobody else can decide.
pub(super) async fn ask_approvers(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
    requester: PersonId,
    told: OrderTold,
) -> Result<(), Failure> {
    let mut approvers = who_may(w, school, Action::ApproveOrder, market.today()).await?;
    approvers.retain(|approver| approver.person() != requester);
    let approvers = able_to_decide(approvers, Pence::new(told.gross_pence));
    tell_each(market, w, approvers, &About::ApprovalNeeded(told)).await
}

/// An order in the words of a message.
pub(super) async fn told(r: &Reader, stored: &Stored) -> Result<OrderTold, Failure> {
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let requester: Option<PersonRow> = r.sql_one(sql, [stored.requested_by.uuid().into()]).await?;
    let live: Vec<&super::StoredLine> =
        stored.lines.iter().filter(|line| !line.is_cancelled()).collect();
    let days: Vec<NaiveDate> = live.iter().filter_map(|line| line.day).collect();
    let what = live.first().map_or_else(String::new, |line| {
        let thing = super::list::thing_of(&line.description, line.day.is_some());
        let count = live.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
        format!("{thing}, {count} {}", line.unit.label_for(count))
    });
    Ok(OrderTold {
        order: stored.id,
        reference: stored.reference.clone(),
        school: organisation::by_id(r, stored.school).await?.name,
        what,
        gross_pence: stored.gross.get(),
        requested_by: requester.map_or_else(String::new, |person| person.name),
        days,
        purchase_order_number: stored.purchase_order_number.clone(),
    })
}
