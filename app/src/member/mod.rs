//! Members of a partnership: the list, one member, inviting schools, accepting an invitation.

mod export;
mod history;
pub mod import;
pub mod invitation;
pub mod invite;
mod list;
pub mod one;
pub mod prices;

pub use export::file;
pub(crate) use history::memberships;
pub use list::list;
