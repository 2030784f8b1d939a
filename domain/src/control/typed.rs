//! What people type about owners, directors and activity, read into what is kept.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Activity, Authority, Grounds, HolderKind, Measure};
use crate::access::closed_list;
use crate::calendar::{FinancialYear, FinancialYearKind};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, percent, whole_number};
use crate::id::{PersonId, ShareholderId};
use crate::money::Pence;
use crate::price::parse_pounds;
use crate::seat::past_day;
use crate::text::{self, Urn};

/// The most shares of one holding.
const SHARES_MAX: u32 = 100_000_000;
/// The most characters of a reason or a source.
const WORDS_MAX: usize = 500;

/// A holding as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedHolding {
    /// What kind of shareholder.
    pub kind: String,
    /// A school's number.
    pub urn: String,
    /// Anybody else's name.
    pub name: String,
    /// Whether it is a public authority, where nothing else tells.
    pub authority: String,
    /// Why.
    pub why: String,
    /// In what it is counted.
    pub measure: String,
    /// How much.
    pub amount: String,
    /// From which day.
    pub from: String,
}

/// Who holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderTyped {
    /// A school of the register.
    School(Urn),
    /// Anybody else, by name.
    Named(HolderKind, String),
}

/// A holding as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadHolding {
    /// Who holds.
    pub holder: HolderTyped,
    /// What was said about its being a public authority, and why.
    pub stated: Option<(Authority, String)>,
    /// What is held.
    pub share: Share,
}

/// What somebody holds, as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// In what it is counted.
    pub measure: Measure,
    /// How much.
    pub amount: u32,
    /// From which day.
    pub from: NaiveDate,
}

/// Whether it is a public authority, as somebody says who knows.
fn said(code: &str) -> Option<Authority> {
    Authority::from_code(code).filter(|authority| *authority != Authority::NotKnown)
}

impl TypedHolding {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self, today: NaiveDate) -> Result<ReadHolding, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let kind = reading.take("kind", choice(&self.kind, HolderKind::from_code));
        let holder = kind.and_then(|kind| match kind {
            HolderKind::School => {
                reading.take("urn", Urn::parse(&self.urn)).map(HolderTyped::School)
            }
            HolderKind::Trust | HolderKind::Council | HolderKind::Other => reading
                .take("name", text::name(&self.name, 120))
                .map(|name| HolderTyped::Named(kind, name)),
        });
        // Of whom nothing else tells, it must be said.
        let is_silent = self.authority.trim().is_empty() && kind != Some(HolderKind::Other);
        let stated = if is_silent {
            Some(None)
        } else {
            let authority = reading.take("authority", choice(&self.authority, said));
            let why = reading.take("why", text::line(&self.why, WORDS_MAX));
            authority.zip(why).map(Some)
        };
        let share = self.take_share(&mut reading, today);
        let read = holder.zip(stated).zip(share);
        reading.finish(read.map(|((holder, stated), share)| ReadHolding { holder, stated, share }))
    }

    /// Reads what is held, whoever holds it.
    ///
    /// # Errors
    /// What of it cannot be used as typed.
    pub fn read_share(&self, today: NaiveDate) -> Result<Share, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let share = self.take_share(&mut reading, today);
        reading.finish(share)
    }

    fn take_share(&self, reading: &mut Reading, today: NaiveDate) -> Option<Share> {
        let measure = reading.take("measure", choice(&self.measure, Measure::from_code));
        let amount = measure.and_then(|measure| reading.take("amount", self.read_amount(measure)));
        let from = reading.take("starts_on", past_day(&self.from, today));
        let read = measure.zip(amount).zip(from);
        read.map(|((measure, amount), from)| Share { measure, amount, from })
    }

    fn read_amount(&self, measure: Measure) -> Result<u32, Problem> {
        let amount = match measure {
            Measure::Guarantee => 1,
            Measure::Shares => whole_number(&self.amount, SHARES_MAX)?,
            Measure::Percent => percent(&self.amount)?.ok_or(Problem::Missing)?.get(),
        };
        let most = if measure == Measure::Percent { 100 } else { i64::from(SHARES_MAX) };
        if amount == 0 { Err(Problem::OutOfRange { min: 1, max: most }) } else { Ok(amount) }
    }
}

impl ReadHolding {
    /// Whether it is a public authority and why: from the register or the kind where they tell, else
    /// from what was said.
    pub fn authority(&self, told: Grounds) -> (Authority, Grounds, Option<String>) {
        match (&self.stated, told.authority()) {
            (Some((authority, why)), Authority::NotKnown) => {
                (*authority, Grounds::Stated, Some(why.clone()))
            }
            (_, authority) => (authority, told, None),
        }
    }
}

