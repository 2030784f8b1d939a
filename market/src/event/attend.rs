//! The register of attendance: who came to a sitting, and the names of those whom nobody had named.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::Deed;
use domain::event::EventState;
use domain::id::{EventId, PlaceId, SittingId};
use domain::{Failure, Refusal, text};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::keep::{Stored, StoredSitting, own, sittings};
use super::view::{DelegateRow, rows};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Page, PageAsked, Reader, Writer};
use crate::idempotency::{Once, RequestKey};

/// The register of attendance of one sitting.
#[derive(Debug, Clone)]
pub struct AttendancePage {
    /// Of which event.
    pub event: EventId,
    /// What that is called.
    pub title: String,
    /// Which sitting.
    pub sitting: StoredSitting,
    /// The delegates, by school.
    pub delegates: Page<DelegateRow>,
    /// Whether it can be ticked now: from the day of the sitting on.
    pub can_tick: bool,
}

/// Whether who came can be ticked: from the day on, where the event was not cancelled.
fn must_be_open(market: &Market, stored: &Stored, sitting: &StoredSitting) -> Result<(), Refusal> {
    let day = sitting.sitting.day();
    if stored.state == EventState::Cancelled {
        Err(Refusal::EventCancelled)
    } else if market.today() < day {
        Err(Refusal::BeforeItsDay { day })
    } else {
        Ok(())
    }
}

async fn sitting_of(r: &Reader, event: EventId, id: SittingId) -> Result<StoredSitting, Failure> {
    let all = sittings(r, event).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound)
}

/// The register of attendance of a sitting of an event of the organisation acted for.
pub async fn attendance(
    market: &Market,
    actor: &Actor,
    (event, sitting): (EventId, SittingId),
    asked: &PageAsked,
) -> Result<AttendancePage, Failure> {
    market
        .db
        .read(|r| async move {
            let (stored, _) = own(&r, actor, event).await?;
            let sitting = sitting_of(&r, event, sitting).await?;
            let can_tick = must_be_open(market, &stored, &sitting).is_ok();
            let delegates = rows(&r, event, asked).await?;
            Ok(AttendancePage { event, title: stored.title, sitting, delegates, can_tick })
        })
        .await
}

/// What was ticked of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ticked {
    /// Which place.
    pub place: PlaceId,
    /// Whether its delegate came.
    pub came: bool,
    /// Who that is, where nobody had been named.
    pub late_name: Option<String>,
}

/// Who came to a sitting. Places that are not named here stay as they are.
#[derive(Debug, Clone)]
pub struct TakeAttendance {
    /// The event.
    pub event: EventId,
    /// The sitting.
    pub sitting: SittingId,
    /// What was ticked.
    pub ticked: Vec<Ticked>,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Says who came to a sitting, and names those whom their school had not named. It can be said again.
///
/// # Errors
/// `NotFound` for another's; `Refused(BeforeItsDay)`; `Invalid` on `name` for one that is none.
pub async fn take_attendance(
    market: &Market,
    actor: &Actor,
    command: TakeAttendance,
) -> Result<(), Failure> {
    let contents = (command.event, command.sitting, &command.ticked);
    let once = &Once::new(actor.person(), "take_attendance", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let (stored, permit) = own(&w, actor, command.event).await?;
            let sitting = sitting_of(&w, command.event, command.sitting).await?;
            let take = async {
                must_be_open(market, &stored, &sitting)?;
                let came = tick(&w, command).await?;
                let sql = "UPDATE event_sitting SET attendance_at = $2, attendance_by = $3 \
                           WHERE id = $1";
                let by = permit.person().uuid().into();
                let values = [sitting.id.uuid().into(), market.now().into(), by];
                w.execute_one(sql, values).await?;
                let after = json!({"day": sitting.sitting.day(), "came": came});
                let record =
                    Record::new(Some(stored.partnership), &permit, Deed::TakeAttendance, stored.id);
                audit::record(market, &w, record.after(&after)?).await
            };
            once.answer(market, &w, take).await
        })
        .await
}

/// Writes down what was ticked of places that stand, and says how many came.
async fn tick(w: &Writer, command: &TakeAttendance) -> Result<usize, Failure> {
    let standing = standing(w, command.event).await?;
    let ticked: BTreeMap<PlaceId, &Ticked> =
        command.ticked.iter().map(|one| (one.place, one)).collect();
    if ticked.keys().any(|place| !standing.contains(place)) {
        return Err(Failure::NotFound);
    }
    let sitting = command.sitting.uuid();
    let mut came = 0;
    for one in ticked.values() {
        let place = one.place.uuid();
        if let Some(name) = &one.late_name {
            let name = text::name(name, 120).map_err(|problem| Failure::field("name", problem))?;
            let sql = "UPDATE event_place SET name = $2 WHERE id = $1 AND name IS NULL";
            w.execute(sql, [place.into(), name.into()]).await?;
        }
        let sql = if one.came {
            came += 1;
            "INSERT INTO event_attendance (sitting_id, place_id) VALUES ($1, $2) \
             ON CONFLICT (sitting_id, place_id) DO NOTHING"
        } else {
            "DELETE FROM event_attendance WHERE sitting_id = $1 AND place_id = $2"
        };
        w.execute(sql, [sitting.into(), place.into()]).await?;
    }
    Ok(came)
}

/// The places of an event that stand.
async fn standing(r: &Reader, event: EventId) -> Result<BTreeSet<PlaceId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = "SELECT id FROM event_place WHERE event_id = $1 AND released_at IS NULL";
    let rows: Vec<Row> = r.sql_all(sql, [event.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| PlaceId::from_uuid(row.id)).collect())
}
