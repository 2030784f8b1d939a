//! The closed list of what schools buy from each other and through a partnership.

use crate::access::closed_list;

closed_list! {
    /// What kind of service it is: what a school filters by and a saving is summed by.
    Category {
        /// Counselling of pupils and of staff.
        Counselling = "counselling",
        /// Speech and language therapy.
        SpeechAndLanguageTherapy = "speech_and_language_therapy",
        /// Educational psychology.
        EducationalPsychology = "educational_psychology",
        /// Support for special educational needs and disabilities.
        Send = "send",
        /// Safeguarding advice, audits and training.
        Safeguarding = "safeguarding",
        /// Attendance and education welfare.
        Attendance = "attendance",
        /// Advice, reviews and support that improve teaching and leading.
        SchoolImprovement = "school_improvement",
        /// Days of review given and received between schools.
        PeerReview = "peer_review",
        /// Training and conferences.
        Training = "training",
        /// Courses for leaders over several terms.
        LeadershipProgramme = "leadership_programme",
        /// Training and support of teachers in their first years.
        NewTeachers = "new_teachers",
        /// Networks of subject leaders or business managers.
        Network = "network",
        /// Advice, training and recruitment of governors.
        GovernorServices = "governor_services",
        /// Clerking of governing bodies.
        Clerking = "clerking",
        /// Careers guidance.
        Careers = "careers",
        /// Work experience placements and their checks.
        WorkExperience = "work_experience",
        /// Music tuition and ensembles.
        Music = "music",
        /// Advice on employing people.
        Hr = "hr",
        /// Payroll and pensions administration.
        Payroll = "payroll",
        /// Finding and advertising for staff.
        Recruitment = "recruitment",
        /// Supply teachers and other temporary staff.
        SupplyStaff = "supply_staff",
        /// Legal advice.
        Legal = "legal",
        /// Finance and accounting support.
        Finance = "finance",
        /// Audit and assurance.
        Audit = "audit",
        /// Insurance.
        Insurance = "insurance",
        /// Data protection officer and advice.
        DataProtection = "data_protection",
        /// Health and safety advice.
        HealthAndSafety = "health_and_safety",
        /// Computers, networks, software and their support.
        Ict = "ict",
        /// Catering.
        Catering = "catering",
        /// Cleaning.
        Cleaning = "cleaning",
        /// Grounds maintenance.
        Grounds = "grounds",
        /// Maintenance of buildings and their equipment.
        Premises = "premises",
        /// Energy.
        Energy = "energy",
        /// Transport of pupils.
        Transport = "transport",
        /// Books, furniture, stationery and other goods.
        Goods = "goods",
        /// What fits none of the others; staff choose its codes.
        Other = "other",
    }
}

impl Category {
    /// How it is called on pages and in price lists.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Counselling => "Counselling",
            Self::SpeechAndLanguageTherapy => "Speech and language therapy",
            Self::EducationalPsychology => "Educational psychology",
            Self::Send => "Special educational needs",
            Self::Safeguarding => "Safeguarding",
            Self::Attendance => "Attendance and welfare",
            Self::SchoolImprovement => "School improvement",
            Self::PeerReview => "Peer review",
            Self::Training => "Training and conferences",
            Self::LeadershipProgramme => "Leadership programmes",
            Self::NewTeachers => "New teachers",
            Self::Network => "Networks",
            Self::GovernorServices => "Governor services",
            Self::Clerking => "Clerking",
            Self::Careers => "Careers",
            Self::WorkExperience => "Work experience",
            Self::Music => "Music",
            Self::Hr => "HR advice",
            Self::Payroll => "Payroll",
            Self::Recruitment => "Recruitment",
            Self::SupplyStaff => "Supply staff",
            Self::Legal => "Legal advice",
            Self::Finance => "Finance support",
            Self::Audit => "Audit",
            Self::Insurance => "Insurance",
            Self::DataProtection => "Data protection",
            Self::HealthAndSafety => "Health and safety",
            Self::Ict => "Computers and networks",
            Self::Catering => "Catering",
            Self::Cleaning => "Cleaning",
            Self::Grounds => "Grounds maintenance",
            Self::Premises => "Premises",
            Self::Energy => "Energy",
            Self::Transport => "Transport",
            Self::Goods => "Goods and supplies",
            Self::Other => "Other services",
        }
    }
}
