//! Quotes: sealed until the deadline whoever looks and wherever, opened once, chosen with a reason.

use std::sync::Arc;

use domain::id::{QuoteRequestId, SupplierId};
use domain::quote_request::{QuoteStage, TypedBid, TypedQuoteRequest};
use domain::service::Category;
use domain::{Failure, Problem, Refusal};
use market::audit::{TrailAsked, view_trail};
use market::db::PageAsked;
use market::file::Upload;
use market::job::run_due;
use market::mail::{About, QuoteNews};
use market::quote_request::{
    AnswerQuoteQuestion, AskForQuotes, BidByLink, DecideQuotes, SendBid, WithdrawQuotes,
    answer_quote_question, ask_for_quotes, ask_quote_question_by_link, asked_for_quote,
    decide_quotes, quote_by_link, quote_choices, quote_document, quote_document_by_link,
    quote_requests, quotes_asked_for, send_bid, send_bid_by_link, view_quote_request,
    withdraw_bid_by_link, withdraw_quotes,
};
use market::{Actor, Market};
use testbed::tables::{Onlooker, Tables};
use testbed::{Bed, instant, on_both};
use tokio::task::JoinSet;

use crate::event::wrong;
use crate::order::world::{World, key};

/// The deadline, in winter: London's clocks and UTC agree.
pub const CLOSES: &str = "2026-12-04T17:00:00Z";
/// A price that no other number of the test has in it, in pence.
const PRICE: &str = "731907";

pub fn request(world: &World) -> AskForQuotes {
    let text = |text: &str| text.to_owned();
    AskForQuotes {
        key: key(),
        service: Some(world.service),
        typed: TypedQuoteRequest {
            category: text("counselling"),
            title: text("Counselling in spring"),
            description: text("A counsellor for ten days."),
            quantity: text("10"),
            unit: text("day"),
            wanted: text("Spring term"),
            place: text("At the school"),
            criteria: text("Price, then experience."),
            closes: text("4 December 2026"),
            closes_time: text("17:00"),
        },
        services: vec![world.service],
        outside: [
            (text("Quiet Rooms"), text("hello@quiet.example")),
            (text("Open Door"), text("office@door.example")),
            (String::new(), String::new()),
        ],
        documents: vec![("document_1", paper("rooms"))],
    }
}

fn paper(words: &str) -> Upload {
    let contents = format!("%PDF-1.7 {words}").into_bytes().into();
    Upload { name: format!("{words}.pdf"), contents }
}

pub fn typed(net: &str, included: &str) -> TypedBid {
    TypedBid {
        net: net.to_owned(),
        vat: "added".to_owned(),
        included: included.to_owned(),
        valid_until: "31 January 2027".to_owned(),
    }
}

/// What was told of quotes, each with to whom and by which path.
fn told(bed: &Bed) -> Vec<(String, QuoteNews, Option<String>)> {
    let quotes = bed.letters.all().into_iter().filter_map(|mail| match mail.about {
        About::Quotes(told) => Some((mail.to, told.news, told.path)),
        _ => None,
    });
    quotes.collect()
}

pub fn token(bed: &Bed, to: &str) -> String {
    let path = told(bed).into_iter().find(|(address, ..)| address == to).unwrap().2.unwrap();
    path.strip_prefix("/quote?token=").unwrap().to_owned()
}

/// The secret in the last letter to somebody outside.
fn newest_token(bed: &Bed, to: &str) -> String {
    let path = told(bed).into_iter().rfind(|(address, ..)| address == to).unwrap().2.unwrap();
    path.strip_prefix("/quote?token=").unwrap().to_owned()
}

pub async fn supplier(market: &Market, manager: &Actor) -> SupplierId {
    quotes_asked_for(market, manager, &PageAsked::default()).await.unwrap().items[0].supplier
}

pub fn decide(request: QuoteRequestId, chosen: Option<SupplierId>, reason: &str) -> DecideQuotes {
    DecideQuotes { request, chosen, reason: reason.to_owned() }
}

pub async fn by_link(market: &Market, token: &str, bid: TypedBid) -> Result<(), Failure> {
    let document = Some(paper("unopened"));
    send_bid_by_link(market, BidByLink { token: token.to_owned(), typed: bid, document }).await
}

