//! Who owns and controls a partnership's company: the register of shareholders, the board, and the
//! control test with everything it rests on. Nothing here is changed or removed once it is entered.

mod activity;
mod board;
mod conclude;
mod counted;
mod end;
mod members;
mod register;
mod view;

pub use activity::{
    EnterActivity, Entered, ReverseActivity, enter_activity, entered_activity, reverse_activity,
};
pub use board::{BoardSeat, EnterSeat, SeatChoices, Voice, enter_seat, seat_choices};
pub use conclude::{ConcludeControl, Concluded, conclude_control, read_shown};
pub use counted::{InvoicedActivity, InvoicedAsked, Side, invoiced_activity};
pub use end::{EndSeat, EndShareholding, end_seat, end_shareholding, seat, shareholding};
pub use members::{EnterMembers, MembersToEnter, enter_members, members_to_enter};
pub use register::{EnterShareholding, Shareholding, enter_shareholding};
pub use view::{ControlPage, YearActivity, view_control, view_control_of};
