//! What is told of a request for quotes. Nothing of an answer is ever in a letter.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuoteNews {
    /// The reader is asked for a quote.
    Asked,
    /// A supplier has a question: to the school.
    Question {
        /// In their words.
        question: String,
    },
    /// A question was answered: to all who were asked.
    Answered {
        /// What was asked.
        question: String,
        /// What the school answered.
        answer: String,
    },
    /// The deadline has come, and answers are open: to the school.
    Opened {
        /// How many answers stand.
        answers: u32,
        /// How many were asked.
        asked: u32,
    },
    /// The reader's quote was chosen.
    Chosen,
    /// Another was.
    NotChosen,
    /// None was.
    NoneChosen,
    /// The school took its request back.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// A request for quotes as messages tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteTold {
    /// What happened.
    pub news: QuoteNews,
    /// What is asked for.
    pub title: String,
    /// Which school asks.
    pub school: String,
    /// The deadline.
    pub closes_at: DateTime<Utc>,
    /// Where it is seen; nothing where the links of somebody outside have run out.
    pub path: Option<String>,
}
