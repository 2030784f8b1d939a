//! Who of a pool a school is given first.

use domain::Failure;
use domain::calendar::SchoolYear;
use domain::capacity::{MayCome, Suited};
use domain::id::{OrganisationId, PoolId, PractitionerId};
use domain::school::Phase;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::profile::read;
use crate::db::{Reader, broken};

/// The people of a pool by how well they suit a school in a school year. One statement.
pub(crate) async fn suited(
    r: &Reader,
    pool: PoolId,
    (school, phase): (OrganisationId, Option<Phase>),
    year: SchoolYear,
) -> Result<Suited, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        profile: Option<String>,
        schools: i64,
        visits: i64,
    }
    let sql = "SELECT p.id, p.profile, COUNT(DISTINCT o.school_id) AS schools, \
               COUNT(CASE WHEN o.school_id = $2 THEN 1 END) AS visits FROM practitioner p \
               LEFT JOIN pool_day d ON d.practitioner_id = p.id AND d.order_line_id IS NOT NULL \
               AND d.day >= $3 AND d.day <= $4 LEFT JOIN order_line l ON l.id = d.order_line_id \
               LEFT JOIN school_order o ON o.id = l.order_id \
               WHERE p.pool_id = $1 AND (p.ends_on IS NULL OR p.ends_on >= $3) \
               GROUP BY p.id, p.profile ORDER BY p.id";
    let values: [Value; 4] =
        [pool.uuid().into(), school.uuid().into(), year.first_on().into(), year.last_on().into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let people = rows.into_iter().map(|row| {
        Ok(MayCome {
            practitioner: PractitionerId::from_uuid(row.id),
            profile: read(row.profile.as_deref())?,
            comes: row.visits > 0,
            schools: u32::try_from(row.schools).map_err(broken)?,
        })
    });
    Ok(Suited::to(phase, people.collect::<Result<Vec<_>, Failure>>()?))
}
