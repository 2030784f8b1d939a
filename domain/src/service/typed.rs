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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{BasisPoints, Net, Pence};
    use crate::price::{PriceRule, TypedRates};
    use crate::vat::Question;

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    fn five_answers() -> TypedTerms {
        TypedTerms {
            title: "School counselling".to_owned(),
            description: "A counsellor in your school for a day. Up to five sessions.".to_owned(),
            category: "counselling".to_owned(),
            provider_name: "The counselling pool".to_owned(),
            price: TypedPrice {
                kind: "per_unit".to_owned(),
                rates: TypedRates::members("240"),
                ..TypedPrice::default()
            },
            ..TypedTerms::default()
        }
    }

    #[test]
    fn five_answers_make_a_service_and_the_category_fills_the_rest() {
        let terms = five_answers().read(on()).unwrap();
        assert_eq!(terms.summary, "A counsellor in your school for a day.");
        assert_eq!(terms.unit, Unit::Day);
        assert_eq!(terms.price, PriceRule::per_unit(Net(Pence::pounds(240))));
        assert_eq!(terms.vat, VatTreatment::Ask(Question::CounsellingAsWelfare));
        assert_eq!(terms.cpv.as_ref().map(Cpv::as_str), Some("85312320"));
        assert_eq!(terms.cfr.as_ref().map(Cfr::as_str), Some("E28a"));
        assert_eq!(terms.accountable, "The counselling pool");
        assert_eq!(terms.light_touch().applies(), Some(true));
        assert!(terms.serves(PhaseServed::Primary));
    }

    #[test]
    fn what_staff_typed_goes_before_what_the_category_says() {
        let typed = TypedTerms {
            vat: "standard".to_owned(),
            cfr: "E27".to_owned(),
            notice_days: "5".to_owned(),
            cancel_free_days: "14".to_owned(),
            cancel_charge: "12.5 %".to_owned(),
            included: "Five sessions\n\n  A report each term ".to_owned(),
            phases: vec!["secondary".to_owned(), "primary".to_owned(), "primary".to_owned()],
            areas: vec!["301".to_owned()],
            ..five_answers()
        };
        let terms = typed.read(on()).unwrap();
        assert!(terms.vat.basis().is_ok());
        assert_eq!(terms.cfr.as_ref().map(Cfr::as_str), Some("E27"));
        assert_eq!(terms.notice_days, 5);
        assert_eq!(terms.cancellation.late_charge, BasisPoints::new(1_250));
        assert_eq!(terms.included, ["Five sessions", "A report each term"]);
        assert_eq!(terms.phases, [PhaseServed::Primary, PhaseServed::Secondary]);
        assert!(!terms.serves(PhaseServed::Special));
        let area = |code| LaCode::parse(code).unwrap();
        assert!(terms.reaches(&area("301"), &[]));
        assert!(!terms.reaches(&area("302"), &[area("302")]));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_under_its_fields_name() {
        let typed = TypedTerms {
            category: "zoo".to_owned(),
            unit: "fortnight".to_owned(),
            vat: "guess".to_owned(),
            notice_days: "400".to_owned(),
            cancel_charge: "101".to_owned(),
            phases: vec!["toddlers".to_owned()],
            areas: vec!["Barking".to_owned()],
            cpv: "1".to_owned(),
            cfr: "E99".to_owned(),
            ..TypedTerms::default()
        };
        let fields: Vec<&str> =
            typed.read(on()).unwrap_err().iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                "title",
                "description",
                "category",
                "provider_name",
                "unit",
                "kind",
                "vat",
                "notice_days",
                "cancel_charge",
                "phases",
                "areas",
                "cpv",
                "cfr"
            ]
        );
    }

    proptest! {
        #[test]
        fn terms_read_back_as_their_form_shows_them(
            price in crate::price::arbitrary::rules(),
            settled in any::<bool>(),
            lines in proptest::collection::vec("[a-z][a-z ,.£0-9]{0,40}[a-z]", 0..5),
            charge in 0_u32..=10_000,
        ) {
            let full = TypedTerms {
                vat: if settled { "standard".to_owned() } else { String::new() },
                included: lines.join("\n"),
                standards: lines.join("\r\n\r\n"),
                description: format!("First.\n\n{}", lines.join("\n\n")),
                cancel_charge: format!("{}.{:02}", charge / 100, charge % 100),
                cancel_note: lines.first().cloned().unwrap_or_default(),
                phases: vec!["primary".to_owned()],
                areas: vec!["301".to_owned(), "317".to_owned()],
                booked: "quantity".to_owned(),
                ..five_answers()
            };
            let terms = ServiceTerms { price, ..full.read(on()).unwrap() };
            let again = TypedTerms::of(&terms, on()).read(on());
            let now = ServiceTerms { price: terms.price.starting(on()), ..terms };
            prop_assert_eq!(again, Ok(now));
        }
    }

    #[test]
    fn terms_read_back_as_stored() {
        let terms = five_answers().read(on()).unwrap();
        let text = serde_json::to_string(&terms).unwrap();
        assert_eq!(serde_json::from_str::<ServiceTerms>(&text).unwrap(), terms);
    }

    #[test]
    fn a_long_first_sentence_is_cut_between_words() {
        let summary = beginning(&"word ".repeat(100));
        assert!(summary.chars().count() <= 240);
        assert!(summary.ends_with("word…"));
        assert_eq!(beginning(&"x".repeat(300)).chars().count(), 237);
    }

    #[test]
    fn shares_are_read_to_the_hundredth_of_a_per_cent() {
        assert_eq!(percent("100"), Ok(Some(BasisPoints::new(10_000))));
        assert_eq!(percent("0.05%"), Ok(Some(BasisPoints::new(5))));
        assert_eq!(percent("half"), Err(Problem::NotANumber));
        assert_eq!(percent("100.01"), Err(Problem::OutOfRange { min: 0, max: 100 }));
    }
}
