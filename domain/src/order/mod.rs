//! Orders: what a school asked for, who approved it, and what became of each line.
//!
//! A booked day, a place, a call-off and a subscription are all lines of one order; nothing else
//! holds an amount that is owed. No clock may come in: each transition is told the time.

mod approval;
mod hand_over;
mod held;
mod line;
mod purchase;
mod reference;
mod state;

#[cfg(test)]
mod tests;

pub use approval::{Allowance, Gate, WINDOW_DAYS};
pub use hand_over::{Fate, fate};
pub use held::{HELD_DAYS_MAX, HELD_FOR_DAYS, held_until};
pub use line::{Line, LineState, LineStateCode, Settle, Subject};
pub use purchase::{Purchase, place_together, together};
pub use reference::{NotAReference, OrderReference};
pub use state::{
    AwaitingApproval, Cancelled, Completed, Content, Declined, Order, OrderState, Placed, SentBack,
};
