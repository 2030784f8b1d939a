//! The life of an order. Each state is a type; a transition consumes the old one.

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::closed_list;
use crate::calendar::london_day;
use crate::delegation::{ApprovalLevel, Approver, Chain, Next};
use crate::failure::Refusal;
use crate::id::{InvoiceId, OrderLineId, PersonId};
use crate::money::{Gross, Overflow};
use crate::vat::{InvoiceTotals, invoice_totals};

use super::approval::Gate;
use super::line::{Line, LineState, Settle};

closed_list! {
    /// Where an order is in its life.
    OrderState {
        /// Over the buyer's limit, and with an approver.
        AwaitingApproval = "awaiting_approval",
        /// Back with the buyer, with a reason.
        SentBack = "sent_back",
        /// Refused by the approver.
        Declined = "declined",
        /// Binding.
        Placed = "placed",
        /// Every line is invoiced or cancelled.
        Completed = "completed",
        /// Nothing of it will be delivered.
        Cancelled = "cancelled",
    }
}

/// What is ordered, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Who asked for it.
    pub requester: PersonId,
    /// What is ordered.
    pub lines: Vec<Line>,
}

impl Content {
    /// What the lines that still count come to.
    pub fn totals(&self) -> Result<InvoiceTotals, Overflow> {
        let live = self.lines.iter().filter(|line| line.is_live());
        invoice_totals(live.map(|line| (line.net, line.vat)))
    }

    fn change_line(
        &mut self,
        id: OrderLineId,
        change: impl FnOnce(&Line) -> Result<Line, Refusal>,
    ) -> Result<(), Refusal> {
        let line = self.lines.iter_mut().find(|line| line.id == id).ok_or(Refusal::OrderState)?;
        *line = change(line)?;
        Ok(())
    }

    /// Refuses what has a day, or an agreement, that is past: nobody can be bound to it any more. Days inside the
    /// provider's notice are fine, since they were held in time.
    pub(super) fn none_has_passed(&self, today: NaiveDate) -> Result<(), Refusal> {
        let live = self.lines.iter().filter(|line| line.is_live());
        let passed = live.filter_map(|line| line.subject.binds_until()).any(|day| day < today);
        if passed { Err(Refusal::TooSoon { earliest: today }) } else { Ok(()) }
    }
}

/// An order with an approver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitingApproval {
    /// What is ordered.
    pub content: Content,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// At which level somebody is asked now.
    pub awaits: ApprovalLevel,
    /// Who has agreed before.
    pub given: Vec<Approver>,
}

/// An order back with the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    /// What is ordered.
    pub content: Content,
    /// Who sent it back.
    pub by: PersonId,
    /// What is to be changed, in the approver's words.
    pub reason: String,
}

/// An order that the approver refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// What was ordered.
    pub content: Content,
    /// Who refused it.
    pub by: PersonId,
    /// Why, in the approver's words.
    pub reason: String,
}

/// A binding order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What is ordered.
    pub content: Content,
    /// When it became binding.
    pub placed_at: DateTime<Utc>,
    /// Who approved it, if somebody had to.
    pub approved_by: Option<PersonId>,
}

/// An order of which nothing remains to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// What was ordered.
    pub content: Content,
    /// When it became binding.
    pub placed_at: DateTime<Utc>,
    /// Who approved it, if somebody had to.
    pub approved_by: Option<PersonId>,
}

/// An order of which nothing is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// What was ordered; every line is cancelled.
    pub content: Content,
}

/// An order in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// With an approver.
    AwaitingApproval(AwaitingApproval),
    /// Back with the buyer.
    SentBack(SentBack),
    /// Refused by the approver.
    Declined(Declined),
    /// Binding.
    Placed(Placed),
    /// Nothing remains to be done.
    Completed(Completed),
    /// Nothing of it is delivered.
    Cancelled(Cancelled),
}

