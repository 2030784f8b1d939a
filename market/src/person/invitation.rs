//! Invitations: one role in one organisation, offered to one address, once.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{InvitationId, OrganisationId, PersonId};
use domain::people::{FIRST_ORDER_LIMIT, RoleDays};
use domain::text::{self, Email};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::reach::{holders, tell_each, who_may};
use super::session::{self, Token};
use super::{password, user};
use crate::Market;
use crate::access::Viewer;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::organisation::{self, Grant};

/// How long an invitation works.
const DAYS: i64 = 14;

/// An invitation to be sent.
pub(crate) struct Invite<'a> {
    /// Whom they would act for.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: &'a str,
    /// As what.
    pub role: Role,
    /// The most they may order or approve alone, in pence including VAT, where that is said now.
    pub order_limit_pence: Option<i64>,
    /// For how long.
    pub days: RoleDays,
    /// Their address.
    pub email: &'a Email,
    /// Their name, as far as known.
    pub name: &'a str,
    /// Who invites.
    pub invited_by: PersonId,
    /// Their name.
    pub inviter_name: &'a str,
}

/// Sends an invitation. Only a digest of the link's secret is kept.
pub(crate) async fn invite(
    market: &Market,
    w: &Writer,
    invite: Invite<'_>,
) -> Result<InvitationId, Failure> {
    let id = InvitationId::from_uuid(market.ids.uuid());
    let token = session::new_secret(market);
    let sql = "INSERT INTO invitation (id, token_hash, email, organisation_id, role, \
               order_limit_pence, invited_by, created_at, expires_at, starts_on, ends_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values: [sea_orm::Value; 11] = [
        id.uuid().into(),
        session::digest_of(&token).into(),
        invite.email.as_str().into(),
        invite.organisation.uuid().into(),
        invite.role.code().into(),
        invite.order_limit_pence.into(),
        invite.invited_by.uuid().into(),
        market.now().into(),
        (market.now() + Duration::days(DAYS)).into(),
        invite.days.first.into(),
        invite.days.last.into(),
    ];
    w.execute(sql, values).await?;
    let about = About::Invitation {
        token,
        organisation: invite.organisation_name.to_owned(),
        invited_by: invite.inviter_name.to_owned(),
    };
    let mail = Mail { to: invite.email.as_str().to_owned(), name: invite.name.to_owned(), about };
    job::enqueue(market, w, &Job::SendMail(mail)).await?;
    Ok(id)
}

/// Sends an invitation that waits again, with a new link in the place of the old one.
pub(crate) async fn renew(
    market: &Market,
    w: &Writer,
    id: InvitationId,
    email: &str,
    organisation: &str,
    inviter: &str,
) -> Result<(), Failure> {
    let token = session::new_secret(market);
    let sql = "UPDATE invitation SET token_hash = $2, expires_at = $3 \
               WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL";
    let expires = market.now() + Duration::days(DAYS);
    w.execute_one(sql, [id.uuid().into(), session::digest_of(&token).into(), expires.into()])
        .await?;
    let about = About::Invitation {
        token,
        organisation: organisation.to_owned(),
        invited_by: inviter.to_owned(),
    };
    let mail = Mail { to: email.to_owned(), name: "colleague".to_owned(), about };
    job::enqueue(market, w, &Job::SendMail(mail)).await
}

/// An invitation, as whoever opens its link sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// To which address.
    pub email: String,
    /// For whom they would act.
    pub organisation: String,
    /// As what.
    pub role: Role,
    /// For how long.
    pub days: RoleDays,
    /// Who invites.
    pub invited_by: Option<String>,
    /// Whether the address can sign in already, so that no password is chosen.
    pub has_account: bool,
}

#[derive(FromQueryResult)]
struct Row {
    email: String,
    organisation_id: Uuid,
    organisation: String,
    role: String,
    order_limit_pence: Option<i64>,
    invited_by: Option<String>,
    has_password: i64,
    expires_at: DateTime<Utc>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
}

