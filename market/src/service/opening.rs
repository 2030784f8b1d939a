//! Opening a service to members of other partnerships, at a price of their own.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, ServiceId};
use domain::price::BuyerStanding;
use domain::service::{OpenTo, TypedOpening};
use domain::{Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::change::{is_as_it_was, save};
use super::stored::{self, Stored};
use super::view::Party;
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::partnership::standing;

/// The partnerships that belong to the association on a day, `$1`.
const LISTED: &str = "SELECT t.child_id FROM tie t WHERE t.kind = 'association' \
    AND t.starts_on <= $1 AND (t.ends_on IS NULL OR t.ends_on >= $1)";

/// In what standing a school buys a service on a day: as a member, as a member of another partnership
/// to which it is open, or as neither. One statement more where it is open and the school no member.
pub(crate) async fn buys_as(
    r: &Reader,
    stored: &Stored,
    school: OrganisationId,
    on: NaiveDate,
) -> Result<BuyerStanding, Failure> {
    #[derive(FromQueryResult)]
    struct Of {
        partnership_id: Uuid,
        member: i64,
        listed: i64,
    }
    let own = standing(r, stored.partnership, school, on).await?;
    let open_to = &stored.terms.open_to;
    if own.is_member() || open_to.is_nobody() {
        return Ok(own);
    }
    let sql = format!(
        "SELECT o.organisation_id AS partnership_id, \
         CAST(CASE WHEN o.organisation_id IN ({LISTED}) THEN 1 ELSE 0 END AS bigint) AS listed, \
         CAST(CASE WHEN o.organisation_id <> $3 THEN 1 ELSE 0 END AS bigint) AS member \
         FROM partnership o WHERE o.organisation_id = $3 OR o.organisation_id IN \
         (SELECT m.partnership_id FROM membership m WHERE m.organisation_id = $2 \
         AND m.starts_on <= $1 AND (m.ends_on IS NULL OR m.ends_on >= $1))"
    );
    let values: [Value; 3] = [on.into(), school.uuid().into(), stored.partnership.uuid().into()];
    let rows: Vec<Of> = r.sql_all(&sql, values).await?;
    let member_of: Vec<OrganisationId> = rows
        .iter()
        .filter(|row| row.member == 1)
        .map(|row| OrganisationId::from_uuid(row.partnership_id))
        .collect();
    let listed = |one: OrganisationId| {
        rows.iter().any(|row| row.partnership_id == one.uuid() && row.listed == 1)
    };
    let open = open_to.covers(stored.partnership, &member_of, listed);
    Ok(if open { BuyerStanding::OtherMember } else { BuyerStanding::NonMember })
}

/// To whom a partnership can open its services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningChoices {
    /// The other partnerships of the association, and those that the service is open to already; by
    /// name.
    pub partnerships: Vec<Party>,
    /// Whether its own belongs to the association.
    pub in_association: bool,
}

/// To whom a service of the partnership acted for can be opened.
///
/// # Errors
/// `NotFound` for another partnership's service.
pub async fn opening_choices(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<OpeningChoices, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    market
        .db
        .read(|r| async move {
            let stored = stored::find_own(&r, permit.scope(), service).await?;
            choices(market, &r, &stored).await
        })
        .await
}

async fn choices(market: &Market, r: &Reader, stored: &Stored) -> Result<OpeningChoices, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    let sql = format!(
        "SELECT o.id, o.name FROM organisation o WHERE o.id IN ({LISTED}) \
         OR o.id IN (SELECT n.to_id FROM service_opening n WHERE n.service_id = $2) \
         ORDER BY o.name, o.id"
    );
    let values: [Value; 2] = [market.today().into(), stored.id.uuid().into()];
    let rows: Vec<Row> = r.sql_whole(&sql, values).await?;
    let all = rows.into_iter();
    let (own, others): (Vec<Party>, Vec<Party>) = all
        .map(|row| Party { id: OrganisationId::from_uuid(row.id), name: row.name })
        .partition(|one| one.id == stored.partnership);
    Ok(OpeningChoices { partnerships: others, in_association: !own.is_empty() })
}

/// To whom a service is opened from now on.
#[derive(Debug, Clone)]
pub struct OpenService {
    /// Which.
    pub service: ServiceId,
    /// The version of the row that was shown.
    pub version: i64,
    /// What was typed.
    pub opening: TypedOpening,
}

/// Opens a service to members of other partnerships, or to nobody: a new version of it. Orders already
/// placed keep theirs.
///
/// # Errors
/// `Invalid` with all that is wrong with what was typed; `Refused(NotInAssociation)` where it shall be
/// open to an association that its own partnership does not belong to; `ChangedMeanwhile`.
pub async fn open_service(
    market: &Market,
    actor: &Actor,
    command: OpenService,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let stored = stored::find_own(&w, permit.scope(), command.service).await?;
            if stored.version != command.version {
                return Err(Failure::ChangedMeanwhile);
            }
            let today = market.today();
            let read = command.opening.read(&stored.terms, stored.partnership, today);
            let terms = read.map_err(Failure::Invalid)?;
            if is_as_it_was(&stored.terms, &terms, today) {
                return Ok(());
            }
            let known = choices(market, &w, &stored).await?;
            if terms.open_to == OpenTo::Association && !known.in_association {
                return Err(Refusal::NotInAssociation.into());
            }
            let is_known = |id: &OrganisationId| known.partnerships.iter().any(|one| one.id == *id);
            if !terms.open_to.named().iter().all(is_known) {
                return Err(Failure::field("open_partnerships", Problem::NotAChoice));
            }
            let provider = stored.provider;
            save(market, &w, permit, Deed::OpenService, &stored, provider, &terms).await
        })
        .await
}
