//! Orders that nobody decides: after a while their days are free again, and everybody is told.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrganisationId};
use domain::order::{Order, OrderState, Subject, held_until};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::approval;
use super::decide::free;
use super::load::{Stored, load_any, load_any_together};
use super::store::save;
use super::tell;
use super::to_approve::ToApprove;
use super::turn::take_turn;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::delegation::Standing;
use crate::job::{self, Job};
use crate::mail::About;
use crate::person::{tell_each, who_may};

/// Asks for the job that will let an order lapse, should nobody have decided by then.
pub(super) async fn plan(
    market: &Market,
    w: &Writer,
    id: OrderId,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let key = format!("lapse:{id}:{}", at.timestamp());
    job::enqueue_at(market, w, &Job::LapseOrder(id), at, Some(key)).await
}

/// Until when an order waits undecided from now on; none where nothing waits.
pub(super) fn waits_until(market: &Market, order: &Order) -> Option<DateTime<Utc>> {
    is_held(order.state()).then(|| held_until(market.now(), first_to_pass(order)))
}

/// The first day after which somebody can no more be bound to all of it.
fn first_to_pass(order: &Order) -> Option<NaiveDate> {
    let live = order.content().lines.iter().filter(|line| line.is_live());
    live.filter_map(|line| line.subject.binds_until()).min()
}

/// How many days an order holds while nobody has decided on it.
pub(super) fn days_held(order: &Order) -> i64 {
    if !is_held(order.state()) {
        return 0;
    }
    let is_day = |subject: &Subject| matches!(subject, Subject::Day { .. });
    let live = order.content().lines.iter().filter(|line| line.is_live());
    i64::try_from(live.filter(|line| is_day(&line.subject)).count()).unwrap_or(i64::MAX)
}

const fn is_held(state: OrderState) -> bool {
    matches!(state, OrderState::AwaitingApproval | OrderState::SentBack)
}

#[derive(FromQueryResult)]
struct Waiting {
    id: Uuid,
    held_until: Option<DateTime<Utc>>,
}

/// Asks again for the lapsing of orders that wait past their time: a job that was lost is made
/// anew, and one that is there is not made twice. One that has no time yet is given one.
pub(crate) async fn remind_of_lapsing(market: &Market) -> Result<(), Failure> {
    let now = market.now();
    let waiting: Vec<Waiting> = market
        .db
        .read(|r| async move {
            let sql = "SELECT id, held_until FROM school_order \
                       WHERE state IN ('awaiting_approval', 'sent_back') \
                       AND (held_until IS NULL OR held_until <= $1) ORDER BY held_until LIMIT 50";
            r.sql_all(sql, [now.into()]).await
        })
        .await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let waiting = &waiting;
    market
        .db
        .write(|w| async move {
            for order in waiting {
                let at = order.held_until.unwrap_or(now);
                plan(market, &w, OrderId::from_uuid(order.id), at).await?;
            }
            Ok(())
        })
        .await
}

#[derive(FromQueryResult)]
struct Buyer {
    school_id: Uuid,
}

/// Lets an order lapse on which nobody has decided in time: its days are free, what it was to save
/// is taken back, and its buyer and the approvers are told. One that has been decided, or still has
/// time, is left as it is.
pub(crate) async fn lapse_order(market: &Market, id: OrderId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let sql = "SELECT school_id FROM school_order WHERE id = $1";
            let buyer: Option<Buyer> = w.sql_one(sql, [id.uuid().into()]).await?;
            let Some(buyer) = buyer else { return Ok(()) };
            take_turn(&w, OrganisationId::from_uuid(buyer.school_id)).await?;
            let before = load_any(&w, id).await?;
            if !is_held(before.order.state()) {
                return Ok(());
            }
            let until = match before.held_until {
                Some(until) => until,
                None => give_time(market, &w, &before).await?,
            };
            if market.now() < until {
                return Ok(());
            }
            // What was placed together is decided together, and so it lapses.
            let all = match before.purchase {
                Some(purchase) => load_any_together(&w, purchase).await?,
                None => vec![before],
            };
            let held: Vec<Stored> =
                all.into_iter().filter(|order| is_held(order.order.state())).collect();
            tell_everybody(market, &w, &held).await?;
            for order in &held {
                lapse(market, &w, order).await?;
            }
            Ok(())
        })
        .await
}

async fn lapse(market: &Market, w: &Writer, before: &Stored) -> Result<(), Failure> {
    let after = before.order.clone().lapse(market.today())?;
    save(market, w, before, &after, None).await?;
    let sql = "UPDATE school_order SET lapsed_at = $2 WHERE id = $1";
    w.execute_one(sql, [before.id.uuid().into(), market.now().into()]).await?;
    free(market, w, before, None).await?;
    let record = Record::new(Some(before.partnership), Who::JOB, Deed::LapseOrder, before.id)
        .party(before.school)
        .before(&before.order.state())?
        .after(&after.state())?;
    audit::record(market, w, record).await
}

/// An order that waited before there was an end to waiting is given one, counted from now.
async fn give_time(market: &Market, w: &Writer, before: &Stored) -> Result<DateTime<Utc>, Failure> {
    let until = held_until(market.now(), first_to_pass(&before.order));
    let sql = "UPDATE school_order SET held_until = $2 WHERE id = $1";
    w.execute_one(sql, [before.id.uuid().into(), until.into()]).await?;
    plan(market, w, before.id, until).await?;
    Ok(until)
}

/// Tells of one order, or of those that were placed together, in one message to each.
async fn tell_everybody(market: &Market, w: &Writer, held: &[Stored]) -> Result<(), Failure> {
    let Some(before) = held.first() else { return Ok(()) };
    let about = About::OrderLapsed(match before.purchase {
        Some(purchase) => tell::told_together(w, purchase, held).await?,
        None => tell::told(w, before).await?,
    });
    tell::tell_person(market, w, before.requested_by, &about).await?;
    let Ok(what) = ToApprove::together(held) else {
        let today = market.today();
        let mut approvers = who_may(w, before.school, Action::ApproveOrder, today).await?;
        approvers.retain(|approver| approver.person() != before.requested_by);
        return tell_each(market, w, approvers, &about).await;
    };
    let asked = approval::asked(market, w, &what).await?;
    tell_each(market, w, asked.iter().filter_map(Standing::recipient), &about).await
}
