//! A school that became an academy: its open orders, memberships and people go over, and what it
//! bought before stays.

use domain::access::Role;
use domain::id::OrderId;
use domain::order::{Fate, OrderState};
use domain::service::{TypedPart, TypedTerms};
use domain::text::Urn;
use domain::{Failure, Refusal};
use market::mail::About;
use market::order::{self, DecideOrder, Decision, OrdersAsked, PlaceOrder, QuoteOrder, Wanted};
use market::partnership::SpellEnd;
use market::school::{self, HandOver, HandOverPage, SuccessionPage};
use market::{Actor, Market, Viewer};
use testbed::{Bed, on_both};

use crate::deal::world as deal;
use crate::order::world::{TUESDAY, World, day, key, on_sale, person, terms};

const LATER: &str = "2026-12-15";

const REGISTER: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),CloseDate,PhaseOfEducation (code),Town,Postcode\n\
100101,309,Haringey,Hill Rise Primary,01,2,31-10-2026,2,London,N8 7AA\n\
100102,309,Haringey,Marsh Lane School,01,2,31-10-2026,2,London,N8 7AB\n\
140101,309,Haringey,Hill Rise Academy,34,1,,2,London,N8 7AA\n";

const LINKS: &str = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n\
100101,140101,Hill Rise Academy,Successor,01-11-2026\n\
100102,140101,Hill Rise Academy,Successor - merged,01-11-2026\n";

fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

/// The register closes both schools: one academy takes the place of each.
async fn register_closes(market: &Market) {
    for file in [REGISTER, LINKS] {
        let read = school::import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
        assert!(read.rejected.is_empty(), "{read:?}");
    }
}

async fn page(market: &Market, actor: &Actor, number: &str) -> HandOverPage {
    match school::succession(market, actor, &urn(number), None).await.unwrap() {
        SuccessionPage::Waits(page) => *page,
        SuccessionPage::Done(done) => panic!("{done:?}"),
    }
}

/// What stands on the page, with every order that can move.
async fn everything(market: &Market, actor: &Actor, number: &str) -> HandOver {
    let page = page(market, actor, number).await;
    let moves = page.orders.iter().filter(|order| order.fate == Fate::Moves);
    HandOver {
        urn: urn(number),
        successor: page.successor.urn.clone(),
        orders: moves.map(|order| order.id).collect(),
        seen: page.seen.clone(),
        key: key(),
    }
}

/// Somebody signed in anew, acting for the academy.
async fn at_the_academy(bed: &Bed, email: &str) -> Actor {
    let actor = crate::people::sign_in(&bed.market, email).await;
    let there = actor.may_act_for().iter().find(|acting| acting.name == "Hill Rise Academy");
    let organisation = there.expect("a role at the academy").organisation;
    crate::people::sign_in_for(&bed.market, email, organisation).await
}

async fn orders_of(market: &Market, actor: &Actor) -> Vec<(OrderId, OrderState)> {
    let found = order::orders(market, actor, OrdersAsked::default()).await.unwrap().1;
    found.items.iter().map(|order| (order.id, order.state)).collect()
}

