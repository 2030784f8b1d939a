//! The market as plain bookkeeping: what must be so, told without a database, a lock or a job.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::order::world::DAY_NET;

/// What the outside market takes for a day, in pence excluding VAT: the median of the sample.
const MARKET: i64 = 30_000;
/// What the buyer with a limit orders alone in thirty days, in pence including VAT.
const LIMIT: i64 = 30_000;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Buys for the first school up to a limit.
    Buyer,
    /// Buys for the first school without one, and approves there.
    Head,
    /// Buys for the other school without a limit.
    Other,
}

impl Who {
    /// Which school, counted from nothing.
    pub const fn school(self) -> usize {
        match self {
            Self::Buyer | Self::Head => 0,
            Self::Other => 1,
        }
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    TooSoon,
    DayTaken,
    NothingLeft,
    OrderState,
    TooLate,
    BeforeItsDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waits,
    SentBack,
    Declined,
    Placed,
    Completed,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Booked,
    Delivered(NaiveDate),
    Invoiced,
    Cancelled,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub day: NaiveDate,
    pub net: i64,
    pub stands: Stands,
}

impl Line {
    fn is_live(&self) -> bool {
        self.stands != Stands::Cancelled
    }
}

#[derive(Debug, Clone)]
pub struct Order {
    pub school: usize,
    pub state: State,
    pub lines: Vec<Line>,
    asked_by: Who,
    asked_on: NaiveDate,
    /// The last day on which it waits undecided.
    waits_to: NaiveDate,
    approved: bool,
}

impl Order {
    fn live(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_live())
    }

    /// What it comes to, in pence including VAT.
    pub fn gross(&self) -> i64 {
        gross(self.live().map(|line| line.net).sum())
    }

    fn wait_from(&mut self, today: NaiveDate) {
        let first = self.live().map(|line| line.day).min().unwrap();
        let two_weeks = today + Days::new(14);
        self.waits_to = (first - Days::new(1)).min(two_weeks).max(today);
    }

    fn end(&mut self, state: State) {
        self.state = state;
        for line in self.lines.iter_mut().filter(|line| line.is_live()) {
            line.stands = Stands::Cancelled;
        }
    }

    /// A line has changed: the order moves on when nothing remains to be done.
    fn move_on(&mut self) {
        let done = |line: &Line| matches!(line.stands, Stands::Invoiced | Stands::Cancelled);
        if !self.lines.iter().any(Line::is_live) {
            self.state = State::Cancelled;
        } else if self.lines.iter().all(done) {
            self.state = State::Completed;
        }
    }
}

/// What a school owes, or has paid.
#[derive(Debug, Clone, Copy)]
pub struct Invoice {
    pub gross: i64,
    pub is_paid: bool,
}

/// The sums of the savings ledger, in pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Saved {
    pub forecast: i64,
    pub contracted: i64,
    pub realised: i64,
}

pub struct Model {
    pub today: NaiveDate,
    /// What a day costs now, in pence excluding VAT.
    pub price: i64,
    pub orders: Vec<Order>,
    pub invoices: Vec<Invoice>,
    /// How many of the pool work on each day.
    pub at_work: BTreeMap<NaiveDate, usize>,
}

fn gross(net: i64) -> i64 {
    net * 6 / 5
}

impl Model {
    pub fn of(today: NaiveDate, at_work: BTreeMap<NaiveDate, usize>) -> Self {
        Self { today, price: DAY_NET, orders: Vec::new(), invoices: Vec::new(), at_work }
    }

    /// How many of the pool are free on a day.
    pub fn free(&self, day: NaiveDate) -> usize {
        let live = self.orders.iter().filter(|order| order.state != State::Declined);
        let held = live.flat_map(Order::live).filter(|line| line.day == day).count();
        self.at_work[&day] - held
    }

    /// Whether somebody goes so far alone.
    fn alone(&self, who: Who, net: i64) -> bool {
        let counts = |order: &&Order| {
            matches!(order.state, State::Placed | State::Completed)
                && order.asked_by == who
                && !order.approved
                && order.asked_on + Days::new(30) > self.today
        };
        let used: i64 = self.orders.iter().filter(counts).map(Order::gross).sum();
        who != Who::Buyer || used + gross(net) <= LIMIT
    }

    /// Days are booked, in order; whether an approver is asked.
    pub fn book(&mut self, who: Who, days: &[NaiveDate]) -> Result<bool, No> {
        if days.iter().any(|day| *day < self.today) {
            return Err(No::TooSoon);
        }
        if days.iter().any(|day| self.free(*day) == 0) {
            return Err(No::DayTaken);
        }
        let (price, today) = (self.price, self.today);
        let lines = days.iter().map(|day| Line { day: *day, net: price, stands: Stands::Booked });
        let lines: Vec<Line> = lines.collect();
        let placed = self.alone(who, lines.iter().map(|line| line.net).sum());
        let mut order = Order {
            school: who.school(),
            state: if placed { State::Placed } else { State::Waits },
            lines,
            asked_by: who,
            asked_on: today,
            waits_to: today,
            approved: false,
        };
        order.wait_from(today);
        self.orders.push(order);
        Ok(!placed)
    }

    fn waiting(&mut self, order: usize) -> Result<&mut Order, No> {
        let order = &mut self.orders[order];
        if order.state == State::Waits { Ok(order) } else { Err(No::OrderState) }
    }

    pub fn approve(&mut self, order: usize) -> Result<(), No> {
        let order = self.waiting(order)?;
        order.state = State::Placed;
        order.approved = true;
        Ok(())
    }

