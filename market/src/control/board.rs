//! The board: who sits on it from when to when, and for whom.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::control::{Authority, ReadSeat, SeatOf, TypedSeat};
use domain::id::{BoardSeatId, OrganisationId, PersonId, ShareholderId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::register::{Shareholding, holdings, one_at_a_time};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, places};
use crate::idempotency::{Once, RequestKey};

/// Whom a director represents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The shareholder.
    pub shareholder: ShareholderId,
    /// Its name.
    pub name: String,
}

/// A director.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardSeat {
    /// Its id.
    pub id: BoardSeatId,
    /// Who.
    pub name: String,
    /// Whom they represent, by name.
    pub voices: Vec<Voice>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

impl BoardSeat {
    /// Whether they sit there on a day.
    pub fn is_live(&self, on: NaiveDate) -> bool {
        self.starts_on <= on && self.ends_on.is_none_or(|last| last >= on)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    shareholder_id: Option<Uuid>,
    shareholder_name: Option<String>,
}

const SEAT: &str = "SELECT b.id, COALESCE(p.name, b.name) AS name, b.starts_on, e.ends_on, \
    v.shareholder_id, s.name AS shareholder_name FROM board_seat b \
    LEFT JOIN person p ON p.id = b.person_id LEFT JOIN board_seat_end e ON e.seat_id = b.id \
    LEFT JOIN board_voice v ON v.seat_id = b.id \
    LEFT JOIN shareholder s ON s.id = v.shareholder_id WHERE b.partnership_id = $1";

/// Everybody who sits or sat on the board, by name. One statement.
pub(super) async fn seats(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Vec<BoardSeat>, Failure> {
    let sql = format!("{SEAT} ORDER BY name, b.starts_on, b.id, s.name, s.id");
    Ok(together(r.sql_whole(&sql, [partnership.uuid().into()]).await?))
}

/// One of a partnership's own.
pub(super) async fn seat_of(
    r: &Reader,
    partnership: OrganisationId,
    id: BoardSeatId,
) -> Result<BoardSeat, Failure> {
    let sql = format!("{SEAT} AND b.id = $2 ORDER BY s.name, s.id");
    let rows = r.sql_all(&sql, [partnership.uuid().into(), id.uuid().into()]).await?;
    together(rows).pop().ok_or(Failure::NotFound)
}

/// Rows of one seat follow on each other, one for each of its voices.
fn together(rows: Vec<Row>) -> Vec<BoardSeat> {
    let mut found: Vec<BoardSeat> = Vec::new();
    for row in rows {
        let voice = row.shareholder_id.map(ShareholderId::from_uuid).zip(row.shareholder_name);
        let voice = voice.map(|(shareholder, name)| Voice { shareholder, name });
        let id = BoardSeatId::from_uuid(row.id);
        match found.last_mut().filter(|last| last.id == id) {
            Some(last) => last.voices.extend(voice),
            None => found.push(BoardSeat {
                id,
                name: row.name,
                voices: voice.into_iter().collect(),
                starts_on: row.starts_on,
                ends_on: row.ends_on,
            }),
        }
    }
    found
}

/// The public authorities that hold a share today and whom no director represents, by name.
pub(super) fn unrepresented(
    holdings: &[Shareholding],
    seats: &[BoardSeat],
    today: NaiveDate,
) -> Vec<Voice> {
    let sits = |seat: &&BoardSeat| seat.is_live(today);
    let voices = || seats.iter().filter(sits).flat_map(|seat| &seat.voices);
    holdings
        .iter()
        .filter(|one| one.is_live(today) && one.authority == Authority::Public)
        .filter(|one| !voices().any(|voice| voice.shareholder == one.shareholder))
        .map(|one| Voice { shareholder: one.shareholder, name: one.name.clone() })
        .collect()
}

/// Who may be entered as director, and whom they may represent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatChoices {
    /// People of the partnership, by name.
    pub people: Vec<(PersonId, String)>,
    /// Those who hold a share today.
    pub shareholders: Vec<Voice>,
}

/// The choices for a new director.
pub async fn seat_choices(market: &Market, actor: &Actor) -> Result<SeatChoices, Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    let (partnership, today) = (permit.organisation(), market.today());
    market.db.read(|r| async move { choices(&r, partnership, today).await }).await
}

