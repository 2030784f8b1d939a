use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::{AccountId, TransferId};
use crate::money::{BasisPoints, Gross, Net, Pence};
use crate::vat::{InvoiceTotals, VatReason, invoice_totals};

fn account(number: usize) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(number as u128))
}

fn transfer_id(number: usize) -> TransferId {
    TransferId::from_uuid(Uuid::from_u128(number as u128))
}

fn movement(debit: usize, credit: usize, pence: i64) -> Result<Movement, NotAMovement> {
    let (debit, credit) = (account(debit), account(credit));
    Movement::new(debit, credit, Pence::new(pence), Reason::Sale, "REP-000001")
}

fn posted(movements: Vec<Movement>) -> Vec<Transfer> {
    let number = |(number, movement)| Transfer::posted(transfer_id(number), movement);
    movements.into_iter().enumerate().map(number).collect()
}

const RECEIVABLE: usize = 1;
const VAT: usize = 2;
const PROVIDER: usize = 3;
const FEE: usize = 4;
const BANK: usize = 5;
const CREDIT_BALANCE: usize = 6;

fn totals(pence: i64) -> InvoiceTotals {
    let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let standard = VatReason::Standard.basis(on).unwrap();
    invoice_totals([(Net(Pence::new(pence)), standard)]).unwrap()
}

fn brokered(pence: i64) -> InvoiceAccounts {
    let (fee, rest) = fee_and_rest(Net(Pence::new(pence)), BasisPoints::new(750)).unwrap();
    InvoiceAccounts {
        receivable: account(RECEIVABLE),
        vat: account(VAT),
        earned: vec![(account(PROVIDER), rest), (account(FEE), fee)],
    }
}

fn accounts() -> PaymentAccounts {
    PaymentAccounts {
        bank: account(BANK),
        receivable: account(RECEIVABLE),
        credit_balance: account(CREDIT_BALANCE),
    }
}

fn payment(pence: i64) -> Result<Movement, NotAMovement> {
    transfer_for_payment(accounts(), Gross(Pence::new(pence)), "REP-000001")
}

fn standing(books: &TrialBalance, number: usize, side: Side) -> i64 {
    books.balance(account(number)).on(side).unwrap().get()
}

#[test]
fn a_transfer_moves_more_than_nothing_between_two_accounts() {
    assert_eq!(movement(1, 2, 0), Err(NotAMovement::NotPositive));
    assert_eq!(movement(1, 2, -1), Err(NotAMovement::NotPositive));
    assert_eq!(movement(1, 1, 1), Err(NotAMovement::SameAccount));
}

