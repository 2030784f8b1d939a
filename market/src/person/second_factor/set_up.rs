//! Setting the second step up, renewing the recovery codes, turning it off.

use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::id::PersonId;
use sea_orm::FromQueryResult;

use super::{clockwork, find, take_code, take_recovery_code, wrong_code};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::{Writer, broken};
use crate::job::{self, Job};
use crate::limit::{self, Bucket};
use crate::mail::{About, Mail};
use crate::person::{password, session};

/// Codes tried in an hour by somebody signed in.
const PROOFS: i64 = 20;
/// How many recovery codes a person gets.
const CODES: usize = 10;

/// How somebody's second step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// There is none.
    Off,
    /// It is asked for at each signing in.
    On {
        /// Since when.
        since: DateTime<Utc>,
        /// How many recovery codes are left.
        codes_left: i64,
    },
}

/// A second step that has been begun: what the phone needs to know.
#[derive(Clone)]
pub struct Pending {
    /// The secret as people type it, in groups of four.
    pub key: String,
    /// The address that a phone reads from a QR code (`otpauth://`).
    pub url: String,
}

/// Recovery codes, to be shown once and written down.
#[derive(Clone)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// Each as `ABCDE-FGHJK`.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    fn fresh(market: &Market) -> Self {
        // Letters and digits that nobody takes for one another: 32 of them, so five bits each.
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let letter =
            |byte: u8| LETTERS.get(usize::from(byte & 31)).copied().map_or('-', char::from);
        let code = |bytes: [u8; 32]| {
            let letters: String = bytes.into_iter().take(10).map(letter).collect();
            let (one, other) = letters.split_at(5);
            format!("{one}-{other}")
        };
        Self((0..CODES).map(|_| code(market.ids.secret())).collect())
    }
}

/// How the actor's second step stands.
pub async fn second_factor(market: &Market, actor: &Actor) -> Result<SecondFactor, Failure> {
    #[derive(FromQueryResult)]
    struct Standing {
        confirmed_at: Option<DateTime<Utc>>,
        codes_left: i64,
    }
    let person = actor.person;
    let standing: Option<Standing> = market
        .db
        .read(|r| async move {
            let sql = "SELECT f.confirmed_at, (SELECT count(*) FROM recovery_code c \
                       WHERE c.person_id = f.person_id AND c.used_at IS NULL) AS codes_left \
                       FROM second_factor f WHERE f.person_id = $1";
            r.sql_one(sql, [person.uuid().into()]).await
        })
        .await?;
    Ok(match standing {
        Some(Standing { confirmed_at: Some(since), codes_left }) => {
            SecondFactor::On { since, codes_left }
        }
        _ => SecondFactor::Off,
    })
}

/// Begins to set it up: makes a secret, which counts for nothing until a code confirms it. One
/// begun before is replaced.
///
/// # Errors
/// `ChangedMeanwhile` where it is on already.
pub async fn begin_second_factor(market: &Market, actor: &Actor) -> Result<(), Failure> {
    let person = actor.person;
    // RFC 4226, section 4, R6: 160 bits are recommended.
    let secret: Vec<u8> = market.ids.secret().into_iter().take(20).collect();
    let secret = &secret;
    market
        .db
        .write(|w| async move {
            let sql = "INSERT INTO second_factor (person_id, secret, begun_at, last_step) \
                       VALUES ($1, $2, $3, 0) ON CONFLICT (person_id) DO UPDATE \
                       SET secret = excluded.secret, begun_at = excluded.begun_at \
                       WHERE second_factor.confirmed_at IS NULL";
            let values = [person.uuid().into(), secret.clone().into(), market.now().into()];
            w.execute_one(sql, values).await
        })
        .await
}

/// What the phone needs to know of a second step that was begun.
///
/// # Errors
/// `NotFound` where none was begun, or it is confirmed: the secret is shown to nobody then.
pub async fn pending_second_factor(market: &Market, actor: &Actor) -> Result<Pending, Failure> {
    let person = actor.person;
    let row = market.db.read(|r| async move { find(&r, person).await }).await?;
    let row = row.filter(|row| row.confirmed_at.is_none()).ok_or(Failure::NotFound)?;
    let totp = clockwork(&row.secret, actor.email().unwrap_or("account"))?;
    let letters: Vec<char> = totp.secret().to_base32().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    Ok(Pending { key: groups.join(" "), url: totp.to_url().map_err(broken)? })
}

