//! A process that is killed in the middle of its work (SIGKILL): whatever it had answered is there,
//! nothing is half done, and another process goes on.

use std::collections::HashSet;
use std::io::Result;
use std::sync::Arc;

use testbed::http::{Answer, Caller, Fields, form};
use testbed::{Bed, instant, on_both};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use crate::deals;
use crate::process::{Process, Shared};
use crate::race::{buyers, checked, insist, session};
use crate::trade::{TUESDAY, World};

/// What is there although only half of it is: none of these may ever count anything.
const HALF_DONE: [&str; 7] = [
    "SELECT COUNT(*) AS n FROM pool_day d WHERE order_line_id IS NOT NULL \
     AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.id = d.order_line_id)",
    "SELECT COUNT(*) AS n FROM order_line l WHERE state = 'booked' \
     AND NOT EXISTS (SELECT 1 FROM pool_day d WHERE d.order_line_id = l.id)",
    "SELECT COUNT(*) AS n FROM school_order o \
     WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)",
    "SELECT COUNT(*) AS n FROM school_order o WHERE net_pence <> \
     (SELECT SUM(net_pence) FROM order_line l WHERE l.order_id = o.id)",
    "SELECT COUNT(*) AS n FROM order_line l \
     WHERE NOT EXISTS (SELECT 1 FROM saving_entry s WHERE s.order_line_id = l.id)",
    "SELECT COUNT(*) AS n FROM idempotency WHERE answer = ''",
    "SELECT COUNT(*) AS n FROM invoice i WHERE gross_pence <> (SELECT SUM(amount_pence) \
     FROM ledger_transfer t WHERE t.invoice_id = i.id)",
];

async fn nothing_is_half_done(bed: &Bed, world: &World) {
    for sql in HALF_DONE {
        assert_eq!(world.sql.number(sql).await, 0, "{sql}");
    }
    for table in ["saving_entry", "saving_sum"] {
        world.saved("forecast").await;
        assert!(world.sql.number(&format!("SELECT COUNT(*) AS n FROM {table}")).await > 0);
    }
    for chain in [None, Some(world.partnership)] {
        assert_eq!(market::audit::verify(&bed.market, chain, None).await.unwrap(), None);
    }
}

/// Sends a form, and where the process dies over it the same form to another: as a person would
/// whose page did not come.
async fn somehow(
    caller: &Caller,
    mortal: &str,
    other: &str,
    path: &str,
    fields: &Fields,
) -> Answer {
    let first: Result<Answer> = caller.post(mortal, path, fields).await;
    match first {
        Ok(answer) if answer.status != 503 => answer,
        Ok(_) | Err(_) => insist(caller, other, path, fields).await,
    }
}

/// Lets a process take up what a dead one had begun: from when its lease has run out.
async fn take_over(bed: &Bed, process: &Process, from: &str) {
    bed.clock.set(instant(from));
    process.set_clock(from).await;
    process.finish_jobs(bed).await;
}

/// The letters sent, by their ids.
fn message_ids(shared: &Shared) -> HashSet<String> {
    let letters = shared.letters();
    let lines = letters.iter().flat_map(|letter| letter.lines());
    lines.filter_map(|line| line.strip_prefix("Message-ID: ")).map(str::to_owned).collect()
}

