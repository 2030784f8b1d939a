//! What a school shares goes over to the school that took its place: its part of the cost, what it
//! agreed to and its days, and with them whatever it proposed or owns. What it bore before stays its own
//! on the statement.

use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::Deed;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharerState, SharingState, SplitBy};
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::stored::{Sharer, Sharing, find_any, take_turn};
use super::tell;
use crate::Market;
use crate::access::Permit;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::mail::SharingNews;

/// Something shared that goes over with a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSharing {
    /// Which.
    pub id: SharingId,
    /// What is shared.
    pub title: String,
    /// Whether it binds already.
    pub is_bound: bool,
    /// How often schools were asked to agree.
    pub round: i64,
}

/// What a school takes part in that has not ended before the day from which on another takes its place.
pub(crate) async fn open_sharings(
    r: &Reader,
    school: OrganisationId,
    began: NaiveDate,
) -> Result<Vec<OpenSharing>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        title: String,
        state: String,
        round: i64,
    }
    let sql = "SELECT x.id, x.title, x.state, x.round FROM sharing x \
               JOIN sharing_school y ON y.sharing_id = x.id AND y.school_id = $1 \
               WHERE (x.state IN ('gathering', 'proposed') \
               AND (y.state IN ('joins', 'asked', 'agreed') OR x.school_id = $1 OR x.owner_id = $1) \
               OR x.state = 'bound' AND y.state = 'agreed' \
               AND COALESCE(x.ends_early_on, x.last_on) >= $2) \
               AND NOT EXISTS (SELECT 1 FROM moved_sharing v \
               WHERE v.sharing_id = x.id AND v.school_id = $1) ORDER BY x.id";
    let rows: Vec<Row> = r.sql_whole(sql, [school.uuid().into(), began.into()]).await?;
    let open = |row: Row| OpenSharing {
        id: SharingId::from_uuid(row.id),
        title: row.title,
        is_bound: row.state == SharingState::Bound.code(),
        round: row.round,
    };
    Ok(rows.into_iter().map(open).collect())
}

/// Hands over what a school shares, and gives within which partnership that is. Nothing is decided anew:
/// what binds goes on to bind, and whoever has not answered is asked still.
pub(crate) async fn hand_over_sharing(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: SharingId,
    to: OrganisationId,
) -> Result<OrganisationId, Failure> {
    let from = permit.organisation();
    take_turn(w, id).await?;
    let before = find_any(market, w, id).await?;
    let own = before.sharer(from).ok_or_else(|| broken("a school hands over what it is not in"))?;
    let both = taken_over(&before, own, before.sharer(to))?;
    put_in(w, (id, to), own, &both).await?;
    if before.state == SharingState::Bound || both.state == SharerState::Agreed {
        consents(market, w, &before, (from, to), both.portion).await?;
    }
    leave(w, &before, own).await?;
    let sql = "UPDATE sharing SET school_id = CASE WHEN school_id = $2 THEN $3 ELSE school_id END, \
               owner_id = CASE WHEN owner_id = $2 THEN $3 ELSE owner_id END WHERE id = $1";
    w.execute_one(sql, [id.uuid().into(), from.uuid().into(), to.uuid().into()]).await?;
    let after = find_any(market, w, id).await?;
    let name = after.sharer(to).map(|one| one.name.clone()).unwrap_or_default();
    let news = SharingNews::Moved { school: own.name.clone(), successor: name.clone() };
    tell::schools(market, w, &after, &after.others(Some(to)), &news).await?;
    let record = Record::new(Some(before.partnership), permit, Deed::MoveSharing, id)
        .parties(after.parties().into_iter().chain([from]))
        .before(&json!({"school": own.name, "net": own.portion}))?
        .after(&json!({"title": before.terms.title, "school": name, "net": both.portion}))?;
    audit::record(market, w, record).await?;
    Ok(before.partnership)
}

/// How the school that takes over stands in it from now on.
struct TakenOver {
    state: SharerState,
    weight: u32,
    portion: Option<Net>,
}

