//! Quotes: a school asks, suppliers answer here or by a link, the school compares, chooses with a reason
//! and keeps the evidence.

mod act;
mod answer;
mod ask;
mod compare;
pub mod evidence;
mod link;
mod list;
mod page;
mod specification;

pub use act::{ask_reason, decide, reply, withdraw};
pub use answer::{ask as ask_question, document as asked_document, send, show as asked, take_back};
pub use ask::{new, submit};
pub use link::{
    ask as ask_by_link, document as document_by_link, send as send_by_link, show as show_link,
    take_back as take_back_by_link,
};
pub use list::{asked_file, asked_list, file, list};
pub use page::{document, show};
