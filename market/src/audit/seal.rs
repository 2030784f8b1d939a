//! Sealing entries into their chain.

use std::collections::HashMap;

use domain::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::table::{entry, party, seal as seal_table};
use crate::Market;
use crate::db::{Reader, rows};

/// How many entries one run of the job seals.
const BATCH: u64 = 500;
/// The form by which links are hashed now: the second covers in whose trail an entry stands, which
/// the first left out.
const FORM: i64 = 2;

/// Seals what waits, oldest first. One process at a time does this: the one row that each writes
/// first makes the others wait for it to commit.
pub async fn seal(market: &Market) -> Result<usize, Failure> {
    #[derive(sea_orm::FromQueryResult)]
    struct Waits {
        entry_id: Uuid,
    }
    let sql = "SELECT entry_id FROM audit_unsealed LIMIT 1";
    let waits: Option<Waits> = market.db.read(|r| async move { r.sql_one(sql, []).await }).await?;
    if waits.is_none_or(|waits| waits.entry_id.is_nil()) {
        return Ok(0);
    }
    let sealed_at = market.now();
    market
        .db
        .write(|w| async move {
            w.execute_one("UPDATE audit_sealer SET sealed_at = $1", [sealed_at.into()]).await?;
            let waiting: Vec<entry::Model> = w
                .all(
                    rows::<entry::Entity>()
                        .filter(
                            entry::Column::Id.in_subquery(
                                sea_orm::sea_query::Query::select()
                                    .column(super::table::unsealed::Column::EntryId)
                                    .from(super::table::unsealed::Entity)
                                    .to_owned(),
                            ),
                        )
                        .order_by_asc(entry::Column::Id)
                        .limit(BATCH),
                )
                .await?;
            let parties = parties(&w, waiting.iter().map(|entry| entry.id)).await?;
            let mut heads: std::collections::BTreeMap<Uuid, (i64, Vec<u8>)> =
                std::collections::BTreeMap::new();
            for entry in &waiting {
                let (position, previous) = match heads.get(&entry.chain) {
                    Some(head) => head.clone(),
                    None => newest(&w, entry.chain)
                        .await?
                        .map_or((0, vec![0; 32]), |seal| (seal.position, seal.hash)),
                };
                let with = parties.get(&entry.id).map_or(&[][..], Vec::as_slice);
                let hash = link(FORM, &previous, position + 1, entry, with);
                w.insert(seal_table::ActiveModel {
                    chain: Set(entry.chain),
                    position: Set(position + 1),
                    entry_id: Set(entry.id),
                    hash: Set(hash.to_vec()),
                    form: Set(FORM),
                    sealed_at: Set(sealed_at),
                })
                .await?;
                w.execute("DELETE FROM audit_unsealed WHERE entry_id = $1", [entry.id.into()])
                    .await?;
                heads.insert(entry.chain, (position + 1, hash.to_vec()));
            }
            Ok(waiting.len())
        })
        .await
}

/// In whose trail each of some entries stands besides that of its chain, in the order of their ids.
pub(super) async fn parties(
    r: &Reader,
    entries: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
    let of_these = rows::<party::Entity>().filter(party::Column::EntryId.is_in(entries));
    let mut by_entry: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for party in r.all(of_these).await? {
        by_entry.entry(party.entry_id).or_default().push(party.organisation_id);
    }
    for parties in by_entry.values_mut() {
        parties.sort_unstable();
    }
    Ok(by_entry)
}

/// The newest link of a chain.
pub(super) async fn newest(r: &Reader, chain: Uuid) -> Result<Option<seal_table::Model>, Failure> {
    let newest = rows::<seal_table::Entity>()
        .filter(seal_table::Column::Chain.eq(chain))
        .order_by_desc(seal_table::Column::Position)
        .limit(1);
    r.one(newest).await
}

/// Hashes a link: the link before it, its position, and every field of the entry, each with its
/// length before it so that no two entries read alike. The agent and the trust through which
/// somebody acted came later than the others: where there is none it adds nothing, so that older
/// links stay as they are. An entry has at most one of the two, and a trust has a word before it; so
/// have the parties, which every form but the first ends with.
pub(super) fn link(
    form: i64,
    previous: &[u8],
    position: i64,
    entry: &entry::Model,
    parties: &[Uuid],
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(position.to_be_bytes());
    let optional = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec());
    let fields: [Option<Vec<u8>>; 10] = [
        Some(entry.id.as_bytes().to_vec()),
        Some(entry.chain.as_bytes().to_vec()),
        Some(entry.at.timestamp_micros().to_be_bytes().to_vec()),
        optional(entry.person_id),
        optional(entry.acting_for),
        Some(entry.action.clone().into_bytes()),
        Some(entry.subject.clone().into_bytes()),
        entry.before_change.clone().map(String::into_bytes),
        entry.after_change.clone().map(String::into_bytes),
        Some(entry.personal_digests.clone().into_bytes()),
    ];
    let agent = entry.agent.clone().map(|agent| Some(agent.into_bytes()));
    let through =
        entry.acting_through.map(|id| [Some(b"through".to_vec()), Some(id.as_bytes().to_vec())]);
    let parties = parties.iter().map(|id| id.as_bytes().to_vec());
    let parties = std::iter::once(b"parties".to_vec()).chain(parties).filter(|_| form > 1);
    let later = agent.into_iter().chain(through.into_iter().flatten()).chain(parties.map(Some));
    for field in fields.into_iter().chain(later) {
        match field {
            None => hash.update([0]),
            Some(bytes) => {
                hash.update([1]);
                hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
                hash.update(bytes);
            }
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// Worked out by another program: a link that was once made reads the same for ever.
    #[test]
    fn a_link_of_either_form_stays_what_it_is() {
        let id = |byte: u8| Uuid::from_bytes([byte; 16]);
        let entry = entry::Model {
            id: id(1),
            chain: id(2),
            at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            person_id: Some(id(3)),
            acting_for: Some(id(4)),
            acting_through: Some(id(5)),
            agent: None,
            action: "add_user".to_owned(),
            subject: "person_x".to_owned(),
            before_change: None,
            after_change: Some("{}".to_owned()),
            personal_digests: r#"{"name":"d"}"#.to_owned(),
        };
        let of = |form: i64| hex::encode(link(form, &[7; 32], 3, &entry, &[id(4), id(5)]));
        assert_eq!(of(1), "97a9aa98f8abccdcc63f72310bafedbdc6305dc46a8081d90a541ecc354c5e67");
        assert_eq!(of(2), "25f83bb709c4691e297c4784857ad347ea6f1054935114f410040274a8b42f63");
    }
}
