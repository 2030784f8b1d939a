//! Every route, as nobody, in every wrong role, and as a stranger who names what another really has.
//!
//! Nothing here is a list to be kept: routes are those of the table that builds the router, and
//! what is asked for is what the right people of a tenant are led to by links and forms. A new
//! route to which nothing leads in the tenant's world fails.

mod led;

use std::collections::BTreeSet;

use app::routes::{For, Method, Route, routes};
use axum::http::StatusCode;
use domain::access::Role;
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind as Kind;
use domain::people::roles_of;
use testbed::people::{self, Newcomer, Somebody};
use testbed::tables::{Onlooker, Tables};
use testbed::tenant::{ALDER, BIRCH, Tenant};
use testbed::{Bed, on_both, on_sqlite};

use crate::explore::{Found, made_up};
use crate::world::{Browser, browser};
use led::ON_SALE_TO_ALL;
pub use led::{World, is_for, signed_in};

/// Somebody in each of these roles, which may not stand in the organisation already.
async fn in_every_role(
    bed: &Bed,
    world: &World,
    organisation: OrganisationId,
    roles: &[Role],
) -> Vec<Somebody> {
    let mut people = Vec::new();
    for role in roles {
        let led = world.led.iter().filter_map(|led| led.by.as_ref());
        let known = world.tenant.people.iter().chain(led);
        let mut known = known.filter(|p| p.role == *role && p.organisation == organisation);
        people.push(match known.next() {
            Some(known) => known.clone(),
            None => {
                let name = format!("{} {}", role.code(), organisation.uuid().simple());
                let new = Newcomer { name: &name, role: *role, organisation, limit_pence: None };
                people::add(bed, new).await
            }
        });
    }
    people
}

/// Asks for what is another's: it is not there, and the answer tells nothing of it.
async fn is_refused(browser: &mut Browser, found: &Found, hidden: &str) {
    let answer = found.ask(browser).await;
    let told = told(found, answer.status);
    if found.route.path.contains('{') {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{told}");
    } else if found.route.method == Method::Post {
        assert!(answer.status.is_client_error(), "{told}");
    }
    assert!(!answer.text.to_lowercase().contains(hidden), "{told} with another's words");
}

async fn nothing_changed(onlooker: &Onlooker, before: &Tables, whom: &str) {
    let changes = before.changes(&onlooker.look().await);
    assert!(changes.is_empty(), "{whom} changed something:\n{}", changes.join("\n"));
}

fn told(found: &Found, status: StatusCode) -> String {
    format!("{:?} {} answered {status}", found.route.method, found.sending.address)
}

fn every_route_is_one_to_which_somebody_whom_it_is_for_is_led(world: &World) {
    let is_led_to = |route: &&Route| {
        world.led.iter().any(|led| {
            is_for(route, led.by.as_ref()) && led.to.iter().any(|found| found.is_of(route))
        })
    };
    let missing = routes().filter(|route| route.whom != For::Demo && !is_led_to(route));
    let missing: Vec<String> =
        missing.map(|route| format!("{:?} {}", route.method, route.path)).collect();
    assert!(missing.is_empty(), "nothing leads to {missing:#?}");
}

async fn nobody_gets_past_the_door_of_what_needs_signing_in(bed: &Bed, world: &World) {
    let mut nobody = browser(bed, false);
    let onlooker = Onlooker::of(bed).await;
    let before = onlooker.look().await;
    for (_, found) in world.found() {
        if found.route.whom == For::Everybody {
            continue;
        }
        let answer = found.ask(&mut nobody).await;
        if found.route.path.starts_with("/api/") {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", found.route.path);
        } else {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", told(found, answer.status));
            assert!(answer.leads_to().starts_with("/sign-in"), "{}", found.route.path);
        }
    }
    nothing_changed(&onlooker, &before, "nobody").await;
}

async fn the_wrong_role_in_the_right_organisation_is_refused_and_changes_nothing(
    bed: &Bed,
    world: &World,
) {
    let tenant = &world.tenant;
    let onlooker = Onlooker::of(bed).await;
    for organisation in [tenant.partnership, tenant.school, tenant.provider] {
        for person in in_every_role(bed, world, organisation, Role::ALL).await {
            let mut browser = signed_in(bed, &person).await;
            let before = onlooker.look().await;
            for (by, found) in world.found() {
                let is_theirs = by.is_some_and(|by| by.organisation == organisation);
                if !is_theirs || is_for(found.route, Some(&person)) {
                    continue;
                }
                let answer = found.ask(&mut browser).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                let told = told(found, answer.status);
                assert!(refused.contains(&answer.status), "{}: {told}", person.role.code());
            }
            nothing_changed(&onlooker, &before, person.role.code()).await;
        }
    }
}

