//! The works that are measured: the use case behind each, and what its page shows.

use std::fmt::{self, Write};

use chrono::NaiveDate;
use domain::calendar::day_in_words;
use domain::capacity::{CalendarMonth, YearMonth};
use domain::id::{DealId, OrderId, ServiceVersionId};
use domain::money::Pence;
use domain::{Failure, id::ServiceId};
use market::capacity::free_days;
use market::deal::{DealShown, For, view_deal};
use market::home::waiting;
use market::order::{
    LineFor, OrderQuote, OrderView, QuoteOrder, Seen, Wanted, quote_order, view_order,
};
use market::service::{
    Browse, PriceShown, ServiceDetail, ServicesFound, list_services, view_service,
};
use market::{Market, Viewer};
use serde::Deserialize;

use crate::template::{Values, escape};

/// What the product's form says of a booking.
#[derive(Debug, Clone, Deserialize)]
pub struct Booking {
    /// The day.
    pub day: NaiveDate,
    /// What makes sending it twice the same as once.
    pub key: String,
    /// What was shown above the button.
    seen_version: ServiceVersionId,
    seen_gross: i64,
    seen_approval: String,
}

impl Booking {
    /// What was shown above the button.
    pub fn seen(&self) -> Seen {
        Seen {
            version: self.seen_version,
            gross: Pence::new(self.seen_gross),
            needs_approval: self.seen_approval == "yes",
        }
    }
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub enum Work {
    /// A page that asks nothing of the database: to sign in.
    Still,
    /// A list of services, with what was searched for.
    List(String),
    /// One service.
    Detail(ServiceId),
    /// Its days.
    Days(ServiceId),
    /// What a day of it comes to, before it is booked.
    Check(ServiceId, NaiveDate),
    /// One order.
    Order(OrderId),
    /// One deal.
    Deal(DealId),
}

/// What came back.
pub enum Shown {
    /// Nothing.
    Still,
    /// A list.
    List(Box<ServicesFound>),
    /// One service.
    Detail(Box<ServiceDetail>),
    /// A month of it.
    Days(Box<(ServiceDetail, CalendarMonth)>),
    /// What it comes to.
    Check(Box<OrderQuote>),
    /// One order.
    Order(Box<OrderView>),
    /// One deal.
    Deal(Box<DealShown>),
}

impl Work {
    /// Which work an address of the product is.
    pub fn at(address: &str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let said = |name: &str| {
            query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next()?, parts.next(), parts.next()) {
            ("sign-in", None, None) => Some(Self::Still),
            ("services", None, None) => {
                Some(Self::List(said("q").unwrap_or_default().replace('+', " ")))
            }
            ("services", Some(id), None) => Some(Self::Detail(id.parse().ok()?)),
            ("services", Some(id), Some("days")) => Some(Self::Days(id.parse().ok()?)),
            ("services", Some(id), Some("check")) => {
                Some(Self::Check(id.parse().ok()?, said("day")?.parse().ok()?))
            }
            ("orders", Some(id), None) => Some(Self::Order(id.parse().ok()?)),
            ("deals", Some(id), None) => Some(Self::Deal(id.parse().ok()?)),
            _ => None,
        }
    }

    /// Does what the product's page does before it is drawn, the number in its header included.
    pub async fn perform(&self, market: &Market, viewer: &Viewer) -> Result<Shown, Failure> {
        if let Some(actor) = viewer.signed_in() {
            waiting(market, actor).await?;
        }
        self.ask(market, viewer).await
    }

