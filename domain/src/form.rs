//! Reading a form: everything that is wrong is said at once, each problem under its field's name.

use crate::failure::{FieldProblem, Problem};
use crate::money::BasisPoints;

/// Collects what is wrong while the fields of a form are read one after the other.
#[derive(Debug, Default)]
pub struct Reading {
    problems: Vec<FieldProblem>,
}

impl Reading {
    /// The value of a field, or nothing and a note of what is wrong with it.
    pub fn take<T>(&mut self, field: &'static str, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.wrong(field, problem)).ok()
    }

    /// Notes what is wrong with a field.
    pub fn wrong(&mut self, field: &'static str, problem: Problem) {
        self.problems.push(FieldProblem { field, problem });
    }

    /// Notes all that was found in a part of the form.
    pub fn all_wrong(&mut self, found: Vec<FieldProblem>) {
        self.problems.extend(found);
    }

    /// What was read, or all that is wrong with it.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Vec<FieldProblem>> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            Some(_) | None => Err(self.problems),
        }
    }
}

/// Makes a field optional: nothing typed is fine and gives nothing.
pub fn optional<T>(read: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Problem::Missing) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// One of the choices offered, read by `from` (as a rule the list's own `from_code`).
pub fn choice<T>(text: &str, from: impl FnOnce(&str) -> Option<T>) -> Result<T, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => from(text).ok_or(Problem::NotAChoice),
    }
}

/// A whole number from nought to `most`; thousands may be marked by commas.
pub fn whole_number<N>(text: &str, most: N) -> Result<N, Problem>
where
    N: Copy + PartialOrd + Into<i64> + TryFrom<i64>,
{
    let digits = text.trim().replace(',', "");
    if digits.is_empty() {
        return Err(Problem::Missing);
    }
    let number: i64 = digits.parse().map_err(|_| Problem::NotANumber)?;
    N::try_from(number)
        .ok()
        .filter(|found| number >= 0 && *found <= most)
        .ok_or_else(|| Problem::OutOfRange { min: 0, max: most.into() })
}

/// Reads `50`, `50%` or `12.5 %` as a share of at most the whole.
pub fn percent(text: &str) -> Result<Option<BasisPoints>, Problem> {
    let text = text.trim().trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return Err(Problem::NotANumber);
    }
    let hundredths: u32 = format!("{part:0<2}").parse().map_err(|_| Problem::NotANumber)?;
    let out_of_range = || Problem::OutOfRange { min: 0, max: 100 };
    let whole: u32 = whole.parse().map_err(|_| out_of_range())?;
    whole
        .checked_mul(100)
        .and_then(|points| points.checked_add(hundredths))
        .filter(|points| *points <= 10_000)
        .map(|points| Some(BasisPoints::new(points)))
        .ok_or_else(out_of_range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form() {
        let mut reading = Reading::default();
        assert_eq!(reading.take("title", Ok("Counselling")), Some("Counselling"));
        assert_eq!(reading.take("price", Err::<u32, _>(Problem::NotMoney)), None);
        reading.all_wrong(vec![FieldProblem { field: "unit", problem: Problem::NotAChoice }]);
        let problems = reading.finish(Some("read all the same")).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|found| found.field).collect();
        assert_eq!(fields, ["price", "unit"]);
        assert_eq!(Reading::default().finish(Some(1)), Ok(1));
    }

    #[test]
    fn a_choice_is_one_of_those_offered() {
        let yes = |text: &str| (text == "yes").then_some(true);
        assert_eq!(choice(" yes ", yes), Ok(true));
        assert_eq!(choice("perhaps", yes), Err(Problem::NotAChoice));
        assert_eq!(choice("  ", yes), Err(Problem::Missing));
        assert_eq!(optional(choice("", yes)), Ok(None));
        assert_eq!(optional(choice("perhaps", yes)), Err(Problem::NotAChoice));
    }

    #[test]
    fn a_whole_number_stays_within_its_range() {
        assert_eq!(whole_number(" 1,200 ", 2_000_u32), Ok(1_200));
        assert_eq!(whole_number("366", 366_u16), Ok(366));
        let range = Err(Problem::OutOfRange { min: 0, max: 366 });
        assert_eq!(whole_number("367", 366_u16), range);
        assert_eq!(whole_number("-1", 366_u16), range);
        assert_eq!(whole_number("99999999", 366_u16), range);
        assert_eq!(whole_number("two", 366_u16), Err(Problem::NotANumber));
        assert_eq!(whole_number("", 366_u16), Err(Problem::Missing));
    }
}
