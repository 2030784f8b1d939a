//! Choosing a new password by e-mail.

use chrono::Duration;
use domain::audit::Deed;
use domain::id::PersonId;
use domain::text::Email;
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::sign_in::Place;
use super::{password, session};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::job::{self, Job};
use crate::limit::{self, Bucket, network};
use crate::mail::{About, Mail};

/// How long the link works.
const LINK_HOURS: i64 = 1;
/// Messages to one address in an hour.
const MESSAGES: i64 = 4;
/// Questions from one network address in an hour.
const QUESTIONS: i64 = 40;

/// Asks for a link to be sent to whoever has the address.
///
/// Whether anybody has it is looked up by a job, later: the answer is the same for every address,
/// and takes as long.
///
/// # Errors
/// `Invalid` on `email`; `TooMany` after many questions from one network.
pub async fn ask_for_reset(market: &Market, email: &str, from: &str) -> Result<(), Failure> {
    let email = Email::parse(email).map_err(|problem| Failure::field("email", problem))?;
    let hour = Duration::hours(1);
    let asked = &Bucket::new(&["reset-from", &network(from)], QUESTIONS, hour);
    market.db.write(|w| async move { limit::count(market, &w, asked).await }).await?;
    let sent = &Bucket::new(&["reset-to", email.as_str()], MESSAGES, hour);
    let asked_from = market.asked_from.as_deref().map(str::to_owned);
    let job = &Job::SendReset { email: email.as_str().to_owned(), asked_from };
    let done = market
        .db
        .write(|w| async move {
            limit::count(market, &w, sent).await?;
            job::enqueue(market, &w, job).await
        })
        .await;
    match done {
        // Whoever floods somebody's letter box learns nothing from being stopped.
        Err(Failure::TooMany { .. }) => Ok(()),
        other => other,
    }
}

/// Sends the link, if anybody has the address.
pub(crate) async fn send_reset(market: &Market, address: &str) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
        name: String,
    }
    let secret = &session::new_secret(market);
    market
        .db
        .write(|w| async move {
            let sql = "SELECT id, name FROM person WHERE email = $1";
            let Some(found) = w.sql_one::<Found>(sql, [address.into()]).await? else {
                return Ok(());
            };
            let sql = "INSERT INTO password_reset (token_hash, person_id, expires_at) \
                       VALUES ($1, $2, $3)";
            let expires = market.now() + Duration::hours(LINK_HOURS);
            let values = [session::digest_of(secret).into(), found.id.into(), expires.into()];
            w.execute(sql, values).await?;
            let about = About::PasswordReset { token: secret.clone() };
            let mail = Mail { to: address.to_owned(), name: found.name, about };
            job::enqueue(market, &w, &Job::SendMail(mail)).await?;
            // Anybody can ask with anybody's address.
            let subject = PersonId::from_uuid(found.id);
            let entry = Record::new(None, Who::VISITOR, Deed::AskForReset, subject);
            audit::record(market, &w, entry).await
        })
        .await
}

/// Whether a new password can still be chosen by a link: it was not used, and has not run out.
pub async fn reset_link_works(market: &Market, token: &str) -> Result<bool, Failure> {
    let now = market.now();
    let found: Option<Reset> = market
        .db
        .read(|r| async move {
            let sql = "SELECT person_id FROM password_reset \
                       WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
            r.sql_one(sql, [session::digest_of(token).into(), now.into()]).await
        })
        .await?;
    Ok(found.is_some())
}

#[derive(FromQueryResult)]
struct Reset {
    person_id: Uuid,
}

/// Sets the new password, and ends every session there was. The link shows whose it is, so that the
/// person is known from now on in the network from which it was followed: however much strangers
/// try, they can sign in.
///
/// # Errors
/// `Invalid` on `token` where the link was used or ran out, on `password` where it is too weak.
pub async fn reset_password(
    market: &Market,
    token: &str,
    new: String,
    from: &str,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Changed {
        email: Option<String>,
    }
    password::check(&new).map_err(|problem| Failure::field("password", problem))?;
    let now = market.now();
    // Making a digest is dear: only for a link that works.
    if !reset_link_works(market, token).await? {
        return Err(Failure::field("token", Problem::LinkExpired));
    }
    let digest = &password::digest(market, new).await?;
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE password_reset SET used_at = $2 \
                       WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 \
                       RETURNING person_id";
            let values = [session::digest_of(token).into(), now.into()];
            let used: Option<Reset> = w.sql_one(sql, values).await?;
            let used = used.ok_or_else(|| Failure::field("token", Problem::LinkExpired))?;
            let person = PersonId::from_uuid(used.person_id);
            let sql = "UPDATE person SET password_hash = $2, version = version + 1 WHERE id = $1 \
                       RETURNING email";
            let values = [used.person_id.into(), digest.clone().into()];
            let changed: Option<Changed> = w.sql_one(sql, values).await?;
            if let Some(email) = changed.and_then(|person| person.email) {
                Place::new(&email, from, None).know_network(market, &w).await?;
            }
            // Whoever had another link cannot use it after this.
            let sql = "UPDATE password_reset SET used_at = $2 \
                       WHERE person_id = $1 AND used_at IS NULL";
            w.execute(sql, [used.person_id.into(), now.into()]).await?;
            session::end_all(&w, person).await?;
            let who = Who::person(person);
            audit::record(market, &w, Record::new(None, who, Deed::ResetPassword, person)).await
        })
        .await
}
