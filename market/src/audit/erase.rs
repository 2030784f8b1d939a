//! Erasing personal values from beside the trail. The entries stay, with digests that say nothing
//! without the salts.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::id::PersonId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, Writer};

/// The field under which an entry keeps the name of whoever acted.
pub(crate) const SIGNED_BY: &str = "signed_by";
/// The field under which an entry keeps where its deed was done from, for a while
/// ([`crate::purge`]). An index of the table is of this field alone.
pub(crate) const FROM_WHERE: &str = "from_where";

/// The least id that can be made at an instant: the first 48 bits are its milliseconds.
pub(crate) fn first_id(at: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(u128::from(milliseconds) << 80)
}

/// The people whom entries tell of together with an address: also those who closed their account
/// since, whom nothing else leads to.
pub(crate) async fn people_with(r: &Reader, address: &str) -> Result<Vec<PersonId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        subject: String,
    }
    let sql = "SELECT DISTINCT e.subject FROM audit_personal p \
               JOIN audit_entry e ON e.id = p.entry_id WHERE p.value = $1";
    let found: Vec<Found> = r.sql_all(sql, [address.into()]).await?;
    Ok(found.iter().filter_map(|entry| entry.subject.parse().ok()).collect())
}

/// Erases, with their salts, the values of every entry that holds an address, that is about the
/// person, or that they signed, and where they ever acted from; gives how many. What a person wrote
/// of others stays.
pub(crate) async fn erase_values(
    w: &Writer,
    address: &str,
    person: Option<PersonId>,
) -> Result<u64, Failure> {
    let sql = "DELETE FROM audit_personal WHERE entry_id IN \
               (SELECT entry_id FROM audit_personal WHERE value = $1)";
    let mut erased = w.execute(sql, [address.into()]).await?;
    if let Some(person) = person {
        erased += erase_values_about(w, &person.to_string()).await?;
        let sql = "DELETE FROM audit_personal WHERE field IN ($2, $3) AND entry_id IN \
                   (SELECT id FROM audit_entry WHERE person_id = $1)";
        let values = [person.uuid().into(), SIGNED_BY.into(), FROM_WHERE.into()];
        erased += w.execute(sql, values).await?;
    }
    Ok(erased)
}

/// Erases, with their salts, the values of every entry about a thing.
pub(crate) async fn erase_values_about(w: &Writer, subject: &str) -> Result<u64, Failure> {
    let sql = "DELETE FROM audit_personal WHERE entry_id IN \
               (SELECT id FROM audit_entry WHERE subject = $1)";
    w.execute(sql, [subject.into()]).await
}
