//! Two processes, and far more buyers, clerks and clocks than there is to have.

use std::sync::Arc;

use domain::access::Role;
use domain::id::OrganisationId;
use domain::text::PurchaseOrderNumber;
use market::order::{self, PlaceOrder};
use market::person::{self, AddUser, SignIn};
use testbed::http::{Answer, Caller, Fields, form};
use testbed::{Bed, on_both};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::process::{Process, Shared};
use crate::trade::{TUESDAY, World};
use crate::{deals, trade};

const PASSWORD: &str = "river boats at noon";

/// Somebody with a role and no limit, signed in.
pub async fn signed_in(bed: &Bed, email: &str, organisation: OrganisationId, role: Role) -> Caller {
    let add = AddUser {
        email: email.to_owned(),
        name: email.to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role,
        order_limit_pence: None,
    };
    person::add_user(&bed.market, add).await.unwrap();
    session(bed, email).await
}

/// A session of somebody who is known.
pub async fn session(bed: &Bed, email: &str) -> Caller {
    let typed = SignIn {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        from: email.to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    let token = person::sign_in(&bed.market, typed).await.unwrap();
    Caller { session: Some(token.as_str().to_owned()) }
}

/// So many business managers of the two schools, signed in.
pub async fn buyers(bed: &Bed, world: &World, count: usize) -> Vec<Caller> {
    let mut buyers = Vec::with_capacity(count);
    for number in 0..count {
        let school = if number % 2 == 0 { world.school } else { world.other_school };
        let email = format!("buyer{number}@pool.example");
        buyers.push(signed_in(bed, &email, school, Role::Buyer).await);
    }
    buyers
}

/// What a buyer sends to book a day, as the page to check it has it.
pub async fn checked(buyer: &Caller, address: &str, service: &str, day: &str) -> Fields {
    let page = buyer.get(address, &format!("{service}/check?day={day}")).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.text);
    form(&page.text, &format!("{service}/book"))
}

/// Sends a form until there is an answer to it: whoever is asked to come again does.
pub async fn insist(caller: &Caller, address: &str, path: &str, fields: &Fields) -> Answer {
    loop {
        let answer = caller.post(address, path, fields).await.unwrap();
        if answer.status != 503 {
            return answer;
        }
    }
}

fn two(bed: &Bed, shared: &Shared) -> [Process; 2] {
    [shared.process(bed), shared.process(bed)]
}

