//! People of two schools, a provider and a partnership act at random; beside them a page of plain
//! bookkeeping says what must come of it. Every answer is compared, and now and then everything
//! that is stored. `WALK_SEED` brings a run back; `SOAK` makes it so many times longer.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::id::{InvoiceId, OrderId};
use domain::ledger::AccountKind;
use domain::order::{LineState, OrderState};
use domain::service::TypedTerms;
use domain::{Failure, Pence, Problem, Refusal};
use market::invoice;
use market::order::{self, CancelOrder, DecideOrder, Decision, LineOfOrder, OrderView, Resubmit};
use market::service::{self, ChangeService, TypedProvider};
use market::{Actor, Viewer, ledger};
use model::{Model, No, Saved, Stands, State, Who};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use testbed::{Bed, on_both};

use crate::order::world::{World, key, per_day};

/// Steps of a run.
const STEPS: usize = 600;
/// Steps between two comparisons of everything.
const STEPS_A_LOOK: usize = 40;
/// What a day is sold at, in pounds: amounts whose VAT is a whole number of pence.
const PRICES: [i64; 3] = [240, 250, 275];

struct Run {
    bed: Bed,
    world: World,
    model: Model,
    /// The orders, in the model's order; and the invoices.
    orders: Vec<OrderId>,
    invoices: Vec<InvoiceId>,
    dice: StdRng,
    /// What was done, for whoever has to find out.
    told: String,
}

fn number(variable: &str, usual: usize) -> usize {
    let set = std::env::var(variable).ok();
    set.map_or(usual, |text| text.parse().expect("a whole number"))
}

/// An answer in the model's words.
fn plainly<T>(answer: Result<T, Failure>) -> Result<T, No> {
    answer.map_err(|failure| match failure {
        Failure::Refused(Refusal::TooSoon { .. }) => No::TooSoon,
        Failure::Refused(Refusal::DayTaken { .. }) => No::DayTaken,
        Failure::Refused(Refusal::OrderState) => No::OrderState,
        Failure::Refused(Refusal::TooLateToCancel { .. }) => No::TooLate,
        Failure::Refused(Refusal::BeforeItsDay { .. }) => No::BeforeItsDay,
        failure if failure == Failure::field("day", Problem::Missing) => No::NothingLeft,
        other => panic!("the model knows no such answer: {other:?}"),
    })
}

impl Run {
    async fn begin(bed: Bed, seed: usize) -> Self {
        let world = World::with_counsellors(&bed, 2).await;
        let mut at_work = BTreeMap::new();
        for day in bed.market.today().iter_days().take(128) {
            let asked = format!("SELECT COUNT(*) AS n FROM pool_day WHERE day = '{day}'");
            let count = usize::try_from(world.sql.number(&asked).await).unwrap();
            if count > 0 {
                at_work.insert(day, count);
            }
        }
        let model = Model::of(bed.market.today(), at_work);
        let dice = StdRng::seed_from_u64(seed as u64);
        let (orders, invoices) = (Vec::new(), Vec::new());
        Self { bed, world, model, orders, invoices, dice, told: format!("seed {seed}") }
    }

    fn actor(&self, who: Who) -> &Actor {
        match who {
            Who::Buyer => &self.world.buyer,
            Who::Head => &self.world.head,
            Who::Other => &self.world.other_buyer,
        }
    }

    fn somebody(&mut self) -> Who {
        *[Who::Buyer, Who::Buyer, Who::Head, Who::Other].choose(&mut self.dice).unwrap()
    }

    fn say(&mut self, what: &str) {
        self.told.push_str("\n  ");
        self.told.push_str(what);
    }

    /// One of the orders of a school, if it has any: mostly one that is in a state.
    fn some_order(&mut self, school: usize, state: State) -> Option<usize> {
        let orders = self.model.orders.iter().enumerate();
        let own: Vec<_> = orders.filter(|(_, order)| order.school == school).collect();
        let such = own.iter().filter(|(_, order)| order.state == state);
        let such: Vec<usize> = such.map(|(place, _)| *place).collect();
        if !such.is_empty() && self.dice.random_bool(0.8) {
            return such.choose(&mut self.dice).copied();
        }
        own.choose(&mut self.dice).map(|(place, _)| *place)
    }

