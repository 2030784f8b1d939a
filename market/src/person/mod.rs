//! People: passwords, signing in and out, sessions, invitations, and choosing a new password by
//! e-mail.

mod invitation;
mod password;
mod persona;
mod reset;
mod session;
mod user;

pub use invitation::{AcceptInvitation, Offer, accept_invitation, invitation};
pub(crate) use invitation::{Invite, invite, renew};
pub use password::PasswordCost;
pub use persona::{Persona, personas};
pub use reset::{ask_for_reset, reset_password};
pub use session::{
    ActFor, SignIn, Token, act_for, sign_in, sign_in_as, sign_out, sign_out_everywhere, viewer,
};
pub use user::{AddUser, add_user};
