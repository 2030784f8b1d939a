//! What a school paid before, and what is measured against it: each pound of it once.

use chrono::NaiveDate;

use crate::failure::Refusal;

/// Something that is measured against a school's earlier spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A contract: it takes the place of all of the spend while it runs.
    Contract {
        /// Its first day.
        first_on: NaiveDate,
        /// Its last day.
        last_on: NaiveDate,
    },
    /// Units bought on a day: each takes the place of one that was paid for before.
    Units {
        /// The day.
        on: NaiveDate,
        /// The first day of the school's financial year in which it lies.
        year_starts_on: NaiveDate,
        /// How many.
        quantity: u32,
    },
}

impl Counted {
    const fn span(self) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Contract { first_on, last_on } => (first_on, last_on),
            Self::Units { on, .. } => (on, on),
        }
    }

    /// Whether both cannot stand at the same time, because one is a contract.
    fn clashes(self, other: Self) -> bool {
        let one_is_contract =
            matches!(self, Self::Contract { .. }) || matches!(other, Self::Contract { .. });
        let ((first, last), (other_first, other_last)) = (self.span(), other.span());
        one_is_contract && first <= other_last && other_first <= last
    }
}

/// A school's earlier spend on one thing: so many units a year, and what they are counted for.
///
/// A school that paid for 38 days a year and now books 40 has not replaced 40: the last two are new
/// to it. And what a contract replaces, nothing else replaces while the contract runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierSpend {
    yearly: u32,
    counted: Vec<Counted>,
}

impl EarlierSpend {
    /// Spend on so many units a year, with what is measured against it already.
    pub const fn new(yearly: u32, counted: Vec<Counted>) -> Self {
        Self { yearly, counted }
    }

    /// Measures one thing more against it.
    ///
    /// # Errors
    /// `BaselineCounted` where some of it is counted already.
    pub fn count(&mut self, more: Counted) -> Result<(), Refusal> {
        let clash = self.counted.iter().filter(|counted| counted.clashes(more));
        if let Some(until) = clash.map(|counted| counted.span().1).max() {
            return Err(Refusal::BaselineCounted { until });
        }
        if let Counted::Units { on, year_starts_on, quantity } = more
            && self.in_year(year_starts_on).saturating_add(u64::from(quantity))
                > u64::from(self.yearly)
        {
            return Err(Refusal::BaselineCounted { until: on });
        }
        self.counted.push(more);
        Ok(())
    }

    fn in_year(&self, year: NaiveDate) -> u64 {
        let of_year = |counted: &Counted| match counted {
            Counted::Units { year_starts_on, quantity, .. } if *year_starts_on == year => {
                u64::from(*quantity)
            }
            Counted::Units { .. } | Counted::Contract { .. } => 0,
        };
        self.counted.iter().map(of_year).sum()
    }
}

/// Whether two statements name the same supplier: spelling counts, capitals and spaces do not. The
/// same supplier's spend on the same thing is one spend, however often it is stated.
pub fn is_same_supplier(one: &str, other: &str) -> bool {
    let bare = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn contract(first: &str, last: &str) -> Counted {
        Counted::Contract { first_on: day(first), last_on: day(last) }
    }

    fn units(on: &str, quantity: u32) -> Counted {
        Counted::Units { on: day(on), year_starts_on: day("2026-04-01"), quantity }
    }

    #[test]
    fn two_contracts_of_the_same_time_are_not_measured_against_the_same_spend() {
        let mut spend = EarlierSpend::new(420, vec![contract("2027-04-01", "2029-03-31")]);
        let until = day("2029-03-31");
        for overlapping in [
            contract("2029-03-31", "2030-03-30"),
            contract("2026-04-01", "2027-04-01"),
            contract("2028-01-01", "2028-01-31"),
        ] {
            assert_eq!(spend.count(overlapping), Err(Refusal::BaselineCounted { until }));
        }
        assert_eq!(spend.count(contract("2029-04-01", "2030-03-31")), Ok(()));
        assert_eq!(spend.count(contract("2026-04-01", "2027-03-31")), Ok(()));
    }

    #[test]
    fn units_beyond_what_was_paid_for_in_a_year_are_new_and_a_new_year_begins_anew() {
        let mut spend = EarlierSpend::new(3, vec![]);
        assert_eq!(spend.count(units("2026-05-05", 2)), Ok(()));
        let until = day("2026-06-02");
        assert_eq!(spend.count(units("2026-06-02", 2)), Err(Refusal::BaselineCounted { until }));
        assert_eq!(spend.count(units("2026-06-02", 1)), Ok(()));
        let next = Counted::Units {
            on: day("2027-05-04"),
            year_starts_on: day("2027-04-01"),
            quantity: 3,
        };
        assert_eq!(spend.count(next), Ok(()));
    }

    #[test]
    fn what_a_contract_replaces_no_booked_day_replaces_and_the_other_way_round() {
        let mut spend = EarlierSpend::new(38, vec![contract("2026-09-01", "2027-08-31")]);
        assert!(spend.count(units("2026-09-01", 1)).is_err());
        assert_eq!(spend.count(units("2026-08-31", 1)), Ok(()));
        let until = day("2026-08-31");
        let refused = spend.count(contract("2026-04-01", "2026-08-31"));
        assert_eq!(refused, Err(Refusal::BaselineCounted { until }));
    }

    #[test]
    fn a_supplier_is_the_same_however_it_is_capitalised() {
        assert!(is_same_supplier("Old  Payroll ", "OLD payroll"));
        assert!(!is_same_supplier("Old Payroll", "Old Payroll (pensions)"));
    }

    proptest! {
        #[test]
        fn however_days_are_booked_no_more_are_counted_in_a_year_than_were_paid_for(
            yearly in 1_u32..60,
            wanted in proptest::collection::vec((0_i64..700, 1_u32..4), 0..60),
        ) {
            let mut spend = EarlierSpend::new(yearly, vec![]);
            let mut by_year = std::collections::BTreeMap::<NaiveDate, u32>::new();
            for (offset, quantity) in wanted {
                let on = day("2026-04-01") + chrono::TimeDelta::days(offset);
                let year = if on < day("2027-04-01") { "2026-04-01" } else { "2027-04-01" };
                let more = Counted::Units { on, year_starts_on: day(year), quantity };
                if spend.count(more).is_ok() {
                    *by_year.entry(day(year)).or_default() += quantity;
                }
            }
            prop_assert!(by_year.values().all(|counted| *counted <= yearly));
        }
    }
}
