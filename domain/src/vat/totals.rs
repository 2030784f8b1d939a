//! The totals of an invoice or an order, rounded as European invoicing rounds them (EN 16931).
//!
//! VAT is worked out once per category and rate on the sum of that group's lines (BR-S-08,
//! BR-S-09), never line by line, so that totals do not depend on how a supply is cut into lines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::basis::{VatBasis, VatCategory, vat_at};
use super::reason::VatReason;
use crate::money::{BasisPoints, Gross, Net, Overflow, Vat};

/// The lines of one VAT category and rate, summed (EN 16931, BG-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatGroup {
    /// The category of every line in the group.
    pub category: VatCategory,
    /// The rate of every line in the group.
    pub rate: BasisPoints,
    /// The sum of the lines; negative where it is credited.
    pub net: Net,
    /// The VAT on that sum, rounded half away from nought to the penny.
    pub vat: Vat,
    /// Why the lines are treated so, each reason once.
    pub reasons: Vec<VatReason>,
}

/// What an invoice, a credit note or an order comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTotals {
    /// The groups, by category and then rate.
    pub groups: Vec<VatGroup>,
    /// The sum of all lines (BT-109).
    pub net: Net,
    /// The sum of the groups' VAT (BT-110, BR-CO-14).
    pub vat: Vat,
    /// What is to be paid (BT-112, BR-CO-15).
    pub gross: Gross,
}

impl InvoiceTotals {
    /// The same the other way: what a credit note moves in the books.
    pub fn negated(&self) -> Result<Self, Overflow> {
        let back = |group: &VatGroup| {
            let (net, vat) = (Net(group.net.pence().negated()?), Vat(group.vat.pence().negated()?));
            Ok(VatGroup { net, vat, ..group.clone() })
        };
        Ok(Self {
            groups: self.groups.iter().map(back).collect::<Result<_, Overflow>>()?,
            net: Net(self.net.pence().negated()?),
            vat: Vat(self.vat.pence().negated()?),
            gross: Gross(self.gross.pence().negated()?),
        })
    }

    /// Whether what is outside VAT stands beside what is within it. An electronic invoice may not
    /// hold both (EN 16931, BR-O-11): it has to be raised as two.
    pub fn must_be_split(&self) -> bool {
        let outside = |group: &VatGroup| group.category == VatCategory::OutsideScope;
        self.groups.iter().any(outside) && !self.groups.iter().all(outside)
    }
}

