//! Who belongs to an organisation: its people with their roles and limits, inviting others, taking
//! an invitation back, changing a limit, ending a role. Nothing is overwritten: a role ends with a
//! day, and a limit changes by ending one holding and beginning the next.

mod carry_over;
mod change;
mod gone;
mod import;
mod invite;
mod keeper;
mod leave;
mod list;
mod provider;
mod waiting;

pub(crate) use carry_over::carry_over_roles;
pub(crate) use change::changeable;
pub use change::{ChangeLimit, EndRole, change_limit, end_role};
pub use gone::{Gone, people_gone};
pub use import::{PersonChange, import_people, preview_people};
pub use invite::{
    InvitationAsked, InvitePerson, invite_person, resend_invitation, revoke_invitation,
    waiting_invitation,
};
pub(crate) use keeper::{gives, held_roles, own_roles};
pub(crate) use leave::leave_everywhere;
pub use leave::{Leave, leave_organisation};
pub use list::{Holding, People, holding, people};
pub use provider::{InviteProvider, ProviderPeople, invite_provider, provider_people};
pub use waiting::{WaitingInvitation, invitations_to_member, invited_people};
