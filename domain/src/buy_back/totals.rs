//! What the rows of a sheet come to: by what is ordered, what is booked by date and what stops, and
//! by budget code.

use std::collections::BTreeMap;

use super::choice::{Choice, Renewal};
use crate::money::{Net, Overflow, Pence};
use crate::text::Cfr;

/// A row with its amounts, excluding VAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// Its budget code, where it has one.
    pub cfr: Option<Cfr>,
    /// How it is renewed.
    pub renewal: Renewal,
    /// What it cost last year.
    pub last: Net,
    /// What it costs next year as chosen; nothing where it stops.
    pub next: Net,
    /// What is chosen.
    pub choice: Choice,
}

/// What rows come to, excluding VAT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Last year, all rows.
    pub last: Net,
    /// Next year, all rows that do not stop.
    pub next: Net,
    /// Of that, what is ordered when it is sent, or was before.
    pub ordered: Net,
    /// Of that, what is booked by date.
    pub by_date: Net,
    /// What the rows that stop cost last year.
    pub stopped: Net,
    /// Both years by budget code; what has none comes first.
    pub by_code: Vec<CfrTotal>,
}

/// What the rows of one budget code come to, excluding VAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CfrTotal {
    /// Which.
    pub cfr: Option<Cfr>,
    /// Last year.
    pub last: Net,
    /// Next year.
    pub next: Net,
}

fn add(to: &mut Net, more: Net) -> Result<(), Overflow> {
    *to = Net(to.pence().plus(more.pence())?);
    Ok(())
}

/// Sums rows up.
///
/// # Errors
/// `Overflow` beyond what can be kept.
pub fn totals(rows: &[Priced]) -> Result<Totals, Overflow> {
    let mut totals = Totals::default();
    let mut by_code: BTreeMap<Option<&str>, CfrTotal> = BTreeMap::new();
    for row in rows {
        let next = if row.choice == Choice::Stop { Net::default() } else { row.next };
        add(&mut totals.last, row.last)?;
        add(&mut totals.next, next)?;
        match row.choice {
            Choice::Stop => add(&mut totals.stopped, row.last)?,
            Choice::Keep | Choice::Change(_) if row.renewal.is_ordered() => {
                add(&mut totals.ordered, next)?;
            }
            Choice::Keep | Choice::Change(_) => add(&mut totals.by_date, next)?,
        }
        let empty =
            || CfrTotal { cfr: row.cfr.clone(), last: Net::default(), next: Net::default() };
        let of_code = by_code.entry(row.cfr.as_ref().map(Cfr::as_str)).or_insert_with(empty);
        add(&mut of_code.last, row.last)?;
        add(&mut of_code.next, next)?;
    }
    totals.by_code = by_code.into_values().collect();
    Ok(totals)
}

/// What something costs more or less than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// How much more; negative where it is less.
    pub pence: Pence,
    /// The same in tenths of a per cent of what it was; none where that was nothing.
    pub per_mille: Option<i64>,
}

impl Difference {
    /// From one amount to another.
    ///
    /// # Errors
    /// `Overflow` beyond what can be kept.
    pub fn between(last: Net, next: Net) -> Result<Self, Overflow> {
        let pence = next.pence().minus(last.pence())?;
        let of = last.pence().get();
        let per_mille = match of {
            0 => None,
            _ => Some(pence.fraction(1_000, of)?.get()),
        };
        Ok(Self { pence, per_mille })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn net(pence: i64) -> Net {
        Net(Pence::new(pence))
    }

    fn row() -> impl Strategy<Value = Priced> {
        let choice = prop_oneof![
            Just(Choice::Keep),
            (1_u32..40).prop_map(Choice::Change),
            Just(Choice::Stop)
        ];
        let renewal =
            prop_oneof![Just(Renewal::Agreement), Just(Renewal::Quantity), Just(Renewal::Days)];
        let code = proptest::option::of(prop_oneof![Just("E19"), Just("E27"), Just("E28")]);
        (choice, renewal, code, 0_i64..5_000_000, 0_i64..5_000_000).prop_map(
            |(choice, renewal, code, last, next)| Priced {
                cfr: code.map(|code| Cfr::parse(code).unwrap()),
                renewal,
                last: net(last),
                next: net(next),
                choice,
            },
        )
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_its_lines_and_every_line_is_kept_changed_or_stopped(
            rows in proptest::collection::vec(row(), 0..40),
        ) {
            let sum = |of: &dyn Fn(&Priced) -> i64| rows.iter().map(of).sum::<i64>();
            let found = totals(&rows).unwrap();
            let goes_on = |row: &Priced| row.choice != Choice::Stop;
            let next = |row: &Priced| if goes_on(row) { row.next.pence().get() } else { 0 };
            prop_assert_eq!(found.last.pence().get(), sum(&|row| row.last.pence().get()));
            prop_assert_eq!(found.next.pence().get(), sum(&next));
            prop_assert_eq!(
                found.ordered.pence().get() + found.by_date.pence().get(),
                found.next.pence().get()
            );
            let stopped = |row: &Priced| if goes_on(row) { 0 } else { row.last.pence().get() };
            prop_assert_eq!(found.stopped.pence().get(), sum(&stopped));
            let codes = |of: &dyn Fn(&CfrTotal) -> Net| -> i64 {
                found.by_code.iter().map(|code| of(code).pence().get()).sum()
            };
            prop_assert_eq!(codes(&|code| code.last), found.last.pence().get());
            prop_assert_eq!(codes(&|code| code.next), found.next.pence().get());
            let kinds = [Choice::Keep.code(), "change", Choice::Stop.code()];
            let counted: usize = kinds
                .iter()
                .map(|kind| rows.iter().filter(|row| row.choice.code() == *kind).count())
                .sum();
            prop_assert_eq!(counted, rows.len());
        }
    }

    #[test]
    fn a_difference_is_told_in_pence_and_tenths_of_a_per_cent() {
        let told = |last, next| {
            let found = Difference::between(net(last), net(next)).unwrap();
            (found.pence.get(), found.per_mille)
        };
        assert_eq!(told(100_000, 103_500), (3_500, Some(35)));
        assert_eq!(told(100_000, 95_000), (-5_000, Some(-50)));
        assert_eq!(told(0, 5_000), (5_000, None));
    }
}
