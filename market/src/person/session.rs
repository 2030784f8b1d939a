//! Sessions: rows in the database, so that signing out everywhere is one statement and every
//! server process agrees. Only a digest of the cookie's secret is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::access::Role;
use domain::audit::Deed;
use domain::delegation::deputy_limit;
use domain::id::{OrganisationId, PersonId, SessionId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::persona;
use super::second_factor::{self, SecondFactorRule};
use crate::Market;
use crate::access::{ActingFor, Actor, Deputising, HeldRole, Through, Viewer};
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};
use crate::organisation::OrganisationKind;
use crate::trust::PEOPLE_THROUGH;

/// How long a session lasts without being used.
pub(super) const IDLE: Duration = Duration::hours(12);
/// How long a session lasts however much it is used.
const LONGEST: Duration = Duration::days(30);
/// How often the last use is written down: not at every page.
const SEEN_EVERY_MINUTES: i64 = 10;

/// What a browser keeps of a session that was just opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    session: String,
    device: Option<String>,
}

impl Token {
    pub(super) const fn of(secret: String) -> Self {
        Self { session: secret, device: None }
    }

    /// The secret in the session's cookie.
    pub fn as_str(&self) -> &str {
        &self.session
    }

    /// The secret by which the device is known when it comes back, where somebody signed in on it
    /// with a password.
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    pub(super) fn on_device(self, secret: String) -> Self {
        Self { device: Some(secret), ..self }
    }
}

/// Never shows the secret.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

pub(crate) fn digest_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

pub(crate) fn new_secret(market: &Market) -> String {
    URL_SAFE_NO_PAD.encode(market.ids.secret())
}

/// How a session stands towards the second factor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The person has none.
    None,
    /// A code is owed: until then the session is nobody's.
    Owed,
    /// A code was given.
    Given,
}

impl Step {
    const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Owed => "owed",
            Self::Given => "given",
        }
    }
}

/// Opens a session; whoever has roles in one organisation only acts for it at once, and whoever
/// has several for the one named first in the alphabet.
pub(super) async fn open(
    market: &Market,
    w: &Writer,
    person: PersonId,
    device: &str,
) -> Result<Token, Failure> {
    let step = if second_factor::is_on(w, person).await? { Step::Owed } else { Step::None };
    let acting_for = roles_of(market, w, person).await?.first().map(|acting| acting.organisation);
    open_as(market, w, Opening { person, acting_for, device, step }).await
}

/// Opens a session of a demo world: the picker stands for the password and the code. It acts for
/// the organisation that the person belonged to first.
pub(super) async fn open_in_demo(
    market: &Market,
    w: &Writer,
    person: PersonId,
    device: &str,
) -> Result<Token, Failure> {
    let acting_for = persona::first_organisation(w, person).await?;
    open_as(market, w, Opening { person, acting_for, device, step: Step::Given }).await
}

/// A session to be opened.
struct Opening<'a> {
    person: PersonId,
    acting_for: Option<OrganisationId>,
    device: &'a str,
    step: Step,
}

async fn open_as(market: &Market, w: &Writer, opening: Opening<'_>) -> Result<Token, Failure> {
    let Opening { person, acting_for, device, step } = opening;
    let secret = new_secret(market);
    let now = market.now();
    let device: String = device.chars().filter(|c| !c.is_control()).take(200).collect();
    let id = SessionId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO session \
               (id, token_hash, person_id, acting_for, device, created_at, last_seen_at, expires_at, \
               second_factor) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)";
    let lasts = match step {
        Step::Owed => Duration::minutes(second_factor::MINUTES_TO_ENTER),
        Step::None | Step::Given => IDLE,
    };
    let values: [sea_orm::Value; 8] = [
        id.uuid().into(),
        digest_of(&secret).into(),
        person.uuid().into(),
        acting_for.map(OrganisationId::uuid).into(),
        device.into(),
        now.into(),
        (now + lasts).into(),
        step.code().into(),
    ];
    w.execute(sql, values).await?;
    let who = Who::person(person);
    audit::record(market, w, Record::new(None, who, Deed::SignIn, person)).await?;
    Ok(Token::of(secret))
}

/// Lets a session just opened act for an organisation.
pub(super) async fn switch(
    w: &Writer,
    secret: &str,
    organisation: OrganisationId,
) -> Result<(), Failure> {
    let sql = "UPDATE session SET acting_for = $2, acting_through = NULL WHERE token_hash = $1";
    w.execute_one(sql, [digest_of(secret).into(), organisation.uuid().into()]).await
}

