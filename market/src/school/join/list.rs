//! The requests that somebody decides on.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role};
use domain::id::JoinRequestId;
use domain::organisation::OrganisationKind;
use domain::people::{AddressCheck, check_address, may_give, registered_host};
use domain::school::RegisterEntry;
use domain::text::{Email, Urn};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Reader, broken};
use crate::people::own_roles;

/// Requests that a page lists; it says how many more wait.
const SHOWN: u32 = 20;

/// A request that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: JoinRequestId,
    /// The school's name.
    pub school: String,
    /// Who asks.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Since when it waits.
    pub asked_on: NaiveDate,
}

/// The requests that somebody decides on, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JoinRequests {
    /// The first of them.
    pub first: Vec<Waiting>,
    /// How many there are in all.
    pub in_all: u64,
}

/// A request with what is known of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinRequest {
    /// Its id.
    pub id: JoinRequestId,
    /// The school's number.
    pub urn: Urn,
    /// The school's name.
    pub school: String,
    /// Who asks.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// Since when it waits.
    pub asked_on: NaiveDate,
    /// What the address says.
    pub check: AddressCheck,
    /// The host of the school's website, where the register names one that is its own.
    pub registered_host: Option<String>,
    /// Whether a partnership decides: then an address that is not the school's own needs a reason.
    pub by_partnership: bool,
}

impl JoinRequest {
    /// Whether letting them in needs a sentence on how they are known.
    pub const fn needs_reason(&self) -> bool {
        self.by_partnership && self.check.needs_reason()
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    school: String,
    name: String,
    role: String,
    asked_at: chrono::DateTime<chrono::Utc>,
    in_all: i64,
}

/// The requests that the actor decides on: those for their own school and roles they may give, or
/// those for members of their partnership that have nobody who could. One statement.
pub async fn join_requests(market: &Market, actor: &Actor) -> Result<JoinRequests, Failure> {
    let permit = decider(actor)?;
    let (whose, values) = decided_by(actor, &permit, market.today());
    let sql = format!(
        "SELECT j.id, s.name AS school, j.name, j.role, j.asked_at, COUNT(*) OVER () AS in_all \
         FROM join_request j JOIN register_school s ON s.urn = j.urn \
         JOIN organisation o ON o.urn = j.urn \
         WHERE j.decided_at IS NULL AND {whose} ORDER BY j.asked_at, j.id LIMIT {SHOWN}"
    );
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, values).await }).await?;
    let in_all = rows.first().map_or(0, |row| u64::try_from(row.in_all).unwrap_or_default());
    let first: Result<Vec<Waiting>, Failure> = rows.into_iter().map(Row::waiting).collect();
    Ok(JoinRequests { first: first?, in_all })
}

impl Row {
    fn waiting(self) -> Result<Waiting, Failure> {
        Ok(Waiting {
            id: JoinRequestId::from_uuid(self.id),
            school: self.school,
            name: self.name,
            role: read_role(&self.role)?,
            asked_on: domain::calendar::london_day(self.asked_at),
        })
    }
}

fn read_role(code: &str) -> Result<Role, Failure> {
    Role::from_code(code).ok_or_else(|| broken("a stored role is not known"))
}

/// The permit under which somebody decides on requests.
fn decider(actor: &Actor) -> Result<Permit, Failure> {
    actor.permit_own(Action::ManageMembers).or_else(|_| actor.permit_own(Action::ManagePeople))
}

/// Which requests `j` for a school `o` the actor decides on: the rule of
/// [`domain::people::who_lets_in`], for many at once.
fn decided_by(actor: &Actor, permit: &Permit, today: NaiveDate) -> (String, Vec<Value>) {
    let own = permit.organisation().uuid().into();
    if permit.action() == Action::ManagePeople {
        return (by_school(actor, "$1"), vec![own]);
    }
    (by_partnership("$1", "$2"), vec![own, today.into()])
}

