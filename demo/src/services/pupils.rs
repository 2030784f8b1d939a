//! Services for pupils: counselling, speech and language therapy, psychology, attendance, careers.
//!
//! Outside prices named as published are facts from the pages they link to; all others, and every
//! price of ours, are illustrative.

use super::offer::{By, Converted, Elsewhere, Offer, Price, Works, illustrative, works};

/// The team whose people are S1's counsellors.
pub(crate) const COUNSELLING_TEAM: &str = "Becontree Counselling Team";
/// The specialist firm that delivers S1's speech and language therapy. Made up.
pub(crate) const THERAPISTS: &str = "Larkspur Speech and Language Therapy";
/// S1's council, which owns a part of it and sells through it.
pub(crate) const COUNCIL: &str = "London Borough of Barking and Dagenham";

const BACP: &str = "British Association for Counselling and Psychotherapy";
const BACP_URL: &str =
    "https://www.bacp.co.uk/news/news-from-bacp/blogs/2022/17-march-pay-for-school-counsellors/";
const COMMUNIACTION: &str = "Communiaction, independent speech and language therapy";
const COMMUNIACTION_URL: &str = "https://communiaction.uk/therapy-in-school";

/// What the association says that a session costs a school, and how many we count in a day.
const fn bacp_sessions(sessions: &'static str) -> Elsewhere {
    Elsewhere {
        source: BACP,
        url: BACP_URL,
        published_on: "2022-03-17",
        low: "34",
        high: "47",
        unit: "one session, average cost when charging schools",
        vat: "not_said",
        converted: Converted::Sessions(sessions),
        note: "The average cost of delivering one session. How many fit is our own assumption.",
    }
}

/// Thirteen people: nine from the beginning, four recruited as demand grew.
const COUNSELLORS: &[Works] = &[
    works(&["Mon", "Tue"]),
    works(&["Tue", "Wed", "Thu"]),
    works(&["Tue"]),
    works(&["Mon", "Wed"]),
    works(&["Wed", "Thu"]),
    works(&["Tue", "Fri"]),
    works(&["Mon", "Tue", "Wed"]),
    works(&["Thu", "Fri"]),
    works(&["Tue", "Thu"]),
    Works { days: &["Tue", "Wed"], after_days: 45 },
    Works { days: &["Mon", "Thu"], after_days: 45 },
    Works { days: &["Tue"], after_days: 150 },
    Works { days: &["Wed", "Fri"], after_days: 150 },
];

