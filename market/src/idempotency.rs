//! A command sent twice is done once: the second time is answered with the first answer.

use std::fmt::Display;
use std::future::Future;

use domain::id::PersonId;
use domain::{Failure, Problem, Refusal};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::Market;
use crate::db::{Writer, broken};

/// What makes one sending of a form or an API call the same as another: chosen by the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey(String);

impl RequestKey {
    /// Reads a key: 8 to 100 printable characters.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let fits = (8..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(Problem::Missing) }
    }

    /// A key for a form that is about to be shown.
    pub fn fresh(market: &Market) -> Self {
        Self(market.ids.uuid().simple().to_string())
    }

    /// The key of a part of what the key stands for, where that is done bit by bit.
    pub(crate) fn of(&self, part: impl Display) -> Self {
        Self(format!("{}-{part}", self.0))
    }

    /// As a form carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is kept of a command: whose, under which key, and a digest of its contents.
pub(crate) struct Once {
    person: PersonId,
    key: String,
    digest: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Kept {
    command_digest: Vec<u8>,
    answer: String,
}

impl Once {
    /// The command of a person under a key. `contents` are whatever must be equal for the second
    /// to count as the same.
    pub fn new(
        person: PersonId,
        name: &str,
        key: &RequestKey,
        contents: &impl Serialize,
    ) -> Result<Self, Failure> {
        let contents = serde_json::to_vec(contents).map_err(broken)?;
        let digest = Sha256::new().chain_update(name).chain_update(contents).finalize().to_vec();
        Ok(Self { person, key: key.0.clone(), digest })
    }

    /// Does the work under the key and keeps its answer; or gives the answer given before.
    pub async fn answer<T, F>(&self, market: &Market, w: &Writer, work: F) -> Result<T, Failure>
    where
        T: Serialize + DeserializeOwned,
        F: Future<Output = Result<T, Failure>>,
    {
        if let Some(before) = self.earlier(market, w).await? {
            return Ok(before);
        }
        let done = work.await?;
        self.keep(w, &done).await?;
        Ok(done)
    }

    /// Claims the key for this transaction, or gives the answer given before.
    ///
    /// Two at once: the second waits on the key's unique row until the first has committed.
    pub async fn earlier<T: DeserializeOwned>(
        &self,
        market: &Market,
        w: &Writer,
    ) -> Result<Option<T>, Failure> {
        let sql = "INSERT INTO idempotency (person_id, key, command_digest, answer, created_at) \
                   VALUES ($1, $2, $3, '', $4) ON CONFLICT (person_id, key) DO NOTHING";
        let claimed = w
            .execute(
                sql,
                [
                    self.person.uuid().into(),
                    self.key.clone().into(),
                    self.digest.clone().into(),
                    market.now().into(),
                ],
            )
            .await?;
        if claimed == 1 {
            return Ok(None);
        }
        let sql =
            "SELECT command_digest, answer FROM idempotency WHERE person_id = $1 AND key = $2";
        let kept: Option<Kept> =
            w.sql_one(sql, [self.person.uuid().into(), self.key.clone().into()]).await?;
        let kept = kept.ok_or_else(|| broken("an idempotency key vanished"))?;
        if kept.command_digest != self.digest {
            return Err(Refusal::RepeatedWithOtherContents.into());
        }
        serde_json::from_str(&kept.answer).map(Some).map_err(broken)
    }

    /// Keeps the answer.
    pub async fn keep(&self, w: &Writer, answer: &impl Serialize) -> Result<(), Failure> {
        let answer = serde_json::to_string(answer).map_err(broken)?;
        let sql = "UPDATE idempotency SET answer = $3 WHERE person_id = $1 AND key = $2";
        w.execute_one(sql, [self.person.uuid().into(), self.key.clone().into(), answer.into()])
            .await
    }
}