/// What an invitation offers. Looking at it does not use it up: mail scanners follow links.
///
/// # Errors
/// `Invalid` on `token` where it was used, was taken back or ran out, or never was.
pub async fn invitation(market: &Market, token: &str) -> Result<Offer, Failure> {
    let row = market.db.read(|r| async move { find(market, &r, token).await }).await?;
    Ok(Offer {
        role: row.role()?,
        days: row.days(),
        email: row.email,
        organisation: row.organisation,
        invited_by: row.invited_by,
        has_account: row.has_password == 1,
    })
}

impl Row {
    const fn days(&self) -> RoleDays {
        RoleDays { first: self.starts_on, last: self.ends_on }
    }

    fn role(&self) -> Result<Role, Failure> {
        Role::from_code(&self.role).ok_or_else(|| broken("a stored role is not known"))
    }
}

async fn find(market: &Market, r: &Reader, token: &str) -> Result<Row, Failure> {
    let sql = "SELECT i.email, i.organisation_id, o.name AS organisation, i.role, \
               i.order_limit_pence, b.name AS invited_by, i.expires_at, i.starts_on, i.ends_on, \
               CAST(CASE WHEN p.password_hash IS NULL THEN 0 ELSE 1 END AS bigint) AS has_password \
               FROM invitation i JOIN organisation o ON o.id = i.organisation_id \
               LEFT JOIN person b ON b.id = i.invited_by \
               LEFT JOIN person p ON p.email = i.email \
               WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.revoked_at IS NULL";
    let row: Option<Row> = r.sql_one(sql, [session::digest_of(token).into()]).await?;
    row.filter(|row| row.expires_at > market.now() && !row.days().is_over(market.today()))
        .ok_or_else(|| Failure::field("token", Problem::LinkExpired))
}

/// What somebody typed to accept an invitation.
#[derive(Clone)]
pub struct AcceptInvitation {
    /// The link's secret.
    pub token: String,
    /// Their name; not asked of an address that can sign in already.
    pub name: String,
    /// The password they choose; not asked either.
    pub password: String,
    /// The browser and the system, in a few words.
    pub device: String,
}

/// Accepts an invitation: the person is made if nobody has the address, gets the role, and acts
/// for the organisation from now on, and those who are there already are told. A buyer for whom
/// nothing else was said gets [`FIRST_ORDER_LIMIT`].
///
/// Gives the secret of a new session; nothing where the address had a password before: then its
/// owner signs in with that, or is signed in already.
///
/// # Errors
/// `Invalid` on `token`, `name` or `password`.
pub async fn accept_invitation(
    market: &Market,
    viewer: &Viewer,
    accept: AcceptInvitation,
) -> Result<Option<Token>, Failure> {
    let offer = invitation(market, &accept.token).await?;
    let mut reading = domain::form::Reading::default();
    let digest = if offer.has_account {
        None
    } else {
        let name = reading.take("name", text::name(&accept.name, 120));
        let fits = reading.take("password", password::check(&accept.password));
        let (name, ()) = reading.finish(name.zip(fits)).map_err(Failure::Invalid)?;
        Some((name, password::digest(market, accept.password.clone()).await?))
    };
    let (digest, accept) = (&digest, &accept);
    let own_session = viewer
        .signed_in()
        .filter(|actor| actor.email() == Some(offer.email.as_str()))
        .map(|actor| actor.session);
    market
        .db
        .write(|w| async move {
            let row = find(market, &w, &accept.token).await?;
            if (row.has_password == 1) == digest.is_some() {
                return Err(Failure::ChangedMeanwhile);
            }
            let organisation = OrganisationId::from_uuid(row.organisation_id);
            use_up(market, &w, &accept.token).await?;
            let person = take_role(market, &w, &row, organisation, digest.as_ref()).await?;
            let begins_today = row.days().begins(market.today()) == market.today();
            match (digest, own_session) {
                (Some(_), _) => {
                    let token = session::open(market, &w, person, &accept.device).await?;
                    session::switch(&w, token.as_str(), organisation).await?;
                    Ok(Some(token))
                }
                (None, Some(own)) if begins_today => {
                    let sql = "UPDATE session SET acting_for = $2 WHERE id = $1";
                    w.execute(sql, [own.uuid().into(), organisation.uuid().into()]).await?;
                    Ok(None)
                }
                (None, _) => Ok(None),
            }
        })
        .await
}

