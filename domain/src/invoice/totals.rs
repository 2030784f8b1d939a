//! Lines and their totals: VAT is worked out once for each band, on the band's net.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::OrderLineId;
use crate::money::{BasisPoints, Gross, Net, Overflow, Vat};

/// A VAT category with its rate. Two categories of the same rate (zero-rated and exempt) are two
/// bands: an invoice shows them apart (EN 16931, group BG-23).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VatBand {
    /// The category's code, as the VAT rules of the installation write it.
    pub category: String,
    /// The rate, nought for what bears no VAT.
    pub rate: BasisPoints,
}

impl VatBand {
    /// The category at the rate.
    pub fn new(category: &str, rate: BasisPoints) -> Self {
        Self { category: category.to_owned(), rate }
    }
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What was ordered and is now charged for.
    pub order_line: OrderLineId,
    /// What it says on paper.
    pub description: String,
    /// How many units.
    pub quantity: u32,
    /// What a unit costs, for show; the line's amount is `net`.
    pub unit_price: Net,
    /// The line's amount.
    pub net: Net,
    /// How VAT applies to it.
    pub vat: VatBand,
}

/// All that bears VAT in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandTotal {
    /// The category and rate.
    pub band: VatBand,
    /// The sum of the lines.
    pub net: Net,
    /// The VAT on that sum, rounded half up to the penny (half away from nought for a credit).
    pub vat: Vat,
}

/// The totals of an invoice or an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// The sum of the lines.
    pub net: Net,
    /// By category and rate, in the order of the category's code.
    pub bands: Vec<BandTotal>,
    /// The sum of the bands' VAT.
    pub vat: Vat,
    /// Net and VAT.
    pub gross: Gross,
}

impl Totals {
    /// Adds up amounts with their bands.
    pub fn of<'a>(lines: impl IntoIterator<Item = (Net, &'a VatBand)>) -> Result<Self, Overflow> {
        let mut by_band: BTreeMap<&VatBand, Net> = BTreeMap::new();
        for (net, band) in lines {
            let sum = by_band.entry(band).or_default();
            *sum = sum.plus(net)?;
        }
        let mut bands = Vec::with_capacity(by_band.len());
        for (band, net) in by_band {
            let vat = net.pence().share(band.rate).map(Vat)?;
            bands.push(BandTotal { band: band.clone(), net, vat });
        }
        let net = Net::total(bands.iter().map(|band| band.net))?;
        let vat = Vat::total(bands.iter().map(|band| band.vat))?;
        Ok(Self { net, bands, vat, gross: net.with(vat)? })
    }

    /// Adds up the lines of an invoice.
    pub fn of_lines(lines: &[InvoiceLine]) -> Result<Self, Overflow> {
        Self::of(lines.iter().map(|line| (line.net, &line.vat)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Pence;

    fn bands() -> [VatBand; 4] {
        [
            VatBand::new("exempt", BasisPoints::new(0)),
            VatBand::new("reduced", BasisPoints::new(500)),
            VatBand::new("standard", BasisPoints::new(2_000)),
            VatBand::new("zero", BasisPoints::new(0)),
        ]
    }

    #[test]
    fn vat_is_rounded_once_for_each_band_and_not_for_each_line() {
        let standard = VatBand::new("standard", BasisPoints::new(2_000));
        let line = (Net(Pence::new(3)), &standard);
        // Each line alone would give 0.6p, so 1p; the three together give 1.8p, so 2p.
        let totals = Totals::of([line, line, line]).unwrap();
        assert_eq!(totals.vat, Vat(Pence::new(2)));
        assert_eq!(totals.gross, Gross(Pence::new(11)));
    }

    #[test]
    fn half_a_penny_of_vat_is_rounded_up() {
        let reduced = VatBand::new("reduced", BasisPoints::new(500));
        let totals = Totals::of([(Net(Pence::new(10)), &reduced)]).unwrap();
        assert_eq!(totals.vat, Vat(Pence::new(1)));
    }

    #[test]
    fn exempt_and_zero_rated_are_shown_apart() {
        let [exempt, _, standard, zero] = bands();
        let net = Net(Pence::pounds(100));
        let totals = Totals::of([(net, &zero), (net, &standard), (net, &exempt)]).unwrap();
        let shown: Vec<&str> = totals.bands.iter().map(|b| b.band.category.as_str()).collect();
        assert_eq!(shown, ["exempt", "standard", "zero"]);
        assert_eq!(totals.gross, Gross(Pence::pounds(320)));
    }

    #[test]
    fn nothing_adds_up_to_nothing() {
        assert_eq!(Totals::of([]), Ok(Totals::default()));
    }

    proptest! {
        #[test]
        fn totals_agree_with_lines_and_bands_to_the_penny(
            lines in proptest::collection::vec((-1_000_000_i64..10_000_000, 0_usize..4), 0..40),
        ) {
            let bands = bands();
            let totals =
                Totals::of(lines.iter().map(|(p, band)| (Net(Pence::new(*p)), &bands[*band])));
            let totals = totals.unwrap();
            let sum: i64 = lines.iter().map(|(pence, _)| pence).sum();
            prop_assert_eq!(totals.net.pence().get(), sum);
            let mut vat = 0;
            for (index, band) in bands.iter().enumerate() {
                let of_band = lines.iter().filter(|(_, b)| *b == index);
                let net: i64 = of_band.clone().map(|(pence, _)| pence).sum();
                let shown = totals.bands.iter().find(|total| total.band == *band);
                prop_assert_eq!(shown.is_some(), of_band.count() > 0);
                let Some(shown) = shown else { continue };
                prop_assert_eq!(shown.net.pence().get(), net);
                let exact = net * i64::from(band.rate.get());
                prop_assert!((shown.vat.pence().get() * 10_000 - exact).abs() <= 5_000);
                vat += shown.vat.pence().get();
            }
            prop_assert_eq!(totals.vat.pence().get(), vat);
            prop_assert_eq!(totals.gross.pence().get(), sum + vat);
        }

        #[test]
        fn the_order_of_lines_does_not_matter(
            lines in proptest::collection::vec((0_i64..10_000_000, 0_usize..4), 0..20),
        ) {
            let bands = bands();
            let of = |lines: &[(i64, usize)]| {
                Totals::of(lines.iter().map(|(p, band)| (Net(Pence::new(*p)), &bands[*band])))
            };
            let mut turned = lines.clone();
            turned.reverse();
            prop_assert_eq!(of(&lines), of(&turned));
        }
    }
}
