//! What a school says of one service that it had.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::failure::Problem;
use crate::form::{Reading, optional, whole_number};
use crate::money::Pence;
use crate::price::parse_pounds;

/// The most services that one buy-back lists for a school. The catalogues of partnerships have some
/// hundreds; a school buys a few dozen.
pub const ROWS_MAX: usize = 200;

/// The most of something that can be renewed: what an order can be for.
const QUANTITY_MAX: u32 = 10_000;

/// The fields of a row's quantity by its place: `quantity_1`, `quantity_2` and so on. Made once.
pub static QUANTITY_FIELDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let field = |place: usize| -> &'static str { format!("quantity_{place}").leak() };
    (1..=ROWS_MAX).map(field).collect()
});

/// How something is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// An agreement: another year of it.
    Agreement,
    /// So many hours, sessions or things, ordered for the year.
    Quantity,
    /// Days of people: planned here and counted in the total, booked one by one from the calendar.
    Days,
}

impl Renewal {
    /// Whether it is ordered when the buy-back is sent.
    pub const fn is_ordered(self) -> bool {
        match self {
            Self::Agreement | Self::Quantity => true,
            Self::Days => false,
        }
    }

    /// Whether a school can have more or less of it.
    pub const fn can_change(self) -> bool {
        match self {
            Self::Agreement => false,
            Self::Quantity | Self::Days => true,
        }
    }
}

/// What a school does with a service next year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// As much as last year.
    Keep,
    /// Another quantity.
    Change(u32),
    /// None of it.
    Stop,
}

impl Choice {
    /// How it is stored, and the value of its field.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Change(_) => "change",
            Self::Stop => "stop",
        }
    }

    /// Reads what is stored.
    pub fn restore(code: &str, quantity: Option<u32>) -> Option<Self> {
        match (code, quantity) {
            ("keep", None) => Some(Self::Keep),
            ("change", Some(quantity)) if quantity > 0 => Some(Self::Change(quantity)),
            ("stop", None) => Some(Self::Stop),
            _ => None,
        }
    }

    /// The quantity that it changes to.
    pub const fn changed(self) -> Option<u32> {
        match self {
            Self::Change(quantity) => Some(quantity),
            Self::Keep | Self::Stop => None,
        }
    }

    /// How much is wanted next year by whoever had so much; none where it stops.
    pub const fn wanted(self, had: u32) -> Option<u32> {
        match self {
            Self::Keep => Some(had),
            Self::Change(quantity) => Some(quantity),
            Self::Stop => None,
        }
    }
}

/// What was typed of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedChoice {
    /// `keep`, `change` or `stop`.
    pub choice: String,
    /// How many, where it changes: the row's field of [`QUANTITY_FIELDS`].
    pub quantity: String,
}

impl TypedChoice {
    /// Reads the row at a place, counted from nought.
    pub fn read(&self, renewal: Renewal, place: usize, reading: &mut Reading) -> Option<Choice> {
        let field = QUANTITY_FIELDS.get(place).copied().unwrap_or("quantity");
        match self.choice.as_str() {
            "keep" => Some(Choice::Keep),
            "stop" => Some(Choice::Stop),
            "change" if renewal.can_change() => {
                let read = whole_number(&self.quantity, QUANTITY_MAX).and_then(|count| {
                    let max = i64::from(QUANTITY_MAX);
                    if count == 0 { Err(Problem::OutOfRange { min: 1, max }) } else { Ok(count) }
                });
                reading.take(field, read).map(Choice::Change)
            }
            _ => {
                reading.wrong(field, Problem::NotAChoice);
                None
            }
        }
    }
}

/// Reads the budget that a school sets itself: field `budget`, in pounds; empty for none.
pub fn read_budget(typed: &str, reading: &mut Reading) -> Option<Pence> {
    reading.take("budget", optional(parse_pounds(typed))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::FieldProblem;

    fn typed(choice: &str, quantity: &str) -> TypedChoice {
        TypedChoice { choice: choice.to_owned(), quantity: quantity.to_owned() }
    }

    fn read(choice: &str, quantity: &str, renewal: Renewal) -> Result<Choice, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let read = typed(choice, quantity).read(renewal, 1, &mut reading);
        reading.finish(read)
    }

    #[test]
    fn an_agreement_is_kept_or_stopped_and_a_number_changes() {
        use Renewal::{Agreement, Days, Quantity};
        assert_eq!(read("keep", "nonsense", Quantity), Ok(Choice::Keep));
        assert_eq!(read("stop", "", Agreement), Ok(Choice::Stop));
        assert_eq!(read("change", " 12 ", Quantity), Ok(Choice::Change(12)));
        assert_eq!(read("change", "1,200", Days), Ok(Choice::Change(1_200)));
        let wrong = |problem| Err(vec![FieldProblem { field: "quantity_2", problem }]);
        let range = Problem::OutOfRange { min: 1, max: 10_000 };
        assert_eq!(read("change", "0", Days), wrong(range));
        assert_eq!(read("change", "", Days), wrong(Problem::Missing));
        assert_eq!(read("change", "2", Agreement), wrong(Problem::NotAChoice));
        assert_eq!(read("", "", Quantity), wrong(Problem::NotAChoice));
    }

    #[test]
    fn every_choice_reads_back_as_it_is_stored() {
        for choice in [Choice::Keep, Choice::Change(3), Choice::Stop] {
            assert_eq!(Choice::restore(choice.code(), choice.changed()), Some(choice));
        }
        assert_eq!(Choice::restore("change", None), None);
        assert_eq!(Choice::restore("change", Some(0)), None);
        assert_eq!(Choice::restore("keep", Some(2)), None);
    }
}
