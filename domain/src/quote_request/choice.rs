//! Choosing among answers: how much has to be said for a choice.

use crate::money::{Gross, Net};

/// How many answers financial procedures ask for, as a rule: with fewer, the reason says why that is
/// enough (Department for Education, "Buying procedures and procurement law for schools": get at least
/// three quotes).
pub const FEWEST_BIDS: usize = 3;
/// The fewest characters of any reason.
pub const REASON_MIN: usize = 15;
/// The fewest where it has to be explained: not the cheapest, too few answers, or none chosen.
pub const REASON_MIN_EXPLAINED: usize = 50;

/// What one answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// Excluding VAT.
    pub net: Net,
    /// Including VAT.
    pub gross: Gross,
}

impl Offered {
    /// Whether no other is cheaper, with VAT or without: which of them counts depends on whether the
    /// school gets VAT back.
    pub fn is_cheapest_of(self, all: &[Self]) -> bool {
        all.iter().all(|other| self.net <= other.net && self.gross <= other.gross)
    }
}

/// How many characters a reason has at least for choosing one of the answers, or none.
pub fn reason_min(chosen: Option<Offered>, all: &[Offered]) -> usize {
    let plain = chosen.is_some_and(|one| one.is_cheapest_of(all)) && all.len() >= FEWEST_BIDS;
    if plain { REASON_MIN } else { REASON_MIN_EXPLAINED }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;

    fn offered(net: i64, gross: i64) -> Offered {
        Offered { net: Net(Pence::new(net)), gross: Gross(Pence::new(gross)) }
    }

    #[test]
    fn more_is_said_for_what_is_not_plainly_the_cheapest_of_three() {
        let (cheap, exempt, dear) = (offered(100, 120), offered(110, 110), offered(130, 156));
        let same = offered(100, 120);
        // Cheaper without VAT and dearer with it: that has to be explained.
        assert_eq!(reason_min(Some(cheap), &[cheap, exempt, dear]), REASON_MIN_EXPLAINED);
        assert_eq!(reason_min(Some(cheap), &[cheap, same, dear]), REASON_MIN);
        assert_eq!(reason_min(Some(dear), &[cheap, same, dear]), REASON_MIN_EXPLAINED);
        assert_eq!(reason_min(Some(cheap), &[cheap, dear]), REASON_MIN_EXPLAINED, "two only");
        assert_eq!(reason_min(None, &[cheap, same, dear]), REASON_MIN_EXPLAINED);
        assert_eq!(reason_min(None, &[]), REASON_MIN_EXPLAINED);
    }
}
