//! Searches for services that somebody keeps for their school, and the letter on Mondays that tells them what
//! is new among what they find.

mod keep;
mod list;
mod tell;

pub use keep::{RenameSearch, SaveSearch, remove_search, rename_search, save_search};
pub use list::{SavedSearch, saved_searches, view_search};
pub(crate) use tell::{plan_next, tell_of_searches, tell_of_searches_of};
