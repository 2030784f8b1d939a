//! Questions about services: whose turn it is, who is told, who sees them, and what comes at once.

use domain::enquiry::{EnquirySide, EnquiryState, MESSAGES_MAX, TypedEnquiry};
use domain::id::EnquiryId;
use domain::service::Event;
use domain::{Failure, Problem, Refusal};
use market::db::PageAsked;
use market::enquiry::{
    AskAboutService, WriteEnquiry, ask_about_service, close_enquiry, enquiries, reopen_enquiry,
    view_enquiry, write_enquiry,
};
use market::home::{Waits, waiting};
use market::mail::About;
use market::service::{MoveService, move_service};
use market::{Actor, Market};
use testbed::{Bed, on_both};
use tokio::task::JoinSet;

use crate::event::wrong;
use crate::order::world::{World, key};

/// Puts an enquiry in place beside the one there is; of the partnership's own team, or of its provider.
async fn copy(world: &World, subject: &str, state: &str, of_provider: bool) {
    let (id, message) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    let provider = if of_provider { world.provider } else { world.partnership };
    let sql = "INSERT INTO enquiry (id, service_id, school_id, partnership_id, provider_id, subject, \
               state, newest_id, waits_since, messages) SELECT $1, service_id, school_id, \
               partnership_id, $2, $3, $4, $5, CASE WHEN $6 = 'waiting' THEN waits_since END, 1 \
               FROM enquiry WHERE subject = 'Copy'";
    let values: [sea_orm::Value; 6] = [
        id.into(),
        provider.uuid().into(),
        subject.into(),
        state.into(),
        message.into(),
        state.into(),
    ];
    world.sql.run(sql, values).await;
    let side = if state == "answered" { "provider" } else { "school" };
    let sql = "INSERT INTO enquiry_message (id, enquiry_id, number, side, words, written_by, \
               written_at) SELECT $1, $2, 1, $3, words, written_by, written_at \
               FROM enquiry_message ORDER BY id LIMIT 1";
    world.sql.run(sql, [message.into(), id.into(), side.into()]).await;
}

fn question(world: &World, subject: &str) -> AskAboutService {
    let typed =
        TypedEnquiry { subject: subject.to_owned(), words: "Do you need two rooms?".to_owned() };
    AskAboutService { service: world.service, typed, key: key() }
}

async fn write(
    market: &Market,
    actor: &Actor,
    enquiry: EnquiryId,
    words: &str,
) -> Result<(), Failure> {
    write_enquiry(market, actor, WriteEnquiry { enquiry, words: words.to_owned(), key: key() })
        .await
}

/// Whom letters about questions went to, with for whom they were written.
fn told(bed: &Bed) -> Vec<(String, EnquirySide)> {
    let told = bed.letters.all().into_iter().filter_map(|mail| match mail.about {
        About::Enquiry(told) => Some((mail.to, told.side)),
        _ => None,
    });
    told.collect()
}

async fn subjects(market: &Market, actor: &Actor) -> Vec<(String, EnquiryState, bool)> {
    let found = enquiries(market, actor, &PageAsked::default()).await.unwrap();
    found.items.into_iter().map(|row| (row.subject, row.state, row.is_next)).collect()
}

