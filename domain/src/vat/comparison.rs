//! On which basis a buyer compares prices: excluding VAT, or including it.

use serde::{Deserialize, Serialize};

use super::basis::{VatBasis, vat_on};
use crate::access::closed_list;
use crate::money::{Gross, Net, Overflow, Pence};

closed_list! {
    /// How a buyer stands towards the VAT it pays.
    BuyerPosition {
        /// Bought as the council's agent, which is refunded (VAT Act 1994, section 33).
        Section33 = "section_33",
        /// An academy, refunded by HMRC (VAT Act 1994, section 33B).
        Section33B = "section_33b",
        /// VAT is a cost to the buyer.
        NoRefund = "no_refund",
        /// The register does not say and nobody has.
        NotKnown = "not_known",
    }
}

closed_list! {
    /// Whether amounts are compared without or with VAT.
    ComparisonBasis {
        /// Excluding VAT, since it comes back.
        Net = "net",
        /// Including VAT, since it is a cost.
        Gross = "gross",
    }
}

/// The basis on which savings and market rates are compared for a buyer.
///
/// Only VAT that a buyer is known to bear is counted, so a buyer whose position is not known
/// compares net: that way a saving on VAT is never claimed that nobody has shown.
pub const fn comparison_basis(position: BuyerPosition) -> ComparisonBasis {
    match position {
        BuyerPosition::Section33 | BuyerPosition::Section33B | BuyerPosition::NotKnown => {
            ComparisonBasis::Net
        }
        BuyerPosition::NoRefund => ComparisonBasis::Gross,
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
        assert_eq!(basis(BuyerPosition::Section33), ComparisonBasis::Net);
        assert_eq!(basis(BuyerPosition::Section33B), ComparisonBasis::Net);
        assert_eq!(basis(BuyerPosition::NoRefund), ComparisonBasis::Gross);
        assert_eq!(basis(BuyerPosition::NotKnown), ComparisonBasis::Net);
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
