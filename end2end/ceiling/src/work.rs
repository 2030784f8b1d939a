//! The works that are measured: the use case behind each, and what its page shows.

use std::fmt::{self, Write};

use domain::capacity::YearMonth;
use domain::money::Pence;
use domain::service::ServiceTerms;
use domain::{Failure, id::ServiceId};
use market::capacity::free_days;
use market::service::{
    Browse, PriceShown, ServiceDetail, ServicesFound, list_services, view_service,
};
use market::{Market, Viewer};

use crate::template::{Values, escape};

/// What a request asks for, read from the address once.
#[derive(Debug, Clone)]
pub enum Work {
    /// A page that asks nothing of the database: to sign in.
    Still,
    /// A list of services, with what was searched for.
    List(String),
    /// One service.
    Detail(ServiceId),
}

/// What came back.
pub enum Shown {
    /// Nothing.
    Still,
    /// A list.
    List(Box<ServicesFound>),
    /// One service.
    Detail(Box<ServiceDetail>),
}

impl Work {
    /// Which work an address of the product is.
    pub fn at(address: &str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        if path == "/services" {
            let words = query.split('&').find_map(|part| part.strip_prefix("q="));
            return Some(Self::List(words.unwrap_or_default().replace('+', " ")));
        }
        match path.strip_prefix("/services/") {
            Some(id) => Some(Self::Detail(id.parse().ok()?)),
            None => (path == "/sign-in").then_some(Self::Still),
        }
    }

    /// Does what the product's page does before it is drawn.
    pub async fn perform(&self, market: &Market, viewer: &Viewer) -> Result<Shown, Failure> {
        match self {
            Self::Still => Ok(Shown::Still),
            Self::List(words) => {
                let browse = Browse { q: words.clone(), ..Browse::default() };
                list_services(market, viewer, browse).await.map(Box::new).map(Shown::List)
            }
            Self::Detail(id) => {
                let detail = view_service(market, viewer, *id).await?;
                if detail.has_pool() {
                    let month = YearMonth::of(market.today());
                    free_days(market, viewer, *id, month).await?;
                }
                Ok(Shown::Detail(Box::new(detail)))
            }
        }
    }
}

/// Places of one row of a list.
const ROW: usize = 7;
/// Places of one service's page.
const DETAIL: usize = 8;

impl Values for Shown {
    fn count(&self) -> usize {
        match self {
            Self::Still => 0,
            Self::List(listing) => listing.services.items.len() * ROW,
            Self::Detail(_) => DETAIL,
        }
    }

    fn write(&self, place: usize, out: &mut String) -> fmt::Result {
        match self {
            Self::Still => Err(fmt::Error),
            Self::List(listing) => write_row(listing, place, out),
            Self::Detail(detail) => write_detail(detail, place, out),
        }
    }

    /// A list shows the title and the price of each; a service's page its own.
    fn must_show(&self, place: usize) -> bool {
        match self {
            Self::Still => false,
            Self::List(_) => place % ROW < 3,
            Self::Detail(_) => place < 2,
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
                out.push_str(&domain::calendar::day_in_words(day));
            }
        }
    }
    Ok(())
}

fn write_detail(detail: &ServiceDetail, place: usize, out: &mut String) -> fmt::Result {
    let terms: &ServiceTerms = detail.terms();
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
    }

    #[test]
    fn pounds_lose_only_empty_pence() {
        let mut out = "a".to_owned();
        write_pounds(Pence::new(29_000), &mut out).unwrap();
        write_pounds(Pence::new(29_050), &mut out).unwrap();
        assert_eq!(out, "a£290£290.50");
    }
}
