//! One service as a viewer sees it: their school's price with its working, beside the market's.
//!
//! Six statements for a school, four for others.

use domain::access::Action;
use domain::id::{OrganisationId, ServiceId};
use domain::market_rate::MarketRate;
use domain::price::{BuyerStanding, Quote, quote};
use domain::service::{Event, ServiceTerms};
use domain::vat::{ComparisonBasis, comparison_basis};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::{Audience, audience};
use super::document::{ServiceDocument, documents};
use super::price_shown::PriceShown;
use super::stored::{self, Stored};
use crate::access::Viewer;
use crate::db::Reader;
use crate::{Market, market_rate};

/// As whom somebody looks at services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// For no school and no partnership.
    Visitor,
    /// For a school.
    School,
    /// For a partnership.
    Staff,
    /// For a provider.
    Provider,
}

/// An organisation that is party to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// A service, as its page shows it.
#[derive(Debug, Clone)]
pub struct ServiceDetail {
    /// The service with its current version.
    pub(crate) stored: Stored,
    /// Through which partnership it is sold.
    pub partnership: Party,
    /// How that partnership lets everybody reach it: by name, address or telephone, if it does.
    pub contact: Option<String>,
    /// Who delivers it.
    pub provider: Party,
    /// As whom the viewer looks.
    pub looks: Looks,
    /// How the viewer's school stands towards the partnership; nothing where there is no school.
    pub standing: Option<BuyerStanding>,
    /// What one costs the viewer's school.
    pub price: PriceShown,
    /// What one costs each standing, where that can be said and it is sold to them.
    pub by_standing: Vec<(BuyerStanding, Option<Quote>)>,
    /// The market, compared with the price shown.
    pub market: MarketRate,
    /// Its documents, by title.
    pub documents: Vec<ServiceDocument>,
    /// Whether the viewer may change it.
    pub can_change: bool,
    /// Whether the viewer may keep its people and their days.
    pub can_keep_pool: bool,
    /// Whether the viewer may order it.
    pub can_order: bool,
    /// Whether whoever the viewer acts for sells or delivers it.
    pub is_own: bool,
}

impl ServiceDetail {
    /// The service.
    pub const fn id(&self) -> ServiceId {
        self.stored.id
    }

    /// What it promises.
    pub const fn terms(&self) -> &ServiceTerms {
        &self.stored.terms
    }

    /// The state it is in.
    pub const fn lifecycle(&self) -> domain::service::Lifecycle {
        self.stored.lifecycle
    }

    /// What may happen to it next.
    pub fn events(&self) -> Vec<Event> {
        self.stored.lifecycle.events()
    }

    /// Whether days of people are sold.
    pub const fn has_pool(&self) -> bool {
        self.stored.pool.is_some()
    }

    /// Which version it is, counted from 1.
    pub const fn version_number(&self) -> i64 {
        self.stored.version_number
    }

    /// The version of the row, for a form that changes it.
    pub const fn row_version(&self) -> i64 {
        self.stored.version
    }
}

/// A service for whoever may see it.
///
/// # Errors
/// `NotFound` for others, and where there is none.
pub async fn view_service(
    market: &Market,
    viewer: &Viewer,
    id: ServiceId,
) -> Result<ServiceDetail, Failure> {
    market
        .db
        .read(|r| async move {
            let audience = audience(market, &r, viewer).await?;
            let stored = audience.may_see(stored::find(&r, id).await?)?;
            detail(market, &r, viewer, &audience, stored).await
        })
        .await
}

async fn detail(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
    audience: &Audience,
    stored: Stored,
) -> Result<ServiceDetail, Failure> {
    let parties = parties(r, &stored).await?;
    let party = |id: OrganisationId| {
        let found = parties.iter().find(|row| row.id == id.uuid());
        found.map(|row| Party { id, name: row.name.clone() }).ok_or(Failure::NotFound)
    };
    let partnership = parties.iter().find(|row| row.id == stored.partnership.uuid());
    let terms = &stored.terms;
    let price = audience.price(market, stored.partnership, &terms.price)?;
    let basis = match audience {
        Audience::School(school) => comparison_basis(school.facts.vat_position),
        Audience::Visitor | Audience::Staff(_) | Audience::Provider(_) => ComparisonBasis::Net,
    };
    let points = market_rate::points(r, stored.id, terms.unit).await?;
    let compared = MarketRate::of(&points, ours(terms, &price, basis)?, basis)?;
    let pupils = match audience {
        Audience::School(school) => school.facts.pupils,
        Audience::Visitor | Audience::Staff(_) | Audience::Provider(_) => None,
    };
    let by_standing = BuyerStanding::ALL
        .iter()
        .map(|standing| (*standing, quote(&terms.price, *standing, pupils, 1, market.today()).ok()))
        .collect();
    let actor = viewer.signed_in();
    let may = |action, organisation| {
        actor.is_some_and(|actor| actor.permit(action, organisation).is_ok())
    };
    let can_change = may(Action::ManageServices, stored.partnership);
    let is_own = audience.owns(stored.partnership, stored.provider);
    Ok(ServiceDetail {
        contact: partnership.and_then(|row| row.contact.clone()),
        partnership: party(stored.partnership)?,
        provider: party(stored.provider)?,
        looks: audience.looks(),
        standing: audience.standing(stored.partnership),
        price,
        by_standing,
        market: compared,
        documents: documents(r, stored.id).await?,
        can_change,
        can_keep_pool: can_change || may(Action::ManagePool, stored.provider),
        is_own,
        can_order: stored.lifecycle.is_on_sale()
            && !is_own
            && actor.is_some_and(|actor| actor.can(Action::PlaceOrder)),
        stored,
    })
}

#[derive(FromQueryResult)]
struct PartyRow {
    id: Uuid,
    name: String,
    contact: Option<String>,
}

/// Those between whom it is sold. How one is reached it says in the association's directory, and
/// nobody is told it after that.
async fn parties(r: &Reader, stored: &Stored) -> Result<Vec<PartyRow>, Failure> {
    let sql = "SELECT o.id, o.name, (SELECT p.public_contact FROM partnership p \
               WHERE p.organisation_id = o.id AND EXISTS (SELECT 1 FROM tie t \
               WHERE t.child_id = o.id AND t.kind = 'association' AND t.ends_on IS NULL)) AS contact \
               FROM organisation o WHERE o.id IN ($1, $2)";
    r.sql_all(sql, [stored.partnership.uuid().into(), stored.provider.uuid().into()]).await
}

/// The price shown on the basis on which the viewer's school compares. While the VAT is a
/// question, the price without it stands for both.
fn ours(
    terms: &ServiceTerms,
    price: &PriceShown,
    basis: ComparisonBasis,
) -> Result<Option<Pence>, Failure> {
    let Some(net) = price.comparable(terms.unit)? else { return Ok(None) };
    match terms.vat.basis() {
        Ok(vat) => Ok(Some(basis.amount(net, vat)?)),
        Err(_) => Ok(Some(net.pence())),
    }
}
