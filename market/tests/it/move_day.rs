//! Moving a booked day, and the calendars in which that is read.

use domain::access::Role;
use domain::calendar::{Entry, EntryStatus, EntryTime};
use domain::id::{OrderLineId, PractitionerId};
use domain::{Failure, FieldProblem, Pence, Problem, Refusal};
use market::calendar_link::{
    CalendarKind, calendar_links, make_calendar_link, read_calendar, withdraw_calendar_link,
};
use market::capacity::{self, GiveCover, LinkPractitioner, ReportIll};
use market::mail::About;
use market::order::{
    CancelOrder, DayToMove, MoveDay, OrderView, Placed, cancel_order, day_to_move, move_day,
    order_calendar, view_order,
};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use crate::order::world::{DAY_NET, TUESDAY, World, day, key, person};

async fn line(market: &Market, who: &Actor, placed: &Placed) -> OrderLineId {
    view_order(market, who, placed.order).await.unwrap().lines[0].id
}

async fn seen(bed: &Bed, who: &Actor, placed: &Placed) -> OrderView {
    view_order(&bed.market, who, placed.order).await.unwrap()
}

async fn shown(bed: &Bed, who: &Actor, placed: &Placed) -> DayToMove {
    let line = line(&bed.market, who, placed).await;
    day_to_move(&bed.market, who, placed.order, line).await.unwrap()
}

async fn to(
    bed: &Bed,
    who: &Actor,
    placed: &Placed,
    to: &str,
    agreed: Pence,
) -> Result<(), Failure> {
    let line = line(&bed.market, who, placed).await;
    let command =
        MoveDay { order: placed.order, line, to: day(to), agreed_charge: agreed, key: key() };
    move_day(&bed.market, who, command).await
}

/// A counsellor's account, and the counsellors of the pool.
async fn counsellor(bed: &Bed, world: &World, number: usize) -> (Actor, PractitionerId) {
    let name = format!("Bo Lind {number}");
    let account = person(bed, world.provider, Role::Practitioner, &name, None).await;
    let pool = capacity::view_pool(&bed.market, &world.manager, world.service).await.unwrap();
    let practitioner = pool.people[number].id;
    let person = account.person().to_string();
    let link = LinkPractitioner { key: key(), practitioner, person };
    capacity::link_practitioner(&bed.market, &world.manager, link).await.unwrap();
    (account, practitioner)
}

async fn entries(market: &Market, secret: &str) -> Vec<Entry> {
    read_calendar(market, secret).await.unwrap().entries
}

/// How an entry stands and on which day.
fn stands(entry: &Entry) -> (EntryStatus, EntryTime) {
    (entry.status, entry.time)
}

fn on(text: &str) -> EntryTime {
    EntryTime::Day(day(text))
}

