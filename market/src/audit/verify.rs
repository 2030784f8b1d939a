//! Checking a chain: against itself, and against a head that was kept outside.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use chrono::Duration;
use domain::Failure;
use domain::id::{AuditId, OrganisationId};
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::digest_of;
use super::erase::{FROM_WHERE, FROM_WHERE_DAYS, first_id, told_erased};
use super::seal::{link, newest, parties};
use super::table::{entry, personal, seal as seal_table};
use crate::Market;
use crate::db::{Reader, broken, rows};

/// How many links are read at a time.
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
    /// This entry's content, in whose trail it stands, or a personal value beside it is not what was
    /// sealed.
    Changed(AuditId),
    /// A personal value that stood beside this entry is gone, and no entry says that it was erased.
    Gone(AuditId),
    /// The link at this position is missing.
    Missing(i64),
    /// This entry is in no chain and does not wait to be sealed: it came in behind our back, or its
    /// link was taken out.
    Stray(AuditId),
    /// The chain is shorter than, or different from, the head kept outside.
    NotTheHead,
}

/// The newest link of a partnership's chain, or of the installation's own.
pub async fn head(market: &Market, chain: Option<OrganisationId>) -> Result<Option<Head>, Failure> {
    let chain = chain.map_or(Uuid::nil(), OrganisationId::uuid);
    let newest = market.db.read(|r| async move { newest(&r, chain).await }).await?;
    let head = |seal: super::table::seal::Model| {
        let hash =
            seal.hash.try_into().map_err(|_| broken("a stored link of a chain is no hash"))?;
        Ok(Head { position: seal.position, hash })
    };
    newest.map(head).transpose()
}

/// Walks a chain from its beginning, and names the first break; `kept` is a head kept outside.
///
/// When a link was made stands in no hash: it is no evidence. An entry of the last moments that has
/// no link yet is guarded by the database's triggers only. Of a link of the first form, whose hash
/// does not cover in whose trail its entry stands, it is known only that whoever was acted for is
/// among them, and not what was erased from beside it.
pub async fn verify(
    market: &Market,
    chain: Option<OrganisationId>,
    kept: Option<Head>,
) -> Result<Option<Break>, Failure> {
    let chain = chain.map_or(Uuid::nil(), OrganisationId::uuid);
    let mut walk = Walk {
        chain,
        position: 0,
        hash: [0; 32],
        kept_seen: kept.is_none(),
        kept,
        missing: Vec::new(),
    };
    let broken = walk.walk(market).await?;
    // What is missing stood before the break.
    let gone = walk.gone(market).await?;
    if gone.is_some() || broken.is_some() {
        return Ok(gone.or(broken));
    }
    let stray = market.db.read(|r| async move { stray(&r, chain).await }).await?;
    if stray.is_some() {
        return Ok(stray);
    }
    Ok(if walk.kept_seen { None } else { Some(Break::NotTheHead) })
}

/// How far a check has come.
struct Walk {
    chain: Uuid,
    position: i64,
    hash: [u8; 32],
    kept: Option<Head>,
    kept_seen: bool,
    /// Personal values that are not beside their entry any more, in the order of the chain.
    missing: Vec<(AuditId, String)>,
}

/// A link with its entry, and what stands beside that.
struct Link {
    seal: seal_table::Model,
    entry: Option<entry::Model>,
    personal: Vec<personal::Model>,
    parties: Vec<Uuid>,
}

impl Walk {
    /// Goes to the end of the chain, or to the first break.
    async fn walk(&mut self, market: &Market) -> Result<Option<Break>, Failure> {
        loop {
            let (chain, after) = (self.chain, self.position);
            let page = market.db.read(|r| async move { links(&r, chain, after).await }).await?;
            if page.is_empty() {
                return Ok(None);
            }
            // After the page was read: what time has taken from it was due by then.
            let kept_from = first_id(market.now() - Duration::days(FROM_WHERE_DAYS));
            for link in page {
                if let Some(found) = self.step(link, kept_from) {
                    return Ok(Some(found));
                }
            }
        }
    }

    /// The first entry from beside which a value is gone that nobody said was erased. Whoever says
    /// so is an entry of the same chain, which was walked itself or waits for its link.
    async fn gone(&self, market: &Market) -> Result<Option<Break>, Failure> {
        if self.missing.is_empty() {
            return Ok(None);
        }
        let chain = self.chain;
        let told = market.db.read(|r| async move { told_erased(&r, chain).await }).await?;
        let gone = self.missing.iter().find(|missing| !told.contains(*missing));
        Ok(gone.map(|(entry, _)| Break::Gone(*entry)))
    }

