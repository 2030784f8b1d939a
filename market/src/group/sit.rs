//! Entering who sits on a group, and ending their time there. Nothing is removed: a place ends with
//! a day.

use chrono::NaiveDate;
use domain::audit::Deed;
use domain::group::{Office, ReadGroupSeat, Sitter, TypedGroupSeat};
use domain::id::{GroupSeatId, OrganisationId, PersonId};
use domain::seat::read_end;
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::change::about;
use super::keep::{Stored, find, keeping};
use super::seat::{may_sit_for, seat_of};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::organisation;

/// Somebody to be entered on a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterGroupSeat {
    /// The group.
    pub group: OrganisationId,
    /// As typed.
    pub typed: TypedGroupSeat,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Enters somebody on a group from a day on. Who has an account and belongs to one member only sits
/// there for that member, where nothing else is said.
///
/// # Errors
/// `NotFound` for another's group; `Invalid` on what cannot be used as typed, on `email` where nobody
/// of the keeper or its members has it or who has it sits there already, on `office` where somebody is
/// in the chair, on `starts_on` where somebody still was on that day.
pub async fn enter_group_seat(
    market: &Market,
    actor: &Actor,
    command: EnterGroupSeat,
) -> Result<GroupSeatId, Failure> {
    let permit = &keeping(actor)?;
    let contents = (command.group, &command.typed);
    let once = &Once::new(permit.person(), "enter_group_seat", &command.key, &contents)?;
    let (group, typed) = (command.group, &command.typed);
    market
        .db
        .write(|w| async move {
            let group = find(&w, permit, group).await?;
            let found = typed.read(market.today()).map_err(Failure::Invalid)?;
            once.answer(market, &w, enter(market, &w, permit, &group, &found)).await
        })
        .await
}

async fn enter(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    group: &Stored,
    found: &ReadGroupSeat,
) -> Result<GroupSeatId, Failure> {
    organisation::one_at_a_time(w, permit.organisation()).await?;
    let today = market.today();
    let (person, name, own) = match &found.who {
        Sitter::Named(name) => (None, Some(name.clone()), None),
        Sitter::Account(address) => {
            let known = known(w, permit, today, address.as_str()).await?;
            refuse_twice(w, group.id, known.person).await?;
            (Some(known.person), None, known.only_member)
        }
    };
    let organisation = found.organisation.or(own);
    if let Some(organisation) = organisation
        && !may_sit_for(w, permit, today, organisation).await?
    {
        return Err(Failure::field("organisation", Problem::NotAChoice));
    }
    if found.office == Office::Chair {
        refuse_second_chair(w, group.id, found.from).await?;
    }
    let id = GroupSeatId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO group_seat (id, group_id, person_id, name, office, organisation_id, \
               starts_on, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        id.uuid().into(),
        group.id.uuid().into(),
        person.map(PersonId::uuid).into(),
        name.clone().into(),
        found.office.code().into(),
        organisation.map(OrganisationId::uuid).into(),
        found.from.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.claim(sql, values).await?;
    let after = json!({
        "group": group.name, "office": found.office, "for": organisation, "from": found.from
    });
    let record = about(w, permit, Deed::EnterGroupSeat, id).await?.after(&after)?;
    let record = record.parties(organisation);
    let record = match name {
        Some(name) => record.personal("name", name),
        None => record,
    };
    audit::record(market, w, record).await?;
    Ok(id)
}

/// Somebody with an account who may sit on a group.
struct Known {
    person: PersonId,
    /// The one member to which they belong.
    only_member: Option<OrganisationId>,
}

/// Whoever has the address and a role today at the keeper or, where that is a partnership, at a
/// member school. Nobody else is known to it.
async fn known(
    r: &Reader,
    permit: &Permit,
    today: NaiveDate,
    address: &str,
) -> Result<Known, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: Uuid,
        organisation_id: Uuid,
    }
    let sql = "SELECT DISTINCT h.person_id, h.organisation_id FROM role_holding h \
               JOIN person p ON p.id = h.person_id WHERE p.email = $3 AND h.starts_on <= $2 \
               AND (h.ends_on IS NULL OR h.ends_on >= $2) AND (h.organisation_id = $1 \
               OR h.organisation_id IN (SELECT m.organisation_id FROM membership m \
               WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
               AND (m.ends_on IS NULL OR m.ends_on >= $2)))";
    let keeper = permit.organisation().uuid();
    let rows: Vec<Row> = r.sql_all(sql, [keeper.into(), today.into(), address.into()]).await?;
    let person = rows.first().ok_or(Failure::field("email", Problem::NoAccountHere))?.person_id;
    let mut members = rows.iter().map(|row| row.organisation_id).filter(|id| *id != keeper);
    let only_member = match (members.next(), members.next()) {
        (Some(only), None) => Some(OrganisationId::from_uuid(only)),
        _ => None,
    };
    Ok(Known { person: PersonId::from_uuid(person), only_member })
}

async fn refuse_twice(r: &Reader, group: OrganisationId, person: PersonId) -> Result<(), Failure> {
    let sql = "SELECT id FROM group_seat \
               WHERE group_id = $1 AND person_id = $2 AND ends_on IS NULL";
    let sits: Option<Sat> = r.sql_one(sql, [group.uuid().into(), person.uuid().into()]).await?;
    match sits {
        Some(_) => Err(Failure::field("email", Problem::SitsAlready)),
        None => Ok(()),
    }
}

