//! Sharing between schools: the list, proposing, one with who pays what, answers, and the statement of
//! who owes whom what.

mod act;
mod answer;
mod figures;
mod list;
mod page;
mod propose;
pub mod statement;

pub use act::{ask, close, end, give_notice, take_back, withdraw};
pub use answer::{agree, check, decline, join, leave, say_no};
pub use list::{file, list};
pub use page::show;
pub use propose::{new, submit};