/// What goes over to a school, which may be in it already: then it bears both parts, and where it does not
/// bind yet it is asked to agree to their sum.
fn taken_over(
    sharing: &Sharing,
    own: &Sharer,
    there: Option<&Sharer>,
) -> Result<TakenOver, Failure> {
    let alone = TakenOver { state: own.state, weight: own.weight, portion: own.portion };
    let Some(there) = there.filter(|there| there.state.counts()) else { return Ok(alone) };
    if !own.state.counts() {
        let (weight, portion) = (there.weight, there.portion);
        return Ok(TakenOver { state: there.state, weight, portion });
    }
    let state = match sharing.state {
        SharingState::Bound => SharerState::Agreed,
        SharingState::Gathering => SharerState::Joins,
        SharingState::Proposed | SharingState::Withdrawn => SharerState::Asked,
    };
    let weight = match sharing.terms.split {
        SplitBy::Equally => there.weight,
        SplitBy::Days | SplitBy::Pupils | SplitBy::Percentage => {
            own.weight.saturating_add(there.weight)
        }
    };
    let sum = own.portion.zip(there.portion).map(|(own, there)| own.plus(there));
    Ok(TakenOver { state, weight, portion: sum.transpose()? })
}

async fn put_in(
    w: &Writer,
    (id, to): (SharingId, OrganisationId),
    own: &Sharer,
    both: &TakenOver,
) -> Result<(), Failure> {
    let sql = "INSERT INTO sharing_school (sharing_id, school_id, weight, pupils_on, state, \
               portion_net_pence, agreed_net_pence, answered_by, answered_at, words) \
               SELECT y.sharing_id, $3, $4, y.pupils_on, $5, $6, $7, \
               CASE WHEN $8 = 1 THEN y.answered_by END, CASE WHEN $8 = 1 THEN y.answered_at END, \
               CASE WHEN $5 = 'declined' THEN y.words END FROM sharing_school y \
               WHERE y.sharing_id = $1 AND y.school_id = $2 \
               ON CONFLICT (sharing_id, school_id) DO UPDATE SET weight = excluded.weight, \
               pupils_on = excluded.pupils_on, state = excluded.state, \
               portion_net_pence = excluded.portion_net_pence, \
               agreed_net_pence = excluded.agreed_net_pence, answered_by = excluded.answered_by, \
               answered_at = excluded.answered_at, words = excluded.words";
    let pence = |net: Net| net.pence().get();
    let agreed = both.portion.filter(|_| both.state == SharerState::Agreed);
    // Whoever is asked for both parts has not answered yet.
    let keeps_answer = i64::from(both.state == own.state);
    let values: [Value; 8] = [
        id.uuid().into(),
        own.school.uuid().into(),
        to.uuid().into(),
        i64::from(both.weight).into(),
        both.state.code().into(),
        both.portion.map(pence).into(),
        agreed.map(pence).into(),
        keeps_answer.into(),
    ];
    w.execute_one(sql, values).await
}