    /// `kept_from` is the first entry from beside which it is not yet time to remove where somebody
    /// acted from.
    fn step(&mut self, link_here: Link, kept_from: Uuid) -> Option<Break> {
        let Link { seal, entry, personal, parties } = link_here;
        if seal.position != self.position + 1 {
            return Some(Break::Missing(self.position + 1));
        }
        let Some(entry) = entry else { return Some(Break::Missing(seal.position)) };
        let hash = link(seal.form, &self.hash, seal.position, &entry, &parties);
        let changed = seal.hash != hash || entry.chain != self.chain;
        let lacking = lacking(&entry, &personal).filter(|_| !changed && names(&entry, &parties));
        let Some(lacking) = lacking else {
            return Some(Break::Changed(AuditId::from_uuid(entry.id)));
        };
        if seal.form > 1 {
            let due = |field: &str| field == FROM_WHERE && entry.id < kept_from;
            let lacking = lacking.into_iter().filter(|field| !due(field));
            self.missing.extend(lacking.map(|field| (AuditId::from_uuid(entry.id), field)));
        }
        (self.position, self.hash) = (seal.position, hash);
        if let Some(kept) = self.kept.as_ref().filter(|kept| kept.position == seal.position) {
            if kept.hash != hash {
                return Some(Break::NotTheHead);
            }
            self.kept_seen = true;
        }
        None
    }
}

/// The fields of which the entry has a digest and no value stands beside it; nothing where a value has
/// another digest than the entry has of it.
fn lacking(entry: &entry::Model, personal: &[personal::Model]) -> Option<Vec<String>> {
    let digests: BTreeMap<String, String> = serde_json::from_str(&entry.personal_digests).ok()?;
    let as_sealed =
        |one: &personal::Model| digests.get(&one.field) == Some(&digest_of(&one.salt, &one.value));
    let there: HashSet<&str> = personal.iter().map(|one| one.field.as_str()).collect();
    let lacks = digests.keys().filter(|field| !there.contains(field.as_str()));
    personal.iter().all(as_sealed).then(|| lacks.cloned().collect())
}

/// Whether whoever was acted for stands among the parties, as they always do.
fn names(entry: &entry::Model, parties: &[Uuid]) -> bool {
    let mut acted_for = entry.acting_for.into_iter().chain(entry.acting_through);
    acted_for.all(|one| one == entry.chain || parties.contains(&one))
}

/// An entry of a chain that nobody sealed and that does not wait for it. One statement, so that one
/// that is just being sealed is in one of the two.
async fn stray(r: &Reader, chain: Uuid) -> Result<Option<Break>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let sql = "SELECT e.id FROM audit_entry e WHERE e.chain = $1 \
               AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id) \
               AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry_id = e.id) \
               ORDER BY e.id LIMIT 1";
    let found: Option<Found> = r.sql_one(sql, [chain.into()]).await?;
    Ok(found.map(|found| Break::Stray(AuditId::from_uuid(found.id))))
}

async fn links(r: &Reader, chain: Uuid, after: i64) -> Result<Vec<Link>, Failure> {
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
    let mut parties = parties(r, ids.clone()).await?;
    let entries = rows::<entry::Entity>().filter(entry::Column::Id.is_in(ids.clone()));
    let entries = r.all(entries).await?;
    let values = rows::<personal::Entity>().filter(personal::Column::EntryId.is_in(ids));
    let mut personal: HashMap<Uuid, Vec<personal::Model>> = HashMap::new();
    for value in r.all(values).await? {
        personal.entry(value.entry_id).or_default().push(value);
    }
    let mut by_id: HashMap<Uuid, entry::Model> =
        entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let whole = |seal: seal_table::Model| Link {
        entry: by_id.remove(&seal.entry_id),
        personal: personal.remove(&seal.entry_id).unwrap_or_default(),
        parties: parties.remove(&seal.entry_id).unwrap_or_default(),
        seal,
    };
    Ok(seals.into_iter().map(whole).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain of one link, made by a form without parties, and what stands beside its entry now.
    fn checked(form: i64, parties: &[Uuid]) -> (Option<Break>, usize) {
        let id = |byte: u8| Uuid::from_bytes([byte; 16]);
        let entry = entry::Model {
            id: id(1),
            chain: id(2),
            at: chrono::DateTime::UNIX_EPOCH,
            person_id: None,
            acting_for: Some(id(4)),
            acting_through: None,
            agent: None,
            action: "add_day".to_owned(),
            subject: "day".to_owned(),
            before_change: None,
            after_change: None,
            personal_digests: r#"{"name":"d"}"#.to_owned(),
        };
        let seal = seal_table::Model {
            chain: entry.chain,
            position: 1,
            entry_id: entry.id,
            hash: link(1, &[0; 32], 1, &entry, &[]).to_vec(),
            form,
            sealed_at: entry.at,
        };
        let mut walk = Walk {
            chain: entry.chain,
            position: 0,
            hash: [0; 32],
            kept: None,
            kept_seen: true,
            missing: Vec::new(),
        };
        let parties = parties.to_vec();
        let link = Link { seal, entry: Some(entry), personal: Vec::new(), parties };
        (walk.step(link, Uuid::nil()), walk.missing.len())
    }

    #[test]
    fn a_link_of_the_first_form_is_checked_as_it_was_made_and_is_no_newer_one() {
        let [school, another] = [4, 5].map(|byte| Uuid::from_bytes([byte; 16]));
        let changed = Some(Break::Changed(AuditId::from_uuid(Uuid::from_bytes([1; 16]))));
        assert_eq!(checked(1, &[school, another]), (None, 0), "what was erased then is not missed");
        assert_eq!(
            checked(1, &[another]),
            (changed.clone(), 0),
            "whoever was acted for is a party"
        );
        assert_eq!(checked(2, &[school]), (changed, 0));
    }
}
