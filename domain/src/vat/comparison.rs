//! On which basis a buyer compares prices: excluding VAT, or including it.

use super::basis::{VatBasis, vat_on};
use crate::access::closed_list;
use crate::money::{Gross, Net, Overflow, Pence};
use crate::school::VatPosition;

closed_list! {
    /// Whether amounts are compared without or with VAT. Never mixed in one sum.
    ComparisonBasis {
        /// Excluding VAT, for buyers who get it back (VAT Act 1994, sections 33 and 33B).
        Net = "net",
        /// Including VAT, for buyers to whom it is a cost.
        Gross = "gross",
    }
}

/// The basis on which savings and market rates are compared for a buyer.
///
/// Only VAT that a buyer is known to bear is counted, so a buyer whose position is not known
/// compares net: that way a saving on VAT is never claimed that nobody has shown.
pub const fn comparison_basis(position: VatPosition) -> ComparisonBasis {
    match position.recovers() {
        Some(true) | None => ComparisonBasis::Net,
        Some(false) => ComparisonBasis::Gross,
    }
}

impl ComparisonBasis {
    /// What a net amount comes to on this basis.
    pub fn amount(self, net: Net, vat: VatBasis) -> Result<Pence, Overflow> {
        match self {
            Self::Net => Ok(net.pence()),
            Self::Gross => net.with(vat_on(net, vat)?).map(Gross::pence),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::VatReason;
    use super::*;

    #[test]
    fn maintained_schools_and_academies_compare_net_and_others_gross() {
        let basis = comparison_basis;
        assert_eq!(basis(VatPosition::Section33), ComparisonBasis::Net);
        assert_eq!(basis(VatPosition::Section33B), ComparisonBasis::Net);
        assert_eq!(basis(VatPosition::NoRefund), ComparisonBasis::Gross);
        assert_eq!(basis(VatPosition::NotKnown), ComparisonBasis::Net);
    }

    #[test]
    fn an_independent_school_counts_the_vat_it_cannot_get_back() {
        let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let vat = VatReason::Standard.basis(on).unwrap();
        let net = Net(Pence::pounds(200));
        assert_eq!(ComparisonBasis::Net.amount(net, vat), Ok(Pence::pounds(200)));
        assert_eq!(ComparisonBasis::Gross.amount(net, vat), Ok(Pence::pounds(240)));
    }
}
