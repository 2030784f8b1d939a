//! Topics of messages, and how soon they are sent, in the users' words.

use domain::notification::{Notify, Topic};

/// What messages of a topic tell.
pub const fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Approvals => "Something waits for your approval or signature",
        Topic::Orders => "Your orders: placed, approved, sent back or declined",
        Topic::Bookings => "Days booked with you, or cancelled",
        Topic::Services => "Changes of services that you deliver or sell",
        Topic::Invoices => "Invoices for your school",
        Topic::Quotes => "Quotes: asked for, questions, opened, chosen",
        Topic::Enquiries => "Questions about services, and their answers",
        Topic::SavedSearches => "Saved searches: new and changed services, on Mondays",
        Topic::Deals => "Group deals: going ahead or not",
        Topic::Sharing => "Sharing with other schools: proposed, agreed, ended",
        Topic::People => "Somebody asks to join your school",
    }
}

/// How soon.
pub const fn notify(choice: Notify) -> &'static str {
    match choice {
        Notify::AtOnce => "At once",
        Notify::Daily => "Once a day, at 7am",
        Notify::Off => "Not by email",
    }
}