on_both! {
    async fn in_time_it_costs_nothing_and_everybody_is_told(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let (bo, _) = counsellor(&bed, &world, 0).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let page = shown(&bed, &world.buyer, &placed).await;
        assert_eq!((page.day, page.charge, page.free_until), (day(TUESDAY), Pence::ZERO, None));
        assert!(page.days.contains(&day("2026-12-14")) && !page.days.contains(&day(TUESDAY)));
        assert!(page.days.iter().all(|day| *day <= self::day("2027-03-31")), "of one financial year");
        world.book(&bed.market, &world.other_buyer, &["2026-12-15"]).await.unwrap();
        let taken = to(&bed, &world.buyer, &placed, "2026-12-15", Pence::ZERO).await;
        assert!(matches!(taken, Err(Failure::Refused(Refusal::DayTaken { .. }))), "{taken:?}");
        let year = to(&bed, &world.buyer, &placed, "2027-04-13", Pence::ZERO).await;
        let field = FieldProblem { field: "to", problem: Problem::OtherYear };
        assert_eq!(year, Err(Failure::Invalid(vec![field])));
        assert!(to(&bed, &world.buyer, &placed, TUESDAY, Pence::ZERO).await.is_err());
        bed.run_jobs().await;
        let before = bed.letters.all().len();
        to(&bed, &world.buyer, &placed, "2026-12-14", Pence::ZERO).await.unwrap();
        bed.run_jobs().await;
        let told: Vec<String> = bed.letters.all()[before..]
            .iter()
            .filter(|mail| matches!(mail.about, About::DayMoved { .. } | About::VisitMoved { .. }))
            .map(|mail| mail.name.clone())
            .collect();
        for name in ["Amina Rahman", "Priya Shah", bo.name()] {
            assert!(told.iter().any(|one| one == name), "{name}: {told:?}");
        }
        let view = seen(&bed, &world.buyer, &placed).await;
        assert_eq!(view.lines[0].day, Some(day("2026-12-14")));
        assert!(view.lines[0].description.contains("14 December 2026"));
        assert_eq!(view.totals.net.pence(), Pence::new(DAY_NET));
        assert_eq!(world.saved("contracted").await, 12_000, "both days save what they did");
        // The day is free again for another.
        world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        // Nobody moves another's, and what is delivered or past stays.
        let line = line(&bed.market, &world.buyer, &placed).await;
        let other = day_to_move(&bed.market, &world.other_buyer, placed.order, line).await;
        assert_eq!(other.unwrap_err(), Failure::NotFound);
        bed.clock.set(instant("2026-12-15T09:00:00Z"));
        let past = day_to_move(&bed.market, &world.buyer, placed.order, line).await;
        assert_eq!(past.unwrap_err(), Failure::Refused(Refusal::OrderState));
    }

    async fn late_it_costs_what_a_late_cancellation_does_and_only_as_shown(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        bed.clock.set(instant("2026-12-07T09:00:00Z"));
        let view = seen(&bed, &world.buyer, &placed).await;
        let charge = view.lines[0].late_charge.unwrap();
        let page = shown(&bed, &world.buyer, &placed).await;
        assert_eq!((page.charge, page.free_until), (charge, Some(day("2026-12-01"))));
        assert!(charge > Pence::ZERO);
        let nothing = to(&bed, &world.buyer, &placed, "2026-12-14", Pence::ZERO).await;
        assert!(matches!(nothing, Err(Failure::Refused(Refusal::TooLateToCancel { .. }))));
        let other = to(&bed, &world.buyer, &placed, "2026-12-14", Pence::new(1)).await;
        assert_eq!(other, Err(Failure::Refused(Refusal::NotAsShown)));
        assert_eq!(seen(&bed, &world.buyer, &placed).await.lines[0].day, Some(day(TUESDAY)));
        to(&bed, &world.buyer, &placed, "2026-12-14", charge).await.unwrap();
        let after = seen(&bed, &world.buyer, &placed).await;
        assert_eq!(after.lines[0].day, Some(day("2026-12-14")));
        assert!(after.lines[1].is_charge && after.lines[1].description.starts_with("Late change of day"));
        let gross = |view: &OrderView| view.totals.gross.pence().get();
        assert_eq!(gross(&after), gross(&view) + charge.get());
    }

    async fn of_two_who_move_to_the_last_free_day_one_gets_it(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let mut work = tokio::task::JoinSet::new();
        let other = bed.another_process().await;
        for (market, who, from) in
            [(bed.market.clone(), &world.buyer, TUESDAY), (other, &world.other_buyer, "2026-12-07")]
        {
            let placed = world.book(&market, who, &[from]).await.unwrap();
            let line = line(&market, who, &placed).await;
            let who = who.clone();
            work.spawn(async move {
                let (agreed_charge, to) = (Pence::ZERO, day("2026-12-15"));
                let command = MoveDay { order: placed.order, line, to, agreed_charge, key: key() };
                move_day(&market, &who, command).await.is_ok()
            });
        }
        let moved = work.join_all().await;
        assert_eq!(moved.iter().filter(|done| **done).count(), 1);
    }

    async fn a_calendar_follows_what_is_booked_and_says_what_is_cancelled(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let market = &bed.market;
        let (bo, first) = counsellor(&bed, &world, 0).await;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        let own = make_calendar_link(market, &bo, CalendarKind::Own).await.unwrap();
        let school = make_calendar_link(market, &world.finance, CalendarKind::School).await.unwrap();
        let provider = make_calendar_link(market, &world.manager, CalendarKind::Provider).await.unwrap();
        let at = |calendar: Vec<Entry>| calendar.iter().map(stands).collect::<Vec<_>>();
        for secret in [&own, &school, &provider] {
            assert_eq!(at(entries(market, secret).await), [(EntryStatus::Confirmed, on(TUESDAY))]);
        }
        // A school's says nobody's name: all of its staff may see it.
        let first_entry = entries(market, &school).await.remove(0);
        let said = format!("{first_entry:?}");
        assert!(!said.contains("Counsellor") && !said.contains("Bo Lind"), "{said}");
        assert!(entries(market, &provider).await[0].summary.contains("Counsellor 1"));
        // Moved: the same entry, newer, on another day.
        to(&bed, &world.buyer, &placed, "2026-12-14", Pence::ZERO).await.unwrap();
        let moved = entries(market, &school).await.remove(0);
        assert_eq!(stands(&moved), (EntryStatus::Confirmed, on("2026-12-14")));
        assert!(moved.uid == first_entry.uid && moved.sequence > first_entry.sequence);
        // Covered: it is cancelled in the calendar of whoever was to come, and in no other.
        bed.clock.set(instant("2026-12-14T07:00:00Z"));
        let before = entries(market, &own).await.remove(0);
        let ill = ReportIll { key: key(), practitioner: first, last_on: String::new() };
        capacity::report_ill(market, &bo, ill).await.unwrap();
        let pool = capacity::view_pool(market, &world.manager, world.service).await.unwrap();
        let line = line(market, &world.buyer, &placed).await;
        let give = GiveCover { key: key(), line, to: pool.people[1].id };
        capacity::give_cover(market, &world.manager, give).await.unwrap();
        let gone = entries(market, &own).await;
        assert_eq!(at(gone.clone()), [(EntryStatus::Cancelled, on("2026-12-14"))]);
        assert!(gone[0].uid == before.uid && gone[0].sequence > before.sequence);
        assert_eq!(at(entries(market, &school).await), [(EntryStatus::Confirmed, on("2026-12-14"))]);
        // Cancelled: it stays for a while.
        let charge = seen(&bed, &world.buyer, &placed).await.lines[0].late_charge.unwrap_or_default();
        let cancel = CancelOrder { order: placed.order, line: None, agreed_charge: charge, key: key() };
        cancel_order(market, &world.buyer, cancel).await.unwrap();
        assert_eq!(at(entries(market, &school).await), [(EntryStatus::Cancelled, on("2026-12-14"))]);
        bed.clock.set(instant("2027-02-14T07:00:00Z"));
        assert_eq!(entries(market, &school).await, []);
    }

    async fn an_address_reads_what_its_person_may_and_nothing_once_it_is_withdrawn(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        // What waits for an approver is not sure yet.
        let placed = world.book(market, &world.buyer, &[TUESDAY, "2026-12-14"]).await.unwrap();
        let school = CalendarKind::School;
        let old = make_calendar_link(market, &world.buyer, school).await.unwrap();
        let stand: Vec<_> = entries(market, &old).await.iter().map(|entry| entry.status).collect();
        assert_eq!(stand, [EntryStatus::Tentative; 2]);
        let new = make_calendar_link(market, &world.buyer, school).await.unwrap();
        assert_eq!(read_calendar(market, &old).await, Err(Failure::NotFound));
        assert_eq!(entries(market, &new).await.len(), 2);
        // A file of one order says the same of its days, to those who may see the order.
        let of_order = order_calendar(market, &world.head, placed.order).await.unwrap().entries;
        assert_eq!(of_order, entries(market, &new).await);
        let strange = order_calendar(market, &world.other_buyer, placed.order).await;
        assert_eq!(strange, Err(Failure::NotFound));
        let others = make_calendar_link(market, &world.other_buyer, school).await.unwrap();
        assert_eq!(entries(market, &others).await, []);
        // Who may have which.
        let kinds = |own: Vec<market::calendar_link::OwnCalendar>| -> Vec<CalendarKind> {
            own.into_iter().map(|one| one.kind).collect()
        };
        assert_eq!(kinds(calendar_links(market, &world.head).await.unwrap()), [school]);
        let of_manager = kinds(calendar_links(market, &world.manager).await.unwrap());
        assert_eq!(of_manager, [CalendarKind::Provider]);
        let own = make_calendar_link(market, &world.manager, CalendarKind::Own).await;
        assert_eq!(own, Err(Failure::NotFound));
        // Whoever has left reads nothing more.
        let ends = "UPDATE role_holding SET ends_on = '2026-11-23' \
                    WHERE person_id = (SELECT id FROM person WHERE email = 'lena.fox@pool.example')";
        world.sql.script(ends).await;
        assert_eq!(entries(market, &others).await, [], "their last day is a day of theirs");
        bed.clock.set(instant("2026-11-24T09:00:00Z"));
        assert_eq!(read_calendar(market, &others).await, Err(Failure::NotFound));
        withdraw_calendar_link(market, &world.buyer, school).await.unwrap();
        assert_eq!(read_calendar(market, &new).await, Err(Failure::NotFound));
        let kept = "SELECT COUNT(*) AS n FROM calendar_link";
        assert_eq!(world.sql.number(kept).await, 1);
    }
}
