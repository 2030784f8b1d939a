//! An approver who is away, and whoever stands in: named for some days, ended before them.

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::delegation::{Away, may_deputise};
use domain::id::{DeputyId, OrganisationId, PersonId};
use domain::people::may_set_limit;
use domain::{Failure, Pence, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::change::must_order;
use super::view::{Colleague, colleagues};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::order::take_turn;
use crate::organisation;
use crate::people::own_roles;

/// Whom somebody may name, and how much they may let them approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeputyChoices {
    /// The school.
    pub school: String,
    /// As what they approve themselves.
    pub role: Role,
    /// Their own limit; nothing for none.
    pub limit: Option<Pence>,
    /// Colleagues who may stand in, by name.
    pub colleagues: Vec<Colleague>,
}

/// Whom the actor may name as their deputy.
pub async fn deputy_choices(market: &Market, actor: &Actor) -> Result<DeputyChoices, Failure> {
    let permit = actor.permit_own(Action::ManageDelegation)?;
    let (today, permit) = (market.today(), &permit);
    market
        .db
        .read(|r| async move {
            let school = must_order(&r, permit.organisation()).await?;
            let mut colleagues = colleagues(&r, permit.organisation(), today).await?;
            colleagues.retain(|one| one.person != permit.person() && may_deputise(&one.roles));
            let (role, limit) = (permit.role().role, permit.role().limit());
            Ok(DeputyChoices { school, role, limit, colleagues })
        })
        .await
}

/// Somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameDeputy {
    /// Who stands in; nobody where what waits is left to others.
    pub deputy: Option<PersonId>,
    /// From when to when.
    pub away: Away,
    /// The most the deputy may approve, including VAT; nothing for as much as oneself.
    pub limit: Option<Pence>,
}

/// Says that the actor is away, and names who stands in for them. On those days the deputy approves
/// what they could, and nothing else.
///
/// # Errors
/// `Invalid` on `deputy` for somebody who may not stand in, on `limit` for more than one's own, on
/// `first_on` for a day that is past; `Refused(DeputyTwice)` where some of the days are taken.
pub async fn name_deputy(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    named: NameDeputy,
) -> Result<DeputyId, Failure> {
    let permit = actor.permit_own(Action::ManageDelegation)?;
    let contents = (named.deputy, named.away.first_on, named.away.last_on, named.limit);
    let once = Once::new(permit.person(), "name_deputy", key, &contents)?;
    if named.away.first_on < market.today() {
        return Err(Failure::field("first_on", Problem::InThePast));
    }
    if named.deputy.is_some() && named.limit.is_some() {
        may_set_limit(&own_roles(actor), named.limit, None)
            .map_err(|problem| Failure::field("limit", problem))?;
    }
    let choices = deputy_choices(market, actor).await?;
    let deputy = match named.deputy {
        None => None,
        Some(person) => {
            let found = choices.colleagues.iter().find(|one| one.person == person);
            Some(found.ok_or_else(|| Failure::field("deputy", Problem::NotAChoice))?)
        }
    };
    let (permit, once, choices) = (&permit, &once, &choices);
    market
        .db
        .write(|w| async move {
            take_turn(&w, permit.organisation()).await?;
            if let Some(done) = once.earlier(market, &w).await? {
                return Ok(done);
            }
            refuse_twice(&w, permit, named.away).await?;
            let id = insert(market, &w, permit, named).await?;
            if let Some(deputy) = deputy {
                tell(market, &w, actor, choices, (deputy, named)).await?;
            }
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let record = Record::new(chain, permit, Deed::NameDeputy, id)
                .party(permit.organisation())
                .after(&json!({
                    "deputy_of": permit.person(),
                    "deputy": named.deputy,
                    "role": permit.role().role,
                    "from": named.away.first_on,
                    "until": named.away.last_on,
                    "limit_pence": named.limit,
                }))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

async fn refuse_twice(r: &Reader, permit: &Permit, away: Away) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Taken {
        taken: i64,
    }
    let sql = "SELECT COUNT(*) AS taken FROM deputy WHERE school_id = $1 AND approver_id = $2 \
               AND role = $3 AND ended_at IS NULL AND first_on <= $5 AND last_on >= $4";
    let values: [Value; 5] = [
        permit.organisation().uuid().into(),
        permit.person().uuid().into(),
        permit.role().role.code().into(),
        away.first_on.into(),
        away.last_on.into(),
    ];
    match r.sql_one::<Taken>(sql, values).await? {
        Some(Taken { taken: 0 }) | None => Ok(()),
        Some(_) => Err(Refusal::DeputyTwice.into()),
    }
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    named: NameDeputy,
) -> Result<DeputyId, Failure> {
    let id = DeputyId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO deputy (id, school_id, approver_id, role, deputy_id, limit_pence, \
               first_on, last_on, named_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        permit.person().uuid().into(),
        permit.role().role.code().into(),
        named.deputy.map(PersonId::uuid).into(),
        named.limit.map(Pence::get).into(),
        named.away.first_on.into(),
        named.away.last_on.into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await.map(|()| id)
}

async fn tell(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    choices: &DeputyChoices,
    (deputy, named): (&Colleague, NameDeputy),
) -> Result<(), Failure> {
    let Some(to) = deputy.email.clone() else { return Ok(()) };
    let about = About::DeputyNamed {
        school: choices.school.clone(),
        approver: actor.name().to_owned(),
        first_on: named.away.first_on,
        last_on: named.away.last_on,
        limit_pence: domain::delegation::deputy_limit(named.limit, choices.limit).map(Pence::get),
    };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name: deputy.name.clone(), about })).await
}

/// A deputy's time to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndDeputy {
    /// Whose.
    pub deputy: DeputyId,
}

#[derive(FromQueryResult)]
struct Ending {
    approver_id: Uuid,
    deputy_id: Option<Uuid>,
    last_on: NaiveDate,
}

/// Ends a deputy's time at once: whoever named them is back, or another approver says so. What was
/// approved stays approved.
///
/// # Errors
/// `NotFound` for another school's, and for what has ended.
pub async fn end_deputy(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    end: EndDeputy,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManageDelegation)?;
    let once = Once::new(permit.person(), "end_deputy", key, &end.deputy)?;
    let (permit, once) = (&permit, &once);
    market
        .db
        .write(|w| async move {
            take_turn(&w, permit.organisation()).await?;
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            let ending = find(&w, permit.organisation(), market.today(), end.deputy).await?;
            let sql = "UPDATE deputy SET ended_at = $2, ended_by = $3 \
                       WHERE id = $1 AND ended_at IS NULL";
            let by = permit.person().uuid();
            let values = [end.deputy.uuid().into(), market.now().into(), by.into()];
            w.execute_one(sql, values).await?;
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let record = Record::new(chain, permit, Deed::EndDeputy, end.deputy)
                .party(permit.organisation())
                .before(&json!({
                    "deputy_of": PersonId::from_uuid(ending.approver_id),
                    "deputy": ending.deputy_id.map(PersonId::from_uuid),
                    "until": ending.last_on,
                }))?
                .after(&json!({"until": market.today()}))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

async fn find(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
    id: DeputyId,
) -> Result<Ending, Failure> {
    let sql = "SELECT approver_id, deputy_id, last_on FROM deputy \
               WHERE id = $1 AND school_id = $2 AND last_on >= $3 AND ended_at IS NULL";
    let values: [Value; 3] = [id.uuid().into(), school.uuid().into(), today.into()];
    r.sql_one(sql, values).await?.ok_or(Failure::NotFound)
}
