//! Telling schools, once, that next year's prices are open.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{BuyBackId, OrganisationId};
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::had::{begins, counted};
use super::round::{Stored, find_any};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer};
use crate::mail::{About, BuyBackNews, BuyBackTold};
use crate::person::{tell_each, who_may};

/// Tells those who buy for each school that has something to renew, once. A round that was moved to a
/// later day, or of which they were told, is left as it is.
pub(crate) async fn open_buy_back(market: &Market, id: BuyBackId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let found = match find_any(&w, id).await {
                Ok(found) => found,
                Err(Failure::NotFound) => return Ok(()),
                Err(other) => return Err(other),
            };
            if market.today() < found.round.opens_on {
                return Ok(());
            }
            let sql = "UPDATE buy_back SET told_at = $2, version = version + 1 \
                       WHERE id = $1 AND told_at IS NULL";
            if w.execute(sql, [id.uuid().into(), market.now().into()]).await? == 0 {
                return Ok(());
            }
            let schools = with_something(&w, &found).await?;
            for (school, name) in &schools {
                tell_school(market, &w, (&found, *school, name), BuyBackNews::Open).await?;
            }
            let record = Record::new(Some(found.partnership), Who::JOB, Deed::OpenBuyBack, id)
                .parties(schools.iter().map(|(school, _)| *school))
                .after(&found.round.opens_on)?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Tells those who buy for a school.
pub(super) async fn tell_school(
    market: &Market,
    w: &Writer,
    (found, school, name): (&Stored, OrganisationId, &str),
    news: BuyBackNews,
) -> Result<(), Failure> {
    let told = BuyBackTold {
        buy_back: found.id,
        partnership: found.name.clone(),
        begins_on: found.round.begins_on,
        last_on: found.round.last_on(),
        school: name.to_owned(),
        news,
    };
    let people = who_may(w, school, Action::PlaceOrder, market.today()).await?;
    tell_each(market, w, people, &About::BuyBack(told)).await
}

/// The schools that had something in the year before, by name.
async fn with_something(
    r: &Reader,
    found: &Stored,
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct School {
        id: Uuid,
        name: String,
    }
    let had = counted("s.id", "$1", "$2", "$3");
    let sql = format!(
        "SELECT s.id, s.name FROM organisation s WHERE s.kind = 'school' AND EXISTS \
         (SELECT 1 {had} AND o.state IN ('placed', 'completed') \
         AND COALESCE(l.day, l.first_on, l.wished_on, $2) < $4) ORDER BY s.name, s.id"
    );
    let (first, _) = found.round.year_before();
    let values: [sea_orm::Value; 4] = [
        found.partnership.uuid().into(),
        first.into(),
        begins(first)?.into(),
        found.round.begins_on.into(),
    ];
    let schools: Vec<School> = r.sql_whole(&sql, values).await?;
    let school = |row: School| (OrganisationId::from_uuid(row.id), row.name);
    Ok(schools.into_iter().map(school).collect())
}

/// Refuses what is done outside the time of a round.
pub(super) fn must_be_open(market: &Market, found: &Stored) -> Result<(), Refusal> {
    if found.round.is_open(market.today()) { Ok(()) } else { Err(Refusal::BuyBackNotOpen) }
}
