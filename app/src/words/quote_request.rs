//! Requests for quotes in the users' words: where one stands, and what suppliers say of VAT.

use domain::quote_request::{BidVat, QuoteStage};

use crate::parts::TagKind;

/// Said wherever somebody types what goes to others: nothing of a pupil, nor of staff whom it is for.
pub const NO_NAMES: &str = "Never names or details of pupils, or of staff it is for";

/// Where it stands, for the school.
pub const fn stage(stage: QuoteStage) -> (&'static str, TagKind) {
    match stage {
        QuoteStage::Sealed => ("Sealed until the deadline", TagKind::Waits),
        QuoteStage::Opened => ("Open: choose one", TagKind::Waits),
        QuoteStage::Decided => ("Decided", TagKind::Good),
        QuoteStage::Withdrawn => ("Taken back", TagKind::Plain),
    }
}

/// Where it stands, for a supplier.
pub const fn asked(
    stage: QuoteStage,
    is_answered: bool,
    is_chosen: bool,
) -> (&'static str, TagKind) {
    match (stage, is_answered, is_chosen) {
        (QuoteStage::Sealed, false, _) => ("Waits for your quote", TagKind::Waits),
        (QuoteStage::Sealed, true, _) => ("Your quote is in", TagKind::Good),
        (QuoteStage::Opened, true, _) => ("With the school", TagKind::Plain),
        (QuoteStage::Opened | QuoteStage::Decided, false, _) => ("Closed", TagKind::Plain),
        (QuoteStage::Decided, true, true) => ("Your quote was chosen", TagKind::Good),
        (QuoteStage::Decided, true, false) => ("Not chosen", TagKind::Plain),
        (QuoteStage::Withdrawn, _, _) => ("Taken back by the school", TagKind::Plain),
    }
}

/// How VAT applies to a quote.
pub const fn vat(vat: BidVat) -> &'static str {
    match vat {
        BidVat::Added => "VAT at the standard rate is added",
        BidVat::Zero => "Zero-rated: no VAT is added",
        BidVat::Exempt => "Exempt: no VAT is added",
        BidVat::NotRegistered => "We are not registered for VAT: none is added",
    }
}