async fn use_up(market: &Market, w: &Writer, token: &str) -> Result<(), Failure> {
    let sql = "UPDATE invitation SET used_at = $2 \
               WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL";
    let used = w.execute(sql, [session::digest_of(token).into(), market.now().into()]).await?;
    if used == 1 { Ok(()) } else { Err(Failure::field("token", Problem::LinkExpired)) }
}

async fn take_role(
    market: &Market,
    w: &Writer,
    row: &Row,
    organisation: OrganisationId,
    chosen: Option<&(String, String)>,
) -> Result<PersonId, Failure> {
    let email = Email::parse(&row.email).map_err(|_| broken("a stored address is none"))?;
    let (name, digest) = chosen.map_or(("", None), |(name, digest)| (name.as_str(), Some(digest)));
    let person = user::find_or_create(market, w, &email, name, digest.map(String::as_str)).await?;
    if let Some((name, digest)) = chosen {
        // Somebody may have been known by address only, without a password so far.
        let sql = "UPDATE person SET name = $2, password_hash = $3, version = version + 1 \
                   WHERE id = $1 AND password_hash IS NULL";
        w.execute(sql, [person.uuid().into(), name.clone().into(), digest.clone().into()]).await?;
    }
    let role = row.role()?;
    let first = (role == Role::Buyer).then(|| FIRST_ORDER_LIMIT.get());
    let limit = row.order_limit_pence.or(first);
    tell_colleagues(market, w, row, organisation, name_of(w, person).await?).await?;
    let days = row.days();
    let grant = Grant {
        person,
        organisation,
        role,
        order_limit_pence: limit,
        starts_on: days.first,
        ends_on: days.last,
    };
    if !organisation::holds(w, &grant).await? {
        organisation::begin_role(market, w, grant).await?;
    }
    let who = Who::acting(person, organisation);
    let chain = organisation::chain_of(w, organisation).await?;
    let record = Record::new(chain, who, Deed::AcceptInvitation, person)
        .after(&json!({
            "organisation": organisation,
            "role": role,
            "from": days.first,
            "until": days.last,
        }))?
        .personal("email", email.as_str());
    audit::record(market, w, record).await?;
    Ok(person)
}

async fn name_of(r: &Reader, person: PersonId) -> Result<String, Failure> {
    #[derive(FromQueryResult)]
    struct Name {
        name: String,
    }
    let sql = "SELECT name FROM person WHERE id = $1";
    let found: Option<Name> = r.sql_one(sql, [person.uuid().into()]).await?;
    found.map(|found| found.name).ok_or_else(|| broken("a person vanished"))
}

/// Tells those who look after the organisation's people that somebody came in; where nobody does,
/// everybody there: whoever was let in from outside must not come unnoticed.
async fn tell_colleagues(
    market: &Market,
    w: &Writer,
    row: &Row,
    organisation: OrganisationId,
    name: String,
) -> Result<(), Failure> {
    let about =
        About::RoleTaken { organisation: row.organisation.clone(), name, role: row.role.clone() };
    let today = market.today();
    let mut to = who_may(w, organisation, Action::ManagePeople, today).await?;
    if to.is_empty() {
        to = holders(w, organisation, Role::ALL, today).await?;
    }
    tell_each(market, w, to, &about).await
}
