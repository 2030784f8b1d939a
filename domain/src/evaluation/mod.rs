//! What people thought of what was delivered: one short answer on five points, and the two figures that
//! follow from many.

use serde::Serialize;

use crate::access::closed_list;
use crate::failure::FieldProblem;
use crate::form::{Reading, choice};
use crate::text;

closed_list! {
    /// Who answers, and what they are asked.
    EvaluationKind {
        /// Somebody who came: whether it informed their practice.
        Delegate = "delegate",
        /// A school's head: how good the support was.
        Head = "head",
    }
}

/// An answer on five points: the higher, the better. From four on it counts as good, or as agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self(5), Self(4), Self(3), Self(2), Self(1)];

    /// The score of a number from one to five.
    pub fn of(number: i64) -> Option<Self> {
        u8::try_from(number).ok().filter(|score| (1..=5).contains(score)).map(Self)
    }

    /// As a number from one to five.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether the support was good or better, or whether somebody agrees.
    pub const fn is_favourable(self) -> bool {
        self.0 >= FAVOURABLE_FROM
    }
}

/// From which score on an answer counts as good, or as agreed.
pub const FAVOURABLE_FROM: u8 = 4;

/// The most characters of what somebody adds in their own words, and of a reply.
pub const WORDS_MAX: usize = 500;

/// An answer, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedEvaluation {
    /// The score, from 1 to 5.
    pub score: String,
    /// What they add in their own words.
    pub words: String,
}

/// An answer, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEvaluation {
    /// The score.
    pub score: Score,
    /// What they add in their own words.
    pub words: Option<String>,
}

impl TypedEvaluation {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<ReadEvaluation, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let score = choice(&self.score, |text| text.parse().ok().and_then(Score::of));
        let score = reading.take("score", score);
        let words = reading.take("words", text::optional_line(&self.words, WORDS_MAX));
        reading.finish(score.zip(words).map(|(score, words)| ReadEvaluation { score, words }))
    }
}

/// From how many answers on a figure is shown: fewer would tell what single people thought.
pub const ANSWERS_LEAST: u32 = 5;

/// How many answered, and how many of them thought well of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Satisfaction {
    /// How many answered.
    pub answers: u32,
    /// How many of them gave a favourable score.
    pub favourable: u32,
}

impl Satisfaction {
    /// The share that thought well of it, in whole per cent, rounded half up; nothing where too few
    /// answered.
    pub fn percent(self) -> Option<u32> {
        if self.answers < ANSWERS_LEAST {
            return None;
        }
        let (good, all) = (u64::from(self.favourable), u64::from(self.answers));
        let doubled = good.checked_mul(200)?.checked_add(all)?;
        u32::try_from(doubled.checked_div(all.checked_mul(2)?)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Problem;

    #[test]
    fn the_figures_of_barking_and_dagenham_follow_from_their_answers() {
        let of = |favourable, answers| Satisfaction { answers, favourable }.percent();
        assert_eq!(of(47, 50), Some(94));
        assert_eq!(of(62, 68), Some(91));
        assert_eq!((of(0, 5), of(5, 5)), (Some(0), Some(100)));
        assert_eq!(of(1, 8), Some(13), "half a per cent goes up");
        assert_eq!(of(4, 4), None, "too few to be shown");
        assert_eq!(of(0, 0), None);
    }

    #[test]
    fn four_and_five_count_as_favourable_and_nothing_else() {
        let good: Vec<u8> = Score::ALL
            .iter()
            .filter(|score| score.is_favourable())
            .map(|one| one.number())
            .collect();
        assert_eq!(good, [5, 4]);
        assert_eq!((Score::of(0), Score::of(6), Score::of(-1)), (None, None, None));
    }

    #[test]
    fn an_answer_is_one_of_five_and_its_words_are_optional() {
        let typed = |score: &str, words: &str| TypedEvaluation {
            score: score.to_owned(),
            words: words.to_owned(),
        };
        let read = typed("4", " It  helped. ").read().unwrap();
        assert_eq!((read.score.number(), read.words.as_deref()), (4, Some("It helped.")));
        assert_eq!(typed("5", "").read().unwrap().words, None);
        let wrong = typed("6", &"x".repeat(501)).read().unwrap_err();
        let wrong: Vec<_> = wrong.into_iter().map(|one| (one.field, one.problem)).collect();
        let long = Problem::TooLong { max: WORDS_MAX };
        assert_eq!(wrong, [("score", Problem::NotAChoice), ("words", long)]);
        assert_eq!(typed("", "").read().unwrap_err()[0].problem, Problem::Missing);
    }
}
