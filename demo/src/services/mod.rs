//! Putting services on sale: terms, people of the pools, prices of others.

mod hosted;
pub(crate) mod offer;
mod pupils;
mod schools;

use chrono::Days;
use domain::capacity::TypedPattern;
use domain::id::{OrganisationId, ServiceId};
use domain::price::{
    ComponentKind, TypedBand, TypedComponent, TypedExtras, TypedPrice, TypedRates,
};
use domain::service::{Event, TypedTerms};
use domain::{Failure, market_rate::TypedPublishedPrice};
use market::Actor;
use market::capacity::{AddPractitioner, CreatePool, add_practitioner, create_pool};
use market::market_rate::{RecordPricePoint, record_price_point};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};

use crate::names::People;
use crate::stage::Stage;
use offer::{By, Converted, Elsewhere, Offer, Price, Works};
pub(crate) use pupils::{COUNCIL, COUNSELLING_TEAM, THERAPISTS};

/// A service that is ordered, as the history needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bookable {
    /// The service.
    pub id: ServiceId,
    /// What it is called.
    pub title: &'static str,
}

/// What schools can order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue(Vec<Bookable>);

impl Catalogue {
    /// The service whose title begins so.
    pub fn service(&self, title: &str) -> Result<ServiceId, Failure> {
        let found = self.0.iter().find(|service| service.title.starts_with(title));
        found.map(|service| service.id).ok_or(Failure::NotFound)
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// S1's services, put on sale by its staff.
pub(crate) async fn barking_and_dagenham(
    stage: &Stage<'_>,
    staff: &Actor,
    people: &mut People,
) -> Result<Catalogue, Failure> {
    put_on_sale(stage, staff, people, &[pupils::OFFERS, schools::OFFERS]).await
}

/// S8's services, beside its deals.
pub(crate) async fn redbridge(
    stage: &Stage<'_>,
    staff: &Actor,
    people: &mut People,
) -> Result<Catalogue, Failure> {
    put_on_sale(stage, staff, people, &[schools::REDBRIDGE]).await
}

/// S6's services, few as they are here.
pub(crate) async fn lewisham(
    stage: &Stage<'_>,
    director: &Actor,
    people: &mut People,
) -> Result<Catalogue, Failure> {
    put_on_sale(stage, director, people, &[hosted::OFFERS]).await
}

/// Puts services on sale, with the people of their pools.
pub(crate) async fn put_on_sale(
    stage: &Stage<'_>,
    staff: &Actor,
    people: &mut People,
    offers: &[&[Offer]],
) -> Result<Catalogue, Failure> {
    let partnership = staff.acting_for().map(|acting| acting.organisation);
    let partnership = partnership.ok_or(Failure::NotAllowed)?;
    let mut catalogue = Catalogue::default();
    for offer in offers.iter().copied().flatten() {
        let id = add(stage, staff, partnership, offer).await?;
        for point in offer.elsewhere {
            compare(stage, staff, id, point).await?;
        }
        if !offer.pool.is_empty() {
            create_pool(&stage.market, staff, CreatePool { service: id, people_of: None }).await?;
            for works in offer.pool {
                recruit(stage, staff, id, &people.next().full(), *works).await?;
            }
        }
        if offer.on_sale {
            let publish = MoveService { service: id, event: Event::Publish };
            move_service(&stage.market, staff, publish).await?;
        }
        catalogue.0.push(Bookable { id, title: offer.title });
    }
    Ok(catalogue)
}

async fn add(
    stage: &Stage<'_>,
    staff: &Actor,
    partnership: OrganisationId,
    offer: &Offer,
) -> Result<ServiceId, Failure> {
    let provider = match offer.by {
        By::Partnership => {
            TypedProvider { chosen: partnership.to_string(), new_name: String::new() }
        }
        // Who is known by the name already is not made again.
        By::Provider(name) => TypedProvider { chosen: "new".to_owned(), new_name: name.to_owned() },
    };
    let command = AddService { key: stage.key()?, provider, terms: terms(offer) };
    add_service(&stage.market, staff, command).await
}

fn terms(offer: &Offer) -> TypedTerms {
    TypedTerms {
        title: offer.title.to_owned(),
        summary: offer.summary.to_owned(),
        description: offer.description.to_owned(),
        included: offer.included.to_owned(),
        not_included: offer.not_included.to_owned(),
        category: offer.category.to_owned(),
        unit: offer.unit.to_owned(),
        price: price(&offer.price),
        year_begins: offer.year_begins.to_owned(),
        vat: offer.vat.to_owned(),
        notice_days: offer.notice_days.to_owned(),
        phases: offer.phases.iter().map(|&phase| phase.to_owned()).collect(),
        ..TypedTerms::default()
    }
}

fn price(price: &Price) -> TypedPrice {
    let [minimum, maximum] = price.limits.map(str::to_owned);
    let band = |[from, member, other]: &[&str; 3]| TypedBand {
        from_pupils: (*from).to_owned(),
        rates: rates([member, "", other]),
    };
    TypedPrice {
        kind: price.kind.to_owned(),
        rates: rates(price.rates),
        base: rates(price.base),
        minimum,
        maximum,
        bands: price.bands.iter().map(band).collect(),
        extras: extras(price),
        ..TypedPrice::default()
    }
}

fn extras(price: &Price) -> TypedExtras {
    let component = |place: usize| {
        let amount = price.made_of.iter().find(|(of, _)| *of == place).map(|(_, amount)| *amount);
        TypedComponent { net: amount.unwrap_or_default().to_owned(), ..TypedComponent::default() }
    };
    let components = (0..ComponentKind::ALL.len()).map(component).collect();
    TypedExtras {
        subsidy_share: price.paid.to_owned(),
        allowance: price.included.to_owned(),
        components,
        ..TypedExtras::default()
    }
}

fn rates(rates: [&str; 3]) -> TypedRates {
    let [member, associate, non_member] = rates.map(str::to_owned);
    TypedRates { member, associate, non_member, ..TypedRates::default() }
}

async fn recruit(
    stage: &Stage<'_>,
    staff: &Actor,
    service: ServiceId,
    name: &str,
    works: Works,
) -> Result<(), Failure> {
    let from = stage.market.today().checked_add_days(Days::new(u64::from(works.after_days)));
    let command = AddPractitioner {
        key: stage.key()?,
        service,
        name: name.to_owned(),
        pattern: TypedPattern::every(works.days.iter().copied()),
        starts_on: from.map(|day| day.to_string()).unwrap_or_default(),
        ends_on: String::new(),
    };
    add_practitioner(&stage.market, staff, command).await.map(|_| ())
}

async fn compare(
    stage: &Stage<'_>,
    staff: &Actor,
    service: ServiceId,
    point: &Elsewhere,
) -> Result<(), Failure> {
    let mut typed = TypedPublishedPrice {
        source_name: point.source.to_owned(),
        source_url: point.url.to_owned(),
        published_on: point.published_on.to_owned(),
        seen_on: stage.market.today().to_string(),
        note: point.note.to_owned(),
        low: point.low.to_owned(),
        high: point.high.to_owned(),
        unit_words: point.unit.to_owned(),
        vat: point.vat.to_owned(),
        ..TypedPublishedPrice::default()
    };
    match point.converted {
        Converted::Same => "same_unit".clone_into(&mut typed.conversion),
        Converted::Sessions(sessions) => {
            "sessions_per_day".clone_into(&mut typed.conversion);
            sessions.clone_into(&mut typed.sessions);
        }
        Converted::Minutes(minutes) => {
            "hours_per_day".clone_into(&mut typed.conversion);
            minutes.clone_into(&mut typed.minutes);
        }
    }
    let command = RecordPricePoint { key: stage.key()?, service, typed };
    record_price_point(&stage.market, staff, command).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Offer> {
        let beside = crate::scenarios::SCENARIOS.iter().flat_map(|scenario| scenario.offers);
        let own = [pupils::OFFERS, schools::OFFERS, schools::REDBRIDGE, hosted::OFFERS];
        own.into_iter().flatten().chain(beside).collect()
    }

    #[test]
    fn every_service_can_be_read_and_sold() {
        for offer in all() {
            let typed = TypedTerms { provider_name: "A provider".to_owned(), ..terms(offer) };
            let read = typed.read("2026-11-21".parse().unwrap());
            let read = read.unwrap_or_else(|wrong| panic!("{}: {wrong:?}", offer.title));
            assert!(read.vat.basis().is_ok(), "{}", offer.title);
            assert_eq!(offer.pool.is_empty(), !read.unit.is_booked_by_day(), "{}", offer.title);
        }
    }

    #[test]
    fn thirteen_counsellors_and_every_price_is_called_illustrative() {
        let pools: Vec<usize> = all().iter().map(|offer| offer.pool.len()).collect();
        assert_eq!(pools.first(), Some(&13));
        for offer in all() {
            let words = offer.description.contains("Illustrative")
                || offer.description.contains("illustrative")
                || offer.description.contains("made up");
            assert!(words, "{}", offer.title);
        }
    }
}
