//! Groups that a partnership keeps of its member schools, or an association of its partnerships: one
//! within another or by itself, with dated members, and people who sit on it.

mod change;
mod keep;
mod list;
mod members;
mod own;
mod seat;
mod sit;

pub use change::{AddGroup, EndGroup, RenameGroup, add_group, end_group, rename_group};
pub(crate) use list::INSIDE;
pub use list::{Group, GroupMember, GroupPage, MemberSought, group, groups};
pub use members::{PutIntoGroup, TakeOutOfGroup, put_into_group, take_out_of_group};
pub use own::OwnGroup;
pub(crate) use own::groups_of;
pub use seat::{GroupSeat, OwnSeat, group_seat, own_seats};
pub use sit::{EndGroupSeat, EnterGroupSeat, end_group_seat, enter_group_seat};
pub(crate) use sit::{forget_seats, leave_groups};
