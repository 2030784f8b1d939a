//! Who owns and controls a partnership's company, and the control test of the Procurement Act 2023,
//! Schedule 2, paragraphs 2 and 3: more than 80 per cent of what it does is for those who control it.
//!
//! What is worked out here helps people to see where they stand. It is not legal advice.

mod activity;
mod authority;
mod share;
mod typed;

pub use activity::{Activity, Arrangement, ControlState, YEARS};
pub use authority::{Authority, Grounds, HolderKind, public_kinds};
pub use share::{Measure, Whole};
pub use typed::{
    Conclusion, Conclusive, HolderTyped, ReadActivity, ReadHolding, ReadSeat, SeatOf, Share,
    TypedActivity, TypedConclusion, TypedHolding, TypedSeat,
};
