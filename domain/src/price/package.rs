//! What a school has left of the packages it has bought: what it orders of their parts while they run
//! costs nothing, until they are used up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rates::BuyerStanding;
use super::working::{Working, WorkingLine};
use crate::id::OrderId;
use crate::money::Net;

/// The package that something was taken from, as the working of a price says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromPackage {
    /// The order of the package.
    pub order: OrderId,
    /// What people quote for that.
    pub reference: String,
    /// What the package is called.
    pub title: String,
}

/// What is left of one service in a package that a school has bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageLeft {
    /// Which package.
    pub from: FromPackage,
    /// The first day for which something can be taken from it.
    pub first_on: NaiveDate,
    /// The last one.
    pub last_on: NaiveDate,
    /// How many are in it.
    pub of: u32,
    /// How many of them are taken.
    pub used: u32,
}

impl PackageLeft {
    /// How many are left.
    pub const fn left(&self) -> u32 {
        self.of.saturating_sub(self.used)
    }

    /// Whether it runs on a day.
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        self.first_on <= day && day <= self.last_on
    }
}

/// So many taken from one package, and why they cost nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// From the order of which package.
    pub order: OrderId,
    /// How many.
    pub count: u32,
    /// The working of their price.
    pub working: Working,
}

/// What is left of one service in all packages that a school has bought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages(Vec<PackageLeft>);

impl Packages {
    /// The packages in the order in which they are drawn on: what ends first goes first.
    pub fn of(mut packages: Vec<PackageLeft>) -> Self {
        packages.sort_by_key(|one| (one.last_on, one.from.order));
        Self(packages)
    }

    /// All of them, with what is used up.
    pub fn all(&self) -> &[PackageLeft] {
        &self.0
    }

    /// How many are left for a day.
    pub fn left_on(&self, day: NaiveDate) -> u32 {
        let left = self.0.iter().filter(|one| one.runs_on(day)).map(PackageLeft::left);
        left.fold(0, u32::saturating_add)
    }

    /// Takes as many as are left for a day, and no more than are wanted.
    pub fn take(&mut self, standing: BuyerStanding, day: NaiveDate, wanted: u32) -> Vec<Taken> {
        let mut taken = Vec::new();
        let mut wanted = wanted;
        for package in self.0.iter_mut().filter(|one| one.runs_on(day)) {
            let count = package.left().min(wanted);
            if count == 0 {
                continue;
            }
            let (of, used) = (package.of, package.used);
            let line = WorkingLine::Packaged { count, of, used, net: Net::default() };
            let working = Working::of(standing, day, vec![line]);
            let working = Working { package: Some(package.from.clone()), ..working };
            taken.push(Taken { order: package.from.order, count, working });
            package.used = package.used.saturating_add(count);
            wanted -= count;
        }
        taken
    }

    /// Notes that so many more were taken from the order of a package.
    pub fn note(&mut self, order: OrderId, count: u32) {
        for package in self.0.iter_mut().filter(|one| one.from.order == order) {
            package.used = package.used.saturating_add(count).min(package.of);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn left(number: u128, (first, last): (&str, &str), (of, used): (u32, u32)) -> PackageLeft {
        let from = FromPackage {
            order: OrderId::from_uuid(uuid::Uuid::from_u128(number)),
            reference: format!("ORD-{number}"),
            title: "Inclusion package".to_owned(),
        };
        PackageLeft { from, first_on: day(first), last_on: day(last), of, used }
    }

    const YEAR: (&str, &str) = ("2026-09-01", "2027-08-31");

    #[test]
    fn what_is_taken_costs_nothing_and_says_from_which_package() {
        let mut packages = Packages::of(vec![left(1, YEAR, (10, 7))]);
        let taken = packages.take(BuyerStanding::Full, day("2026-12-01"), 5);
        assert_eq!(taken.len(), 1);
        let one = &taken[0];
        assert_eq!((one.count, one.working.total()), (3, Ok(Net::default())));
        assert_eq!(one.working.package.as_ref().unwrap().reference, "ORD-1");
        let line = WorkingLine::Packaged { count: 3, of: 10, used: 7, net: Net::default() };
        assert_eq!(one.working.lines, [line]);
        assert!(one.working.is_packaged() && !one.working.is_included());
        assert_eq!(packages.take(BuyerStanding::Full, day("2026-12-01"), 1), []);
    }

    #[test]
    fn a_package_is_there_from_its_first_day_to_its_last() {
        let packages = Packages::of(vec![left(1, YEAR, (10, 0))]);
        let on = |text| packages.left_on(day(text));
        assert_eq!([on("2026-08-31"), on("2026-09-01")], [0, 10]);
        assert_eq!([on("2027-08-31"), on("2027-09-01")], [10, 0]);
    }

    #[test]
    fn the_package_that_ends_first_is_drawn_on_first() {
        let mut packages = Packages::of(vec![
            left(1, YEAR, (4, 0)),
            left(2, ("2026-04-01", "2027-03-31"), (3, 1)),
        ]);
        let taken = packages.take(BuyerStanding::Associate, day("2027-01-11"), 5);
        let told: Vec<_> = taken.iter().map(|one| one.working.package.clone().unwrap()).collect();
        let told: Vec<&str> = told.iter().map(|from| from.reference.as_str()).collect();
        assert_eq!(told, ["ORD-2", "ORD-1"]);
        assert_eq!(taken.iter().map(|one| one.count).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(packages.left_on(day("2027-01-11")), 1);
    }

    proptest! {
        #[test]
        fn never_more_is_taken_than_packages_have_and_never_less_than_is_there(
            has in proptest::collection::vec((1_u32..20, 0_u32..20), 0..4),
            wanted in proptest::collection::vec(0_u32..12, 1..8),
        ) {
            let packages = (1..).zip(&has).map(|(number, (of, used))| {
                left(number, YEAR, (*of, (*used).min(*of)))
            });
            let mut packages = Packages::of(packages.collect());
            let on = day("2027-02-01");
            let mut left = packages.left_on(on);
            for wanted in wanted {
                let taken = packages.take(BuyerStanding::Full, on, wanted);
                let count: u32 = taken.iter().map(|one| one.count).sum();
                prop_assert_eq!(count, wanted.min(left));
                left -= count;
                prop_assert_eq!(packages.left_on(on), left);
                prop_assert!(packages.all().iter().all(|one| one.used <= one.of));
            }
        }
    }
}