on_both! {
    async fn of_a_hundred_buyers_twenty_get_a_day_and_eighty_are_offered_the_next(bed) {
        let world = World::with_counsellors(&bed, 20).await;
        let service = format!("/services/{}", world.service);
        let shared = Shared::new();
        let processes = two(&bed, &shared);
        let together = Arc::new(Barrier::new(100));
        let mut sending = JoinSet::new();
        for (number, buyer) in buyers(&bed, &world, 100).await.into_iter().enumerate() {
            let address = processes[number % 2].address.clone();
            let (service, together) = (service.clone(), together.clone());
            sending.spawn(async move {
                let fields = checked(&buyer, &address, &service, TUESDAY).await;
                together.wait().await;
                insist(&buyer, &address, &format!("{service}/book"), &fields).await
            });
        }
        let (mut sold, mut told) = (0, 0);
        for answer in sending.join_all().await {
            match answer.status {
                303 => sold += 1,
                409 => {
                    assert!(answer.text.contains("Take Tuesday 15 December 2026 instead"));
                    told += 1;
                }
                other => panic!("{other}: {}", answer.text),
            }
        }
        assert_eq!((sold, told), (20, 80));
        for (count, sql) in [
            (20, "SELECT COUNT(*) AS n FROM school_order"),
            (20, "SELECT COUNT(*) AS n FROM order_line"),
            (20, "SELECT COUNT(DISTINCT order_line_id) AS n FROM pool_day"),
            (20, "SELECT COUNT(DISTINCT reference) AS n FROM school_order"),
            (20, "SELECT COUNT(*) AS n FROM saving_entry"),
            (20, "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'place_booking'"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
    }

    async fn clerks_in_two_processes_raise_invoices_without_a_gap(bed) {
        let world = World::with_counsellors(&bed, 12).await;
        for number in 0..12 {
            let buyer = if number % 2 == 0 { &world.head } else { &world.other_buyer };
            let own = PurchaseOrderNumber::parse(&format!("PO-{number}")).unwrap();
            let booking = world.booking(&bed.market, buyer, &[TUESDAY]).await;
            let booking = PlaceOrder { purchase_order_number: Some(own), ..booking };
            order::place_order(&bed.market, buyer, booking).await.unwrap();
        }
        bed.clock.set(testbed::instant("2026-12-08T17:00:00Z"));
        let orders = order::orders(&bed.market, &world.manager, order::OrdersAsked::default());
        let orders = orders.await.unwrap().1.items;
        let shared = Shared::new();
        let processes = two(&bed, &shared);
        let staff = session(&bed, "sam.patel@pool.example").await;
        let mut work = JoinSet::new();
        for number in 0..16 {
            let (staff, address) = (staff.clone(), processes[number % 2].address.clone());
            work.spawn(async move {
                let page = staff.get(&address, "/invoices/new").await.unwrap();
                if page.text.contains("action=\"/invoices/new\"") {
                    let fields = form(&page.text, "/invoices/new");
                    insist(&staff, &address, "/invoices/new", &fields).await;
                }
            });
        }
        // While invoices are raised, the provider goes on confirming.
        for row in orders {
            let (market, manager) = (bed.market.clone(), world.manager.clone());
            work.spawn(async move {
                let seen = order::view_order(&market, &manager, row.id).await.unwrap();
                let line = order::LineOfOrder { order: row.id, line: seen.lines[0].id };
                order::confirm_delivery(&market, &manager, line).await.unwrap();
            });
        }
        work.join_all().await;
        world.invoice_all(&bed.market).await;
        for (count, sql) in [
            (12, "SELECT COUNT(*) AS n FROM invoice_line"),
            (12, "SELECT COUNT(*) AS n FROM invoice"),
            (12, "SELECT COUNT(DISTINCT number) AS n FROM invoice"),
            (12, "SELECT MAX(sequence) AS n FROM invoice"),
            (13, "SELECT next AS n FROM invoice_sequence"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
        assert_eq!(market::ledger::check_books(&bed.market).await, Ok(Vec::new()));
        let trial = market::ledger::trial_balance(&bed.market, &world.staff).await.unwrap();
        assert!(trial.is_balanced);
        assert_eq!(trial.sums.debits.get(), 12 * trade::DAY_NET * 6 / 5);
    }

    async fn a_deal_whose_time_comes_in_two_processes_is_closed_once(bed) {
        let world = deals::world(&bed, 5).await;
        let deal = deals::open(&bed, &world).await;
        for member in &world.schools {
            deals::sign_up(&bed.market, deal, member).await.unwrap();
        }
        let shared = Shared::new();
        let [one, other] = two(&bed, &shared);
        bed.clock.set(testbed::instant(deals::CLOSES));
        tokio::join!(one.set_clock(deals::CLOSES), other.set_clock(deals::CLOSES));
        tokio::join!(one.do_jobs(), other.do_jobs());
        other.finish_jobs(&bed).await;
        assert_eq!(deals::orders(&world, deal).await, 5);
        let once = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'close_deal'";
        assert_eq!(world.sql.number(once, []).await, 1);
        let told = "SELECT COUNT(*) AS n FROM job WHERE kind = 'send_mail'";
        assert_eq!(world.sql.number(told, []).await, 6, "five buyers and the procurement lead");
        assert_eq!(deals::saved(&world, "forecast").await, 0);
    }
}
