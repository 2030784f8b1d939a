//! As whom somebody looks at services: which they see follows from it, and at which price.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Scope};
use domain::calendar::FinancialYear;
use domain::id::OrganisationId;
use domain::price::BuyerStanding;
use domain::service::{BookedBy, OpenTo, ServiceTerms};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::stored::Stored;
use super::view::Looks;
use super::{LaterPrice, PriceShown};
use crate::Market;
use crate::access::Viewer;
use crate::db::{Reader, broken};
use crate::organisation::OrganisationKind;
use crate::school::{self, SchoolFacts};

/// As whom somebody looks.
pub(crate) enum Audience {
    /// For no school and no partnership: what is on sale, at members' prices.
    Visitor,
    /// For a school: what is on sale through its partnerships, and what others sell to it.
    School(Box<SchoolAudience>),
    /// For a partnership: all of its own.
    Staff(Scope),
    /// For a provider: all that it delivers.
    Provider(Scope),
}

/// A school that looks, with where it can buy.
pub(crate) struct SchoolAudience {
    pub facts: SchoolFacts,
    pub reach: Vec<Reach>,
    /// The partnerships that belong to the association.
    pub association: Vec<OrganisationId>,
}

/// A partnership that a school can buy through, as a member or because it lies in its area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub partnership: OrganisationId,
    pub standing: BuyerStanding,
}

/// The most partnerships one school's list is drawn from.
const REACH_MAX: usize = 12;

/// As whom the viewer looks. Two statements for a school, none for others.
pub(crate) async fn audience(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
) -> Result<Audience, Failure> {
    let Some(actor) = viewer.signed_in() else { return Ok(Audience::Visitor) };
    let kind = actor.acting_for().map(|acting| acting.kind);
    let action = match kind {
        Some(OrganisationKind::School) if actor.can(Action::ViewSchool) => Action::ViewSchool,
        Some(OrganisationKind::Partnership) => Action::ViewPartnership,
        _ => Action::ViewBookings,
    };
    let permit = match actor.permit_own(action) {
        Ok(permit) => permit,
        // Whose role says nothing of services sees what everybody sees.
        Err(Failure::NotAllowed) => return Ok(Audience::Visitor),
        Err(failure) => return Err(failure),
    };
    Ok(match action {
        Action::ViewSchool => {
            let facts = school::facts(r, permit.scope().organisation(), market.today()).await?;
            Audience::School(Box::new(school_audience(market, r, facts).await?))
        }
        Action::ViewPartnership => Audience::Staff(*permit.scope()),
        _ => Audience::Provider(*permit.scope()),
    })
}

/// A school with where it can buy: as a member, or because it lies in an area. One statement.
pub(super) async fn school_audience(
    market: &Market,
    r: &Reader,
    facts: SchoolFacts,
) -> Result<SchoolAudience, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        partnership_id: Uuid,
        rights: String,
    }
    // The newest membership counts, and any membership before the mere area: hence the ranks.
    let sql = "SELECT m.partnership_id, t.rights, 0 AS place, m.starts_on FROM membership m \
               JOIN tier t ON t.id = m.tier_id WHERE m.organisation_id = $1 \
               AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
               UNION ALL \
               SELECT a.partnership_id, 'none', 1, $2 FROM partnership_area a \
               WHERE a.la_code = $3 AND a.ends_on IS NULL \
               UNION ALL \
               SELECT t.child_id, 'listed', 2, $2 FROM tie t WHERE t.kind = 'association' \
               AND t.starts_on <= $2 AND (t.ends_on IS NULL OR t.ends_on >= $2) \
               ORDER BY 3, 4 DESC";
    let la_code = facts.la_code.as_ref().map_or("", |code| code.as_str());
    let values: [sea_orm::Value; 3] =
        [facts.organisation.uuid().into(), market.today().into(), la_code.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let mut reach: Vec<Reach> = Vec::new();
    let mut association = Vec::new();
    for row in rows {
        let partnership = OrganisationId::from_uuid(row.partnership_id);
        let standing = match row.rights.as_str() {
            "full" => BuyerStanding::Full,
            "associate" => BuyerStanding::Associate,
            "none" => BuyerStanding::NonMember,
            "listed" => {
                association.push(partnership);
                continue;
            }
            other => return Err(broken(format!("a stored right is not known: {other}"))),
        };
        if !reach.iter().any(|known| known.partnership == partnership) {
            reach.push(Reach { partnership, standing });
        }
    }
    reach.truncate(REACH_MAX);
    Ok(SchoolAudience { facts, reach, association })
}

