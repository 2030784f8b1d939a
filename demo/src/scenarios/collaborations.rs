//! The small partnerships that are collaborations of schools, without a council in the lead. As with the
//! others, areas and names of partnerships are real, schools and people are made up; figures that a
//! partnership has published say so, and every other is illustrative.

use domain::access::Role;
use domain::group::GroupKind;
use domain::partnership::{LineOfWork, Model};

use super::table::{BUYS, LEADS, OF_TRUST};
use super::{Cost, Has, Scenario};
use crate::people::{buyer, persona};
use crate::schools::{BEXLEY, ESSEX, LINCOLNSHIRE, MERTON};
use crate::services::offer::{Offer, Price, works};

/// S7.
pub(super) const ATTAIN: Scenario = Scenario {
    title: "Contributions, and places on courses",
    partnership: "Attain",
    areas: &[MERTON],
    prefix: "ATTN",
    model: Model::Collaboration,
    work: &[LineOfWork::Training, LineOfWork::PeerSupport],
    host: None,
    tier: (
        Cost::Flat(300),
        "Schools contribute, and an elected board decides (published by the partnership, 2021). The \
         amount is illustrative.",
    ),
    people: &[
        (
            persona("Araminta", "Kessell", Role::Director),
            "Works for an elected board: what schools contribute, and what they get for it.",
        ),
        (buyer("Ignatius", "Doherty"), BUYS),
        (persona("Sunniva", "Chandra", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "Leadership course, by the place",
        category: "leadership_programme",
        unit: "place",
        price: Price::each("600", "", "600").paid("75"),
        summary: "A place of which the partnership pays three quarters for its members.",
        description: "Six days over a year. What members pay is what the fund leaves; the price and \
            the share are illustrative.",
        ..Offer::USUAL
    }],
    groups: &[("The elected board", GroupKind::Committee)],
    has: Has::Course,
};

/// S11.
pub(super) const ESSEX_PARTNERSHIP: Scenario = Scenario {
    title: "County, quadrant, partnership, school",
    partnership: "Essex: one of its school partnerships",
    areas: &[ESSEX],
    prefix: "ESSX",
    model: Model::Collaboration,
    work: &[LineOfWork::GroupDeals, LineOfWork::BusinessServices, LineOfWork::PeerSupport],
    host: None,
    tier: (
        Cost::Flat(0),
        "37 school partnerships lie in four quadrants of the county (published by the county, 2021). \
         This demo makes up one of them, with two schools, and the quadrants\u{2019} names.",
    ),
    people: &[
        (
            persona("Rosalind", "Umunna", Role::Director),
            "Runs a partnership of two schools in a quadrant of a county.",
        ),
        (buyer("Alaric", "Venkatesan"), BUYS),
        (OF_TRUST, "Acts for schools that are in his trust and in the partnership at once."),
        (persona("Theodora", "Nwankwo", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "A shared premises officer, by the year",
        category: "health_and_safety",
        unit: "year",
        price: Price::each("3200", "", "3900"),
        summary: "One officer for two schools, each with half of the week.",
        description: "Checks, small repairs and who lets contractors in. The price is illustrative.",
        ..Offer::USUAL
    }],
    groups: &[("Schools that share staff", GroupKind::SubGroup)],
    has: Has::QuadrantAndTrust,
};

/// S12.
pub(super) const BEXLEY_PARTNERSHIP: Scenario = Scenario {
    title: "Every kind of school and college",
    partnership: "Bexley Strategic Education Partnership",
    areas: &[BEXLEY],
    prefix: "BSEP",
    model: Model::Collaboration,
    work: &[LineOfWork::PeerSupport, LineOfWork::Training],
    host: None,
    tier: (
        Cost::Flat(0),
        "27 primary and 8 secondary schools, an alternative provision, 5 special schools and 2 \
         colleges (published by the partnership, 2021), of which this demo makes up a few of each, and a \
         nursery school beside them: every kind of school, trust and federation is here.",
    ),
    people: &[
        (
            persona("Cornelia", "Abernethy", Role::Director),
            "Has members of every kind, and sub-groups of the board that each owe something.",
        ),
        (buyer("Zachary", "Llanwarne"), BUYS),
        (persona("Mirabel", "Deschamps", Role::Approver), LEADS),
    ],
    offers: &[Offer {
        title: "Moving on at 16: a place on the programme",
        category: "careers",
        unit: "place",
        price: Price::each("35", "", "50"),
        summary: "For schools, the alternative provision and the colleges together.",
        description: "Visits and a mentor for a young person who moves between them. The price is \
            illustrative.",
        ..Offer::USUAL
    }],
    groups: &[
        ("Sub-group for inclusion", GroupKind::SubGroup),
        ("Sub-group for moving on at 16", GroupKind::SubGroup),
    ],
    has: Has::NoMore,
};

/// S14.
pub(super) const COMMIT_AND_CONTRIBUTE: Scenario = Scenario {
    title: "Every member gives, and does not only buy",
    partnership: "Commit and contribute, Lincolnshire",
    areas: &[LINCOLNSHIRE],
    prefix: "LINC",
    model: Model::Collaboration,
    work: &[LineOfWork::PeerSupport, LineOfWork::TradedImprovement],
    host: None,
    tier: (
        Cost::Flat(0),
        "Every member commits and contributes (published by the partnership, 2021). This demo makes \
         up three schools, of which one gives.",
    ),
    people: &[
        (
            persona("Wilhelmina", "Oxenham", Role::Director),
            "Puts on sale what a member school offers to the others.",
        ),
        (
            persona("Barnaby", "Quartey", Role::Approver),
            "Has offered what his school does well to the others, and sees it on sale.",
        ),
        (buyer("Desmond", "Ravensworth"), BUYS),
    ],
    offers: &[
        Offer {
            title: "Peer review, by the day",
            category: "peer_review",
            unit: "day",
            price: Price::each("50", "", "400"),
            summary: "Two leaders of other schools look at one question with you.",
            description: "A day in school and a page of findings; your leaders give as many days as they \
            take. The price is illustrative.",
            pool: &[works(&["Tue"]), works(&["Thu"])],
            ..Offer::USUAL
        },
        Offer {
            title: "A school business manager who helps yours, by the hour",
            category: "finance",
            unit: "hour",
            price: Price::each("28", "", "42"),
            summary: "Budget, returns and the census with somebody who has done them for years.",
            description: "Hours by telephone or at your school, as many as you need. What members pay \
            covers the giving school\u{2019}s cost; the price is illustrative.",
            ..Offer::USUAL
        },
    ],
    groups: &[("Peer review", GroupKind::Network)],
    has: Has::Giver,
};
