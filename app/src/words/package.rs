//! Words for packages of services: what is in one, and what of it is left.

use domain::calendar::short_day;
use domain::money::grouped;
use domain::price::{FromPackage, PackageLeft, Packages, Unit};
use domain::{Net, Pence};

use super::{plural, pounds};

/// `included in your Inclusion package (ORD-7F3K)`.
pub fn included_in(from: &FromPackage) -> String {
    format!("included in your {} ({})", from.title, from.reference)
}

/// `Your Inclusion package (ORD-7F3K) has 7 of 10 days left, to be used from 1 Sep 2026 to 31 Aug 2027.`
pub fn left(package: &PackageLeft, unit: Unit) -> String {
    let (title, reference) = (&package.from.title, &package.from.reference);
    let of = plural(u64::from(package.of), unit.label(), unit.plural());
    if package.left() == 0 {
        return format!("All {of} of your {title} ({reference}) are taken.");
    }
    let (first, last) = (short_day(package.first_on), short_day(package.last_on));
    let left = grouped(package.left().into());
    format!(
        "Your {title} ({reference}) has {left} of {of} left, to be used from {first} to {last}. They cost nothing."
    )
}

/// A sentence for each package.
pub fn all_left(packages: &Packages, unit: Unit) -> Vec<String> {
    packages.all().iter().map(|package| left(package, unit)).collect()
}

/// Why a package is not cancelled, and what has to be cancelled first.
pub(super) fn in_use(orders: &[String]) -> (String, String) {
    let told = format!(
        "Cancel what was taken from it first: {}. What has been delivered stays, and the package with it.",
        orders.join(", ")
    );
    ("Some of this package is used or booked".to_owned(), told)
}

/// What a package costs beside its parts one by one: `£4,360 bought one by one. The package is £3,900: you
/// save £460.`
pub fn beside(price: Net, singly: Net, yours: bool) -> String {
    let (package, parts) = (pounds(price.pence()), pounds(singly.pence()));
    let (you, pay) = if yours { ("you", "pay") } else { ("members", "pay") };
    let told = format!("{parts} bought one by one. The package is {package}");
    match singly.pence().minus(price.pence()) {
        Ok(less) if less > Pence::ZERO => format!("{told}: {you} save {}.", pounds(less)),
        Ok(less) if less < Pence::ZERO => {
            let more = Pence::new(less.get().saturating_abs());
            format!("{told}: {you} {pay} {} more for it.", pounds(more))
        }
        _ => format!("{told}: the same."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(pounds: i32) -> Net {
        Net(Pence::pounds(pounds))
    }

    #[test]
    fn a_package_is_compared_with_its_parts_whichever_is_dearer() {
        assert_eq!(
            beside(net(3_900), net(4_360), true),
            "£4,360 bought one by one. The package is £3,900: you save £460."
        );
        assert_eq!(
            beside(net(400), net(390), false),
            "£390 bought one by one. The package is £400: members pay £10 more for it."
        );
        assert!(beside(net(1), net(1), true).ends_with("£1: the same."));
    }
}
