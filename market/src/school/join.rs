//! Asking to act for a school, and deciding on it.
//!
//! Whoever looks after a school's people decides who joins them. While there is nobody, staff of a
//! partnership of the school's area do; once there is somebody, they no longer can.

use chrono::{Duration, NaiveDate};
use domain::access::{Action, Role};
use domain::id::{JoinRequestId, OrganisationId, PersonId};
use domain::school::{RegisterEntry, Standing};
use domain::text::{self, Email, Urn};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::area::{bring_in, entry, organisation_of};
use crate::Market;
use crate::access::{Actor, Permit, Viewer};
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};
use crate::job::{self, Job};
use crate::limit::{self, Bucket};
use crate::mail::{About, Mail};
use crate::person::{Invite, invite, tell_each, who_may};

/// Requests from one network address in an hour: a whole school may share one.
const REQUESTS: i64 = 20;
/// Requests shown at a time; more wait until these are decided.
const SHOWN: u32 = 100;

/// Somebody's wish to act for a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskToJoin {
    /// The school's number in the register.
    pub urn: Urn,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// As what: buyer or approver.
    pub role: Role,
}

/// A request that waits for a decision.
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
    pub email: String,
    /// As what.
    pub role: Role,
    /// Since when it waits.
    pub asked_on: NaiveDate,
}

/// Who decides who may act for a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deciders {
    /// People of the school.
    School(OrganisationId),
    /// Staff of these partnerships; perhaps there are none yet.
    Partnerships(Vec<OrganisationId>),
}

/// Asks to act for a school. Whoever decides is told by e-mail; asking twice is asking once.
///
/// # Errors
/// `Invalid` on `name` or `email`; `NotFound` where the register has no such
/// school or it has closed.
pub async fn ask_to_join(
    market: &Market,
    viewer: &Viewer,
    from: &str,
    ask: AskToJoin,
) -> Result<(), Failure> {
    let email = Email::parse(&ask.email);
    let name = text::line(&ask.name, 120);
    let mut reading = domain::form::Reading::default();
    let read = reading.take("name", name).zip(reading.take("email", email));
    let (name, email) = reading.finish(read).map_err(Failure::Invalid)?;
    if !matches!(ask.role, Role::Buyer | Role::Approver) {
        return Err(Failure::field("role", Problem::NotAChoice));
    }
    let asked = Bucket::new(&["join-from", &limit::network(from)], REQUESTS, Duration::hours(1));
    let (name, email, asked, ask) = (&name, &email, &asked, &ask);
    market.db.write(|w| async move { limit::count(market, &w, asked).await }).await?;
    market
        .db
        .write(|w| async move {
            let entry = entry(&w, &ask.urn).await?.ok_or(Failure::NotFound)?;
            if entry.standing(market.today()) == Standing::Closed {
                return Err(Failure::NotFound);
            }
            let id = JoinRequestId::from_uuid(market.ids.uuid());
            let sql = "INSERT INTO join_request (id, urn, email, name, role, asked_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
            let values: [sea_orm::Value; 6] = [
                id.uuid().into(),
                ask.urn.as_str().into(),
                email.as_str().into(),
                name.clone().into(),
                ask.role.code().into(),
                market.now().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Ok(());
            }
            let record = Record::new(None, Who::viewer(viewer), "ask_to_join", id)
                .after(&(&ask.urn, ask.role))?
                .personal("email", email.as_str())
                .personal("name", name.clone());
            audit::record(market, &w, record).await?;
            tell_deciders(market, &w, &entry, name).await
        })
        .await
}

async fn tell_deciders(
    market: &Market,
    w: &Writer,
    entry: &RegisterEntry,
    name: &str,
) -> Result<(), Failure> {
    let today = market.today();
    let organisation = organisation_of(w, &entry.urn).await?;
    let (action, organisations, path) = match deciders(w, entry, organisation, today).await? {
        Deciders::School(school) => {
            (Action::ManagePeople, vec![school], format!("/schools/{}", entry.urn))
        }
        Deciders::Partnerships(ids) => (Action::ManageMembers, ids, "/members".to_owned()),
    };
    for organisation in organisations {
        let about = About::JoinAsked {
            school: entry.name.clone(),
            asked_by: name.to_owned(),
            path: path.clone(),
        };
        let people = who_may(w, organisation, action, today).await?;
        tell_each(market, w, people, &about).await?;
    }
    Ok(())
}

/// Who decides who may act for a school.
pub(crate) async fn deciders(
    r: &Reader,
    entry: &RegisterEntry,
    organisation: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<Deciders, Failure> {
    if let Some(school) = organisation
        && !who_may(r, school, Action::ManagePeople, today).await?.is_empty()
    {
        return Ok(Deciders::School(school));
    }
    partnerships_of(r, entry, organisation, today).await.map(Deciders::Partnerships)
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// The partnerships of a school's area and those it is a member of.
pub(super) async fn partnerships_of(
    r: &Reader,
    entry: &RegisterEntry,
    organisation: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<Vec<OrganisationId>, Failure> {
    let sql = "SELECT partnership_id AS id FROM partnership_area WHERE la_code = $1 \
               UNION SELECT partnership_id AS id FROM membership WHERE organisation_id = $2 \
               AND (ends_on IS NULL OR ends_on >= $3)";
    let area = entry.la_code.as_ref().map_or("", |code| code.as_str());
    let school = organisation.map_or(Uuid::nil(), OrganisationId::uuid);
    let rows: Vec<Id> = r.sql_all(sql, [area.into(), school.into(), today.into()]).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.id)).collect())
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    urn: String,
    school: String,
    name: String,
    email: String,
    role: String,
    asked_at: chrono::DateTime<chrono::Utc>,
}

