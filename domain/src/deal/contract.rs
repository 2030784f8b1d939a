//! The years of a contract: what is delivered, invoiced and saved, a year at a time.

use chrono::{Days, Months, NaiveDate};

use crate::money::{Net, Overflow};

use super::terms::Terms;

/// One year of a contract; the last may be shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractYear {
    /// Which year of the contract, from 1.
    pub number: u16,
    /// Its first day.
    pub first_on: NaiveDate,
    /// Its last day.
    pub last_on: NaiveDate,
    /// How many months it has, 1 to 12.
    pub months: u16,
}

impl Terms {
    /// The years of the contract, in order.
    pub fn contract_years(&self) -> Vec<ContractYear> {
        let mut years = Vec::new();
        let (mut left, mut number, mut passed) = (self.months(), 1, 0);
        while left > 0 {
            let months = left.min(12);
            let (first_on, next_on) = (self.after(passed), self.after(passed + u32::from(months)));
            let last_on = next_on.checked_sub_days(Days::new(1)).unwrap_or(next_on);
            years.push(ContractYear { number, first_on, last_on, months });
            left -= months;
            number += 1;
            passed += u32::from(months);
        }
        years
    }

    /// The last day of the contract.
    pub fn ends_on(&self) -> NaiveDate {
        let over = self.after(u32::from(self.months()));
        over.checked_sub_days(Days::new(1)).unwrap_or(over)
    }

    /// What the whole contract costs where a year costs so much.
    pub fn whole_contract(&self, yearly: Net) -> Result<Net, Overflow> {
        yearly.pence().fraction(i64::from(self.months()), 12).map(Net)
    }

    /// The day so many months after the contract begins; the calendar ends in the year 262142.
    fn after(&self, months: u32) -> NaiveDate {
        self.starts_on().checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    }
}

/// Shares the amount of a whole contract among its years by their months, so that the shares sum
/// to it exactly.
pub fn share_by_years(total: Net, years: &[ContractYear]) -> Result<Vec<Net>, Overflow> {
    let months: Vec<u32> = years.iter().map(|year| u32::from(year.months)).collect();
    Ok(total.pence().split(&months)?.into_iter().map(Net).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{ProposedTerms, Quorum, Step, Unit};
    use super::*;
    use crate::money::{BasisPoints, Pence};

    fn terms(starts_on: &str, months: u16) -> Terms {
        Terms::new(ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![Step { from: 0, unit_price: Net(Pence::new(950)) }],
            quorum: Quorum::default(),
            closes_at: "2026-06-20T16:00:00Z".parse().unwrap(),
            fee: BasisPoints::new(0),
            starts_on: starts_on.parse().unwrap(),
            months,
        })
        .unwrap()
    }

    #[test]
    fn a_contract_of_thirty_months_has_two_years_and_a_half() {
        let years = terms("2026-09-01", 30).contract_years();
        let told: Vec<String> = years
            .iter()
            .map(|y| format!("{}: {} to {}, {}", y.number, y.first_on, y.last_on, y.months))
            .collect();
        assert_eq!(
            told,
            [
                "1: 2026-09-01 to 2027-08-31, 12",
                "2: 2027-09-01 to 2028-08-31, 12",
                "3: 2028-09-01 to 2029-02-28, 6",
            ]
        );
    }

    proptest! {
        #[test]
        fn the_years_sum_to_the_contract_to_the_penny(
            months in 1_u16..=120, total in 0_i64..1_000_000_000,
        ) {
            let years = terms("2026-09-01", months).contract_years();
            let shares = share_by_years(Net(Pence::new(total)), &years).unwrap();
            prop_assert_eq!(shares.len(), years.len());
            prop_assert_eq!(Net::total(shares), Ok(Net(Pence::new(total))));
            prop_assert_eq!(years.iter().map(|y| y.months).sum::<u16>(), months);
            let ends_on = terms("2026-09-01", months).ends_on();
            prop_assert_eq!(years.last().map(|y| y.last_on), Some(ends_on));
            for pair in years.windows(2) {
                prop_assert_eq!(pair[0].last_on.succ_opt().unwrap(), pair[1].first_on);
            }
        }
    }
}
