//! The people of an organisation: who they are, inviting others, what each may spend, ending a
//! role, and requests to join a school.

mod export;
pub mod import;
pub mod invitation;
pub mod invite;
mod list;
pub mod one;
pub mod provider;
pub mod request;

pub use export::{file, invited, left, through};
pub(crate) use list::invitations;
pub use list::list;
