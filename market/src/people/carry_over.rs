//! People of a school who act for the one that took its place, too: in the same roles, up to the same
//! limits.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{OrganisationId, PersonId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::keeper::held_roles;
use super::list::read_role;
use crate::Market;
use crate::db::Writer;
use crate::organisation::{self, Grant, begin_role};

/// Gives whoever holds a role today at one organisation the same at another where nobody is yet;
/// they keep their own. Gives how many roles that were.
///
/// # Errors
/// `ChangedMeanwhile` where somebody has come there since.
pub(crate) async fn carry_over_roles(
    market: &Market,
    w: &Writer,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<usize, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        person_id: Uuid,
        role: String,
        order_limit_pence: Option<i64>,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    }
    let today = market.today();
    organisation::one_at_a_time(w, from).await?;
    organisation::one_at_a_time(w, to).await?;
    if !held_roles(w, to, today).await?.is_empty() {
        return Err(Failure::ChangedMeanwhile);
    }
    let sql = "SELECT person_id, role, order_limit_pence, starts_on, ends_on FROM role_holding \
               WHERE organisation_id = $1 AND (ends_on IS NULL OR ends_on >= $2) ORDER BY id";
    let held: Vec<Held> = w.sql_all(sql, [from.uuid().into(), today.into()]).await?;
    for held in &held {
        let grant = Grant {
            person: PersonId::from_uuid(held.person_id),
            organisation: to,
            role: read_role(&held.role)?,
            order_limit_pence: held.order_limit_pence,
            starts_on: Some(held.starts_on),
            ends_on: held.ends_on,
        };
        begin_role(market, w, grant).await?;
    }
    Ok(held.len())
}
