//! Reading an outside price from what staff typed.

use chrono::NaiveDate;

use super::conversion::Conversion;
use super::point::{AsQuoted, Origin, PricePoint, QuotedVat};
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional};
use crate::id::PricePointId;
use crate::price::{Unit, parse_pounds};
use crate::service::PhaseServed;
use crate::text::{self, LaCode};
use crate::vat::standard_rate;

/// A published price as typed. Every field bears its name in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedPublishedPrice {
    /// Who published it. Needed.
    pub source_name: String,
    /// Where it can be read: an address, or the name of a document. Needed.
    pub source_url: String,
    /// When it was published, where that is said.
    pub published_on: String,
    /// When it was last read there. Needed.
    pub seen_on: String,
    /// What has to be known to read it right.
    pub note: String,
    /// The amount, or the lower end of a range. Needed.
    pub low: String,
    /// The upper end; empty means that there is one amount.
    pub high: String,
    /// The unit in the source's words; empty means the service's.
    pub unit_words: String,
    /// `excluded`, `included`, `none`, or `not_said` where the source does not say. Needed.
    pub vat: String,
    /// The kind of conversion ([`Conversion::KINDS`]); empty means the same unit.
    pub conversion: String,
    /// Sessions in a day, for `sessions_per_day`.
    pub sessions: String,
    /// Minutes of work in a day, for `hours_per_day`.
    pub minutes: String,
    /// Days in a week, for `year_to_day`.
    pub days_per_week: String,
    /// Weeks in the year, for `year_to_day`.
    pub weeks: String,
    /// The minutes quoted for, for `lengths`.
    pub quoted_minutes: String,
    /// The minutes of ours, for `lengths`.
    pub our_minutes: String,
    /// The code of the phase it is for; empty means any.
    pub phase: String,
    /// The code of the council's area it is for; empty means any.
    pub area: String,
}

impl TypedPublishedPrice {
    /// The point that was typed for a service's unit, or all that is wrong with it.
    pub fn read(
        &self,
        id: PricePointId,
        unit: Unit,
        today: NaiveDate,
    ) -> Result<PricePoint, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let point = self.point(&mut reading, id, unit, today);
        let point = reading.finish(point)?;
        let problems = point.problems();
        if problems.is_empty() { Ok(point) } else { Err(problems) }
    }

    fn point(
        &self,
        reading: &mut Reading,
        id: PricePointId,
        unit: Unit,
        today: NaiveDate,
    ) -> Option<PricePoint> {
        let source_name = reading.take("source_name", text::name(&self.source_name, 120));
        let source_url = reading.take("source_url", text::line(&self.source_url, 500));
        let published_on = reading.take("published_on", optional(past(&self.published_on, today)));
        let seen_on = reading.take("seen_on", past(&self.seen_on, today));
        let note = reading.take("note", text::optional_line(&self.note, 500));
        let low = reading.take("low", parse_pounds(&self.low));
        let high = reading.take("high", optional(parse_pounds(&self.high)));
        let unit_words = reading.take("unit_words", text::optional_line(&self.unit_words, 120));
        let rate_on = published_on.flatten().or(seen_on).unwrap_or(today);
        let vat = reading.take("vat", self.vat(rate_on));
        let conversion = self.conversion(reading);
        let phase = reading.take("phase", optional(choice(&self.phase, PhaseServed::from_code)));
        let area = reading.take("area", optional(LaCode::parse(&self.area)));
        let (published_on, seen_on) = (published_on?, seen_on?);
        Some(PricePoint {
            id,
            origin: Origin::Published {
                source_name: source_name?,
                source_url: source_url?,
                published_on,
                seen_on,
                note: note?,
            },
            quoted: AsQuoted {
                low: low?,
                high: high?.or(low)?,
                unit_words: unit_words?.unwrap_or_else(|| unit.label().to_owned()),
                vat: vat?,
            },
            conversion: conversion?,
            unit,
            on: published_on.unwrap_or(seen_on),
            phase: phase?,
            area: area?,
        })
    }

    fn vat(&self, on: NaiveDate) -> Result<QuotedVat, Problem> {
        let rate = || standard_rate(on).ok_or(Problem::NotAChoice);
        match self.vat.trim() {
            "excluded" => rate().map(|rate| QuotedVat::Excluded { rate }),
            "included" => rate().map(|rate| QuotedVat::Included { rate }),
            "none" => Ok(QuotedVat::None),
            // It counts as if VAT were in it, so the rate of its day has to be known.
            "not_said" => rate().map(|_| QuotedVat::NotSaid),
            "" => Err(Problem::Missing),
            _ => Err(Problem::NotAChoice),
        }
    }

    fn conversion(&self, reading: &mut Reading) -> Option<Conversion> {
        match self.conversion.trim() {
            "" | "same_unit" => Some(Conversion::SameUnit),
            "sessions_per_day" => {
                let sessions = reading.take("sessions", number(&self.sessions));
                Some(Conversion::SessionsPerDay { sessions: sessions? })
            }
            "hours_per_day" => {
                let minutes = reading.take("minutes", number(&self.minutes));
                Some(Conversion::HoursPerDay { minutes: minutes? })
            }
            "year_to_day" => {
                let days_per_week = reading.take("days_per_week", number(&self.days_per_week));
                let weeks = reading.take("weeks", number(&self.weeks));
                Some(Conversion::YearToDay { days_per_week: days_per_week?, weeks: weeks? })
            }
            "lengths" => {
                let quoted = reading.take("quoted_minutes", number(&self.quoted_minutes));
                let ours = reading.take("our_minutes", number(&self.our_minutes));
                Some(Conversion::Lengths { quoted_minutes: quoted?, our_minutes: ours? })
            }
            _ => reading.take("conversion", Err(Problem::NotAChoice)),
        }
    }
}

