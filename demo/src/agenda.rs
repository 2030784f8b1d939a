//! What is to happen on which day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use domain::capacity::Half;
use domain::id::{InvoiceId, OrderId, ServiceId};

use crate::cast::School;
use crate::events::Takes;

/// Something that happens.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// A school books days.
    Book(Wish),
    /// A school takes places of an event.
    Take(Takes),
    /// An approver looks at an order that waits.
    Decide(Arc<School>, OrderId, Answer),
    /// The buyer drops half of the days and sends the order again.
    SendAgain(Arc<School>, OrderId),
    /// The buyer cancels an order while that costs nothing.
    Cancel(Arc<School>, OrderId),
    /// An invoice of a partnership is paid.
    Pay(Partnership, InvoiceId),
    /// A group deal is opened to the schools.
    OpenDeal(usize),
    /// A school says what it pays now for what a deal buys.
    TellBaseline(usize, Arc<School>),
    /// A school signs up to a deal.
    SignUp(usize, Arc<School>),
    /// A school asks for quotes.
    AskForQuotes(Arc<School>),
    /// It chooses one of them.
    ChooseQuote(Arc<School>),
    /// What a deal's provider owes for the first year is delivered.
    DeliverDeal(usize),
}

/// Which partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Partnership {
    /// S1.
    BarkingAndDagenham,
    /// S8.
    Redbridge,
    /// S6, as far as it is here.
    Lewisham,
}

/// What an approver says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Yes.
    Approve,
    /// Fewer days, please.
    SendBack,
    /// No.
    Decline,
}

/// Days that a school wants.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Which school.
    pub school: Arc<School>,
    /// What.
    pub service: ServiceId,
    /// Which half of the days; none for whole ones.
    pub half: Option<Half>,
    /// On which day of the week.
    pub weekday: Weekday,
    /// From when.
    pub from: NaiveDate,
    /// Until when.
    pub to: NaiveDate,
    /// Every so many weeks.
    pub every: usize,
    /// What becomes of it.
    pub then: Then,
}

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// It stands; over the limit it is approved the next day.
    Stands,
    /// It is sent back, and asked for again with fewer days.
    SentBack,
    /// It is declined.
    Declined,
    /// It is cancelled the next day.
    Cancelled,
    /// Nobody has looked at it yet.
    Waits,
}

/// Acts by the day on which they happen, in the order in which they were planned.
#[derive(Debug, Default)]
pub(crate) struct Agenda(BTreeMap<NaiveDate, Vec<Act>>);

impl Agenda {
    /// Plans an act.
    pub fn plan(&mut self, day: NaiveDate, act: Act) {
        self.0.entry(day).or_default().push(act);
    }

    /// What was planned for a day, and is taken off the list.
    pub fn take(&mut self, day: NaiveDate) -> Vec<Act> {
        self.0.remove(&day).unwrap_or_default()
    }
}
