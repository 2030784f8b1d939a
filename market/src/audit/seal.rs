//! Sealing entries into their chain.

use domain::Failure;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::table::{entry, seal as seal_table};
use crate::Market;
use crate::db::{Reader, rows};

/// How many entries one run of the job seals.
const BATCH: u64 = 500;

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
            let mut heads: std::collections::BTreeMap<Uuid, (i64, Vec<u8>)> =
                std::collections::BTreeMap::new();
            for entry in &waiting {
                let (position, previous) = match heads.get(&entry.chain) {
                    Some(head) => head.clone(),
                    None => newest(&w, entry.chain)
                        .await?
                        .map_or((0, vec![0; 32]), |seal| (seal.position, seal.hash)),
                };
                let hash = link(&previous, position + 1, entry);
                w.insert(seal_table::ActiveModel {
                    chain: Set(entry.chain),
                    position: Set(position + 1),
                    entry_id: Set(entry.id),
                    hash: Set(hash.to_vec()),
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
/// links stay as they are. An entry has at most one of the two, and a trust has a word before it.
pub(super) fn link(previous: &[u8], position: i64, entry: &entry::Model) -> [u8; 32] {
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
    for field in fields.into_iter().chain(agent).chain(through.into_iter().flatten()) {
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