fn number(text: &str) -> Result<u32, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        digits => digits.parse().map_err(|_| Problem::NotANumber),
    }
}

/// A day that is not to come: nobody has read tomorrow's page.
fn past(text: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    parse_day(text).and_then(|day| if day <= today { Ok(day) } else { Err(Problem::InTheFuture) })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::money::Pence;
    use crate::vat::ComparisonBasis;

    fn read(typed: &TypedPublishedPrice) -> Result<PricePoint, Vec<FieldProblem>> {
        let today = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        typed.read(PricePointId::from_uuid(Uuid::from_u128(1)), Unit::Day, today)
    }

    fn two_days_a_week() -> TypedPublishedPrice {
        TypedPublishedPrice {
            source_name: "A professional body".to_owned(),
            source_url: "https://example.org/pay".to_owned(),
            published_on: "17/3/2022".to_owned(),
            seen_on: "2026-08-01".to_owned(),
            note: "The whole of two days a week.".to_owned(),
            low: "14,500".to_owned(),
            vat: "excluded".to_owned(),
            conversion: "year_to_day".to_owned(),
            days_per_week: "2".to_owned(),
            weeks: "39".to_owned(),
            unit_words: "two days a week for a year".to_owned(),
            ..TypedPublishedPrice::default()
        }
    }

    #[test]
    fn a_yearly_figure_with_its_source_becomes_a_day() {
        let point = read(&two_days_a_week()).unwrap();
        assert_eq!(point.on, NaiveDate::from_ymd_opt(2022, 3, 17).unwrap());
        let converted = point.converted(ComparisonBasis::Net).unwrap();
        assert_eq!(converted.middle, Pence::new(18_590));
        assert_eq!(point.origin.link(), Some("https://example.org/pay"));
    }

    #[test]
    fn how_a_price_stands_towards_vat_is_always_said() {
        let unsaid = TypedPublishedPrice { vat: String::new(), ..two_days_a_week() };
        let problem = FieldProblem { field: "vat", problem: Problem::Missing };
        assert_eq!(read(&unsaid).unwrap_err(), [problem]);
        let unclear = TypedPublishedPrice { vat: "not_said".to_owned(), ..two_days_a_week() };
        assert_eq!(read(&unclear).unwrap().quoted.vat, QuotedVat::NotSaid);
    }

    #[test]
    fn a_source_that_is_no_web_address_is_no_link() {
        let mut typed = two_days_a_week();
        typed.source_url = "javascript:alert(1)".to_owned();
        assert_eq!(read(&typed).unwrap().origin.link(), None);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_under_its_fields_name() {
        let typed = TypedPublishedPrice {
            published_on: "1/10/2026".to_owned(),
            vat: "some".to_owned(),
            conversion: "year_to_day".to_owned(),
            days_per_week: "two".to_owned(),
            phase: "toddlers".to_owned(),
            ..TypedPublishedPrice::default()
        };
        let fields: Vec<&str> =
            read(&typed).unwrap_err().iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                "source_name",
                "source_url",
                "published_on",
                "seen_on",
                "low",
                "vat",
                "days_per_week",
                "weeks",
                "phase"
            ]
        );
        let upside_down = TypedPublishedPrice { high: "1".to_owned(), ..two_days_a_week() };
        assert_eq!(read(&upside_down).unwrap_err()[0].field, "high");
    }
}
