//! Days of peer review: what a school gave to others and received from them, and what of it the
//! partnership paid. Counted in half days, because some reviews take no more.

use std::fmt;

use crate::money::{Net, Overflow, Pence};
use crate::price::{Unit, Working};

/// A number of half days, below nothing where more was received than given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct HalfDays(i64);

impl HalfDays {
    /// So many half days.
    pub const fn new(halves: i64) -> Self {
        Self(halves)
    }

    /// How many.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left of it without the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for HalfDays {
    /// In days: `3`, `2.5`, `-0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let halves = self.0.unsigned_abs();
        write!(f, "{sign}{}{}", halves / 2, if halves % 2 == 1 { ".5" } else { "" })
    }
}

/// What a line of an order delivered of a peer review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewDelivered {
    unit: Unit,
    quantity: u32,
    net: Net,
    funded: Net,
}

impl ReviewDelivered {
    /// A line as it stands on its order: how it was worked out says what the partnership paid. The
    /// working of an agreement is that of a year, of which the line is so many months.
    ///
    /// # Errors
    /// `Overflow` where the working cannot be added up.
    pub fn of(
        unit: Unit,
        quantity: u32,
        net: Net,
        working: &Working,
        months: Option<u32>,
    ) -> Result<Self, Overflow> {
        let paid = working.subsidy()?.map_or(Pence::ZERO, Net::pence);
        let funded = match months {
            Some(months) => paid.fraction(i64::from(months), 12)?,
            None => paid,
        };
        Ok(Self { unit, quantity, net, funded: Net(funded) })
    }

    /// How many half days it is; nothing where it was not sold by days.
    fn half_days(self) -> Option<HalfDays> {
        let each = match self.unit {
            Unit::Day => 2,
            Unit::HalfDay => 1,
            Unit::Session
            | Unit::Hour
            | Unit::Pupil
            | Unit::Place
            | Unit::Year
            | Unit::Term
            | Unit::Item => return None,
        };
        Some(HalfDays(i64::from(self.quantity).saturating_mul(each)))
    }
}

/// What one school gave and received over some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeerReviews {
    /// Days that it gave to others.
    pub given: HalfDays,
    /// Days that it received from others.
    pub received: HalfDays,
    /// Reviews given that were not sold by the day.
    pub others_given: u32,
    /// Reviews received that were not sold by the day.
    pub others_received: u32,
    /// What it paid for what it received, excluding VAT.
    pub paid: Net,
    /// What the partnership paid of what it received, excluding VAT.
    pub funded: Net,
}

impl PeerReviews {
    /// Adds what it gave to somebody.
    pub fn gave(&mut self, delivered: ReviewDelivered) {
        match delivered.half_days() {
            Some(days) => self.given = self.given.plus(days),
            None => self.others_given = self.others_given.saturating_add(delivered.quantity),
        }
    }

    /// Adds what it received from somebody, with what that cost.
    ///
    /// # Errors
    /// `Overflow` where the amounts cannot be added up.
    pub fn took(&mut self, delivered: ReviewDelivered) -> Result<(), Overflow> {
        match delivered.half_days() {
            Some(days) => self.received = self.received.plus(days),
            None => self.others_received = self.others_received.saturating_add(delivered.quantity),
        }
        self.paid = self.paid.plus(delivered.net)?;
        self.funded = self.funded.plus(delivered.funded)?;
        Ok(())
    }

    /// Days given less days received: below nothing for a school that owes some.
    pub const fn balance(&self) -> HalfDays {
        self.given.minus(self.received)
    }

    /// Both together.
    ///
    /// # Errors
    /// `Overflow` where the amounts cannot be added up.
    pub fn plus(&self, other: &Self) -> Result<Self, Overflow> {
        Ok(Self {
            given: self.given.plus(other.given),
            received: self.received.plus(other.received),
            others_given: self.others_given.saturating_add(other.others_given),
            others_received: self.others_received.saturating_add(other.others_received),
            paid: self.paid.plus(other.paid)?,
            funded: self.funded.plus(other.funded)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BasisPoints;
    use crate::price::{BuyerStanding, Subsidy, WorkingLine};

    /// The working of £600, of which the partnership pays half.
    fn half_paid() -> Working {
        let net = Net(Pence::pounds(600));
        let subsidy = Subsidy { share: BasisPoints::new(5_000), most: None, until: None };
        let off = Net(Pence::pounds(-300));
        let lines = vec![WorkingLine::Flat { net }, WorkingLine::Subsidised { subsidy, net: off }];
        Working::of(BuyerStanding::Full, "2026-11-23".parse().unwrap(), lines)
    }

    fn delivered(unit: Unit, quantity: u32, months: Option<u32>) -> ReviewDelivered {
        let net = Net(Pence::pounds(300));
        ReviewDelivered::of(unit, quantity, net, &half_paid(), months).unwrap()
    }

    #[test]
    fn days_are_told_with_their_half() {
        let told = [5, 4, 1, 0, -1, -4].map(|halves| HalfDays::new(halves).to_string());
        assert_eq!(told, ["2.5", "2", "0.5", "0", "-0.5", "-2"]);
    }

    #[test]
    fn what_is_given_and_received_comes_to_a_balance_in_days_alone() {
        let mut school = PeerReviews::default();
        school.gave(delivered(Unit::Day, 2, None));
        school.gave(delivered(Unit::Item, 1, None));
        school.took(delivered(Unit::HalfDay, 1, None)).unwrap();
        assert_eq!(school.balance(), HalfDays::new(3));
        assert_eq!((school.others_given, school.others_received), (1, 0));
    }

    #[test]
    fn what_the_partnership_pays_counts_for_whoever_received() {
        let mut school = PeerReviews::default();
        school.gave(delivered(Unit::Day, 1, None));
        assert_eq!((school.paid, school.funded), (Net(Pence::ZERO), Net(Pence::ZERO)));
        school.took(delivered(Unit::Item, 1, None)).unwrap();
        school.took(delivered(Unit::Year, 1, Some(4))).unwrap();
        assert_eq!(school.paid, Net(Pence::pounds(600)));
        assert_eq!(school.funded, Net(Pence::pounds(400)), "of four months a third");
    }
}