async fn whoever_acts_for_a_council_a_trust_or_the_association_is_refused_what_is_not_for_them(
    bed: &Bed,
    world: &World,
) {
    let onlooker = Onlooker::of(bed).await;
    let kinds = [Kind::Council, Kind::Trust, Kind::Association, Kind::Installation];
    let acting: Vec<_> =
        world.led.iter().filter_map(|led| led.by.as_ref()?.actor.acting_for()).collect();
    for kind in kinds {
        let own = acting.iter().find(|acting| acting.kind == kind).expect("somebody of each");
        for person in in_every_role(bed, world, own.organisation, roles_of(kind)).await {
            let mut browser = signed_in(bed, &person).await;
            let before = onlooker.look().await;
            let mut tried = BTreeSet::new();
            for (by, found) in world.found() {
                // What their own organisation has, all of it; of what others have, one of each kind.
                let is_own = by.is_some_and(|by| by.organisation == own.organisation);
                let row = (found.route.path, found.route.method == Method::Post);
                if is_for(found.route, Some(&person)) || (!tried.insert(row) && !is_own) {
                    continue;
                }
                let answer = found.ask(&mut browser).await;
                let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                let told = told(found, answer.status);
                let role = person.role.code();
                assert!(refused.contains(&answer.status), "{kind:?}, {role}: {told}");
            }
            assert!(tried.len() > 50, "{kind:?}, {}: {}", person.role.code(), tried.len());
            nothing_changed(&onlooker, &before, person.role.code()).await;
        }
    }
}

async fn a_stranger_with_the_right_role_finds_nothing_of_another_tenants(
    bed: &Bed,
    strangers: &Tenant,
    world: &World,
) {
    let onlooker = Onlooker::of(bed).await;
    let found = world.found();
    let owned = found.iter().filter(|(_, found)| world.is_owned(found)).map(|(_, found)| *found);
    let mut tried = BTreeSet::new();
    for stranger in &strangers.people {
        let mut browser = signed_in(bed, stranger).await;
        let before = onlooker.look().await;
        // A council has no savings: whoever acts for one is refused before anything is looked
        // for, so that the answer tells nothing either.
        let of_council = stranger.role == Role::CouncilCommissioner;
        let asked = |found: &&Found| {
            is_for(found.route, Some(stranger))
                && !(of_council && found.route.path.starts_with("/savings"))
        };
        for found in owned.clone().filter(asked) {
            is_refused(&mut browser, found, ALDER.hidden).await;
            tried.insert(found.route.path);
        }
        nothing_changed(&onlooker, &before, &stranger.email).await;
    }
    let closed = |route: &&Route| {
        route.path.contains('{')
            && route.whom != For::Everybody
            && !ON_SALE_TO_ALL.contains(&route.path)
    };
    for route in routes().filter(closed) {
        assert!(tried.contains(route.path), "no stranger tried {}", route.path);
    }
}

async fn a_school_finds_nothing_of_another_school_of_its_own_partnership(bed: &Bed, world: &World) {
    let tenant = &world.tenant;
    let onlooker = Onlooker::of(bed).await;
    let other = tenant.who(Role::Buyer, tenant.other_school);
    let mut browser = signed_in(bed, other).await;
    let before = onlooker.look().await;
    let mut tried = 0;
    for (by, found) in world.found() {
        let both = &tenant.of_both_schools.email;
        let is_schools = by.is_some_and(|by| by.organisation == tenant.school && by.email != *both);
        // A deal, a buy-back with a sheet of each, the partnership through which one offers a
        // service, what it shares with its members, who controls it, and what the two schools share,
        // is either's.
        let path = found.route.path;
        let is_shared = path.starts_with("/deals/{deal}")
            || path.starts_with("/buy-back/{buyback}")
            || path.starts_with("/control/of/{partnership}")
            || path.starts_with("/library/{resource}")
            || path.starts_with("/sharing/{sharing}")
            || path == "/offer";
        if is_schools && !is_shared && world.is_owned(found) && is_for(found.route, Some(other)) {
            is_refused(&mut browser, found, "amina rahman").await;
            tried += 1;
        }
    }
    assert!(tried >= 15, "too little was tried: {tried}");
    nothing_changed(&onlooker, &before, &other.email).await;
}

// A world takes longer to make and to walk through than any of what is asked of it.
on_sqlite! {
    async fn routes_are_led_to_and_open_to_whom_the_table_says_and_to_nobody_else(bed) {
        let world = Box::pin(World::of(&bed)).await;
        every_route_is_one_to_which_somebody_whom_it_is_for_is_led(&world);
        nobody_gets_past_the_door_of_what_needs_signing_in(&bed, &world).await;
        the_wrong_role_in_the_right_organisation_is_refused_and_changes_nothing(&bed, &world).await;
        whoever_acts_for_a_council_a_trust_or_the_association_is_refused_what_is_not_for_them(&bed, &world).await;
    }

    async fn what_a_demo_has_is_not_there_without_one(bed) {
        let mut nobody = browser(&bed, false);
        for route in routes().filter(|route| route.whom == For::Demo) {
            let answer = made_up(route, &[]).unwrap().ask(&mut nobody).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", route.path);
        }
    }
}

// Whether a stranger finds something is what a database answers: both are asked.
on_both! {
    async fn what_is_anothers_is_found_by_no_stranger_and_no_neighbour(bed) {
        let strangers = Tenant::of(&bed, BIRCH).await;
        let world = Box::pin(World::of(&bed)).await;
        a_stranger_with_the_right_role_finds_nothing_of_another_tenants(&bed, &strangers, &world).await;
        a_school_finds_nothing_of_another_school_of_its_own_partnership(&bed, &world).await;
    }
}
