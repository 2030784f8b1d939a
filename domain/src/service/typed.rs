//! Reading the terms of a service from what staff typed.

use chrono::NaiveDate;

use super::agreement::{AgreementTerms, MidYear, OPENS_MONTHS_MAX, YearBegins};
use super::booked::BookedBy;
use super::category::Category;
use super::opening::OpenTo;
use super::package::{PackagePart, TypedPart, read_parts};
use super::phase::PhaseServed;
use super::terms::{Cancellation, ServiceTerms};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, optional, percent, whole_number};
use crate::price::{TypedPrice, Unit};
use crate::text::{self, Cfr, Cpv, LaCode};
use crate::vat::{VatReason, VatTreatment};

/// The most days ahead a provider may ask to know, and a cancellation may be tied to.
const MOST_DAYS: u16 = 366;
/// The most lines of what is included, not included, or kept to.
const MOST_LINES: usize = 30;
/// The longest of these lines, in characters.
const LONGEST_LINE: usize = 300;

/// The terms of a service as typed. Every field bears its name in the form; what is left empty
/// is filled from the category where it can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedTerms {
    /// What it is called. Needed.
    pub title: String,
    /// One or two sentences; empty takes the beginning of the description.
    pub summary: String,
    /// What a school gets. Needed.
    pub description: String,
    /// What the price includes, a line each.
    pub included: String,
    /// What it does not include, a line each.
    pub not_included: String,
    /// The category's code. Needed.
    pub category: String,
    /// Who delivers it. Needed.
    pub provider_name: String,
    /// Who answers for it; empty means the provider.
    pub accountable: String,
    /// The unit's code; empty takes the category's.
    pub unit: String,
    /// The price. Needed.
    pub price: TypedPrice,
    /// The code of how it is booked; empty means as the unit has it.
    pub booked: String,
    /// When an agreement's year begins; empty means with the school's.
    pub year_begins: String,
    /// What it costs in the middle of a year; empty means the months that remain.
    pub mid_year: String,
    /// How many months before it begins a year can be ordered; empty means three.
    pub opens_months: String,
    /// What is in it, where it is a package: a row for each service.
    pub package: Vec<TypedPart>,
    /// The code of the reason staff chose; empty takes what the category says, which may be that
    /// it has to be asked.
    pub vat: String,
    /// Days of notice; empty means none.
    pub notice_days: String,
    /// Days before which cancelling is free; empty takes the usual rule.
    pub cancel_free_days: String,
    /// The share charged after that, in per cent; empty takes the usual rule.
    pub cancel_charge: String,
    /// What else there is to say of cancelling.
    pub cancel_note: String,
    /// Codes of phases; none means all.
    pub phases: Vec<String>,
    /// Codes of councils; none means all of the partnership's.
    pub areas: Vec<String>,
    /// The procurement code; empty takes the category's.
    pub cpv: String,
    /// The budget code; empty takes the category's.
    pub cfr: String,
    /// Standards and measures, a line each.
    pub standards: String,
    /// Checks and insurance, a line each.
    pub safeguards: String,
    /// How and where it is delivered.
    pub delivery: String,
}

