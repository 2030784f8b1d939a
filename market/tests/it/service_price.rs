//! What one costs whoever looks: lists in that order and cut off there, and forms that lose nothing
//! of a price.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::access::Role;
use domain::id::ServiceId;
use domain::price::{TypedBand, TypedChange, TypedExtras, TypedPrice, TypedRates, TypedStep};
use domain::service::{Event, TypedTerms};
use domain::{Net, Pence};
use market::clock::SetClock;
use market::db::PageAsked;
use market::file::Files;
use market::person::PasswordCost;
use market::service::{
    self, AddService, Browse, ChangeService, MoveService, PriceShown, SortBy, TypedProvider,
};
use market::{Market, Settings, Viewer};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, Statement};
use testbed::{Bed, on_both};
use uuid::Uuid;

use crate::setting::{World, counselling};

/// Prices of every kind, so that no two audiences have them in the same order.
fn price(number: usize) -> TypedPrice {
    let pounds = |step: usize, most: usize| ((number * step) % most).to_string();
    let others = TypedRates {
        member: pounds(7_919, 900),
        associate: if number.is_multiple_of(3) { String::new() } else { pounds(104_729, 800) },
        non_member: pounds(1_299_709, 1_000),
        ..TypedRates::default()
    };
    let bare = TypedPrice { rates: others.clone(), ..TypedPrice::default() };
    let cheap = TypedRates {
        member: format!("0.{:02}", number % 97 + 2),
        associate: format!("0.{:02}", (number * 31) % 97 + 2),
        non_member: "1.01".to_owned(),
        ..TypedRates::default()
    };
    let change = |from_on: &str| TypedChange {
        from_on: from_on.to_owned(),
        rates: TypedRates::members(&pounds(15_485_863, 700)),
        ..TypedChange::default()
    };
    let bare = TypedPrice { extras: extras(number), ..bare };
    match number % 5 {
        0 => TypedPrice {
            kind: "per_unit".to_owned(),
            changes: vec![change("2026-09-01"), change("2027-04-01")],
            minimum: if number.is_multiple_of(2) { "50".to_owned() } else { String::new() },
            ..bare
        },
        1 => TypedPrice { kind: "flat".to_owned(), ..bare },
        2 => TypedPrice {
            kind: "per_pupil".to_owned(),
            rates: cheap,
            minimum: "55".to_owned(),
            maximum: "400".to_owned(),
            ..bare
        },
        3 => TypedPrice {
            kind: "base_plus_per_pupil".to_owned(),
            rates: cheap,
            base: others,
            ..bare
        },
        _ => {
            let band = |from: usize, more: usize| TypedBand {
                from_pupils: from.to_string(),
                rates: TypedRates {
                    member: pounds(7_919 + more, 900),
                    associate: pounds(31 + more, 500),
                    non_member: pounds(17 + more, 700),
                    ..TypedRates::default()
                },
            };
            let bands = vec![band(0, 1), band(100, 2), band(421, 3), band(1_000, 4)];
            TypedPrice { kind: "size_bands".to_owned(), bands, ..bare }
        }
    }
}

/// What goes with some of them: the partnership pays a part, pupils beyond a number cost less, a few
/// are included.
fn extras(number: usize) -> TypedExtras {
    let subsidised = number % 3 == 1;
    let steps = if matches!(number % 5, 2 | 3) && number % 2 == 1 {
        let step =
            |from: &str, less: &str| TypedStep { from: from.to_owned(), less: less.to_owned() };
        vec![step("80", "0.01"), step("300", "0.02")]
    } else {
        Vec::new()
    };
    TypedExtras {
        steps,
        allowance: if number.is_multiple_of(5) { "2".to_owned() } else { String::new() },
        subsidy_share: if subsidised { "33.33".to_owned() } else { String::new() },
        subsidy_most: if subsidised && number.is_multiple_of(2) {
            "40".to_owned()
        } else {
            String::new()
        },
        ..TypedExtras::default()
    }
}

async fn add(market: &Market, world: &World, title: &str, price: TypedPrice) -> ServiceId {
    let bare = counselling(title, "1", "");
    let terms = TypedTerms { price, unit: "year".to_owned(), ..bare.terms.clone() };
    let id = service::add_service(market, world.staff(), AddService { terms, ..bare }).await;
    let id = id.unwrap();
    let publish = MoveService { service: id, event: Event::Publish };
    service::move_service(market, world.staff(), publish).await.unwrap();
    id
}

