//! The small partnerships. Areas and names of partnerships are real, schools and people are made up;
//! figures that a partnership has published say so, and every other is illustrative.

use domain::access::Role;
use domain::group::GroupKind;
use domain::partnership::{LineOfWork, Model};

use super::collaborations::{ATTAIN, BEXLEY_PARTNERSHIP, COMMIT_AND_CONTRIBUTE, ESSEX_PARTNERSHIP};
use super::{Cost, Has, Scenario};
use crate::names::Name;
use crate::people::{Persona, buyer, persona};
use crate::schools::{CAMDEN, EALING, ENFIELD, HARINGEY, HOUNSLOW, TOWER_HAMLETS};
use crate::services::offer::{By, Offer, Price, works};

/// The council that sells through S2.
pub(super) const CAMDEN_COUNCIL: &str = "London Borough of Camden";
/// The council through which S3 trades.
const EALING_COUNCIL: &str = "London Borough of Ealing";
/// S11's quadrants.
pub(super) const QUADRANTS: &[&str] =
    &["Essex North East", "Essex Mid", "Essex South", "Essex West"];
/// The one in which the partnership lies that is here.
pub(super) const OWN_QUADRANT: &str = "Essex North East";

/// Business manager of the trust that S11's schools are in.
pub(super) const OF_TRUST: Persona = buyer("Everard", "Plumtree");

/// Somebody whom one cannot be.
pub(super) fn name(given: &str, family: &str) -> Name {
    Name { given: given.to_owned(), family: family.to_owned() }
}

/// Them all, in the order in which the picker shows them.
pub(crate) const SCENARIOS: &[Scenario] = &[
    CAMDEN_LEARNING,
    EALING_PARTNERSHIP,
    HARINGEY_PARTNERSHIP,
    HOUNSLOW_PARTNERSHIP,
    ATTAIN,
    TOWER_HAMLETS_PARTNERSHIP,
    ESSEX_PARTNERSHIP,
    BEXLEY_PARTNERSHIP,
    COMMIT_AND_CONTRIBUTE,
];

pub(super) const BUYS: &str =
    "Finds what members pay for each service, and what is said of who delivers it.";
pub(super) const LEADS: &str = "Sees what the school is a member of, and who may act for it.";

/// S2.
const CAMDEN_LEARNING: Scenario = Scenario {
    title: "One front door to the council\u{2019}s services",
    partnership: "Camden Learning",
    areas: &[CAMDEN],
    prefix: "CAML",
    model: Model::StatutoryTradedBusiness,
    work: &[
        LineOfWork::CommissionedImprovement,
        LineOfWork::BusinessServices,
        LineOfWork::Training,
    ],
    host: None,
    tier: (
        Cost::Flat(0),
        "All schools are members of the company (published by the partnership, 2021), of which this \
         demo makes up four. Every price is illustrative.",
    ),
    people: &[
        (
            persona("Philippa", "Grantchester", Role::Director),
            "Runs a company of all schools, through which the council sells to them too.",
        ),
        (
            persona("Lorcan", "Whitestone", Role::CouncilCommissioner),
            "Reads for the council, whose services stand beside the partnership\u{2019}s own, what the partnership does.",
        ),
        (buyer("Rukhsana", "Tolliver"), BUYS),
        (persona("Gideon", "Fairbrass", Role::Approver), LEADS),
    ],
    offers: &[
        Offer {
            title: "Payroll from the council",
            category: "payroll",
            by: By::Provider(CAMDEN_COUNCIL),
            unit: "pupil",
            price: Price::per_pupil("9", "11", "900"),
            summary: "The council\u{2019}s payroll, ordered where everything else is.",
            description: "Payroll and pensions for all of your staff. The price is illustrative.",
            ..Offer::USUAL
        },
        Offer {
            title: "A practitioner-led hub, by the year",
            category: "network",
            unit: "year",
            price: Price::each("250", "", "350"),
            summary: "Schools that learn from each other, led by one of them.",
            description: "Six meetings and visits to each other\u{2019}s lessons. The price is \
                illustrative.",
            ..Offer::USUAL
        },
        Offer {
            title: "A purchase run for your school",
            category: "finance",
            unit: "item",
            price: Price::share("2.5", "4"),
            summary: "From what you need to a signed contract, for a share of what it is worth.",
            description: "A buyer of the partnership writes down what you need, asks for quotes and checks the \
                contract. You pay a share of what the purchase is worth. The price is illustrative.",
            ..Offer::USUAL
        },
    ],
    groups: &[("A hub led by a school", GroupKind::Network)],
    has: Has::NoMore,
};

