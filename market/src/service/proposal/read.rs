//! Proposals as both sides read them.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::{Action, Capacity, Scope};
use domain::id::{OrganisationId, ServiceId, ServiceProposalId, ServiceVersionId};
use domain::service::{ProposalState, ServiceTerms};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Page, PageAsked, Reader, broken};
use crate::service::stored::find_own;

/// Proposals on one page.
const PAGE: usize = 50;

/// A proposal as stored.
pub(super) struct Stored {
    pub id: ServiceProposalId,
    pub service: ServiceId,
    pub title: String,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub of_version: ServiceVersionId,
    pub terms: ServiceTerms,
    pub state: ProposalState,
}

/// Who decided, or took it back, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why it was declined.
    pub reason: Option<String>,
}

/// A proposal beside what the service is.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: ServiceProposalId,
    /// The service.
    pub service: ServiceId,
    /// Who delivers it.
    pub provider: String,
    /// Through which partnership it is sold.
    pub partnership: String,
    /// Who asked for the change.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// What the service was when it was asked for.
    pub before: ServiceTerms,
    /// What it shall be.
    pub after: ServiceTerms,
    /// What became of it.
    pub state: ProposalState,
    /// Who decided; nobody while it waits.
    pub decided: Option<Decided>,
    /// Whether the service has changed since, so that it cannot be taken on any more.
    pub is_stale: bool,
    /// Whether whoever looks may decide on it.
    pub may_decide: bool,
    /// Whether whoever looks may take it back.
    pub may_withdraw: bool,
}

/// A proposal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Its id.
    pub id: ServiceProposalId,
    /// What the service is called.
    pub title: String,
    /// Who asked: the provider.
    pub provider: String,
    /// Of whom: the partnership.
    pub partnership: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// What became of it.
    pub state: ProposalState,
}

/// The column of the party that a capacity names.
fn column(scope: &Scope) -> Result<&'static str, Failure> {
    match scope.capacity() {
        Capacity::Partnership => Ok("p.partnership_id"),
        Capacity::Provider => Ok("p.provider_id"),
        Capacity::School | Capacity::Itself | Capacity::Installation => Err(Failure::NotFound),
    }
}

fn state_of(code: &str) -> Result<ProposalState, Failure> {
    ProposalState::from_code(code).ok_or_else(|| broken(format!("a proposal in the state {code}")))
}

/// A proposal of the scope's organisation, in the scope's capacity.
pub(super) async fn find(
    r: &Reader,
    scope: &Scope,
    id: ServiceProposalId,
) -> Result<Stored, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
        title: String,
        partnership_id: Uuid,
        provider_id: Uuid,
        of_version_id: Uuid,
        terms: String,
        state: String,
    }
    let sql = format!(
        "SELECT p.service_id, s.title, p.partnership_id, p.provider_id, p.of_version_id, p.terms, \
         p.state FROM service_proposal p JOIN service s ON s.id = p.service_id \
         WHERE p.id = $1 AND {} = $2",
        column(scope)?
    );
    let values: [Value; 2] = [id.uuid().into(), scope.organisation().uuid().into()];
    let row: Row = r.sql_one(&sql, values).await?.ok_or(Failure::NotFound)?;
    Ok(Stored {
        id,
        service: ServiceId::from_uuid(row.service_id),
        title: row.title,
        partnership: OrganisationId::from_uuid(row.partnership_id),
        provider: OrganisationId::from_uuid(row.provider_id),
        of_version: ServiceVersionId::from_uuid(row.of_version_id),
        terms: serde_json::from_str(&row.terms).map_err(broken)?,
        state: state_of(&row.state)?,
    })
}

/// The permit to read proposals: as the partnership that decides, or as the provider that asks.
fn reading(actor: &Actor) -> Result<Permit, Failure> {
    match actor.permit_own(Action::ManageServices) {
        Err(Failure::NotAllowed | Failure::NotFound) => actor.permit_own(Action::ProposeTerms),
        permit => permit,
    }
}

