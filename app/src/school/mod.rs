//! Schools of the national register: finding one, its page, its pupils, joining it.

pub mod join;
mod list;
mod show;

pub use list::list;
pub use show::{record, show};
