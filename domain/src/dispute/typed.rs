//! What people type about a delivery that is not right.

use serde::Serialize;

use super::{DisputeKind, NoShowKind, Outcome, WORDS_MAX};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, whole_number};
use crate::money::Net;
use crate::price::parse_pounds;
use crate::text;

/// What a school says is not right, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedDispute {
    /// Field `kind`: a code of the kinds.
    pub kind: String,
    /// Field `words`: in its own words.
    pub words: String,
}

/// The same, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDispute {
    /// What is not right.
    pub kind: DisputeKind,
    /// In its own words.
    pub words: String,
}

impl TypedDispute {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<ReadDispute, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let kind = reading.take("kind", choice(&self.kind, DisputeKind::from_code));
        let words = reading.take("words", text::paragraph(&self.words, WORDS_MAX));
        reading.finish(kind.zip(words).map(|(kind, words)| ReadDispute { kind, words }))
    }
}

/// Why the provider could not work, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedNoShow {
    /// Field `kind`: a code of the kinds.
    pub kind: String,
    /// Field `words`: in their own words, if they like.
    pub words: String,
}

/// The same, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNoShow {
    /// Why.
    pub kind: NoShowKind,
    /// In their own words.
    pub words: Option<String>,
}

impl TypedNoShow {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<ReadNoShow, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let kind = reading.take("kind", choice(&self.kind, NoShowKind::from_code));
        let words = reading.take("words", text::optional_line(&self.words, WORDS_MAX));
        reading.finish(kind.zip(words).map(|(kind, words)| ReadNoShow { kind, words }))
    }
}

/// How much was delivered after all, where it was in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// All, nothing, or still to come: as the outcome says.
    Whole(Outcome),
    /// So many.
    Fewer(u32),
    /// For so much, excluding VAT.
    ForLess(Net),
}

impl Decided {
    /// What comes of the dispute.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Whole(outcome) => outcome,
            Self::Fewer(_) | Self::ForLess(_) => Outcome::InPart,
        }
    }
}

/// What the provider answers, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedAnswer {
    /// Field `answer`: `stand_by`, or a code of the outcomes that are the provider's.
    pub answer: String,
    /// Field `quantity`: how many were delivered, where fewer were.
    pub quantity: String,
    /// Field `words`: needed by whoever stands by it.
    pub words: String,
}

impl TypedAnswer {
    /// Reads it: what is given in to, none where they stand by it, and the words.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<(Option<Decided>, Option<String>), Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let stands = self.answer == "stand_by";
        let answer = if stands {
            Some(None)
        } else {
            let known = |code: &str| Outcome::from_code(code).filter(|code| code.is_providers());
            let outcome = reading.take("answer", choice(&self.answer, known));
            match outcome {
                Some(Outcome::InPart) => {
                    let fewer = reading.take("quantity", whole_number(&self.quantity, u32::MAX));
                    fewer.map(|fewer| Some(Decided::Fewer(fewer)))
                }
                outcome => outcome.map(|outcome| Some(Decided::Whole(outcome))),
            }
        };
        let words = if stands {
            text::paragraph(&self.words, WORDS_MAX).map(Some)
        } else {
            text::optional_line(&self.words, WORDS_MAX)
        };
        let words = reading.take("words", words);
        reading.finish(answer.zip(words))
    }
}

/// What staff decide, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedDecision {
    /// Field `decision`: a code of the outcomes that are for staff.
    pub decision: String,
    /// Field `quantity`: how many were delivered, where it was in part and is sold by number.
    pub quantity: String,
    /// Field `net`: for how much, where it was in part and is not, in pounds excluding VAT.
    pub net: String,
    /// Field `reason`: why, told to both.
    pub reason: String,
}

impl TypedDecision {
    /// Reads it: what is decided, and why.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self, by_quantity: bool) -> Result<(Decided, String), Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let known = |code: &str| Outcome::from_code(code).filter(|code| code.is_staffs());
        let outcome = reading.take("decision", choice(&self.decision, known));
        let decided = match outcome {
            Some(Outcome::InPart) if by_quantity => {
                let fewer = whole_number(&self.quantity, u32::MAX);
                reading.take("quantity", fewer).map(Decided::Fewer)
            }
            Some(Outcome::InPart) => {
                let net: Result<_, Problem> = parse_pounds(&self.net);
                reading.take("net", net).map(|net| Decided::ForLess(Net(net)))
            }
            outcome => outcome.map(Decided::Whole),
        };
        let reason = reading.take("reason", text::paragraph(&self.reason, WORDS_MAX));
        reading.finish(decided.zip(reason))
    }
}
