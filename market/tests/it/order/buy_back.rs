//! The yearly round: last year's services renewed as one purchase, decided as one.

use domain::access::Role;
use domain::buy_back::{self as days, Choice, Progress, TypedChoice, TypedRound};
use domain::id::{BuyBackId, PurchaseId, ServiceId};
use domain::order::OrderState;
use domain::service::{Event, TypedTerms};
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence, Refusal};
use market::Actor;
use market::buy_back::{
    self, KeepSheet, Remind, RenewalsAsked, RowState, SendSheet, SetBuyBack, Sheet, TypedRow,
};
use market::mail::{About, BuyBackNews};
use market::order::{
    self, CancelPurchase, DecideOrder, DecidePurchase, Decision, PlaceOrder, PlacedTogether,
    QuoteOrder, SendPurchaseAgain, Wanted,
};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};
use testbed::{Bed, instant, on_both};

use super::world::{TUESDAY, World, day, key, per_day, person};

/// The first day of the year that is renewed.
const NEXT: &str = "2027-04-01";

struct Round {
    world: World,
    payroll: ServiceId,
    hours: ServiceId,
    id: BuyBackId,
}

async fn on_sale(bed: &Bed, world: &World, terms: TypedTerms) -> ServiceId {
    let provider = TypedProvider { chosen: world.provider.to_string(), new_name: String::new() };
    let add = AddService { key: key(), provider, terms };
    let service = add_service(&bed.market, &world.staff, add).await.unwrap();
    let publish = MoveService { service, event: Event::Publish };
    move_service(&bed.market, &world.staff, publish).await.unwrap();
    service
}

fn terms(title: &str, unit: &str, pounds: &str) -> TypedTerms {
    TypedTerms {
        title: title.to_owned(),
        description: "What a school gets.".to_owned(),
        category: "payroll".to_owned(),
        unit: unit.to_owned(),
        vat: "standard".to_owned(),
        cfr: "E28".to_owned(),
        price: per_day(pounds),
        ..TypedTerms::default()
    }
}

async fn buy(bed: &Bed, who: &Actor, service: ServiceId, wanted: Wanted) {
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = order::quote_order(&bed.market, who, asked).await.unwrap().seen();
    let place = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
    order::place_order(&bed.market, who, place).await.unwrap();
}

/// A school that has payroll at £1,000 a year, four hours of help at £60 and one day of counselling at
/// £240, and a round for April that opens a month before payroll's own time.
async fn round(bed: &Bed) -> Round {
    round_of(bed, "april", NEXT).await
}

/// The same, where payroll's year begins in another month.
async fn round_of(bed: &Bed, begins: &str, next: &str) -> Round {
    let world = World::with_counsellors(bed, 1).await;
    let yearly = TypedTerms {
        year_begins: begins.to_owned(),
        mid_year: "whole_year".to_owned(),
        ..terms("Payroll", "year", "1000")
    };
    let payroll = on_sale(bed, &world, yearly).await;
    let hours = on_sale(bed, &world, terms("Payroll help", "hour", "60")).await;
    let year = days::Round { begins_on: day(next), opens_on: day(next) }.year_before().0;
    buy(bed, &world.head, payroll, Wanted::Agreement { year }).await;
    let four = Wanted::Quantity { count: 4, wished_on: None, note: None };
    buy(bed, &world.head, hours, four).await;
    world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
    let typed = TypedRound { begins_on: next.to_owned(), opens_on: "2026-12-01".to_owned() };
    let set = SetBuyBack { typed };
    let id = buy_back::set_buy_back(&bed.market, &world.staff, set).await.unwrap();
    Round { world, payroll, hours, id }
}

impl Round {
    async fn opened(bed: &Bed) -> Self {
        let round = round(bed).await;
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        bed.run_jobs().await;
        round
    }

    async fn sheet(&self, bed: &Bed, who: &Actor) -> Sheet {
        buy_back::view_sheet(&bed.market, who, self.id).await.unwrap()
    }

