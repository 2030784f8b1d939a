//! Who sits on a group, in which office and for whom; and on which groups somebody sits.

use chrono::NaiveDate;
use domain::Failure;
use domain::group::{GroupKind, Office};
use domain::id::{GroupSeatId, OrganisationId};
use domain::seat::never_was;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::keep::{MEMBERS, find, keeping, read_kind};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Reader, broken};

/// Somebody's place on a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSeat {
    /// Its id.
    pub id: GroupSeatId,
    /// Who.
    pub name: String,
    /// In what office.
    pub office: Office,
    /// For which organisation.
    pub organisation: Option<String>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; nothing for one who sits there.
    pub ends_on: Option<NaiveDate>,
}

impl GroupSeat {
    /// Whether it was entered by mistake.
    pub fn never_sat(&self) -> bool {
        never_was(self.starts_on, self.ends_on)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    office: String,
    organisation: Option<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl TryFrom<Row> for GroupSeat {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: GroupSeatId::from_uuid(row.id),
            name: row.name,
            office: read_office(&row.office)?,
            organisation: row.organisation,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        })
    }
}

const SEAT: &str = "SELECT s.id, COALESCE(p.name, s.name) AS name, s.office, \
    o.name AS organisation, s.starts_on, s.ends_on FROM group_seat s \
    LEFT JOIN person p ON p.id = s.person_id LEFT JOIN organisation o ON o.id = s.organisation_id \
    WHERE s.group_id = $1";

/// Everybody who sits on a group, the chair first; then those who sat there, the last first.
pub(super) async fn seats(r: &Reader, group: OrganisationId) -> Result<Vec<GroupSeat>, Failure> {
    let sql = format!(
        "{SEAT} ORDER BY CASE WHEN s.ends_on IS NULL THEN 0 ELSE 1 END, s.ends_on DESC, name, s.id"
    );
    let rows: Vec<Row> = r.sql_whole(&sql, [group.uuid().into()]).await?;
    let found: Result<Vec<GroupSeat>, _> = rows.into_iter().map(GroupSeat::try_from).collect();
    let (mut seats, gone): (Vec<_>, Vec<_>) =
        found?.into_iter().partition(|seat| seat.ends_on.is_none());
    seats.sort_by_key(|seat| seat.office);
    seats.extend(gone);
    Ok(seats)
}

/// One place on a group.
pub(super) async fn seat_of(
    r: &Reader,
    group: OrganisationId,
    id: GroupSeatId,
) -> Result<GroupSeat, Failure> {
    let sql = format!("{SEAT} AND s.id = $2");
    let row: Option<Row> = r.sql_one(&sql, [group.uuid().into(), id.uuid().into()]).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// Somebody's place on a group of the partnership or association acted for, and the group's name.
///
/// # Errors
/// `NotFound` for another's.
pub async fn group_seat(
    market: &Market,
    actor: &Actor,
    group: OrganisationId,
    id: GroupSeatId,
) -> Result<GroupSeat, Failure> {
    let permit = &keeping(actor)?;
    market
        .db
        .read(|r| async move {
            let group = find(&r, permit, group).await?;
            seat_of(&r, group.id, id).await
        })
        .await
}

#[derive(FromQueryResult)]
struct Organisation {
    id: Uuid,
    name: String,
}

/// For which organisations somebody may sit on a group: its keeper, the keeper's members and its
/// host, by name.
pub(super) async fn organisations(
    r: &Reader,
    permit: &Permit,
    today: NaiveDate,
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    let sql =
        format!("SELECT o.id, o.name FROM organisation o WHERE {FOR_WHOM} ORDER BY o.name, o.id");
    let values: [Value; 2] = [permit.organisation().uuid().into(), today.into()];
    let rows: Vec<Organisation> = r.sql_whole(&sql.replace("{MEMBERS}", MEMBERS), values).await?;
    Ok(rows.into_iter().map(|row| (OrganisationId::from_uuid(row.id), row.name)).collect())
}

/// Whether somebody may sit on a group for an organisation.
pub(super) async fn may_sit_for(
    r: &Reader,
    permit: &Permit,
    today: NaiveDate,
    organisation: OrganisationId,
) -> Result<bool, Failure> {
    let sql = format!("SELECT o.id, o.name FROM organisation o WHERE {FOR_WHOM} AND o.id = $3");
    let values: [Value; 3] =
        [permit.organisation().uuid().into(), today.into(), organisation.uuid().into()];
    let row: Option<Organisation> = r.sql_one(&sql.replace("{MEMBERS}", MEMBERS), values).await?;
    Ok(row.is_some())
}

/// Narrows organisations to those of the keeper `$1` on a day `$2`.
const FOR_WHOM: &str = "(o.id = $1 OR o.id IN {MEMBERS} OR o.id IN \
    (SELECT p.host_id FROM partnership p WHERE p.organisation_id = $1))";

/// A group on which somebody sits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSeat {
    /// Its name.
    pub group: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// Who keeps it.
    pub keeper: String,
    /// In what office.
    pub office: Office,
    /// Since when.
    pub since: NaiveDate,
}

/// The groups on which whoever is signed in sits today, by name.
pub async fn own_seats(market: &Market, actor: &Actor) -> Result<Vec<OwnSeat>, Failure> {
    #[derive(FromQueryResult)]
    struct Own {
        name: String,
        kind: String,
        keeper: String,
        office: String,
        starts_on: NaiveDate,
    }
    let sql = "SELECT o.name, g.kind, k.name AS keeper, s.office, s.starts_on FROM group_seat s \
         JOIN school_group g ON g.organisation_id = s.group_id \
         JOIN organisation o ON o.id = s.group_id JOIN organisation k ON k.id = g.keeper_id \
         WHERE s.person_id = $1 AND s.ends_on IS NULL ORDER BY o.name, k.name, s.id";
    let person = actor.person();
    let rows: Vec<Own> =
        market.db.read(|r| async move { r.sql_whole(sql, [person.uuid().into()]).await }).await?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnSeat {
                kind: read_kind(&row.kind)?,
                office: read_office(&row.office)?,
                group: row.name,
                keeper: row.keeper,
                since: row.starts_on,
            })
        })
        .collect()
}

fn read_office(code: &str) -> Result<Office, Failure> {
    Office::from_code(code).ok_or_else(|| broken(format!("unknown office {code}")))
}