impl TypedTerms {
    /// Terms as their form shows them on a day, without prices of the past. Reading them again on
    /// that day gives terms that differ in nothing else.
    pub fn of(terms: &ServiceTerms, on: NaiveDate) -> Self {
        let text = |optional: Option<String>| optional.unwrap_or_default();
        let vat = match terms.vat {
            VatTreatment::Settled(basis) => basis.reason().code().to_owned(),
            VatTreatment::Ask(_) => String::new(),
        };
        Self {
            title: terms.title.clone(),
            summary: terms.summary.clone(),
            description: terms.description.clone(),
            included: terms.included.join("\n"),
            not_included: terms.not_included.join("\n"),
            category: terms.category.code().to_owned(),
            provider_name: terms.provider_name.clone(),
            accountable: terms.accountable.clone(),
            unit: terms.unit.code().to_owned(),
            price: TypedPrice::of(&terms.price.starting(on)),
            booked: terms.booked.map_or("", BookedBy::code).to_owned(),
            year_begins: terms.agreement.begins.code().to_owned(),
            mid_year: terms.agreement.mid_year.code().to_owned(),
            opens_months: terms.agreement.opens_months_before.to_string(),
            package: terms.package.iter().map(TypedPart::of).collect(),
            vat,
            notice_days: terms.notice_days.to_string(),
            cancel_free_days: terms.cancellation.free_days_before.to_string(),
            cancel_charge: terms.cancellation.late_charge.to_string().replace('%', ""),
            cancel_note: text(terms.cancellation.note.clone()),
            phases: terms.phases.iter().map(|phase| phase.code().to_owned()).collect(),
            areas: terms.areas.iter().map(ToString::to_string).collect(),
            cpv: text(terms.cpv.as_ref().map(ToString::to_string)),
            cfr: text(terms.cfr.as_ref().map(ToString::to_string)),
            standards: terms.standards.join("\n"),
            safeguards: terms.safeguards.join("\n"),
            delivery: text(terms.delivery.clone()),
        }
    }

    /// The terms that were typed, or all that is wrong with them. The day decides the rate of VAT.
    pub fn read(&self, on: NaiveDate) -> Result<ServiceTerms, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let terms = self.terms(&mut reading, on);
        reading.finish(terms)
    }

    fn terms(&self, reading: &mut Reading, on: NaiveDate) -> Option<ServiceTerms> {
        let title = reading.take("title", text::name(&self.title, 120));
        let summary = reading.take("summary", text::optional_line(&self.summary, 240));
        let description = reading.take("description", text::paragraph(&self.description, 6_000));
        let included = reading.take("included", lines(&self.included));
        let not_included = reading.take("not_included", lines(&self.not_included));
        let category = reading.take("category", choice(&self.category, Category::from_code));
        let provider_name = reading.take("provider_name", text::name(&self.provider_name, 120));
        let accountable = reading.take("accountable", text::optional_line(&self.accountable, 120));
        let unit = reading.take("unit", optional(choice(&self.unit, Unit::from_code)));
        let price = self.price.read().map_err(|found| reading.all_wrong(found)).ok();
        let booked = reading.take("booked", optional(choice(&self.booked, BookedBy::from_code)));
        let package = read_parts(reading, &self.package);
        let agreement = self.agreement(reading, &package);
        let vat = self.vat(reading, category, on);
        let notice_days =
            reading.take("notice_days", optional(whole_number(&self.notice_days, MOST_DAYS)));
        let cancellation = self.cancellation(reading);
        let phases =
            reading.take("phases", each(&self.phases, |code| choice(code, PhaseServed::from_code)));
        let areas = reading.take("areas", each(&self.areas, LaCode::parse));
        let cpv = reading.take("cpv", optional(Cpv::parse(&self.cpv)));
        let cfr = reading.take("cfr", optional(Cfr::parse(&self.cfr)));
        let standards = reading.take("standards", lines(&self.standards));
        let safeguards = reading.take("safeguards", lines(&self.safeguards));
        let delivery = reading.take("delivery", text::optional_line(&self.delivery, 240));
        let (description, provider_name, category) = (description?, provider_name?, category?);
        let suggested = category.defaults();
        if let Some(unit) = unit.map(|unit| unit.unwrap_or(suggested.unit)) {
            let way = booked.flatten().unwrap_or(BookedBy::usual(unit));
            let wrong = way.problem(unit, price.as_ref()).map_or(Ok(()), Err);
            reading.take("booked", wrong);
        }
        let terms = ServiceTerms {
            title: title?,
            summary: summary?.unwrap_or_else(|| beginning(&description)),
            included: included?,
            not_included: not_included?,
            category,
            accountable: accountable?.unwrap_or_else(|| provider_name.clone()),
            provider_name,
            unit: unit?.unwrap_or(suggested.unit),
            price: price?,
            booked: booked?,
            agreement: agreement?,
            package,
            vat: vat?,
            // Answered on a page of their own.
            vat_outside: None,
            open_to: OpenTo::Nobody,
            notice_days: notice_days?.unwrap_or(0),
            cancellation: cancellation?,
            phases: phases?,
            areas: areas?,
            cpv: cpv?.or_else(|| suggested.cpv()),
            cfr: cfr?.or_else(|| suggested.cfr()),
            standards: standards?,
            safeguards: safeguards?,
            delivery: delivery?,
            description,
        };
        reading.all_wrong(terms.package_problem().into_iter().collect());
        Some(terms)
    }

    fn vat(
        &self,
        reading: &mut Reading,
        category: Option<Category>,
        on: NaiveDate,
    ) -> Option<VatTreatment> {
        let not_held = |_| Problem::NotAChoice;
        let treatment = match self.vat.trim() {
            // Without a category there is nothing to take it from, and that is complained of.
            "" => category?.defaults().vat.treatment(on).map_err(not_held),
            code => choice(code, VatReason::from_code)
                .and_then(|reason| VatTreatment::settle(reason, on).map_err(not_held)),
        };
        reading.take("vat", treatment)
    }

    fn agreement(&self, reading: &mut Reading, package: &[PackagePart]) -> Option<AgreementTerms> {
        let usual = AgreementTerms::default();
        let whole = if package.is_empty() { usual.mid_year } else { MidYear::WholeYear };
        let begins = optional(choice(&self.year_begins, YearBegins::from_code));
        let begins = reading.take("year_begins", begins);
        let mid_year = optional(choice(&self.mid_year, MidYear::from_code));
        let mid_year = reading.take("mid_year", mid_year);
        let opens = optional(whole_number(&self.opens_months, OPENS_MONTHS_MAX));
        let opens = reading.take("opens_months", opens);
        Some(AgreementTerms {
            begins: begins?.unwrap_or(usual.begins),
            mid_year: mid_year?.unwrap_or(whole),
            opens_months_before: opens?.unwrap_or(usual.opens_months_before),
        })
    }

    fn cancellation(&self, reading: &mut Reading) -> Option<Cancellation> {
        let usual = Cancellation::default();
        let free_days = reading
            .take("cancel_free_days", optional(whole_number(&self.cancel_free_days, MOST_DAYS)));
        let late_charge = reading.take("cancel_charge", percent(&self.cancel_charge));
        let note = reading.take("cancel_note", text::optional_line(&self.cancel_note, 500));
        Some(Cancellation {
            free_days_before: free_days?.unwrap_or(usual.free_days_before),
            late_charge: late_charge?.unwrap_or(usual.late_charge),
            note: note?,
        })
    }
}

