//! The certificate of attendance of one delegate, for the delegate's school and for those who held the
//! event.

use domain::Failure;
use domain::access::Action;
use domain::event::{Attended, Sitting, attended};
use domain::id::{EventId, OrganisationId, PlaceId, SittingId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::keep::{find, sittings};
use crate::Market;
use crate::access::Actor;
use crate::capacity::keeping;
use crate::db::Reader;
use crate::organisation;

/// What a certificate says, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Who came.
    pub name: String,
    /// From which school.
    pub school: String,
    /// To which event.
    pub event: String,
    /// Who delivered it.
    pub provider: String,
    /// Through which partnership.
    pub partnership: String,
    /// To how much of it.
    pub attended: Attended,
}

#[derive(FromQueryResult)]
struct Row {
    event_id: Uuid,
    school_id: Uuid,
    name: Option<String>,
}

/// The certificate of whoever came on a place.
///
/// # Errors
/// `NotFound` for another's, where nobody is named, and where they came to nothing.
pub async fn certificate(
    market: &Market,
    actor: &Actor,
    place: PlaceId,
) -> Result<Certificate, Failure> {
    market
        .db
        .read(|r| async move {
            let sql = "SELECT event_id, school_id, name FROM event_place \
                       WHERE id = $1 AND released_at IS NULL";
            let row: Option<Row> = r.sql_one(sql, [place.uuid().into()]).await?;
            let row = row.ok_or(Failure::NotFound)?;
            let event = find(&r, EventId::from_uuid(row.event_id)).await?;
            let school = OrganisationId::from_uuid(row.school_id);
            may_see(actor, school, (event.partnership, event.provider))?;
            let came = came(&r, place).await?;
            let all: Vec<(Sitting, bool)> = sittings(&r, event.id)
                .await?
                .into_iter()
                .map(|one| (one.sitting, came.contains(&one.id)))
                .collect();
            Ok(Certificate {
                name: row.name.ok_or(Failure::NotFound)?,
                school: organisation::by_id(&r, school).await?.name,
                event: event.title,
                provider: organisation::by_id(&r, event.provider).await?.name,
                partnership: organisation::by_id(&r, event.partnership).await?.name,
                attended: attended(&all).ok_or(Failure::NotFound)?,
            })
        })
        .await
}

/// The delegate's school, and those who keep the event.
fn may_see(
    actor: &Actor,
    school: OrganisationId,
    (partnership, provider): (OrganisationId, OrganisationId),
) -> Result<(), Failure> {
    match actor.permit(Action::ViewSchool, school) {
        Ok(_) => Ok(()),
        Err(Failure::NotFound) => keeping(actor, partnership, provider).map(|_| ()),
        Err(other) => Err(other),
    }
}

async fn came(r: &Reader, place: PlaceId) -> Result<Vec<SittingId>, Failure> {
    #[derive(FromQueryResult)]
    struct Came {
        sitting_id: Uuid,
    }
    let sql = "SELECT sitting_id FROM event_attendance WHERE place_id = $1";
    let rows: Vec<Came> = r.sql_all(sql, [place.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| SittingId::from_uuid(row.sitting_id)).collect())
}
