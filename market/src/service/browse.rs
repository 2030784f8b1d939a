//! What a list of services is asked for and gives.

use chrono::NaiveDate;
use domain::capacity::YearMonth;
use domain::id::{OrganisationId, PoolId, ServiceId};
use domain::price::{PriceRule, Unit, WhoPays};
use domain::saved_search::Criteria;
use domain::service::{Category, PhaseServed, State};
use domain::text::LaCode;
use domain::{Net, Pence};

use super::LaterPrice;
use super::PriceShown;
use super::counts::FilterCounts;
use super::view::Looks;
use crate::db::{Page, PageAsked};

/// What to look for. Everything left out means all.
#[derive(Debug, Clone, Default)]
pub struct Browse {
    /// Words the service must hold, or the beginnings of them.
    pub q: String,
    /// Of what kind.
    pub category: Option<Category>,
    /// Made for which phase.
    pub phase: Option<PhaseServed>,
    /// Delivered in which council's area.
    pub area: Option<LaCode>,
    /// Delivered by whom.
    pub provider: Option<OrganisationId>,
    /// The most that one costs the viewer's school; for others, a member. Where the price depends on
    /// a size that is not known, the service is left out.
    pub price_max: Option<Pence>,
    /// With a free day in this month.
    pub free_in: Option<YearMonth>,
    /// In which state: for the partnership's staff and the provider; others see what is on sale.
    pub state: Option<State>,
    /// In which order.
    pub sort: SortBy,
    /// Which page.
    pub page: PageAsked,
}

impl Browse {
    /// What is sought, without order and page.
    pub fn criteria(&self) -> Criteria {
        let criteria = Criteria {
            words: self.q.clone(),
            category: self.category,
            phase: self.phase,
            area: self.area.clone(),
            provider: self.provider,
            price_max: self.price_max,
            free_in: self.free_in,
        };
        criteria.tidy()
    }

    /// Whether it is the first page on screen of all there is.
    pub(super) fn is_whole(&self) -> bool {
        let on_screen = self.page.key().is_none() && self.page.size(0) == 0;
        on_screen && self.state.is_none() && self.criteria().is_blank()
    }
}

impl From<Criteria> for Browse {
    fn from(criteria: Criteria) -> Self {
        Self {
            q: criteria.words,
            category: criteria.category,
            phase: criteria.phase,
            area: criteria.area,
            provider: criteria.provider,
            price_max: criteria.price_max,
            free_in: criteria.free_in,
            ..Self::default()
        }
    }
}

/// In which order services are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// By title; where words are sought, what fits them best before the rest.
    #[default]
    Title,
    /// By what one costs the viewer's school; for others, a member. Where the price depends on a
    /// size that is not known, the service comes last.
    Price,
}

/// A page of services, with what the filters offer.
#[derive(Debug, Clone)]
pub struct ServicesFound {
    /// The services.
    pub services: Page<ServiceSummary>,
    /// As whom the viewer sees them.
    pub looks: Looks,
    /// Who delivers; empty where there is no partnership to choose within.
    pub providers: Vec<Provider>,
    /// The areas of the partnerships seen.
    pub areas: Vec<Area>,
    /// How many each choice of a filter would leave; nothing for a visitor.
    pub counts: Option<FilterCounts>,
    /// What the viewer looked at last, the last one first, where nothing is sought.
    pub viewed: Vec<ServiceSummary>,
}

/// Somebody who delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// A council's area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code in the register.
    pub code: LaCode,
    /// The council's name, or its code where the register has not been brought in.
    pub name: String,
}

/// A service in a list.
#[derive(Debug, Clone)]
pub struct ServiceSummary {
    /// The service.
    pub id: ServiceId,
    /// Through which partnership it is sold.
    pub partnership: OrganisationId,
    /// The partnership that offers it to the viewer's school as a member of another, by its name;
    /// nothing where the school's own partnership sells it.
    pub offered_by: Option<String>,
    /// Who delivers it.
    pub provider: Provider,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// What kind it is.
    pub category: Category,
    /// What its price is for one of.
    pub unit: Unit,
    /// Its state.
    pub state: State,
    /// How its price is worked out from today on: for members, and where it rests on a figure that the
    /// viewer's school would state, for that school.
    pub rule: PriceRule,
    /// What the viewer's school pays for one.
    pub price: PriceShown,
    /// Who pays for one; nothing where no price can be said.
    pub who_pays: Option<WhoPays>,
    /// What it will pay, where that is known already.
    pub later: Option<LaterPrice>,
    /// The market rate as last worked out.
    pub market: MarketColumns,
    /// The people whose days are sold, where days are.
    pub pool: Option<PoolId>,
    /// The first day that can be booked now.
    pub next_free: Option<NaiveDate>,
    /// Whether the school's trust or federation buys it already this year.
    pub trust_buys: bool,
}

/// The market rate as kept for lists: net, for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarketColumns {
    /// How many outside prices are counted.
    pub points: i64,
    /// Lower quartile, median and upper quartile, where there are enough prices.
    pub quartiles: Option<[Net; 3]>,
}
