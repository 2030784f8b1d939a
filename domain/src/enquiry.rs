//! Enquiries: what a school asks about a service, and what is said between it and whoever delivers.
//!
//! Whose turn it is follows from who wrote last, and from nothing that anybody has to remember to set.

use crate::access::closed_list;
use crate::failure::{FieldProblem, Refusal};
use crate::form::Reading;
use crate::text;

/// The most characters of what an enquiry is about.
pub const SUBJECT_MAX: usize = 120;
/// The most characters of one message.
pub const WORDS_MAX: usize = 2_000;
/// The most messages of one enquiry: longer talks are not held in writing here.
pub const MESSAGES_MAX: u32 = 100;
/// The most enquiries that one school begins in a day.
pub const BEGUN_MAX: u32 = 20;
/// After how many days without an answer the partnership's staff are asked to see to it.
pub const ANSWER_DAYS: i64 = 3;

closed_list! {
    /// Where an enquiry stands.
    EnquiryState {
        /// The school wrote last: it waits for an answer.
        Waiting = "waiting",
        /// Whoever delivers wrote last, or the partnership's staff.
        Answered = "answered",
        /// One of them said that nothing is left to say.
        Closed = "closed",
    }
}

closed_list! {
    /// For whom somebody writes in an enquiry.
    EnquirySide {
        /// The school that asked.
        School = "school",
        /// Whoever delivers the service.
        Provider = "provider",
        /// The partnership through which it is sold.
        Partnership = "partnership",
    }
}

impl EnquiryState {
    /// Where it stands once somebody has written.
    pub const fn after(side: EnquirySide) -> Self {
        match side {
            EnquirySide::School => Self::Waiting,
            EnquirySide::Provider | EnquirySide::Partnership => Self::Answered,
        }
    }

    /// Where it stands after one message more.
    ///
    /// # Errors
    /// `EnquiryClosed`: it is opened again first, so that nobody writes where nobody reads.
    pub const fn write(self, side: EnquirySide) -> Result<Self, Refusal> {
        match self {
            Self::Closed => Err(Refusal::EnquiryClosed),
            Self::Waiting | Self::Answered => Ok(Self::after(side)),
        }
    }

    /// Where it stands once somebody says that nothing is left to say.
    ///
    /// # Errors
    /// `EnquiryUnanswered` for whoever is asked, while the school waits: it would never hear.
    pub const fn close(self, side: EnquirySide) -> Result<Self, Refusal> {
        match (self, side) {
            (Self::Waiting, EnquirySide::Provider | EnquirySide::Partnership) => {
                Err(Refusal::EnquiryUnanswered)
            }
            (Self::Waiting | Self::Answered | Self::Closed, _) => Ok(Self::Closed),
        }
    }

    /// Where it stands once it is opened again, by who wrote last. What is open stays as it is.
    pub const fn reopen(self, last: EnquirySide) -> Self {
        match self {
            Self::Closed => Self::after(last),
            Self::Waiting | Self::Answered => self,
        }
    }
}

/// What is asked about a service, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct TypedEnquiry {
    /// Field `subject`: what it is about, in a line.
    pub subject: String,
    /// Field `words`: the question.
    pub words: String,
}

/// The same, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEnquiry {
    /// What it is about: a line of at most 120 characters.
    pub subject: String,
    /// The question: at most 2,000 characters.
    pub words: String,
}

impl TypedEnquiry {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<ReadEnquiry, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let subject = reading.take("subject", text::name(&self.subject, SUBJECT_MAX));
        let words = reading.take("words", text::paragraph(&self.words, WORDS_MAX));
        reading.finish(subject.zip(words).map(|(subject, words)| ReadEnquiry { subject, words }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_turn_it_is_follows_from_who_wrote_last() {
        let mut table = String::new();
        for state in EnquiryState::ALL {
            for side in EnquirySide::ALL {
                let written = state.write(*side).map_or("refused", EnquiryState::code);
                let reopened = state.reopen(*side).code();
                table.push_str(&format!(
                    "{:9} {:12} writes: {written:9} opened again after them: {reopened}\n",
                    state.code(),
                    side.code()
                ));
            }
        }
        insta::assert_snapshot!(table, @r"
        waiting   school       writes: waiting   opened again after them: waiting
        waiting   provider     writes: answered  opened again after them: waiting
        waiting   partnership  writes: answered  opened again after them: waiting
        answered  school       writes: waiting   opened again after them: answered
        answered  provider     writes: answered  opened again after them: answered
        answered  partnership  writes: answered  opened again after them: answered
        closed    school       writes: refused   opened again after them: waiting
        closed    provider     writes: refused   opened again after them: answered
        closed    partnership  writes: refused   opened again after them: answered
        ");
    }

    #[test]
    fn an_enquiry_has_a_subject_and_words_and_both_are_told_where_missing() {
        let typed = |subject: &str, words: &str| TypedEnquiry {
            subject: subject.to_owned(),
            words: words.to_owned(),
        };
        let read = typed("  Which  rooms? ", "Do you need\r\ntwo?").read().unwrap();
        assert_eq!(read.subject, "Which rooms?");
        let wrong = typed(" ", &"x".repeat(WORDS_MAX + 1)).read().unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["subject", "words"]);
    }
}