async fn choices(
    r: &Reader,
    partnership: OrganisationId,
    today: NaiveDate,
) -> Result<SeatChoices, Failure> {
    #[derive(FromQueryResult)]
    struct Person {
        id: Uuid,
        name: String,
    }
    super::view::is_company(r, partnership).await?;
    let sql = "SELECT DISTINCT p.id, p.name FROM role_holding h JOIN person p ON p.id = h.person_id \
               WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
               AND (h.ends_on IS NULL OR h.ends_on >= $2) ORDER BY p.name, p.id";
    let people: Vec<Person> = r.sql_all(sql, [partnership.uuid().into(), today.into()]).await?;
    let people = people.into_iter().map(|one| (PersonId::from_uuid(one.id), one.name)).collect();
    let all = holdings(r, partnership).await?;
    let live = all.into_iter().filter(|one| one.is_live(today));
    let live = live.map(|one| (one.shareholder, one.name));
    // Each once, in the order of the register.
    let mut seen = BTreeSet::new();
    let mut shareholders = Vec::new();
    for (shareholder, name) in live {
        if seen.insert(shareholder) {
            shareholders.push(Voice { shareholder, name });
        }
    }
    Ok(SeatChoices { people, shareholders })
}

/// A director to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterSeat {
    /// As typed.
    pub typed: TypedSeat,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Enters a director from a day on, with those whom they represent.
///
/// # Errors
/// `Invalid` on what cannot be used as typed, on `person` for somebody who is not of the partnership,
/// on `represents` for somebody who holds no share.
pub async fn enter_seat(
    market: &Market,
    actor: &Actor,
    command: EnterSeat,
) -> Result<BoardSeatId, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let once = &Once::new(permit.person(), "enter_seat", &command.key, &command.typed)?;
    let found = &command.typed.read(market.today()).map_err(Failure::Invalid)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, enter(market, &w, permit, found)).await })
        .await
}

async fn enter(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    found: &ReadSeat,
) -> Result<BoardSeatId, Failure> {
    one_at_a_time(w, permit).await?;
    let choices = choices(w, permit.organisation(), market.today()).await?;
    let holds = |id: &ShareholderId| choices.shareholders.iter().any(|v| v.shareholder == *id);
    if !found.represents.iter().all(holds) {
        return Err(Failure::field("represents", Problem::NotAChoice));
    }
    let (person, name) = match &found.who {
        SeatOf::Named(name) => (None, Some(name.clone())),
        SeatOf::Person(person) => {
            if !choices.people.iter().any(|(one, _)| one == person) {
                return Err(Failure::field("person", Problem::NotAChoice));
            }
            (Some(*person), None)
        }
    };
    let id = BoardSeatId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO board_seat (id, partnership_id, person_id, name, starts_on, \
               entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        person.map(PersonId::uuid).into(),
        name.clone().into(),
        found.from.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    speak(w, id, &found.represents).await?;
    let names = choices.shareholders.iter();
    let names = names.filter(|voice| found.represents.contains(&voice.shareholder));
    let names: Vec<&str> = names.map(|voice| voice.name.as_str()).collect();
    let after = json!({"represents": names, "from": found.from});
    let record = entered(permit, id).after(&after)?;
    let record = match name {
        Some(name) => record.personal("name", name),
        None => record,
    };
    audit::record(market, w, record).await?;
    Ok(id)
}

fn entered(permit: &Permit, seat: BoardSeatId) -> Record<'static> {
    Record::new(Some(permit.organisation()), permit, Deed::EnterSeat, seat)
}

async fn speak(w: &Writer, seat: BoardSeatId, for_whom: &[ShareholderId]) -> Result<(), Failure> {
    if for_whom.is_empty() {
        return Ok(());
    }
    let values =
        for_whom.iter().flat_map(|one| [Value::from(seat.uuid()), Value::from(one.uuid())]);
    let sql = format!(
        "INSERT INTO board_voice (seat_id, shareholder_id) VALUES {}",
        places(for_whom.len(), 2)
    );
    w.execute(&sql, values.collect::<Vec<_>>()).await?;
    Ok(())
}
