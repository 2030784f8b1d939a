//! Signing in with an address and a password, and how often that may be tried
//! (docs/decisions/0007).
//!
//! Whoever comes on a device or from a network on which the person has signed in before is known
//! there; whatever strangers try elsewhere never slows them.

use chrono::Duration;
use domain::id::PersonId;
use domain::text::Email;
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::session::{self, Token};
use super::{password, user};
use crate::Market;
use crate::db::Writer;
use crate::limit::{self, Bucket, network};

/// What somebody typed to sign in.
#[derive(Clone)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The network address of whoever asks.
    pub from: String,
    /// The browser and the system, in a few words.
    pub device: String,
    /// The secret that this device was given when somebody signed in on it before
    /// ([`Token::device`]), if it brings one.
    pub known_by: Option<String>,
}

/// In a quarter of an hour, on one account: from one network, or on one known device.
const OWN_ATTEMPTS: i64 = 8;
/// In a quarter of an hour, from one network on all accounts: a whole school may share one.
const NETWORK_ATTEMPTS: i64 = 200;
/// In an hour, on one account from networks on which it is not known (NIST SP 800-63B, section
/// 5.2.2: no more than 100).
const STRANGERS_ATTEMPTS: i64 = 100;
/// In a quarter of an hour, on all accounts from networks on which they are not known: passwords are
/// dear to check.
const ALL_STRANGERS_ATTEMPTS: i64 = 6_000;
/// How long a device or a network stays known after it was last used to sign in.
const KNOWN_FOR: Duration = Duration::days(90);

const QUARTER: Duration = Duration::minutes(15);

/// The longest secret of a device that is read: what we give is shorter.
const SECRET_MAX: usize = 64;

/// Where somebody comes from: their network, and what their device is known by.
pub(super) struct Place<'a> {
    email: &'a str,
    network: String,
    device: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(super) fn new(email: &'a str, from: &str, known_by: Option<&'a str>) -> Self {
        let device = known_by.filter(|secret| (1..=SECRET_MAX).contains(&secret.len()));
        Self { email, network: network(from), device }
    }

    /// The mark of the network.
    fn known_network(&self) -> Bucket {
        Bucket::new(&["signed-in", self.email, &self.network], i64::MAX, KNOWN_FOR)
    }

    /// The mark of a device.
    fn known_device(&self, secret: &str) -> Bucket {
        Bucket::new(&["signed-in-on", self.email, secret], i64::MAX, KNOWN_FOR)
    }

    /// What only attempts on this device, or else in this network, fill.
    fn own(&self, device: Option<&str>) -> Bucket {
        match device {
            Some(secret) => Bucket::new(&["sign-in-on", self.email, secret], OWN_ATTEMPTS, QUARTER),
            None => Bucket::new(&["sign-in", self.email, &self.network], OWN_ATTEMPTS, QUARTER),
        }
    }

    /// The device's secret, where the person has signed in on it before.
    async fn device_known(&self, market: &Market, w: &Writer) -> Result<Option<&'a str>, Failure> {
        let Some(secret) = self.device else { return Ok(None) };
        let known = limit::is_marked(market, w, &self.known_device(secret)).await?;
        Ok(known.then_some(secret))
    }

    /// Counts an attempt, and gives the bucket that success empties.
    async fn count_attempt(&self, market: &Market, w: &Writer) -> Result<Bucket, Failure> {
        let device = self.device_known(market, w).await?;
        let own = self.own(device);
        limit::count(market, w, &own).await?;
        if device.is_some() {
            return Ok(own);
        }
        let from = Bucket::new(&["sign-in-from", &self.network], NETWORK_ATTEMPTS, QUARTER);
        limit::count(market, w, &from).await?;
        if !limit::is_marked(market, w, &self.known_network()).await? {
            let hour = Duration::hours(1);
            let on_account = Bucket::new(&["sign-in-to", self.email], STRANGERS_ATTEMPTS, hour);
            limit::count(market, w, &on_account).await?;
            let everywhere = Bucket::new(&["sign-in-anywhere"], ALL_STRANGERS_ATTEMPTS, QUARTER);
            limit::count(market, w, &everywhere).await?;
        }
        Ok(own)
    }

    /// Marks the network as one on which the person is known, from now for [`KNOWN_FOR`].
    pub(super) async fn know_network(&self, market: &Market, w: &Writer) -> Result<(), Failure> {
        limit::mark(market, w, &self.known_network()).await
    }

    /// Marks the device too, and gives the secret it is known by: the one it brought, or a new one.
    async fn know_device(&self, market: &Market, w: &Writer) -> Result<String, Failure> {
        let secret = self.device.map_or_else(|| session::new_secret(market), str::to_owned);
        limit::mark(market, w, &self.known_device(&secret)).await?;
        Ok(secret)
    }
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    password_hash: Option<String>,
}

/// Signs somebody in.
///
/// An unknown address, a wrong password and an account without one answer alike and as slowly.
///
/// # Errors
/// `Invalid` on `password` for any of these; `TooMany` after many attempts. Attempts of strangers
/// on an account never slow a device or a network on which its person has signed in before.
pub async fn sign_in(market: &Market, typed: SignIn) -> Result<Token, Failure> {
    let wrong = || Failure::field("password", Problem::WrongPassword);
    let email = Email::parse(&typed.email).map_err(|problem| Failure::field("email", problem))?;
    if typed.password.is_empty() {
        return Err(Failure::field("password", Problem::Missing));
    }
    let address = email.as_str();
    let place = &Place::new(address, &typed.from, typed.known_by.as_deref());
    let own = market.db.write(|w| async move { place.count_attempt(market, &w).await }).await?;
    let found = market
        .db
        .read(|r| async move {
            let sql = "SELECT id, password_hash FROM person WHERE email = $1";
            r.sql_one::<Found>(sql, [address.into()]).await
        })
        .await?;
    let (person, digest) =
        found.map_or((None, None), |found| (Some(found.id), found.password_hash));
    let fits = password::fits(market, typed.password, digest).await?;
    let person = person.filter(|_| fits).map(PersonId::from_uuid).ok_or_else(wrong)?;
    let (own, device) = (&own, &typed.device);
    market
        .db
        .write(|w| async move {
            limit::clear(&w, own).await?;
            place.know_network(market, &w).await?;
            let secret = place.know_device(market, &w).await?;
            let token = session::open(market, &w, person, device).await?;
            Ok(token.on_device(secret))
        })
        .await
}

/// Signs in as a person of a demo world. In a real installation there is no such thing.
///
/// # Errors
/// `NotFound` unless the installation is a demo.
pub async fn sign_in_as(market: &Market, person: PersonId, device: &str) -> Result<Token, Failure> {
    market
        .db
        .write(|w| async move {
            user::must_be_of_demo(&w, person).await?;
            session::open_in_demo(market, &w, person, device).await
        })
        .await
}
