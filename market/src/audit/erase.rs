//! Erasing personal values from beside the trail. The entries stay, with digests that say nothing
//! without the salts; and an entry of the same chain says which values were erased, so that one that
//! is gone otherwise is missed ([`super::verify`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::id::{AuditId, OrganisationId, PersonId};
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Record, Who, record};
use crate::Market;
use crate::db::{Reader, Writer};

/// The field under which an entry keeps the name of whoever acted.
pub(crate) const SIGNED_BY: &str = "signed_by";
/// The field under which an entry keeps where its deed was done from, for a while
/// ([`crate::purge`]). An index of the table is of this field alone.
pub(crate) const FROM_WHERE: &str = "from_where";
/// For how many days that is kept. Afterwards it goes by itself, and no entry says so.
pub(crate) const FROM_WHERE_DAYS: i64 = 90;
/// How many values one entry says were erased.
const TOLD_AT_ONCE: usize = 500;

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
/// people, or that they signed, and where they ever acted from; gives how many. What a person wrote
/// of others stays.
pub(crate) async fn erase_values(
    market: &Market,
    w: &Writer,
    who: Who,
    address: &str,
    people: &[PersonId],
) -> Result<u64, Failure> {
    let mut erased = Erasing::default();
    for person in people {
        erased.erase(w, ABOUT, vec![person.to_string().into()]).await?;
        let by = "field IN ($2, $3) AND entry_id IN \
                  (SELECT id FROM audit_entry WHERE person_id = $1)";
        let values = vec![person.uuid().into(), SIGNED_BY.into(), FROM_WHERE.into()];
        erased.erase(w, by, values).await?;
    }
    let with = "entry_id IN (SELECT entry_id FROM audit_personal WHERE value = $1)";
    erased.erase(w, with, vec![address.into()]).await?;
    erased.tell(market, w, who).await
}

/// Erases, with their salts, the values of every entry about some things.
pub(crate) async fn erase_values_about(
    market: &Market,
    w: &Writer,
    who: Who,
    subjects: impl IntoIterator<Item = String>,
) -> Result<u64, Failure> {
    let mut erased = Erasing::default();
    for subject in subjects {
        erased.erase(w, ABOUT, vec![subject.into()]).await?;
    }
    erased.tell(market, w, who).await
}

const ABOUT: &str = "entry_id IN (SELECT id FROM audit_entry WHERE subject = $1)";

/// Values that are being erased: their field and entry, by the chain.
#[derive(Default)]
struct Erasing(BTreeMap<Uuid, Vec<(String, AuditId)>>);

impl Erasing {
    async fn erase(&mut self, w: &Writer, which: &str, values: Vec<Value>) -> Result<(), Failure> {
        #[derive(FromQueryResult)]
        struct Found {
            chain: Uuid,
            entry_id: Uuid,
            field: String,
        }
        // One statement: what another process enters meanwhile is neither erased nor left untold.
        let sql = format!(
            "DELETE FROM audit_personal WHERE {which} RETURNING entry_id, field, \
             (SELECT e.chain FROM audit_entry e WHERE e.id = entry_id) AS chain"
        );
        let found: Vec<Found> = w.sql_all(&sql, values).await?;
        for Found { chain, entry_id, field } in found {
            self.0.entry(chain).or_default().push((field, AuditId::from_uuid(entry_id)));
        }
        Ok(())
    }

    /// Says in each chain which of its values were erased, and gives how many in all.
    async fn tell(self, market: &Market, w: &Writer, who: Who) -> Result<u64, Failure> {
        let mut told = 0;
        for (chain, values) in self.0 {
            let chain = (!chain.is_nil()).then(|| OrganisationId::from_uuid(chain));
            for part in values.chunks(TOLD_AT_ONCE) {
                let count = u64::try_from(part.len()).unwrap_or(u64::MAX);
                let mut saying = Erased { values: count, erased: BTreeMap::new() };
                for (field, entry) in part {
                    saying.erased.entry(field.clone()).or_default().insert(*entry);
                }
                let entry = Record::new(chain, who, Deed::EraseValues, "audit_personal");
                record(market, w, entry.after(&saying)?).await?;
                told += count;
            }
        }
        Ok(told)
    }
}

/// What an entry says of values that were erased.
#[derive(Serialize, Deserialize)]
struct Erased {
    values: u64,
    /// The entries, by the field.
    erased: BTreeMap<String, BTreeSet<AuditId>>,
}

/// Of which entries of a chain which fields were erased, as other entries of it say.
pub(super) async fn told_erased(
    r: &Reader,
    chain: Uuid,
) -> Result<BTreeSet<(AuditId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct Told {
        after_change: Option<String>,
    }
    let sql = "SELECT after_change FROM audit_entry WHERE chain = $1 AND action = $2";
    let told: Vec<Told> = r.sql_all(sql, [chain.into(), Deed::EraseValues.code().into()]).await?;
    let mut all = BTreeSet::new();
    for after in told.into_iter().filter_map(|told| told.after_change) {
        // What does not read says of nothing that it was erased.
        let Ok(said) = serde_json::from_str::<Erased>(&after) else { continue };
        for (field, entries) in said.erased {
            all.extend(entries.into_iter().map(|entry| (entry, field.clone())));
        }
    }
    Ok(all)
}
