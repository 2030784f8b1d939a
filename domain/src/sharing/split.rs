//! A cost split by weights: to the penny, whatever order the schools stand in.

use std::collections::BTreeMap;

use super::typed::{WEIGHT_FIELDS, hundredths};
use super::{SHARERS_MAX, SplitBy};
use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;
use crate::id::OrganisationId;
use crate::money::{BasisPoints, Net, Overflow};

/// What each school pays.
pub type Portions = BTreeMap<OrganisationId, Net>;

/// What each of some schools pays of a cost, by its weight.
///
/// Largest remainder: portions come to the cost exactly, and each is within a penny of what it would be
/// without rounding. Schools are taken in the order of their ids, so that the answer is the same in
/// whatever order they are given.
///
/// # Errors
/// `Overflow` where no weight is above nought.
pub fn portions(cost: Net, weights: &BTreeMap<OrganisationId, u32>) -> Result<Portions, Overflow> {
    let only: Vec<u32> = weights.values().copied().collect();
    let split = cost.pence().split(&only)?;
    Ok(weights.keys().copied().zip(split.into_iter().map(Net)).collect())
}

/// The whole, in hundredths of a percent.
const WHOLE: u32 = 10_000;
/// The most days that a school has of something, in hundredths.
const DAYS_MOST: u32 = 36_600;

/// Reads the weights of schools that are named, as they were typed in their order: days, or percentages
/// that come to the whole. Nothing is typed where a cost is split by pupils or equally.
///
/// # Errors
/// Everything that is wrong, under `weight_1` to `weight_12`.
pub fn read_weights(split: SplitBy, typed: &[String]) -> Result<Vec<u32>, Vec<FieldProblem>> {
    if !split.is_typed() {
        return Ok(Vec::new());
    }
    let mut reading = Reading::default();
    let most = if split == SplitBy::Percentage { WHOLE } else { DAYS_MOST };
    let fields = WEIGHT_FIELDS.into_iter().zip(typed);
    let mut read: Vec<u32> = Vec::with_capacity(SHARERS_MAX);
    for (field, text) in fields {
        read.extend(reading.take(field, hundredths(text, most)));
    }
    let sum = read.iter().fold(0_u32, |sum, weight| sum.saturating_add(*weight));
    if split == SplitBy::Percentage && read.len() == typed.len() && sum != WHOLE {
        let problem = Problem::NotTheWhole { sum: BasisPoints::new(sum) };
        reading.wrong("weight_1", problem);
    }
    reading.finish(Some(read))
}

/// A weight as people say it: `2.5 days`, `40%`, `412 pupils`; nothing where all pay the same.
pub fn weight_in_words(split: SplitBy, weight: u32) -> String {
    match split {
        SplitBy::Percentage => BasisPoints::new(weight).to_string(),
        SplitBy::Pupils if weight == 1 => "1 pupil".to_owned(),
        SplitBy::Pupils => format!("{} pupils", crate::money::grouped(u64::from(weight))),
        SplitBy::Equally => String::new(),
        SplitBy::Days => {
            let (whole, rest) = (weight / 100, weight % 100);
            let number = match (rest, rest % 10) {
                (0, _) => whole.to_string(),
                (_, 0) => format!("{whole}.{}", rest / 10),
                (_, _) => format!("{whole}.{rest:02}"),
            };
            if weight == 100 { "1 day".to_owned() } else { format!("{number} days") }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::money::Pence;

    fn school(number: usize) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
    }

    fn split(pence: i64, weights: impl IntoIterator<Item = (usize, u32)>) -> Portions {
        let weights = weights.into_iter().map(|(at, weight)| (school(at), weight)).collect();
        portions(Net(Pence::new(pence)), &weights).unwrap()
    }

    #[test]
    fn a_penny_that_is_left_goes_to_one_school() {
        let pay: Vec<i64> =
            split(10_000, [(1, 1), (2, 1), (3, 1)]).values().map(|net| net.pence().get()).collect();
        assert_eq!(pay, [3_334, 3_333, 3_333]);
        assert!(portions(Net(Pence::new(1)), &BTreeMap::new()).is_err());
    }

    #[test]
    fn percentages_come_to_the_whole_and_days_to_anything() {
        let typed =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            read_weights(SplitBy::Percentage, &typed(&["40", "35.5%", "24.5"])),
            Ok(vec![4_000, 3_550, 2_450])
        );
        let sum = Problem::NotTheWhole { sum: BasisPoints::new(9_000) };
        assert_eq!(
            read_weights(SplitBy::Percentage, &typed(&["40", "50"])),
            Err(vec![FieldProblem { field: "weight_1", problem: sum }])
        );
        let nought = Problem::OutOfRange { min: 1, max: 366 };
        assert_eq!(
            read_weights(SplitBy::Days, &typed(&["2", "0", "1.5"])),
            Err(vec![FieldProblem { field: "weight_2", problem: nought }])
        );
        assert_eq!(read_weights(SplitBy::Equally, &typed(&["x"])), Ok(Vec::new()));
    }

    #[test]
    fn weights_read_as_people_say_them() {
        let said = |split, weight| weight_in_words(split, weight);
        assert_eq!(said(SplitBy::Days, 250), "2.5 days");
        assert_eq!(said(SplitBy::Days, 100), "1 day");
        assert_eq!(said(SplitBy::Percentage, 3_333), "33.33%");
        assert_eq!(said(SplitBy::Pupils, 1_204), "1,204 pupils");
    }

    proptest! {
        #[test]
        fn portions_come_to_the_cost_in_whatever_order_and_nobody_bears_more_than_one_penny_of_rounding(
            pence in 0_i64..100_000_000,
            weights in proptest::collection::vec(1_u32..100_000, 2..13),
        ) {
            let there: Vec<(usize, u32)> = weights.iter().copied().enumerate().collect();
            let back: Vec<(usize, u32)> = there.iter().rev().copied().collect();
            let pay = split(pence, there.clone());
            prop_assert_eq!(&pay, &split(pence, back));
            prop_assert_eq!(Net::total(pay.values().copied()), Ok(Net(Pence::new(pence))));
            let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            for (at, weight) in there {
                let exact = i128::from(pence) * i128::from(weight);
                let paid = i128::from(pay[&school(at)].pence().get()) * whole;
                prop_assert!((paid - exact).abs() < whole);
            }
        }
    }
}
