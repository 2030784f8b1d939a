//! Every route, as nobody, as a stranger, and in the wrong role.
//!
//! The list is the table that builds the router, so a new route is tried without anybody adding it
//! here.

use app::routes::{For, Method, ROUTES, Route};
use axum::http::StatusCode;
use domain::access::{Role, allowed};
use market::installation;
use market::person::{self, AddUser};
use testbed::{Bed, on_both};

use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";
/// An id of no kind that anybody has.
const NO_SUCH: &str = "0193f3a1c0de7000a1b2c3d4e5f60718";

/// Parts of a path, filled with things that nobody has.
fn address(route: &Route) -> String {
    let mut address = String::new();
    let mut rest = route.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        address.push_str(before);
        address.push_str(&format!("{name}_{NO_SUCH}"));
        rest = after;
    }
    address.push_str(rest);
    address
}

async fn try_route(browser: &mut Browser, route: &Route) -> Answer {
    match route.method {
        Method::Get => browser.get(&address(route)).await,
        Method::Post => browser.post(&address(route), &[]).await,
    }
}

/// Somebody with one role in an organisation of their own: a stranger to every partnership.
async fn somebody(bed: &Bed, role: Role) -> Browser {
    let organisation =
        installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    let email = format!("{}@pool.example", role.code());
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

on_both! {
    async fn nobody_gets_past_the_door_of_what_needs_signing_in(bed) {
        let mut nobody = browser(&bed, false);
        for route in ROUTES {
            let answer = try_route(&mut nobody, route).await;
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
        for role in Role::ALL {
            let mut browser = somebody(&bed, *role).await;
            for route in ROUTES {
                let actions = route.whom.actions();
                if actions.is_empty() || actions.iter().any(|action| allowed(*role, *action)) {
                    continue;
                }
                let answer = try_route(&mut browser, route).await;
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
        for role in Role::ALL {
            let mut browser = somebody(&bed, *role).await;
            for route in ROUTES.iter().filter(|route| route.path.contains('{')) {
                if !route.whom.actions().iter().any(|action| allowed(*role, *action)) {
                    continue;
                }
                let answer = try_route(&mut browser, route).await;
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{} {:?} {}", role.code(), route.method, route.path
                );
            }
        }
    }
}