/// Signatures under the parts that stand from now on, by who gave them and when. Where one school bears
/// two parts all of them are those of another round, since each signs once in a round.
async fn consents(
    market: &Market,
    w: &Writer,
    sharing: &Sharing,
    (from, to): (OrganisationId, OrganisationId),
    portion: Option<Net>,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        portion_net_pence: i64,
        level: String,
        person_id: Uuid,
        deputy_of: Option<Uuid>,
        given_at: DateTime<Utc>,
    }
    let sql = "SELECT c.school_id, c.portion_net_pence, c.level, c.person_id, c.deputy_of, c.given_at \
               FROM sharing_consent c JOIN sharing_school y ON y.sharing_id = c.sharing_id \
               AND y.school_id = c.school_id AND y.state = 'agreed' \
               WHERE c.sharing_id = $1 AND c.round = $2 ORDER BY c.given_at, c.id";
    let rows: Vec<Row> = w.sql_all(sql, [sharing.id.uuid().into(), sharing.round.into()]).await?;
    let merges = rows.iter().any(|row| row.school_id == to.uuid());
    let round = if merges { sharing.round + 1 } else { sharing.round };
    if merges {
        let sql = "UPDATE sharing SET round = $2 WHERE id = $1";
        w.execute_one(sql, [sharing.id.uuid().into(), round.into()]).await?;
    }
    // Where parts are merged, those of the school that bears both now stand for both.
    let signs = |row: &Row| (row.school_id == from.uuid()) != merges;
    for row in rows.iter().filter(|row| signs(row)) {
        let own = row.school_id == from.uuid() || row.school_id == to.uuid();
        let net = portion.filter(|_| own).map_or(row.portion_net_pence, |net| net.pence().get());
        let school = if own { to.uuid() } else { row.school_id };
        let sql = "INSERT INTO sharing_consent (id, sharing_id, school_id, round, \
                   portion_net_pence, level, person_id, deputy_of, given_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values: [Value; 9] = [
            market.ids.uuid().into(),
            sharing.id.uuid().into(),
            school.into(),
            round.into(),
            net.into(),
            row.level.clone().into(),
            row.person_id.into(),
            row.deputy_of.into(),
            row.given_at.into(),
        ];
        w.execute_one(sql, values).await?;
    }
    Ok(())
}

/// The school that handed over is in it no more; what it bore is kept where it was bound.
async fn leave(w: &Writer, sharing: &Sharing, own: &Sharer) -> Result<(), Failure> {
    let sql = "UPDATE sharing_school SET state = 'left_out', agreed_net_pence = NULL, words = NULL \
               WHERE sharing_id = $1 AND school_id = $2";
    w.execute_one(sql, [sharing.id.uuid().into(), own.school.uuid().into()]).await?;
    let bound = sharing.state == SharingState::Bound;
    let sql = "INSERT INTO moved_sharing (sharing_id, school_id, portion_net_pence, was_owner) \
               VALUES ($1, $2, $3, $4)";
    let values: [Value; 4] = [
        sharing.id.uuid().into(),
        own.school.uuid().into(),
        own.portion.filter(|_| bound).map(|net| net.pence().get()).into(),
        i64::from(bound && sharing.owner == own.school).into(),
    ];
    w.execute_one(sql, values).await
}

/// A school in whose place another stands in a sharing that bound it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predecessor {
    /// Which.
    pub school: OrganisationId,
    /// What it is called.
    pub name: String,
    /// Which took its place.
    pub successor: OrganisationId,
    /// What that is called.
    pub successor_name: String,
    /// From which day on.
    pub began_on: NaiveDate,
    /// Its part of the cost.
    pub portion: Net,
    /// Whether it employed or owned what is shared.
    pub was_owner: bool,
}

/// Those in whose place others stand in a sharing.
pub(super) async fn predecessors(r: &Reader, id: SharingId) -> Result<Vec<Predecessor>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        name: String,
        successor_id: Uuid,
        successor: String,
        began_on: NaiveDate,
        portion_net_pence: i64,
        was_owner: i64,
    }
    let sql = "SELECT v.school_id, a.name, s.successor_id, b.name AS successor, s.began_on, \
               v.portion_net_pence, v.was_owner FROM moved_sharing v \
               JOIN school_succession s ON s.school_id = v.school_id \
               JOIN organisation a ON a.id = v.school_id \
               JOIN organisation b ON b.id = s.successor_id \
               WHERE v.sharing_id = $1 AND v.portion_net_pence IS NOT NULL \
               ORDER BY s.began_on, a.name, a.id";
    let rows: Vec<Row> = r.sql_whole(sql, [id.uuid().into()]).await?;
    let read = |row: Row| Predecessor {
        school: OrganisationId::from_uuid(row.school_id),
        name: row.name,
        successor: OrganisationId::from_uuid(row.successor_id),
        successor_name: row.successor,
        began_on: row.began_on,
        portion: Net(Pence::new(row.portion_net_pence)),
        was_owner: row.was_owner == 1,
    };
    Ok(rows.into_iter().map(read).collect())
}
