//! People: passwords, signing in and out, sessions, invitations, and choosing a new password by
//! e-mail.

mod invitation;
mod password;
mod persona;
mod reach;
mod reset;
mod session;
mod user;

pub use invitation::{AcceptInvitation, FIRST_ORDER_LIMIT, Offer, accept_invitation, invitation};
pub(crate) use invitation::{Invite, invite};
pub use password::PasswordCost;
pub use persona::{Persona, personas};
pub(crate) use reach::{able_to_decide, codes, holders, tell_each, who_may};
pub use reset::{ask_for_reset, reset_password};
pub use session::{
    ActFor, SignIn, Token, act_for, sign_in, sign_in_as, sign_out, sign_out_everywhere, viewer,
};
pub use user::{AddUser, add_user};