/// Confirms it with a code from the phone, and gives the recovery codes. From now on every other
/// session of the person is ended, and this one counts as having given a code.
///
/// # Errors
/// `Invalid` on `code`; `NotFound` where none was begun.
pub async fn confirm_second_factor(
    market: &Market,
    actor: &Actor,
    code: &str,
) -> Result<RecoveryCodes, Failure> {
    let (person, this) = (actor.person, actor.session);
    let codes = RecoveryCodes::fresh(market);
    let fresh = &codes;
    market
        .db
        .write(|w| async move {
            let row = find(&w, person).await?;
            row.filter(|row| row.confirmed_at.is_none()).ok_or(Failure::NotFound)?;
            if !take_code(market, &w, person, code).await? {
                return Err(wrong_code());
            }
            let sql = "UPDATE second_factor SET confirmed_at = $2 \
                       WHERE person_id = $1 AND confirmed_at IS NULL";
            w.execute_one(sql, [person.uuid().into(), market.now().into()]).await?;
            keep(&w, person, fresh).await?;
            let sql = "UPDATE session SET second_factor = 'given' WHERE id = $1";
            w.execute_one(sql, [this.uuid().into()]).await?;
            let sql = "DELETE FROM session WHERE person_id = $1 AND id <> $2";
            w.execute(sql, [person.uuid().into(), this.uuid().into()]).await?;
            changed(market, &w, actor, Deed::ConfirmSecondFactor, About::SecondFactorOn).await
        })
        .await?;
    Ok(codes)
}

/// Gives new recovery codes; the old ones work no more.
///
/// # Errors
/// `Invalid` on `code`, where it is neither the phone's nor an unused recovery code.
pub async fn renew_recovery_codes(
    market: &Market,
    actor: &Actor,
    code: &str,
) -> Result<RecoveryCodes, Failure> {
    let person = actor.person;
    count_proof(market, person).await?;
    let codes = RecoveryCodes::fresh(market);
    let fresh = &codes;
    market
        .db
        .write(|w| async move {
            prove(market, &w, person, code).await?;
            keep(&w, person, fresh).await?;
            let about = About::RecoveryCodesRenewed;
            changed(market, &w, actor, Deed::RenewRecoveryCodes, about).await
        })
        .await?;
    Ok(codes)
}

/// Turns it off. Whoever approves cannot do so again until it is set up anew.
///
/// # Errors
/// `Invalid` on `password` or `code`.
pub async fn turn_off_second_factor(
    market: &Market,
    actor: &Actor,
    typed_password: String,
    code: &str,
) -> Result<(), Failure> {
    let person = actor.person;
    password::prove(market, person, typed_password).await?;
    count_proof(market, person).await?;
    market
        .db
        .write(|w| async move {
            prove(market, &w, person, code).await?;
            forget(&w, person).await?;
            let sql = "UPDATE session SET second_factor = 'none' WHERE person_id = $1";
            w.execute(sql, [person.uuid().into()]).await?;
            changed(market, &w, actor, Deed::TurnOffSecondFactor, About::SecondFactorOff).await
        })
        .await
}

/// Removes secret and recovery codes.
pub(crate) async fn forget(w: &Writer, person: PersonId) -> Result<(), Failure> {
    let values = || [person.uuid().into()];
    w.execute("DELETE FROM recovery_code WHERE person_id = $1", values()).await?;
    w.execute("DELETE FROM second_factor WHERE person_id = $1", values()).await.map(|_| ())
}

/// Whoever holds a stolen session cannot guess codes in it.
async fn count_proof(market: &Market, person: PersonId) -> Result<(), Failure> {
    let bucket = &Bucket::new(&["prove-code", &person.to_string()], PROOFS, Duration::hours(1));
    market.db.write(|w| async move { limit::count(market, &w, bucket).await }).await
}

async fn prove(market: &Market, w: &Writer, person: PersonId, code: &str) -> Result<(), Failure> {
    let fits = take_code(market, w, person, code).await?
        || take_recovery_code(market, w, person, code).await?;
    if fits { Ok(()) } else { Err(wrong_code()) }
}

async fn keep(w: &Writer, person: PersonId, codes: &RecoveryCodes) -> Result<(), Failure> {
    let sql = "DELETE FROM recovery_code WHERE person_id = $1";
    w.execute(sql, [person.uuid().into()]).await?;
    for code in codes.all() {
        let plain = code.replace('-', "");
        let sql = "INSERT INTO recovery_code (person_id, code_hash) VALUES ($1, $2)";
        w.execute(sql, [person.uuid().into(), session::digest_of(&plain).into()]).await?;
    }
    Ok(())
}

/// Writes it down, and tells the person: whoever did not do it themselves should know at once.
async fn changed(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    deed: Deed,
    about: About,
) -> Result<(), Failure> {
    let who = Who::person(actor.person);
    audit::record(market, w, Record::new(None, who, deed, actor.person)).await?;
    let Some(to) = actor.email().map(str::to_owned) else { return Ok(()) };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name: actor.name.clone(), about })).await
}
