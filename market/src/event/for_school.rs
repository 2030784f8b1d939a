//! An event as a school sees it that may take places.

use domain::access::Action;
use domain::id::{EventId, ServiceId};
use domain::price;
use domain::service::State;
use domain::{Failure, Net, Refusal};
use sea_orm::FromQueryResult;

use super::keep::{Stored, count, find, sittings};
use super::on_sale::EventOnSale;
use super::take::must_be_sold;
use super::waiting::{Wish, own_wish};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::Reader;
use crate::school::facts;
use crate::service;

/// An event as a school sees it that may take places.
#[derive(Debug, Clone)]
pub struct EventForSchool {
    /// The event.
    pub event: EventOnSale,
    /// Of which service.
    pub service: ServiceId,
    /// What that is called.
    pub service_title: String,
    /// What a place costs the school, excluding VAT.
    pub price: Net,
    /// What the school waits for, where it does.
    pub wish: Option<Wish>,
    /// How many places it has already.
    pub held: u32,
}

/// What a place costs the school of a permit today, excluding VAT, where it may buy the service.
///
/// # Errors
/// `NotFound` for what is not on sale yet; `Refused` where it is not on sale, its VAT is not settled, the
/// school delivers it itself or has closed, or there is no price for it.
pub(super) async fn price_of_place(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    service: &service::Stored,
) -> Result<Net, Failure> {
    match service.lifecycle.state() {
        State::Live => {}
        State::Paused | State::Retired => return Err(Refusal::NotOnSale.into()),
        State::Draft | State::InReview => return Err(Failure::NotFound),
    }
    let school = permit.organisation();
    if service.provider == school {
        return Err(Refusal::OwnService.into());
    }
    service.terms.vat.basis()?;
    let today = market.today();
    let facts = facts(r, school, today).await?;
    facts.must_be_open()?;
    let standing = service::buys_as(r, service, school, today).await?;
    let quote = price::quote(&service.terms.price, standing, facts.pupils, 1, today)?;
    service.terms.vat_for(standing)?;
    Ok(quote.unit_price.unwrap_or(quote.net))
}

/// An event for the school acted for, which may buy its service.
pub async fn event_for_school(
    market: &Market,
    actor: &Actor,
    id: EventId,
) -> Result<EventForSchool, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .read(|r| async move {
            let stored = find(&r, id).await?;
            let service = service::find(&r, stored.service).await?;
            let price = price_of_place(market, &r, permit, &service).await?;
            Ok(EventForSchool {
                wish: own_wish(&r, id, permit.organisation()).await?,
                held: held(&r, permit, id).await?,
                service: stored.service,
                service_title: service.terms.title,
                price,
                event: on_sale(market, &r, stored).await?,
            })
        })
        .await
}

async fn on_sale(market: &Market, r: &Reader, stored: Stored) -> Result<EventOnSale, Failure> {
    Ok(EventOnSale {
        id: stored.id,
        is_sold: must_be_sold(&stored, market.now()).is_ok(),
        free: stored.free(),
        sittings: sittings(r, stored.id).await?.into_iter().map(|one| one.sitting).collect(),
        title: stored.title,
        venue: stored.venue,
        address: stored.address,
        closes_on: stored.closes_on,
    })
}

async fn held(r: &Reader, permit: &Permit, event: EventId) -> Result<u32, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        held: i64,
    }
    let sql = "SELECT COUNT(*) AS held FROM event_place \
               WHERE event_id = $1 AND school_id = $2 AND released_at IS NULL";
    let values = [event.uuid().into(), permit.organisation().uuid().into()];
    let held: Option<Held> = r.sql_one(sql, values).await?;
    Ok(held.map_or(0, |row| count(row.held)))
}
