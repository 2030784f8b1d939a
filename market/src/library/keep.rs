//! Adding a resource, replacing its version, and withdrawing it.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, ResourceId};
use domain::library::{
    EditionFacts, ResourceFacts, ResourceKind, ResourceReach, TypedEdition, TypedResource,
};
use domain::{Failure, FieldProblem, Problem, Refusal, text};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::file::{self, Kept, Upload};
use crate::idempotency::{Once, RequestKey};

/// A resource to be added.
#[derive(Debug, Clone)]
pub struct AddResource {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// What was typed.
    pub typed: TypedResource,
    /// Field `file`: the document, of what is no link.
    pub upload: Option<Upload>,
}

/// Adds a resource to the library of the partnership acted for.
///
/// # Errors
/// `Invalid` with all that is wrong with what was typed, and on `file`.
pub async fn add_resource(
    market: &Market,
    actor: &Actor,
    command: AddResource,
) -> Result<ResourceId, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let kind = ResourceKind::from_code(&command.typed.kind);
    let kept = kept(market, kind, command.upload).await?;
    let read = command.typed.read(market.today());
    let ((facts, edition), kept) = &both(read, kept)?;
    let contents = format!("{:?}{:?}", command.typed, kept.as_ref().map(Kept::hash));
    let once = &Once::new(permit.person(), "add_resource", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let own = permit.organisation();
            let id = ResourceId::from_uuid(market.ids.uuid());
            insert(&w, id, own, facts).await?;
            edit(market, &w, permit, (id, 1), edition, kept.as_ref()).await?;
            let record = Record::new(Some(own), permit, Deed::AddResource, id).after(&told(
                &facts.title,
                1,
                edition,
                kept.as_ref(),
            ))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// Keeps the contents of an upload where the kind wants one; nothing is wanted of a link.
async fn kept(
    market: &Market,
    kind: Option<ResourceKind>,
    upload: Option<Upload>,
) -> Result<Result<Option<Kept>, Problem>, Failure> {
    if kind.is_none_or(ResourceKind::is_link) {
        return Ok(Ok(None));
    }
    match upload {
        Some(upload) => Ok(file::keep(market, upload).await?.map(Some)),
        None => Ok(Err(Problem::Missing)),
    }
}

/// What was typed with its file, or all that is wrong with either.
fn both<T>(
    read: Result<T, Vec<FieldProblem>>,
    kept: Result<Option<Kept>, Problem>,
) -> Result<(T, Option<Kept>), Failure> {
    let wrong = |problem| FieldProblem { field: "file", problem };
    match (read, kept) {
        (Ok(read), Ok(kept)) => Ok((read, kept)),
        (Ok(_), Err(problem)) => Err(Failure::Invalid(vec![wrong(problem)])),
        (Err(problems), kept) => {
            let more = kept.err().map(wrong);
            Err(Failure::Invalid(problems.into_iter().chain(more).collect()))
        }
    }
}

fn told(
    title: &str,
    number: i64,
    edition: &EditionFacts,
    kept: Option<&Kept>,
) -> serde_json::Value {
    json!({
        "title": title,
        "version": number,
        "dated_on": edition.dated_on,
        "review_by": edition.review_by,
        "link": edition.link,
        "content": kept.map(Kept::hash),
    })
}

/// Each word after a space, so that the beginning of a word finds it.
fn search_words(facts: &ResourceFacts) -> String {
    let mut words = vec![text::plain_words(&facts.title)];
    words.extend(facts.summary.as_deref().map(text::plain_words));
    words.push(text::plain_words(facts.category.label()));
    words.extend(facts.category.synonyms().map(text::plain_words));
    format!(" {}", words.join(" "))
}

async fn insert(
    w: &Writer,
    id: ResourceId,
    own: OrganisationId,
    facts: &ResourceFacts,
) -> Result<(), Failure> {
    let sql = "INSERT INTO resource (id, partnership_id, title, summary, kind, category, reach, \
               search_words, newest, reads, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, 1)";
    let values: [Value; 8] = [
        id.uuid().into(),
        own.uuid().into(),
        facts.title.clone().into(),
        facts.summary.clone().into(),
        facts.kind.code().into(),
        facts.category.code().into(),
        facts.reach.code().into(),
        search_words(facts).into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

async fn edit(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (id, number): (ResourceId, i64),
    facts: &EditionFacts,
    kept: Option<&Kept>,
) -> Result<(), Failure> {
    let file = match kept {
        Some(kept) => {
            let (own, by) = (permit.organisation(), permit.person());
            Some(file::name(market, w, kept, own, by).await?.uuid())
        }
        None => None,
    };
    let sql = "INSERT INTO resource_edition (resource_id, number, dated_on, review_by, file_id, \
               link, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [Value; 8] = [
        id.uuid().into(),
        number.into(),
        facts.dated_on.into(),
        facts.review_by.into(),
        file.into(),
        facts.link.clone().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

/// A resource of one's own.
struct Own {
    title: String,
    kind: ResourceKind,
    newest: i64,
    is_withdrawn: bool,
}

async fn own(r: &Reader, permit: &Permit, id: ResourceId) -> Result<Own, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        title: String,
        kind: String,
        newest: i64,
        withdrawn_by: Option<Uuid>,
    }
    let sql = "SELECT title, kind, newest, withdrawn_by FROM resource \
               WHERE id = $1 AND partnership_id = $2";
    let values = [id.uuid().into(), permit.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    Ok(Own {
        kind: ResourceKind::from_code(&row.kind).ok_or_else(|| broken(&row.kind))?,
        title: row.title,
        newest: row.newest,
        is_withdrawn: row.withdrawn_by.is_some(),
    })
}

/// A new version of a resource.
#[derive(Debug, Clone)]
pub struct ReplaceResource {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which.
    pub resource: ResourceId,
    /// The version of the row that was shown.
    pub version: i64,
    /// Field `reach`: the code of who may read it from now on; empty for as it is.
    pub reach: String,
    /// What was typed.
    pub typed: TypedEdition,
    /// Field `file`: the document, of what is no link.
    pub upload: Option<Upload>,
}

/// Puts a new version in the place of the newest, which is kept.
///
/// # Errors
/// `NotFound` for another partnership's; `Refused(ResourceWithdrawn)`; `ChangedMeanwhile`; `Invalid`.
pub async fn replace_resource(
    market: &Market,
    actor: &Actor,
    command: ReplaceResource,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let id = command.resource;
    let before = market.db.read(|r| async move { own(&r, permit, id).await }).await?;
    let kept = kept(market, Some(before.kind), command.upload).await?;
    let reach =
        domain::form::optional(domain::form::choice(&command.reach, ResourceReach::from_code));
    let read = command.typed.read(before.kind, market.today());
    let (edition, kept) = &both(read, kept)?;
    let reach = &reach.map_err(|problem| Failure::field("reach", problem))?;
    let contents = format!("{id}{:?}{:?}{reach:?}", command.typed, kept.as_ref().map(Kept::hash));
    let once = &Once::new(permit.person(), "replace_resource", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let before = own(&w, permit, id).await?;
            if before.is_withdrawn {
                return Err(Refusal::ResourceWithdrawn.into());
            }
            let number = before.newest + 1;
            let sql = "UPDATE resource SET newest = $3, reach = COALESCE($4, reach), \
                       version = version + 1 WHERE id = $1 AND version = $2";
            let values: [Value; 4] = [
                id.uuid().into(),
                command.version.into(),
                number.into(),
                reach.map(ResourceReach::code).into(),
            ];
            w.execute_one(sql, values).await?;
            edit(market, &w, permit, (id, number), edition, kept.as_ref()).await?;
            let organisation = Some(permit.organisation());
            let record = Record::new(organisation, permit, Deed::ReplaceResource, id)
                .before(&json!({"title": before.title, "version": before.newest}))?
                .after(&told(&before.title, number, edition, kept.as_ref()))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// A resource to be withdrawn.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawResource {
    /// Which.
    pub resource: ResourceId,
}

/// Withdraws a resource: it is kept, and nobody but those who keep it reads it any more. Doing it
/// twice is doing it once.
///
/// # Errors
/// `NotFound` for another partnership's.
pub async fn withdraw_resource(
    market: &Market,
    actor: &Actor,
    command: WithdrawResource,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let id = command.resource;
    market
        .db
        .write(|w| async move {
            let before = own(&w, permit, id).await?;
            if before.is_withdrawn {
                return Ok(());
            }
            let sql = "UPDATE resource SET withdrawn_at = $2, withdrawn_by = $3, \
                       version = version + 1 WHERE id = $1 AND withdrawn_at IS NULL";
            let values: [Value; 3] =
                [id.uuid().into(), market.now().into(), permit.person().uuid().into()];
            w.execute_one(sql, values).await?;
            let organisation = Some(permit.organisation());
            let record = Record::new(organisation, permit, Deed::WithdrawResource, id)
                .before(&json!({"title": before.title, "version": before.newest}))?;
            audit::record(market, &w, record).await
        })
        .await
}
