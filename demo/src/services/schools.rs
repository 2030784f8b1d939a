//! Services for schools and their people: improvement, training, governors, new teachers, advice.
//!
//! Every price is illustrative.

use super::offer::{By, Offer, Price, illustrative, works};
use super::pupils::COUNCIL;

/// Them all.
pub(crate) const OFFERS: &[Offer] = &[
    Offer {
        title: "School improvement adviser: a day in school",
        category: "school_improvement",
        unit: "day",
        price: Price::each("525", "", "595"),
        summary: "An experienced former head or inspector with you for the day.",
        description: "Reviews of teaching, a subject or a year group; help before and after an \
            inspection; coaching for leaders. You choose the focus and get a written note within a \
            week. 94% of heads rate the partnership\u{2019}s support good or better (published by \
            the partnership, 2021). Prices are illustrative.",
        included: "Preparation and a written note\nA call with the chair of governors if you wish",
        notice_days: "5",
        pool: &[works(&["Tue"]), works(&["Thu"]), works(&["Wed"])],
        elsewhere: &[
            illustrative("480", "day"),
            illustrative("495", "day"),
            illustrative("540", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Peer review day",
        category: "peer_review",
        unit: "day",
        price: Price::each("180", "", "260"),
        summary: "Two heads of other schools review an area you choose, and you return the favour.",
        description: "A day of review by two trained leaders from other member schools, with a \
            short report that stays yours. Prices are illustrative.",
        included: "Training for your own reviewers\nA report that only you receive",
        notice_days: "10",
        pool: &[works(&["Thu"])],
        elsewhere: &[
            illustrative("300", "day"),
            illustrative("344", "day"),
            illustrative("350", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Online training, by the place",
        category: "training",
        unit: "place",
        price: Price::each("35", "", "55"),
        summary: "Short modules online, live and recorded, for one person.",
        description: "Modular training online: book the modules you need. Some sessions were \
            joined by more than 65 teachers, and over 90% of delegates agree or strongly agree \
            that training informed their practice (published by the partnership, 2021). Prices \
            are illustrative.",
        included: "The live session and its recording\nA certificate",
        elsewhere: &[
            illustrative("48", "place"),
            illustrative("57", "place"),
            illustrative("59", "place"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Online training for the whole school",
        category: "training",
        unit: "year",
        price: Price::per_pupil("2.10", "2.90", "420"),
        summary: "Every module for all of your staff for a year, priced by pupils.",
        description: "All live sessions and recordings, for everyone who works in your school. \
            The price follows the number of pupils of the last January census. Prices are \
            illustrative.",
        included: "Places without limit\nA record of who did what, for your training file",
        ..Offer::USUAL
    },
    Offer {
        title: "Early career teacher induction",
        category: "new_teachers",
        unit: "place",
        price: Price::each("195", "", "240"),
        summary: "Appropriate body and support for one early career teacher for a year.",
        description: "Registration, moderation of assessments, visits and a network for early \
            career teachers and their mentors. Earlier known as the newly qualified teacher \
            service. Prices are illustrative.",
        included: "Two visits a year\nMentor training",
        elsewhere: &[
            illustrative("210", "place"),
            illustrative("241", "place"),
            illustrative("245", "place"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Middle leaders\u{2019} programme",
        category: "leadership_programme",
        unit: "place",
        price: Price::each("640", "", "760"),
        summary: "Six days over three terms for those who lead a subject or a phase.",
        description: "Six days, a coach and a project in your own school. Prices are illustrative.",
        included: "All six days with lunch\nThree coaching calls",
        elsewhere: &[
            illustrative("720", "place"),
            illustrative("832", "place"),
            illustrative("850", "place"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Subject leaders\u{2019} networks",
        category: "network",
        unit: "year",
        price: Price::each("180", "", ""),
        summary: "Half a day each term for all of your subject leaders.",
        description: "Twelve networks, half a day each term, led by practitioners. For members \
            only. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "School business managers\u{2019} network",
        category: "network",
        unit: "year",
        price: Price::each("95", "", ""),
        summary: "What is changing in finance, HR and buying, and who has solved it already.",
        description: "Six meetings a year, a mailing list, and templates that members share. For \
            members only. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Governor support",
        category: "governor_services",
        unit: "year",
        price: Price::base_and_pupils(["350", "", "480"], ["0.95", "", "1.25"]),
        year_begins: "april",
        summary: "Advice, briefings and recruitment for your governing body.",
        description: "A helpline, termly briefings for chairs, help with finding governors, and a \
            review of how your board works every two years. The price has a fixed part and a part \
            by pupils. Prices are illustrative.",
        included: "Advice by phone and e-mail within two working days\nTermly briefings",
        ..Offer::USUAL
    },
    Offer {
        title: "Governor training, by the place",
        category: "governor_services",
        unit: "place",
        price: Price::each("48", "", "60"),
        summary: "An evening session for one governor.",
        description: "Induction, finance, safeguarding, exclusions and headteacher appraisal, \
            online or in person. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Clerking of your governing body",
        category: "clerking",
        unit: "year",
        price: Price::each("1480", "", "1690"),
        year_begins: "september",
        summary: "A trained clerk for six meetings a year.",
        description: "Agenda, papers, minutes within ten working days and advice in the meeting. \
            Prices are illustrative.",
        included: "Six meetings\nThe annual record of attendance and interests",
        not_included: "Panels: see the price for one more meeting",
        elsewhere: &[
            illustrative("1560", "year"),
            illustrative("1738", "year"),
            illustrative("1720", "year"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Clerking: one more meeting or panel",
        category: "clerking",
        unit: "item",
        price: Price::each("165", "", "190"),
        summary: "A clerk for a committee, a panel or an extra meeting.",
        description: "Including exclusions and complaints panels. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Safeguarding review",
        category: "safeguarding",
        unit: "item",
        price: Price::each("460", "", "540"),
        summary: "A day\u{2019}s review of records, practice and culture, with an action plan.",
        description: "A safeguarding lead from outside looks at your single central record, \
            talks to pupils and staff and writes a plan. Prices are illustrative.",
        elsewhere: &[
            illustrative("495", "item"),
            illustrative("554", "item"),
            illustrative("550", "item"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Special needs advice line",
        category: "send",
        unit: "year",
        price: Price::each("640", "", "760"),
        summary: "A specialist your SENCO can ring, and two visits a year.",
        description: "Advice on provision, plans and funding. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Data protection officer",
        category: "data_protection",
        by: By::Provider("Saltmarsh Data Protection"),
        unit: "year",
        price: Price::by_size(&[
            ["0", "520", "640"],
            ["301", "680", "820"],
            ["801", "980", "1180"],
        ]),
        summary: "The officer the law asks for, with training and help with requests.",
        description: "Brokered by the partnership from a firm that serves only schools. The \
            firm\u{2019}s name and the prices are made up.",
        included: "An annual audit\nHelp with requests for access",
        ..Offer::USUAL
    },
    Offer {
        title: "Health and safety adviser",
        category: "health_and_safety",
        by: By::Provider(COUNCIL),
        unit: "year",
        price: Price::base_and_pupils(["420", "", "500"], ["0.60", "", "0.75"]),
        summary: "The council\u{2019}s health and safety team for a year.",
        description: "A competent person as the law asks, an audit every two years and help with \
            trips. Sold through the partnership. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Family mediation (pilot)",
        category: "other",
        unit: "session",
        price: Price::each("85", "", ""),
        vat: "standard",
        summary: "A mediator between school and family, before a complaint becomes formal.",
        description: "A pilot we are still describing; it is not on sale yet. Prices are \
            illustrative.",
        on_sale: false,
        ..Offer::USUAL
    },
];

/// What S8 offers beside its deals.
pub(crate) const REDBRIDGE: &[Offer] = &[
    Offer {
        title: "Peer review, part paid by the partnership",
        category: "peer_review",
        unit: "item",
        price: Price::each("300", "", "").paid("50"),
        summary: "Members pay half: the partnership pays the rest.",
        description: "Three schools review each other in turn over a term. Peer review is part \
            funded by the partnership (published by the partnership, 2021). Prices are \
            illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Headteachers\u{2019} conference",
        category: "training",
        unit: "place",
        price: Price::each("120", "160", "210"),
        summary: "Two days each summer, for one person.",
        description: "Speakers, workshops and time with the other heads. Prices are illustrative.",
        elsewhere: &[
            illustrative("195", "place"),
            illustrative("231", "place"),
            illustrative("240", "place"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "School business leaders\u{2019} network",
        category: "network",
        unit: "year",
        price: Price::each("90", "140", ""),
        year_begins: "september",
        summary: "Six meetings a year, and what the Procurement Group is working on.",
        description: "Where schools say what they need and what they pay. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Governor training for the whole board",
        category: "governor_services",
        unit: "year",
        price: Price::base_and_pupils(["260", "340", "420"], ["0.60", "0.80", "0.95"]),
        summary: "All sessions for all governors for a year.",
        description: "Priced by a fixed part and by pupils. Prices are illustrative.",
        ..Offer::USUAL
    },
    Offer {
        title: "Early years moderation",
        category: "school_improvement",
        unit: "session",
        price: Price::each("75", "95", ""),
        summary: "Moderation with other schools, half a day.",
        description: "For reception teachers and early years leaders. Prices are illustrative.",
        phases: &["nursery", "primary", "special"],
        ..Offer::USUAL
    },
];
