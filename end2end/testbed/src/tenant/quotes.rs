//! Quotes: a request that is decided, one whose answers are open, and one whose answers are sealed.

use domain::access::Role;
use domain::id::QuoteRequestId;
use domain::quote_request::{TypedBid, TypedQuoteRequest};
use market::db::PageAsked;
use market::file::Upload;
use market::mail::About;
use market::quote_request::{
    AnswerQuoteQuestion, AskForQuotes, BidByLink, DecideQuotes, SendBid, answer_quote_question,
    ask_for_quotes, ask_quote_question, ask_quote_question_by_link, decide_quotes,
    quotes_asked_for, send_bid, send_bid_by_link, view_quote_request,
};

use super::{Tenant, key};
use crate::Bed;

/// What stands in answers that nobody but who sent them may read.
pub const SEALED: &str = "zyxunopened";

/// Two requests whose deadline is past by the time the tenant is there.
pub(super) async fn ask_early(bed: &Bed, tenant: &Tenant) -> [QuoteRequestId; 2] {
    let mut ids = Vec::with_capacity(2);
    for title in ["Counselling in summer", "Counselling in autumn"] {
        let id = ask(bed, tenant, title, "1 December 2026").await;
        bid(bed, tenant, &tenant.marks.hidden("Supervision and cover")).await;
        ids.push(id);
    }
    match ids.as_slice() {
        [one, two] => [*one, *two],
        _ => panic!("two requests"),
    }
}

/// Decides on the first of them, and asks once more.
pub(super) async fn decide_and_ask(bed: &Bed, tenant: &Tenant, early: [QuoteRequestId; 2]) {
    let market = &bed.market;
    let [request, _] = early;
    let seen = view_quote_request(market, tenant.buyer(), request).await.expect("open quotes");
    let chosen = seen.suppliers.iter().find(|one| one.stands().is_some()).map(|one| one.id);
    let reason =
        tenant.marks.hidden("One quote came, from those who know our school, and it is fair");
    let command = DecideQuotes { request, chosen, reason };
    decide_quotes(market, tenant.buyer(), command).await.expect("decided");
    let request = ask(bed, tenant, "Counselling in spring", "15 January 2027").await;
    bid(bed, tenant, SEALED).await;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let all = quotes_asked_for(market, manager, &PageAsked::default()).await.expect("requests");
    let supplier = all.items.first().expect("the newest").supplier;
    let words = tenant.marks.hidden("Is there a quiet room?");
    ask_quote_question(market, manager, supplier, &words).await.expect("a question");
    let seen = view_quote_request(market, tenant.buyer(), request).await.expect("the request");
    let question = seen.questions.first().expect("the question").id;
    let answer = tenant.marks.hidden("On every floor");
    let command = AnswerQuoteQuestion { request, question, answer };
    answer_quote_question(market, tenant.buyer(), command).await.expect("an answer");
    bed.run_jobs().await;
    let letters = bed.letters.all();
    let mut links = letters.into_iter().rev().filter_map(|mail| match mail.about {
        About::Quotes(told) => told.path?.strip_prefix("/quote?token=").map(str::to_owned),
        _ => None,
    });
    let token = links.next().expect("a link");
    let words = tenant.marks.hidden("Who opens the gate?");
    ask_quote_question_by_link(market, &token, &words).await.expect("a question");
    let document = Some(paper(SEALED));
    let command = BidByLink { token, typed: typed(SEALED), document };
    send_bid_by_link(market, command).await.expect("an answer by the link");
}

async fn ask(bed: &Bed, tenant: &Tenant, title: &str, closes: &str) -> QuoteRequestId {
    let hidden = |text: &str| tenant.marks.hidden(text);
    let none = || (String::new(), String::new());
    let email = format!("office.{}@outside.example", tenant.marks.hidden);
    let command = AskForQuotes {
        key: key(&bed.market),
        service: Some(tenant.service),
        typed: TypedQuoteRequest {
            category: "counselling".to_owned(),
            title: hidden(title),
            description: hidden("A counsellor for ten days"),
            quantity: "10".to_owned(),
            unit: "day".to_owned(),
            wanted: hidden("Tuesdays"),
            place: hidden("At the school"),
            criteria: hidden("Price, then experience"),
            closes: closes.to_owned(),
            closes_time: "17:00".to_owned(),
        },
        services: vec![tenant.service],
        outside: [(hidden("Outside Rooms"), email), none(), none()],
        documents: vec![("document_1", paper(&hidden("Rooms")))],
    };
    ask_for_quotes(&bed.market, tenant.buyer(), command).await.expect("a request")
}

/// The provider answers the newest request.
async fn bid(bed: &Bed, tenant: &Tenant, included: &str) {
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let all =
        quotes_asked_for(&bed.market, manager, &PageAsked::default()).await.expect("requests");
    let supplier = all.items.first().expect("the newest").supplier;
    let document = Some(paper(included));
    let command = SendBid { supplier, typed: typed(included), document };
    send_bid(&bed.market, manager, command).await.expect("an answer");
}

fn typed(included: &str) -> TypedBid {
    TypedBid {
        net: "2345.67".to_owned(),
        vat: "exempt".to_owned(),
        included: included.to_owned(),
        valid_until: "31 March 2027".to_owned(),
    }
}

fn paper(words: &str) -> Upload {
    let contents = format!("%PDF-1.7 {words}").into_bytes().into();
    Upload { name: format!("{words}.pdf"), contents }
}