on_both! {
    async fn open_orders_go_over_as_they_are_and_what_was_delivered_stays(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let placed = world.book(market, &world.head, &["2026-12-01", TUESDAY]).await.unwrap();
        let waits = world.book(market, &world.buyer, &[LATER, "2027-01-12"]).await.unwrap();
        assert!(waits.needs_approval);
        bed.clock.set(testbed::instant("2026-12-01T17:00:00Z"));
        let first = order::view_order(market, &world.manager, placed.order).await.unwrap().lines[0].id;
        let delivered = order::LineOfOrder { order: placed.order, line: first };
        order::confirm_delivery(market, &world.manager, delivered).await.unwrap();
        register_closes(market).await;
        let saved = (world.saved("contracted").await, world.saved("forecast").await);
        assert!(saved.0 > 0 && saved.1 > 0);

        let shown = page(market, &world.head, "100101").await;
        assert_eq!((shown.successor.name.as_str(), shown.gives_roles), ("Hill Rise Academy", true));
        assert_eq!(shown.memberships.len(), 1);
        let staying: Vec<u64> = shown.orders.iter().map(|order| order.staying).collect();
        assert_eq!(staying, [1, 0]);
        let command = everything(market, &world.head, "100101").await;
        school::hand_over(market, &world.head, command.clone()).await.unwrap();
        school::hand_over(market, &world.head, command).await.unwrap();

        assert_eq!((world.saved("contracted").await, world.saved("forecast").await), saved);
        let old = orders_of(market, &world.head).await;
        assert!(old.contains(&(placed.order, OrderState::Placed)), "the delivered day stays");
        assert!(old.contains(&(waits.order, OrderState::Cancelled)));
        let before = order::view_order(market, &world.head, placed.order).await.unwrap();
        assert!(before.moved[0].away && before.moved[0].school == "Hill Rise Academy");
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let new = orders_of(market, &head).await;
        assert_eq!(new.len(), 2);
        let (waiting, _) = new.iter().find(|(_, state)| *state == OrderState::AwaitingApproval).unwrap();
        let view = order::view_order(market, &head, *waiting).await.unwrap();
        assert_eq!((view.requested_by.as_str(), view.totals.gross.pence().get()), ("Amina Rahman", 57_600));
        assert_eq!(view.timeline[0].action, "move_order");
        assert!(!view.moved[0].away);
        let decide = DecideOrder { order: *waiting, version: view.version, decision: Decision::Approve, key: key() };
        order::decide_order(market, &head, decide).await.unwrap();
        let taken = world.book(market, &head, &[TUESDAY]).await.unwrap_err();
        assert!(matches!(taken, Failure::Refused(Refusal::DayTaken { .. })), "{taken:?}");
        assert_eq!(world.invoice_all(market).await.len(), 1, "the old school owes its delivered day");
    }

    async fn what_is_left_of_a_package_goes_over_with_its_order_and_what_was_taken_from_it(bed) {
        let world = World::with_counsellors(&bed, 3).await;
        let market = &bed.market;
        let part = TypedPart { service: world.service.to_string(), quantity: "2".to_owned() };
        let terms = TypedTerms {
            year_begins: "september".to_owned(),
            package: vec![part],
            ..terms("Inclusion package", "year", "400")
        };
        let service = on_sale(&bed, &world, terms).await;
        let wanted = Wanted::Agreement { year: day("2026-09-01") };
        let asked = QuoteOrder { service, wanted: wanted.clone() };
        let seen = order::quote_order(market, &world.head, asked).await.unwrap().seen();
        let command = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
        order::place_order(market, &world.head, command).await.unwrap();
        world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        register_closes(market).await;
        let command = everything(market, &world.head, "100101").await;
        assert_eq!(command.orders.len(), 2);
        school::hand_over(market, &world.head, command).await.unwrap();
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let left = order::packages_left(market, &head, world.service).await.unwrap();
        assert_eq!((left.all()[0].of, left.all()[0].used), (2, 1));
        for (day, net) in [(LATER, 0), ("2027-01-12", crate::order::world::DAY_NET)] {
            let placed = world.book(market, &head, &[day]).await.unwrap();
            let view = order::view_order(market, &head, placed.order).await.unwrap();
            assert_eq!(view.lines[0].net.pence().get(), net, "{day}");
        }
        let old = order::packages_left(market, &world.head, world.service).await.unwrap();
        assert_eq!(old.all(), []);
    }

    async fn people_and_memberships_go_over_and_everybody_concerned_is_told_once(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        register_closes(market).await;
        bed.run_jobs().await;
        let sent = bed.letters.all().len();
        let command = everything(market, &world.head, "100101").await;
        school::hand_over(market, &world.head, command).await.unwrap();
        bed.run_jobs().await;
        let mut told: Vec<(String, &str)> = bed.letters.all()[sent..].iter().map(|mail| {
            let about = match &mail.about {
                About::SchoolHandedOver { orders: 1, .. } => "handed over",
                About::BookingMoved { school, .. } if school == "Hill Rise Primary" => "moved",
                _ => "other",
            };
            (mail.name.clone(), about)
        }).collect();
        told.sort();
        let all = ["Amina Rahman", "Grace Adeyemi", "Priya Shah", "Sam Patel", "Tom Field"];
        let told_of = ["handed over", "handed over", "moved", "handed over", "handed over"];
        assert_eq!(told, all.map(str::to_owned).into_iter().zip(told_of).collect::<Vec<_>>());

        let buyer = at_the_academy(&bed, "amina.rahman@pool.example").await;
        let role = buyer.acting_for().unwrap().roles[0];
        assert_eq!((role.role, role.order_limit_pence), (Role::Buyer, Some(30_000)));
        assert_eq!(buyer.may_act_for().len(), 2, "the old school's papers stay readable");
        let old = "SELECT COUNT(*) AS n FROM membership m JOIN organisation o ON o.id = m.organisation_id \
                   WHERE o.urn = '100101' AND m.ends_on = '2026-11-22'";
        assert_eq!(world.sql.number(old).await, 1);
        let new = "SELECT COUNT(*) AS n FROM membership m JOIN organisation o ON o.id = m.organisation_id \
                   WHERE o.urn = '140101' AND m.starts_on = '2026-11-23' AND m.ends_on IS NULL";
        assert_eq!(world.sql.number(new).await, 1);
        let at_the_old = crate::people::sign_in_for(market, "amina.rahman@pool.example", world.school).await;
        let own = school::school_page(market, &Viewer::Actor(Box::new(at_the_old)), &urn("100101")).await.unwrap();
        let why = SpellEnd::HandedOver("Hill Rise Academy".to_owned());
        assert_eq!(own.memberships[0].why, Some(why), "a closed school reads what it was");
        let anybody = school::school_page(market, &Viewer::Visitor, &urn("100101")).await.unwrap();
        assert!(anybody.memberships.is_empty());
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let trail = market::audit::view_trail(market, &head, market::audit::TrailAsked::default()).await.unwrap();
        let deeds: Vec<String> = trail.entries.items.iter().map(|entry| entry.action.clone()).collect();
        assert!(deeds.contains(&"hand_over_school".to_owned()), "{deeds:?}");
    }

    async fn what_is_left_out_stays_and_what_changed_meanwhile_is_not_agreed(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let stays = world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        let goes = world.book(market, &world.head, &[LATER]).await.unwrap();
        register_closes(market).await;
        let mut command = everything(market, &world.head, "100101").await;
        command.orders.retain(|order| *order == goes.order);
        let stale = HandOver { seen: "another page".to_owned(), key: key(), ..command.clone() };
        let refused = school::hand_over(market, &world.head, stale).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        let theirs = HandOver { orders: vec![OrderId::from_uuid(uuid::Uuid::now_v7())], key: key(), ..command.clone() };
        assert_eq!(school::hand_over(market, &world.head, theirs).await.unwrap_err(), Failure::NotFound);
        school::hand_over(market, &world.head, command.clone()).await.unwrap();
        let left = order::view_order(market, &world.head, stays.order).await.unwrap();
        assert_eq!((left.state, left.moved.len()), (OrderState::Placed, 0));
        let gone = order::view_order(market, &world.head, goes.order).await.unwrap();
        assert_eq!((gone.state, gone.moved.len()), (OrderState::Cancelled, 1));
        let again = HandOver { key: key(), ..command };
        assert_eq!(school::hand_over(market, &world.head, again).await.unwrap_err(), Refusal::HandedOver.into());
        let done = school::succession(market, &world.buyer, &urn("100101"), None).await.unwrap();
        assert!(matches!(done, SuccessionPage::Done(done) if done.orders.len() == 1));
    }

    async fn an_order_from_a_group_deal_stays_and_is_told_of_and_is_not_moved_by_naming_it(bed) {
        let world = deal::world(&bed, 3).await;
        let market = &bed.market;
        let open = deal::open(&bed, &world).await;
        for member in &world.schools {
            deal::sign_up(market, open, member).await.unwrap();
        }
        bed.clock.set(testbed::instant(deal::CLOSES));
        bed.run_jobs().await;
        let head = deal::person(&bed, world.schools[0].school, Role::Approver, "head", None).await;
        for file in [REGISTER, LINKS].map(|file| file.replace("100101", "100001")) {
            let read = school::import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
            assert!(read.rejected.is_empty(), "{read:?}");
        }
        let shown = page(market, &head, "100001").await;
        let fates: Vec<Fate> = shown.orders.iter().map(|order| order.fate).collect();
        assert_eq!(fates, [Fate::CallOff]);
        let call_off = shown.orders[0].id;
        let command = everything(market, &head, "100001").await;
        assert_eq!(command.orders, []);
        let named = HandOver { orders: vec![call_off], key: key(), ..command.clone() };
        assert_eq!(school::hand_over(market, &head, named).await.unwrap_err(), Failure::NotFound);
        school::hand_over(market, &head, command).await.unwrap();
        let left = order::view_order(market, &head, call_off).await.unwrap();
        assert_eq!((left.state, left.moved.len()), (OrderState::Placed, 0));
        let academy = at_the_academy(&bed, "head@pool.example").await;
        assert_eq!(orders_of(market, &academy).await, []);
        assert_eq!(orders_of(market, &head).await, [(call_off, OrderState::Placed)]);
    }

    async fn an_order_sent_back_stays_sent_back_with_its_reason(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let asked = world.book(market, &world.buyer, &[TUESDAY, LATER]).await.unwrap();
        let version = order::view_order(market, &world.head, asked.order).await.unwrap().version;
        let decision = Decision::SendBack { reason: "One day is enough".to_owned() };
        let decide = DecideOrder { order: asked.order, version, decision, key: key() };
        order::decide_order(market, &world.head, decide).await.unwrap();
        register_closes(market).await;
        let command = everything(market, &world.head, "100101").await;
        school::hand_over(market, &world.head, command).await.unwrap();
        let buyer = at_the_academy(&bed, "amina.rahman@pool.example").await;
        let (id, state) = orders_of(market, &buyer).await[0];
        let view = order::view_order(market, &buyer, id).await.unwrap();
        assert_eq!(state, OrderState::SentBack);
        assert_eq!((view.reason.as_deref(), view.decided_by.as_deref()), (Some("One day is enough"), Some("Grace Adeyemi")));
        let lines = vec![view.lines[0].id];
        let again = order::Resubmit { order: id, keep: lines, purchase_order_number: None, key: key() };
        assert!(!order::resubmit(market, &buyer, again).await.unwrap().needs_approval);
    }

    async fn two_schools_merge_into_one_and_only_an_approver_of_both_brings_in_the_second(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        world.book(market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        let other_head = person(&bed, world.other_school, Role::Approver, "Ian Low", None).await;
        register_closes(market).await;
        let first = everything(market, &world.head, "100101").await;
        school::hand_over(market, &world.head, first).await.unwrap();
        let second = everything(market, &other_head, "100102").await;
        let refused = school::hand_over(market, &other_head, second.clone()).await;
        assert_eq!(refused.unwrap_err(), Refusal::SuccessorAttended.into());
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let academy = head.acting_for().unwrap().organisation;
        let email = "ian.low@pool.example";
        let add = market::person::AddUser {
            email: email.to_owned(),
            name: "Ian Low".to_owned(),
            password: None,
            organisation: academy,
            role: Role::Approver,
            order_limit_pence: None,
        };
        market::person::add_user(market, add).await.unwrap();
        let both = crate::people::sign_in_for(market, email, world.other_school).await;
        let second = everything(market, &both, "100102").await;
        school::hand_over(market, &both, second).await.unwrap();
        assert_eq!(orders_of(market, &head).await.len(), 2);
        let members = "SELECT COUNT(*) AS n FROM membership WHERE ends_on IS NULL";
        assert_eq!(world.sql.number(members).await, 1, "the academy is a member once");
    }

    async fn a_race_hands_over_once_and_no_day_is_free_in_between(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.head, &[TUESDAY, LATER]).await.unwrap();
        register_closes(&bed.market).await;
        let other = bed.another_process().await;
        let one = everything(&bed.market, &world.head, "100101").await;
        let two = HandOver { key: key(), ..one.clone() };
        let (one, two) = tokio::join!(
            school::hand_over(&bed.market, &world.head, one),
            school::hand_over(&other, &world.head, two),
        );
        let mut told = [one, two];
        told.sort_by_key(Result::is_err);
        assert_eq!(told, [Ok(()), Err(Refusal::HandedOver.into())]);
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM moved_order").await, 1);
        let held = "SELECT COUNT(*) AS n FROM pool_day d JOIN order_line l ON l.id = d.order_line_id \
                    JOIN school_order o ON o.id = l.order_id JOIN organisation s ON s.id = o.school_id \
                    WHERE s.urn = '140101'";
        assert_eq!(world.sql.number(held).await, 2);
    }

    async fn a_closed_school_orders_nothing_new_and_nobody_sees_anothers(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let open = school::succession(market, &world.head, &urn("100101"), None).await;
        assert_eq!(open.unwrap_err(), Failure::NotFound, "the register does not know it");
        let asked = world.book(market, &world.buyer, &[TUESDAY, LATER]).await.unwrap();
        register_closes(market).await;
        let refused = world.book(market, &world.head, &[TUESDAY]).await;
        assert_eq!(refused.unwrap_err(), Refusal::SchoolClosed.into());
        let decide = DecideOrder { order: asked.order, version: 1, decision: Decision::Approve, key: key() };
        let refused = order::decide_order(market, &world.head, decide).await;
        assert_eq!(refused.unwrap_err(), Refusal::SchoolClosed.into());
        let stranger = school::succession(market, &world.other_buyer, &urn("100101"), None).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let command = everything(market, &world.head, "100101").await;
        let buyer = school::hand_over(market, &world.buyer, command.clone()).await;
        assert_eq!(buyer.unwrap_err(), Failure::NotAllowed);
        let other = person(&bed, world.other_school, Role::Approver, "Ian Low", None).await;
        let stranger = school::hand_over(market, &other, command).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let home = market::home::school_home(market, &world.buyer).await.unwrap();
        let closing = home.closing.unwrap();
        assert_eq!(closing.successor.unwrap().name, "Hill Rise Academy");
    }
}
