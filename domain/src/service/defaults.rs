//! What a category suggests for a new service, for staff to check.

use chrono::NaiveDate;

use super::category::Category;
use super::light_touch::{LightTouch, light_touch};
use crate::failure::Refusal;
use crate::price::Unit;
use crate::text::{Cfr, Cpv};
use crate::vat::{Question, VatReason, VatTreatment};

/// What a category suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryDefaults {
    cpv: &'static str,
    cfr: &'static [&'static str],
    /// Whether staff must check the budget code: the choice is custom, or depends on the school.
    pub cfr_to_check: bool,
    /// The unit it is usually sold in.
    pub unit: Unit,
    /// What is known of its VAT.
    pub vat: VatSuggestion,
}

/// What a category alone says of VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VatSuggestion {
    /// The treatment does not turn on facts about the seller, unless it is not registered.
    Is(VatReason),
    /// It does, and staff must answer.
    Ask(Question),
}

impl VatSuggestion {
    /// The treatment a new service starts with on a day.
    pub fn treatment(self, on: NaiveDate) -> Result<VatTreatment, Refusal> {
        match self {
            Self::Is(reason) => VatTreatment::settle(reason, on),
            Self::Ask(question) => Ok(VatTreatment::Ask(question)),
        }
    }

    /// The reasons to choose among, the suggested or more usual one first.
    pub fn choices(self) -> Vec<VatReason> {
        match self {
            Self::Is(reason) => {
                vec![reason, VatReason::SellerNotRegistered, VatReason::StatutoryDuty]
            }
            Self::Ask(question) => question.answers().to_vec(),
        }
    }
}

impl CategoryDefaults {
    /// The procurement code; nothing where staff have to choose it.
    pub fn cpv(&self) -> Option<Cpv> {
        Cpv::parse(self.cpv).ok()
    }

    /// The budget code suggested; nothing where staff have to choose it.
    pub fn cfr(&self) -> Option<Cfr> {
        self.cfr_choices().into_iter().next()
    }

    /// The budget codes to choose among, the suggested one first.
    pub fn cfr_choices(&self) -> Vec<Cfr> {
        self.cfr.iter().filter_map(|code| Cfr::parse(code).ok()).collect()
    }

    /// How the light touch regime stands towards the suggested procurement code.
    pub fn light_touch(&self) -> LightTouch {
        self.cpv().as_ref().map_or(LightTouch::NotKnown, light_touch)
    }
}

/// One row of the table: `sure` where the budget code's own name says so, `check` where the
/// choice is custom (E27, E28a: guidance leaves it to the school).
const fn row(
    cpv: &'static str,
    cfr: &'static [&'static str],
    cfr_to_check: bool,
    unit: Unit,
    vat: VatSuggestion,
) -> CategoryDefaults {
    CategoryDefaults { cpv, cfr, cfr_to_check, unit, vat }
}

const SURE: bool = false;
const CHECK: bool = true;
const TAXED: VatSuggestion = VatSuggestion::Is(VatReason::Standard);
const EDUCATION: VatSuggestion = VatSuggestion::Ask(Question::EligibleBody);
const THERAPY: VatSuggestion = VatSuggestion::Ask(Question::RegisteredProfessional);
/// Bought-in help for pupils and teaching first, other bought-in help second.
const TEACHING: &[&str] = &["E27", "E28a"];
/// The same the other way round.
const OFFICE: &[&str] = &["E28a", "E27"];