/// Them all.
pub(crate) const OFFERS: &[Offer] = &[
    Offer {
        title: "Counselling for pupils",
        category: "counselling",
        by: By::Provider(COUNSELLING_TEAM),
        unit: "day",
        price: Price::each("245", "", "290"),
        summary: "A counsellor in your school for the day, the same person each week.",
        description: "A qualified counsellor works in your school for a day and sees up to six \
            pupils, one after the other. Book one day, or the same day every week of a term: you \
            keep the same counsellor. We recruit, check, supervise and insure the team, so you pay \
            for days and for nothing else.\n\nA pool of 13 counsellors (published by the \
            partnership, 2021). Prices and names are illustrative.",
        included: "Up to six sessions of 50 minutes\nClinical supervision and cover for sickness\n\
            Notes and safeguarding reports by the school\u{2019}s own rules\n\
            A short report each term on themes and outcomes, naming nobody",
        not_included: "A quiet room with a door that closes",
        notice_days: "3",
        pool: COUNSELLORS,
        elsewhere: &[
            bacp_sessions("6"),
            illustrative("240", "day"),
            illustrative("285", "day"),
            illustrative("310", "day"),
            illustrative("335", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Counselling for staff",
        category: "counselling",
        by: By::Provider(COUNSELLING_TEAM),
        unit: "half_day",
        price: Price::each("130", "", "155"),
        summary: "Confidential counselling for the people who work in your school.",
        description: "A counsellor for three members of staff in a half day, away from the school \
            or by video. The school learns how many sessions were used and never who came.\n\n\
            Counselling is for staff as well as pupils (published by the partnership, 2021). \
            Prices are illustrative.",
        included: "Three sessions of 50 minutes\nBooking by staff themselves, in confidence",
        notice_days: "3",
        pool: &[works(&["Wed"]), works(&["Thu"])],
        elsewhere: &[
            bacp_sessions("3"),
            illustrative("150", "half day"),
            illustrative("162", "half day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Speech and language therapist in school",
        category: "speech_and_language_therapy",
        by: By::Provider(THERAPISTS),
        unit: "day",
        price: Price::each("395", "", "440"),
        vat: "registered_health_professional",
        summary: "A registered therapist in your school for the day.",
        description: "A therapist from our specialist partner firm assesses pupils, works with \
            them one to one or in small groups, and shows your staff how to carry the work on. \
            Delivered by a specialist partner (published by the partnership, 2021); the firm\u{2019}s \
            name and the prices here are made up.",
        included: "Assessment, therapy and a written plan for each pupil\n\
            Advice to teachers and support staff\nAdvice for education, health and care plans",
        not_included: "Reports for tribunals",
        notice_days: "5",
        phases: &["nursery", "primary", "special"],
        pool: &[works(&["Mon", "Wed"]), works(&["Tue", "Wed"]), works(&["Tue"])],
        elsewhere: &[
            Elsewhere {
                source: COMMUNIACTION,
                url: COMMUNIACTION_URL,
                published_on: "",
                low: "120",
                high: "",
                unit: "hour",
                vat: "not_said",
                converted: Converted::Minutes("360"),
                note: "List price of one independent provider; six hours of work in a day.",
            },
            illustrative("430", "day"),
            illustrative("465", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Speech and language: one session",
        category: "speech_and_language_therapy",
        by: By::Provider(THERAPISTS),
        unit: "session",
        price: Price::each("72", "", "80"),
        vat: "registered_health_professional",
        summary: "One session for one pupil, for schools that do not need a whole day.",
        description: "A session of 45 minutes with one pupil, with a note for the class teacher. \
            For schools with one or two pupils on the list. Prices are illustrative.",
        included: "45 minutes with the pupil\nA note for the class teacher",
        phases: &["nursery", "primary", "secondary", "special"],
        elsewhere: &[Elsewhere {
            source: COMMUNIACTION,
            url: COMMUNIACTION_URL,
            published_on: "",
            low: "85",
            high: "",
            unit: "session of 40 to 45 minutes in school",
            vat: "not_said",
            converted: Converted::Same,
            note: "List price of one independent provider.",
        }],
        ..Offer::USUAL
    },
    Offer {
        title: "Educational psychologist: a day in school",
        category: "educational_psychology",
        by: By::Provider(COUNCIL),
        unit: "day",
        price: Price::each("560", "", "640"),
        vat: "registered_health_professional",
        summary: "Time of the council\u{2019}s educational psychologists, beyond what the law asks.",
        description: "Consultation, assessment and training by the council\u{2019}s own team, sold \
            through the partnership. Statutory assessments stay free. Prices are illustrative.",
        included: "A named psychologist for your school",
        notice_days: "5",
        pool: &[works(&["Tue", "Wed"]), works(&["Thu"])],
        elsewhere: &[
            illustrative("590", "day"),
            illustrative("615", "day"),
            illustrative("648", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Attendance and education welfare",
        category: "attendance",
        by: By::Provider(COUNCIL),
        unit: "year",
        price: Price::by_size(&[
            ["0", "1450", "1700"],
            ["251", "2200", "2550"],
            ["501", "3400", "3900"],
            ["901", "5200", "5900"],
        ]),
        summary: "A named welfare officer, home visits and casework for a year.",
        description: "The council\u{2019}s education welfare officers work with your families, \
            check registers and prepare cases. Sold through the partnership, so there is one \
            front door. Prices are illustrative.",
        included: "A visit every two weeks in term\nHome visits\nPreparing legal casework",
        ..Offer::USUAL
    },
    Offer {
        title: "Careers guidance interviews",
        category: "careers",
        unit: "session",
        price: Price::each("54", "", "62"),
        summary: "One to one guidance by a qualified careers adviser.",
        description: "An interview of 40 minutes for each pupil by an adviser qualified to level \
            6, with a written action plan. Careers services are among those the partnership \
            trades (published by the partnership, 2021). Prices are illustrative.",
        included: "An action plan for each pupil\nA summary for the careers leader",
        phases: &["secondary", "special", "sixteen_plus"],
        elsewhere: &[
            illustrative("60", "session"),
            illustrative("68", "session"),
            illustrative("68", "session"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Work experience placements",
        category: "work_experience",
        unit: "pupil",
        price: Price::each("38", "", "46"),
        summary: "A checked placement for each pupil, found and kept on record.",
        description: "We find the placement, check the employer\u{2019}s insurance and risk \
            assessment, and keep the papers for you. Price for each pupil placed. Prices are \
            illustrative.",
        included: "Health and safety check of the employer\nA visit or call during the week",
        phases: &["secondary", "special", "sixteen_plus"],
        elsewhere: &[
            illustrative("45", "pupil"),
            illustrative("51", "pupil"),
            illustrative("52", "pupil"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Work experience: check of a placement you found",
        category: "work_experience",
        unit: "item",
        price: Price::each("24", "", "30"),
        summary: "The employer\u{2019}s insurance and risk assessment, checked for you.",
        description: "For placements that pupils or families found themselves. Prices are \
            illustrative.",
        phases: &["secondary", "special", "sixteen_plus"],
        ..Offer::USUAL
    },
];
