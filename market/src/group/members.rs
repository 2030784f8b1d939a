//! Putting members into a group, and taking them out: dated.

use domain::audit::Deed;
use domain::id::{OrganisationId, TieId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::change::about;
use super::keep::{MEMBERS, find, keeping};
use crate::Market;
use crate::access::Actor;
use crate::audit;
use crate::db::{broken, places};
use crate::idempotency::{Once, RequestKey};

/// The most that are put into a group at once.
const MOST: usize = 500;

/// Members to be put into a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PutIntoGroup {
    /// The group.
    pub group: OrganisationId,
    /// Who, in any order: members of whoever keeps the group.
    pub members: Vec<OrganisationId>,
}

/// Puts members into a group from today on. Who is in it already stays in it.
///
/// # Errors
/// `NotFound` for another's group; `Invalid` on `member` where nobody was chosen, or somebody who is
/// no member.
pub async fn put_into_group(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: PutIntoGroup,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Member {
        id: Uuid,
    }
    let permit = keeping(actor)?;
    let once = Once::new(permit.person(), "put_into_group", key, &command)?;
    let (permit, once, command) = (&permit, &once, &command);
    market
        .db
        .write(|w| async move {
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            let group = find(&w, permit, command.group).await?;
            let mut chosen: Vec<OrganisationId> = command.members.clone();
            chosen.sort_unstable();
            chosen.dedup();
            if chosen.is_empty() {
                return Err(Failure::field("member", Problem::Missing));
            }
            if chosen.len() > MOST {
                return Err(Failure::field("member", Problem::TooMany { most: 500 }));
            }
            let sql = format!(
                "SELECT o.id FROM organisation o WHERE o.id IN {MEMBERS} AND o.id IN {}",
                places_from(3, chosen.len())
            );
            let mut values: Vec<Value> =
                vec![permit.organisation().uuid().into(), market.today().into()];
            values.extend(chosen.iter().map(|one| Value::from(one.uuid())));
            let members: Vec<Member> = w.sql_all(&sql, values).await?;
            if members.len() != chosen.len() {
                return Err(Failure::field("member", Problem::NotAChoice));
            }
            let mut values: Vec<Value> = Vec::with_capacity(chosen.len() * 5);
            for member in members {
                let id = TieId::from_uuid(market.ids.uuid());
                let row: [Value; 5] = [
                    id.uuid().into(),
                    "group".into(),
                    group.id.uuid().into(),
                    member.id.into(),
                    market.today().into(),
                ];
                values.extend(row);
            }
            let sql = format!(
                "INSERT INTO tie (id, kind, parent_id, child_id, starts_on) VALUES {} \
                 ON CONFLICT DO NOTHING",
                places(chosen.len(), 5)
            );
            w.execute(&sql, values).await?;
            let record = about(&w, permit, Deed::PutIntoGroup, group.id)
                .await?
                .parties(chosen.iter().copied())
                .after(&json!({"group": group.name, "members": &chosen}))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// `($3, $4, …)`.
fn places_from(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

/// A member to be taken out of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeOutOfGroup {
    /// The group.
    pub group: OrganisationId,
    /// Who.
    pub member: OrganisationId,
}

/// Takes a member out of a group: yesterday was its last whole day there.
///
/// # Errors
/// `NotFound` for another's group; `ChangedMeanwhile` where it is not in it.
pub async fn take_out_of_group(
    market: &Market,
    actor: &Actor,
    command: TakeOutOfGroup,
) -> Result<(), Failure> {
    let permit = &keeping(actor)?;
    market
        .db
        .write(|w| async move {
            let group = find(&w, permit, command.group).await?;
            let yesterday = market.today().pred_opt();
            let yesterday = yesterday.ok_or_else(|| broken("a day without one before"))?;
            let sql = "UPDATE tie SET ends_on = $3, ended_at = $4 WHERE parent_id = $1 \
                       AND child_id = $2 AND kind = 'group' AND ends_on IS NULL";
            let values: [Value; 4] = [
                group.id.uuid().into(),
                command.member.uuid().into(),
                yesterday.into(),
                market.now().into(),
            ];
            w.execute_one(sql, values).await?;
            let record = about(&w, permit, Deed::TakeOutOfGroup, group.id)
                .await?
                .party(command.member)
                .after(&json!({"group": group.name, "member": command.member}))?;
            audit::record(market, &w, record).await
        })
        .await
}