/// Sums lines into groups by VAT category and rate.
pub fn invoice_totals(
    lines: impl IntoIterator<Item = (Net, VatBasis)>,
) -> Result<InvoiceTotals, Overflow> {
    let mut sums: BTreeMap<(VatCategory, BasisPoints), (Net, Vec<VatReason>)> = BTreeMap::new();
    for (net, basis) in lines {
        let (sum, reasons) = sums.entry((basis.category(), basis.rate())).or_default();
        *sum = sum.plus(net)?;
        if !reasons.contains(&basis.reason()) {
            reasons.push(basis.reason());
        }
    }
    let groups = sums
        .into_iter()
        .map(|((category, rate), (net, mut reasons))| {
            reasons.sort_unstable();
            let vat = vat_at(net, rate)?;
            Ok(VatGroup { category, rate, net, vat, reasons })
        })
        .collect::<Result<Vec<_>, Overflow>>()?;
    let net = Net::total(groups.iter().map(|group| group.net))?;
    let vat = Vat::total(groups.iter().map(|group| group.vat))?;
    Ok(InvoiceTotals { groups, net, vat, gross: net.with(vat)? })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::money::Pence;

    fn basis(reason: VatReason) -> VatBasis {
        reason.basis(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()).unwrap()
    }

    fn line(pence: i64, reason: VatReason) -> (Net, VatBasis) {
        (Net(Pence::new(pence)), basis(reason))
    }

    #[test]
    fn vat_is_worked_out_on_the_group_and_not_line_by_line() {
        // Three lines of 0.03 each would round to a penny of VAT each: 3p. Together: 2p.
        let lines = [line(3, VatReason::Standard); 3];
        let totals = invoice_totals(lines).unwrap();
        assert_eq!(totals.vat, Vat(Pence::new(2)));
        assert_eq!(totals.gross, Gross(Pence::new(11)));
    }

    #[test]
    fn groups_keep_category_rate_and_every_reason_once() {
        let totals = invoice_totals([
            line(10_000, VatReason::Insurance),
            line(24_000, VatReason::Standard),
            line(5_000, VatReason::RegisteredHealthProfessional),
            line(1_000, VatReason::Insurance),
        ])
        .unwrap();
        assert_eq!(totals.groups.len(), 2);
        assert_eq!(totals.groups[0].category, VatCategory::Standard);
        assert_eq!(totals.groups[0].vat, Vat(Pence::new(4_800)));
        assert_eq!(totals.groups[1].net, Net(Pence::new(16_000)));
        assert_eq!(
            totals.groups[1].reasons,
            [VatReason::RegisteredHealthProfessional, VatReason::Insurance]
        );
        assert!(!totals.must_be_split());
    }

    #[test]
    fn what_is_outside_vat_cannot_share_an_invoice_with_what_is_within() {
        let outside = line(100, VatReason::StatutoryDuty);
        assert!(!invoice_totals([outside]).unwrap().must_be_split());
        let both = [outside, line(100, VatReason::Standard)];
        assert!(invoice_totals(both).unwrap().must_be_split());
    }

    #[test]
    fn half_a_penny_of_vat_is_rounded_away_from_nought_charged_or_credited() {
        let twentieth = VatBasis::of(VatReason::Standard, BasisPoints::new(500));
        for (net, vat) in [(10, 1), (-10, -1)] {
            let totals = invoice_totals([(Net(Pence::new(net)), twentieth)]).unwrap();
            assert_eq!(totals.vat, Vat(Pence::new(vat)));
        }
    }

    #[test]
    fn exempt_and_zero_rated_are_shown_apart_though_neither_bears_vat() {
        let totals = invoice_totals([
            line(10_000, VatReason::Insurance),
            line(10_000, VatReason::PrintedMatter),
        ])
        .unwrap();
        let shown: Vec<_> = totals.groups.iter().map(|group| group.category).collect();
        assert_eq!(shown, [VatCategory::Zero, VatCategory::Exempt]);
    }

    #[test]
    fn a_credit_note_takes_back_exactly_what_was_charged() {
        let charged = [line(10_001, VatReason::Standard), line(333, VatReason::Insurance)];
        let credited = charged.map(|(net, vat)| (Net(net.pence().negated().unwrap()), vat));
        let (charged, credited) =
            (invoice_totals(charged).unwrap(), invoice_totals(credited).unwrap());
        assert_eq!(charged.vat.plus(credited.vat), Ok(Vat::default()));
        assert_eq!(charged.gross.plus(credited.gross), Ok(Gross::default()));
    }

    #[test]
    fn an_invoice_without_lines_comes_to_nothing() {
        let totals = invoice_totals([]).unwrap();
        assert_eq!(totals.gross, Gross(Pence::ZERO));
        assert!(totals.groups.is_empty());
    }

    fn any_line() -> impl Strategy<Value = (Net, VatBasis)> {
        (-1_000_000_i64..1_000_000, proptest::sample::select(VatReason::ALL))
            .prop_map(|(pence, reason)| line(pence, reason))
    }

    proptest! {
        #[test]
        fn header_groups_and_lines_agree_to_the_penny(
            lines in proptest::collection::vec(any_line(), 0..40),
        ) {
            let totals = invoice_totals(lines.iter().copied()).unwrap();
            let net: i64 = lines.iter().map(|(net, _)| net.pence().get()).sum();
            prop_assert_eq!(totals.net.pence().get(), net);
            for group in &totals.groups {
                let of_group = |vat: &VatBasis| {
                    vat.category() == group.category && vat.rate() == group.rate
                };
                let in_group = lines.iter().filter(|(_, vat)| of_group(vat));
                let net: i64 = in_group.map(|(net, _)| net.pence().get()).sum();
                prop_assert_eq!(group.net.pence().get(), net);
                let exact = net * i64::from(group.rate.get());
                prop_assert!((group.vat.pence().get() * 10_000 - exact).abs() <= 5_000);
            }
            let vat: i64 = totals.groups.iter().map(|group| group.vat.pence().get()).sum();
            prop_assert_eq!(totals.vat.pence().get(), vat);
            prop_assert_eq!(totals.gross.pence().get(), net + vat);
        }

        #[test]
        fn the_order_of_lines_changes_nothing(
            lines in proptest::collection::vec(any_line(), 0..20),
        ) {
            let mut turned = lines.clone();
            turned.reverse();
            prop_assert_eq!(invoice_totals(lines), invoice_totals(turned));
        }

        #[test]
        fn cutting_a_line_in_two_changes_no_total(
            pence in 0_i64..10_000_000, cut in 0_i64..10_000_000,
        ) {
            let cut = cut.min(pence);
            let whole = invoice_totals([line(pence, VatReason::Standard)]).unwrap();
            let parts = [line(cut, VatReason::Standard), line(pence - cut, VatReason::Standard)];
            prop_assert_eq!(whole, invoice_totals(parts).unwrap());
        }
    }
}
