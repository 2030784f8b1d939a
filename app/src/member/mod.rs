//! Members of a partnership: the list, one member, inviting schools, accepting an invitation.

pub mod invitation;
pub mod invite;
mod list;
pub mod one;
pub mod prices;

pub use list::{csv, list};