impl Category {
    /// What the category suggests. Codes from the Common Procurement Vocabulary (2008) and the
    /// Consistent Financial Reporting framework 2024–25.
    pub const fn defaults(self) -> CategoryDefaults {
        use VatSuggestion::{Ask, Is};
        match self {
            Self::Counselling => {
                row("85312320", OFFICE, CHECK, Unit::Day, Ask(Question::CounsellingAsWelfare))
            }
            Self::SpeechAndLanguageTherapy => {
                row("85142000", TEACHING, CHECK, Unit::Session, THERAPY)
            }
            Self::EducationalPsychology => row("85121270", TEACHING, CHECK, Unit::Day, THERAPY),
            Self::Send => row("80340000", TEACHING, CHECK, Unit::Day, EDUCATION),
            Self::Safeguarding => row("80511000", OFFICE, CHECK, Unit::Day, EDUCATION),
            Self::Attendance => row("85311300", OFFICE, CHECK, Unit::Day, EDUCATION),
            Self::SchoolImprovement | Self::PeerReview => {
                row("80000000", TEACHING, CHECK, Unit::Day, EDUCATION)
            }
            Self::Training | Self::NewTeachers => {
                row("80511000", &["E09"], SURE, Unit::Place, EDUCATION)
            }
            Self::LeadershipProgramme => row("80521000", &["E09"], SURE, Unit::Place, EDUCATION),
            Self::Network => row("80500000", &["E09", "E27"], CHECK, Unit::Year, EDUCATION),
            Self::GovernorServices | Self::Clerking => {
                row("75121000", OFFICE, CHECK, Unit::Year, TAXED)
            }
            Self::Careers => row("79634000", TEACHING, CHECK, Unit::Day, EDUCATION),
            Self::WorkExperience => row("79634000", TEACHING, CHECK, Unit::Pupil, EDUCATION),
            Self::Music => row("80000000", TEACHING, CHECK, Unit::Hour, EDUCATION),
            Self::Hr => row("79414000", OFFICE, CHECK, Unit::Pupil, TAXED),
            Self::Payroll => row("79211110", OFFICE, CHECK, Unit::Pupil, TAXED),
            Self::Recruitment => row("79600000", &["E08"], CHECK, Unit::Item, TAXED),
            Self::SupplyStaff => {
                row("79620000", &["E26"], SURE, Unit::Day, Ask(Question::WhoLendsStaff))
            }
            Self::Legal => row("79111000", OFFICE, CHECK, Unit::Hour, TAXED),
            Self::Finance => row("79211000", OFFICE, CHECK, Unit::Day, TAXED),
            Self::Audit => row("79212000", OFFICE, CHECK, Unit::Year, TAXED),
            Self::Insurance => {
                row("66510000", &["E23", "E11", "E10"], CHECK, Unit::Year, Is(VatReason::Insurance))
            }
            Self::DataProtection => row("79140000", OFFICE, CHECK, Unit::Year, TAXED),
            Self::HealthAndSafety => row("71317210", OFFICE, CHECK, Unit::Year, TAXED),
            Self::Ict => row(
                "72000000",
                &["E20G", "E20A", "E20B", "E20C", "E20D", "E20E", "E20F"],
                CHECK,
                Unit::Year,
                TAXED,
            ),
            Self::Catering => row("55524000", &["E25"], SURE, Unit::Year, TAXED),
            Self::Cleaning => row("90919300", &["E14"], SURE, Unit::Year, TAXED),
            Self::Grounds => row("77310000", &["E13"], SURE, Unit::Year, TAXED),
            Self::Premises => row("50700000", &["E12", "E18"], CHECK, Unit::Year, TAXED),
            Self::Energy => row("09310000", &["E16"], SURE, Unit::Year, TAXED),
            Self::Transport => {
                row("60130000", OFFICE, CHECK, Unit::Day, Ask(Question::SizeOfVehicle))
            }
            Self::Goods => {
                row("30190000", &["E19", "E22"], CHECK, Unit::Item, Ask(Question::KindOfGoods))
            }
            Self::Other => row("", &[], CHECK, Unit::Item, Ask(Question::AnyTreatment)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_of_categories_and_what_they_suggest() {
        let mut table = String::new();
        for category in Category::ALL {
            let suggested = category.defaults();
            let vat = match suggested.vat {
                VatSuggestion::Is(reason) => reason.code().to_owned(),
                VatSuggestion::Ask(question) => format!("ask {}", question.code()),
            };
            let codes: Vec<String> =
                suggested.cfr_choices().iter().map(ToString::to_string).collect();
            table.push_str(&format!(
                "{:28}{:10}{:22}{:36}{:7}{:9}{}\n",
                category.code(),
                suggested.cpv().map(String::from).unwrap_or_default(),
                format!("{:?}", suggested.light_touch()),
                codes.join(" "),
                if suggested.cfr_to_check { "check" } else { "" },
                suggested.unit.code(),
                vat,
            ));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_code_of_the_table_can_be_read() {
        for category in Category::ALL {
            let suggested = category.defaults();
            assert_eq!(suggested.cfr_choices().len(), suggested.cfr.len(), "{category:?}");
            assert_eq!(suggested.cpv().is_none(), *category == Category::Other, "{category:?}");
        }
    }

    #[test]
    fn vat_of_counselling_and_therapy_is_asked_and_never_guessed() {
        let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        for category in [Category::Counselling, Category::SpeechAndLanguageTherapy] {
            let treatment = category.defaults().vat.treatment(on).unwrap();
            assert_eq!(treatment.basis(), Err(Refusal::VatNotSettled));
        }
        assert!(Category::Hr.defaults().vat.treatment(on).unwrap().basis().is_ok());
    }
}
