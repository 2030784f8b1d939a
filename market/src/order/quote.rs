//! What a booking would cost, before it binds anybody; and which days can be had.

use chrono::{Days, NaiveDate, Weekday};
use domain::access::Action;
use domain::capacity::{self, Choice};
use domain::delegation::ApprovalLevel;
use domain::id::{OrderLineId, ServiceId, ServiceVersionId};
use domain::price::{BuyerStanding, Unit};
use domain::saving::Stage;
use domain::service::{Cancellation, Category};
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Net, Pence, Problem, Refusal};

use super::already::{BookedAlready, booked_already};
use super::gate::{Seen, gate};
use super::sale::{AHEAD_DAYS, PricedDay, Sale, tidy};
use super::saving::{self, OrderSaving};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::Reader;

/// Asks what days of a service would cost the school acted for.
#[derive(Debug, Clone)]
pub struct QuoteBooking {
    /// The service.
    pub service: ServiceId,
    /// The days, in any order.
    pub days: Vec<NaiveDate>,
}

/// What a booking would cost, and what it would commit the school to.
#[derive(Debug, Clone)]
pub struct BookingQuote {
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
    /// What kind of service it is.
    pub category: Category,
    /// What one of it is.
    pub unit: Unit,
    /// The days with their prices, in order.
    pub days: Vec<DayPrice>,
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
    /// Those of the days that the school has booked before.
    pub already: Vec<BookedAlready>,
}

/// A day with its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayPrice {
    /// The day.
    pub day: NaiveDate,
    /// What it costs, excluding VAT.
    pub net: Net,
    /// The last day on which cancelling it costs nothing.
    pub free_until: NaiveDate,
}

impl BookingQuote {
    /// What is shown of it above the button.
    pub fn seen(&self) -> Seen {
        let gross = self.totals.gross.pence();
        Seen { version: self.version, gross, needs_approval: self.asks_first.is_some() }
    }
}

/// Quotes a booking. Binds nobody and holds nothing.
///
/// # Errors
/// `Refused` with `TooSoon` or `DayTaken` and days that can be had instead.
pub async fn quote_booking(
    market: &Market,
    actor: &Actor,
    ask: QuoteBooking,
) -> Result<BookingQuote, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let (asked, permit) = (&ask.days, &permit);
    market
        .db
        .read(|r| async move {
            let sale = Sale::load(market, &r, ask.service, permit.organisation()).await?;
            let days = &tidy(asked)?;
            let (Some(first), Some(last)) = (days.first(), days.last()) else {
                return Err(Failure::field("day", Problem::Missing));
            };
            let free = sale.free_days(&r, *first, *last).await?;
            for day in days {
                sale.notice().check(*day, market.today())?;
                if free.on(*day).free == 0 {
                    return Err(taken(market, &r, &sale, *day, days).await);
                }
            }
            let priced = sale.price(days)?;
            let totals = invoice_totals(priced.iter().map(|day| (day.net, sale.vat)))?;
            let bought = (Some(sale.service), Some(sale.terms.category));
            let gate = gate(market, &r, permit, bought).await?;
            let (allowance, asks_first) = (gate.allowance, gate.asks_first(totals.gross));
            let governors = asks_first == Some(ApprovalLevel::Governors);
            let beyond = |from: &Pence| governors || totals.gross.pence() > *from;
            Ok(BookingQuote {
                service: sale.service,
                version: sale.version,
                title: sale.terms.title.clone(),
                provider_name: sale.terms.provider_name.clone(),
                seller_name: sale.seller.name.clone(),
                school_name: sale.school.name.clone(),
                standing: sale.standing,
                category: sale.terms.category,
                unit: sale.terms.unit,
                days: priced.iter().map(|day| day_price(&sale, day)).collect(),
                vat: sale.vat,
                asks_first,
                governors_above: gate
                    .chain
                    .governors_from()
                    .filter(|from| asks_first.is_some() && beyond(from)),
                over_limit: allowance.limit().filter(|_| !allowance.covers(totals.gross)),
                ordered_before: allowance.used(),
                totals,
                cancellation: sale.terms.cancellation.clone(),
                saving: expected(market, &r, permit, &sale, &priced).await?,
                already: booked_already(&r, (permit.organisation(), sale.service), days).await?,
            })
        })
        .await
}

fn day_price(sale: &Sale, priced: &PricedDay) -> DayPrice {
    let free_until = sale.terms.cancellation.free_until(priced.day);
    DayPrice { day: priced.day, net: priced.net, free_until }
}

async fn expected(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    sale: &Sale,
    priced: &[PricedDay],
) -> Result<Option<OrderSaving>, Failure> {
    let mut against = saving::against(r, permit.scope(), sale).await?;
    let mut entries = Vec::with_capacity(priced.len());
    for priced in priced {
        let Some(measure) = against.measure(sale, priced.day) else { continue };
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

/// Which of every such day of the week from one day to another can be had.
#[derive(Debug, Clone, Copy)]
pub struct ChooseDays {
    /// The service.
    pub service: ServiceId,
    /// The day of the week.
    pub weekday: Weekday,
    /// The first day that may be meant.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
}

/// Answers each of the days, free or why not.
pub async fn choose_days(
    market: &Market,
    actor: &Actor,
    ask: ChooseDays,
) -> Result<Choice, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let permit = &permit;
    market
        .db
        .read(|r| async move {
            let sale = Sale::load(market, &r, ask.service, permit.organisation()).await?;
            let ahead = ask.from.checked_add_days(Days::new(AHEAD_DAYS));
            if ask.to < ask.from || ahead.is_none_or(|end| ask.to > end) {
                return Err(Failure::field("to", Problem::BeforeStart));
            }
            let today = market.today();
            let free = sale.free_days(&r, ask.from, ask.to).await?;
            let notice = sale.notice();
            Ok(capacity::choose_days(&free, ask.weekday, ask.from, ask.to, notice, today))
        })
        .await
}
