//! Asking several suppliers for a quote: the same specification to each, answers that are sealed until
//! the deadline, and one of them chosen with a reason.
//!
//! Where it stands follows from what was done and from the time: nothing has to happen at the deadline
//! for the answers to be open.

mod choice;
mod typed;

use chrono::{DateTime, Duration, Utc};

use crate::access::closed_list;
use crate::money::{Gross, Net, Overflow};
use crate::vat::{VatReason, vat_on};
pub use choice::{FEWEST_BIDS, Offered, REASON_MIN, REASON_MIN_EXPLAINED, reason_min};
pub use typed::{
    Bid, Outside, QuoteTerms, TypedBid, TypedQuoteRequest, read_outside, read_question,
};

/// The most suppliers that are asked.
pub const SUPPLIERS_MAX: usize = 5;
/// The most suppliers of them that have no account here.
pub const OUTSIDE_MAX: usize = 3;
/// The most documents that go with a specification.
pub const DOCUMENTS_MAX: usize = 3;
/// How many days suppliers have at least.
pub const DAYS_MIN: i64 = 2;
/// How many days they have at most: what was wanted is another thing by then.
pub const DAYS_MAX: i64 = 120;
/// How many days they have unless somebody says otherwise.
pub const DAYS_USUAL: u64 = 10;
/// How many days after the deadline a link still shows what was sent by it.
pub const LINK_DAYS: i64 = 60;

closed_list! {
    /// What was done with a quote request, as it is stored.
    QuoteState {
        /// Nobody has decided.
        Open = "open",
        /// One of the answers was chosen, or none.
        Decided = "decided",
        /// It was taken back before its deadline.
        Withdrawn = "withdrawn",
    }
}

/// Where a quote request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteStage {
    /// Suppliers may answer, and what they answer is sealed.
    Sealed,
    /// The deadline has come: answers are open to the school, which has not decided.
    Opened,
    /// The school has decided.
    Decided,
    /// It was taken back: what was sealed stays so.
    Withdrawn,
}

impl QuoteStage {
    /// Where it stands at an instant. From the deadline's own instant on answers are open.
    pub fn of(state: QuoteState, closes_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        match state {
            QuoteState::Withdrawn => Self::Withdrawn,
            QuoteState::Decided => Self::Decided,
            QuoteState::Open if now >= closes_at => Self::Opened,
            QuoteState::Open => Self::Sealed,
        }
    }

    /// Whether the school may read what was answered.
    pub const fn is_unsealed(self) -> bool {
        match self {
            Self::Opened | Self::Decided => true,
            Self::Sealed | Self::Withdrawn => false,
        }
    }
}

/// The last instant at which a link works.
pub fn link_ends(closes_at: DateTime<Utc>) -> DateTime<Utc> {
    closes_at + Duration::days(LINK_DAYS)
}

closed_list! {
    /// What a supplier says of the VAT on its price.
    BidVat {
        /// VAT at the standard rate is added.
        Added = "added",
        /// The supply is zero-rated.
        Zero = "zero",
        /// The supply is exempt.
        Exempt = "exempt",
        /// The supplier is not registered for VAT.
        NotRegistered = "not_registered",
    }
}

impl BidVat {
    /// What a price comes to with it, by the standard rate of a day.
    ///
    /// # Errors
    /// `Overflow`; an amount beyond all sense is one too.
    pub fn gross(self, net: Net, on: chrono::NaiveDate) -> Result<Gross, Overflow> {
        match self {
            Self::Added => {
                let basis = VatReason::Standard.basis(on).map_err(|_| Overflow)?;
                net.with(vat_on(net, basis)?)
            }
            Self::Zero | Self::Exempt | Self::NotRegistered => Ok(Gross(net.pence())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Pence;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn where_it_stands_follows_from_what_was_done_and_from_the_time() {
        let closes = at("2026-12-04T17:00:00Z");
        let mut table = String::new();
        for state in QuoteState::ALL {
            for now in ["2026-12-04T16:59:59.999999Z", "2026-12-04T17:00:00Z"] {
                let stage = QuoteStage::of(*state, closes, at(now));
                let unsealed = if stage.is_unsealed() { "open to the school" } else { "sealed" };
                table.push_str(&format!("{:10}{now:29}{stage:?}, {unsealed}\n", state.code()));
            }
        }
        insta::assert_snapshot!(table);
    }

    proptest! {
        #[test]
        fn nothing_is_read_before_the_deadline_whatever_was_done(
            seconds in 1_i64..10_000_000, which in 0_usize..3
        ) {
            let closes = at("2026-12-04T17:00:00Z");
            let state = QuoteState::ALL[which];
            let stage = QuoteStage::of(state, closes, closes - Duration::seconds(seconds));
            // A decision is made after the deadline alone, so that no clock is before it.
            prop_assert!(!stage.is_unsealed() || state == QuoteState::Decided);
        }

        #[test]
        fn vat_is_added_where_it_is_and_nowhere_else(pence in 0_i64..100_000_000) {
            let (net, day) = (Net(Pence::new(pence)), "2026-12-04".parse().unwrap());
            for vat in BidVat::ALL {
                let gross = vat.gross(net, day).unwrap().pence().get();
                let least = if *vat == BidVat::Added { pence + pence / 5 } else { pence };
                prop_assert!(gross == least || (gross == least + 1 && *vat == BidVat::Added));
            }
        }
    }
}