on_both! {
    async fn a_process_killed_while_it_books_loses_nothing_and_the_other_goes_on(bed) {
        let world = World::with_counsellors(&bed, 30).await;
        let service = format!("/services/{}", world.service);
        let shared = Shared::new();
        let (mut mortal, other) = (shared.process(&bed), shared.process(&bed));
        let mut forms = Vec::new();
        for buyer in buyers(&bed, &world, 40).await {
            let fields = checked(&buyer, &other.address, &service, TUESDAY).await;
            forms.push((buyer, fields));
        }
        let answered = Arc::new(Semaphore::new(0));
        let mut sending = JoinSet::new();
        for (number, (buyer, fields)) in forms.into_iter().enumerate() {
            let (mortal, other) = (mortal.address.clone(), other.address.clone());
            let (path, answered) = (format!("{service}/book"), answered.clone());
            sending.spawn(async move {
                let to = if number % 2 == 0 { &mortal } else { &other };
                let answer = somehow(&buyer, to, &other, &path, &fields).await;
                answered.add_permits(1);
                answer
            });
        }
        // Some have their answer, many are in the middle.
        let _some = answered.acquire_many(8).await.unwrap();
        mortal.kill();
        let (mut placed, mut told) = (HashSet::new(), 0);
        for answer in sending.join_all().await {
            match answer.status {
                303 => assert!(placed.insert(answer.location), "an order for each, and one only"),
                409 => told += 1,
                other => panic!("{other}: {}", answer.text),
            }
        }
        assert_eq!((placed.len(), told), (30, 10));
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM school_order").await, 30);
        take_over(&bed, &other, "2026-11-23T09:03:00Z").await;
        nothing_is_half_done(&bed, &world).await;
        let letters = "SELECT COUNT(*) AS n FROM job WHERE kind = 'send_mail'";
        let letters = usize::try_from(world.sql.number(letters).await).unwrap();
        assert!(letters >= 60, "each buyer and the provider, for each order");
        assert_eq!(message_ids(&shared).len(), letters, "each was sent");
    }

    async fn a_process_killed_while_it_invoices_leaves_no_gap_in_the_numbers(bed) {
        let world = World::with_counsellors(&bed, 16).await;
        let mut orders = Vec::new();
        for number in 0..16 {
            let buyer = if number % 2 == 0 { &world.head } else { &world.other_buyer };
            orders.push(world.book(&bed.market, buyer, &[TUESDAY]).await.unwrap().order);
        }
        bed.clock.set(instant("2026-12-08T17:00:00Z"));
        let provider = session(&bed, "priya.shah@pool.example").await;
        let staff = session(&bed, "sam.patel@pool.example").await;
        let shared = Shared::new();
        let (mut mortal, other) = (shared.process(&bed), shared.process(&bed));
        let in_the_middle = Arc::new(Notify::new());
        let reached = in_the_middle.clone();
        let (first, second) = (mortal.address.clone(), other.address.clone());
        let clerk = tokio::spawn(async move {
            for (number, order) in orders.into_iter().enumerate() {
                let booking = format!("/bookings/{order}");
                let page = provider.get(&second, "/bookings").await.unwrap();
                let confirm = format!("{booking}/confirm");
                let fields = form(&page.text, &confirm);
                somehow(&provider, &first, &second, &confirm, &fields).await;
                let page = staff.get(&second, "/invoices/new").await.unwrap();
                let fields = form(&page.text, "/invoices/new");
                if number == 5 {
                    reached.notify_one();
                }
                somehow(&staff, &first, &second, "/invoices/new", &fields).await;
            }
        });
        in_the_middle.notified().await;
        mortal.kill();
        clerk.await.unwrap();
        let invoices = world.sql.number("SELECT COUNT(*) AS n FROM invoice").await;
        assert!((1..=16).contains(&invoices), "{invoices}");
        for (count, sql) in [
            (16, "SELECT COUNT(*) AS n FROM invoice_line"),
            (16, "SELECT COUNT(*) AS n FROM order_line WHERE state = 'invoiced'"),
            (invoices, "SELECT MAX(sequence) AS n FROM invoice"),
            (invoices + 1, "SELECT next AS n FROM invoice_sequence"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
        take_over(&bed, &other, "2026-12-08T17:03:00Z").await;
        nothing_is_half_done(&bed, &world).await;
        assert_eq!(market::ledger::check_books(&bed.market).await, Ok(Vec::new()));
        assert!(market::ledger::trial_balance(&bed.market, &world.staff).await.unwrap().is_balanced);
    }

    async fn a_deal_whose_process_dies_over_its_closing_is_closed_once_by_another(bed) {
        let world = deals::world(&bed, 8).await;
        let deal = deals::open(&bed, &world).await;
        for member in &world.schools {
            deals::sign_up(&bed.market, deal, member).await.unwrap();
        }
        let shared = Shared::new();
        let mut mortal = shared.process(&bed);
        mortal.set_clock(deals::CLOSES).await;
        mortal.kill();
        let after = "2026-12-18T17:03:00Z";
        bed.clock.set(instant(after));
        let other: Process = shared.process(&bed);
        other.finish_jobs(&bed).await;
        assert_eq!(deals::orders(&world, deal).await, 8);
        let once = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'close_deal'";
        assert_eq!(world.sql.number(once, []).await, 1);
        assert_eq!(deals::saved(&world, "forecast").await, 0);
        assert!(deals::saved(&world, "contracted").await > 0);
        assert_eq!(message_ids(&shared).len(), 9, "eight buyers and the procurement lead");
    }
}
