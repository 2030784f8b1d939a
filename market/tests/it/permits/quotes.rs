//! What a tenant has of requests for quotes, and commands about it that are well formed.

use domain::access::Role;
use domain::id::{QuoteDocumentId, QuoteQuestionId, QuoteRequestId, SupplierId};
use domain::quote_request::{TypedBid, TypedQuoteRequest};
use market::Market;
use market::db::PageAsked;
use market::quote_request::{
    AnswerQuoteQuestion, AskForQuotes, DecideQuotes, SendBid, WithdrawQuotes, quote_requests,
    quotes_asked_for, view_quote_request,
};
use testbed::tenant::Tenant;

use super::commands::key;
use super::things::Things;

/// Requests of the school.
pub struct Quotes {
    /// Answers to it are sealed.
    pub sealed: QuoteRequestId,
    /// Answers to it are open.
    pub opened: QuoteRequestId,
    /// A document of its specification.
    pub document: QuoteDocumentId,
    /// A question that is not answered.
    pub question: QuoteQuestionId,
    /// As whom the provider was asked by the sealed one.
    pub supplier: SupplierId,
}

impl Quotes {
    pub async fn of(market: &Market, tenant: &Tenant) -> Self {
        let buyer = &tenant.who(Role::Buyer, tenant.school).actor;
        let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
        let page = PageAsked::default();
        let all = quote_requests(market, buyer, &page).await.unwrap().items;
        let sealed = view_quote_request(market, buyer, all[0].id).await.unwrap();
        let asked = quotes_asked_for(market, manager, &page).await.unwrap().items;
        Self {
            sealed: all[0].id,
            opened: all[1].id,
            document: sealed.documents[0].id,
            question: sealed.questions.iter().find(|one| one.answer.is_none()).unwrap().id,
            supplier: asked[0].supplier,
        }
    }
}

pub fn asked(things: &Things) -> AskForQuotes {
    let text = |text: &str| text.to_owned();
    let none = || (String::new(), String::new());
    AskForQuotes {
        key: key(),
        service: None,
        typed: TypedQuoteRequest {
            category: text("counselling"),
            title: text("Counselling"),
            description: text("A counsellor."),
            quantity: text("3"),
            unit: text("day"),
            wanted: text("In May"),
            place: text("Here"),
            criteria: text("Price."),
            closes: text("29 January 2027"),
            closes_time: text("5pm"),
        },
        services: vec![things.service],
        outside: [none(), none(), none()],
        documents: Vec::new(),
    }
}

pub fn answered(things: &Things) -> AnswerQuoteQuestion {
    let Quotes { sealed, question, .. } = things.quotes;
    AnswerQuoteQuestion { request: sealed, question, answer: "The caretaker does.".to_owned() }
}

pub fn decided(things: &Things) -> DecideQuotes {
    let reason = "Nobody quoted what we can pay for it in this year, so we ask again.".to_owned();
    DecideQuotes { request: things.quotes.opened, chosen: None, reason }
}

pub fn taken_back(things: &Things) -> WithdrawQuotes {
    WithdrawQuotes { request: things.quotes.sealed, reason: "Not this year.".to_owned() }
}

pub fn bid(things: &Things) -> SendBid {
    let typed = TypedBid {
        net: "120".to_owned(),
        vat: "zero".to_owned(),
        included: "All of it".to_owned(),
        valid_until: "1 May 2027".to_owned(),
    };
    SendBid { supplier: things.quotes.supplier, typed, document: None }
}
