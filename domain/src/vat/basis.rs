//! The VAT basis of one supply: category, rate and reason, as kept by orders and invoices.

use serde::{Deserialize, Serialize};

use super::reason::VatReason;
use crate::access::closed_list;
use crate::money::{BasisPoints, Net, Overflow, Vat};

closed_list! {
    /// A VAT category, as European invoicing knows it (EN 16931, code list UNCL5305).
    VatCategory {
        /// Taxed at the rate given.
        Standard = "standard",
        /// Taxed at nothing.
        Zero = "zero",
        /// Exempt, with a reason on the invoice.
        Exempt = "exempt",
        /// Not within VAT at all.
        OutsideScope = "outside_scope",
    }
}

impl VatCategory {
    /// The letter an electronic invoice carries for it (EN 16931, BT-118 and BT-151).
    pub const fn en16931(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::Exempt => "E",
            Self::OutsideScope => "O",
        }
    }
}

/// What VAT a supply carries, and why.
///
/// The category follows from the reason, and anything but a standard-rated supply has rate
/// nought: a stored basis that says otherwise does not load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "StoredBasis", into = "StoredBasis")]
pub struct VatBasis {
    reason: VatReason,
    rate: BasisPoints,
}

impl VatBasis {
    /// Made by [`VatReason::basis`] only, which knows the rate of the day.
    pub(super) const fn of(reason: VatReason, rate: BasisPoints) -> Self {
        Self { reason, rate }
    }

    /// Why the supply is treated so.
    pub const fn reason(self) -> VatReason {
        self.reason
    }

    /// The category the reason leads to.
    pub const fn category(self) -> VatCategory {
        self.reason.category()
    }

    /// The rate in basis points; nought unless standard-rated.
    pub const fn rate(self) -> BasisPoints {
        self.rate
    }

    /// The Act or guidance the reason rests on.
    pub const fn source(self) -> &'static str {
        self.reason.source()
    }
}

/// The VAT on a net amount, rounded half away from zero to the penny.
pub fn vat_on(net: Net, basis: VatBasis) -> Result<Vat, Overflow> {
    vat_at(net, basis.rate)
}

/// The VAT on a net amount at a rate: the one place where VAT is rounded.
pub(super) fn vat_at(net: Net, rate: BasisPoints) -> Result<Vat, Overflow> {
    net.pence().share(rate).map(Vat)
}

/// How a basis is written down: with everything an auditor asks for, whatever code changes later.
#[derive(Serialize, Deserialize)]
struct StoredBasis {
    category: VatCategory,
    rate: BasisPoints,
    reason: VatReason,
    #[serde(default)]
    source: String,
}

impl From<VatBasis> for StoredBasis {
    fn from(basis: VatBasis) -> Self {
        Self {
            category: basis.category(),
            rate: basis.rate,
            reason: basis.reason,
            source: basis.source().to_owned(),
        }
    }
}

impl TryFrom<StoredBasis> for VatBasis {
    type Error = &'static str;

    fn try_from(stored: StoredBasis) -> Result<Self, Self::Error> {
        if stored.reason.category() != stored.category {
            return Err("the VAT category does not follow from the reason");
        }
        if stored.category != VatCategory::Standard && stored.rate != BasisPoints::new(0) {
            return Err("only a standard-rated supply carries a rate of VAT");
        }
        Ok(Self { reason: stored.reason, rate: stored.rate })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::money::Pence;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    #[test]
    fn a_counselling_day_at_the_standard_rate() {
        let basis = VatReason::Standard.basis(today()).unwrap();
        assert_eq!(vat_on(Net(Pence::pounds(240)), basis), Ok(Vat(Pence::pounds(48))));
        assert_eq!(vat_on(Net(Pence::new(3)), basis), Ok(Vat(Pence::new(1))));
        assert_eq!(vat_on(Net(Pence::new(-3)), basis), Ok(Vat(Pence::new(-1))));
    }

    #[test]
    fn nothing_is_charged_on_what_is_zero_rated_exempt_or_outside_vat() {
        for reason in VatReason::ALL.iter().filter(|r| r.category() != VatCategory::Standard) {
            let basis = reason.basis(today()).unwrap();
            assert_eq!(vat_on(Net(Pence::pounds(500)), basis), Ok(Vat(Pence::ZERO)), "{reason:?}");
        }
    }

    #[test]
    fn a_basis_is_stored_with_its_source_and_reads_back() {
        let basis = VatReason::Insurance.basis(today()).unwrap();
        let text = serde_json::to_string(&basis).unwrap();
        assert_eq!(
            text,
            r#"{"category":"exempt","rate":0,"reason":"insurance","source":"Value Added Tax Act 1994, Schedule 9, Group 2"}"#
        );
        assert_eq!(serde_json::from_str::<VatBasis>(&text).unwrap(), basis);
    }

    #[test]
    fn a_stored_basis_that_contradicts_itself_does_not_load() {
        for bad in [
            r#"{"category":"exempt","rate":2000,"reason":"insurance"}"#,
            r#"{"category":"zero","rate":0,"reason":"insurance"}"#,
        ] {
            assert!(serde_json::from_str::<VatBasis>(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn vat_never_strays_half_a_penny_from_the_exact_fifth(net in -10_000_000_i64..10_000_000) {
            let basis = VatReason::Standard.basis(today()).unwrap();
            let vat = vat_on(Net(Pence::new(net)), basis).unwrap().pence().get();
            prop_assert!((vat * 5 - net).abs() * 2 <= 5);
        }
    }
}
