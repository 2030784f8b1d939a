//! A year, day by day: what was planned happens, providers confirm, invoices are raised and paid.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::id::OrderId;
use domain::order::LineStateCode;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence};
use market::Actor;
use market::invoice::{RaiseInvoices, raise_all_invoices, uninvoiced};
use market::order::{
    BookingsAsked, BookingsWhen, CancelOrder, ChooseDays, DecideOrder, Decision, LineOfOrder,
    PlaceOrder, QuoteOrder, Resubmit, Wanted, bookings, cancel_order, choose_days,
    confirm_delivery, decide_order, place_order, quote_order, resubmit, view_order,
};
use market::purge;

use crate::agenda::{Act, Agenda, Answer, Partnership, Then, Wish};
use crate::cast::{Cast, School};
use crate::chance::Chance;
use crate::deals::Deals;
use crate::events;
use crate::paying;
use crate::quotes;
use crate::services::Catalogue;
use crate::stage::Stage;

/// For so many days before today nothing is confirmed: a provider has something to do.
const LEFT_TO_CONFIRM: u64 = 4;

/// In so many nights before today there is what is worked out at night: what schools that are alike buy.
const NIGHTS: u64 = 2;

/// The year as it is played.
pub(crate) struct History<'a> {
    stage: &'a Stage<'a>,
    cast: &'a Cast,
    catalogue: &'a Catalogue,
    agenda: Agenda,
    deals: Deals<'a>,
    chance: Chance,
    orders: u32,
    /// How many invoices have been paid.
    paid: u32,
}

impl<'a> History<'a> {
    /// A year to be played by an agenda.
    pub fn new(
        stage: &'a Stage<'a>,
        (cast, catalogue): (&'a Cast, &'a Catalogue),
        agenda: Agenda,
        deals: Deals<'a>,
    ) -> Self {
        let chance = Chance::of("history");
        Self { stage, cast, catalogue, agenda, deals, chance, orders: 0, paid: 0 }
    }

    /// Plays it from a day to today.
    pub async fn play(&mut self, from: NaiveDate) -> Result<(), Failure> {
        let stage = self.stage;
        for day in from.iter_days().take_while(|day| *day <= stage.today) {
            stage.set(day, 9);
            for act in self.agenda.take(day) {
                self.happen(act).await?;
            }
            stage.set(day, 16);
            if day.weekday() == Weekday::Fri && day <= stage.days_ago(LEFT_TO_CONFIRM) {
                self.confirm().await?;
            }
            if is_invoicing_day(day) {
                self.invoice().await?;
                stage.tell(&format!("{} to {}", day.format("%B %Y"), self.so_far()));
            }
            stage.set(day, 18);
            if day == stage.days_ago(NIGHTS) {
                purge::plan(&stage.market).await?;
            }
            stage.do_jobs().await?;
        }
        Ok(())
    }

    fn so_far(&self) -> String {
        format!("{} orders", self.orders)
    }

    async fn happen(&mut self, act: Act) -> Result<(), Failure> {
        let market = &self.stage.market;
        match act {
            Act::Book(wish) => self.book(&wish).await,
            Act::Take(takes) => events::take(self.stage, &takes).await,
            Act::Decide(school, order, answer) => self.decide(school, order, answer).await,
            Act::SendAgain(school, order) => self.send_again(&school, order).await,
            Act::Cancel(school, order) => {
                let cancel = CancelOrder {
                    order,
                    line: None,
                    agreed_charge: Pence::ZERO,
                    key: self.stage.key()?,
                };
                cancel_order(market, &school.buyer, cancel).await
            }
            Act::Pay(partnership, invoice) => {
                self.paid += 1;
                paying::pay(self.stage, self.finance(partnership), (invoice, self.paid)).await
            }
            Act::OpenDeal(which) => self.deals.open(which).await,
            Act::TellBaseline(which, school) => {
                self.deals.tell_baseline(which, &school).await.map(|_| ())
            }
            Act::SignUp(which, school) => self.deals.sign_up(which, &school).await,
            Act::AskForQuotes(school) => {
                quotes::ask_then(self.stage, self.cast, self.catalogue, &school).await
            }
            Act::ChooseQuote(school) => quotes::choose(self.stage, &school).await,
            Act::DeliverDeal(which) => self.deals.deliver(which).await,
        }
    }

