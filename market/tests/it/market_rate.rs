//! Outside prices: recorded with their sources, converted, counted, taken back.

use domain::access::Role;
use domain::market_rate::{Origin, TypedPublishedPrice, Verdict};
use domain::price::TypedPrice;
use domain::service::{Event, TypedTerms};
use domain::{Failure, Net, Pence, Problem};
use market::market_rate::{
    RecordPricePoint, WithdrawPricePoint, record_price_point, withdraw_price_point,
};
use market::service::{self, Browse, MoveService};
use testbed::on_both;

use crate::setting::{World, counselling, key};

fn published(low: &str) -> TypedPublishedPrice {
    TypedPublishedPrice {
        source_name: "Northshire Council, price list".to_owned(),
        source_url: "https://northshire.example/prices".to_owned(),
        seen_on: "1/10/2026".to_owned(),
        low: low.to_owned(),
        vat: "excluded".to_owned(),
        ..TypedPublishedPrice::default()
    }
}

async fn listed(bed: &testbed::Bed, world: &World) -> market::service::MarketColumns {
    let listing =
        service::list_services(&bed.market, &world.buyer, Browse::default()).await.unwrap();
    listing.services.items[0].market
}

async fn on_sale(bed: &testbed::Bed, world: &World) -> domain::id::ServiceId {
    let add = counselling("Pupil counselling", "395", "");
    let id = service::add_service(&bed.market, world.staff(), add).await.unwrap();
    let publish = MoveService { service: id, event: Event::Publish };
    service::move_service(&bed.market, world.staff(), publish).await.unwrap();
    id
}

async fn record(
    bed: &testbed::Bed,
    world: &World,
    service: domain::id::ServiceId,
    typed: TypedPublishedPrice,
) -> Result<domain::id::PricePointId, Failure> {
    let record = RecordPricePoint { key: key(), service, typed };
    record_price_point(&bed.market, world.staff(), record).await
}

on_both! {
    async fn a_school_sees_its_price_beside_dated_outside_prices_with_their_conversion(bed) {
        let world = World::of(&bed).await;
        let id = on_sale(&bed, &world).await;
        for low in ["400", "420", "440", "460"] {
            record(&bed, &world, id, published(low)).await.unwrap();
        }
        let hourly = TypedPublishedPrice {
            conversion: "hours_per_day".to_owned(),
            minutes: "390".to_owned(),
            unit_words: "hour".to_owned(),
            ..published("80")
        };
        record(&bed, &world, id, hourly).await.unwrap();
        let seen = service::view_service(&bed.market, &world.buyer, id).await.unwrap();
        let market = &seen.market;
        assert_eq!(market.published.len(), 5);
        assert_eq!(market.distribution.unwrap().median, Pence::pounds(440));
        assert_eq!(market.verdict, Verdict::Below);
        let hourly = market.published.iter().find(|one| one.quoted.unit_words == "hour").unwrap();
        assert_eq!(hourly.converted.middle, Pence::pounds(520));
        assert_eq!(hourly.converted.low_working.multiplied_by, 390);
        let Origin::Published { source_name, .. } = &hourly.origin;
        assert_eq!(source_name, "Northshire Council, price list");
        let columns = listed(&bed, &world).await;
        let quartiles = [420, 440, 460].map(|pounds| Net(Pence::pounds(pounds)));
        assert_eq!((columns.points, columns.quartiles), (5, Some(quartiles)));
    }

    async fn an_outside_price_taken_back_no_longer_counts(bed) {
        let world = World::of(&bed).await;
        let id = on_sale(&bed, &world).await;
        let mut last = None;
        for low in ["400", "420", "900"] {
            last = Some(record(&bed, &world, id, published(low)).await.unwrap());
        }
        assert!(listed(&bed, &world).await.quartiles.is_some());
        let withdraw = WithdrawPricePoint { point: last.unwrap() };
        let of = withdraw_price_point(&bed.market, world.staff(), withdraw).await.unwrap();
        assert_eq!(of, id);
        let columns = listed(&bed, &world).await;
        assert_eq!((columns.points, columns.quartiles), (2, None));
        withdraw_price_point(&bed.market, world.staff(), withdraw).await.unwrap();
    }

    async fn nobody_else_records_or_takes_back_a_partnerships_outside_prices(bed) {
        let world = World::of(&bed).await;
        let id = on_sale(&bed, &world).await;
        let point = record(&bed, &world, id, published("400")).await.unwrap();
        let other = world.setting.partnership("Hillside Schools", &["302"]).await;
        let stranger = world.setting.person(&bed.market, Role::Director, other.id).await;
        let stranger = stranger.actor().unwrap();
        let refused =
            withdraw_price_point(&bed.market, stranger, WithdrawPricePoint { point }).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
        let typed = published("1");
        let recorded =
            record_price_point(&bed.market, stranger, RecordPricePoint { key: key(), service: id, typed })
                .await;
        assert_eq!(recorded.unwrap_err(), Failure::NotFound);
    }

    async fn an_outside_price_of_less_than_a_penny_a_unit_is_refused(bed) {
        let world = World::of(&bed).await;
        let id = on_sale(&bed, &world).await;
        let yearly = TypedPublishedPrice {
            conversion: "year_to_day".to_owned(),
            days_per_week: "5".to_owned(),
            weeks: "39".to_owned(),
            ..published("0.50")
        };
        let refused = record(&bed, &world, id, yearly).await.unwrap_err();
        assert_eq!(refused, Failure::field("low", Problem::NotMoney));
        let empty = record(&bed, &world, id, TypedPublishedPrice::default()).await.unwrap_err();
        let Failure::Invalid(problems) = empty else { panic!("{empty:?}") };
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["source_name", "source_url", "seen_on", "low", "vat"]);
    }

    async fn outside_prices_of_another_unit_do_not_count_when_the_unit_changes(bed) {
        let world = World::of(&bed).await;
        let id = on_sale(&bed, &world).await;
        for low in ["400", "420", "440"] {
            record(&bed, &world, id, published(low)).await.unwrap();
        }
        let seen = service::view_service(&bed.market, &world.staff, id).await.unwrap();
        let add = counselling("Pupil counselling", "60", "");
        let change = service::ChangeService {
            service: id,
            version: seen.row_version(),
            provider: service::TypedProvider {
                chosen: seen.provider.id.to_string(),
                new_name: String::new(),
            },
            terms: TypedTerms {
                unit: "session".to_owned(),
                price: TypedPrice { ..add.terms.price.clone() },
                ..add.terms
            },
        };
        service::change_service(&bed.market, world.staff(), change).await.unwrap();
        let columns = listed(&bed, &world).await;
        assert_eq!((columns.points, columns.quartiles), (0, None));
    }
}
