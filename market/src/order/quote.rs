//! What an order would cost, before it binds anybody.

use chrono::{Days, NaiveDate};
use domain::access::Action;
use domain::delegation::ApprovalLevel;
use domain::id::{OrderLineId, ServiceId, ServiceVersionId};
use domain::price::{BuyerStanding, FromPackage, Packages, Unit, Working};
use domain::saving::Stage;
use domain::service::{Cancellation, Category};
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Net, Pence, Refusal};

use super::already::{OrderedAlready, ordered_already};
use super::gate::{Seen, gate};
use super::priced::{LineFor, PricedLine};
use super::sale::{AHEAD_DAYS, Sale};
use super::saving::{self, OrderSaving};
use super::wanted::Wanted;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::capacity::note_refused;
use crate::db::Reader;
use crate::event;

/// Asks what something of a service would cost the school acted for.
#[derive(Debug, Clone)]
pub struct QuoteOrder {
    /// The service.
    pub service: ServiceId,
    /// What is wanted of it.
    pub wanted: Wanted,
}

/// What an order would cost, and what it would commit the school to.
#[derive(Debug, Clone)]
pub struct OrderQuote {
    /// The service.
    pub service: ServiceId,
    /// The service as it is on sale.
    pub version: ServiceVersionId,
    /// What it is called.
    pub title: String,
    /// Who delivers it, as schools know them.
    pub provider_name: String,
    /// Who invoices.
    pub seller_name: String,
    /// The school that buys.
    pub school_name: String,
    /// In what standing it buys.
    pub standing: BuyerStanding,
    /// Its pupils, and on which day they were counted; where they are known.
    pub pupils: Option<(u32, Option<NaiveDate>)>,
    /// What kind of service it is.
    pub category: Category,
    /// What one of it is.
    pub unit: Unit,
    /// The lines with their prices, in order.
    pub lines: Vec<QuotedLine>,
    /// How the price of the first of them that no package pays was worked out.
    pub working: Option<Working>,
    /// How VAT applies.
    pub vat: VatBasis,
    /// What it comes to, by VAT group.
    pub totals: InvoiceTotals,
    /// At which level somebody is asked first; nobody where it is binding at once.
    pub asks_first: Option<ApprovalLevel>,
    /// The buyer's limit, where the order is over it.
    pub over_limit: Option<Pence>,
    /// The amount above which the governors approve as well, where the order is above it.
    pub governors_above: Option<Pence>,
    /// What the buyer ordered of it alone in the last thirty days: it counts towards the limit.
    pub ordered_before: Pence,
    /// What cancelling costs.
    pub cancellation: Cancellation,
    /// What it would save, where the evidence allows to say.
    pub saving: Option<OrderSaving>,
    /// What the school has left of it in packages, before this order.
    pub packages: Packages,
    /// What of it the school has ordered before.
    pub already: Vec<OrderedAlready>,
}

/// A line with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedLine {
    /// What it is for.
    pub what: LineFor,
    /// How many.
    pub quantity: u32,
    /// What one costs, excluding VAT.
    pub unit_net: Net,
    /// What it costs, excluding VAT.
    pub net: Net,
    /// What it costs before the partnership pays its part.
    pub full: Net,
    /// Whether the membership includes it.
    pub included: bool,
    /// The package that it is taken from, where it is.
    pub package: Option<FromPackage>,
    /// The last day on which cancelling it costs nothing; none where that is free at any time.
    pub free_until: Option<NaiveDate>,
}

impl OrderQuote {
    /// What is shown of it above the button.
    pub fn seen(&self) -> Seen {
        let gross = self.totals.gross.pence();
        Seen { version: self.version, gross, needs_approval: self.asks_first.is_some() }
    }
}

/// Quotes an order. Binds nobody and holds nothing.
///
/// # Errors
/// `Refused` with `TooSoon` or `DayTaken` and days that can be had instead, or as what is wanted
/// cannot be priced.
pub async fn quote_order(
    market: &Market,
    actor: &Actor,
    ask: QuoteOrder,
) -> Result<OrderQuote, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let asked = &ask.wanted;
    let answer = market
        .db
        .read(|r| async move {
            let sale = Sale::load(market, &r, ask.service, permit.organisation()).await?;
            let wanted = asked.tidy()?;
            let sale = sale.wanting(market, &r, &wanted).await?;
            let priced = sale.price(&wanted)?;
            match &wanted {
                Wanted::Days(days) | Wanted::HalfDays { days, .. } => {
                    must_be_free(market, &r, &sale, days).await?;
                }
                Wanted::Places { event, count, .. } => {
                    event::must_have(&r, *event, permit.organisation(), *count).await?;
                }
                Wanted::Quantity { .. } | Wanted::Agreement { .. } | Wanted::Stated { .. } => {}
            }
            quoted(market, &r, permit, &sale, &priced).await
        })
        .await;
    let of = (permit.organisation(), ask.service, asked.half());
    note_refused(market, of, asked.days(), &answer).await?;
    answer
}

