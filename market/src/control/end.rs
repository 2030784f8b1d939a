//! Ending what a shareholder holds and a director's time: a row of its own, on a day.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{BoardSeatId, ShareholdingId};
use domain::seat::read_end;
use sea_orm::Value;
use serde_json::json;

use super::board::{self, BoardSeat};
use super::register::{self, Shareholding, one_at_a_time};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;

/// A shareholding of the partnership acted for.
///
/// # Errors
/// `NotFound` for another's.
pub async fn shareholding(
    market: &Market,
    actor: &Actor,
    id: ShareholdingId,
) -> Result<Shareholding, Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    let partnership = permit.organisation();
    market.db.read(|r| async move { register::holding(&r, partnership, id).await }).await
}

/// A director of the partnership acted for.
///
/// # Errors
/// `NotFound` for another's.
pub async fn seat(market: &Market, actor: &Actor, id: BoardSeatId) -> Result<BoardSeat, Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    let partnership = permit.organisation();
    market.db.read(|r| async move { board::seat_of(&r, partnership, id).await }).await
}

/// A shareholding to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndShareholding {
    /// Which.
    pub holding: ShareholdingId,
    /// Its last day, as typed.
    pub ends_on: String,
    /// Whether it was entered by mistake, and never held.
    pub mistaken: bool,
}

/// Ends a shareholding. It stays in the register with its last day.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `ends_on`; `ChangedMeanwhile` where it has ended.
pub async fn end_shareholding(
    market: &Market,
    actor: &Actor,
    command: EndShareholding,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let found = register::holding(&w, permit.organisation(), command.holding).await?;
            one_at_a_time(&w, permit).await?;
            let read =
                read_end(&command.ends_on, command.mistaken, found.starts_on, market.today());
            let last = read.map_err(Failure::Invalid)?;
            let sql = "INSERT INTO shareholding_end (shareholding_id, ends_on, ended_by, ended_at) \
                       VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            end(market, &w, permit, sql, (command.holding.uuid().into(), last)).await?;
            let after = json!({"last_day": last, "never_held": command.mistaken});
            let chain = Some(permit.organisation());
            let record = Record::new(chain, permit, Deed::EndShareholding, command.holding);
            audit::record(market, &w, record.after(&after)?).await
        })
        .await
}

/// A director's time to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndSeat {
    /// Which.
    pub seat: BoardSeatId,
    /// The last day, as typed.
    pub ends_on: String,
    /// Whether it was entered by mistake.
    pub mistaken: bool,
}

/// Ends a director's time. It stays known.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `ends_on`; `ChangedMeanwhile` where it has ended.
pub async fn end_seat(market: &Market, actor: &Actor, command: EndSeat) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let found = board::seat_of(&w, permit.organisation(), command.seat).await?;
            let read =
                read_end(&command.ends_on, command.mistaken, found.starts_on, market.today());
            let last = read.map_err(Failure::Invalid)?;
            let sql = "INSERT INTO board_seat_end (seat_id, ends_on, ended_by, ended_at) \
                       VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            end(market, &w, permit, sql, (command.seat.uuid().into(), last)).await?;
            let after = json!({"last_day": last, "never_held": command.mistaken});
            let chain = Some(permit.organisation());
            let record = Record::new(chain, permit, Deed::EndSeat, command.seat);
            audit::record(market, &w, record.after(&after)?).await
        })
        .await
}

async fn end(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    sql: &str,
    (what, last): (Value, NaiveDate),
) -> Result<(), Failure> {
    let values = [what, last.into(), permit.person().uuid().into(), market.now().into()];
    w.execute_one(sql, values).await
}