/// S3.
const EALING_PARTNERSHIP: Scenario = Scenario {
    title: "Led by a council, with committees",
    partnership: "Ealing Learning Partnership",
    areas: &[EALING],
    prefix: "ELP",
    model: Model::StatutoryTraded,
    work: &[
        LineOfWork::CommissionedImprovement,
        LineOfWork::TradedImprovement,
        LineOfWork::Training,
    ],
    host: Some(EALING_COUNCIL),
    tier: (
        Cost::PerPupil(5),
        "A core offer. 88 schools are members, and the council matches what they pay (published by \
         the partnership, 2021); this demo makes up four, and the price is illustrative.",
    ),
    people: &[
        (
            persona("Honor", "Castlemaine", Role::Director),
            "Runs a partnership that the council trades for, with the committees that its board asks.",
        ),
        (buyer("Bashir", "Penhaligon"), BUYS),
        (persona("Clemence", "Adderley", Role::Approver), LEADS),
    ],
    offers: &[
        Offer {
            title: "School-to-school support, by the day",
            category: "school_improvement",
            unit: "day",
            price: Price::each("260", "", "340"),
            summary: "A leader of another school helps yours, as a committee proposed.",
            description: "A day in school with notes. The price is illustrative.",
            pool: &[works(&["Mon", "Wed"]), works(&["Fri"])],
            ..Offer::USUAL
        },
        Offer {
            title: "A supply teacher for a day",
            category: "supply_staff",
            unit: "day",
            vat: "standard",
            price: Price::made_of(&[
                (0, "142"),
                (1, "17.13"),
                (2, "19.60"),
                (3, "4.26"),
                (4, "0.71"),
                (6, "28"),
                (7, "3.30"),
            ]),
            summary: "You see where each pound goes, and what the agency keeps.",
            description: "A qualified teacher for a day, with every part of the price told. The partnership \
            estimates fees at 30% of what schools spend on temporary staff (published, 2021). The \
            figures are illustrative.",
            pool: &[works(&["Mon", "Tue", "Wed", "Thu", "Fri"])],
            ..Offer::USUAL
        },
    ],
    groups: &[
        ("Committee for school improvement", GroupKind::Committee),
        ("Committee for inclusion", GroupKind::Committee),
    ],
    has: Has::NoMore,
};

/// S4.
const HARINGEY_PARTNERSHIP: Scenario = Scenario {
    title: "So much for each pupil, and members over the border",
    partnership: "Haringey Education Partnership",
    areas: &[HARINGEY, ENFIELD],
    prefix: "HEP",
    model: Model::StatutoryTraded,
    work: &[LineOfWork::TradedImprovement, LineOfWork::Training, LineOfWork::Governors],
    host: None,
    tier: (
        Cost::PerPupil(19),
        "The core offer at \u{a3}19 a pupil a year, for 92 schools: 79 of the borough and 13 of the \
         next (published by the partnership, 2021). This demo makes up six, a college among them \
         whose learners the register does not count.",
    ),
    people: &[
        (
            persona("Dorothea", "Blackwood", Role::Director),
            "Sees what a year costs each member, and where a pupil number is missing.",
        ),
        (buyer("Kwabena", "Sedgewick"), BUYS),
        (persona("Marit", "Osterley", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "A consultant, by the day",
        category: "school_improvement",
        unit: "day",
        price: Price::each("480", "", "620").after("1"),
        summary: "One day a year in the core offer, and as many as you like on top of it.",
        description: "A day in school with a consultant of the subject you choose: the first of a year is in \
            your membership, every other is traded. Over ten \
            consultants work beside employed staff (published by the partnership, 2021), of whom \
            this demo makes up three; the price is illustrative.",
        pool: &[works(&["Mon", "Tue"]), works(&["Wed", "Thu"]), works(&["Thu", "Fri"])],
        ..Offer::USUAL
    }],
    groups: &[("Headteachers\u{2019} network", GroupKind::Network)],
    has: Has::NoMore,
};

/// S5.
const HOUNSLOW_PARTNERSHIP: Scenario = Scenario {
    title: "Networks and training for members",
    partnership: "Hounslow Education Partnership",
    areas: &[HOUNSLOW],
    prefix: "HOEP",
    model: Model::TradedOnly,
    work: &[LineOfWork::Training, LineOfWork::PeerSupport],
    host: None,
    tier: (
        Cost::Flat(1_000),
        "Core membership: subject networks, a network of senior business professionals, training and \
         resources. Owned by schools (published by the partnership, 2021); the price is illustrative.",
    ),
    people: &[
        (
            persona("Silvester", "Amankwah", Role::Director),
            "Keeps networks and programmes that schools join, and who is in which.",
        ),
        (buyer("Jocasta", "Mehra"), BUYS),
        (persona("Leopold", "Strickland", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "Subject networks, by the year",
        category: "network",
        unit: "year",
        price: Price::each("0", "", "320"),
        summary: "Every subject\u{2019}s network, in core membership.",
        description: "A meeting each half term for each subject. The price for others is illustrative.",
        ..Offer::USUAL
    }],
    groups: &[("Senior business professionals", GroupKind::Network)],
    has: Has::NoMore,
};

/// S9.
const TOWER_HAMLETS_PARTNERSHIP: Scenario = Scenario {
    title: "Free at first, then paid",
    partnership: "Tower Hamlets Education Partnership",
    areas: &[TOWER_HAMLETS],
    prefix: "THEP",
    model: Model::StatutoryTraded,
    work: &[
        LineOfWork::CommissionedImprovement,
        LineOfWork::TradedImprovement,
        LineOfWork::PeerSupport,
    ],
    host: None,
    tier: (
        Cost::FreeAtFirst(8),
        "The core offer, free at first. 97 of 104 schools are full members (published by the \
         partnership, 2021), of which this demo makes up three, and one that is none. What it costs \
         afterwards, and from when, is illustrative.",
    ),
    people: &[
        (
            persona("Evangeline", "Rourke", Role::Director),
            "Has set from when membership costs something, opened next year’s prices, and sees who has renewed.",
        ),
        (buyer("Faisal", "Thistlewood"), BUYS),
        (persona("Ottoline", "Bamgbose", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "A cluster\u{2019}s project, by the year",
        category: "school_improvement",
        unit: "year",
        price: Price::each("400", "", "700"),
        summary: "Schools of a cluster work on one question for two years.",
        description: "An adviser for the cluster and days for its schools. The price is illustrative.",
        ..Offer::USUAL
    }],
    groups: &[("A cluster over two years", GroupKind::Locality)],
    has: Has::NextYear,
};