    fn some_line(&mut self, order: usize) -> usize {
        self.dice.random_range(0..self.model.orders[order].lines.len())
    }

    async fn view(&self, actor: &Actor, order: usize) -> OrderView {
        order::view_order(&self.bed.market, actor, self.orders[order]).await.unwrap()
    }

    async fn step(&mut self, soak: u32) {
        if self.dice.random_ratio(1, 8 * soak) {
            return self.rest().await;
        }
        match self.dice.random_range(0..20) {
            0..=5 => self.book().await,
            6..=9 => self.decide().await,
            10..=11 => self.resubmit().await,
            12..=13 => self.cancel().await,
            14..=16 => self.deliver().await,
            17 => self.invoice().await,
            18 => self.pay().await,
            _ => self.change_price().await,
        }
    }

    async fn rest(&mut self) {
        let days = self.dice.random_range(1..=2);
        self.say(&format!("{days} days go by"));
        self.model.rest(days);
        self.bed.clock.set(testbed::instant(&format!("{}T09:00:00Z", self.model.today)));
        self.bed.run_jobs().await;
    }

    async fn book(&mut self) {
        let who = self.somebody();
        let from = self.model.today - chrono::Days::new(3);
        let soon: Vec<NaiveDate> = self.model.at_work.range(from..).map(|(day, _)| *day).collect();
        let soon = &soon[..soon.len().min(12)];
        let count = self.dice.random_range(1..=3);
        let days: BTreeSet<NaiveDate> =
            soon.choose_multiple(&mut self.dice, count).copied().collect();
        let days: Vec<NaiveDate> = days.into_iter().collect();
        if days.is_empty() {
            return;
        }
        self.say(&format!("{who:?} books {days:?}"));
        let expected = self.model.book(who, &days);
        let texts: Vec<String> = days.iter().map(ToString::to_string).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let market = &self.bed.market;
        let booking = self.world.booking(market, self.actor(who), &texts).await;
        let placed = order::place_order(market, self.actor(who), booking.clone()).await;
        let again = order::place_order(market, self.actor(who), booking).await;
        assert_eq!(placed, again, "sent twice is sent once: {}", self.told);
        self.orders.extend(placed.as_ref().ok().map(|placed| placed.order));
        let answer = plainly(placed.map(|placed| placed.needs_approval));
        assert_eq!(answer, expected, "{}", self.told);
    }

    async fn decide(&mut self) {
        let Some(order) = self.some_order(0, State::Waits) else { return };
        let reason = "Say more.".to_owned();
        let (decision, expected) = match self.dice.random_range(0..4) {
            0 => (Decision::Decline { reason }, self.model.decline(order)),
            1 | 2 => (Decision::SendBack { reason }, self.model.send_back(order)),
            _ => (Decision::Approve, self.model.approve(order)),
        };
        self.say(&format!("Head decides on {order}: {decision:?}"));
        let version = self.view(&self.world.head, order).await.version;
        let decide = DecideOrder { order: self.orders[order], version, decision, key: key() };
        let market = &self.bed.market;
        let answer = order::decide_order(market, &self.world.head, decide.clone()).await;
        let again = order::decide_order(market, &self.world.head, decide).await;
        assert_eq!(answer, again, "sent twice is sent once: {}", self.told);
        assert_eq!(plainly(answer), expected, "{}", self.told);
    }

    async fn resubmit(&mut self) {
        let who = *[Who::Buyer, Who::Head].choose(&mut self.dice).unwrap();
        let Some(order) = self.some_order(0, State::SentBack) else { return };
        let lines = 0..self.model.orders[order].lines.len();
        let keep: Vec<usize> = lines.filter(|_| self.dice.random_bool(0.7)).collect();
        self.say(&format!("{who:?} sends {order} again with {keep:?}"));
        let expected = self.model.resubmit(who, order, &keep);
        let seen = self.view(self.actor(who), order).await;
        let again = Resubmit {
            order: self.orders[order],
            keep: keep.iter().map(|line| seen.lines[*line].id).collect(),
            purchase_order_number: None,
            key: key(),
        };
        let answer = order::resubmit(&self.bed.market, self.actor(who), again).await;
        assert_eq!(plainly(answer.map(|placed| placed.needs_approval)), expected, "{}", self.told);
    }

