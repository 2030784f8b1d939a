//! What people of a pool can do: kept for each of them, told to schools by how many have it.

use domain::Failure;
use domain::audit::Deed;
use domain::calendar::SchoolYear;
use domain::capacity::{Profile, TypedProfile, counted_once};
use domain::id::{PoolId, PractitionerId};
use sea_orm::{FromQueryResult, Value};

use super::pool;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, broken};
use crate::idempotency::{Once, RequestKey};
use crate::service::ServiceDetail;

/// What somebody of a pool can do, to be kept.
#[derive(Debug, Clone)]
pub struct KeepProfile {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// What was typed.
    pub typed: TypedProfile,
}

/// Keeps what somebody of a pool can do.
///
/// # Errors
/// `Invalid` by field.
pub async fn keep_profile(
    market: &Market,
    actor: &Actor,
    command: KeepProfile,
) -> Result<(), Failure> {
    let read = &command.typed.read().map_err(Failure::Invalid);
    let practitioner = command.practitioner;
    let contents = (practitioner, &command.typed);
    let once = &Once::new(actor.person(), "keep_profile", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            let profile = read.clone()?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let text = serde_json::to_string(&profile).map_err(broken)?;
            let sql = "UPDATE practitioner SET profile = $2, version = version + 1 WHERE id = $1";
            w.execute_one(sql, [practitioner.uuid().into(), text.as_str().into()]).await?;
            let chain = Some(pool.partnership);
            let record = Record::new(chain, &permit, Deed::KeepProfile, practitioner)
                .personal("profile", text);
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// What somebody can do, and to how many schools they go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownProfile {
    /// What they can do.
    pub profile: Profile,
    /// To how many different schools they go, or went, in the school year of the day asked about.
    pub schools: u32,
}

impl KnownProfile {
    /// Whether they go to more schools than they said they could.
    pub fn is_beyond(&self) -> bool {
        self.profile.schools_most.is_some_and(|most| self.schools > most)
    }
}

/// What somebody of a pool can do. Two statements.
pub(super) async fn profile_of(
    r: &Reader,
    practitioner: PractitionerId,
    year: SchoolYear,
) -> Result<KnownProfile, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        profile: Option<String>,
    }
    #[derive(FromQueryResult)]
    struct Schools {
        schools: i64,
    }
    let sql = "SELECT profile FROM practitioner WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [practitioner.uuid().into()]).await?;
    let profile = read(row.ok_or(Failure::NotFound)?.profile.as_deref())?;
    let sql = "SELECT COUNT(DISTINCT o.school_id) AS schools FROM pool_day d \
               JOIN order_line l ON l.id = d.order_line_id JOIN school_order o ON o.id = l.order_id \
               WHERE d.practitioner_id = $1 AND d.day >= $2 AND d.day <= $3";
    let values: [Value; 3] =
        [practitioner.uuid().into(), year.first_on().into(), year.last_on().into()];
    let counted: Option<Schools> = r.sql_one(sql, values).await?;
    let schools = counted.map_or(0, |row| row.schools);
    Ok(KnownProfile { profile, schools: u32::try_from(schools).map_err(broken)? })
}

pub(super) fn read(stored: Option<&str>) -> Result<Profile, Failure> {
    stored.map_or(Ok(Profile::default()), |text| serde_json::from_str(text).map_err(broken))
}

/// What the people of a pool can do, as schools are told: with how many of them, and never who.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CanDo {
    /// What they are trained in.
    pub skills: Vec<(String, u32)>,
    /// In which languages they work beside English.
    pub languages: Vec<(String, u32)>,
}

/// What the people of a service's pool can do who work on from today; nothing where there is no pool.
/// One statement.
pub async fn can_do(market: &Market, service: &ServiceDetail) -> Result<CanDo, Failure> {
    let Some(pool) = service.stored.pool else { return Ok(CanDo::default()) };
    market.db.read(|r| async move { counted(market, &r, pool).await }).await
}

async fn counted(market: &Market, r: &Reader, pool: PoolId) -> Result<CanDo, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        profile: String,
    }
    let sql = "SELECT profile FROM practitioner WHERE pool_id = $1 AND profile IS NOT NULL \
               AND (ends_on IS NULL OR ends_on >= $2)";
    let rows: Vec<Row> = r.sql_all(sql, [pool.uuid().into(), market.today().into()]).await?;
    let all = rows.iter().map(|row| read(Some(&row.profile))).collect::<Result<Vec<_>, _>>()?;
    Ok(CanDo {
        skills: counted_once(all.iter().map(|one| &one.skills[..])),
        languages: counted_once(all.iter().map(|one| &one.languages[..])),
    })
}