    async fn ask(&self, market: &Market, viewer: &Viewer) -> Result<Shown, Failure> {
        match self {
            Self::Still => Ok(Shown::Still),
            Self::List(words) => {
                let browse = Browse { q: words.clone(), ..Browse::default() };
                list_services(market, viewer, browse).await.map(Box::new).map(Shown::List)
            }
            Self::Detail(id) => {
                let detail = view_service(market, viewer, *id).await?;
                if detail.has_pool() {
                    month(market, &detail).await?;
                }
                Ok(Shown::Detail(Box::new(detail)))
            }
            Self::Days(id) => {
                let detail = view_service(market, viewer, *id).await?;
                let month = month(market, &detail).await?;
                Ok(Shown::Days(Box::new((detail, month))))
            }
            Self::Check(service, day) => {
                let asked = QuoteOrder { service: *service, wanted: Wanted::Days(vec![*day]) };
                let quote = quote_order(market, viewer.actor()?, asked).await?;
                Ok(Shown::Check(Box::new(quote)))
            }
            Self::Order(id) => {
                Ok(Shown::Order(Box::new(view_order(market, viewer.actor()?, *id).await?)))
            }
            Self::Deal(id) => {
                Ok(Shown::Deal(Box::new(view_deal(market, viewer.actor()?, *id, None).await?)))
            }
        }
    }
}

async fn month(market: &Market, service: &ServiceDetail) -> Result<CalendarMonth, Failure> {
    free_days(market, service, (None, YearMonth::of(market.today()))).await
}

/// Places of one row of a list.
const ROW: usize = 7;
/// Places of one service's page.
const DETAIL: usize = 8;
/// Places of the page before a booking.
const CHECK: usize = 7;
/// Places of an order's head, and of each line.
const ORDER: usize = 6;
const LINE: usize = 2;
/// Places of a deal's head, and of each school in it.
const DEAL: usize = 6;
const SCHOOL: usize = 2;

impl Values for Shown {
    fn count(&self) -> usize {
        match self {
            Self::Still => 0,
            Self::List(listing) => listing.services.items.len() * ROW,
            Self::Detail(_) => DETAIL,
            Self::Days(days) => 1 + days.1.bookable().count(),
            Self::Check(_) => CHECK,
            Self::Order(order) => ORDER + order.lines.len() * LINE,
            Self::Deal(deal) => DEAL + deal.schools.len() * SCHOOL,
        }
    }

    fn write(&self, place: usize, out: &mut String) -> fmt::Result {
        match self {
            Self::Still => Err(fmt::Error),
            Self::List(listing) => write_row(listing, place, out),
            Self::Detail(detail) => write_detail(detail, place, out),
            Self::Days(days) => {
                write_days(&days.0, &days.1, place, out);
                Ok(())
            }
            Self::Check(quote) => write_check(quote, place, out),
            Self::Order(order) => write_order(order, place, out),
            Self::Deal(deal) => write_deal(deal, place, out),
        }
    }