impl SchoolAudience {
    /// The partnerships it is a member of.
    pub fn member_of(&self) -> Vec<OrganisationId> {
        let member = self.reach.iter().filter(|reach| reach.standing.is_member());
        member.map(|reach| reach.partnership).collect()
    }

    /// Leaves out what it can buy through others.
    pub fn only_through(&mut self, partnership: OrganisationId) {
        self.reach.retain(|reach| reach.partnership == partnership);
    }

    /// The standing it has with a partnership for a service that is open so far.
    fn standing(&self, partnership: OrganisationId, open_to: &OpenTo) -> BuyerStanding {
        let reach = self.reach.iter().find(|reach| reach.partnership == partnership);
        match reach.map_or(BuyerStanding::NonMember, |reach| reach.standing) {
            BuyerStanding::NonMember if !open_to.is_nobody() => {
                let listed = |one| self.association.contains(&one);
                if open_to.covers(partnership, &self.member_of(), listed) {
                    BuyerStanding::OtherMember
                } else {
                    BuyerStanding::NonMember
                }
            }
            standing => standing,
        }
    }
}

impl Audience {
    /// The school that looks, where one does.
    pub fn facts(&self) -> Option<&SchoolFacts> {
        match self {
            Self::School(school) => Some(&school.facts),
            Self::Visitor | Self::Staff(_) | Self::Provider(_) => None,
        }
    }

    /// As whom, for pages.
    pub fn looks(&self) -> Looks {
        match self {
            Self::Visitor => Looks::Visitor,
            Self::School(_) => Looks::School,
            Self::Staff(_) => Looks::Staff,
            Self::Provider(_) => Looks::Provider,
        }
    }

    /// The standing in which a school buys a service of a partnership; nothing for those who act for no
    /// school.
    pub fn standing(
        &self,
        partnership: OrganisationId,
        terms: &ServiceTerms,
    ) -> Option<BuyerStanding> {
        match self {
            Self::School(school) => Some(school.standing(partnership, &terms.open_to)),
            Self::Visitor | Self::Staff(_) | Self::Provider(_) => None,
        }
    }

    /// The years of an agreement that their school can order.
    pub fn years(&self, stored: &Stored, today: NaiveDate) -> Vec<FinancialYear> {
        match (self, stored.booked()) {
            (Self::School(school), BookedBy::Agreement) => {
                stored.terms.agreement.years(school.facts.kept_year(), today)
            }
            (Self::School(_) | Self::Visitor | Self::Staff(_) | Self::Provider(_), _) => Vec::new(),
        }
    }

    /// Whether one of their own: then they see it in every state.
    pub fn owns(&self, partnership: OrganisationId, provider: OrganisationId) -> bool {
        match self {
            Self::Staff(scope) => scope.organisation() == partnership,
            Self::Provider(scope) => scope.organisation() == provider,
            Self::School(school) => school.facts.organisation == provider,
            Self::Visitor => false,
        }
    }

    /// Passes a service on to those who may see it.
    ///
    /// # Errors
    /// `NotFound` for others, as if there were none: what is being written or has been thrown
    /// away is its partnership's and its provider's own business.
    pub fn may_see(&self, stored: Stored) -> Result<Stored, Failure> {
        use domain::service::Lifecycle as L;
        let shown = match stored.lifecycle {
            L::Live(_) | L::Paused(_) => true,
            L::Draft(_) | L::InReview(_) | L::Retired(_) => {
                self.owns(stored.partnership, stored.provider)
            }
        };
        if shown { Ok(stored) } else { Err(Failure::NotFound) }
    }

    /// The price they are shown of a day.
    pub fn price(
        &self,
        partnership: OrganisationId,
        terms: &ServiceTerms,
        on: NaiveDate,
    ) -> Result<PriceShown, Failure> {
        let rule = &terms.price;
        match (self, self.standing(partnership, terms)) {
            (Self::School(school), Some(standing)) => {
                PriceShown::yours(rule, standing, school.facts.pupils, on)
            }
            _ => PriceShown::members(rule, on),
        }
    }

    /// The next day on which that price is another, and what it is then.
    pub fn later_price(
        &self,
        partnership: OrganisationId,
        terms: &ServiceTerms,
        after: NaiveDate,
    ) -> Result<Option<LaterPrice>, Failure> {
        let standing = self.standing(partnership, terms).unwrap_or(BuyerStanding::Full);
        let Some(from_on) = terms.price.next_change(standing, after) else { return Ok(None) };
        let price = self.price(partnership, terms, from_on)?;
        Ok(Some(LaterPrice { from_on, price }))
    }
}
