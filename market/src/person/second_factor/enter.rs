//! Entering the code after the password.

use chrono::Duration;
use domain::Failure;
use domain::audit::Deed;
use domain::id::{PersonId, SessionId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::super::session::{self, Token};
use super::{MINUTES_TO_ENTER, take_code, take_recovery_code, wrong_code};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::limit::{self, Bucket};
use crate::mail::{About, Mail};

/// Wrong codes in one session before the password is asked for again.
const PER_SESSION: i64 = 5;
/// Codes tried on one person in an hour, by whoever knows the password. At three codes that fit at
/// any time, guessing takes years.
const PER_PERSON: i64 = 30;

#[derive(FromQueryResult)]
struct Owing {
    id: Uuid,
    person_id: Uuid,
}

async fn owing(market: &Market, r: &Reader, token: &str) -> Result<Option<Owing>, Failure> {
    let sql = "SELECT id, person_id FROM session \
               WHERE token_hash = $1 AND second_factor = 'owed' AND expires_at > $2";
    r.sql_one(sql, [session::digest_of(token).into(), market.now().into()]).await
}

/// Whether the session behind a cookie still owes a code.
pub async fn owes_code(market: &Market, token: &str) -> Result<bool, Failure> {
    let owing = market.db.read(|r| async move { owing(market, &r, token).await }).await?;
    Ok(owing.is_some())
}

/// Gives the code that a session owes; the session goes on under a new secret.
///
/// # Errors
/// `SignInNeeded` where the session owes none any more; `Invalid` on `code`; `TooMany`.
pub async fn enter_code(market: &Market, token: &str, code: &str) -> Result<Token, Failure> {
    let owed = market.db.read(|r| async move { owing(market, &r, token).await }).await?;
    let owed = &owed.ok_or(Failure::SignInNeeded)?;
    let person = PersonId::from_uuid(owed.person_id);
    // Counted in a transaction of its own: a refused code must stay counted.
    let tries = &[
        Bucket::new(
            &["code-in", &owed.id.to_string()],
            PER_SESSION,
            Duration::minutes(MINUTES_TO_ENTER),
        ),
        Bucket::new(&["code-of", &owed.person_id.to_string()], PER_PERSON, Duration::hours(1)),
    ];
    market
        .db
        .write(|w| async move {
            for bucket in tries {
                limit::count(market, &w, bucket).await?;
            }
            Ok(())
        })
        .await?;
    market
        .db
        .write(|w| async move {
            let by_phone = take_code(market, &w, person, code).await?;
            if !by_phone {
                if !take_recovery_code(market, &w, person, code).await? {
                    return Err(wrong_code());
                }
                tell_of_recovery(market, &w, person).await?;
            }
            let fresh = session::new_secret(market);
            let sql = "UPDATE session SET second_factor = 'given', token_hash = $2, \
                       last_seen_at = $3, expires_at = $4 WHERE id = $1 AND second_factor = 'owed'";
            let values = [
                owed.id.into(),
                session::digest_of(&fresh).into(),
                market.now().into(),
                (market.now() + session::IDLE).into(),
            ];
            w.execute_one(sql, values).await?;
            let action = if by_phone { Deed::EnterCode } else { Deed::UseRecoveryCode };
            let who = Who::person(person);
            let session = SessionId::from_uuid(owed.id);
            audit::record(market, &w, Record::new(None, who, action, session)).await?;
            Ok(Token::of(fresh))
        })
        .await
}

/// Somebody who did not use it themselves should know at once.
async fn tell_of_recovery(market: &Market, w: &Writer, person: PersonId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Told {
        email: Option<String>,
        name: String,
        codes_left: i64,
    }
    let sql = "SELECT p.email, p.name, (SELECT count(*) FROM recovery_code c \
               WHERE c.person_id = p.id AND c.used_at IS NULL) AS codes_left \
               FROM person p WHERE p.id = $1";
    let told: Option<Told> = w.sql_one(sql, [person.uuid().into()]).await?;
    let Some(Told { email: Some(to), name, codes_left }) = told else { return Ok(()) };
    let about = About::RecoveryCodeUsed { codes_left };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name, about })).await
}
