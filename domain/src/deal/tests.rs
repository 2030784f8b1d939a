use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::failure::{FieldProblem, Problem, Refusal};
use crate::id::OrganisationId;
use crate::money::{BasisPoints, Net, Pence};

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, day, 16, 0, 0).unwrap()
}

/// The closing time of every deal here.
fn closing() -> DateTime<Utc> {
    at(20)
}

/// The day on which every contract here begins.
fn starting() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
}

fn school(number: u32) -> OrganisationId {
    OrganisationId::from_uuid(Uuid::from_u128(u128::from(number)))
}

fn step(from: u64, pence: i64) -> Step {
    Step { from, unit_price: Net(Pence::new(pence)) }
}

/// HR advice and payroll per pupil, illustrative: £14.50, from 8,000 pupils £12.75, from 16,000 £11.20.
fn proposed() -> ProposedTerms {
    ProposedTerms {
        unit: Unit::Pupil,
        steps: vec![step(0, 1_450), step(8_000, 1_275), step(16_000, 1_120)],
        quorum: Quorum { schools: Some(3), quantity: Some(1_000) },
        closes_at: closing(),
        fee: BasisPoints::new(200),
        starts_on: starting(),
        months: 36,
    }
}

fn terms() -> Terms {
    Terms::new(proposed()).unwrap()
}

fn open(terms: Terms) -> Deal {
    Deal::Draft(Draft::new(terms)).open(at(1)).unwrap()
}

fn open_with(terms: Terms, quantities: &[u32]) -> Deal {
    let mut deal = open(terms);
    for (number, quantity) in (1..).zip(quantities) {
        deal = deal.commit(school(number), Commitment::new(*quantity).unwrap(), at(2)).unwrap();
    }
    deal
}

fn award_of(deal: Deal) -> Award {
    match deal.close(closing()).unwrap() {
        Deal::Met(met) => met.award().clone(),
        other => panic!("not met: {other:?}"),
    }
}

type Event<'a> = (&'a str, Box<dyn Fn(Deal) -> Result<Deal, Refusal> + 'a>);

