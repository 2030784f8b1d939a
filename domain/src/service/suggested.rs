//! What a category suggests a new service keeps to and needs, for staff to check and change: public standards
//! by their names, and the checks and insurance that schools ask for.

use super::category::Category;

/// Whoever is with pupils by themselves: Keeping children safe in education, part three.
const WITH_PUPILS: [&str; 2] = [
    "Enhanced DBS check with the children’s barred list, confirmed in writing before the first visit",
    "Public liability and professional indemnity insurance",
];
const IN_SCHOOL: [&str; 1] = ["Public liability insurance"];
const ADVICE: [&str; 1] = ["Professional indemnity insurance"];

impl Category {
    /// The public standards that services of the category usually keep to.
    pub const fn suggested_standards(self) -> &'static [&'static str] {
        match self {
            Self::Counselling => &["Ethical framework of the counsellor’s professional body"],
            Self::SpeechAndLanguageTherapy => {
                &["HCPC standards of proficiency for speech and language therapists"]
            }
            Self::EducationalPsychology => {
                &["HCPC standards of proficiency for practitioner psychologists"]
            }
            Self::Send => &["SEND code of practice: 0 to 25 years"],
            Self::Safeguarding | Self::SupplyStaff => &["Keeping children safe in education"],
            Self::Attendance => &["Working together to improve school attendance"],
            Self::Careers | Self::WorkExperience => &["Gatsby Benchmarks"],
            Self::NewTeachers => &["Induction for early career teachers (England)"],
            Self::GovernorServices | Self::Clerking => {
                &["Maintained schools and academy trust governance guides"]
            }
            Self::Music => {
                &["The power of music to change lives: national plan for music education"]
            }
            Self::Hr => &["Acas codes of practice"],
            Self::Payroll => &["HMRC: running payroll, real time information"],
            Self::DataProtection => &["UK GDPR and the Data Protection Act 2018"],
            Self::HealthAndSafety => &["Health and Safety at Work etc. Act 1974"],
            Self::Ict => &["Meeting digital and technology standards in schools and colleges"],
            Self::Catering => &["School food standards"],
            Self::SchoolImprovement
            | Self::PeerReview
            | Self::Training
            | Self::LeadershipProgramme
            | Self::Network
            | Self::Recruitment
            | Self::Legal
            | Self::Finance
            | Self::Audit
            | Self::Insurance
            | Self::Cleaning
            | Self::Grounds
            | Self::Premises
            | Self::Energy
            | Self::Transport
            | Self::Goods
            | Self::Other => &[],
        }
    }

    /// The checks and the insurance that services of the category usually need.
    pub const fn suggested_safeguards(self) -> &'static [&'static str] {
        match self {
            Self::Counselling
            | Self::SpeechAndLanguageTherapy
            | Self::EducationalPsychology
            | Self::Send
            | Self::Safeguarding
            | Self::Attendance
            | Self::Careers
            | Self::Music
            | Self::SupplyStaff
            | Self::Transport => &WITH_PUPILS,
            Self::WorkExperience => &["Employers’ liability insurance of each placement"],
            Self::SchoolImprovement
            | Self::PeerReview
            | Self::Ict
            | Self::Catering
            | Self::Cleaning
            | Self::Grounds
            | Self::Premises => &IN_SCHOOL,
            Self::Hr
            | Self::Payroll
            | Self::Legal
            | Self::Finance
            | Self::Audit
            | Self::DataProtection
            | Self::HealthAndSafety => &ADVICE,
            Self::Training
            | Self::NewTeachers
            | Self::LeadershipProgramme
            | Self::Network
            | Self::GovernorServices
            | Self::Clerking
            | Self::Recruitment
            | Self::Insurance
            | Self::Energy
            | Self::Goods
            | Self::Other => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_category_suggests_beside_its_codes() {
        let mut table = String::new();
        for category in Category::ALL {
            let (standards, safeguards) =
                (category.suggested_standards(), category.suggested_safeguards());
            table.push_str(&format!(
                "{}\n  keeps to: {}\n  needs: {}\n",
                category.code(),
                standards.join("; "),
                safeguards.join("; ")
            ));
        }
        insta::assert_snapshot!(table);
    }
}
