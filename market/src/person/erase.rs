//! Erasing what is known of a person, because they ask for it by right (UK GDPR, article 17). The
//! owner of the installation does it, by command line, once they know that it is that person who
//! asks.
//!
//! What the law needs stays (article 17(3)(b) and (e)): what was ordered, signed and paid, by which
//! role of which organisation; and the name beside what binds a school, for as long as the contract
//! may be sued upon.

use domain::Failure;
use domain::audit::Deed;
use domain::id::PersonId;
use domain::text::Email;
use sea_orm::FromQueryResult;

use super::{closing, user};
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, like_part};
use crate::{Market, event, group, people};

/// What was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Erased {
    /// The accounts that were closed.
    pub accounts: usize,
    /// Values taken from beside the audit trail.
    pub values: u64,
    /// Invitations, requests to join and messages to the address.
    pub others: u64,
    /// Whether the name stays beside a contract that may still be sued upon.
    pub name_kept: bool,
    /// Whether an organisation is left with nobody who may say who belongs to it.
    pub left_alone: bool,
}

/// Erases what is known of whoever has or had an address. Their account is closed, where it is not
/// closed already; the audit chain stays whole.
///
/// # Errors
/// `Invalid` on `email`; `NotFound` where nothing is known of the address.
pub async fn erase(market: &Market, email: &str) -> Result<Erased, Failure> {
    let email = Email::parse(email).map_err(|problem| Failure::field("email", problem))?;
    let address = email.as_str();
    market
        .db
        .write(|w| async move {
            let found = those_with(&w, address).await?;
            let mut erased = Erased { accounts: found.len(), ..Erased::default() };
            for person in &found {
                let against = people::leave_everywhere(market, &w, *person).await?;
                erased.left_alone |= !against.is_empty();
                group::leave_groups(market, &w, *person, Who::owner(market)).await?;
                closing::forget(market, &w, *person).await?;
                erased.name_kept |= has_name(&w, *person).await?;
            }
            let who = Who::owner(market);
            erased.values += audit::erase_values(market, &w, who, address, &found).await?;
            erased.others = others(&w, address).await?;
            if erased == Erased::default() {
                return Err(Failure::NotFound);
            }
            let subject = found.first().map_or_else(|| "nobody".to_owned(), PersonId::to_string);
            let entry = Record::new(None, who, Deed::ErasePerson, subject);
            audit::record(market, &w, entry.after(&erased)?).await?;
            Ok(erased)
        })
        .await
}

/// Whoever has the address, and whoever had it when something was written down.
async fn those_with(r: &Reader, address: &str) -> Result<Vec<PersonId>, Failure> {
    let mut people = audit::people_with(r, address).await?;
    let now = user::find(r, address).await?;
    people.extend(now.filter(|person| !people.contains(person)));
    Ok(people)
}

async fn has_name(r: &Reader, person: PersonId) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Named {
        name: String,
    }
    let sql = "SELECT name FROM person WHERE id = $1";
    let named: Option<Named> = r.sql_one(sql, [person.uuid().into()]).await?;
    Ok(named.is_some_and(|person| person.name != closing::FORMER))
}

/// What is kept under the address itself, and what is on its way to it.
async fn others(w: &Writer, address: &str) -> Result<u64, Failure> {
    let mut gone = 0;
    for sql in
        ["DELETE FROM invitation WHERE email = $1", "DELETE FROM join_request WHERE email = $1"]
    {
        gone += w.execute(sql, [address.into()]).await?;
    }
    gone += event::erase_delegate(w, address).await?;
    // An address has no sign that JSON writes otherwise.
    let sql = "DELETE FROM job WHERE done_at IS NULL AND (payload LIKE $1 ESCAPE '\\' \
               OR payload LIKE $2 ESCAPE '\\')";
    let to = like_part(&format!("\"to\":\"{address}\""));
    let asked = like_part(&format!("\"email\":\"{address}\""));
    Ok(gone + w.execute(sql, [to.into(), asked.into()]).await?)
}
