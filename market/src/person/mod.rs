//! People: passwords and codes, signing in and out, sessions, invitations, what they want to be
//! told, what we know of them, and closing an account.

mod closing;
mod data;
mod erase;
mod invitation;
mod notification;
mod password;
mod persona;
mod profile;
mod reach;
mod reset;
mod second_factor;
mod session;
mod sign_in;
mod user;

pub(crate) use closing::forget_names;
pub use closing::{CloseAccount, close_account};
pub use data::{MyData, my_data};
pub use erase::{Erased, erase};
pub use invitation::{AcceptInvitation, Offer, accept_invitation, invitation};
pub(crate) use invitation::{Invite, invite, renew};
pub use notification::{choose_notifications, notifications};
pub(crate) use notification::{is_wanted_now, send_digest};
pub use password::PasswordCost;
pub use persona::{Part, Persona, Stop, personas};
pub use profile::{OpenSession, end_session, rename, sessions};
pub(crate) use reach::{Recipient, codes, holders, tell_each, tell_once, who_may};
pub(crate) use reset::send_reset;
pub use reset::{ask_for_reset, reset_link_works, reset_password};
pub use second_factor::{
    Pending, RecoveryCodes, SecondFactor, SecondFactorRule, begin_second_factor,
    confirm_second_factor, enter_code, forget_second_factor, owes_code, pending_second_factor,
    renew_recovery_codes, second_factor, turn_off_second_factor,
};
pub use session::{ActFor, Token, act_for, sign_out, sign_out_everywhere, viewer};
pub(crate) use session::{digest_of, new_secret};
pub use sign_in::{SignIn, sign_in, sign_in_as};
pub use user::{AddUser, add_user, with_email};
