//! Members of S12 beside those made by chance: with them there is one of every kind of institution and
//! structure in the brief.

use super::{
    ALTERNATIVE_CONVERTER, BEXLEY, COMMUNITY, COMMUNITY_SPECIAL, CONVERTER, FOUNDATION, FREE,
    Federation, Kind, NURSERY, School, Sort, Stands, Trust, VOLUNTARY_AIDED, name, pupils,
};
use crate::chance::Chance;

const FEDERATION: Federation = ("990011", "The Willowmere Federation");

const STAND_ALONE: Trust = Trust {
    uid: "990006",
    name: "Marlpit Academy Trust",
    flag: "Supported by a single-academy trust",
};
const OF_SEVERAL: Trust = Trust::of_several("990007", "Heron and Larch Schools Trust");
const UMBRELLA: Trust = Trust {
    uid: "990008",
    name: "Lindenholt Umbrella Trust",
    flag: "Supported by an umbrella trust",
};
const FOUNDATION_TRUST: Trust =
    Trust { uid: "990009", name: "The Elmsward Foundation", flag: "Supported by a trust" };

/// What stands behind a school.
#[derive(Clone, Copy)]
enum Behind {
    Nobody,
    Trust(Trust),
    Federation,
}

const MAKE: &[(Sort, Kind, Behind)] = &[
    (Sort::Primary, COMMUNITY, Behind::Federation),
    (Sort::Primary, COMMUNITY, Behind::Federation),
    (Sort::Primary, VOLUNTARY_AIDED, Behind::Nobody),
    (Sort::Primary, FOUNDATION, Behind::Trust(FOUNDATION_TRUST)),
    (Sort::Primary, CONVERTER, Behind::Trust(UMBRELLA)),
    (Sort::Primary, CONVERTER, Behind::Trust(UMBRELLA)),
    (Sort::Secondary, CONVERTER, Behind::Trust(STAND_ALONE)),
    (Sort::Secondary, FREE, Behind::Trust(OF_SEVERAL)),
    (Sort::PupilReferralUnit, ALTERNATIVE_CONVERTER, Behind::Trust(OF_SEVERAL)),
    (Sort::Special, COMMUNITY_SPECIAL, Behind::Nobody),
    (Sort::Nursery, NURSERY, Behind::Nobody),
];

/// The schools, with the next numbers and places.
pub(super) fn schools(
    chance: &mut Chance,
    numbers: impl Iterator<Item = u32>,
    places: impl Iterator<Item = String>,
) -> Vec<School> {
    let made =
        MAKE.iter().zip(numbers.zip(places)).map(|((sort, kind, behind), (number, place))| {
            let (trust, federation) = match behind {
                Behind::Nobody => (None, None),
                Behind::Trust(trust) => (Some(*trust), None),
                Behind::Federation => (None, Some(FEDERATION)),
            };
            School {
                urn: number.to_string(),
                name: name(&place, *sort, *kind),
                area: BEXLEY,
                sort: *sort,
                stands: Stands::Full,
                pupils: pupils(chance, *sort),
                kind: *kind,
                trust,
                federation,
            }
        });
    made.collect()
}