impl AwaitingApproval {
    /// What follows if somebody approves it.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn next(&self, by: &Approver, chain: Chain) -> Result<Next, Refusal> {
        self.next_of(by, chain, self.total()?)
    }

    fn total(&self) -> Result<Gross, Refusal> {
        Ok(self.content.totals().map_err(|_| Refusal::AmountTooLarge)?.gross)
    }

    /// As what somebody may approve it who may approve as each of some, and what follows; the own
    /// roles stand before those of people they stand in for.
    ///
    /// # Errors
    /// As [`Chain::approve`]: what speaks against the role that is asked for, where they have it.
    pub fn choose(&self, some: &[Approver], chain: Chain) -> Result<(Approver, Next), Refusal> {
        self.choose_of(some, chain, self.total()?)
    }

    /// Makes it binding, or has it wait for the governors, if this person may approve it.
    fn approve(mut self, by: Approver, chain: Chain, now: DateTime<Utc>) -> Result<Order, Refusal> {
        let next = self.next(&by, chain)?;
        self.content.none_has_passed(london_day(now))?;
        self.given.push(by);
        Ok(match next {
            Next::Governors => {
                Order::AwaitingApproval(Self { awaits: ApprovalLevel::Governors, ..self })
            }
            Next::Binding => {
                let approved_by = Some(by.person);
                Order::Placed(Placed { content: self.content, placed_at: now, approved_by })
            }
        })
    }

    /// Gives it back to the buyer to change. Nobody sends back their own request.
    pub fn send_back(self, approver: PersonId, reason: String) -> Result<SentBack, Refusal> {
        self.must_be_anothers(approver)?;
        Ok(SentBack { content: self.content, by: approver, reason })
    }

    /// Refuses it for good. Nobody declines their own request: they cancel it.
    pub fn decline(self, approver: PersonId, reason: String) -> Result<Declined, Refusal> {
        self.must_be_anothers(approver)?;
        Ok(Declined { content: self.content, by: approver, reason })
    }

    fn must_be_anothers(&self, approver: PersonId) -> Result<(), Refusal> {
        if self.content.requester == approver { Err(Refusal::OwnRequest) } else { Ok(()) }
    }
}

impl Placed {
    /// Changes one line's state and moves the order on when nothing remains to be done.
    fn with_line(
        self,
        id: OrderLineId,
        change: impl FnOnce(&Line) -> Result<LineState, Refusal>,
    ) -> Result<Order, Refusal> {
        self.with_changed(id, |line| Ok(Line { state: change(line)?, ..line.clone() }))
    }

    /// Changes one line and moves the order on when nothing remains to be done.
    fn with_changed(
        mut self,
        id: OrderLineId,
        change: impl FnOnce(&Line) -> Result<Line, Refusal>,
    ) -> Result<Order, Refusal> {
        self.content.change_line(id, change)?;
        let Self { content, placed_at, approved_by } = self;
        Ok(if content.lines.iter().all(|line| !line.is_live()) {
            Order::Cancelled(Cancelled { content })
        } else if content.lines.iter().all(|line| line.state.is_final()) {
            Order::Completed(Completed { content, placed_at, approved_by })
        } else {
            Order::Placed(Self { content, placed_at, approved_by })
        })
    }
}

/// Cancels every line, which must all be booked still.
fn cancel_all(mut content: Content, on: NaiveDate) -> Result<Order, Refusal> {
    for line in content.lines.iter_mut().filter(|line| line.is_live()) {
        line.state = line.state.cancel(on)?;
    }
    Ok(Order::Cancelled(Cancelled { content }))
}

impl Order {
    /// A new order: binding at once where the buyer may go so far alone, with an approver above
    /// that. A day that is past is refused.
    pub fn place(
        content: Content,
        gate: impl Into<Gate>,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let total = content.totals().map_err(|_| Refusal::AmountTooLarge)?.gross;
        let asks = gate.into().asks_first(total);
        Self::begin(content, asks, now)
    }

    /// A new order, with whom somebody is asked first about it; binding at once where nobody is.
    pub(super) fn begin(
        content: Content,
        asks: Option<ApprovalLevel>,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let booked = content.lines.iter().all(|line| line.state == LineState::Booked);
        if content.lines.is_empty() || !booked {
            return Err(Refusal::OrderState);
        }
        content.none_has_passed(london_day(now))?;
        Ok(match asks {
            None => Self::Placed(Placed { content, placed_at: now, approved_by: None }),
            Some(awaits) => {
                let given = Vec::new();
                Self::AwaitingApproval(AwaitingApproval { content, since: now, awaits, given })
            }
        })
    }

    /// Where it is in its life.
    pub const fn state(&self) -> OrderState {
        match self {
            Self::AwaitingApproval(_) => OrderState::AwaitingApproval,
            Self::SentBack(_) => OrderState::SentBack,
            Self::Declined(_) => OrderState::Declined,
            Self::Placed(_) => OrderState::Placed,
            Self::Completed(_) => OrderState::Completed,
            Self::Cancelled(_) => OrderState::Cancelled,
        }
    }

    /// What is ordered.
    pub const fn content(&self) -> &Content {
        match self {
            Self::AwaitingApproval(AwaitingApproval { content, .. })
            | Self::SentBack(SentBack { content, .. })
            | Self::Declined(Declined { content, .. })
            | Self::Placed(Placed { content, .. })
            | Self::Completed(Completed { content, .. })
            | Self::Cancelled(Cancelled { content }) => content,
        }
    }

    /// Makes it binding, or has it wait for the governors, if this person may approve it.
    pub fn approve(self, by: Approver, chain: Chain, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.must_await_approval()?.approve(by, chain, now)
    }