#[derive(FromQueryResult)]
struct SessionRow {
    id: Uuid,
    person_id: Uuid,
    acting_for: Option<Uuid>,
    acting_through: Option<Uuid>,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    second_factor: String,
    name: String,
    email: Option<String>,
}

/// Who stands behind a cookie: an actor, or a visitor where the session is unknown or ended.
pub async fn viewer(market: &Market, token: &str) -> Result<Viewer, Failure> {
    let now = market.now();
    let (row, roles) = market
        .db
        .read(|r| async move {
            let sql = "SELECT s.id, s.person_id, s.acting_for, s.acting_through, s.created_at, s.last_seen_at, \
                       s.second_factor, p.name, p.email \
                       FROM session s JOIN person p ON p.id = s.person_id \
                       WHERE s.token_hash = $1 AND s.expires_at > $2 \
                       AND s.second_factor <> 'owed'";
            let row: Option<SessionRow> =
                r.sql_one(sql, [digest_of(token).into(), now.into()]).await?;
            let Some(row) = row else { return Ok((None, Vec::new())) };
            let roles = roles_of(market, &r, PersonId::from_uuid(row.person_id)).await?;
            Ok((Some(row), roles))
        })
        .await?;
    let Some(row) = row else { return Ok(Viewer::Visitor) };
    if now - row.last_seen_at > Duration::minutes(SEEN_EVERY_MINUTES) {
        mark_seen(market, &row, now).await?;
    }
    let acting_for = row.acting_for.and_then(|id| {
        let through = row.acting_through.map(OrganisationId::from_uuid);
        let organisation = OrganisationId::from_uuid(id);
        roles.iter().find(|acting| acting.is(organisation, through)).cloned()
    });
    Ok(Viewer::Actor(Box::new(Actor {
        person: PersonId::from_uuid(row.person_id),
        session: SessionId::from_uuid(row.id),
        name: row.name,
        email: row.email,
        acting_for,
        may_act_for: roles,
        gave_code: row.second_factor == Step::Given.code()
            || market.settings.second_factor == SecondFactorRule::WhereChosen,
    })))
}

/// Writes the last use down, and puts the end off: to so long after it, and never past the longest
/// that a session lasts.
async fn mark_seen(market: &Market, row: &SessionRow, now: DateTime<Utc>) -> Result<(), Failure> {
    let expires = (now + IDLE).min(row.created_at + LONGEST);
    let session = row.id;
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1";
            w.execute(sql, [session.into(), now.into(), expires.into()]).await.map(|_| ())
        })
        .await
}

#[derive(FromQueryResult)]
struct RoleRow {
    organisation_id: Uuid,
    name: String,
    kind: String,
    role: String,
    order_limit_pence: Option<i64>,
    said_pence: Option<i64>,
    deputy_of: Option<Uuid>,
    deputy_of_name: Option<String>,
    last_on: Option<NaiveDate>,
    through_id: Option<Uuid>,
    through: Option<String>,
}

impl RoleRow {
    fn role(&self) -> Result<HeldRole, Failure> {
        let (said, held) = (self.said_pence, self.order_limit_pence);
        let limit = deputy_limit(said.map(Pence::new), held.map(Pence::new));
        Ok(HeldRole {
            role: Role::from_code(&self.role)
                .ok_or_else(|| broken("a stored role is not known"))?,
            order_limit_pence: limit.map(Pence::get),
            deputy_of: self.deputy_of.map(PersonId::from_uuid),
        })
    }

    fn deputising(&self) -> Option<Deputising> {
        let (of, until) = self.deputy_of_name.clone().zip(self.last_on)?;
        Some(Deputising { of, until })
    }
}

