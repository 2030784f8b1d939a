//! A second step at signing in: a code from the person's phone (RFC 6238), or one of the recovery
//! codes they wrote down.

mod enter;
mod lost;
mod set_up;

pub use enter::{enter_code, owes_code};
pub use lost::forget_second_factor;
pub(crate) use set_up::forget;
pub use set_up::{
    Pending, RecoveryCodes, SecondFactor, begin_second_factor, confirm_second_factor,
    pending_second_factor, renew_recovery_codes, second_factor, turn_off_second_factor,
};

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use totp_rs::{Builder, Secret, Totp};

use super::session;
use crate::Market;
use crate::db::{Reader, Writer, broken};

/// Who must give a code beside the password before doing what binds others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// Everybody.
    Required,
    /// Only who set it up: for tests of other things.
    WhereChosen,
}

/// How long the password is remembered while the code is awaited.
pub(super) const MINUTES_TO_ENTER: i64 = 10;

/// The name under which a phone keeps the secret.
const ISSUER: &str = "Commonpool";

/// What is stored of a second factor.
#[derive(FromQueryResult)]
struct Row {
    secret: Vec<u8>,
    confirmed_at: Option<DateTime<Utc>>,
    last_step: i64,
}

async fn find(r: &Reader, person: PersonId) -> Result<Option<Row>, Failure> {
    let sql = "SELECT secret, confirmed_at, last_step FROM second_factor WHERE person_id = $1";
    r.sql_one(sql, [person.uuid().into()]).await
}

/// Whether the person has a second factor that counts.
pub(super) async fn is_on(r: &Reader, person: PersonId) -> Result<bool, Failure> {
    Ok(find(r, person).await?.is_some_and(|row| row.confirmed_at.is_some()))
}

/// The clockwork over a secret: six digits, thirty seconds, one step early or late allowed.
fn clockwork(secret: &[u8], account: &str) -> Result<Totp, Failure> {
    Builder::new()
        .with_secret(Secret::new(secret.into()))
        .with_issuer(Some(ISSUER))
        .with_account_name(account.replace(':', " "))
        .build()
        .map_err(broken)
}

/// Takes a code that the phone shows now, and never the same one twice.
async fn take_code(
    market: &Market,
    w: &Writer,
    person: PersonId,
    typed: &str,
) -> Result<bool, Failure> {
    let Some(row) = find(w, person).await? else { return Ok(false) };
    let now = u64::try_from(market.now().timestamp()).map_err(broken)?;
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = clockwork(&row.secret, "")?.check(&digits, now) else { return Ok(false) };
    let step = i64::try_from(step).map_err(broken)?;
    if step <= row.last_step {
        return Ok(false);
    }
    let sql = "UPDATE second_factor SET last_step = $2 WHERE person_id = $1 AND last_step < $2";
    Ok(w.execute(sql, [person.uuid().into(), step.into()]).await? == 1)
}

/// Takes a recovery code that was not used before.
async fn take_recovery_code(
    market: &Market,
    w: &Writer,
    person: PersonId,
    typed: &str,
) -> Result<bool, Failure> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let digest = session::digest_of(&code.to_uppercase());
    let sql = "UPDATE recovery_code SET used_at = $3 \
               WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL";
    let values = [person.uuid().into(), digest.into(), market.now().into()];
    Ok(w.execute(sql, values).await? == 1)
}

fn wrong_code() -> Failure {
    Failure::field("code", Problem::WrongCode)
}