fn by_partnership(own: &str, today: &str) -> String {
    let nobody = |who: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM role_holding h WHERE h.organisation_id = o.id {who} \
             AND h.starts_on <= {today} AND (h.ends_on IS NULL OR h.ends_on >= {today}))"
        )
    };
    format!(
        "o.id IN (SELECT m.organisation_id FROM membership m WHERE m.partnership_id = {own} \
           AND m.starts_on <= {today} AND (m.ends_on IS NULL OR m.ends_on >= {today})) \
         AND ({} OR (j.role = 'approver' AND {}))",
        nobody(""),
        nobody("AND h.role = 'approver'")
    )
}

fn by_school(actor: &Actor, own: &str) -> String {
    let roles: Vec<Role> = own_roles(actor).iter().map(|held| held.role).collect();
    let gives: Vec<String> = Role::ALL
        .iter()
        .filter(|role| may_give(OrganisationKind::School, &roles, **role))
        .map(|role| format!("'{}'", role.code()))
        .collect();
    // Nobody but those of a school gives roles there, and an empty list is no SQL.
    if gives.is_empty() {
        return format!("o.id = {own} AND 1 = 0");
    }
    format!("o.id = {own} AND j.role IN ({})", gives.join(", "))
}

const UNDECIDED: &str = "join_request j JOIN organisation o ON o.urn = j.urn \
    WHERE j.decided_at IS NULL";

/// The requests that people of a school decide on, as what stands behind `FROM`.
pub(crate) fn undecided_by_school(actor: &Actor, own: &str) -> String {
    format!("{UNDECIDED} AND {}", by_school(actor, own))
}

/// The requests that staff of a partnership decide on, as what stands behind `FROM`.
pub(crate) fn undecided_by_partnership(own: &str, today: &str) -> String {
    format!("{UNDECIDED} AND {}", by_partnership(own, today))
}

/// A request that the actor decides on.
///
/// # Errors
/// `NotFound` where somebody else decides, `ChangedMeanwhile` where it has been decided.
pub async fn join_request(
    market: &Market,
    actor: &Actor,
    id: JoinRequestId,
) -> Result<JoinRequest, Failure> {
    market
        .db
        .read(|r| async move { find(market, &r, actor, id).await.map(|(request, _)| request) })
        .await
}

#[derive(FromQueryResult)]
struct OneRow {
    urn: String,
    entry: String,
    name: String,
    email: String,
    role: String,
    asked_at: chrono::DateTime<chrono::Utc>,
    is_decided: i64,
}

/// A request with the permit under which the actor decides on it.
pub(super) async fn find(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    id: JoinRequestId,
) -> Result<(JoinRequest, Permit), Failure> {
    let permit = decider(actor)?;
    let (whose, mut values) = decided_by(actor, &permit, market.today());
    values.push(id.uuid().into());
    let sql = format!(
        "SELECT j.urn, s.entry, j.name, j.email, j.role, j.asked_at, \
         CAST(CASE WHEN j.decided_at IS NULL THEN 0 ELSE 1 END AS bigint) AS is_decided \
         FROM join_request j JOIN register_school s ON s.urn = j.urn \
         JOIN organisation o ON o.urn = j.urn WHERE {whose} AND j.id = ${}",
        values.len()
    );
    let row: Option<OneRow> = r.sql_one(&sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    if row.is_decided == 1 {
        return Err(Failure::ChangedMeanwhile);
    }
    let entry: RegisterEntry = serde_json::from_str(&row.entry).map_err(broken)?;
    let email = Email::parse(&row.email).map_err(|_| broken("a stored address is none"))?;
    let request = JoinRequest {
        id,
        urn: Urn::parse(&row.urn).map_err(|_| broken("a stored request names no school"))?,
        check: check_address(&email, &entry),
        registered_host: registered_host(&entry),
        school: entry.name,
        name: row.name,
        email,
        role: read_role(&row.role)?,
        asked_on: domain::calendar::london_day(row.asked_at),
        by_partnership: permit.action() == Action::ManageMembers,
    };
    Ok((request, permit))
}