    /// Keeps the rows in the order of the page: counselling, payroll, help.
    async fn keep(
        &self,
        bed: &Bed,
        choices: [(&str, &str); 3],
        budget: &str,
    ) -> Result<(), Failure> {
        let sheet = self.sheet(bed, &self.world.buyer).await;
        let typed = |(choice, quantity): (&str, &str)| TypedChoice {
            choice: choice.to_owned(),
            quantity: quantity.to_owned(),
        };
        let rows = sheet.rows.iter().zip(choices);
        let rows = rows.map(|(row, one)| TypedRow { service: row.service, typed: typed(one) });
        let keep = KeepSheet {
            buy_back: self.id,
            version: sheet.version,
            rows: rows.collect(),
            budget: budget.to_owned(),
        };
        buy_back::keep_sheet(&bed.market, &self.world.buyer, keep).await
    }

    /// What the button of the page would send.
    async fn checked(&self, bed: &Bed) -> SendSheet {
        let check = buy_back::check_sheet(&bed.market, &self.world.buyer, self.id).await.unwrap();
        assert_eq!(check.unchosen, Vec::<String>::new());
        SendSheet {
            buy_back: self.id,
            version: check.sheet.version,
            purchase_order_number: PurchaseOrderNumber::parse("PO-2027").ok(),
            seen: check.quote.map(|quote| quote.seen()),
            key: key(),
        }
    }

    async fn send(&self, bed: &Bed) -> PurchaseId {
        let send = self.checked(bed).await;
        let sent = buy_back::send_sheet(&bed.market, &self.world.buyer, send).await.unwrap();
        sent.placed.unwrap().purchase
    }

    /// Two windows press at once, as their pages showed it: it is sent once.
    async fn sent_in_two_windows(&self, bed: &Bed) -> PlacedTogether {
        let buyer = &self.world.buyer;
        let (one, mut two) = (self.checked(bed).await, self.checked(bed).await);
        two.key = key();
        let again = one.clone();
        let (first, second) = tokio::join!(
            buy_back::send_sheet(&bed.market, buyer, one),
            buy_back::send_sheet(&bed.market, buyer, two),
        );
        let (sent, lost): (Vec<_>, Vec<_>) =
            [first.clone(), second].into_iter().partition(Result::is_ok);
        assert_eq!(lost, [Err(Refusal::SentAlready.into())]);
        if first.is_ok() {
            let same = buy_back::send_sheet(&bed.market, buyer, again).await;
            assert_eq!(same, first, "sent twice under one key is sent once");
        }
        sent.into_iter().next().unwrap().unwrap().placed.unwrap()
    }

    async fn progress(&self, bed: &Bed) -> Progress {
        self.sheet(bed, &self.world.buyer).await.progress
    }
}

const GOES_ON: [(&str, &str); 3] = [("keep", ""), ("keep", ""), ("change", "6")];

async fn decide(
    bed: &Bed,
    who: &Actor,
    purchase: PurchaseId,
    decision: Decision,
) -> Result<(), Failure> {
    let version = order::view_purchase(&bed.market, who, purchase).await?.version;
    let decide = DecidePurchase { purchase, version, decision, key: key() };
    order::decide_purchase(&bed.market, who, decide).await
}

fn letters(bed: &Bed, is: fn(&About) -> bool) -> Vec<String> {
    let those = bed.letters.all().into_iter().filter(|mail| is(&mail.about));
    let mut to: Vec<String> = those.map(|mail| mail.name).collect();
    to.sort();
    to
}

