//! The INSET days of the schools of an area side by side: on which days they could train together.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::OrganisationId;
use sea_orm::{FromQueryResult, Value};

use super::inset::partnerships_of;
use crate::Market;
use crate::access::Actor;
use crate::db::places;

/// An INSET day of a school.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct InsetOfSchool {
    /// When.
    pub day: NaiveDate,
    /// Which school.
    pub school: String,
    /// What its staff do.
    pub note: Option<String>,
}

/// The INSET days from today on of all members of the partnership acted for, or of those partnerships
/// that the school acted for is a member of; by day and school.
///
/// # Errors
/// `NotAllowed` for whoever acts for neither.
pub async fn inset_days_together(
    market: &Market,
    actor: &Actor,
) -> Result<Vec<InsetOfSchool>, Failure> {
    let as_school = actor.permit_own(Action::ViewSchool).ok();
    let own = match &as_school {
        Some(permit) => permit.organisation(),
        None => actor.permit_own(Action::ViewPartnership)?.organisation(),
    };
    let (as_school, today) = (as_school.is_some(), market.today());
    market
        .db
        .read(|r| async move {
            let of: Vec<OrganisationId> =
                if as_school { partnerships_of(&r, own, today).await? } else { vec![own] };
            let (own_at, today_at) = (of.len() + 1, of.len() + 2);
            let members = match of.len() {
                // A school that is a member of nothing sees its own.
                0 => String::new(),
                many => format!(
                    "OR EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id \
                     AND m.starts_on <= ${today_at} \
                     AND (m.ends_on IS NULL OR m.ends_on >= ${today_at}) \
                     AND m.partnership_id IN {})",
                    places(1, many)
                ),
            };
            let sql = format!(
                "SELECT i.day, o.name AS school, i.note FROM inset_day i \
                 JOIN organisation o ON o.id = i.school_id WHERE i.day >= ${today_at} \
                 AND (o.id = ${own_at} {members}) ORDER BY i.day, o.name, o.id"
            );
            let values = of.iter().map(|one| Value::from(one.uuid()));
            let values = values.chain([own.uuid().into(), today.into()]);
            r.sql_whole(&sql, values.collect::<Vec<Value>>()).await
        })
        .await
}
