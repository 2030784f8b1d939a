//! One service as a viewer sees it: their school's price with its working, beside the market's.
//!
//! Seven statements for a school, five for others; one more where the school's membership includes some, one
//! for a package, and one where it is delivered in certain areas only.

use chrono::NaiveDate;
use domain::access::Action;
use domain::calendar::FinancialYear;
use domain::id::{OrganisationId, ServiceId};
use domain::market_rate::{MarketRate, OwnFigures};
use domain::price::{BuyerStanding, PriceRule, Quote, Unit, WhoPays, quote};
use domain::service::{BookedBy, Event, Outside, ServiceTerms, State};
use domain::vat::{ComparisonBasis, VatTreatment, comparison_basis};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::area;
use super::audience::{Audience, audience};
use super::browse::Area;
use super::document::{ServiceDocument, documents};
use super::package::{self, PackageShown};
use super::price_shown::{LaterPrice, PriceShown};
use super::stored::{self, Stored};
use super::trust_buys;
use crate::access::Viewer;
use crate::association::LISTED;
use crate::db::Reader;
use crate::order::used;
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
    /// How VAT applies for it; for those who act for no school, as it does for members.
    pub vat: VatTreatment,
    /// What one costs the viewer's school.
    pub price: PriceShown,
    /// Who pays for one; nothing where no price can be said.
    pub who_pays: Option<WhoPays>,
    /// What it will cost, where that is known already.
    pub later: Option<LaterPrice>,
    /// How the price is worked out from today on.
    pub rule: PriceRule,
    /// The school's pupils, with the day of the number.
    pub pupils: Option<(u32, Option<NaiveDate>)>,
    /// Whether the school's trust or federation buys it already this year.
    pub trust_buys: bool,
    /// How many of those that its membership includes the school has used, of how many a year.
    pub included: Option<(u32, u32)>,
    /// What one costs each standing, where that can be said and it is sold to them.
    pub by_standing: Vec<(BuyerStanding, Option<Quote>)>,
    /// The market, compared with the price shown.
    pub market: MarketRate,
    /// What schools pay themselves for services of its kind, where enough let it count.
    pub own: Option<OwnFigures>,
    /// What that compares with: the price shown, on the viewer's basis.
    pub compared: Option<Pence>,
    /// What is in it, where it is a package.
    pub package: Option<PackageShown>,
    /// The areas it is delivered in; none means all of the partnership's.
    pub areas: Vec<Area>,
    /// In what the viewer's school is none of those it is made for.
    pub outside: Outside,
    /// Its documents, by title.
    pub documents: Vec<ServiceDocument>,
    /// Whether the viewer may change it.
    pub can_change: bool,
    /// Whether the viewer may keep its people and their days.
    pub can_keep_pool: bool,
    /// Whether the viewer may propose changes of it.
    pub can_propose: bool,
    /// Whether the viewer may order it.
    pub can_order: bool,
    /// Whether the viewer may ask about it for their school.
    pub can_ask: bool,
    /// Whether whoever the viewer acts for sells or delivers it.
    pub is_own: bool,
    /// The years of an agreement that the viewer's school can order.
    pub years: Vec<FinancialYear>,
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

    /// How it is booked.
    pub fn booked(&self) -> BookedBy {
        self.stored.booked()
    }

    /// Whether days of people are sold.
    pub const fn has_pool(&self) -> bool {
        self.stored.pool.is_some()
    }

    /// How the price is worked out from today on, for the viewer's school; for others, for members.
    pub fn own_rule(&self) -> PriceRule {
        let own = self.standing.and_then(|standing| self.rule.paid_by(standing));
        own.unwrap_or_else(|| self.rule.clone())
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

/// A service as it is stored, for whoever may see it.
///
/// # Errors
/// `NotFound` for others, and where there is none.
pub(crate) async fn seen_by(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
    id: ServiceId,
) -> Result<Stored, Failure> {
    let audience = audience(market, r, viewer).await?;
    audience.may_see(stored::find(r, id).await?)
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

/// The service with all that its page says of it.
pub(super) async fn detail(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
    audience: &Audience,
    stored: Stored,
) -> Result<ServiceDetail, Failure> {
    let parties = parties(r, &stored, market.today()).await?;
    let party = |id: OrganisationId| {
        let found = parties.iter().find(|row| row.id == id.uuid());
        found.map(|row| Party { id, name: row.name.clone() }).ok_or(Failure::NotFound)
    };
    let partnership = parties.iter().find(|row| row.id == stored.partnership.uuid());
    let terms = &stored.terms;
    let today = market.today();
    let price = audience.price(stored.partnership, terms, today)?;
    let later = audience.later_price(stored.partnership, terms, today)?;
    let standing = audience.standing(stored.partnership, terms);
    let vat = terms.vat_shown(standing.unwrap_or(BuyerStanding::Full));
    let facts = audience.facts();
    let basis = facts.map_or(ComparisonBasis::Net, |facts| comparison_basis(facts.vat_position));
    let points = market_rate::points(r, stored.id, terms.unit).await?;
    let ours = ours(terms.unit, vat, &price, basis)?;
    let compared = MarketRate::of(&points, ours, basis)?;
    let own = market_rate::own_figures(r, terms.category, terms.unit).await?;
    let pupils = facts.and_then(|facts| Some((facts.pupils?, facts.pupils_on)));
    let included = match (facts, standing) {
        (Some(facts), Some(standing)) if terms.price.included(standing) > 0 => {
            let used = used(r, facts.organisation, stored.id, today).await?;
            Some((used.in_year_of(today), terms.price.included(standing)))
        }
        _ => None,
    };
    let is_own = audience.owns(stored.partnership, stored.provider);
    let sees_others =
        standing == Some(BuyerStanding::OtherMember) || (is_own && !terms.open_to.is_nobody());
    let by_standing = by_standing(&terms.price, sees_others, pupils.map(|one| one.0), today);
    let actor = viewer.signed_in();
    let may = |action, organisation| {
        actor.is_some_and(|actor| actor.permit(action, organisation).is_ok())
    };
    let can = |action| actor.is_some_and(|actor| actor.can(action));
    let can_change = may(Action::ManageServices, stored.partnership);
    Ok(ServiceDetail {
        contact: partnership.and_then(|row| row.contact.clone()),
        partnership: party(stored.partnership)?,
        provider: party(stored.provider)?,
        looks: audience.looks(),
        standing,
        vat,
        who_pays: price.who_pays(&terms.price)?,
        price,
        later,
        rule: terms.price.starting(today),
        pupils,
        trust_buys: trust_buys::buys(market, r, audience, stored.id).await?,
        included,
        by_standing,
        market: compared,
        own,
        compared: ours,
        package: package::shown(r, audience, (&stored, today)).await?,
        documents: documents(r, stored.id).await?,
        areas: area::of_service(r, &stored).await?,
        outside: facts
            .map_or(Outside::default(), |facts| terms.outside(facts.phase, facts.la_code.as_ref())),
        can_change,
        can_keep_pool: can_change || may(Action::ManagePool, stored.provider),
        is_own,
        can_propose: may(Action::ProposeTerms, stored.provider)
            && stored.lifecycle.state() != State::Retired,
        years: audience.years(&stored, market.today()),
        can_ask: !is_own && can(Action::AskProviders) && audience.looks() == Looks::School,
        can_order: stored.lifecycle.is_on_sale() && !is_own && can(Action::PlaceOrder),
        stored,
    })
}

/// What one costs each standing. What members of other partnerships pay is for them to know, and for
/// those who sell.
fn by_standing(
    rule: &PriceRule,
    sees_others: bool,
    pupils: Option<u32>,
    today: NaiveDate,
) -> Vec<(BuyerStanding, Option<Quote>)> {
    BuyerStanding::ALL
        .iter()
        .filter(|standing| sees_others || **standing != BuyerStanding::OtherMember)
        .map(|standing| (*standing, quote(rule, *standing, pupils, 1, today).ok()))
        .collect()
}

#[derive(FromQueryResult)]
struct PartyRow {
    id: Uuid,
    name: String,
    contact: Option<String>,
}

/// Those between whom it is sold. How one is reached it says in the association's directory, and
/// nobody is told it after that.
async fn parties(r: &Reader, stored: &Stored, today: NaiveDate) -> Result<Vec<PartyRow>, Failure> {
    let sql = format!(
        "SELECT o.id, o.name, (SELECT p.public_contact FROM {LISTED} AND t.child_id = o.id) AS contact \
         FROM organisation o WHERE o.id IN ($2, $3)"
    );
    let parties = [stored.partnership, stored.provider].map(|one| one.uuid().into());
    r.sql_all(&sql, std::iter::once(today.into()).chain(parties)).await
}

/// The price shown on the basis on which the viewer's school compares. While the VAT is a
/// question, the price without it stands for both.
fn ours(
    unit: Unit,
    vat: VatTreatment,
    price: &PriceShown,
    basis: ComparisonBasis,
) -> Result<Option<Pence>, Failure> {
    let Some(net) = price.comparable(unit)? else { return Ok(None) };
    match vat.basis() {
        Ok(vat) => Ok(Some(basis.amount(net, vat)?)),
        Err(_) => Ok(Some(net.pence())),
    }
}
