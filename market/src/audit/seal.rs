//! Sealing entries into their chain, and checking the chain.

use std::fmt;
use std::str::FromStr;

use domain::Failure;
use domain::id::{AuditId, OrganisationId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::table::{entry, seal as seal_table};
use crate::Market;
use crate::db::{Reader, rows};

/// How many entries one run of the job seals.
const BATCH: u64 = 500;
/// How many links are read at a time while checking.
const PAGE: u64 = 1_000;

/// The newest link of a chain, for keeping outside: a chain rewritten or shortened since no longer
/// agrees with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many links the chain had.
    pub position: i64,
    /// The hash of the newest.
    pub hash: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, hex::encode(self.hash))
    }
}

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (position, hash) = text.trim().split_once(':').ok_or(NotAHead)?;
        let position = position.parse().map_err(|_| NotAHead)?;
        let hash = hex::decode(hash).map_err(|_| NotAHead)?.try_into().map_err(|_| NotAHead)?;
        Ok(Self { position, hash })
    }
}

/// The text is not the head of a chain as it was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the head of an audit chain, like 42:9f86d081…")]
pub struct NotAHead;

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// This entry's content is not what was sealed.
    Changed(AuditId),
    /// The link at this position is missing.
    Missing(i64),
    /// The chain is shorter than, or different from, the head kept outside.
    NotTheHead,
}

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

/// The newest link of a partnership's chain, or of the installation's own.
pub async fn head(market: &Market, chain: Option<OrganisationId>) -> Result<Option<Head>, Failure> {
    let chain = chain.map_or(Uuid::nil(), OrganisationId::uuid);
    let newest = market.db.read(|r| async move { newest(&r, chain).await }).await?;
    Ok(newest.and_then(|seal| {
        seal.hash.try_into().ok().map(|hash| Head { position: seal.position, hash })
    }))
}

/// Walks a chain from its beginning, and names the first break; `kept` is a head kept outside.
pub async fn verify(
    market: &Market,
    chain: Option<OrganisationId>,
    kept: Option<Head>,
) -> Result<Option<Break>, Failure> {
    let chain = chain.map_or(Uuid::nil(), OrganisationId::uuid);
    let mut previous = vec![0; 32];
    let mut position = 0;
    let mut kept_seen = kept.is_none();
    loop {
        let after = position;
        let page = market.db.read(|r| async move { links(&r, chain, after).await }).await?;
        if page.is_empty() {
            return Ok(if kept_seen { None } else { Some(Break::NotTheHead) });
        }
        for (seal, entry) in page {
            if seal.position != position + 1 {
                return Ok(Some(Break::Missing(position + 1)));
            }
            let Some(entry) = entry else { return Ok(Some(Break::Missing(seal.position))) };
            let hash = link(&previous, seal.position, &entry);
            if seal.hash != hash || entry.chain != chain {
                return Ok(Some(Break::Changed(AuditId::from_uuid(entry.id))));
            }
            position = seal.position;
            if let Some(kept) = kept.as_ref().filter(|kept| kept.position == position) {
                if kept.hash != hash {
                    return Ok(Some(Break::NotTheHead));
                }
                kept_seen = true;
            }
            previous = hash.to_vec();
        }
    }
}

async fn newest(r: &Reader, chain: Uuid) -> Result<Option<seal_table::Model>, Failure> {
    let newest = rows::<seal_table::Entity>()
        .filter(seal_table::Column::Chain.eq(chain))
        .order_by_desc(seal_table::Column::Position)
        .limit(1);
    r.one(newest).await
}

async fn links(
    r: &Reader,
    chain: Uuid,
    after: i64,
) -> Result<Vec<(seal_table::Model, Option<entry::Model>)>, Failure> {
    let seals = r
        .all(
            rows::<seal_table::Entity>()
                .filter(seal_table::Column::Chain.eq(chain))
                .filter(seal_table::Column::Position.gt(after))
                .order_by_asc(seal_table::Column::Position)
                .limit(PAGE),
        )
        .await?;
    let ids: Vec<Uuid> = seals.iter().map(|seal| seal.entry_id).collect();
    let entries = r.all(rows::<entry::Entity>().filter(entry::Column::Id.is_in(ids))).await?;
    let mut by_id: std::collections::HashMap<Uuid, entry::Model> =
        entries.into_iter().map(|entry| (entry.id, entry)).collect();
    Ok(seals
        .into_iter()
        .map(|seal| {
            let entry = by_id.remove(&seal.entry_id);
            (seal, entry)
        })
        .collect())
}

/// Hashes a link: the link before it, its position, and every field of the entry, each with its
/// length before it so that no two entries read alike. The agent came later than the others: where
/// there is none it adds nothing, so that older links stay as they are.
fn link(previous: &[u8], position: i64, entry: &entry::Model) -> [u8; 32] {
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
    for field in fields.into_iter().chain(agent) {
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
