//! What S6 sells through the council that hosts it. Every price is illustrative.

use super::offer::{By, Offer, Price, illustrative, works};

/// A made-up practice that delivers for S6.
const MODERATORS: &str = "Quaggy Moderation Practice";

/// Them all.
pub(crate) const OFFERS: &[Offer] = &[
    Offer {
        title: "Leadership coaching: a day with your leaders",
        category: "leadership_programme",
        unit: "day",
        price: Price::each("410", "", "480"),
        summary: "A coach in your school for a day, with the leaders you choose.",
        description: "Four conversations of an hour, each with a note that only its leader gets. \
            Prices and names are illustrative.",
        included: "Four conversations\nA call a month later",
        notice_days: "5",
        pool: &[works(&["Tue", "Wed"]), works(&["Wed", "Thu"])],
        elsewhere: &[
            illustrative("430", "day"),
            illustrative("455", "day"),
            illustrative("490", "day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Writing moderation: a half day",
        category: "school_improvement",
        by: By::Provider(MODERATORS),
        unit: "half_day",
        price: Price::each("165", "", "190"),
        summary: "A moderator looks at your pupils\u{2019} writing with your teachers.",
        description: "Half a day with the teachers of one year group, and a record of what was \
            agreed. The practice\u{2019}s name and the prices are made up.",
        included: "A record for your assessment file",
        phases: &["primary"],
        notice_days: "5",
        pool: &[works(&["Wed"])],
        elsewhere: &[
            illustrative("170", "half day"),
            illustrative("182", "half day"),
            illustrative("195", "half day"),
        ],
        ..Offer::USUAL
    },
    Offer {
        title: "Governors\u{2019} briefing, by the place",
        category: "governor_services",
        unit: "place",
        price: Price::each("28", "", "36"),
        summary: "An evening each term on what has changed for governors.",
        description: "For one governor, in person or online. Prices are illustrative.",
        ..Offer::USUAL
    },
];