/// What is shown of each service, page after page.
async fn all(market: &Market, viewer: &Viewer, browse: &Browse) -> Vec<(String, Option<Net>)> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let browse = Browse { page: PageAsked::after(after), ..browse.clone() };
        let page = service::list_services(market, viewer, browse).await.unwrap().services;
        for one in page.items {
            let quote = one.price.quote();
            let net = quote.map(|quote| quote.unit_price.unwrap_or(quote.net));
            found.push((one.title, net));
        }
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Everybody who sees prices of their own: full member, associate, neither, size not known, and
/// those who see members' prices.
async fn audiences(bed: &Bed, world: &World) -> Vec<Viewer> {
    let (market, setting) = (&bed.market, &world.setting);
    let associate = setting.school("101002", "301", Some(90)).await;
    setting.join(&world.partnership, associate, world.partnership.associate).await;
    let outside = setting.school("101003", "301", Some(1_210)).await;
    let unknown = setting.school("101004", "301", None).await;
    setting.join(&world.partnership, unknown, world.partnership.full).await;
    let mut viewers = vec![world.buyer.clone(), world.staff.clone(), Viewer::Visitor];
    for school in [associate, outside, unknown] {
        viewers.push(setting.person(market, Role::Buyer, school).await);
    }
    viewers
}

const BY_PRICE: SortBy = SortBy::Price;

on_both! {
    async fn a_list_stands_in_the_order_of_what_whoever_looks_would_pay(bed) {
        let world = World::of(&bed).await;
        for number in 0..45 {
            add(&bed.market, &world, &format!("Service {number:02}"), price(number)).await;
        }
        for viewer in audiences(&bed, &world).await {
            let browse = Browse { sort: BY_PRICE, ..Browse::default() };
            let by_price = all(&bed.market, &viewer, &browse).await;
            let prices: Vec<i64> = by_price
                .iter()
                .map(|(_, net)| net.map_or(i64::MAX, |net| net.pence().get()))
                .collect();
            assert!(prices.is_sorted(), "{prices:?}");
            let mut titles: Vec<&String> = by_price.iter().map(|(title, _)| title).collect();
            titles.sort();
            titles.dedup();
            assert_eq!(titles.len(), 45, "each once");
            for most in [0, 5_500, 17_350, 40_000] {
                let most = Pence::new(most);
                let affordable = |net: &Option<Net>| net.is_some_and(|net| net.pence() <= most);
                let expected: Vec<(String, Option<Net>)> =
                    by_price.iter().filter(|(_, net)| affordable(net)).cloned().collect();
                let cut = Browse { price_max: Some(most), ..browse.clone() };
                assert_eq!(all(&bed.market, &viewer, &cut).await, expected);
                let by_title = Browse { sort: SortBy::Title, ..cut };
                let mut expected = expected;
                expected.sort();
                assert_eq!(all(&bed.market, &viewer, &by_title).await, expected);
            }
        }
    }

    async fn a_price_of_a_later_day_moves_its_service_on_that_day_and_not_before(bed) {
        let world = World::of(&bed).await;
        let later = TypedChange {
            from_on: "1 April 2027".to_owned(),
            rates: TypedRates::members("50"),
            ..TypedChange::default()
        };
        let falls = TypedPrice { changes: vec![later], ..counselling("", "300", "").terms.price };
        add(&bed.market, &world, "Falls", falls).await;
        add(&bed.market, &world, "Stays", counselling("", "200", "").terms.price).await;
        let browse = Browse { sort: BY_PRICE, ..Browse::default() };
        let first = all(&bed.market, &world.buyer, &browse).await;
        assert_eq!(first[0], ("Stays".to_owned(), Some(Net(Pence::pounds(200)))));
        bed.clock.set(testbed::instant("2027-04-01T09:00:00Z"));
        let then = all(&bed.market, &world.buyer, &browse).await;
        assert_eq!(then[0], ("Falls".to_owned(), Some(Net(Pence::pounds(50)))));
        let cheap = Browse { price_max: Some(Pence::pounds(60)), ..Browse::default() };
        assert_eq!(all(&bed.market, &world.buyer, &cheap).await.len(), 1);
    }

    async fn a_list_by_price_asks_as_often_for_many_services_as_for_few(bed) {
        let world = World::of(&bed).await;
        let count = Arc::new(AtomicU64::new(0));
        let counting = bed.counting(count.clone()).await;
        let browse = Browse { sort: BY_PRICE, price_max: Some(Pence::pounds(900)), ..Browse::default() };
        let mut asked = Vec::new();
        for number in 0..20 {
            add(&bed.market, &world, &format!("Service {number:02}"), price(number)).await;
            count.store(0, Ordering::SeqCst);
            service::list_services(&counting, &world.buyer, browse.clone()).await.unwrap();
            asked.push(count.load(Ordering::SeqCst));
        }
        let first = asked[0];
        assert!(asked.iter().all(|once| *once == first) && first <= 6, "{asked:?}");
    }

    async fn saving_a_form_as_it_was_shown_changes_nothing(bed) {
        let world = World::of(&bed).await;
        let mut changing = price(4);
        let band = |member: &str, associate: &str| TypedRates {
            associate: associate.to_owned(),
            ..TypedRates::members(member)
        };
        changing.changes = vec![TypedChange {
            from_on: "1 April 2027".to_owned(),
            bands: vec![band("901", ""), band("", "7"), TypedRates::default(), band("9", "8")],
            ..TypedChange::default()
        }];
        let mut many = price(4);
        let more = (5..20).map(|number| TypedBand {
            from_pupils: (number * 1_000).to_string(),
            rates: band("5", "4"),
        });
        many.bands.extend(more);
        let shapes = (0..5).map(price).chain([changing, many]);
        let mut services = Vec::new();
        for (number, shape) in shapes.enumerate() {
            services.push(add(&bed.market, &world, &format!("Shape {number}"), shape).await);
        }
        // Once while changes are to come, and once when they have come.
        for now in [testbed::BEGINNING, "2027-05-01T09:00:00Z"] {
            bed.clock.set(testbed::instant(now));
            for service in &services {
                let staff = world.setting.person(&bed.market, Role::PartnershipStaff, world.partnership.id).await;
                let shown = service::view_service(&bed.market, &staff, *service).await.unwrap();
                let command = ChangeService {
                    service: *service,
                    version: shown.row_version(),
                    provider: TypedProvider {
                        chosen: shown.provider.id.to_string(),
                        new_name: String::new(),
                    },
                    terms: TypedTerms::of(shown.terms(), bed.market.today()),
                };
                service::change_service(&bed.market, staff.actor().unwrap(), command).await.unwrap();
                let after = service::view_service(&bed.market, &staff, *service).await.unwrap();
                assert_eq!(after.version_number(), 1, "{:?}", after.terms().price);
            }
        }
    }
}

