//! What is new among the services that a school sees: what came on sale, and what changed while it was.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::OrganisationId;
use domain::saved_search::Criteria;

use super::among::{Among, listed_among};
use super::audience::{Audience, school_audience};
use super::browse::{Browse, ServiceSummary};
use crate::Market;
use crate::db::Reader;
use crate::school::facts;

/// A service that is new, or another than it was.
pub(crate) struct NewService {
    /// Whether it came on sale; otherwise it changed.
    pub is_new: bool,
    /// The service, at the school's own price.
    pub service: ServiceSummary,
}

/// A school as it looks at services.
///
/// # Errors
/// `NotFound` where the organisation is not a school.
pub(crate) async fn as_school(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
) -> Result<Audience, Failure> {
    let facts = facts(r, school, market.today()).await?;
    Ok(Audience::School(Box::new(school_audience(market, r, facts).await?)))
}

/// What is new of what is sought, by title: from a day on and before another. One statement.
pub(crate) async fn news(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    criteria: Criteria,
    (from, before): (NaiveDate, NaiveDate),
) -> Result<Vec<NewService>, Failure> {
    let among = Among::New { from, before };
    let found = listed_among(market, r, audience, Browse::from(criteria), &among).await?;
    let new = |(number, service)| NewService { is_new: number == 1, service };
    Ok(found.into_iter().map(new).collect())
}
