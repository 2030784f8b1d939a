//! What a named person concludes: kept beside what was worked out that day, never in its place.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::control::{Activity, Conclusion, Conclusive, ControlState, TypedConclusion};
use domain::id::{ConclusionId, OrganisationId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::counted::read;
use super::view::measured;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};

/// A conclusion to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcludeControl {
    /// As typed.
    pub typed: TypedConclusion,
    /// The figures that stood above the form: for members and for others, in pence.
    pub shown: Activity,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Records what somebody concludes from the test as it stands.
///
/// # Errors
/// `Invalid` on what cannot be used as typed; on `concluded` where the figures have moved.
pub async fn conclude_control(
    market: &Market,
    actor: &Actor,
    command: ConcludeControl,
) -> Result<ConclusionId, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let contents = (&command.typed, command.shown);
    let once = &Once::new(permit.person(), "conclude_control", &command.key, &contents)?;
    let found = &command.typed.read().map_err(Failure::Invalid)?;
    let shown = command.shown;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, conclude(market, &w, permit, (found, shown))).await
        })
        .await
}

async fn conclude(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (found, shown): (&Conclusive, Activity),
) -> Result<ConclusionId, Failure> {
    let measured = measured(w, permit.organisation(), market.today()).await?;
    if measured.together != shown {
        return Err(Failure::field("concluded", Problem::FiguresMoved));
    }
    let state = measured.together.state(measured.arrangement);
    let id = ConclusionId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO control_conclusion (id, partnership_id, worked_out, \
               members_pence, others_pence, concluded, reason, concluded_by, concluded_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        state.map(|state| state.code().to_owned()).into(),
        shown.members().get().into(),
        shown.others().get().into(),
        found.concluded.code().into(),
        found.reason.clone().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let after = json!({
        "worked_out": state, "members_pence": shown.members(),
        "others_pence": shown.others(), "concluded": found.concluded,
        "reason": found.reason,
    });
    let chain = Some(permit.organisation());
    let record = Record::new(chain, permit, Deed::ConcludeControl, permit.organisation());
    audit::record(market, w, record.after(&after)?).await?;
    Ok(id)
}

/// What somebody concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// What.
    pub concluded: Conclusion,
    /// Why.
    pub reason: String,
    /// What was worked out then; nothing where there was no activity.
    pub worked_out: Option<ControlState>,
    /// From which activity.
    pub activity: Activity,
    /// Who, for those of the partnership.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    worked_out: Option<String>,
    members_pence: i64,
    others_pence: i64,
    concluded: String,
    reason: String,
    by_name: String,
    concluded_at: DateTime<Utc>,
}

/// What was concluded, the newest first. Others than the partnership's own people are not told by
/// whom.
pub(super) async fn conclusions(
    r: &Reader,
    partnership: OrganisationId,
    names: bool,
) -> Result<Vec<Concluded>, Failure> {
    let sql = "SELECT c.id, c.worked_out, c.members_pence, c.others_pence, c.concluded, c.reason, \
         p.name AS by_name, c.concluded_at FROM control_conclusion c \
         JOIN person p ON p.id = c.concluded_by WHERE c.partnership_id = $1 \
         ORDER BY c.id DESC";
    let rows: Vec<Row> = r.sql_whole(sql, [partnership.uuid().into()]).await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || broken(format!("a stored conclusion is not known: {}", row.id));
            let state = |code: &String| ControlState::from_code(code).ok_or_else(unknown);
            Ok(Concluded {
                concluded: Conclusion::from_code(&row.concluded).ok_or_else(unknown)?,
                reason: row.reason.clone(),
                worked_out: row.worked_out.as_ref().map(state).transpose()?,
                activity: read(row.members_pence, row.others_pence)?,
                by: names.then(|| row.by_name.clone()),
                at: row.concluded_at,
            })
        })
        .collect()
}

/// What stood above the form, as it carries it.
///
/// # Errors
/// `Invalid` on `concluded` where it is no such figure.
pub fn read_shown(members: &str, others: &str) -> Result<Activity, Failure> {
    let wrong = || Failure::field("concluded", Problem::FiguresMoved);
    let pence = |text: &str| text.parse().map(domain::Pence::new).map_err(|_| wrong());
    Activity::new(pence(members)?, pence(others)?).ok_or_else(wrong)
}
