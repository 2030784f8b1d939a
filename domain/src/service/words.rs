//! The field's other words for each category, for reading price lists and for search.

use super::category::Category;
use crate::text::plain_words;

impl Category {
    /// Other words that mean the same, in plain lower case.
    pub fn synonyms(self) -> impl Iterator<Item = &'static str> {
        self.other_words().split(", ")
    }

    const fn other_words(self) -> &'static str {
        match self {
            Self::Counselling => "counsellor, therapeutic counselling, staff counselling",
            Self::SpeechAndLanguageTherapy => {
                "salt, slt, speech therapy, speech and language, speech and language therapist"
            }
            Self::EducationalPsychology => "ep service, educational psychologist, eps",
            Self::Send => "sen, senco, senco support, inclusion, special needs",
            Self::Safeguarding => "child protection, dsl training",
            Self::Attendance => "education welfare, ewo, attendance service",
            Self::SchoolImprovement => {
                "improvement, improvement partner, school improvement partner, improvement adviser"
            }
            Self::PeerReview => "peer challenge, school to school review",
            Self::Training => {
                "training, cpd, professional development, conference, inset, course, workshop"
            }
            Self::LeadershipProgramme => {
                "leadership, leadership programme, npq, leadership development"
            }
            Self::NewTeachers => {
                "ect, early career teacher, nqt, newly qualified teacher, new teacher service"
            }
            Self::Network => "subject network, network meeting, hub",
            Self::GovernorServices => "governor, governor support, governance, governor training",
            Self::Clerking => "clerk, clerk to governors, clerking service",
            Self::Careers => "careers guidance, careers advice, ceiag",
            Self::WorkExperience => "work placement, work related learning",
            Self::Music => "music service, music tuition, instrumental tuition",
            Self::Hr => "hr, human resources, personnel, hr advisory, hr and payroll",
            Self::Payroll => "payroll and pensions, pensions administration",
            Self::Recruitment => "vacancies, job advertising, staff recruitment",
            Self::SupplyStaff => {
                "supply, supply teacher, agency staff, temporary staff, supply teaching"
            }
            Self::Legal => "legal, legal service, solicitor",
            Self::Finance => "finance, financial support, bursar, bursarial, accounting",
            Self::Audit => "internal audit, internal scrutiny, auditing",
            Self::Insurance => "insurance, absence insurance, staff absence insurance",
            Self::DataProtection => "gdpr, dpo, data protection officer, information governance",
            Self::HealthAndSafety => "h and s, health safety, fire risk assessment",
            Self::Ict => "ict, it, it support, ict support, broadband, technology, computing",
            Self::Catering => "school meals, school meal, catering service",
            Self::Cleaning => "caretaking, cleaning service, window cleaning",
            Self::Grounds => "grounds, gardening, landscaping",
            Self::Premises => {
                "building maintenance, facilities, facilities management, property, estates"
            }
            Self::Energy => "gas, electricity, utilities, gas and electricity",
            Self::Transport => "minibus, home to school transport, coach hire",
            Self::Goods => "goods, supplies, stationery, books, furniture, equipment",
            Self::Other => "other, miscellaneous",
        }
    }

    /// Reads a category by code, label or other words, and otherwise by the longest words of one
    /// category that stand in the text. Words of two categories equally long decide nothing.
    pub fn read(text: &str) -> Option<Self> {
        let typed = singular(text);
        if typed.is_empty() {
            return None;
        }
        let names = || {
            Self::ALL
                .iter()
                .flat_map(|category| category.names().map(move |name| (*category, singular(name))))
        };
        if let Some((category, _)) = names().find(|(_, name)| *name == typed) {
            return Some(category);
        }
        let padded = format!(" {typed} ");
        let within: Vec<_> =
            names().filter(|(_, name)| padded.contains(&format!(" {name} "))).collect();
        let longest = within.iter().map(|(_, name)| name.len()).max()?;
        let mut best = within.iter().filter(|(_, name)| name.len() == longest);
        let (category, _) = best.next()?;
        best.all(|(other, _)| other == category).then_some(*category)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        [self.code(), self.label()].into_iter().chain(self.synonyms())
    }
}

/// Plain words, each without its plural `s`, so that `Governors services` and `governor service`
/// are one.
fn singular(text: &str) -> String {
    let words = plain_words(text);
    let singular = words.split(' ').map(|word| {
        let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
        stem.unwrap_or(word)
    });
    singular.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_reads_back_from_each_of_its_names() {
        for category in Category::ALL {
            for name in category.names() {
                assert_eq!(Category::read(name), Some(*category), "{name}");
            }
        }
    }

    #[test]
    fn categories_are_read_as_price_lists_write_them() {
        for (text, category) in [
            ("SALT", Category::SpeechAndLanguageTherapy),
            ("Speech & Language", Category::SpeechAndLanguageTherapy),
            ("School counselling service", Category::Counselling),
            ("Governor Support", Category::GovernorServices),
            ("HR & Payroll", Category::Hr),
            ("Human Resources (HR)", Category::Hr),
            ("NQT", Category::NewTeachers),
            ("Training & CPD", Category::Training),
            ("Staff absence insurance", Category::Insurance),
        ] {
            assert_eq!(Category::read(text), Some(category), "{text}");
        }
    }

    #[test]
    fn what_names_no_category_or_two_is_left_to_people() {
        for text in ["", "zoo visits", "legal and music"] {
            assert_eq!(Category::read(text), None, "{text}");
        }
        // Twelve letters against eight: the longer words win.
        assert_eq!(Category::read("Safeguarding training day"), Some(Category::Safeguarding));
    }
}