/// One chair at a time; the day on which one follows the other is both's.
async fn refuse_second_chair(
    r: &Reader,
    group: OrganisationId,
    from: NaiveDate,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Chair {
        name: String,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    }
    let sql = "SELECT COALESCE(p.name, s.name) AS name, s.starts_on, s.ends_on FROM group_seat s \
               LEFT JOIN person p ON p.id = s.person_id \
               WHERE s.group_id = $1 AND s.office = 'chair' \
               AND (s.ends_on IS NULL OR (s.ends_on > $2 AND s.ends_on >= s.starts_on))";
    let chairs: Vec<Chair> = r.sql_all(sql, [group.uuid().into(), from.into()]).await?;
    if let Some(chair) = chairs.iter().find(|chair| chair.ends_on.is_none()) {
        let problem = Problem::ChairTaken { by: chair.name.clone(), since: chair.starts_on };
        return Err(Failure::field("office", problem));
    }
    match chairs.iter().filter_map(|chair| chair.ends_on).max() {
        Some(earliest) => Err(Failure::field("starts_on", Problem::TooEarly { earliest })),
        None => Ok(()),
    }
}

/// Somebody's time on a group to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndGroupSeat {
    /// The group.
    pub group: OrganisationId,
    /// Which place.
    pub seat: GroupSeatId,
    /// The last day, as typed.
    pub ends_on: String,
    /// Whether it was entered by mistake.
    pub mistaken: bool,
}

/// Ends somebody's time on a group. It stays known.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `ends_on`; `ChangedMeanwhile` where it has ended.
pub async fn end_group_seat(
    market: &Market,
    actor: &Actor,
    command: EndGroupSeat,
) -> Result<(), Failure> {
    let permit = &keeping(actor)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let group = find(&w, permit, command.group).await?;
            let found = seat_of(&w, group.id, command.seat).await?;
            let read =
                read_end(&command.ends_on, command.mistaken, found.starts_on, market.today());
            let last = read.map_err(Failure::Invalid)?;
            finish(market, &w, command.seat, last, Some(permit.person())).await?;
            let after =
                json!({"group": group.name, "last_day": last, "never_sat": command.mistaken});
            let record = about(&w, permit, Deed::EndGroupSeat, command.seat).await?;
            audit::record(market, &w, record.after(&after)?).await
        })
        .await
}

async fn finish(
    market: &Market,
    w: &Writer,
    seat: GroupSeatId,
    last: NaiveDate,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let sql = "UPDATE group_seat SET ends_on = $2, ended_by = $3, ended_at = $4 \
               WHERE id = $1 AND ends_on IS NULL";
    let by = by.map(PersonId::uuid);
    let values: [Value; 4] = [seat.uuid().into(), last.into(), by.into(), market.now().into()];
    w.execute_one(sql, values).await
}

#[derive(FromQueryResult)]
struct Sat {
    id: Uuid,
}

/// Ends the time of everybody on a group that ends.
pub(super) async fn rise(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    group: OrganisationId,
) -> Result<(), Failure> {
    let sql = "SELECT id FROM group_seat WHERE group_id = $1 AND ends_on IS NULL ORDER BY id";
    let seats: Vec<Sat> = w.sql_all(sql, [group.uuid().into()]).await?;
    for Sat { id } in seats {
        let id = GroupSeatId::from_uuid(id);
        finish(market, w, id, market.today(), Some(permit.person())).await?;
    }
    Ok(())
}

/// Ends today the time of somebody who closes their account, or is erased, on every group.
pub(crate) async fn leave_groups(
    market: &Market,
    w: &Writer,
    person: PersonId,
    who: Who,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Sits {
        id: Uuid,
        keeper_id: Uuid,
    }
    let sql = "SELECT s.id, g.keeper_id FROM group_seat s \
               JOIN school_group g ON g.organisation_id = s.group_id \
               WHERE s.person_id = $1 AND s.ends_on IS NULL ORDER BY s.id";
    let seats: Vec<Sits> = w.sql_all(sql, [person.uuid().into()]).await?;
    for Sits { id, keeper_id } in seats {
        let id = GroupSeatId::from_uuid(id);
        finish(market, w, id, market.today(), None).await?;
        let chain = organisation::chain_of(w, OrganisationId::from_uuid(keeper_id)).await?;
        let record = Record::new(chain, who, Deed::EndGroupSeat, id);
        audit::record(market, w, record.after(&json!({"last_day": market.today()}))?).await?;
    }
    Ok(())
}

/// Takes out the names of those without an account whose time ended before a day, also from beside
/// the trail, and says how many.
pub(crate) async fn forget_seats(
    market: &Market,
    w: &Writer,
    former: &str,
    before: NaiveDate,
) -> Result<u64, Failure> {
    let sql = "UPDATE group_seat SET name = $1 \
               WHERE name IS NOT NULL AND name <> $1 AND ends_on < $2 RETURNING id";
    let seats: Vec<Sat> = w.sql_all(sql, [former.into(), before.into()]).await?;
    let forgotten = u64::try_from(seats.len()).unwrap_or(u64::MAX);
    let seats = seats.into_iter().map(|seat| GroupSeatId::from_uuid(seat.id).to_string());
    audit::erase_values_about(market, w, Who::JOB, seats).await?;
    Ok(forgotten)
}
