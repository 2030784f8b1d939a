//! Orders: a booking, a call-off and a subscription are all lines of one order, which keeps the
//! service version, the price's working and the VAT basis. Nothing else holds an amount owed.

mod approval;
mod booking;
mod cancel;
mod create;
mod decide;
mod deliver;
mod gate;
mod lapse;
mod list;
mod load;
mod moved;
mod parties;
mod place;
mod quote;
mod resubmit;
mod sale;
mod saving;
mod store;
mod tell;
mod turn;
mod view;

pub use approval::{ApprovalAsked, ApprovalGiven};
pub use booking::{Booking, BookingsAsked, BookingsWhen, bookings};
pub use cancel::{CancelOrder, cancel_order};
pub(crate) use create::{NewLine, NewOrder, create};
pub use decide::{DecideOrder, Decision, REASON_MAX, decide_order};
pub use deliver::{LineOfOrder, confirm_delivery, undo_delivery};
pub use gate::Seen;
pub(crate) use gate::chain;
pub(crate) use lapse::{lapse_order, remind_of_lapsing};
pub(crate) use list::thing_of;
pub use list::{OrderRow, OrdersAsked, Side, orders};
pub(crate) use load::{Stored, StoredLine, load};
pub use moved::OpenOrder;
pub(crate) use moved::{Receiving, move_order, open_orders};
pub use parties::Moved;
pub use place::{PlaceBooking, Placed, place_booking};
pub use quote::{BookingQuote, ChooseDays, DayPrice, QuoteBooking, choose_days, quote_booking};
pub use resubmit::{Resubmit, resubmit};
pub use sale::DAYS_MAX;
pub(crate) use saving::advance as advance_saving;
pub use saving::{OrderSaving, SavingPart};
pub(crate) use store::save;
pub(crate) use turn::take_turn;
pub use view::{Event, OrderView, ViewedLine, view_order};
