//! Packages of services: what is in them costs nothing until it is used up, and never more is taken.

use std::sync::Arc;

use domain::access::Role;
use domain::id::{EventId, OrderId, ServiceId};
use domain::order::{LineStateCode, OrderState};
use domain::service::{TypedPart, TypedTerms};
use domain::{Failure, FieldProblem, Pence, Problem, Refusal};
use market::order::{
    self, BoughtPart, CancelOrder, DecideOrder, Decision, MoveDay, OrderView, Placed, QuoteOrder,
    Wanted,
};
use market::service::{AddService, PackageShown, TypedProvider, add_service, view_service};
use market::{Actor, Viewer};
use testbed::{Bed, on_both};

use super::kinds::{place, quote};
use super::world::{DAY_NET, TUESDAY, World, day, key, on_sale, person, terms};
use crate::event_places::{take, with_event};

const LATER: &str = "2026-12-15";
const JANUARY: &str = "2027-01-12";

/// So many of each service, at £400 a year from September.
fn holding(parts: &[(ServiceId, u32)]) -> TypedTerms {
    let part = |(service, quantity): &(ServiceId, u32)| TypedPart {
        service: service.to_string(),
        quantity: quantity.to_string(),
    };
    TypedTerms {
        year_begins: "september".to_owned(),
        package: parts.iter().map(part).collect(),
        ..terms("Inclusion package", "year", "400")
    }
}

fn this_year() -> Wanted {
    Wanted::Agreement { year: day("2026-09-01") }
}

fn hours(count: u32) -> Wanted {
    Wanted::Quantity { count, wished_on: None, note: None }
}

fn days(days: &[&str]) -> Wanted {
    Wanted::Days(days.iter().map(|text| day(text)).collect())
}

/// A package of two counselling days and four hours that the other school has bought.
struct Bought {
    world: World,
    hours: ServiceId,
    service: ServiceId,
    package: Placed,
}

impl Bought {
    async fn of(bed: &Bed) -> Self {
        let world = World::with_counsellors(bed, 13).await;
        let by_hour = on_sale(bed, &world, terms("Payroll help", "hour", "60")).await;
        let service = on_sale(bed, &world, holding(&[(world.service, 2), (by_hour, 4)])).await;
        let package = place(bed, &world.other_buyer, service, this_year()).await;
        Self { world, hours: by_hour, service, package }
    }

    async fn view(&self, bed: &Bed, placed: &Placed) -> OrderView {
        order::view_order(&bed.market, &self.world.other_buyer, placed.order).await.unwrap()
    }

    async fn parts(&self, bed: &Bed) -> Vec<BoughtPart> {
        self.view(bed, &self.package).await.package
    }

    async fn used(&self, bed: &Bed) -> Vec<(u32, u32)> {
        self.parts(bed).await.iter().map(|part| (part.used, part.of)).collect()
    }
}

async fn cancel(bed: &Bed, who: &Actor, order: OrderId) -> Result<(), Failure> {
    let command = CancelOrder { order, line: None, agreed_charge: Pence::ZERO, key: key() };
    order::cancel_order(&bed.market, who, command).await
}

/// Each line's number and what it comes to.
fn lines(view: &OrderView) -> Vec<(u32, i64)> {
    view.lines.iter().map(|line| (line.quantity, line.net.pence().get())).collect()
}

async fn seen_by(bed: &Bed, who: &Actor, service: ServiceId) -> PackageShown {
    let viewer = Viewer::Actor(Box::new(who.clone()));
    view_service(&bed.market, &viewer, service).await.unwrap().package.unwrap()
}

