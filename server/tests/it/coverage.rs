//! Every route, as nobody, as a stranger, and in the wrong role.
//!
//! The list is the table that builds the router, so a new route is tried without anybody adding it
//! here.

use std::collections::HashMap;

use app::routes::{For, Method, ROUTES, Route};
use axum::http::StatusCode;
use domain::access::{Action, Capacity, Role, allowed};
use domain::id::OrganisationId;
use market::installation;
use market::invoice::raise_all_invoices;
use market::person::{self, AddUser};
use sea_orm::{ConnectionTrait, Database, Statement};
use testbed::{Bed, on_both};
use uuid::Uuid;

use crate::world::{Answer, Browser, browser};
use crate::{deal_world, trade};

const PASSWORD: &str = "river boats at noon";
/// An id that nobody has, for the few kinds of things that the tenant has none of.
const NO_SUCH: &str = "0193f3a1c0de7000a1b2c3d4e5f60718";

/// What is on sale may be asked for by every school; the service's own rule says who may buy it.
const ON_SALE_TO_ALL: [&str; 2] = ["/services/{service}/check", "/services/{service}/book"];

/// What stands in the parts of paths: things that a tenant really has.
type Parts = HashMap<&'static str, String>;

fn address(route: &Route, parts: &Parts) -> String {
    let mut address = String::new();
    let mut rest = route.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        address.push_str(before);
        address.push_str(&parts.get(name).cloned().unwrap_or_else(|| format!("{name}_{NO_SUCH}")));
        rest = after;
    }
    address.push_str(rest);
    address
}

async fn try_route(browser: &mut Browser, route: &Route, parts: &Parts) -> Answer {
    let address = address(route, parts);
    match route.method {
        Method::Get => browser.get(&address).await,
        Method::Post => browser.post(&address, &[]).await,
    }
}

/// Two partnerships that have done business: one of everything that an address can name.
async fn tenant(bed: &Bed) -> Parts {
    let trade = trade::World::of(bed).await;
    let placed = trade.book(&bed.market, &trade.head, &["2026-12-07"]).await.unwrap();
    let deals = deal_world::world(bed, 2).await;
    let deal = deal_world::open(bed, &deals).await;
    deal_world::sign_up(&bed.market, deal, &deals.schools[0]).await.unwrap();
    bed.clock.set(testbed::instant("2026-12-07T16:00:00Z"));
    trade.deliver(&bed.market, &placed).await;
    raise_all_invoices(&bed.market, &trade.staff).await.unwrap();
    bed.clock.set(testbed::instant(testbed::BEGINNING));
    let mut parts = Parts::new();
    for (name, prefix, table) in [
        ("baseline", "baseline", "baseline"),
        ("deal", "deal", "deal"),
        ("file", "file", "stored_file"),
        ("invoice", "invoice", "invoice"),
        ("membership", "member", "membership"),
        ("order", "order", "school_order"),
        ("pract", "pract", "practitioner"),
        ("saving", "saving", "saving_entry"),
        ("service", "service", "service"),
        ("tier", "tier", "tier"),
    ] {
        parts.insert(name, format!("{prefix}_{}", any_id(bed, table).await.as_simple()));
    }
    parts
}

async fn any_id(bed: &Bed, table: &str) -> Uuid {
    let connection = Database::connect(bed.database.url()).await.unwrap();
    let asked = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
    let asked = Statement::from_string(connection.get_database_backend(), asked);
    let row = connection.query_one_raw(asked).await.unwrap().unwrap();
    row.try_get("", "id").unwrap()
}

/// Somebody with one role, in an organisation of their own that has no business with anybody.
async fn somebody(bed: &Bed, role: Role) -> Browser {
    let organisation = own_organisation(bed, role).await;
    let email = format!("{}@elsewhere.example", role.code());
    let add = AddUser {
        email: email.clone(),
        name: role.code().to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role,
        order_limit_pence: None,
    };
    person::add_user(&bed.market, add).await.unwrap();
    let mut browser = browser(bed, false);
    browser.sign_in(&email, PASSWORD).await;
    browser
}

/// An organisation of the kind in which such a role is held.
async fn own_organisation(bed: &Bed, role: Role) -> OrganisationId {
    let does = |capacity: Capacity| {
        Action::ALL.iter().any(|a| allowed(role, *a) && a.capacity() == capacity)
    };
    let sql = deal_world::Sql::over(bed).await;
    let name = format!("Elsewhere of the {}", role.code());
    if does(Capacity::Partnership) {
        let id = deal_world::organisation(&sql, "partnership", &name, None).await;
        let prefix = role.code().to_uppercase();
        sql.run(
            "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
             payment_terms_days, version) VALUES ($1, 'traded_only', 'company', $2, 30, 1)",
            [id.uuid().into(), prefix.into()],
        )
        .await;
        return id;
    }
    if does(Capacity::School) {
        let number = 200_001 + Role::ALL.iter().position(|known| *known == role).unwrap();
        return deal_world::organisation(&sql, "school", &name, Some(&number.to_string())).await;
    }
    if does(Capacity::Provider) {
        return deal_world::organisation(&sql, "provider", &name, None).await;
    }
    installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap()
}

on_both! {
    async fn nobody_gets_past_the_door_of_what_needs_signing_in(bed) {
        let parts = tenant(&bed).await;
        let mut nobody = browser(&bed, false);
        for route in ROUTES {
            let answer = try_route(&mut nobody, route, &parts).await;
            match route.whom {
                For::Everybody => assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{}", route.path),
                For::Demo => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", route.path),
                For::SignedIn | For::Permitted(_) | For::Either(..) if route.path.starts_with("/api/") => {
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.path);
                }
                For::SignedIn | For::Permitted(_) | For::Either(..) => {
                    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:?} {}", route.method, route.path);
                    assert!(answer.leads_to().starts_with("/sign-in"), "{}", route.path);
                }
            }
        }
    }

    async fn the_wrong_role_is_told_so_or_finds_nothing(bed) {
        let parts = tenant(&bed).await;
        for role in Role::ALL {
            let mut browser = somebody(&bed, *role).await;
            for route in ROUTES {
                let actions = route.whom.actions();
                if actions.is_empty() || actions.iter().any(|action| allowed(*role, *action)) {
                    continue;
                }
                let answer = try_route(&mut browser, route, &parts).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                assert!(
                    refused.contains(&answer.status),
                    "{} {:?} {} answered {}",
                    role.code(), route.method, route.path, answer.status
                );
            }
        }
    }

    async fn a_stranger_with_the_right_role_finds_nothing_that_is_not_theirs(bed) {
        let parts = tenant(&bed).await;
        for role in Role::ALL {
            let mut browser = somebody(&bed, *role).await;
            for route in ROUTES.iter().filter(|route| route.path.contains('{')) {
                if ON_SALE_TO_ALL.contains(&route.path) {
                    continue;
                }
                if !route.whom.actions().iter().any(|action| allowed(*role, *action)) {
                    continue;
                }
                let answer = try_route(&mut browser, route, &parts).await;
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{} {:?} {}", role.code(), route.method, route.path
                );
            }
        }
    }
}
