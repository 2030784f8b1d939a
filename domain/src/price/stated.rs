//! What a buyer states of itself for a price to be worked out: the value that a share is taken of, or
//! how many staff it has.

use serde::{Deserialize, Serialize};

use super::amount::parse_pounds;
use crate::access::closed_list;
use crate::failure::Problem;
use crate::form::whole_number;
use crate::money::Net;

closed_list! {
    /// What a price is worked out by that no register tells.
    StatedBase {
        /// A sum of money: of a purchase, of a payroll.
        Value = "value",
        /// The members of staff.
        Staff = "staff",
    }
}

/// The most members of staff one buyer can have: the largest trusts have under 10,000.
const MOST_STAFF: u32 = 100_000;

/// A figure that a buyer states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// So much money, excluding VAT.
    Value(Net),
    /// So many members of staff.
    Staff(u32),
}

impl StatedBase {
    /// A figure as typed: pounds, or a whole number; more than nothing.
    pub fn read(self, text: &str) -> Result<Stated, Problem> {
        let most = i64::from(MOST_STAFF);
        match self {
            Self::Value => match parse_pounds(text)? {
                pence if pence.is_negative() || pence.is_zero() => Err(Problem::NotMoney),
                pence => Ok(Stated::Value(Net(pence))),
            },
            Self::Staff => match whole_number(text, MOST_STAFF)? {
                0 => Err(Problem::OutOfRange { min: 1, max: most }),
                staff => Ok(Stated::Staff(staff)),
            },
        }
    }
}

impl Stated {
    /// What it is a figure of.
    pub const fn base(self) -> StatedBase {
        match self {
            Self::Value(_) => StatedBase::Value,
            Self::Staff(_) => StatedBase::Staff,
        }
    }

    /// The figure as it is typed again.
    pub fn typed(self) -> String {
        match self {
            Self::Value(net) => net.pence().to_string().replace(['£', ','], ""),
            Self::Staff(staff) => staff.to_string(),
        }
    }

    /// The sum of money, where it is one.
    pub const fn value(self) -> Option<Net> {
        match self {
            Self::Value(net) => Some(net),
            Self::Staff(_) => None,
        }
    }

    /// The members of staff, where it is those.
    pub const fn staff(self) -> Option<u32> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Value(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::failure::Refusal;
    use crate::money::Pence;
    use crate::price::{
        Buyer, BuyerStanding, PriceKind, PriceRule, Rates, WorkingLine, quote_after,
    };

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    fn net(pence: i64) -> Net {
        Net(Pence::new(pence))
    }

    fn share(points: i64) -> PriceRule {
        PriceKind::Percentage { rates: Rates::members_only(net(points)) }.into()
    }

    fn each(pence: i64) -> PriceRule {
        PriceKind::PerStaff { rates: Rates::members_only(net(pence)) }.into()
    }

    fn pays(rule: &PriceRule, stated: Option<Stated>) -> Result<Net, Refusal> {
        let buyer = Buyer { standing: BuyerStanding::Full, pupils: None, stated };
        quote_after(rule, buyer, 0, 1, day()).map(|quote| quote.net)
    }

    #[test]
    fn two_and_a_half_per_cent_of_a_purchase_and_so_much_for_each_of_the_staff() {
        let purchase = Some(Stated::Value(net(12_345_678)));
        assert_eq!(pays(&share(250), purchase), Ok(net(308_642)));
        assert_eq!(pays(&each(320), Some(Stated::Staff(84))), Ok(net(26_880)));
    }

    #[test]
    fn without_its_own_figure_there_is_no_price_and_the_limits_hold_with_it() {
        let (value, staff) = (Stated::Value(net(100_000)), Stated::Staff(3));
        for (rule, wrong) in [(share(250), staff), (each(320), value)] {
            assert_eq!(pays(&rule, None), Err(Refusal::FigureNotStated));
            assert_eq!(pays(&rule, Some(wrong)), Err(Refusal::FigureNotStated));
        }
        let least = PriceRule { minimum: Some(net(5_000)), ..share(250) };
        assert!(least.problems().is_empty());
        assert_eq!(pays(&least, Some(value)), Ok(net(5_000)));
    }

    #[test]
    fn more_than_the_whole_is_no_share_and_steps_are_for_others() {
        let fields =
            |rule: PriceRule| rule.problems().into_iter().map(|one| one.field).collect::<Vec<_>>();
        assert_eq!(fields(share(10_001)), ["price"]);
        let steps = vec![crate::price::Step { from: 2, less: net(1) }];
        assert_eq!(fields(PriceRule { steps, ..each(320) }), ["step_1_from"]);
    }

    #[test]
    fn a_figure_is_read_as_typed_and_nothing_is_none() {
        assert_eq!(StatedBase::Value.read("£1,200.50"), Ok(Stated::Value(net(120_050))));
        assert_eq!(StatedBase::Staff.read(" 84 "), Ok(Stated::Staff(84)));
        assert_eq!(StatedBase::Value.read(""), Err(Problem::Missing));
        assert!(StatedBase::Value.read("0").is_err() && StatedBase::Staff.read("0").is_err());
        for stated in [Stated::Value(net(120_050)), Stated::Staff(84)] {
            assert_eq!(stated.base().read(&stated.typed()), Ok(stated));
        }
    }

    proptest! {
        #[test]
        fn a_share_is_within_half_a_penny_of_what_it_should_be_and_never_falls(
            points in 0_i64..=10_000, value in 1_i64..100_000_000, more in 0_i64..1_000_000,
        ) {
            let price = |value| pays(&share(points), Some(Stated::Value(net(value))));
            let paid = price(value).unwrap().pence().get();
            prop_assert!((paid * 10_000 - value * points).abs() <= 5_000);
            prop_assert!(paid <= value);
            prop_assert!(price(value + more).unwrap().pence().get() >= paid);
        }

        #[test]
        fn what_is_kept_of_a_stated_price_says_it_again(
            points in 0_i64..=10_000, value in 1_i64..100_000_000, count in 1_u32..40,
        ) {
            let stated = Some(Stated::Value(net(value)));
            let buyer = Buyer { standing: BuyerStanding::Full, pupils: None, stated };
            let quote = quote_after(&share(points), buyer, 0, count, day()).unwrap();
            prop_assert_eq!(quote.working.total(), Ok(quote.net));
            let WorkingLine::Percentage { of, net: once, .. } = quote.working.lines[0] else {
                return Err(TestCaseError::fail("no share"));
            };
            prop_assert_eq!(of, net(value));
            prop_assert_eq!(once.pence().times(i64::from(count)), Ok(quote.net.pence()));
        }
    }
}
