//! A member's services at its own prices, as its partnership's staff look them up.

use domain::Failure;
use domain::access::Action;
use domain::id::MembershipId;

use super::audience::{Audience, school_audience};
use super::browse::{Browse, ServiceSummary};
use super::list::page_of;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked};
use crate::partnership::member_organisation;
use crate::school::facts;

/// What one member can buy, each at its own price.
#[derive(Debug, Clone)]
pub struct MemberServices {
    /// The member's name.
    pub member: String,
    /// What is on sale to it, by title.
    pub services: Page<ServiceSummary>,
}

/// A page of what a member can buy through the partnership acted for, at the prices it sees itself.
///
/// # Errors
/// `NotFound` where the membership is another partnership's.
pub async fn services_for_member(
    market: &Market,
    actor: &Actor,
    membership: MembershipId,
    page: PageAsked,
) -> Result<MemberServices, Failure> {
    let permit = &actor.permit_own(Action::ViewPartnership)?;
    let browse = &Browse { page, ..Browse::default() };
    market
        .db
        .read(|r| async move {
            let partnership = permit.organisation();
            let school = member_organisation(&r, permit.scope(), membership).await?;
            let facts = facts(&r, school, market.today()).await?;
            let member = facts.name.clone();
            let mut school = school_audience(market, &r, facts).await?;
            school.only_through(partnership);
            let audience = Audience::School(Box::new(school));
            let services = page_of(market, &r, &audience, browse).await?;
            Ok(MemberServices { member, services })
        })
        .await
}
