//! Quotes: a school asks several suppliers with one specification, their answers are sealed until the
//! deadline, and it chooses one with a reason.
//!
//! What is sealed is read by [`stored::open_bids`] alone, whose statement asks the database's own row for
//! the deadline; the trail, letters and jobs have nothing of it before.

mod ask;
mod asked;
mod bid;
mod decide;
mod document;
mod list;
mod open;
mod question;
mod stored;
mod supplier;
mod tell;
mod view;

pub use ask::{AskForQuotes, QuoteChoice, QuoteChoices, ask_for_quotes, quote_choices};
pub use asked::{AskedForQuote, QuoteQuestion, asked_for_quote, quote_by_link};
pub use bid::{BidByLink, SendBid, send_bid, send_bid_by_link, withdraw_bid, withdraw_bid_by_link};
pub use decide::{DecideQuotes, WithdrawQuotes, decide_quotes, withdraw_quotes};
pub use document::{
    QuoteDocument, quote_document, quote_document_by_link, quote_document_of_supplier,
};
pub use list::{AskedRow, QuoteRow, quote_requests, quotes_asked_for};
pub(crate) use open::tell_of_opening;
pub use question::{
    AnswerQuoteQuestion, answer_quote_question, ask_quote_question, ask_quote_question_by_link,
};
pub use stored::{BidShown, BidTerms};
pub(crate) use supplier::forget_suppliers;
pub use view::{QuoteDecision, QuoteRequestShown, SupplierShown, view_quote_request};