/// Refuses days on which nobody is free.
async fn must_be_free(
    market: &Market,
    r: &Reader,
    sale: &Sale,
    days: &[NaiveDate],
) -> Result<(), Failure> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
    let free = sale.free_days(r, *first, *last).await?;
    match days.iter().find(|day| free.on(**day).free == 0) {
        Some(day) => Err(taken(market, r, sale, *day, days).await),
        None => Ok(()),
    }
}

async fn quoted(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    sale: &Sale,
    priced: &[PricedLine],
) -> Result<OrderQuote, Failure> {
    let totals = invoice_totals(priced.iter().map(|line| (line.net, sale.vat)))?;
    let bought = (Some(sale.service), Some(sale.terms.category));
    let gate = gate(market, r, permit, bought).await?;
    let (allowance, asks_first) = (gate.allowance, gate.asks_first(totals.gross));
    let governors = asks_first == Some(ApprovalLevel::Governors);
    let beyond = |from: &Pence| governors || totals.gross.pence() > *from;
    let governors_above = gate.chain.governors_from();
    let begins = priced.iter().filter_map(PricedLine::span).map(|(first, _)| first).min();
    let paid = priced.iter().find(|line| line.package.is_none());
    let spans: Vec<_> = priced.iter().filter_map(PricedLine::span).collect();
    Ok(OrderQuote {
        service: sale.service,
        version: sale.version,
        title: sale.terms.title.clone(),
        provider_name: sale.terms.provider_name.clone(),
        seller_name: sale.seller.name.clone(),
        school_name: sale.school.name.clone(),
        standing: sale.standing,
        pupils: sale.school.pupils.map(|pupils| (pupils, sale.school.pupils_on)),
        category: sale.terms.category,
        unit: sale.terms.unit,
        lines: priced
            .iter()
            .map(|line| quoted_line(sale, line, begins))
            .collect::<Result<_, _>>()?,
        working: paid.or(priced.first()).map(|line| line.working.clone()),
        vat: sale.vat,
        asks_first,
        governors_above: governors_above.filter(|from| asks_first.is_some() && beyond(from)),
        over_limit: allowance.limit().filter(|_| !allowance.covers(totals.gross)),
        ordered_before: allowance.used(),
        totals,
        cancellation: sale.terms.cancellation.clone(),
        saving: expected(market, r, permit, sale, priced).await?,
        packages: sale.packages.clone(),
        already: ordered_already(r, (permit.organisation(), sale.service), &spans).await?,
    })
}

fn quoted_line(
    sale: &Sale,
    priced: &PricedLine,
    begins: Option<NaiveDate>,
) -> Result<QuotedLine, Failure> {
    let day = match &priced.what {
        LineFor::Day(slot) => Some(slot.day),
        LineFor::Quantity { wished_on, .. } => *wished_on,
        // An agreement is one, whichever years it is billed in.
        LineFor::Agreement(_) => begins,
        LineFor::Places(places) => Some(places.first_on),
    };
    Ok(QuotedLine {
        full: priced.working.before_subsidy()?,
        included: priced.working.is_included(),
        package: priced.working.package.clone(),
        what: priced.what.clone(),
        quantity: priced.quantity,
        unit_net: priced.unit_net,
        net: priced.net,
        free_until: day.map(|day| sale.terms.cancellation.free_until(day)),
    })
}

async fn expected(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    sale: &Sale,
    priced: &[PricedLine],
) -> Result<Option<OrderSaving>, Failure> {
    let mut against = saving::against(r, permit.scope(), sale).await?;
    let mut entries = Vec::with_capacity(priced.len());
    for priced in priced {
        let Some(measure) = against.measure(sale, priced)? else { continue };
        let line = OrderLineId::from_uuid(market.ids.uuid());
        entries.push(saving::entry(market, sale, &measure, line, priced, Stage::Forecast)?);
    }
    OrderSaving::of(&entries)
}

/// What is said of a day that is taken, with the days to be had in its place: free ones that can
/// still be booked and are not asked for already.
pub(super) async fn taken(
    market: &Market,
    r: &Reader,
    sale: &Sale,
    taken: NaiveDate,
    asked: &[NaiveDate],
) -> Failure {
    let earliest = sale.notice().earliest(market.today());
    let until = taken.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(taken);
    match sale.free_days(r, earliest, until).await {
        Ok(free) => {
            let instead = free.instead_of(taken, |day| !asked.contains(&day));
            Refusal::DayTaken { day: taken, instead }.into()
        }
        Err(failure) => failure,
    }
}