#[test]
fn the_life_of_a_transfer_state_by_event() {
    let mut table = String::new();
    for state in TransferState::ALL {
        let transfer = Transfer::stored(transfer_id(1), movement(1, 2, 500).unwrap(), *state);
        let show = |result: Result<Transfer, NotPending>| match result {
            Ok(moved) => {
                assert_eq!(moved.movement(), transfer.movement());
                format!("-> {}", moved.state().code())
            }
            Err(refusal) => refusal.to_string(),
        };
        let correction = match transfer.correction() {
            Ok(_) => "-> a transfer the other way".to_owned(),
            Err(refusal) => refusal.to_string(),
        };
        let state = state.code();
        table.push_str(&format!("{state:9}post     {}\n", show(transfer.clone().post())));
        table.push_str(&format!("{state:9}void     {}\n", show(transfer.clone().void())));
        table.push_str(&format!("{state:9}correct  {correction}\n"));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn an_invoice_is_owed_in_full_and_earned_in_parts() {
    let totals = totals(10_001);
    let movements = transfers_for_invoice(&brokered(10_001), &totals, "REP-000001").unwrap();
    let books = TrialBalance::of(&posted(movements)).unwrap();
    assert_eq!(standing(&books, RECEIVABLE, Side::Debit), 12_001);
    assert_eq!(standing(&books, FEE, Side::Credit), 750);
    assert_eq!(standing(&books, PROVIDER, Side::Credit), 9_251);
    assert_eq!(standing(&books, VAT, Side::Credit), 2_000);
    assert_eq!(books.is_balanced(), Ok(true));
}

#[test]
fn parts_that_do_not_add_up_to_the_invoice_are_refused() {
    let refused = transfers_for_invoice(&brokered(10_000), &totals(10_001), "REP-000001");
    assert_eq!(refused, Err(PostingProblem::DoesNotAddUp));
}

#[test]
fn a_credit_note_for_the_whole_invoice_leaves_nothing_owed_or_earned() {
    let mut movements = transfers_for_invoice(&brokered(999), &totals(999), "REP-000001").unwrap();
    movements.extend(transfers_for_invoice(&brokered(-999), &totals(-999), "REP-000002").unwrap());
    let books = TrialBalance::of(&posted(movements)).unwrap();
    for (_, balance) in books.iter() {
        assert_eq!(balance.debits, balance.credits);
    }
    assert!(!books.balance(account(RECEIVABLE)).debits.is_zero());
}

#[test]
fn what_is_paid_too_much_stays_to_the_schools_credit() {
    let rest = Gross(Pence::new(99));
    let over = transfer_for_overpayment(accounts(), rest, "REP-000001").unwrap();
    let mut movements = vec![payment(12_001).unwrap(), over];
    let books = TrialBalance::of(&posted(movements.clone())).unwrap();
    assert_eq!(standing(&books, RECEIVABLE, Side::Credit), 12_001);
    assert_eq!(standing(&books, CREDIT_BALANCE, Side::Credit), 99);
    assert_eq!(standing(&books, BANK, Side::Debit), 12_100);
    movements.push(transfer_for_credit_used(accounts(), rest, "REP-000002").unwrap());
    let books = TrialBalance::of(&posted(movements)).unwrap();
    assert_eq!(standing(&books, RECEIVABLE, Side::Credit), 12_100);
    assert_eq!(standing(&books, CREDIT_BALANCE, Side::Credit), 0);
    assert_eq!(payment(0), Err(NotAMovement::NotPositive));
}

#[test]
fn what_was_paid_and_is_credited_is_owed_to_the_school_until_it_is_paid_back() {
    let gross = Gross(Pence::new(1_199));
    let mut movements = transfers_for_invoice(&brokered(999), &totals(999), "REP-000001").unwrap();
    movements.push(payment(1_199).unwrap());
    let back = totals(999).negated().unwrap();
    movements.extend(transfers_for_invoice(&brokered(-999), &back, "REP-CN-000001").unwrap());
    movements.push(transfer_to_credit(accounts(), gross, "REP-CN-000001").unwrap());
    let books = TrialBalance::of(&posted(movements.clone())).unwrap();
    assert_eq!(standing(&books, CREDIT_BALANCE, Side::Credit), 1_199);
    assert_eq!(standing(&books, RECEIVABLE, Side::Debit), 0);
    movements.push(transfer_for_refund(accounts(), gross, "REP-CN-000001").unwrap());
    let books = TrialBalance::of(&posted(movements)).unwrap();
    for (_, balance) in books.iter() {
        assert_eq!(balance.debits, balance.credits);
    }
}

#[test]
fn kept_balances_that_do_not_agree_are_found() {
    let balance =
        |debits, credits| Balance { debits: Pence::new(debits), credits: Pence::new(credits) };
    let kept =
        TrialBalance::from_balances([(account(1), balance(5, 0)), (account(2), balance(0, 4))]);
    assert_eq!(kept.is_balanced(), Ok(false));
}

/// What may be done to the books in the simulation.
#[derive(Debug, Clone)]
enum Command {
    Announce { debit: usize, credit: usize, pence: i64 },
    Book { debit: usize, credit: usize, pence: i64 },
    Post(usize),
    Void(usize),
    Correct(usize),
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let moving = || (0_usize..6, 0_usize..6, -10_i64..100_000);
    let command = prop_oneof![
        moving().prop_map(|(debit, credit, pence)| Command::Announce { debit, credit, pence }),
        moving().prop_map(|(debit, credit, pence)| Command::Book { debit, credit, pence }),
        (0_usize..60).prop_map(Command::Post),
        (0_usize..60).prop_map(Command::Void),
        (0_usize..60).prop_map(Command::Correct),
    ];
    proptest::collection::vec(command, 1..120)
}

/// A plain model: what each account stands at, and what is announced, in bare numbers.
#[derive(Default)]
struct Model {
    standing: [i64; 6],
    /// Debit, credit, pence, and whether it is `announced`, `booked` or `dropped`.
    log: Vec<(usize, usize, i64, &'static str)>,
}

impl Model {
    fn moves(&mut self, debit: usize, credit: usize, pence: i64) {
        self.standing[debit] += pence;
        self.standing[credit] -= pence;
    }

    fn settle(&mut self, number: usize, to: &'static str) {
        let Some((debit, credit, pence, state)) = self.log.get(number).copied() else { return };
        if state == "announced" {
            self.log[number].3 = to;
            if to == "booked" {
                self.moves(debit, credit, pence);
            }
        }
    }

    fn apply(&mut self, command: &Command) {
        match *command {
            Command::Announce { debit, credit, pence } if debit != credit && pence > 0 => {
                self.log.push((debit, credit, pence, "announced"));
            }
            Command::Book { debit, credit, pence } if debit != credit && pence > 0 => {
                self.log.push((debit, credit, pence, "booked"));
                self.moves(debit, credit, pence);
            }
            Command::Announce { .. } | Command::Book { .. } => {}
            Command::Post(number) => self.settle(number, "booked"),
            Command::Void(number) => self.settle(number, "dropped"),
            Command::Correct(number) => {
                if let Some((debit, credit, pence, "booked")) = self.log.get(number).copied() {
                    self.log.push((credit, debit, pence, "booked"));
                    self.moves(credit, debit, pence);
                }
            }
        }
    }
}

fn apply(books: &mut Vec<Transfer>, command: &Command) {
    let id = transfer_id(books.len());
    match *command {
        Command::Announce { debit, credit, pence } => {
            books.extend(movement(debit, credit, pence).map(|m| Transfer::pending(id, m)));
        }
        Command::Book { debit, credit, pence } => {
            books.extend(movement(debit, credit, pence).map(|m| Transfer::posted(id, m)));
        }
        Command::Post(number) | Command::Void(number) => {
            let Some(held) = books.get_mut(number) else { return };
            let settled = match command {
                Command::Post(_) => held.clone().post(),
                _ => held.clone().void(),
            };
            if let Ok(settled) = settled {
                *held = settled;
            }
        }
        Command::Correct(number) => {
            let correction = books.get(number).and_then(|transfer| transfer.correction().ok());
            books.extend(correction.map(|movement| Transfer::posted(id, movement)));
        }
    }
}

proptest! {
    #[test]
    fn the_books_agree_with_a_plain_model_and_always_balance(commands in commands()) {
        let (mut books, mut model) = (Vec::new(), Model::default());
        for command in &commands {
            apply(&mut books, command);
            model.apply(command);
            let balance = TrialBalance::of(&books).unwrap();
            prop_assert_eq!(balance.is_balanced(), Ok(true));
            for (number, standing_at) in model.standing.iter().enumerate() {
                prop_assert_eq!(standing(&balance, number, Side::Debit), *standing_at);
            }
        }
        prop_assert_eq!(books.len(), model.log.len());
    }

    #[test]
    fn fee_and_rest_are_exactly_the_sale(pence in -1_000_000_i64..1_000_000, points in 0_u32..10_000) {
        let (fee, rest) = fee_and_rest(Net(Pence::new(pence)), BasisPoints::new(points)).unwrap();
        prop_assert_eq!(fee.plus(rest), Ok(Net(Pence::new(pence))));
    }
}