/// Everybody a person may act for today, with the roles held there and those of people for whom
/// they stand in there: where they belong, by name, then the schools for which they act through a
/// trust.
async fn roles_of(
    market: &Market,
    r: &Reader,
    person: PersonId,
) -> Result<Vec<ActingFor>, Failure> {
    let sql = format!(
        "SELECT h.organisation_id, o.name, o.kind, h.role, h.order_limit_pence, \
         CAST(NULL AS bigint) AS said_pence, CAST(NULL AS uuid) AS deputy_of, \
         CAST(NULL AS text) AS deputy_of_name, CAST(NULL AS date) AS last_on, \
         CAST(NULL AS uuid) AS through_id, CAST(NULL AS text) AS through, 0 AS place, 0 AS own \
         FROM role_holding h JOIN organisation o ON o.id = h.organisation_id \
         WHERE h.person_id = $1 AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2) \
         UNION ALL \
         SELECT d.school_id, o.name, o.kind, d.role, h.order_limit_pence, d.limit_pence, \
         d.approver_id, a.name, d.last_on, NULL, NULL, 0, 1 FROM deputy d \
         JOIN organisation o ON o.id = d.school_id JOIN person a ON a.id = d.approver_id \
         JOIN role_holding h ON h.person_id = d.approver_id \
         AND h.organisation_id = d.school_id AND h.role = d.role \
         AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2) \
         WHERE d.deputy_id = $1 AND d.first_on <= $2 AND d.last_on >= $2 \
         AND d.ended_at IS NULL AND EXISTS (SELECT 1 FROM role_holding n \
         WHERE n.person_id = $1 AND n.organisation_id = d.school_id \
         AND n.role <> 'auditor' AND n.starts_on <= $2 \
         AND (n.ends_on IS NULL OR n.ends_on >= $2)) \
         UNION ALL \
         SELECT t.child_id, (SELECT c.name FROM organisation c WHERE c.id = t.child_id), \
         (SELECT c.kind FROM organisation c WHERE c.id = t.child_id), h.role, \
         h.order_limit_pence, NULL, NULL, NULL, NULL, t.parent_id, \
         (SELECT c.name FROM organisation c WHERE c.id = t.parent_id), 1, 0 \
         FROM {PEOPLE_THROUGH} AND a.person_id = $1 \
         ORDER BY place, name, organisation_id, through_id, own, role, deputy_of_name"
    );
    let rows: Vec<RoleRow> = r.sql_all(&sql, [person.uuid().into(), market.today().into()]).await?;
    let mut held: Vec<ActingFor> = Vec::new();
    for row in rows {
        let unknown = |what: &str| broken(format!("a stored {what} is not known"));
        let (role, deputising) = (row.role()?, row.deputising());
        let organisation = OrganisationId::from_uuid(row.organisation_id);
        let through = row.through_id.map(OrganisationId::from_uuid);
        match held.last_mut().filter(|last| last.is(organisation, through)) {
            Some(last) => {
                last.roles.push(role);
                last.deputises.extend(deputising);
            }
            None => held.push(ActingFor {
                organisation,
                name: row.name,
                kind: OrganisationKind::from_code(&row.kind).ok_or_else(|| unknown("kind"))?,
                roles: vec![role],
                deputises: deputising.into_iter().collect(),
                through: through
                    .zip(row.through)
                    .map(|(organisation, name)| Through { organisation, name }),
            }),
        }
    }
    Ok(held)
}

/// Whom somebody wants to act for from now on.
#[derive(Debug, Clone, Copy)]
pub struct ActFor {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The trust or federation through which they act for it, where they belong to that.
    pub through: Option<OrganisationId>,
}

/// Switches whom the session acts for.
///
/// # Errors
/// `NotFound` where the person has no role.
pub async fn act_for(market: &Market, actor: &Actor, to: ActFor) -> Result<(), Failure> {
    let known = actor.may_act_for.iter().any(|acting| acting.is(to.organisation, to.through));
    if !known {
        return Err(Failure::NotFound);
    }
    let session = actor.session;
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE session SET acting_for = $2, acting_through = $3 WHERE id = $1";
            let through = to.through.map(OrganisationId::uuid);
            let values = [session.uuid().into(), to.organisation.uuid().into(), through.into()];
            w.execute_one(sql, values).await
        })
        .await
}

/// Ends this session.
pub async fn sign_out(market: &Market, actor: &Actor) -> Result<(), Failure> {
    let session = actor.session;
    market
        .db
        .write(|w| async move {
            w.execute("DELETE FROM session WHERE id = $1", [session.uuid().into()]).await?;
            let who = Who::person(actor.person);
            audit::record(market, &w, Record::new(None, who, Deed::SignOut, actor.person)).await
        })
        .await
}

/// Ends all sessions of the person, this one too.
pub async fn sign_out_everywhere(market: &Market, actor: &Actor) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            end_all(&w, actor.person).await?;
            let who = Who::person(actor.person);
            audit::record(market, &w, Record::new(None, who, Deed::SignOutEverywhere, actor.person))
                .await
        })
        .await
}

pub(super) async fn end_all(w: &Writer, person: PersonId) -> Result<(), Failure> {
    w.execute("DELETE FROM session WHERE person_id = $1", [person.uuid().into()]).await.map(|_| ())
}