/// The tables as they were before prices were kept for lists, with one service in them.
async fn of_old(url: &str) {
    let creating = if url.starts_with("sqlite") { "?mode=rwc" } else { "" };
    let old = Database::connect(format!("{url}{creating}")).await.unwrap();
    let backend = old.get_database_backend();
    if backend == sea_orm::DbBackend::Postgres {
        old.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
    Migrator::up(&old, Some(8)).await.unwrap();
    let (partnership, service, version) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let now: chrono::DateTime<chrono::Utc> = testbed::instant(testbed::BEGINNING);
    let typed = counselling("Old", "300", "350").terms;
    let typed = TypedTerms { provider_name: "Riverside".to_owned(), ..typed };
    let terms = typed.read(crate::setting::day("2026-11-23")).unwrap();
    let terms = serde_json::to_string(&terms).unwrap();
    for (sql, values) in [
        (
            "INSERT INTO organisation (id, kind, name, slug, created_at, version) \
             VALUES ($1, 'partnership', 'Riverside', 'riverside', $2, 1)",
            vec![partnership.into(), now.into()],
        ),
        (
            "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
             payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'RIVER', 30, 1)",
            vec![partnership.into()],
        ),
        (
            "INSERT INTO service (number, id, partnership_id, provider_id, state, state_since, \
             category, title, summary, provider_name, search_words, member_unit_net_pence, \
             sold_to_others, current_version_id, version) VALUES (1, $1, $2, $2, 'live', $3, \
             'counselling', 'Old', 'Old', 'Riverside', 'old', 30000, TRUE, $4, 1)",
            vec![service.into(), partnership.into(), now.date_naive().into(), version.into()],
        ),
        (
            "INSERT INTO service_version (id, service_id, number, terms, made_at) \
             VALUES ($1, $2, 1, $3, $4)",
            vec![version.into(), service.into(), terms.into(), now.into()],
        ),
    ] {
        old.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    }
    old.close().await.unwrap();
}

async fn old_services_get_their_prices(database: testbed::Database) {
    of_old(database.url()).await;
    let db = market::db::connect(database.url()).await.unwrap();
    let clock = Arc::new(SetClock::at(testbed::instant(testbed::BEGINNING)));
    let settings = Settings { password_cost: PasswordCost::Least, ..Settings::default() };
    let market = Market::new(db, clock, Files::in_memory(), settings);
    let browse =
        Browse { sort: BY_PRICE, price_max: Some(Pence::pounds(300)), ..Browse::default() };
    assert_eq!(all(&market, &Viewer::Visitor, &browse).await, []);
    let plain = service::list_services(&market, &Viewer::Visitor, Browse::default()).await.unwrap();
    assert!(matches!(plain.services.items[0].price, PriceShown::Members(_)));
    let letters = testbed::Letters::default();
    while market::job::run_due(&market, &letters).await.unwrap() > 0 {}
    let found = all(&market, &Viewer::Visitor, &browse).await;
    assert_eq!(found, [("Old".to_owned(), Some(Net(Pence::pounds(300))))]);
}

#[tokio::test]
async fn services_of_an_older_database_get_their_prices_by_a_job_on_sqlite() {
    old_services_get_their_prices(testbed::Database::bare_sqlite()).await;
}

#[tokio::test]
async fn services_of_an_older_database_get_their_prices_by_a_job_on_postgres() {
    if let Some(database) = testbed::Database::postgres().await {
        old_services_get_their_prices(database).await;
    }
}