on_both! {
    async fn a_question_goes_back_and_forth_between_the_parties_and_nobody_else(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let asked = question(&world, "Rooms");
        let id = ask_about_service(market, &world.finance, asked.clone()).await.unwrap();
        assert_eq!(ask_about_service(market, &world.finance, asked).await, Ok(id), "sent twice");
        let empty = AskAboutService { typed: TypedEnquiry::default(), ..question(&world, "") };
        let missing = ask_about_service(market, &world.buyer, empty).await;
        assert_eq!(wrong(missing.map(drop)), [("subject", Problem::Missing), ("words", Problem::Missing)]);
        let of = |actor: &Actor| { let actor = actor.clone(); async move { waiting(market, &actor).await.unwrap() } };
        assert_eq!(of(&world.manager).await.of(Waits::EnquiryToAnswer), 1);
        assert_eq!(of(&world.staff).await.of(Waits::EnquiriesToSee), 0, "the provider has time to answer");
        bed.run_jobs().await;
        assert_eq!(told(&bed), [("priya.shah@pool.example".to_owned(), EnquirySide::School)]);

        for asked in [&world.manager, &world.staff] {
            let unheard = close_enquiry(market, asked, id).await;
            assert_eq!(unheard, Err(Failure::Refused(Refusal::EnquiryUnanswered)));
        }
        write(market, &world.manager, id, "One is enough.").await.unwrap();
        write(market, &world.staff, id, "We lend screens.").await.unwrap();
        bed.run_jobs().await;
        let letters = told(&bed).split_off(1);
        let finance = "tom.field@pool.example".to_owned();
        let priya = "priya.shah@pool.example".to_owned();
        let expected = [
            (finance.clone(), EnquirySide::Provider), (finance, EnquirySide::Partnership),
            (priya, EnquirySide::Partnership),
        ];
        assert_eq!(letters.len(), 3, "{letters:?}");
        assert!(expected.iter().all(|one| letters.contains(one)), "whoever asked is told: {letters:?}");
        let seen = view_enquiry(market, &world.buyer, id).await.unwrap();
        let said: Vec<_> = seen.messages.iter().map(|one| (one.side, one.by.as_str())).collect();
        let expected = [
            (EnquirySide::School, "Tom Field"), (EnquirySide::Provider, "Priya Shah"),
            (EnquirySide::Partnership, "Sam Patel"),
        ];
        assert_eq!((seen.state, said), (EnquiryState::Answered, expected.to_vec()));

        // Another school is told of nothing, whatever it tries.
        let other = &world.other_buyer;
        assert_eq!(view_enquiry(market, other, id).await.unwrap_err(), Failure::NotFound);
        assert_eq!(write(market, other, id, "Hello").await, Err(Failure::NotFound));
        assert_eq!(close_enquiry(market, other, id).await, Err(Failure::NotFound));
        assert!(subjects(market, other).await.is_empty());

        close_enquiry(market, &world.buyer, id).await.unwrap();
        close_enquiry(market, &world.manager, id).await.unwrap();
        let closed = write(market, &world.manager, id, "One more thing").await;
        assert_eq!(closed, Err(Failure::Refused(Refusal::EnquiryClosed)));
        reopen_enquiry(market, &world.buyer, id).await.unwrap();
        write(market, &world.buyer, id, "And on Fridays?").await.unwrap();
        assert_eq!(subjects(market, &world.manager).await, [("Rooms".to_owned(), EnquiryState::Waiting, true)]);

        // What is retired stays readable, though its page is gone for schools.
        let retire = MoveService { service: world.service, event: Event::Retire };
        move_service(market, &world.staff, retire).await.unwrap();
        let seen = view_enquiry(market, &world.buyer, id).await.unwrap();
        assert!(!seen.has_page && seen.messages.len() == 4);
        let late = ask_about_service(market, &world.buyer, question(&world, "Too late")).await;
        assert_eq!(late, Err(Failure::NotFound));
    }

    async fn what_waits_is_first_and_staff_see_to_what_waits_for_days(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let mut ids = Vec::new();
        for subject in ["Rooms", "Times", "Cover"] {
            ids.push(ask_about_service(market, &world.buyer, question(&world, subject)).await.unwrap());
        }
        write(market, &world.manager, ids[2], "We do.").await.unwrap();
        close_enquiry(market, &world.buyer, ids[1]).await.unwrap();
        let order = |list: Vec<(String, EnquiryState, bool)>| -> Vec<(String, bool)> {
            list.into_iter().map(|(subject, _, is_next)| (subject, is_next)).collect()
        };
        let named = |all: [(&str, bool); 3]| all.map(|(subject, next)| (subject.to_owned(), next)).to_vec();
        let of_provider = order(subjects(market, &world.manager).await);
        assert_eq!(of_provider, named([("Rooms", true), ("Cover", false), ("Times", false)]));
        let of_school = order(subjects(market, &world.buyer).await);
        assert_eq!(of_school, named([("Cover", true), ("Rooms", false), ("Times", false)]));
        assert_eq!(waiting(market, &world.staff).await.unwrap().of(Waits::EnquiriesToSee), 0);
        bed.clock.set(market.now() + chrono::Duration::days(4));
        let late = waiting(market, &world.staff).await.unwrap();
        assert_eq!(late.of(Waits::EnquiriesToSee), 1);
    }

    async fn a_list_of_many_pages_names_each_once_what_waits_first_and_then_the_newest(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        ask_about_service(market, &world.buyer, question(&world, "Copy")).await.unwrap();
        let states = ["waiting", "answered", "closed", "answered", "closed"];
        for number in 0..100_usize {
            copy(&world, &format!("Copy {number:03}"), states[number % 5], number % 2 == 0).await;
        }
        // Of a provider those that the partnership's own team is asked are not.
        for (actor, rank, all) in [
            (&world.buyer, ["answered", "waiting", "closed"], 101),
            (&world.manager, ["waiting", "answered", "closed"], 51),
            (&world.staff, ["waiting", "answered", "closed"], 101),
        ] {
            let mut listed = Vec::new();
            let mut page = PageAsked::default();
            loop {
                let found = enquiries(market, actor, &page).await.unwrap();
                assert!(found.items.len() <= 30);
                listed.extend(found.items.into_iter().map(|one| {
                    let rank = rank.iter().position(|state| *state == one.state.code()).unwrap();
                    assert_eq!(one.is_next, rank == 0);
                    (rank, std::cmp::Reverse(one.subject))
                }));
                let Some(next) = found.next else { break };
                page = PageAsked::after(Some(next));
            }
            assert_eq!(listed.len(), all, "{rank:?}");
            let mut sorted = listed.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(listed, sorted);
        }
    }

    async fn messages_that_come_at_once_are_all_kept_one_after_the_other(bed) {
        let world = World::of(&bed).await;
        let id = ask_about_service(&bed.market, &world.buyer, question(&world, "Rooms")).await.unwrap();
        let other = bed.another_process().await;
        let mut tasks = JoinSet::new();
        for number in 0..12 {
            let market = if number % 2 == 0 { &bed.market } else { &other }.clone();
            let actor = if number % 3 == 0 { &world.manager } else { &world.buyer }.clone();
            tasks.spawn(async move { write(&market, &actor, id, &format!("Number {number}")).await });
        }
        let outcomes = tasks.join_all().await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let seen = view_enquiry(&bed.market, &world.buyer, id).await.unwrap();
        let last = seen.messages.last().unwrap().side;
        assert_eq!((seen.messages.len(), seen.state), (13, EnquiryState::after(last)));
        let fill = format!("UPDATE enquiry SET messages = {MESSAGES_MAX}");
        world.sql.script(&fill).await;
        let full = write(&bed.market, &world.buyer, id, "One too many").await;
        assert_eq!(wrong(full), [("words", Problem::TooMany { most: i64::from(MESSAGES_MAX) })]);
    }
}