on_both! {
    async fn what_runs_by_the_calendar_is_renewed_in_january_and_billed_in_two_years(bed) {
        let round = round_of(&bed, "january", "2027-01-01").await;
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        bed.run_jobs().await;
        let sheet = round.sheet(&bed, &round.world.buyer).await;
        let row = sheet.rows.iter().find(|row| row.service == round.payroll).unwrap();
        let RowState::Open(next) = &row.state else { panic!("{:?}", row.state) };
        assert_eq!((row.had.quantity, next.net.pence()), (1, Pence::pounds(1_000)));
        round.keep(&bed, [("stop", ""), ("keep", ""), ("stop", "")], "").await.unwrap();
        let purchase = round.send(&bed).await;
        let view = order::view_purchase(&bed.market, &round.world.buyer, purchase).await.unwrap();
        let order = view.orders.first().unwrap().id;
        let order = order::view_order(&bed.market, &round.world.buyer, order).await.unwrap();
        let lines = order.lines.iter().map(|line| (line.months, line.net.pence()));
        // A maintained school's year ends in March.
        let billed = [(Some(3), Pence::pounds(250)), (Some(9), Pence::pounds(750))];
        assert_eq!(lines.collect::<Vec<_>>(), billed);
    }

    async fn last_years_services_are_renewed_as_one_purchase_and_approved_once(bed) {
        let round = round(&bed).await;
        let Round { world, payroll, hours, id } = &round;
        let early = buy_back::view_sheet(&bed.market, &world.buyer, *id).await.unwrap_err();
        assert_eq!(early, Refusal::BuyBackNotOpen.into());
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        bed.run_jobs().await;
        bed.run_jobs().await;
        let opened = letters(&bed, |about| is_news(about, BuyBackNews::Open));
        assert_eq!(opened, ["Amina Rahman", "Grace Adeyemi"], "each once, and no other school");

        let sheet = round.sheet(&bed, &world.buyer).await;
        let row = |service: ServiceId| {
            let row = sheet.rows.iter().find(|row| row.service == service).unwrap();
            let RowState::Open(next) = &row.state else { panic!("{:?}", row.state) };
            (row.had.quantity, row.had.net.pence(), next.net.pence())
        };
        assert_eq!(row(*payroll), (1, Pence::pounds(1_000), Pence::pounds(1_000)));
        assert_eq!(row(*hours), (4, Pence::pounds(240), Pence::pounds(240)));
        assert_eq!(row(world.service), (1, Pence::pounds(240), Pence::pounds(240)));

        let zero = [("keep", ""), ("keep", ""), ("change", "0")];
        let refused = round.keep(&bed, zero, "lots").await.unwrap_err();
        let Failure::Invalid(problems) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = problems.iter().map(|one| one.field).collect();
        assert_eq!(fields, ["quantity_3", "budget"]);
        let unkept = SendSheet { seen: None, ..round_send(*id) };
        let nothing = buy_back::send_sheet(&bed.market, &world.buyer, unkept).await.unwrap_err();
        assert_eq!(nothing, Failure::ChangedMeanwhile);

        round.keep(&bed, GOES_ON, "1500").await.unwrap();
        let sheet = round.sheet(&bed, &world.buyer).await;
        assert_eq!(sheet.progress, Progress::Begun);
        assert_eq!(sheet.totals.last.pence(), Pence::pounds(1_480));
        assert_eq!(sheet.totals.ordered.pence(), Pence::pounds(1_360));
        assert_eq!(sheet.totals.by_date.pence(), Pence::pounds(240));
        assert_eq!(sheet.budget, Some(Pence::pounds(1_500)));

        let placed = round.sent_in_two_windows(&bed).await;
        assert!(placed.needs_approval, "£1,632 is over £300");
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM purchase").await, 1);

        let seen = order::view_purchase(&bed.market, &world.head, placed.purchase).await.unwrap();
        assert_eq!(seen.total.2, Pence::pounds(1_632));
        assert_eq!(seen.orders.len(), 2);
        assert_eq!(seen.purchase_order_number.as_deref(), Some("PO-2027"));
        assert_eq!(round.progress(&bed).await, Progress::Waiting);
        let stranger = order::view_purchase(&bed.market, &world.other_buyer, placed.purchase).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        bed.run_jobs().await;
        let asked = letters(&bed, |about| matches!(about, About::ApprovalNeeded(_)));
        assert_eq!(asked, ["Grace Adeyemi"], "one letter for all of it");

        // The sum is judged, not its parts, and no part of it alone.
        let (school, approver) = (world.school, Role::Approver);
        let limited = person(&bed, school, approver, "Ian Low", Some(130_000)).await;
        let over = decide(&bed, &limited, placed.purchase, Decision::Approve).await.unwrap_err();
        assert_eq!(over, Refusal::OverLimit { limit: Pence::new(130_000) }.into());
        let part = seen.orders[0].id;
        let alone = DecideOrder { order: part, version: 1, decision: Decision::Approve, key: key() };
        let alone = order::decide_order(&bed.market, &world.head, alone).await.unwrap_err();
        assert_eq!(alone, Refusal::PartOfPurchase.into());

        let decline = Decision::Decline { reason: "Not this year".to_owned() };
        let (yes, no) = tokio::join!(
            decide(&bed, &world.head, placed.purchase, Decision::Approve),
            decide(&bed, &limited, placed.purchase, decline),
        );
        assert!(yes.is_ok() != no.is_ok(), "{yes:?} {no:?}");
        let states = "SELECT COUNT(DISTINCT state) AS n FROM school_order WHERE purchase_id IS NOT NULL";
        assert_eq!(world.sql.number(states).await, 1, "all of it or nothing");
        let decided = if yes.is_ok() { Progress::Renewed } else { Progress::Begun };
        let sheet = round.sheet(&bed, &world.buyer).await;
        assert_eq!(sheet.progress, decided);
        assert_eq!(sheet.totals.next.pence(), Pence::pounds(1_600), "ordered or chosen");
    }

    async fn what_is_sent_back_goes_again_or_is_taken_back_and_may_all_stop(bed) {
        let round = Round::opened(&bed).await;
        let world = &round.world;
        round.keep(&bed, GOES_ON, "").await.unwrap();
        let mut changed = round.checked(&bed).await;
        if let Some(seen) = &mut changed.seen {
            seen.gross = Pence::new(seen.gross.get() - 1);
        }
        let refused = buy_back::send_sheet(&bed.market, &world.buyer, changed).await.unwrap_err();
        assert_eq!(refused, Refusal::NotAsShown.into());
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM purchase").await, 0);

        let purchase = round.send(&bed).await;
        let back = Decision::SendBack { reason: "Do we need six hours?".to_owned() };
        decide(&bed, &world.head, purchase, back).await.unwrap();
        let seen = order::view_purchase(&bed.market, &world.buyer, purchase).await.unwrap();
        assert_eq!(seen.state, Some(OrderState::SentBack));
        assert!(seen.can_send_again && seen.can_cancel && !seen.can_decide);
        let again = SendPurchaseAgain {
            purchase,
            version: seen.version,
            purchase_order_number: PurchaseOrderNumber::parse("PO-2028").ok(),
            key: key(),
        };
        let again = order::send_purchase_again(&bed.market, &world.buyer, again).await.unwrap();
        assert!(again.needs_approval);
        let stale = DecidePurchase {
            purchase,
            version: seen.version,
            decision: Decision::Approve,
            key: key(),
        };
        let stale = order::decide_purchase(&bed.market, &world.head, stale).await.unwrap_err();
        assert_eq!(stale, Failure::ChangedMeanwhile);
        let version = order::view_purchase(&bed.market, &world.buyer, purchase).await.unwrap().version;
        let cancel = CancelPurchase { purchase, version, key: key() };
        order::cancel_purchase(&bed.market, &world.buyer, cancel).await.unwrap();
        assert_eq!(round.progress(&bed).await, Progress::Begun);
        assert_eq!(world.saved("forecast").await, 0, "what was to be saved is taken back");

        round.keep(&bed, [("stop", ""); 3], "").await.unwrap();
        let stops = round.checked(&bed).await;
        assert_eq!(stops.seen, None);
        let sent = buy_back::send_sheet(&bed.market, &world.buyer, stops).await.unwrap();
        assert_eq!(sent.placed, None);
        let sheet = round.sheet(&bed, &world.buyer).await;
        assert_eq!(sheet.progress, Progress::Stopped);
        assert!(sheet.rows.iter().all(|row| row.kept == Some(Choice::Stop)));
        bed.run_jobs().await;
        let told = bed.letters.all().into_iter().filter_map(|mail| match mail.about {
            About::BuyBack(told) => match told.news {
                BuyBackNews::Decided { kept, stopped, waits } => Some((kept, stopped, waits)),
                BuyBackNews::Open | BuyBackNews::Reminder => None,
            },
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), [(3, 0, true), (0, 3, false)]);
    }

    async fn staff_see_who_has_not_renewed_and_remind_each_once_in_seven_days(bed) {
        let round = Round::opened(&bed).await;
        let world = &round.world;
        round.keep(&bed, GOES_ON, "").await.unwrap();
        let all = RenewalsAsked::default();
        let seen = buy_back::renewals(&bed.market, &world.staff, round.id, &all).await.unwrap();
        let told: Vec<_> = seen.schools.items.iter().map(|one| {
            (one.name.as_str(), one.progress, one.services, one.last, one.next, one.can_remind)
        }).collect();
        let (next, none) = (Some(Pence::pounds(1_600)), Pence::ZERO);
        assert_eq!(told, [
            ("Hill Rise Primary", Progress::Begun, 3, Pence::pounds(1_480), next, true),
            ("Marsh Lane School", Progress::NotBegun, 0, none, None, false),
        ]);
        assert_eq!(seen.schools.items[0].chosen, (2, 1, 0));
        let begun = RenewalsAsked { progress: Some(Progress::NotBegun), ..RenewalsAsked::default() };
        let begun = buy_back::renewals(&bed.market, &world.staff, round.id, &begun).await.unwrap();
        assert_eq!(begun.schools.items.len(), 1);

        let remind = || Remind { buy_back: round.id, schools: Vec::new(), key: key() };
        let (one, two) = tokio::join!(
            buy_back::remind_schools(&bed.market, &world.staff, remind()),
            buy_back::remind_schools(&bed.market, &world.staff, remind()),
        );
        let nobody = || Err(Refusal::NobodyToRemind.into());
        assert!([one.clone(), two.clone()] == [Ok(1), nobody()] || [two, one] == [Ok(1), nobody()]);
        bed.run_jobs().await;
        let is = |about: &About| is_news(about, BuyBackNews::Reminder);
        assert_eq!(letters(&bed, is), ["Amina Rahman", "Grace Adeyemi"]);
        bed.clock.set(instant("2026-12-08T08:59:00Z"));
        assert_eq!(buy_back::remind_schools(&bed.market, &world.staff, remind()).await, nobody());
        bed.clock.set(instant("2026-12-08T09:30:00Z"));
        assert_eq!(buy_back::remind_schools(&bed.market, &world.staff, remind()).await, Ok(1));

        let moved = SetBuyBack {
            typed: TypedRound { begins_on: NEXT.to_owned(), opens_on: "2026-12-20".to_owned() },
        };
        let moved = buy_back::set_buy_back(&bed.market, &world.staff, moved).await.unwrap_err();
        assert_eq!(moved, Refusal::BuyBackOpen.into(), "schools were told");
    }

    async fn a_purchase_that_nobody_decides_lapses_whole_with_one_letter(bed) {
        let round = Round::opened(&bed).await;
        round.keep(&bed, GOES_ON, "").await.unwrap();
        let purchase = round.send(&bed).await;
        bed.clock.set(instant("2026-12-20T09:00:00Z"));
        bed.run_jobs().await;
        let buyer = &round.world.buyer;
        let seen = order::view_purchase(&bed.market, buyer, purchase).await.unwrap();
        assert_eq!(seen.state, Some(OrderState::Cancelled));
        let lapsed = letters(&bed, |about| matches!(about, About::OrderLapsed(_)));
        assert_eq!(lapsed, ["Amina Rahman", "Grace Adeyemi"]);
        assert_eq!(round.progress(&bed).await, Progress::Begun);
    }
}

fn is_news(about: &About, news: BuyBackNews) -> bool {
    matches!(about, About::BuyBack(told) if told.news == news)
}

/// A form that was never shown.
fn round_send(id: BuyBackId) -> SendSheet {
    SendSheet { buy_back: id, version: 1, purchase_order_number: None, seen: None, key: key() }
}
