//! Events with places: training, conferences, programmes, networks. An event is sold by the place and
//! has one or more sittings; who comes is a delegate.
//!
//! Rules only: that a place is never sold twice is held by the database.

mod attended;
mod delegate;
mod sitting;
mod typed;
mod waiting;

use crate::access::closed_list;

pub use attended::{Attended, attended};
pub use delegate::{DELEGATES_MAX, Delegate, read_delegates, write_delegates};
pub use sitting::{SITTINGS_MAX, Sitting, read_sittings, write_sittings};
pub use typed::{PLACES_MAX, ReadEvent, TypedEvent};
pub use waiting::{Waiting, first_that_fits, offered_until};

closed_list! {
    /// How people come together for it.
    Venue {
        /// In a room.
        Room = "room",
        /// By a link.
        Online = "online",
    }
}

closed_list! {
    /// What has become of an event.
    EventState {
        /// It will be held, or is being held.
        Planned = "planned",
        /// It will not be held.
        Cancelled = "cancelled",
        /// Its last sitting is over.
        Held = "held",
    }
}
