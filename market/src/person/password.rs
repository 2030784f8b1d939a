//! Passwords: what is a good one, and how its digest is kept (Argon2id, RFC 9106).

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::Duration;
use domain::id::PersonId;
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::db::broken;
use crate::limit::{self, Bucket};

/// How hard a password is to guess from its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// 19 MiB, two passes: the least that OWASP's password storage sheet advises.
    Owasp,
    /// The least that Argon2 allows; for tests, where thousands sign in.
    Least,
}

impl PasswordCost {
    fn argon2(self) -> Result<Argon2<'static>, Failure> {
        let params = match self {
            Self::Owasp => Params::new(19 * 1_024, 2, 1, None),
            Self::Least => Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None),
        };
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(broken)?))
    }
}

/// At least 10 and at most 200 characters, and not among the most guessed
/// (NIST SP 800-63B, section 5.1.1.2: length and a blocklist, no rules of composition).
pub(super) fn check(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    let bare: String =
        password.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let mut letters = bare.chars();
    let first = letters.next();
    let one_letter = first.is_some_and(|first| letters.all(|letter| letter == first));
    match length {
        0 => Err(Problem::Missing),
        1..10 => Err(Problem::TooShort { min: 10 }),
        201.. => Err(Problem::TooLong { max: 200 }),
        _ if one_letter || MOST_GUESSED.iter().any(|guess| bare == *guess) => {
            Err(Problem::TooCommon)
        }
        _ => Ok(()),
    }
}

/// Ten characters and longer, of the lists that attackers begin with.
const MOST_GUESSED: [&str; 24] = [
    "1234567890",
    "0123456789",
    "12345678910",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "iloveyou12",
    "letmein123",
    "welcome123",
    "welcome1234",
    "football123",
    "liverpool1",
    "manchester",
    "sunshine123",
    "headteacher",
    "schoolschool",
    "commonpool",
    "changeme123",
];

/// The digest of a password, made on a thread that may take its time.
pub(super) async fn digest(market: &Market, password: String) -> Result<String, Failure> {
    let cost = market.settings.password_cost;
    let salt = market.ids.secret();
    let work = move || -> Result<String, Failure> {
        let salt = SaltString::encode_b64(salt.get(..16).unwrap_or(&salt)).map_err(broken)?;
        let hash = cost.argon2()?.hash_password(password.as_bytes(), &salt).map_err(broken)?;
        Ok(hash.to_string())
    };
    let _turn = market.digesting.acquire().await.map_err(broken)?;
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

/// Whether the password fits the digest. With no digest it takes as long, and does not fit: an
/// address that nobody has answers as slowly as one that somebody has.
pub(super) async fn fits(
    market: &Market,
    password: String,
    digest: Option<String>,
) -> Result<bool, Failure> {
    let cost = market.settings.password_cost;
    let work = move || -> Result<bool, Failure> {
        match digest {
            Some(digest) => {
                let digest = PasswordHash::new(&digest).map_err(broken)?;
                Ok(Argon2::default().verify_password(password.as_bytes(), &digest).is_ok())
            }
            None => {
                let salt = SaltString::encode_b64(&[0; 16]).map_err(broken)?;
                cost.argon2()?.hash_password(password.as_bytes(), &salt).map_err(broken)?;
                Ok(false)
            }
        }
    };
    let _turn = market.digesting.acquire().await.map_err(broken)?;
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

/// Somebody signed in types their password once more, before what cannot be undone.
///
/// # Errors
/// `Invalid` on `password`; `TooMany`, so that whoever holds a stolen session cannot guess.
pub(super) async fn prove(market: &Market, person: PersonId, typed: String) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        password_hash: Option<String>,
    }
    let bucket = &Bucket::new(&["prove-password", &person.to_string()], 20, Duration::hours(1));
    market.db.write(|w| async move { limit::count(market, &w, bucket).await }).await?;
    let kept: Option<Kept> = market
        .db
        .read(|r| async move {
            let sql = "SELECT password_hash FROM person WHERE id = $1";
            r.sql_one(sql, [person.uuid().into()]).await
        })
        .await?;
    if fits(market, typed, kept.and_then(|kept| kept.password_hash)).await? {
        Ok(())
    } else {
        Err(Failure::field("password", Problem::NotThePassword))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_much_guessed_passwords_are_refused() {
        assert_eq!(check(""), Err(Problem::Missing));
        assert_eq!(check("short"), Err(Problem::TooShort { min: 10 }));
        assert_eq!(check("Password 123"), Err(Problem::TooCommon));
        assert_eq!(check("aaaaaaaaaaaa"), Err(Problem::TooCommon));
        assert_eq!(check(&"x1".repeat(101)), Err(Problem::TooLong { max: 200 }));
        assert_eq!(check("river boats at noon"), Ok(()));
    }
}
