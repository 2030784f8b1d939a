//! People: passwords, signing in and out, sessions, invitations, and choosing a new password by
//! e-mail.

mod invitation;
mod password;
mod persona;
mod reset;
mod session;
mod sign_in;
mod user;

pub use invitation::{AcceptInvitation, FIRST_ORDER_LIMIT, Offer, accept_invitation, invitation};
pub(crate) use invitation::{Invite, invite};
pub use password::PasswordCost;
pub use persona::{Persona, personas};
pub(crate) use reset::send_reset;
pub use reset::{ask_for_reset, reset_password};
pub use session::{ActFor, Token, act_for, sign_out, sign_out_everywhere, viewer};
pub use sign_in::{SignIn, sign_in, sign_in_as};
pub use user::{AddUser, add_user, with_email};
