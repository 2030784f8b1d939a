//! What people may choose to be told of, and how soon.

use crate::access::closed_list;

closed_list! {
    /// What a message is about, as far as people may choose whether they want it.
    Topic {
        /// Something waits for their approval or signature.
        Approvals = "approvals",
        /// What became of their orders.
        Orders = "orders",
        /// Days booked with them or cancelled.
        Bookings = "bookings",
        /// Changes of services, proposed and decided.
        Services = "services",
        /// Invoices for their school.
        Invoices = "invoices",
        /// Quotes asked for, and what became of them.
        Quotes = "quotes",
        /// What schools ask about services, and what is answered.
        Enquiries = "enquiries",
        /// What is new among the services of a saved search.
        SavedSearches = "saved_searches",
        /// Group deals: closing soon, going ahead or not.
        Deals = "deals",
        /// What schools share, and whose cost they split.
        Sharing = "sharing",
        /// People who ask to join.
        People = "people",
    }
}

closed_list! {
    /// How soon somebody wants to be told.
    Notify {
        /// At once, each by itself.
        AtOnce = "at_once",
        /// Once a day, all together, in the morning.
        Daily = "daily",
        /// Not by e-mail: it stands on their pages.
        Off = "off",
    }
}

impl Notify {
    /// The hour in London at which what waited for the day is sent.
    pub const DAILY_HOUR: u32 = 7;
}