    pub fn send_back(&mut self, order: usize) -> Result<(), No> {
        let today = self.today;
        let order = self.waiting(order)?;
        order.state = State::SentBack;
        order.wait_from(today);
        Ok(())
    }

    pub fn decline(&mut self, order: usize) -> Result<(), No> {
        self.waiting(order).map(|order| order.state = State::Declined)
    }

    /// An order is sent again with some of its lines; whether an approver is asked.
    pub fn resubmit(&mut self, who: Who, order: usize, keep: &[usize]) -> Result<bool, No> {
        let kept = |place: usize| keep.contains(&place);
        let lines = self.orders[order].lines.iter().enumerate();
        let stay = lines.filter(|(place, line)| line.stands == Stands::Booked && kept(*place));
        let stay: Vec<i64> = stay.map(|(_, line)| line.net).collect();
        if stay.is_empty() {
            return Err(No::NothingLeft);
        }
        if self.orders[order].state != State::SentBack {
            return Err(No::OrderState);
        }
        let placed = self.alone(who, stay.iter().sum());
        let today = self.today;
        let order = &mut self.orders[order];
        for (place, line) in order.lines.iter_mut().enumerate() {
            if line.stands == Stands::Booked && !kept(place) {
                line.stands = Stands::Cancelled;
            }
        }
        order.state = if placed { State::Placed } else { State::Waits };
        (order.asked_by, order.asked_on) = (who, today);
        order.wait_from(today);
        Ok(!placed)
    }

    fn is_free_to_cancel(&self, line: &Line) -> bool {
        self.today + Days::new(7) <= line.day
    }

    /// A whole order is cancelled.
    pub fn cancel(&mut self, order: usize) -> Result<(), No> {
        let found = &self.orders[order];
        let open = matches!(found.state, State::Waits | State::SentBack | State::Placed);
        if !open || found.live().any(|line| line.stands != Stands::Booked) {
            return Err(No::OrderState);
        }
        let bound = found.state == State::Placed;
        if bound && !found.live().all(|line| self.is_free_to_cancel(line)) {
            return Err(No::TooLate);
        }
        self.orders[order].end(State::Cancelled);
        Ok(())
    }

    /// A line of a binding order is cancelled.
    pub fn cancel_line(&mut self, order: usize, line: usize) -> Result<(), No> {
        let found = &self.orders[order];
        if found.state != State::Placed || found.lines[line].stands != Stands::Booked {
            return Err(No::OrderState);
        }
        if !self.is_free_to_cancel(&found.lines[line]) {
            return Err(No::TooLate);
        }
        self.orders[order].lines[line].stands = Stands::Cancelled;
        self.orders[order].move_on();
        Ok(())
    }

    /// The provider says that a line of an order that is binding, or was, is delivered.
    pub fn deliver(&mut self, order: usize, line: usize) -> Result<(), No> {
        let today = self.today;
        let order = &mut self.orders[order];
        let state = order.state;
        let line = &mut order.lines[line];
        match line.stands {
            Stands::Delivered(_) => Ok(()),
            _ if state != State::Placed => Err(No::OrderState),
            _ if line.day > today => Err(No::BeforeItsDay),
            Stands::Booked => {
                line.stands = Stands::Delivered(today);
                Ok(())
            }
            Stands::Invoiced | Stands::Cancelled => Err(No::OrderState),
        }
    }

    /// The provider takes that back.
    pub fn undo(&mut self, order: usize, line: usize) -> Result<(), No> {
        let line = &mut self.orders[order].lines[line];
        if line.stands != Stands::Delivered(self.today) {
            return Err(No::OrderState);
        }
        line.stands = Stands::Booked;
        Ok(())
    }

    /// Whatever is delivered goes on an invoice, one for each school; how many.
    pub fn invoice(&mut self) -> usize {
        let before = self.invoices.len();
        for school in [0, 1] {
            let mut net = 0;
            for order in self.orders.iter_mut().filter(|order| order.school == school) {
                let delivered = |line: &&mut Line| matches!(line.stands, Stands::Delivered(_));
                for line in order.lines.iter_mut().filter(delivered) {
                    line.stands = Stands::Invoiced;
                    net += line.net;
                }
                if order.state == State::Placed {
                    order.move_on();
                }
            }
            if net > 0 {
                self.invoices.push(Invoice { gross: gross(net), is_paid: false });
            }
        }
        self.invoices.len() - before
    }

    /// Days go by: what nobody has decided on in time lapses.
    pub fn rest(&mut self, days: u64) {
        self.today = self.today + Days::new(days);
        for order in &mut self.orders {
            let held = matches!(order.state, State::Waits | State::SentBack);
            if held && order.waits_to < self.today {
                order.end(State::Cancelled);
            }
        }
    }

    /// What all of it saves.
    pub fn saved(&self) -> Saved {
        let mut saved = Saved::default();
        for order in self.orders.iter().filter(|order| order.state != State::Declined) {
            let held = matches!(order.state, State::Waits | State::SentBack);
            for line in order.live() {
                let stage = match line.stands {
                    Stands::Invoiced => &mut saved.realised,
                    _ if held => &mut saved.forecast,
                    _ => &mut saved.contracted,
                };
                *stage += MARKET - line.net;
            }
        }
        saved
    }

    /// What schools owe, in pence including VAT.
    pub fn owed(&self) -> i64 {
        self.invoices.iter().filter(|invoice| !invoice.is_paid).map(|invoice| invoice.gross).sum()
    }
}