    async fn cancel(&mut self) {
        let who = self.somebody();
        let Some(order) = self.some_order(who.school(), State::Placed) else { return };
        let line = self.dice.random_bool(0.5).then(|| self.some_line(order));
        self.say(&format!("{who:?} cancels {order}, line {line:?}"));
        let expected = match line {
            Some(line) => self.model.cancel_line(order, line),
            None => self.model.cancel(order),
        };
        let seen = self.view(self.actor(who), order).await;
        let line = line.map(|line| seen.lines[line].id);
        let cancel =
            CancelOrder { order: self.orders[order], line, agreed_charge: Pence::ZERO, key: key() };
        let answer = order::cancel_order(&self.bed.market, self.actor(who), cancel).await;
        assert_eq!(plainly(answer), expected, "{}", self.told);
    }

    async fn deliver(&mut self) {
        let told_of = |state| matches!(state, State::Placed | State::Completed);
        let orders = self.model.orders.iter().enumerate();
        let known = orders.filter(|(_, order)| told_of(order.state)).map(|(place, _)| place);
        let known: Vec<usize> = known.collect();
        let Some(order) = known.choose(&mut self.dice).copied() else { return };
        let line = self.some_line(order);
        let undo = self.dice.random_bool(0.2);
        self.say(&format!("Delivered {order}, line {line}; taken back {undo}"));
        let manager = &self.world.manager;
        let id = self.view(manager, order).await.lines[line].id;
        let what = LineOfOrder { order: self.orders[order], line: id };
        let (answer, expected) = if undo {
            let answer = order::undo_delivery(&self.bed.market, manager, what).await;
            (answer, self.model.undo(order, line))
        } else {
            let answer = order::confirm_delivery(&self.bed.market, manager, what).await;
            (answer, self.model.deliver(order, line))
        };
        assert_eq!(plainly(answer), expected, "{}", self.told);
    }

    async fn invoice(&mut self) {
        self.say("Everything delivered is invoiced");
        let expected = self.model.invoice();
        let waiting = invoice::uninvoiced(&self.bed.market, &self.world.staff).await.unwrap();
        assert_eq!(waiting.len(), expected, "{}", self.told);
        if expected == 0 {
            return;
        }
        let mut raised = self.world.invoice_all(&self.bed.market).await;
        assert_eq!(raised.len(), expected, "{}", self.told);
        // The model invoices the first school first.
        let mut schools = Vec::new();
        for one in &raised {
            let seen = invoice::view_invoice(&self.bed.market, &self.world.staff, one.invoice);
            schools.push(seen.await.unwrap().paper.buyer.name);
        }
        if schools.first().is_some_and(|name| name == "Marsh Lane School") {
            raised.reverse();
        }
        self.invoices.extend(raised.iter().map(|one| one.invoice));
    }

    async fn pay(&mut self) {
        let unpaid = self.model.invoices.iter().enumerate().filter(|(_, one)| !one.is_paid);
        let unpaid: Vec<usize> = unpaid.map(|(place, _)| place).collect();
        let Some(place) = unpaid.choose(&mut self.dice).copied() else { return };
        self.say(&format!("Invoice {place} is paid"));
        self.model.invoices[place].is_paid = true;
        let today = self.model.today.to_string();
        self.world.pay(&self.bed.market, self.invoices[place], &today).await;
    }

    async fn change_price(&mut self) {
        let pounds = *PRICES.choose(&mut self.dice).unwrap();
        self.say(&format!("A day costs £{pounds} from now on"));
        self.model.price = pounds * 100;
        let (market, staff) = (&self.bed.market, &self.world.staff);
        let viewer = Viewer::Actor(Box::new(staff.clone()));
        let seen = service::view_service(market, &viewer, self.world.service).await.unwrap();
        let change = ChangeService {
            service: self.world.service,
            version: seen.row_version(),
            provider: TypedProvider {
                chosen: seen.provider.id.to_string(),
                new_name: String::new(),
            },
            terms: TypedTerms {
                title: "Counselling in school".to_owned(),
                description: "A counsellor in school for a day.".to_owned(),
                category: "counselling".to_owned(),
                unit: "day".to_owned(),
                vat: "standard".to_owned(),
                price: per_day(&pounds.to_string()),
                ..TypedTerms::default()
            },
        };
        service::change_service(market, staff, change).await.unwrap();
    }