/// The first sentence, or as many words of it as fit a summary.
pub(super) fn beginning(description: &str) -> String {
    let folded = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = folded.split_inclusive(". ").next().unwrap_or(&folded).trim_end();
    if sentence.chars().count() <= 240 {
        return sentence.to_owned();
    }
    let mut kept = String::new();
    for word in sentence.split(' ') {
        if kept.chars().count() + word.chars().count() > 236 {
            break;
        }
        kept.push_str(word);
        kept.push(' ');
    }
    let kept: String = if kept.is_empty() { sentence.chars().take(236).collect() } else { kept };
    format!("{}…", kept.trim_end())
}

fn lines(text: &str) -> Result<Vec<String>, Problem> {
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| text::line(line, LONGEST_LINE))
        .collect::<Result<_, _>>()?;
    if lines.len() > MOST_LINES {
        return Err(Problem::OutOfRange { min: 0, max: 30 });
    }
    Ok(lines)
}

/// Reads each, keeps each once, in order.
fn each<T: Ord>(
    texts: &[String],
    read: impl Fn(&str) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let mut read: Vec<T> = texts.iter().map(|text| read(text)).collect::<Result<_, _>>()?;
    read.sort_unstable();
    read.dedup();
    Ok(read)
}

#[cfg(test)]
mod tests;