    /// A list shows the title and the price of each; a page what it is about.
    fn must_show(&self, place: usize) -> bool {
        match self {
            Self::Still => false,
            Self::List(_) => place % ROW < 3,
            Self::Detail(_) => place < 2,
            Self::Days(_) | Self::Check(_) | Self::Order(_) | Self::Deal(_) => place == 0,
        }
    }
}

fn write_row(listing: &ServicesFound, place: usize, out: &mut String) -> fmt::Result {
    let item = listing.services.items.get(place / ROW).ok_or(fmt::Error)?;
    match place % ROW {
        0 => escape(&item.title, out),
        1 => write!(out, "/services/{}", item.id)?,
        2 => write_price(&item.price, out)?,
        3 => escape(&item.summary, out),
        4 => escape(&item.provider.name, out),
        5 => {
            if let Some([_, median, _]) = item.market.quartiles {
                write_pounds(median.pence(), out)?;
            }
        }
        _ => {
            if let Some(day) = item.next_free {
                out.push_str(&day_in_words(day));
            }
        }
    }
    Ok(())
}

fn write_detail(detail: &ServiceDetail, place: usize, out: &mut String) -> fmt::Result {
    let terms = detail.terms();
    match place {
        0 => escape(&terms.title, out),
        1 => write_price(&detail.price, out)?,
        2 => escape(&terms.description, out),
        3 => escape(&terms.summary, out),
        4 => escape(&detail.provider.name, out),
        5 => escape(&detail.partnership.name, out),
        6 => {
            if let Some(distribution) = &detail.market.distribution {
                write_pounds(distribution.median, out)?;
            }
        }
        _ => write!(out, "/services/{}", detail.id())?,
    }
    Ok(())
}

fn write_days(detail: &ServiceDetail, month: &CalendarMonth, place: usize, out: &mut String) {
    match place.checked_sub(1) {
        None => escape(&detail.terms().title, out),
        // Days that were free when the page was kept may be booked by now.
        Some(nth) => {
            out.extend(month.bookable().nth(nth).map(|day| day_in_words(day.day)));
        }
    }
}

fn write_check(quote: &OrderQuote, place: usize, out: &mut String) -> fmt::Result {
    match place {
        0 => escape(&quote.title, out),
        1 => escape(&quote.provider_name, out),
        2 => escape(&quote.school_name, out),
        3 => write!(out, "{}", quote.totals.net.pence())?,
        4 => write!(out, "{}", quote.totals.vat.pence())?,
        5 => write!(out, "{}", quote.totals.gross.pence())?,
        _ => {
            if let Some(LineFor::Day(first)) = quote.lines.first().map(|line| &line.what) {
                out.push_str(&first.in_words());
            }
        }
    }
    Ok(())
}

fn write_order(order: &OrderView, place: usize, out: &mut String) -> fmt::Result {
    let Some(of_lines) = place.checked_sub(ORDER) else {
        match place {
            0 => escape(&order.reference, out),
            1 => escape(&order.school, out),
            2 => escape(&order.provider, out),
            3 => escape(&order.requested_by, out),
            4 => write!(out, "{}", order.totals.net.pence())?,
            _ => write!(out, "{}", order.totals.gross.pence())?,
        }
        return Ok(());
    };
    let line = order.lines.get(of_lines / LINE).ok_or(fmt::Error)?;
    match of_lines % LINE {
        0 => escape(&line.description, out),
        _ => write!(out, "{}", line.net.pence())?,
    }
    Ok(())
}

fn write_deal(deal: &DealShown, place: usize, out: &mut String) -> fmt::Result {
    let Some(of_schools) = place.checked_sub(DEAL) else {
        match (place, &deal.to) {
            (0, _) => escape(&deal.title, out),
            (1, _) => escape(&deal.provider, out),
            (2, _) => write!(out, "{}", deal.meter.price_now.pence())?,
            (3, For::School(school)) => escape(&school.name, out),
            (4, For::School(school)) => {
                if let Some(view) = &school.view {
                    write_pounds(view.cost.pence(), out)?;
                }
            }
            _ => out.push_str(&day_in_words(deal.terms.starts_on())),
        }
        return Ok(());
    };
    let school = deal.schools.get(of_schools / SCHOOL).ok_or(fmt::Error)?;
    match of_schools % SCHOOL {
        0 => escape(&school.name, out),
        _ => out.push_str(&domain::money::grouped(school.quantity.into())),
    }
    Ok(())
}

fn write_price(price: &PriceShown, out: &mut String) -> fmt::Result {
    match price.quote() {
        Some(quote) => write_pounds(quote.unit_price.unwrap_or(quote.net).pence(), out),
        None => Ok(()),
    }
}

/// `£290`, `£290.50`.
fn write_pounds(amount: Pence, out: &mut String) -> fmt::Result {
    let from = out.len();
    write!(out, "{amount}")?;
    if out.get(from..).is_some_and(|text| text.ends_with(".00")) {
        out.truncate(out.len() - 3);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_works_are_told_apart_by_their_addresses() {
        assert!(matches!(Work::at("/services"), Some(Work::List(words)) if words.is_empty()));
        let found = Work::at("/services?category=music&q=school+choir");
        assert!(matches!(found, Some(Work::List(words)) if words == "school choir"));
        assert!(matches!(Work::at("/sign-in"), Some(Work::Still)));
        assert!(Work::at("/services/new").is_none());
        let service = "/services/service_0193f3a1c0de7000a1b2c3d4e5f60718";
        assert!(matches!(Work::at(&format!("{service}/days?month=2027-01")), Some(Work::Days(_))));
        assert!(Work::at(&format!("{service}/check")).is_none(), "without a day");
        assert!(matches!(
            Work::at(&format!("{service}/check?day=2027-01-12")),
            Some(Work::Check(..))
        ));
        let order = "/orders/order_0193f3a1c0de7000a1b2c3d4e5f60718?placed";
        assert!(matches!(Work::at(order), Some(Work::Order(_))));
    }

    #[test]
    fn pounds_lose_only_empty_pence() {
        let mut out = "a".to_owned();
        write_pounds(Pence::new(29_000), &mut out).unwrap();
        write_pounds(Pence::new(29_050), &mut out).unwrap();
        assert_eq!(out, "a£290£290.50");
    }
}