    /// What waits for approval of it.
    ///
    /// # Errors
    /// `OrderState` where nothing does.
    pub const fn waits(&self) -> Result<&AwaitingApproval, Refusal> {
        match self {
            Self::AwaitingApproval(order) => Ok(order),
            Self::SentBack(_)
            | Self::Declined(_)
            | Self::Placed(_)
            | Self::Completed(_)
            | Self::Cancelled(_) => Err(Refusal::OrderState),
        }
    }

    /// Gives it back to the buyer to change.
    pub fn send_back(self, approver: PersonId, reason: String) -> Result<Self, Refusal> {
        self.must_await_approval()?.send_back(approver, reason).map(Self::SentBack)
    }

    /// Refuses it for good.
    pub fn decline(self, approver: PersonId, reason: String) -> Result<Self, Refusal> {
        self.must_await_approval()?.decline(approver, reason).map(Self::Declined)
    }

    /// The buyer sends it again, changed or not, after it was sent back: through the same gate as a
    /// new order.
    pub fn resubmit(
        self,
        content: Content,
        gate: impl Into<Gate>,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        match self {
            Self::SentBack(_) => Self::place(content, gate, now),
            Self::AwaitingApproval(_)
            | Self::Declined(_)
            | Self::Placed(_)
            | Self::Completed(_)
            | Self::Cancelled(_) => Err(Refusal::OrderState),
        }
    }

    /// The provider says that a line was delivered.
    pub fn deliver(self, line: OrderLineId, on: NaiveDate) -> Result<Self, Refusal> {
        self.must_be_placed()?.with_line(line, |line| line.deliver(on))
    }

    /// The provider takes back, on the same day, that a line was delivered.
    pub fn undo_delivery(self, line: OrderLineId, on: NaiveDate) -> Result<Self, Refusal> {
        self.must_be_placed()?.with_line(line, |line| line.undo_delivery(on))
    }

    /// A delivered line goes on an invoice of a day.
    pub fn invoice(
        self,
        line: OrderLineId,
        invoice: InvoiceId,
        on: NaiveDate,
    ) -> Result<Self, Refusal> {
        self.must_be_placed()?.with_line(line, |line| line.invoice(invoice, on))
    }

    /// A line will not be delivered.
    pub fn cancel_line(self, line: OrderLineId, on: NaiveDate) -> Result<Self, Refusal> {
        self.must_be_placed()?.with_line(line, |line| line.state.cancel(on))
    }

    /// Cancels the whole order. Once a line is delivered, the rest is cancelled line by line.
    pub fn cancel(self, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::AwaitingApproval(AwaitingApproval { content, .. })
            | Self::SentBack(SentBack { content, .. })
            | Self::Placed(Placed { content, .. }) => cancel_all(content, on),
            Self::Declined(_) | Self::Completed(_) | Self::Cancelled(_) => Err(Refusal::OrderState),
        }
    }

    /// Nobody decided in time: nothing of it will be delivered.
    pub fn lapse(self, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::AwaitingApproval(AwaitingApproval { content, .. })
            | Self::SentBack(SentBack { content, .. }) => cancel_all(content, on),
            Self::Placed(_) | Self::Declined(_) | Self::Completed(_) | Self::Cancelled(_) => {
                Err(Refusal::OrderState)
            }
        }
    }

    /// The school says that a delivery is not right: also of what is on an invoice by then.
    pub fn dispute(self, line: OrderLineId, on: NaiveDate) -> Result<Self, Refusal> {
        self.change_binding(line, |line| line.dispute(on))
    }

    /// A dispute about a line is settled.
    pub fn settle(self, line: OrderLineId, how: Settle, on: NaiveDate) -> Result<Self, Refusal> {
        self.change_binding(line, |line| line.settle(how, on))
    }

    /// Changes a line of what is binding, or was and is complete.
    fn change_binding(
        self,
        line: OrderLineId,
        change: impl FnOnce(&Line) -> Result<Line, Refusal>,
    ) -> Result<Self, Refusal> {
        match self {
            Self::Placed(order) => order.with_changed(line, change),
            Self::Completed(mut order) => {
                order.content.change_line(line, change)?;
                Ok(Self::Completed(order))
            }
            Self::AwaitingApproval(_)
            | Self::SentBack(_)
            | Self::Declined(_)
            | Self::Cancelled(_) => Err(Refusal::OrderState),
        }
    }

    fn must_await_approval(self) -> Result<AwaitingApproval, Refusal> {
        self.waits().cloned()
    }

    fn must_be_placed(self) -> Result<Placed, Refusal> {
        match self {
            Self::Placed(order) => Ok(order),
            Self::AwaitingApproval(_)
            | Self::SentBack(_)
            | Self::Declined(_)
            | Self::Completed(_)
            | Self::Cancelled(_) => Err(Refusal::OrderState),
        }
    }
}
