//! The closed list of ways in which a use case can end badly.
//!
//! No free text is carried: the words for people live in one place, `app::words`, and one table
//! there maps each failure to its HTTP status.

mod problem;
mod refusal;

pub use problem::{FieldProblem, Problem};
pub use refusal::Refusal;

use crate::id::IncidentId;
use crate::money::Overflow;

/// Why a use case did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nobody is signed in, or the session ended.
    #[error("sign in needed")]
    SignInNeeded,
    /// The password is not enough for this: a code is needed too.
    #[error("second factor needed")]
    SecondFactorNeeded,
    /// The thing is theirs to see, but their role does not allow this.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such thing, or it belongs to somebody else.
    #[error("not found")]
    NotFound,
    /// Some of what was typed cannot be used.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldProblem>),
    /// What was asked is well formed, but a rule of the market forbids it.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Somebody else changed it since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds until trying again makes sense.
        retry_after_seconds: u32,
    },
    /// The database is too busy; trying again will do.
    #[error("try later")]
    TryLater,
    /// Something broke. The cause is in the log under this id.
    #[error("broken: {0}")]
    Broken(IncidentId),
}

impl Failure {
    /// One field that cannot be used as typed.
    pub fn field(field: &'static str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldProblem { field, problem }])
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Overflow> for Failure {
    fn from(_: Overflow) -> Self {
        Self::Refused(Refusal::AmountTooLarge)
    }
}
