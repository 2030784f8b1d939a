//! Events with places: planning them, taking a place, who comes, who came, and who waits.
//!
//! How many places are held stands in the event's own row; taking is a conditional update of it with
//! a constraint behind, so that no place is ever sold twice, from however many processes.

mod ahead;
mod attend;
mod cancel;
mod certificate;
mod for_school;
mod forget;
mod hold;
mod keep;
mod list;
mod name;
mod offer;
mod on_sale;
mod ordered;
mod plan;
mod take;
mod tell;
mod view;
mod waiting;

pub(crate) use ahead::{send_ahead, send_to_late_comers};
pub use attend::{AttendancePage, TakeAttendance, Ticked, attendance, take_attendance};
pub use cancel::{CancelEvent, cancel_event};
pub use certificate::{Certificate, certificate};
pub use for_school::{EventForSchool, event_for_school};
pub(crate) use forget::{erase_delegate, forget_delegates};
pub(crate) use hold::hold_event;
pub use keep::StoredSitting;
pub(crate) use keep::{Stored, find, find_all};
pub use list::{EventRow, EventsAsked, EventsWhen, events};
pub use name::{NameDelegates, name_delegates};
pub(crate) use offer::end_offer;
pub use on_sale::{EventOnSale, events_on_sale};
pub(crate) use ordered::of_order;
pub use ordered::{OrderedEvent, OrderedPlace};
pub use plan::{ChangeEvent, PlanEvent, change_event, plan_event};
pub(crate) use take::{hand_over_places, must_be_sold, must_have, release_places, take_places};
pub use view::{DelegateRow, EventPage, WaitingRow, delegates, typed_event, view_event};
pub use waiting::{JoinWaitingList, Wish, join_waiting_list, leave_waiting_list};

#[cfg(test)]
mod tests;