impl Row {
    fn request(self) -> Result<JoinRequest, Failure> {
        Ok(JoinRequest {
            id: JoinRequestId::from_uuid(self.id),
            urn: Urn::parse(&self.urn).map_err(|_| broken("a stored request names no school"))?,
            school: self.school,
            name: self.name,
            email: self.email,
            role: Role::from_code(&self.role)
                .ok_or_else(|| broken("a stored role is not known"))?,
            asked_on: domain::calendar::london_day(self.asked_at),
        })
    }
}

/// The requests that the actor decides on: for their own school, or for schools of their
/// partnership's area that have nobody yet.
pub async fn join_requests(market: &Market, actor: &Actor) -> Result<Vec<JoinRequest>, Failure> {
    let permit = decider(actor)?;
    let (today, permit) = (market.today(), &permit);
    market
        .db
        .read(|r| async move {
            let sql = format!(
                "SELECT j.id, j.urn, s.name AS school, j.name, j.email, j.role, j.asked_at \
                 FROM join_request j JOIN register_school s ON s.urn = j.urn \
                 LEFT JOIN organisation o ON o.urn = j.urn \
                 WHERE j.decided_at IS NULL AND (o.id = $1 \
                   OR s.la_code IN (SELECT la_code FROM partnership_area WHERE partnership_id = $1) \
                   OR o.id IN (SELECT organisation_id FROM membership WHERE partnership_id = $1)) \
                 ORDER BY j.asked_at, j.id LIMIT {SHOWN}"
            );
            let rows: Vec<Row> = r.sql_all(&sql, [permit.organisation().uuid().into()]).await?;
            let mut requests = Vec::with_capacity(rows.len());
            for row in rows {
                let request = row.request()?;
                if decides(&r, permit, &request.urn, today).await? {
                    requests.push(request);
                }
            }
            Ok(requests)
        })
        .await
}

/// What somebody decides on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecideJoin {
    /// The request.
    pub request: JoinRequestId,
    /// Whether they may act for the school.
    pub accept: bool,
}

/// Decides on a request. Accepting brings the school to Commonpool, if it is not there yet, and
/// sends an invitation: the link proves that the address is theirs.
///
/// # Errors
/// `NotFound` where somebody else decides, `ChangedMeanwhile` where it has been decided.
pub async fn decide_join(
    market: &Market,
    actor: &Actor,
    decide: DecideJoin,
) -> Result<(), Failure> {
    let permit = decider(actor)?;
    let (today, permit) = (market.today(), &permit);
    market
        .db
        .write(|w| async move {
            let sql = "SELECT j.id, j.urn, s.name AS school, j.name, j.email, j.role, j.asked_at \
                       FROM join_request j JOIN register_school s ON s.urn = j.urn WHERE j.id = $1";
            let row: Option<Row> = w.sql_one(sql, [decide.request.uuid().into()]).await?;
            let request = row.ok_or(Failure::NotFound)?.request()?;
            if !decides(&w, permit, &request.urn, today).await? {
                return Err(Failure::NotFound);
            }
            let sql = "UPDATE join_request SET decided_at = $2, decided_by = $3, accepted = $4 \
                       WHERE id = $1 AND decided_at IS NULL";
            let values: [sea_orm::Value; 4] = [
                decide.request.uuid().into(),
                market.now().into(),
                permit.person().uuid().into(),
                i32::from(decide.accept).into(),
            ];
            w.execute_one(sql, values).await?;
            let chain = (permit.action() == Action::ManageMembers).then(|| permit.organisation());
            let record = Record::new(chain, permit, "decide_join", decide.request).after(&(
                &request.urn,
                request.role,
                decide.accept,
            ))?;
            audit::record(market, &w, record).await?;
            if decide.accept {
                accept(market, &w, actor, permit.person(), &request).await
            } else {
                let about = About::JoinRefused { school: request.school };
                let mail = Mail { to: request.email, name: request.name, about };
                job::enqueue(market, &w, &Job::SendMail(mail)).await
            }
        })
        .await
}

async fn accept(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    by: PersonId,
    request: &JoinRequest,
) -> Result<(), Failure> {
    let entry = entry(w, &request.urn).await?.ok_or(Failure::NotFound)?;
    let organisation = bring_in(market, w, &entry).await?;
    let email = Email::parse(&request.email).map_err(|_| broken("a stored address is none"))?;
    let offer = Invite {
        organisation,
        organisation_name: &entry.name,
        role: request.role,
        email: &email,
        name: &request.name,
        invited_by: by,
        inviter_name: actor.name(),
    };
    invite(market, w, offer).await
}

/// The permit under which somebody decides on requests.
fn decider(actor: &Actor) -> Result<Permit, Failure> {
    actor.permit_own(Action::ManageMembers).or_else(|_| actor.permit_own(Action::ManagePeople))
}

async fn decides(
    r: &Reader,
    permit: &Permit,
    urn: &Urn,
    today: NaiveDate,
) -> Result<bool, Failure> {
    let Some(entry) = entry(r, urn).await? else { return Ok(false) };
    let organisation = organisation_of(r, urn).await?;
    Ok(match deciders(r, &entry, organisation, today).await? {
        Deciders::School(school) => {
            permit.action() == Action::ManagePeople && permit.organisation() == school
        }
        Deciders::Partnerships(ids) => {
            permit.action() == Action::ManageMembers && ids.contains(&permit.organisation())
        }
    })
}
