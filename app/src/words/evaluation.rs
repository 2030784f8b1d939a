//! What people are asked about what was delivered, and their answers on five points.

use domain::evaluation::{EvaluationKind, Score};

/// The question.
pub const fn question(kind: EvaluationKind) -> &'static str {
    match kind {
        EvaluationKind::Delegate => "Do you agree that it informed your practice?",
        EvaluationKind::Head => "How good was the support?",
    }
}

/// An answer on five points.
pub const fn score(kind: EvaluationKind, score: Score) -> &'static str {
    match (kind, score.number()) {
        (EvaluationKind::Delegate, 5) => "Strongly agree",
        (EvaluationKind::Delegate, 4) => "Agree",
        (EvaluationKind::Delegate, 3) => "Neither agree nor disagree",
        (EvaluationKind::Delegate, 2) => "Disagree",
        (EvaluationKind::Delegate, _) => "Strongly disagree",
        (EvaluationKind::Head, 5) => "Very good",
        (EvaluationKind::Head, 4) => "Good",
        (EvaluationKind::Head, 3) => "Satisfactory",
        (EvaluationKind::Head, 2) => "Poor",
        (EvaluationKind::Head, _) => "Very poor",
    }
}

/// Who answered.
pub const fn by(kind: EvaluationKind) -> &'static str {
    match kind {
        EvaluationKind::Delegate => "A delegate",
        EvaluationKind::Head => "The head",
    }
}

/// What a figure tells, after its share.
pub const fn figure(kind: EvaluationKind) -> &'static str {
    match kind {
        EvaluationKind::Delegate => "of delegates agree that it informed their practice",
        EvaluationKind::Head => "of heads rate the support good or better",
    }
}