#[test]
fn the_life_of_a_deal_state_by_event() {
    let few = open_with(terms(), &[300]);
    let enough = open_with(terms(), &[400, 500, 600]);
    let draft = Deal::Draft(Draft::new(terms()));
    let states = [
        ("draft", draft.clone()),
        ("open, too few", few.clone()),
        ("open, enough", enough.clone()),
        ("met", enough.clone().close(closing()).unwrap()),
        ("lapsed", few.close(closing()).unwrap()),
        ("withdrawn", enough.withdraw(at(3)).unwrap()),
    ];
    let (before, after) = (at(19), closing());
    let c = Commitment::new(250).unwrap();
    let events: Vec<Event> = vec![
        ("change terms", Box::new(|deal| deal.change_terms(terms()))),
        ("open before closing time", Box::new(|deal| deal.open(before))),
        ("open at closing time", Box::new(|deal| deal.open(after))),
        ("new school signs up before", Box::new(|deal| deal.commit(school(9), c, before))),
        ("new school signs up at", Box::new(|deal| deal.commit(school(9), c, after))),
        ("school signs up again", Box::new(|deal| deal.commit(school(1), c, before))),
        ("school changes before", Box::new(|deal| deal.change_commitment(school(1), c, before))),
        ("school changes at", Box::new(|deal| deal.change_commitment(school(1), c, after))),
        ("school leaves before", Box::new(|deal| deal.leave(school(1), before))),
        ("school leaves at", Box::new(|deal| deal.leave(school(1), after))),
        ("school not in leaves", Box::new(|deal| deal.leave(school(9), before))),
        ("close before closing time", Box::new(|deal| deal.close(before))),
        ("close at closing time", Box::new(|deal| deal.close(after))),
        ("withdraw before", Box::new(|deal| deal.withdraw(before))),
        ("withdraw at", Box::new(|deal| deal.withdraw(after))),
    ];
    let mut table = String::new();
    for (event, apply) in &events {
        for (state, deal) in &states {
            let result = match apply(deal.clone()) {
                Ok(deal) => format!("-> {}", deal.state().code()),
                Err(refusal) => format!("refused {refusal:?}"),
            };
            table.push_str(&format!("{event:27}{state:15}{result}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn terms_name_every_field_that_cannot_be_used() {
    let wrong = ProposedTerms {
        steps: vec![],
        quorum: Quorum { schools: Some(0), quantity: Some(0) },
        fee: BasisPoints::new(3_001),
        months: 0,
        ..proposed()
    };
    let problems = Terms::new(wrong).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|p| p.field).collect();
    assert_eq!(fields, ["quorum_schools", "quorum_quantity", "fee", "months", "steps"]);
    // In per cent, as it is typed.
    assert_eq!(problems[2].problem, Problem::OutOfRange { min: 0, max: 30 });
}

#[test]
fn steps_start_at_nothing_rise_in_quantity_and_fall_in_price() {
    let out_of_order = [
        vec![step(1, 1_450)],
        vec![step(0, 1_450), step(0, 1_300)],
        vec![step(0, 1_450), step(100, 1_450)],
        vec![step(0, 1_450), step(100, 1_500)],
        vec![step(0, 1_450), step(100, 1_300), step(50, 1_200)],
    ];
    for steps in out_of_order {
        assert_eq!(Steps::new(steps), Err(Problem::StepsOutOfOrder));
    }
    let free = ProposedTerms { steps: vec![step(0, 1), step(5, 0)], ..proposed() };
    let problem = Problem::OutOfRange { min: 1, max: 100_000 };
    assert_eq!(Terms::new(free), Err(vec![FieldProblem { field: "steps", problem }]));
}

#[test]
fn terms_and_the_meter_survive_storage_and_wrong_terms_do_not() {
    let kept = serde_json::to_string(&terms()).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&kept).unwrap(), terms());
    let changed = kept.replace("\"months\":36", "\"months\":0");
    assert!(serde_json::from_str::<Terms>(&changed).is_err());
    let meter = open_with(terms(), &[400, 500]).meter();
    let sent = serde_json::to_string(&meter).unwrap();
    assert_eq!(serde_json::from_str::<Meter>(&sent).unwrap(), meter);
    assert!(serde_json::from_str::<Steps>(r#"[{"from":3,"unit_price":100}]"#).is_err());
}

#[test]
fn the_meter_tells_what_the_next_step_and_the_quorum_need() {
    let meter = open_with(terms(), &[400, 500]).meter();
    assert_eq!((meter.schools_in, meter.pooled), (2, 900));
    assert_eq!(meter.price_now, Net(Pence::new(1_450)));
    let next = NextStep { unit_price: Net(Pence::new(1_275)), from: 8_000, missing: 7_100 };
    assert_eq!(meter.next, Some(next));
    assert_eq!(meter.quorum.missing, Shortfall { schools: 1, quantity: 100 });
    assert!(!meter.quorum.reached);
    let full = open_with(terms(), &[8_000, 8_000, 1]).meter();
    assert_eq!((full.next, full.quorum.reached), (None, true));
}

#[test]
fn a_school_sees_its_saving_at_each_step_and_a_rise_as_a_rise() {
    let meter = open_with(terms(), &[4_000, 3_800]).meter();
    let own =
        OwnFigures { quantity: 420, baseline: Some(Net(Pence::pounds(5_500))), signed_up_for: 0 };
    let view = SchoolView::of(&meter, own).unwrap();
    let savings: Vec<i64> = view.at_steps.iter().map(|s| s.saving.unwrap().get()).collect();
    // £5,500 less 420 × £14.50, £12.75 and £11.20.
    assert_eq!(savings, [-59_000, 14_500, 79_600]);
    let reached: Vec<bool> = view.at_steps.iter().map(|s| s.reached).collect();
    assert_eq!(reached, [true, true, false]);
    assert_eq!(view.cost, Net(Pence::new(535_500)));
    assert_eq!(view.saving, Some(Pence::new(14_500)));
    let effect = view.effect_of_joining;
    assert_eq!(effect.price_without, Net(Pence::new(1_450)));
    assert_eq!(effect.price_with, Net(Pence::new(1_275)));
    assert_eq!((effect.pooled_with, effect.schools_with), (8_220, 3));
    // 7,800 pupils of the others × £1.75.
    assert_eq!(effect.others_save, Pence::new(1_365_000));
}

#[test]
fn a_school_sees_the_same_before_and_after_it_signs_up() {
    let deal = open_with(terms(), &[4_000, 3_800]);
    let own = OwnFigures { quantity: 420, baseline: None, signed_up_for: 0 };
    let before = SchoolView::of(&deal.meter(), own).unwrap();
    let deal = deal.commit(school(9), Commitment::new(420).unwrap(), at(3)).unwrap();
    let own = OwnFigures { signed_up_for: 420, ..own };
    assert_eq!(SchoolView::of(&deal.meter(), own).unwrap(), before);
    assert_eq!(before.saving, None);
    // Thinking of taking fewer: 7,800 of the others and 199 miss the step.
    let fewer = SchoolView::of(&deal.meter(), OwnFigures { quantity: 199, ..own }).unwrap();
    assert_eq!(fewer.effect_of_joining.pooled_with, 7_999);
    assert_eq!(fewer.effect_of_joining.price_with, Net(Pence::new(1_450)));
}

#[test]
fn a_met_deal_gives_each_school_its_share_for_the_whole_contract() {
    let award = award_of(open_with(terms(), &[400, 500, 600]));
    assert_eq!(award.unit_price, Net(Pence::new(1_450)));
    assert_eq!(award.total, Net(Pence::new(1_500 * 1_450 * 3)));
    assert_eq!(award.fee, Net(Pence::new(130_500)));
    let first = award.call_offs[0];
    assert_eq!(first.net_per_year, Net(Pence::new(580_000)));
    assert_eq!(first.net, Net(Pence::new(1_740_000)));
}

#[test]
fn a_lapsed_deal_says_what_was_missing_and_refuses_commitments() {
    let deal = open_with(terms(), &[300, 200]).close(at(21)).unwrap();
    let Deal::Lapsed(lapsed) = &deal else { panic!("not lapsed: {deal:?}") };
    assert_eq!(lapsed.missing(), Shortfall { schools: 1, quantity: 500 });
    let late = deal.commit(school(9), Commitment::new(900).unwrap(), at(21));
    assert_eq!(late, Err(Refusal::DealClosed));
}

#[test]
fn without_a_quorum_a_deal_with_nobody_in_it_still_lapses() {
    let terms = Terms::new(ProposedTerms { quorum: Quorum::default(), ..proposed() }).unwrap();
    assert_eq!(open(terms.clone()).close(closing()).unwrap().state(), DealState::Lapsed);
    assert_eq!(open_with(terms, &[1]).close(closing()).unwrap().state(), DealState::Met);
}

#[test]
fn a_stored_deal_reads_back_and_one_that_contradicts_itself_does_not() {
    let enough = open_with(terms(), &[400, 500, 600]);
    let few = open_with(terms(), &[300]);
    let deals = [
        Deal::Draft(Draft::new(terms())),
        Deal::Draft(Draft::new(terms())).withdraw(at(2)).unwrap(),
        enough.clone(),
        enough.clone().withdraw(at(3)).unwrap(),
        enough.clone().close(closing()).unwrap(),
        few.clone().close(at(21)).unwrap(),
    ];
    for deal in deals {
        assert_eq!(Deal::from_record(deal.record()), Ok(deal));
    }
    let met = enough.close(closing()).unwrap().record();
    let broken = [
        Record { state: DealState::Lapsed, ..met.clone() },
        Record { state: DealState::Draft, ..met.clone() },
        Record { state: DealState::Open, ..met.clone() },
        Record { ended_at: Some(at(19)), ..met.clone() },
        Record { opened_at: None, ..met.clone() },
        Record { opened_at: Some(at(20)), ..met.clone() },
        Record { commitments: few.record().commitments, ..met },
    ];
    for record in broken {
        assert_eq!(Deal::from_record(record), Err(BrokenRecord));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_order_of_arrival_changes_nobodys_price_or_share(
        quantities in proptest::collection::vec(1_u32..2_000, 3..88),
        months in 1_u16..=60,
        seed in any::<u64>(),
    ) {
        let terms = Terms::new(ProposedTerms { months, ..proposed() }).unwrap();
        let arrivals: Vec<(u32, u32)> = (1..).zip(quantities).collect();
        let mut shuffled = arrivals.clone();
        // Sorting by a hash of the seed is a permutation that proptest can shrink.
        shuffled.sort_by_key(|(number, _)| {
            (u64::from(*number) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let closed = |arrivals: &[(u32, u32)]| {
            let mut deal = open(terms.clone());
            for (second, (number, quantity)) in (0..).zip(arrivals) {
                let now = at(2) + TimeDelta::seconds(second);
                let promise = Commitment::new(*quantity).unwrap();
                deal = deal.commit(school(*number), promise, now).unwrap();
            }
            deal.close(closing()).unwrap()
        };
        let first = closed(&arrivals);
        // Opened and closed at the same times, they are equal altogether.
        prop_assert_eq!(&first, &closed(&shuffled));
        if let Deal::Met(met) = &first {
            let award = met.award();
            let shares = award.call_offs.iter().map(|call_off| call_off.net);
            prop_assert_eq!(Net::total(shares), Ok(award.total));
        }
    }

    #[test]
    fn the_price_never_rises_when_more_is_pooled(
        steps in proptest::collection::btree_map(1_u64..50_000, 1_i64..100, 1..8),
        less in 0_u64..60_000,
        more in 0_u64..60_000,
    ) {
        let mut pence = 100_000;
        let mut list = vec![step(0, pence)];
        for (from, fall) in steps {
            pence -= fall;
            list.push(step(from, pence));
        }
        let steps = Steps::new(list).unwrap();
        prop_assert!(price_at(&steps, less + more) <= price_at(&steps, less));
    }

    #[test]
    fn what_the_next_step_misses_is_exactly_what_reaches_it(pooled in 0_u32..20_000) {
        let terms = terms();
        let pooled = u64::from(pooled);
        if let Some(next) = terms.steps().after(pooled) {
            let missing = next.from - pooled;
            prop_assert_eq!(price_at(terms.steps(), pooled + missing), next.unit_price);
            prop_assert!(price_at(terms.steps(), pooled + missing - 1) > next.unit_price);
        }
    }

    #[test]
    fn nothing_is_signed_up_for_or_taken_back_after_closing_time(late in 0_i64..10_000_000) {
        let now = closing() + TimeDelta::milliseconds(late);
        let deal = open_with(terms(), &[400, 500, 600]);
        let promise = Commitment::new(7).unwrap();
        let closed = Err(Refusal::DealClosed);
        prop_assert_eq!(&deal.clone().commit(school(9), promise, now), &closed);
        prop_assert_eq!(&deal.clone().change_commitment(school(1), promise, now), &closed);
        prop_assert_eq!(&deal.clone().leave(school(1), now), &closed);
        prop_assert_eq!(&deal.withdraw(now), &closed);
    }
}

/// A small generator for long runs of edits, where shrinking would not help.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % below).unwrap()
    }
}

#[test]
fn after_ten_thousand_edits_of_88_schools_nothing_has_drifted() {
    let mut dice = Dice(2_026);
    let mut deal = open(terms());
    // The plain model: one number for each school, nought for not in.
    let mut model = [0_u64; 88];
    for _ in 0..10_000 {
        let number = dice.roll(88);
        let quantity = 1 + dice.roll(600);
        let promise = Commitment::new(quantity).unwrap();
        let held = &mut model[usize::try_from(number).unwrap()];
        let (edited, refusal) = match (dice.roll(3), *held) {
            (0, 0) => (deal.clone().leave(school(number), at(5)), Some(Refusal::NotCommitted)),
            (0, _) => {
                *held = 0;
                (deal.clone().leave(school(number), at(5)), None)
            }
            (1, 0) => {
                let changed = deal.clone().change_commitment(school(number), promise, at(5));
                (changed, Some(Refusal::NotCommitted))
            }
            (1, _) => {
                *held = u64::from(quantity);
                (deal.clone().change_commitment(school(number), promise, at(5)), None)
            }
            (_, 0) => {
                *held = u64::from(quantity);
                (deal.clone().commit(school(number), promise, at(5)), None)
            }
            (_, _) => {
                let again = deal.clone().commit(school(number), promise, at(5));
                (again, Some(Refusal::AlreadyCommitted))
            }
        };
        match refusal {
            Some(refusal) => assert_eq!(edited, Err(refusal)),
            None => deal = edited.unwrap(),
        }
        let meter = deal.meter();
        let pooled: u64 = model.iter().sum();
        let price = if pooled >= 16_000 {
            1_120
        } else if pooled >= 8_000 {
            1_275
        } else {
            1_450
        };
        let schools = u32::try_from(model.iter().filter(|q| **q > 0).count()).unwrap();
        assert_eq!((meter.schools_in, meter.pooled), (schools, pooled));
        assert_eq!(meter.price_now, Net(Pence::new(price)));
    }
    let award = award_of(deal);
    let expected: u64 = model.iter().sum();
    assert_eq!(award.call_offs.iter().map(|c| u64::from(c.quantity)).sum::<u64>(), expected);
    assert_eq!(Net::total(award.call_offs.iter().map(|c| c.net)), Ok(award.total));
}