pub const LONG: &str =
    "They know our pupils’ school best, and come on the day that suits our timetable.";

on_both! {
    async fn an_answer_is_sealed_for_everybody_until_the_deadline_and_open_from_it_on(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let choices = quote_choices(market, &world.buyer, Category::Other, Some(world.service)).await;
        assert_eq!(choices.unwrap().providers.len(), 1);
        let command = request(&world);
        let id = ask_for_quotes(market, &world.buyer, command.clone()).await.unwrap();
        assert_eq!(ask_for_quotes(market, &world.buyer, command).await, Ok(id), "sent twice");
        bed.run_jobs().await;
        assert_eq!(told(&bed).len(), 3, "{:?}", told(&bed));
        let (quiet, open) = (token(&bed, "hello@quiet.example"), token(&bed, "office@door.example"));
        let here = supplier(market, &world.manager).await;
        let bid = |net: &str| SendBid { supplier: here, typed: typed(net, "Supervision"), document: None };
        send_bid(market, &world.manager, bid("9000")).await.unwrap();
        send_bid(market, &world.manager, bid("7319.07")).await.unwrap();
        by_link(market, &quiet, typed("7319.07", "unopened words")).await.unwrap();
        by_link(market, &quiet, typed("7319.07", "unopened words")).await.unwrap();
        by_link(market, &open, typed("8000", "unopened words")).await.unwrap();
        withdraw_bid_by_link(market, &open).await.unwrap();
        bed.run_jobs().await;
        let seen = view_quote_request(market, &world.buyer, id).await.unwrap();
        assert_eq!((seen.stage, seen.answered), (QuoteStage::Sealed, 2));
        assert!(seen.suppliers.iter().all(|one| one.bids.is_empty()));
        let paper = quote_by_link(market, &quiet).await.unwrap().bids[0].terms.clone().unwrap().document.unwrap();
        assert_eq!(quote_document(market, &world.buyer, id, paper.id).await.unwrap_err(), Failure::NotFound);
        assert_eq!(quote_document_by_link(market, &open, paper.id).await.unwrap_err(), Failure::NotFound);
        let chosen = decide_quotes(market, &world.buyer, decide(id, Some(here), LONG)).await;
        assert_eq!(chosen, Err(Failure::Refused(Refusal::QuotesSealed)));
        assert_eq!(view_quote_request(market, &world.other_buyer, id).await.unwrap_err(), Failure::NotFound);
        assert!(quote_requests(market, &world.other_buyer, &PageAsked::default()).await.unwrap().items.is_empty());
        // Whoever answers sees its own, and no other.
        assert_eq!(asked_for_quote(market, &world.manager, here).await.unwrap().bids.len(), 2);
        assert_eq!(quote_by_link(market, &quiet).await.unwrap().bids.len(), 1, "the same again is one");
        // No other row of the database, no letter and no job has anything of it.
        for row in Onlooker::of(&bed).await.look().await.changes(&Tables::default()) {
            let answers = ["quote_bid", "quote_document"].iter().any(|table| row.starts_with(&format!("- {table}")));
            let leaks = row.contains(PRICE) || row.contains("7319.07") || row.contains("unopened");
            assert!(answers || !leaks, "{row}");
        }
        bed.clock.set(instant("2026-12-04T16:59:59.999999Z"));
        assert!(view_quote_request(market, &world.buyer, id).await.unwrap().suppliers[0].bids.is_empty());
        bed.clock.set(instant(CLOSES));
        let seen = view_quote_request(market, &world.buyer, id).await.unwrap();
        let bids: Vec<usize> = seen.suppliers.iter().map(|one| one.bids.len()).collect();
        assert_eq!((seen.stage, seen.answered, bids), (QuoteStage::Opened, 2, vec![2, 1, 2]));
        assert_eq!(seen.market.unwrap()[1].pence().get(), 30_000);
        assert!(quote_document(market, &world.buyer, id, paper.id).await.is_ok());
        let late = by_link(market, &quiet, typed("1", "later")).await;
        assert_eq!(late, Err(Failure::Refused(Refusal::QuotesClosed)));
        assert_eq!(withdraw_bid_by_link(market, &quiet).await, Err(Failure::Refused(Refusal::QuotesClosed)));
        let row = "INSERT INTO quote_bid (supplier_id, number, came_at) SELECT id, 9, \
                   (SELECT closes_at FROM quote_request) FROM quote_supplier LIMIT 1";
        assert!(world.sql.refuses(row).await, "the database itself takes no answer at the deadline");
        assert!(world.sql.refuses("UPDATE quote_bid SET net_pence = 1").await, "answers stay as they came");
    }

    async fn the_school_is_told_once_and_chooses_once_with_a_reason(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let id = ask_for_quotes(market, &world.buyer, request(&world)).await.unwrap();
        bed.run_jobs().await;
        let quiet = token(&bed, "hello@quiet.example");
        let here = supplier(market, &world.manager).await;
        let bid = SendBid { supplier: here, typed: typed("2500", "All of it"), document: None };
        send_bid(market, &world.manager, bid).await.unwrap();
        by_link(market, &quiet, typed("2400", "unopened words")).await.unwrap();
        bed.clock.set(instant(CLOSES));
        let (other, before) = (bed.another_process().await, told(&bed).len());
        let (one, two) = tokio::join!(run_due(market, &bed.letters), run_due(&other, &bed.letters));
        one.unwrap();
        two.unwrap();
        bed.run_jobs().await;
        let opened: Vec<_> = told(&bed).split_off(before);
        assert_eq!(opened.len(), 2, "the buyer and the head, once each: {opened:?}");
        assert!(opened.iter().all(|(_, news, _)| *news == QuoteNews::Opened { answers: 2, asked: 3 }));
        let trail = view_trail(market, &world.head, TrailAsked::default()).await.unwrap();
        let deeds: Vec<&str> = trail.entries.items.iter().map(|entry| entry.action.as_str()).collect();
        assert!(deeds.contains(&"open_quotes") && !deeds.contains(&"send_bid"), "{deeds:?}");
        let seen = view_quote_request(market, &world.buyer, id).await.unwrap();
        let silent = seen.suppliers[2].id;
        let none = decide_quotes(market, &world.buyer, decide(id, Some(silent), LONG)).await;
        assert_eq!(wrong(none), [("chosen", Problem::NotAChoice)]);
        // Two quotes only, and not the cheaper of them.
        let short = decide_quotes(market, &world.buyer, decide(id, Some(here), "We like them more.")).await;
        assert_eq!(wrong(short), [("reason", Problem::TooShort { min: 50 })]);
        let mut tasks = JoinSet::new();
        for number in 0..4 {
            let (market, buyer) = (if number % 2 == 0 { market } else { &other }.clone(), world.buyer.clone());
            tasks.spawn(async move { decide_quotes(&market, &buyer, decide(id, Some(here), LONG)).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let again = [Ok(()), Err(Failure::Refused(Refusal::QuotesDecided))];
        assert!(outcomes.iter().all(|outcome| again.contains(outcome)), "{outcomes:?}");
        bed.run_jobs().await;
        let decided: Vec<_> = told(&bed).split_off(before + 2);
        let news: Vec<_> = decided.into_iter().map(|(to, news, _)| (to, news)).collect();
        assert_eq!(news.len(), 2, "{news:?}");
        assert!(news.contains(&("hello@quiet.example".to_owned(), QuoteNews::NotChosen)));
        assert_eq!(quote_by_link(market, &quiet).await.unwrap().is_chosen, Some(false));
        bed.clock.set(instant("2027-02-02T17:00:00Z"));
        let ended = quote_by_link(market, &quiet).await.unwrap_err();
        assert_eq!(ended, Failure::field("token", Problem::LinkExpired));
    }

    async fn whatever_is_sent_around_the_deadline_is_wholly_in_time_or_refused(bed) {
        let world = World::of(&bed).await;
        let id = ask_for_quotes(&bed.market, &world.buyer, request(&world)).await.unwrap();
        bed.run_jobs().await;
        let (quiet, open) = (token(&bed, "hello@quiet.example"), token(&bed, "office@door.example"));
        bed.clock.set(instant("2026-12-04T16:59:59.999999Z"));
        let other = bed.another_process().await;
        let start = Arc::new(tokio::sync::Barrier::new(13));
        let mut tasks = JoinSet::new();
        for number in 0..12_u32 {
            let market = if number % 2 == 0 { bed.market.clone() } else { other.clone() };
            let (token, start) = (if number % 3 == 0 { &quiet } else { &open }.clone(), start.clone());
            tasks.spawn(async move {
                start.wait().await;
                by_link(&market, &token, typed(&format!("{}", 100 + number), "All of it")).await
            });
        }
        start.wait().await;
        tokio::task::yield_now().await;
        bed.clock.set(instant(CLOSES));
        let outcomes = tasks.join_all().await;
        let allowed = [Ok(()), Err(Failure::Refused(Refusal::QuotesClosed))];
        assert!(outcomes.iter().all(|outcome| allowed.contains(outcome)), "{outcomes:?}");
        let taken = i64::try_from(outcomes.iter().filter(|outcome| outcome.is_ok()).count()).unwrap();
        let count = || world.sql.number("SELECT COUNT(*) AS n FROM quote_bid");
        assert_eq!(count().await, taken);
        let seen = view_quote_request(&bed.market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.suppliers.iter().map(|one| one.bids.len()).sum::<usize>(), outcomes.iter().filter(|one| one.is_ok()).count());
        assert!(seen.suppliers.iter().flat_map(|one| &one.bids).all(|bid| bid.came_at < instant(CLOSES)));
    }

    async fn a_question_of_one_is_answered_for_all_and_what_is_taken_back_is_never_opened(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let id = ask_for_quotes(market, &world.buyer, request(&world)).await.unwrap();
        bed.run_jobs().await;
        let (quiet, open) = (token(&bed, "hello@quiet.example"), token(&bed, "office@door.example"));
        for _ in 0..2 {
            ask_quote_question_by_link(market, &quiet, "Is there a quiet room?").await.unwrap();
        }
        assert!(quote_by_link(market, &open).await.unwrap().questions.is_empty(), "not answered yet");
        let question = view_quote_request(market, &world.buyer, id).await.unwrap().questions[0].id;
        let answer = |text: &str| AnswerQuoteQuestion { request: id, question, answer: text.to_owned() };
        assert_eq!(wrong(answer_quote_question(market, &world.buyer, answer(" ")).await), [("answer", Problem::Missing)]);
        answer_quote_question(market, &world.buyer, answer("Yes, on every floor.")).await.unwrap();
        let again = answer_quote_question(market, &world.head, answer("No.")).await;
        assert_eq!(again, Err(Failure::Refused(Refusal::AnsweredBefore)));
        let before = told(&bed).len();
        bed.run_jobs().await;
        let answered = told(&bed).split_off(before);
        let all = answered.iter().filter(|(_, news, _)| matches!(news, QuoteNews::Answered { .. })).count();
        assert_eq!(all, 3, "to everybody who was asked");
        assert_eq!(quote_by_link(market, &open).await.unwrap().questions.len(), 1);
        by_link(market, &quiet, typed("2400", "unopened words")).await.unwrap();
        let back = WithdrawQuotes { request: id, reason: "The governors decide in June.".to_owned() };
        assert_eq!(withdraw_quotes(market, &world.other_buyer, back.clone()).await, Err(Failure::NotFound));
        withdraw_quotes(market, &world.buyer, back).await.unwrap();
        assert_eq!(by_link(market, &open, typed("1", "x")).await, Err(Failure::Refused(Refusal::QuotesClosed)));
        bed.clock.set(instant(CLOSES));
        let letters = told(&bed).len();
        bed.run_jobs().await;
        assert!(!told(&bed).split_off(letters).iter().any(|(_, news, _)| matches!(news, QuoteNews::Opened { .. })));
        let seen = view_quote_request(market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.stage, QuoteStage::Withdrawn);
        assert!(seen.suppliers.iter().all(|one| one.bids.is_empty()), "sealed for ever");
        let late = decide_quotes(market, &world.buyer, decide(id, None, LONG)).await;
        assert_eq!(late, Err(Failure::Refused(Refusal::QuotesDecided)));
    }

    async fn every_letter_to_a_firm_has_a_link_of_its_own_that_works_as_the_first_does(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let id = ask_for_quotes(market, &world.buyer, request(&world)).await.unwrap();
        bed.run_jobs().await;
        let firms = ["hello@quiet.example", "office@door.example"];
        let [quiet, open] = firms.map(|firm| token(&bed, firm));
        ask_quote_question_by_link(market, &quiet, "Is there a quiet room?").await.unwrap();
        let question = view_quote_request(market, &world.buyer, id).await.unwrap().questions[0].id;
        let answer = "Yes, on every floor.".to_owned();
        let answer = AnswerQuoteQuestion { request: id, question, answer };
        answer_quote_question(market, &world.buyer, answer).await.unwrap();
        bed.run_jobs().await;
        let [of_quiet, of_open] = firms.map(|firm| newest_token(&bed, firm));
        assert!(of_quiet != quiet && of_open != open && of_quiet != of_open);
        // Each is for its own firm, the old beside the new.
        let as_whom = |token: String| async move {
            quote_by_link(market, &token).await.unwrap().supplier
        };
        let asked = as_whom(quiet.clone()).await;
        assert_eq!(as_whom(of_quiet.clone()).await, asked);
        assert_ne!(as_whom(of_open).await, asked);
        by_link(market, &of_quiet, typed("2400", "by the second letter")).await.unwrap();
        assert_eq!(quote_by_link(market, &quiet).await.unwrap().bids.len(), 1);
        let kept = "SELECT COUNT(*) AS n FROM quote_link";
        assert_eq!(world.sql.number(kept).await, 2);
        bed.clock.set(instant(CLOSES));
        decide_quotes(market, &world.buyer, decide(id, None, LONG)).await.unwrap();
        bed.run_jobs().await;
        let outcome = newest_token(&bed, firms[0]);
        assert_eq!(as_whom(outcome.clone()).await, asked, "the outcome can be looked at");
        // All end with the first, and nothing of them is kept then.
        bed.clock.set(instant(CLOSES) + chrono::Duration::days(61));
        for token in [quiet, of_quiet, outcome] {
            assert_eq!(wrong(quote_by_link(market, &token).await), [("token", Problem::LinkExpired)]);
        }
        market::purge::plan(market).await.unwrap();
        bed.clock.set(instant(CLOSES) + chrono::Duration::days(63));
        bed.run_jobs().await;
        assert_eq!(world.sql.number(kept).await, 0);
    }

    async fn a_letter_after_the_links_have_run_out_has_none(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let id = ask_for_quotes(market, &world.buyer, request(&world)).await.unwrap();
        bed.run_jobs().await;
        let quiet = token(&bed, "hello@quiet.example");
        by_link(market, &quiet, typed("2400", "All of it")).await.unwrap();
        bed.clock.set(instant(CLOSES) + chrono::Duration::days(61));
        decide_quotes(market, &world.buyer, decide(id, None, LONG)).await.unwrap();
        bed.run_jobs().await;
        let last = told(&bed).into_iter().rfind(|(to, ..)| to == "hello@quiet.example").unwrap();
        assert_eq!((last.1, last.2), (QuoteNews::NoneChosen, None));
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM quote_link").await, 0);
    }

    async fn a_school_writes_to_twenty_strangers_a_day_at_most(bed) {
        let world = World::of(&bed).await;
        for _ in 0..10 {
            ask_for_quotes(&bed.market, &world.buyer, request(&world)).await.unwrap();
        }
        let one_more = ask_for_quotes(&bed.market, &world.buyer, request(&world)).await;
        assert!(matches!(one_more, Err(Failure::TooMany { .. })), "{one_more:?}");
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM quote_request").await, 10);
        // Providers here can still be asked, and another school is not held up.
        let inside = AskForQuotes { outside: Default::default(), ..request(&world) };
        ask_for_quotes(&bed.market, &world.buyer, inside).await.unwrap();
        ask_for_quotes(&bed.market, &world.other_buyer, request(&world)).await.unwrap();
    }
}