/// What is said when a package of these is added.
async fn refused(bed: &Bed, world: &World, terms: TypedTerms) -> Vec<FieldProblem> {
    let provider = TypedProvider { chosen: world.provider.to_string(), new_name: String::new() };
    let add = AddService { key: key(), provider, terms };
    match add_service(&bed.market, &world.staff, add).await {
        Err(Failure::Invalid(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn what_is_in_the_package_is_free_and_what_goes_beyond_it_is_paid(bed) {
        let bought = Bought::of(&bed).await;
        let (world, buyer) = (&bought.world, &bought.world.other_buyer);
        let asked = days(&[TUESDAY, LATER, JANUARY]);
        let quoted = quote(&bed, buyer, world.service, asked.clone()).await.unwrap();
        assert_eq!(quoted.totals.net.pence().get(), DAY_NET);
        assert!(quoted.lines[0].package.is_some() && quoted.lines[2].package.is_none());
        assert!(quoted.saving.is_some_and(|saving| saving.parts.iter().all(|part| part.quantity == 1)));
        let placed = place(&bed, buyer, world.service, asked).await;
        let view = bought.view(&bed, &placed).await;
        assert_eq!(lines(&view), [(1, 0), (1, 0), (1, DAY_NET)]);
        let from = view.lines[0].working.package.clone().unwrap();
        assert_eq!((from.order, from.title.as_str()), (bought.package.order, "Inclusion package"));
        let said = format!(", included in Inclusion package ({})", bought.package.reference);
        assert!(view.lines[0].description.ends_with(&said), "{}", view.lines[0].description);
        assert_eq!(view.what, "Counselling in school");
        assert_eq!(bought.used(&bed).await, [(2, 2), (0, 4)]);
        // Six hours: four of the package, and two at £60.
        let placed = place(&bed, buyer, bought.hours, hours(6)).await;
        let view = bought.view(&bed, &placed).await;
        assert_eq!(lines(&view), [(4, 0), (2, 12_000)]);
        assert_eq!(view.totals.net.pence().get(), 12_000);
        assert_eq!(bought.used(&bed).await, [(2, 2), (4, 4)]);
        assert_eq!(bought.parts(&bed).await[1].orders, [(placed.order, placed.reference)]);
        // A line that costs nothing and says why it does not may have no price.
        assert!(world.sql.refuses("UPDATE order_line SET net_pence = 1 WHERE package_order_id IS NOT NULL").await);
        assert!(world.sql.refuses("UPDATE package_part SET taken = included + 1").await);
    }

    async fn another_school_pays_and_sees_nothing_of_it(bed) {
        let bought = Bought::of(&bed).await;
        let quoted = quote(&bed, &bought.world.head, bought.hours, hours(1)).await.unwrap();
        assert_eq!(quoted.totals.net.pence().get(), 6_000);
        assert_eq!(quoted.packages.all(), []);
        let left = order::packages_left(&bed.market, &bought.world.head, bought.hours).await.unwrap();
        assert_eq!(left.all(), []);
        let view = order::view_order(&bed.market, &bought.world.head, bought.package.order).await;
        assert_eq!(view.unwrap_err(), Failure::NotFound);
        let view = order::view_order(&bed.market, &bought.world.manager, bought.package.order).await;
        assert_eq!(view.unwrap().package, []);
    }

    async fn what_is_cancelled_is_in_the_package_again_and_that_is_not_cancelled_before(bed) {
        let bought = Bought::of(&bed).await;
        let buyer = &bought.world.other_buyer;
        let placed = place(&bed, buyer, bought.hours, hours(6)).await;
        assert_eq!(bought.used(&bed).await, [(0, 2), (4, 4)]);
        let in_use = Refusal::PackageInUse { orders: vec![placed.reference.clone()] };
        let refused = cancel(&bed, buyer, bought.package.order).await;
        assert_eq!(refused.unwrap_err(), in_use.into());
        assert!(!bought.view(&bed, &bought.package).await.can_cancel);
        cancel(&bed, buyer, placed.order).await.unwrap();
        assert_eq!(bought.used(&bed).await, [(0, 2), (0, 4)]);
        let again = place(&bed, buyer, bought.hours, hours(4)).await;
        assert_eq!(lines(&bought.view(&bed, &again).await), [(4, 0)]);
        cancel(&bed, buyer, again.order).await.unwrap();
        // The running year has begun, so that cancelling costs what the terms say.
        let charge = bought.view(&bed, &bought.package).await.late_charge.unwrap();
        let command = CancelOrder {
            order: bought.package.order,
            line: None,
            agreed_charge: charge,
            key: key(),
        };
        order::cancel_order(&bed.market, buyer, command).await.unwrap();
        let quoted = quote(&bed, buyer, bought.hours, hours(1)).await.unwrap();
        assert_eq!(quoted.totals.net.pence().get(), 6_000, "nothing is taken from what was cancelled");
    }

    async fn one_day_cancelled_alone_is_there_again(bed) {
        let bought = Bought::of(&bed).await;
        let buyer = &bought.world.other_buyer;
        let placed = place(&bed, buyer, bought.world.service, days(&[LATER, JANUARY])).await;
        assert_eq!(bought.used(&bed).await, [(2, 2), (0, 4)]);
        let line = bought.view(&bed, &placed).await.lines[0].id;
        let command = CancelOrder {
            order: placed.order,
            line: Some(line),
            agreed_charge: Pence::ZERO,
            key: key(),
        };
        order::cancel_order(&bed.market, buyer, command).await.unwrap();
        assert_eq!(bought.used(&bed).await, [(1, 2), (0, 4)]);
    }

    async fn of_many_orders_at_once_never_more_is_taken_than_there_is(bed) {
        let bought = Arc::new(Bought::of(&bed).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut buyers = Vec::new();
        for number in 0..10 {
            let (bought, market) = (bought.clone(), processes[number % 2].clone());
            buyers.push(tokio::spawn(async move {
                let buyer = &bought.world.other_buyer;
                // Whoever is told that the price is another looks again, as a person would.
                loop {
                    match bought.world.book(&market, buyer, &[TUESDAY]).await {
                        Err(Failure::TryLater | Failure::Refused(Refusal::NotAsShown)) => {}
                        outcome => return outcome.map(drop),
                    }
                }
            }));
        }
        for buyer in buyers {
            buyer.await.unwrap().unwrap();
        }
        let sql = &bought.world.sql;
        let free = "SELECT COUNT(*) AS n FROM order_line WHERE package_order_id IS NOT NULL";
        assert_eq!(sql.number(free).await, 2);
        let paid = format!("SELECT COUNT(*) AS n FROM order_line WHERE net_pence = {DAY_NET}");
        assert_eq!(sql.number(&paid).await, 8);
        assert_eq!(bought.used(&bed).await, [(2, 2), (0, 4)]);
    }

    async fn an_order_that_waits_has_its_days_of_the_package_and_declined_it_has_none(bed) {
        let world = World::with_counsellors(&bed, 3).await;
        let service = on_sale(&bed, &world, holding(&[(world.service, 1)])).await;
        let waits = place(&bed, &world.buyer, service, this_year()).await;
        assert!(waits.needs_approval);
        let day_price = || async {
            let quoted = quote(&bed, &world.head, world.service, days(&[LATER])).await.unwrap();
            quoted.totals.net.pence().get()
        };
        assert_eq!(day_price().await, DAY_NET, "nobody has approved the package");
        let approver = person(&bed, world.school, Role::Approver, "Noor Aziz", None).await;
        let version = order::view_order(&bed.market, &world.head, waits.order).await.unwrap().version;
        let command = DecideOrder { order: waits.order, version, decision: Decision::Approve, key: key() };
        order::decide_order(&bed.market, &world.head, command).await.unwrap();
        assert_eq!(day_price().await, 0);
        // Two days: one of the package, one at £240 and VAT, which is over what the buyer may spend alone.
        let placed = place(&bed, &world.buyer, world.service, days(&[LATER, JANUARY])).await;
        let view = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(lines(&view), [(1, 0), (1, DAY_NET)]);
        assert_eq!(day_price().await, DAY_NET);
        if placed.needs_approval {
            let decision = Decision::Decline { reason: "Not now.".to_owned() };
            let command = DecideOrder { order: placed.order, version: view.version, decision, key: key() };
            order::decide_order(&bed.market, &approver, command).await.unwrap();
        } else {
            cancel(&bed, &world.buyer, placed.order).await.unwrap();
        }
        assert_eq!(day_price().await, 0);
    }

    async fn places_of_an_event_are_taken_from_the_package_with_those_who_come(bed) {
        let (world, service, event): (World, ServiceId, EventId) = with_event(&bed, 20).await;
        let package = on_sale(&bed, &world, holding(&[(service, 2)])).await;
        place(&bed, &world.other_buyer, package, this_year()).await;
        let names = "Ada Cole\nBen Dean\nCy Ford";
        let placed = take(&bed, &world.other_buyer, (service, event), 3, names).await.unwrap();
        let view = order::view_order(&bed.market, &world.other_buyer, placed.order).await.unwrap();
        assert_eq!(lines(&view), [(2, 0), (1, 4_500)]);
        let named = "SELECT COUNT(*) AS n FROM event_place WHERE name IS NOT NULL AND released_at IS NULL";
        assert_eq!(world.sql.number(named).await, 3);
        cancel(&bed, &world.other_buyer, placed.order).await.unwrap();
        assert_eq!(world.sql.number("SELECT taken AS n FROM package_part").await, 0);
        assert_eq!(world.sql.number("SELECT taken AS n FROM event").await, 0);
    }

    async fn a_day_of_a_package_is_moved_within_its_year_only(bed) {
        let world = World::with_counsellors(&bed, 3).await;
        world.goes_on(&bed.market).await;
        let april = TypedTerms { year_begins: "april".to_owned(), ..holding(&[(world.service, 2)]) };
        let package = on_sale(&bed, &world, april).await;
        let package = place(&bed, &world.other_buyer, package, Wanted::Agreement { year: day("2026-04-01") }).await;
        // The other school keeps the year from April to March as well, unless the register says otherwise.
        let placed = place(&bed, &world.other_buyer, world.service, days(&["2027-03-22"])).await;
        let view = order::view_order(&bed.market, &world.other_buyer, placed.order).await.unwrap();
        assert_eq!(lines(&view), [(1, 0)]);
        let moved = |to: &str| MoveDay {
            order: placed.order,
            line: view.lines[0].id,
            to: day(to),
            agreed_charge: Pence::ZERO,
            key: key(),
        };
        // Another package's year ends before the school's own.
        world.sql.run("UPDATE package_part SET last_on = $1", [day("2027-03-22").into()]).await;
        let beyond = order::move_day(&bed.market, &world.other_buyer, moved("2027-03-23")).await;
        let beyond = beyond.unwrap_err();
        assert!(matches!(&beyond, Failure::Invalid(wrong) if matches!(
            wrong[0].problem, Problem::OutsidePackage { .. }
        )), "{beyond:?}");
        order::move_day(&bed.market, &world.other_buyer, moved("2027-03-15")).await.unwrap();
        let after = order::view_order(&bed.market, &world.other_buyer, package.order).await.unwrap();
        assert_eq!(after.package[0].used, 1);
        // What is for a day after the package's last is paid for.
        let quoted = quote(&bed, &world.other_buyer, world.service, days(&["2027-04-13"])).await.unwrap();
        assert_eq!(quoted.totals.net.pence().get(), DAY_NET);
    }

    async fn a_package_is_made_of_what_the_partnership_has_on_sale_and_counts(bed) {
        let world = World::of(&bed).await;
        let by_hour = on_sale(&bed, &world, terms("Payroll help", "hour", "60")).await;
        let yearly = on_sale(&bed, &world, terms("Payroll", "year", "1000")).await;
        let package = on_sale(&bed, &world, holding(&[(by_hour, 1)])).await;
        // Another partnership's, on sale there.
        let others = on_sale(&bed, &world, terms("Others’ help", "hour", "50")).await;
        let elsewhere = world.sql.organisation("partnership", "Elsewhere", None).await;
        let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
                   payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'ELSE', 30, 1)";
        world.sql.run(sql, [elsewhere.uuid().into()]).await;
        let sql = "UPDATE service SET partnership_id = $2 WHERE id = $1";
        world.sql.run(sql, [others.uuid().into(), elsewhere.uuid().into()]).await;
        let typed = holding(&[(yearly, 1), (package, 1), (others, 1), (by_hour, 2)]);
        let wrong = |field, problem| FieldProblem { field, problem };
        assert_eq!(
            refused(&bed, &world, typed).await,
            [
                wrong("package_1_service", Problem::NotForPackages),
                wrong("package_2_service", Problem::NotForPackages),
                wrong("package_3_service", Problem::NotAChoice),
            ]
        );
    }

    async fn what_the_parts_cost_one_by_one_stands_beside_the_package(bed) {
        let bought = Bought::of(&bed).await;
        let shown = seen_by(&bed, &bought.world.other_buyer, bought.service).await;
        let pence = |net: Option<domain::Net>| net.map(|net| net.pence().get());
        assert_eq!(pence(shown.price), Some(40_000));
        assert_eq!(pence(shown.singly), Some(2 * DAY_NET + 4 * 6_000));
        let each: Vec<_> = shown.parts.iter().map(|part| (part.quantity, pence(part.each))).collect();
        assert_eq!(each, [(2, Some(DAY_NET)), (4, Some(6_000))]);
    }

    async fn what_a_package_paid_for_saves_nothing_of_its_own(bed) {
        let bought = Bought::of(&bed).await;
        let before = (bought.world.saved("contracted").await, bought.world.saved("forecast").await);
        let placed = place(&bed, &bought.world.other_buyer, bought.world.service, days(&[TUESDAY])).await;
        let after = (bought.world.saved("contracted").await, bought.world.saved("forecast").await);
        assert_eq!(before, after);
        bed.clock.set(testbed::instant("2026-12-09T09:00:00Z"));
        bought.world.deliver(&bed.market, &placed).await;
        let view = bought.view(&bed, &placed).await;
        assert_eq!(view.lines[0].state.code(), LineStateCode::Delivered);
        assert_eq!(view.state, OrderState::Placed);
        assert_eq!(bought.used(&bed).await, [(1, 2), (0, 4)]);
        let asked = QuoteOrder { service: bought.service, wanted: this_year() };
        let quoted = order::quote_order(&bed.market, &bought.world.other_buyer, asked).await.unwrap();
        assert!(quoted.saving.is_none(), "nobody publishes a price of such a package");
    }
}
