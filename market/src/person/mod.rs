//! People: passwords, signing in and out, sessions, and choosing a new password by e-mail.

mod password;
mod persona;
mod reset;
mod session;
mod user;

pub use password::PasswordCost;
pub use persona::{Persona, personas};
pub use reset::{ask_for_reset, reset_password};
pub use session::{
    ActFor, SignIn, Token, act_for, sign_in, sign_in_as, sign_out, sign_out_everywhere, viewer,
};
pub use user::{AddUser, add_user};