/// A proposal for its partnership's staff, and for the provider that asks.
///
/// # Errors
/// `NotFound` for others.
pub async fn view_proposal(
    market: &Market,
    actor: &Actor,
    id: ServiceProposalId,
) -> Result<Proposal, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
        provider: String,
        partnership: String,
        proposed_by: String,
        proposed_at: DateTime<Utc>,
        before: String,
        after: String,
        state: String,
        decided_by: Option<String>,
        decided_at: Option<DateTime<Utc>>,
        reason: Option<String>,
        is_stale: i64,
    }
    let permit = &reading(actor)?;
    let column = column(permit.scope())?;
    let sql = &format!(
        "SELECT p.service_id, r.name AS provider, a.name AS partnership, x.name AS proposed_by, \
         p.proposed_at, v.terms AS before, p.terms AS after, p.state, d.name AS decided_by, \
         p.decided_at, p.reason, CAST(CASE WHEN s.current_version_id = p.of_version_id \
         AND s.provider_id = p.provider_id THEN 0 ELSE 1 END AS BIGINT) AS is_stale \
         FROM service_proposal p JOIN service s ON s.id = p.service_id \
         JOIN service_version v ON v.id = p.of_version_id \
         JOIN organisation r ON r.id = p.provider_id JOIN organisation a ON a.id = p.partnership_id \
         JOIN person x ON x.id = p.proposed_by LEFT JOIN person d ON d.id = p.decided_by \
         WHERE p.id = $1 AND {column} = $2"
    );
    let values: [Value; 2] = [id.uuid().into(), permit.organisation().uuid().into()];
    let found = market.db.read(|r| async move { r.sql_one::<Row>(sql, values).await }).await?;
    let row = found.ok_or(Failure::NotFound)?;
    let state = state_of(&row.state)?;
    let waits = state == ProposalState::Waiting;
    let decided = row.decided_by.zip(row.decided_at);
    Ok(Proposal {
        id,
        service: ServiceId::from_uuid(row.service_id),
        provider: row.provider,
        partnership: row.partnership,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        before: serde_json::from_str(&row.before).map_err(broken)?,
        after: serde_json::from_str(&row.after).map_err(broken)?,
        state,
        decided: decided.map(|(by, at)| Decided { by, at, reason: row.reason }),
        is_stale: waits && row.is_stale == 1,
        may_decide: waits && actor.can(Action::ManageServices),
        may_withdraw: waits && actor.can(Action::ProposeTerms),
    })
}

/// The proposals of the partnership or provider acted for: those that wait first, then the newest.
/// One statement a page.
pub async fn proposals(
    market: &Market,
    actor: &Actor,
    asked: &PageAsked,
) -> Result<Page<ProposalRow>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        title: String,
        provider: String,
        partnership: String,
        proposed_at: DateTime<Utc>,
        state: String,
    }
    let permit = reading(actor)?;
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    let mut beyond = String::new();
    if let Some(key) = asked.key() {
        let id: ServiceProposalId = key.parse().map_err(|_| Failure::NotFound)?;
        values.push(id.uuid().into());
        beyond.push_str("AND p.id < $2");
    }
    let size = asked.size(PAGE);
    let sql = &format!(
        "SELECT p.id, s.title, r.name AS provider, a.name AS partnership, p.proposed_at, p.state \
         FROM service_proposal p JOIN service s ON s.id = p.service_id \
         JOIN organisation r ON r.id = p.provider_id JOIN organisation a ON a.id = p.partnership_id \
         WHERE {} = $1 {beyond} ORDER BY p.id DESC LIMIT {}",
        column(permit.scope())?,
        size + 1
    );
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(sql, values).await }).await?;
    let read = |row: Row| {
        Ok(ProposalRow {
            id: ServiceProposalId::from_uuid(row.id),
            title: row.title,
            provider: row.provider,
            partnership: row.partnership,
            proposed_at: row.proposed_at,
            state: state_of(&row.state)?,
        })
    };
    let rows: Vec<ProposalRow> = rows.into_iter().map(read).collect::<Result<_, Failure>>()?;
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}

/// The proposal that waits for a service of the partnership or provider acted for, if there is one.
///
/// # Errors
/// `NotFound` for another's service.
pub async fn waiting_proposal(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<Option<ServiceProposalId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let permit = reading(actor)?;
    let sql = &format!(
        "SELECT p.id FROM service_proposal p WHERE p.service_id = $1 AND p.state = 'waiting' \
         AND {} = $2",
        column(permit.scope())?
    );
    let values: [Value; 2] = [service.uuid().into(), permit.organisation().uuid().into()];
    let scope = permit.scope();
    let found = market
        .db
        .read(|r| async move {
            find_own(&r, scope, service).await?;
            r.sql_one::<Row>(sql, values).await
        })
        .await?;
    Ok(found.map(|row| ServiceProposalId::from_uuid(row.id)))
}
