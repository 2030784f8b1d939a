//! A service's own page: the service, and what schools like the one that looks buy as well.

use domain::Failure;
use domain::alike::{Likeness, SHOWN_BESIDE};
use domain::id::ServiceId;
use domain::price::BuyerStanding;

use super::among::{Among, first_among};
use super::audience::{Audience, audience};
use super::browse::ServiceSummary;
use super::stored::{self, Stored};
use super::view::{ServiceDetail, detail};
use crate::Market;
use crate::access::Viewer;
use crate::db::Reader;

/// What a service's page shows.
#[derive(Debug, Clone)]
pub struct ServiceVisit {
    /// The service.
    pub service: ServiceDetail,
    /// What schools like the one that looks have bought beside it, by title: what it sees, and has not
    /// ordered this year. Nothing where the rule of `domain::alike` allows none.
    pub also_bought: Vec<ServiceSummary>,
}

/// A service for whoever may see it, with what stands at the foot of its page. For a member school one
/// statement more than [`view_service`](super::view_service).
///
/// # Errors
/// `NotFound` for others, and where there is none.
pub async fn visit_service(
    market: &Market,
    viewer: &Viewer,
    id: ServiceId,
) -> Result<ServiceVisit, Failure> {
    market
        .db
        .read(|r| async move {
            let audience = audience(market, &r, viewer).await?;
            let stored = audience.may_see(stored::find(&r, id).await?)?;
            let also_bought = also_bought(market, &r, &audience, &stored).await?;
            let service = detail(market, &r, viewer, &audience, stored).await?;
            Ok(ServiceVisit { service, also_bought })
        })
        .await
}

/// What is said to a member of the partnership through which the service is sold: it is said of its members.
async fn also_bought(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    stored: &Stored,
) -> Result<Vec<ServiceSummary>, Failure> {
    let Audience::School(school) = audience else { return Ok(Vec::new()) };
    let standing = audience.standing(stored.partnership, &stored.terms);
    let is_member = matches!(standing, Some(BuyerStanding::Full | BuyerStanding::Associate));
    let likeness = Likeness::of(school.facts.phase, school.facts.pupils).filter(|_| is_member);
    let Some(likeness) = likeness else { return Ok(Vec::new()) };
    let among = Among::BoughtBeside { service: stored.id, likeness };
    let mut found = first_among(market, r, audience, &among, SHOWN_BESIDE).await?;
    // In what order others buy is nobody's to tell.
    found.sort_by(|one, other| (&one.title, one.id).cmp(&(&other.title, other.id)));
    Ok(found)
}
