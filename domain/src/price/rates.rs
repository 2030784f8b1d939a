//! One price for each standing, with the changes that are already known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::failure::Refusal;
use crate::money::Net;

closed_list! {
    /// How a buyer stands towards the partnership that sells.
    BuyerStanding {
        /// A full member.
        Full = "full",
        /// An associate member.
        Associate = "associate",
        /// Not a member.
        NonMember = "non_member",
        /// A member of another partnership, to whose members the service is open.
        OtherMember = "other_member",
    }
}

impl BuyerStanding {
    /// Whether it is a member's: full or associate.
    pub const fn is_member(self) -> bool {
        matches!(self, Self::Full | Self::Associate)
    }
}

/// A price, and what it changes to on which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The price until the first change.
    pub net: Net,
    /// Later prices, earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<RateChange>,
}

/// A new price and the day from which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateChange {
    /// The first day of the new price.
    pub from_on: NaiveDate,
    /// The new price.
    pub net: Net,
}

impl Rate {
    /// A price without known changes.
    pub const fn of(net: Net) -> Self {
        Self { net, changes: Vec::new() }
    }

    /// The same price with a change from a day on.
    pub fn then(mut self, from_on: NaiveDate, net: Net) -> Self {
        self.changes.push(RateChange { from_on, net });
        self.changes.sort_by_key(|change| change.from_on);
        self
    }

    /// The price on a day.
    pub fn on(&self, day: NaiveDate) -> Net {
        self.changes
            .iter()
            .filter(|change| change.from_on <= day)
            .max_by_key(|change| change.from_on)
            .map_or(self.net, |change| change.net)
    }

    /// The next change after a day: next year's price, shown early.
    pub fn next_change(&self, day: NaiveDate) -> Option<RateChange> {
        self.changes
            .iter()
            .filter(|change| change.from_on > day)
            .min_by_key(|change| change.from_on)
            .copied()
    }

    /// The rate as it is from a day on: what it was before is left behind.
    pub(super) fn starting(&self, day: NaiveDate) -> Self {
        let later = self.changes.iter().filter(|change| change.from_on > day);
        Self { net: self.on(day), changes: later.copied().collect() }
    }

    /// Every price the rate ever has.
    pub(super) fn all(&self) -> impl Iterator<Item = Net> + '_ {
        std::iter::once(self.net).chain(self.changes.iter().map(|change| change.net))
    }
}

/// The rates for members, associates and others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// What full members pay.
    pub member: Rate,
    /// What associates pay; nothing said means what members pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associate: Option<Rate>,
    /// What others pay; nothing said means that it is not sold to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_member: Option<Rate>,
    /// What members of other partnerships pay, where it is open to them; nothing said means that it
    /// has no price of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_member: Option<Rate>,
}

impl Rates {
    /// One price for members and associates, none for others.
    pub const fn members_only(net: Net) -> Self {
        Self { member: Rate::of(net), associate: None, non_member: None, other_member: None }
    }

    /// One price for everybody.
    pub fn for_all(net: Net) -> Self {
        Self { non_member: Some(Rate::of(net)), ..Self::members_only(net) }
    }

    /// What members of other partnerships pay until the first change, kept with later changes; nothing
    /// takes their price away.
    pub(super) fn set_other(&mut self, net: Option<Net>) {
        let later = self.other_member.take().map(|rate| rate.changes).unwrap_or_default();
        self.other_member = net.map(|net| Rate { net, changes: later });
    }

    /// The rate a buyer pays, or the refusal to sell to it.
    pub fn rate_for(&self, standing: BuyerStanding) -> Result<&Rate, Refusal> {
        match standing {
            BuyerStanding::Full => Ok(&self.member),
            BuyerStanding::Associate => Ok(self.associate.as_ref().unwrap_or(&self.member)),
            BuyerStanding::NonMember => self.non_member.as_ref().ok_or(Refusal::NotForThisSchool),
            BuyerStanding::OtherMember => {
                self.other_member.as_ref().ok_or(Refusal::NotForThisSchool)
            }
        }
    }

    /// What a buyer pays on a day.
    pub fn on(&self, standing: BuyerStanding, day: NaiveDate) -> Result<Net, Refusal> {
        self.rate_for(standing).map(|rate| rate.on(day))
    }

    /// The rates as they are from a day on.
    pub(super) fn starting(&self, day: NaiveDate) -> Self {
        Self {
            member: self.member.starting(day),
            associate: self.associate.as_ref().map(|rate| rate.starting(day)),
            non_member: self.non_member.as_ref().map(|rate| rate.starting(day)),
            other_member: self.other_member.as_ref().map(|rate| rate.starting(day)),
        }
    }

    /// Every rate that is stated.
    pub(super) fn stated(&self) -> impl Iterator<Item = &Rate> {
        let others = [&self.associate, &self.non_member, &self.other_member];
        std::iter::once(&self.member).chain(others.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn net(pounds: i32) -> Net {
        Net(Pence::pounds(pounds))
    }

    #[test]
    fn next_years_price_is_seen_early_and_holds_from_its_day() {
        let rate =
            Rate::of(net(240)).then(day(2027, 9, 1), net(260)).then(day(2026, 9, 1), net(250));
        assert_eq!(rate.on(day(2026, 8, 31)), net(240));
        assert_eq!(rate.on(day(2026, 9, 1)), net(250));
        assert_eq!(rate.on(day(2028, 1, 1)), net(260));
        assert_eq!(
            rate.next_change(day(2026, 1, 15)),
            Some(RateChange { from_on: day(2026, 9, 1), net: net(250) })
        );
        assert_eq!(rate.next_change(day(2027, 9, 1)), None);
    }

    #[test]
    fn associates_pay_the_members_price_unless_one_is_stated() {
        let on = day(2026, 9, 1);
        let mut rates = Rates::members_only(net(240));
        assert_eq!(rates.on(BuyerStanding::Associate, on), Ok(net(240)));
        rates.associate = Some(Rate::of(net(280)));
        assert_eq!(rates.on(BuyerStanding::Associate, on), Ok(net(280)));
        assert_eq!(rates.on(BuyerStanding::Full, on), Ok(net(240)));
    }

    #[test]
    fn without_a_price_for_others_it_is_not_sold_to_them() {
        let on = day(2026, 9, 1);
        let refused = Rates::members_only(net(240)).on(BuyerStanding::NonMember, on);
        assert_eq!(refused, Err(Refusal::NotForThisSchool));
        assert_eq!(Rates::for_all(net(240)).on(BuyerStanding::NonMember, on), Ok(net(240)));
    }
}