    /// Everything that is stored, beside everything that must be so.
    async fn look(&self) {
        for place in 0..self.orders.len() {
            self.look_at(place).await;
        }
        for day in self.model.at_work.keys() {
            let free = format!(
                "SELECT COUNT(*) AS n FROM pool_day WHERE day = '{day}' AND order_line_id IS NULL"
            );
            let free = usize::try_from(self.world.sql.number(&free).await).unwrap();
            assert_eq!(free, self.model.free(*day), "free on {day}: {}", self.told);
        }
        let saved = Saved {
            forecast: self.world.saved("forecast").await,
            contracted: self.world.saved("contracted").await,
            realised: self.world.saved("realised").await,
        };
        assert_eq!(saved, self.model.saved(), "{}", self.told);
        assert_eq!(ledger::check_books(&self.bed.market).await, Ok(Vec::new()), "{}", self.told);
        let trial = ledger::trial_balance(&self.bed.market, &self.world.staff).await.unwrap();
        let owed = trial.accounts.iter().filter(|of| of.kind == AccountKind::SchoolReceivable);
        let owed = Pence::total(owed.map(|of| of.standing().unwrap())).unwrap();
        assert_eq!(owed, Pence::new(self.model.owed()), "{}", self.told);
    }

    async fn look_at(&self, place: usize) {
        let expected = &self.model.orders[place];
        let actor = if expected.school == 0 { &self.world.head } else { &self.world.other_buyer };
        let seen = self.view(actor, place).await;
        let state = match seen.state {
            OrderState::AwaitingApproval => State::Waits,
            OrderState::SentBack => State::SentBack,
            OrderState::Declined => State::Declined,
            OrderState::Placed => State::Placed,
            OrderState::Completed => State::Completed,
            OrderState::Cancelled => State::Cancelled,
        };
        assert_eq!(state, expected.state, "order {place}: {}", self.told);
        let stands = |state| match state {
            LineState::Booked => Stands::Booked,
            LineState::Delivered { delivered_on } => Stands::Delivered(delivered_on),
            LineState::Invoiced { .. } => Stands::Invoiced,
            LineState::Cancelled { .. } => Stands::Cancelled,
        };
        let lines = seen.lines.iter().map(|line| (line.day, line.net.pence(), stands(line.state)));
        let meant = expected.lines.iter();
        let meant = meant.map(|line| (Some(line.day), Pence::new(line.net), line.stands));
        let (lines, meant): (Vec<_>, Vec<_>) = (lines.collect(), meant.collect());
        assert_eq!(lines, meant, "order {place}: {}", self.told);
        if expected.state != State::Cancelled {
            let gross = Pence::new(expected.gross());
            assert_eq!(seen.totals.gross.pence(), gross, "order {place}: {}", self.told);
        }
    }

    /// How many orders ever came so far.
    fn came_to(&self, state: State) -> usize {
        self.model.orders.iter().filter(|order| order.state == state).count()
    }
}

on_both! {
    async fn what_is_stored_is_what_plain_bookkeeping_says(bed) {
        let soak = number("SOAK", 1);
        let mut run = Run::begin(bed, number("WALK_SEED", 11)).await;
        for step in 0..STEPS * soak {
            run.step(u32::try_from(soak).unwrap()).await;
            if step % STEPS_A_LOOK == 0 {
                run.look().await;
            }
        }
        run.look().await;
        let ended = [State::Completed, State::Cancelled, State::Declined].map(|s| run.came_to(s));
        assert!(ended.iter().all(|count| *count > 0), "hardly anything happened: {ended:?}");
        assert!(run.model.invoices.iter().any(|invoice| invoice.is_paid), "nobody paid");
    }
}
