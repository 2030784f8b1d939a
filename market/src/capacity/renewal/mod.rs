//! Placements of this school year, rolled forward into the next: what they would come to, offering them to
//! their schools, and what a school does about it.
//!
//! An offer holds each of its days as an offer of the waiting list does: under the id of an order line to
//! come, so that whatever asks whether a day is free needs to know nothing of it. A school takes them by an
//! ordinary order of those days; what it does not take by the end comes free, and goes to whoever waits.

mod end;
mod offer;
mod plan;
mod school;

pub use end::decline_renewal;
pub(crate) use end::end_renewal;
pub(super) use end::{held_for, take_held};
pub use offer::{OfferRenewals, Offered, RENEWAL_DAYS, RENEWAL_DAYS_MAX, offer_renewals};
pub use plan::{NextYearPage, SchoolNextYear, next_year};
pub use school::{RenewalOffered, RenewalWeekday, renewals};