/// A director as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedSeat {
    /// Somebody of the partnership; empty for somebody else.
    pub person: String,
    /// Somebody else's name.
    pub name: String,
    /// Whom they represent.
    pub represents: Vec<String>,
    /// From which day.
    pub from: String,
}

/// Who sits on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatOf {
    /// Somebody of the partnership.
    Person(PersonId),
    /// Somebody else, by name.
    Named(String),
}

/// A director as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSeat {
    /// Who.
    pub who: SeatOf,
    /// Whom they represent, each once.
    pub represents: Vec<ShareholderId>,
    /// From which day.
    pub from: NaiveDate,
}

impl TypedSeat {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self, today: NaiveDate) -> Result<ReadSeat, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let who = match self.person.trim() {
            "" => reading.take("name", text::name(&self.name, 120)).map(SeatOf::Named),
            id => {
                let person = id.parse().map(SeatOf::Person).map_err(|_| Problem::NotAChoice);
                reading.take("person", person)
            }
        };
        let represents: Result<Vec<ShareholderId>, _> =
            self.represents.iter().map(|id| id.parse()).collect();
        let represents = reading.take("represents", represents.map_err(|_| Problem::NotAChoice));
        let from = reading.take("starts_on", past_day(&self.from, today));
        let read = who.zip(represents).zip(from).map(|((who, mut represents), from)| {
            represents.sort_unstable();
            represents.dedup();
            ReadSeat { who, represents, from }
        });
        reading.finish(read)
    }
}

/// Activity outside Commonpool, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedActivity {
    /// The first day of the financial year.
    pub year: String,
    /// For members, excluding VAT.
    pub members: String,
    /// For others, excluding VAT.
    pub others: String,
    /// Where the figures are from.
    pub source: String,
}

/// Activity outside Commonpool, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadActivity {
    /// The financial year.
    pub year: FinancialYear,
    /// For whom how much.
    pub activity: Activity,
    /// Where the figures are from.
    pub source: String,
}

impl TypedActivity {
    /// Reads it. A year is one of the last ten.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self, today: NaiveDate) -> Result<ReadActivity, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let year = reading.take("year", choice(&self.year, |text| read_year(text, today)));
        let amount = |text: &str| {
            let is_empty = text.trim().is_empty();
            if is_empty { Ok(Pence::ZERO) } else { parse_pounds(text) }
        };
        let members = reading.take("members", amount(&self.members));
        let others = reading.take("others", amount(&self.others));
        let activity = members.zip(others).and_then(|(members, others)| {
            let activity = Activity::new(members, others).filter(|activity| !activity.is_none());
            reading.take("members", activity.ok_or(Problem::Missing))
        });
        let source = reading.take("source", text::line(&self.source, WORDS_MAX));
        let read = year.zip(activity).zip(source);
        let read = read.map(|((year, activity), source)| ReadActivity { year, activity, source });
        reading.finish(read)
    }
}

/// A financial year by its first day, of those that have begun.
fn read_year(text: &str, today: NaiveDate) -> Option<FinancialYear> {
    const OFFERED: usize = 10;
    let day: NaiveDate = text.trim().parse().ok()?;
    let mut year = FinancialYear::of(FinancialYearKind::AprilToMarch, today);
    for _ in 0..OFFERED {
        if year.first_on() == day {
            return Some(year);
        }
        year = year.previous();
    }
    None
}

closed_list! {
    /// What somebody concluded.
    Conclusion {
        /// The exemption holds.
        Holds = "holds",
        /// It does not.
        DoesNotHold = "does_not_hold",
    }
}

/// A conclusion as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TypedConclusion {
    /// What.
    pub concluded: String,
    /// Why.
    pub reason: String,
}

/// A conclusion as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusive {
    /// What.
    pub concluded: Conclusion,
    /// Why.
    pub reason: String,
}

impl TypedConclusion {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that cannot be used as typed.
    pub fn read(&self) -> Result<Conclusive, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let concluded = reading.take("concluded", choice(&self.concluded, Conclusion::from_code));
        let reason = reading.take("reason", text::paragraph(&self.reason, 1_000));
        let read =
            concluded.zip(reason).map(|(concluded, reason)| Conclusive { concluded, reason });
        reading.finish(read)
    }
}

#[cfg(test)]
mod tests;