    fn finance(&self, of: Partnership) -> &'a Actor {
        match of {
            Partnership::BarkingAndDagenham => &self.cast.staff,
            Partnership::Redbridge => &self.cast.redbridge_staff,
            Partnership::Lewisham => &self.cast.lewisham_director,
        }
    }

    async fn book(&mut self, wish: &Wish) -> Result<(), Failure> {
        let (market, school) = (&self.stage.market, &wish.school);
        let ask = ChooseDays {
            service: wish.service,
            half: wish.half,
            weekday: wish.weekday,
            from: wish.from,
            to: wish.to,
        };
        let choice = choose_days(market, &school.buyer, ask).await?;
        let days: Vec<NaiveDate> = choice.free().step_by(wish.every).collect();
        if days.is_empty() {
            return Ok(());
        }
        self.orders += 1;
        let number = format!("PO-{}", 20_400 + self.orders);
        // One school in six has no such numbers.
        let number = if school.uses_numbers { Some(number) } else { None };
        let wanted = Wanted::days_of(wish.half, days);
        let asked = QuoteOrder { service: wish.service, wanted: wanted.clone() };
        let seen = quote_order(market, &school.buyer, asked).await?.seen();
        let booking = PlaceOrder {
            service: wish.service,
            wanted,
            seen,
            purchase_order_number: number.and_then(|text| PurchaseOrderNumber::parse(&text).ok()),
            key: self.stage.key()?,
        };
        let placed = place_order(market, &school.buyer, booking).await?;
        let tomorrow = market.today().checked_add_days(Days::new(1)).unwrap_or(market.today());
        let school = school.clone();
        let next = match (wish.then, placed.needs_approval) {
            (Then::Waits, _) | (Then::Stands | Then::SentBack | Then::Declined, false) => None,
            (Then::Cancelled, _) => Some(Act::Cancel(school, placed.order)),
            (Then::Stands, true) => Some(Act::Decide(school, placed.order, Answer::Approve)),
            (Then::SentBack, true) => Some(Act::Decide(school, placed.order, Answer::SendBack)),
            (Then::Declined, true) => Some(Act::Decide(school, placed.order, Answer::Decline)),
        };
        if let Some(next) = next {
            self.agenda.plan(tomorrow, next);
        }
        Ok(())
    }

    async fn decide(
        &mut self,
        school: Arc<School>,
        order: OrderId,
        answer: Answer,
    ) -> Result<(), Failure> {
        let market = &self.stage.market;
        let shown = view_order(market, &school.head, order).await?;
        let decision = match answer {
            Answer::Approve => Decision::Approve,
            Answer::SendBack => Decision::SendBack {
                reason: "Can we begin with half of the days and see how it goes?".to_owned(),
            },
            Answer::Decline => Decision::Decline {
                reason: "There is no money left for this in this year\u{2019}s budget.".to_owned(),
            },
        };
        let (version, key) = (shown.version, self.stage.key()?);
        let decide = DecideOrder { order, version, decision, key };
        decide_order(market, &school.head, decide).await?;
        if answer == Answer::SendBack {
            let tomorrow = market.today().checked_add_days(Days::new(1));
            let tomorrow = tomorrow.unwrap_or(market.today());
            self.agenda.plan(tomorrow, Act::SendAgain(school, order));
        }
        Ok(())
    }

    async fn send_again(&mut self, school: &Arc<School>, order: OrderId) -> Result<(), Failure> {
        let market = &self.stage.market;
        let shown = view_order(market, &school.buyer, order).await?;
        let half = shown.lines.len().div_ceil(2);
        let number = shown.purchase_order_number.as_deref();
        let again = Resubmit {
            order,
            keep: shown.lines.iter().take(half).map(|line| line.id).collect(),
            purchase_order_number: number.and_then(|text| PurchaseOrderNumber::parse(text).ok()),
            key: self.stage.key()?,
        };
        let placed = resubmit(market, &school.buyer, again).await?;
        if placed.needs_approval {
            let decide = Act::Decide(school.clone(), order, Answer::Approve);
            let tomorrow = market.today().checked_add_days(Days::new(1));
            self.agenda.plan(tomorrow.unwrap_or(market.today()), decide);
        }
        Ok(())
    }

    /// Every provider of booked days says that the days that have come were delivered.
    async fn confirm(&self) -> Result<(), Failure> {
        for manager in &self.cast.day_managers {
            loop {
                let asked =
                    BookingsAsked { when: BookingsWhen::ToConfirm, ..BookingsAsked::default() };
                let page = bookings(&self.stage.market, manager, asked).await?;
                let waiting: Vec<LineOfOrder> = page
                    .items
                    .iter()
                    .filter(|booking| booking.day.is_some())
                    .filter(|booking| booking.state == LineStateCode::Booked)
                    .map(|booking| LineOfOrder { order: booking.order, line: booking.line })
                    .collect();
                if waiting.is_empty() {
                    break;
                }
                for line in waiting {
                    confirm_delivery(&self.stage.market, manager, line).await?;
                }
            }
        }
        Ok(())
    }

    /// Every partnership invoices what was delivered. Most schools pay in time, some late, and a
    /// few have not paid yet.
    async fn invoice(&mut self) -> Result<(), Failure> {
        let market = &self.stage.market;
        for partnership in
            [Partnership::BarkingAndDagenham, Partnership::Redbridge, Partnership::Lewisham]
        {
            let staff = self.finance(partnership);
            let waiting = uninvoiced(market, staff).await?;
            let schools = waiting.iter().map(|waiting| waiting.school).collect();
            let raise = RaiseInvoices { schools, key: self.stage.key()? };
            for raised in raise_all_invoices(market, staff, raise).await? {
                if self.chance.one_in(16) {
                    continue;
                }
                let after = Days::new(u64::from(self.chance.between(6, 38)));
                if let Some(day) = market.today().checked_add_days(after) {
                    self.agenda.plan(day, Act::Pay(partnership, raised.invoice));
                }
            }
        }
        Ok(())
    }
}

/// The first weekday of a month.
fn is_invoicing_day(day: NaiveDate) -> bool {
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => false,
        Weekday::Mon => day.day() <= 3,
        Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => day.day() == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_invoicing_day_in_every_month() {
        let start: NaiveDate = "2026-01-01".parse().unwrap();
        let days: Vec<NaiveDate> =
            start.iter_days().take(365).filter(|day| is_invoicing_day(*day)).collect();
        assert_eq!(days.len(), 12);
        assert_eq!(days[1], "2026-02-02".parse().unwrap());
    }
}
