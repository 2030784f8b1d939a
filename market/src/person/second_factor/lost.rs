//! A phone that is lost with its recovery codes. Whoever owns the installation lets its person in
//! again, by command line, once they know that it is that person who asks.

use domain::Failure;
use domain::audit::Deed;

use super::{find, forget};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::person::{session, user};

/// Forgets the second factor of whoever has an address, signs them out everywhere, and tells them.
/// They sign in with their password alone, and set up a code anew before they bind anybody.
///
/// # Errors
/// `NotFound` where nobody has the address, or they have set up no code.
pub async fn forget_second_factor(market: &Market, email: &str) -> Result<(), Failure> {
    let person = user::with_email(market, email).await?.ok_or(Failure::NotFound)?;
    market
        .db
        .write(|w| async move {
            find(&w, person).await?.ok_or(Failure::NotFound)?;
            forget(&w, person).await?;
            session::end_all(&w, person).await?;
            let record = Record::new(None, Who::owner(market), Deed::ForgetSecondFactor, person);
            audit::record(market, &w, record).await?;
            let Some((name, to)) = user::address(&w, person).await? else { return Ok(()) };
            let about = About::SecondFactorOff;
            job::enqueue(market, &w, &Job::SendMail(Mail { to, name, about })).await
        })
        .await
}
