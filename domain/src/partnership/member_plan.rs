//! What a row of a list of members would change. Days that are past stay as they were: a level
//! changes from today, and a membership ends today or later.

use chrono::NaiveDate;
use serde::Serialize;

use super::member_list::MemberRow;
use crate::failure::{FieldProblem, Problem};
use crate::id::MembershipId;

/// A membership of a school, on one level from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Its id; nothing for one that does not stand yet.
    pub id: Option<MembershipId>,
    /// The level's name.
    pub level: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, where it has one.
    pub ends_on: Option<NaiveDate>,
}

impl Span {
    fn covers(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.reaches(day)
    }

    fn reaches(&self, day: NaiveDate) -> bool {
        self.ends_on.is_none_or(|last| last >= day)
    }

    fn goes_on_in(&self, next: &Self) -> bool {
        self.ends_on.and_then(|last| last.succ_opt()) == Some(next.starts_on)
    }
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum MemberWill {
    /// The membership is as the row says already.
    Keep,
    /// A membership would begin.
    Add {
        /// On which level.
        level: String,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where it has one.
        until: Option<NaiveDate>,
    },
    /// A membership would go on differently.
    Change {
        /// Which one, by its first day.
        of: NaiveDate,
        /// Another level, and from which day.
        level: Option<(String, NaiveDate)>,
        /// The last day, where it gets one.
        until: Option<NaiveDate>,
    },
}

/// What a row would do to the memberships of its school, given the levels on offer.
///
/// A row is about the membership that begins on its day. Where that has gone on at another level, it
/// is about what it went on as: so that a list brought in twice changes nothing the second time.
///
/// # Errors
/// By column: `Overlaps`, `EndsAlready`, `InThePast` and `BeforeStart` for an end, `NotAChoice` and
/// `Missing` for a level.
pub fn plan_member(
    held: &[Span],
    row: &MemberRow,
    levels: &[String],
    today: NaiveDate,
) -> Result<MemberWill, Vec<FieldProblem>> {
    let level = Level { asked: row.level.as_deref(), levels };
    match about(held, row.from, today) {
        None => add(held, row, &level, today),
        Some(own) if level.is(own) && row.until.is_none_or(|until| own.ends_on == Some(until)) => {
            Ok(MemberWill::Keep)
        }
        Some(own) => change(newest(held, own), row, &level, today),
    }
}

/// Does to memberships what was planned: what a plan of the rows that follow rests on.
pub fn carry_out(held: &mut Vec<Span>, will: &MemberWill) {
    match will {
        MemberWill::Keep => {}
        MemberWill::Add { level, from, until } => {
            held.push(Span { id: None, level: level.clone(), starts_on: *from, ends_on: *until });
        }
        MemberWill::Change { of, level, until } => {
            let mut begins = None;
            for span in held.iter_mut().filter(|span| span.starts_on == *of) {
                match level {
                    Some((name, from)) if *from == span.starts_on => span.level.clone_from(name),
                    Some((name, from)) => {
                        span.ends_on = from.pred_opt();
                        let (level, starts_on) = (name.clone(), *from);
                        begins = Some(Span { id: None, level, starts_on, ends_on: *until });
                    }
                    None => {}
                }
                if begins.is_none() && until.is_some() {
                    span.ends_on = *until;
                }
            }
            held.extend(begins);
        }
    }
}

/// The level that a row names, among those on offer.
struct Level<'a> {
    asked: Option<&'a str>,
    levels: &'a [String],
}

impl Level<'_> {
    /// Whether a membership is on it; a row that names none is content with any.
    fn is(&self, span: &Span) -> bool {
        self.asked.is_none_or(|asked| same(asked, &span.level))
    }

    /// The level as the partnership writes it.
    fn known(&self) -> Result<String, Vec<FieldProblem>> {
        let found = match (self.asked, self.levels) {
            (None, [only]) => Ok(only),
            (None, _) => Err(Problem::Missing),
            (Some(asked), levels) => {
                levels.iter().find(|level| same(level, asked)).ok_or(Problem::NotAChoice)
            }
        };
        found.cloned().map_err(|problem| wrong("level", problem))
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn wrong(field: &'static str, problem: Problem) -> Vec<FieldProblem> {
    vec![FieldProblem { field, problem }]
}

/// The membership that a row is about: the one that begins on its day, or, where it names none, the
/// one of today, or else the next to come.
fn about(held: &[Span], from: Option<NaiveDate>, today: NaiveDate) -> Option<&Span> {
    match from {
        Some(from) => held.iter().find(|span| span.starts_on == from),
        None => {
            let live = held.iter().filter(|span| span.reaches(today));
            live.min_by_key(|span| (!span.covers(today), span.starts_on))
        }
    }
}

/// What a membership has gone on as, without a day between.
fn newest<'a>(held: &'a [Span], from: &'a Span) -> &'a Span {
    let next = |span: &&'a Span| held.iter().find(|next| span.goes_on_in(next));
    std::iter::successors(Some(from), next).last().unwrap_or(from)
}

fn add(
    held: &[Span],
    row: &MemberRow,
    level: &Level<'_>,
    today: NaiveDate,
) -> Result<MemberWill, Vec<FieldProblem>> {
    let from = row.from.unwrap_or(today);
    let until = row.until;
    if until.is_some_and(|until| until < from) {
        return Err(wrong("member_until", Problem::BeforeStart));
    }
    if until.is_some_and(|until| until < today) {
        return Err(wrong("member_until", Problem::InThePast));
    }
    let meets =
        |span: &&Span| span.reaches(from) && until.is_none_or(|until| span.starts_on <= until);
    match held.iter().find(meets) {
        Some(other) => Err(wrong("member_from", Problem::Overlaps { from: other.starts_on })),
        None => Ok(MemberWill::Add { level: level.known()?, from, until }),
    }
}

fn change(
    own: &Span,
    row: &MemberRow,
    level: &Level<'_>,
    today: NaiveDate,
) -> Result<MemberWill, Vec<FieldProblem>> {
    let is_same = level.is(own);
    let ends_so = row.until.is_none_or(|until| own.ends_on == Some(until));
    if is_same && ends_so {
        return Ok(MemberWill::Keep);
    }
    if let Some(on) = own.ends_on {
        let field = if is_same { "member_until" } else { "level" };
        return Err(wrong(field, Problem::EndsAlready { on }));
    }
    let from = own.starts_on.max(today);
    if row.until.is_some_and(|until| until < today) {
        return Err(wrong("member_until", Problem::InThePast));
    }
    if row.until.is_some_and(|until| until < own.starts_on) {
        return Err(wrong("member_until", Problem::BeforeStart));
    }
    let level = if is_same { None } else { Some((level.known()?, from)) };
    Ok(MemberWill::Change { of: own.starts_on, level, until: row.until })
}

#[cfg(test)]
mod tests;
