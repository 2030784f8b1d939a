//! Schools that do not exist, and how the national register tells of them.
//!
//! Their numbers begin at 900001, which the register does not use; their postcodes lie in IG99,
//! which the Royal Mail does not deliver to.

mod every_kind;
pub(crate) mod register;

use crate::chance::Chance;
use crate::names;

/// A council's area of the demo world: areas are real, what lies in them here is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    /// The council's code in the register.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    town: &'static str,
}

/// S1's area.
pub(crate) const BARKING_AND_DAGENHAM: Area =
    Area { code: "301", name: "Barking and Dagenham", town: "Dagenham" };
/// S8's area.
pub(crate) const REDBRIDGE: Area = Area { code: "317", name: "Redbridge", town: "Ilford" };
/// S6's area.
pub(crate) const LEWISHAM: Area = Area { code: "209", name: "Lewisham", town: "Catford" };
/// An area without a partnership, for whoever founds one on the tour.
pub(crate) const WALTHAM_FOREST: Area =
    Area { code: "320", name: "Waltham Forest", town: "Walthamstow" };

/// S2's area.
pub(crate) const CAMDEN: Area = Area { code: "202", name: "Camden", town: "Kentish Town" };
/// S3's area.
pub(crate) const EALING: Area = Area { code: "307", name: "Ealing", town: "Ealing" };
/// S4's area.
pub(crate) const HARINGEY: Area = Area { code: "309", name: "Haringey", town: "Tottenham" };
/// The area beside it, in which S4 has members too.
pub(crate) const ENFIELD: Area = Area { code: "308", name: "Enfield", town: "Enfield" };
/// S5's area.
pub(crate) const HOUNSLOW: Area = Area { code: "313", name: "Hounslow", town: "Hounslow" };
/// S7's area.
pub(crate) const MERTON: Area = Area { code: "315", name: "Merton", town: "Morden" };
/// S9's area.
pub(crate) const TOWER_HAMLETS: Area = Area { code: "211", name: "Tower Hamlets", town: "Stepney" };
/// S11's area.
pub(crate) const ESSEX: Area = Area { code: "881", name: "Essex", town: "Chelmsford" };
/// S12's area.
pub(crate) const BEXLEY: Area = Area { code: "303", name: "Bexley", town: "Bexleyheath" };
/// S14's area.
pub(crate) const LINCOLNSHIRE: Area = Area { code: "925", name: "Lincolnshire", town: "Lincoln" };

/// What a school is to the partnership of its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// A full member.
    Full,
    /// An associate.
    Associate,
    /// No member.
    Outside,
}

/// What sort of school it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    /// Ages 3 to 11.
    Primary,
    /// Ages 11 to 18.
    Secondary,
    /// Ages 4 to 19.
    Special,
    /// Ages 2 to 5.
    Nursery,
    /// Ages 3 to 18.
    AllThrough,
    /// Ages 11 to 16, out of school.
    PupilReferralUnit,
    /// Ages 16 and over, whose learners the register does not count.
    College,
}

/// A school of the demo world.
#[derive(Debug, Clone)]
pub(crate) struct School {
    /// Its number.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub area: Area,
    /// What sort it is.
    pub sort: Sort,
    /// How it stands to the partnership of its area.
    pub stands: Stands,
    /// Its pupils; nought where the register does not count them.
    pub pupils: u32,
    kind: Kind,
    trust: Option<Trust>,
    federation: Option<Federation>,
}

/// A type of establishment: the register's code and name.
type Kind = (&'static str, &'static str);

const COMMUNITY: Kind = ("1", "Community school");
const VOLUNTARY_AIDED: Kind = ("2", "Voluntary aided school");
const FOUNDATION: Kind = ("5", "Foundation school");
const COMMUNITY_SPECIAL: Kind = ("7", "Community special school");
const NURSERY: Kind = ("15", "Local authority nursery school");
const PUPIL_REFERRAL_UNIT: Kind = ("14", "Pupil referral unit");
const FURTHER_EDUCATION: Kind = ("18", "Further education");
const SPONSORED: Kind = ("28", "Academy sponsor led");
const CONVERTER: Kind = ("34", "Academy converter");
const SPECIAL_CONVERTER: Kind = ("44", "Academy special converter");
const FREE: Kind = ("35", "Free schools");
const ALTERNATIVE_CONVERTER: Kind = ("42", "Academy alternative provision converter");

/// A trust that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trust {
    /// Its number as the register writes it.
    pub uid: &'static str,
    name: &'static str,
    /// What the register says of a school in it (`TrustSchoolFlag`).
    flag: &'static str,
}

impl Trust {
    const fn of_several(uid: &'static str, name: &'static str) -> Self {
        Self { uid, name, flag: "Supported by a multi-academy trust" }
    }
}

/// The register's number and name of a federation that does not exist.
type Federation = (&'static str, &'static str);

const TRUSTS: &[Trust] = &[
    Trust::of_several("990001", "Tidewater Learning Trust"),
    LAMPLIGHT,
    Trust::of_several("990003", "Roding Valley Schools Together"),
];

/// Into which a school of the trust below has gone.
const LAMPLIGHT: Trust = Trust::of_several("990002", "The Lamplight Academies Trust");

/// A trust with three schools of S1, and a fourth that has left.
pub(crate) const TRUST_OF_THREE: Trust = Trust::of_several("990004", "Thamesward Learning Trust");

/// A trust with both schools of S11 that are here.
pub(crate) const TRUST_OF_ESSEX: Trust = Trust::of_several("990005", "Blackwater Schools Trust");

/// The number of the first school.
const FIRST_URN: u32 = 900_001;
/// The number of the academy that takes the place of one of them.
const ACADEMY_URN: &str = "900901";

/// So many schools of a sort in an area, and how they stand to its partnership.
const MAKE: &[(Area, Stands, Sort, usize)] = &[
    (BARKING_AND_DAGENHAM, Stands::Full, Sort::Primary, 40),
    (BARKING_AND_DAGENHAM, Stands::Full, Sort::Secondary, 9),
    (BARKING_AND_DAGENHAM, Stands::Full, Sort::Special, 3),
    (BARKING_AND_DAGENHAM, Stands::Full, Sort::Nursery, 2),
    (BARKING_AND_DAGENHAM, Stands::Full, Sort::AllThrough, 2),
    (BARKING_AND_DAGENHAM, Stands::Outside, Sort::Primary, 3),
    (BARKING_AND_DAGENHAM, Stands::Outside, Sort::Secondary, 1),
    (REDBRIDGE, Stands::Full, Sort::Primary, 51),
    (REDBRIDGE, Stands::Full, Sort::Special, 4),
    (REDBRIDGE, Stands::Associate, Sort::Secondary, 9),
    (REDBRIDGE, Stands::Associate, Sort::Primary, 2),
    (WALTHAM_FOREST, Stands::Outside, Sort::Primary, 16),
    (WALTHAM_FOREST, Stands::Outside, Sort::Secondary, 4),
    // A handful of S6's 86 members: enough to trade with.
    (LEWISHAM, Stands::Full, Sort::Primary, 5),
    (LEWISHAM, Stands::Full, Sort::Secondary, 1),
    // A few of the members of each of the others.
    (CAMDEN, Stands::Full, Sort::Primary, 3),
    (CAMDEN, Stands::Full, Sort::Secondary, 1),
    (EALING, Stands::Full, Sort::Primary, 4),
    (HARINGEY, Stands::Full, Sort::Primary, 3),
    (HARINGEY, Stands::Full, Sort::Secondary, 1),
    (ENFIELD, Stands::Full, Sort::Primary, 1),
    (ENFIELD, Stands::Full, Sort::College, 1),
    (HOUNSLOW, Stands::Full, Sort::Primary, 3),
    (MERTON, Stands::Full, Sort::Primary, 3),
    (TOWER_HAMLETS, Stands::Full, Sort::Primary, 3),
    (TOWER_HAMLETS, Stands::Outside, Sort::Primary, 1),
    (ESSEX, Stands::Full, Sort::Primary, 2),
    (BEXLEY, Stands::Full, Sort::Primary, 2),
    (BEXLEY, Stands::Full, Sort::Secondary, 1),
    (BEXLEY, Stands::Full, Sort::Special, 1),
    (BEXLEY, Stands::Full, Sort::PupilReferralUnit, 1),
    (BEXLEY, Stands::Full, Sort::College, 1),
    (LINCOLNSHIRE, Stands::Full, Sort::Primary, 3),
];

/// All schools of the demo world, in the order of their numbers.
pub(crate) fn all() -> Vec<School> {
    let mut chance = Chance::of("schools");
    let mut places = names::places().into_iter();
    let wanted = MAKE.iter().flat_map(|(area, stands, sort, count)| {
        std::iter::repeat_n((*area, *stands, *sort), *count)
    });
    let mut numbers = FIRST_URN..;
    let mut all: Vec<School> = wanted
        .zip(&mut numbers)
        .filter_map(|((area, stands, sort), number)| {
            let place = places.next()?;
            Some(school(&mut chance, number, &place, area, stands, sort))
        })
        .scan(0, |found, school| Some(of_three(found, school)))
        .collect();
    all.extend(every_kind::schools(&mut chance, numbers, places));
    all
}

/// Puts the second to the fifth primary academies of S1's members into the trust of three, of which one
/// leaves; the first may be on the tour.
fn of_three(found: &mut u32, mut school: School) -> School {
    let fits = school.area == BARKING_AND_DAGENHAM
        && school.stands == Stands::Full
        && school.sort == Sort::Primary
        && [SPONSORED, CONVERTER].contains(&school.kind);
    if fits {
        *found += 1;
        if (2..=5).contains(found) {
            school.trust = Some(TRUST_OF_THREE);
        }
    }
    school
}

impl School {
    /// Whether a council maintains it.
    pub fn is_maintained(&self) -> bool {
        [COMMUNITY, VOLUNTARY_AIDED, FOUNDATION].contains(&self.kind)
    }

    /// Whether it is, or was, in the trust that acts for its schools.
    pub fn is_of_three(&self) -> bool {
        self.trust == Some(TRUST_OF_THREE)
    }
}

fn school(
    chance: &mut Chance,
    number: u32,
    place: &str,
    area: Area,
    stands: Stands,
    sort: Sort,
) -> School {
    let kind = kind(chance, area, sort);
    let trust = match is_academy(kind) {
        true if area == ESSEX => Some(TRUST_OF_ESSEX),
        true => chance.pick(TRUSTS).copied(),
        false => None,
    };
    let (urn, name) = (number.to_string(), name(place, sort, kind));
    let pupils = pupils(chance, sort);
    School { urn, name, area, sort, stands, pupils, kind, trust, federation: None }
}

fn is_academy(kind: Kind) -> bool {
    [SPONSORED, CONVERTER, SPECIAL_CONVERTER].contains(&kind)
}

fn kind(chance: &mut Chance, area: Area, sort: Sort) -> Kind {
    match sort {
        Sort::Nursery => NURSERY,
        Sort::PupilReferralUnit => PUPIL_REFERRAL_UNIT,
        Sort::College => FURTHER_EDUCATION,
        Sort::Special if chance.one_in(3) => SPECIAL_CONVERTER,
        Sort::Special => COMMUNITY_SPECIAL,
        Sort::Primary if area == ESSEX => CONVERTER,
        Sort::Primary => match chance.below(10) {
            0..=5 => COMMUNITY,
            6 => VOLUNTARY_AIDED,
            7 => FOUNDATION,
            _ => CONVERTER,
        },
        Sort::Secondary | Sort::AllThrough => match chance.below(6) {
            0 => COMMUNITY,
            1 => FOUNDATION,
            2 => SPONSORED,
            _ => CONVERTER,
        },
    }
}

/// How many pupils a school of a sort has.
fn pupils(chance: &mut Chance, sort: Sort) -> u32 {
    match sort {
        Sort::Nursery => chance.between(180, 210),
        Sort::Special => chance.between(180, 310),
        // One, two and three forms of entry.
        Sort::Primary => {
            let forms = chance.pick(&[1, 2, 2, 2, 3, 3]).copied().unwrap_or(2);
            (forms * 210 - chance.below(forms * 12)).max(180)
        }
        Sort::Secondary => chance.between(780, 1_390),
        Sort::AllThrough => chance.between(1_180, 1_450),
        Sort::PupilReferralUnit => chance.between(40, 90),
        Sort::College => 0,
    }
}

fn name(place: &str, sort: Sort, kind: Kind) -> String {
    let is_academy = kind == CONVERTER || kind == SPONSORED;
    let what = match sort {
        Sort::Primary if kind == VOLUNTARY_AIDED => "Church of England Primary School",
        Sort::Secondary if kind == FREE => "Free School",
        Sort::PupilReferralUnit if kind == ALTERNATIVE_CONVERTER => "Alternative Provision Academy",
        Sort::Primary if is_academy => "Primary Academy",
        Sort::Primary => "Primary School",
        Sort::Secondary if is_academy => "Academy",
        Sort::Secondary => "School",
        Sort::Special => "Special School",
        Sort::Nursery => "Nursery School",
        Sort::AllThrough => "All-Through School",
        Sort::PupilReferralUnit => "Pupil Referral Unit",
        Sort::College => "College",
    };
    format!("{place} {what}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn count(area: Area, stands: Stands) -> usize {
        all().iter().filter(|school| school.area == area && school.stands == stands).count()
    }

    #[test]
    fn there_are_as_many_schools_as_the_partnerships_published() {
        assert_eq!(count(BARKING_AND_DAGENHAM, Stands::Full), 56);
        assert_eq!(count(BARKING_AND_DAGENHAM, Stands::Outside), 4);
        assert_eq!(count(REDBRIDGE, Stands::Full), 55);
        assert_eq!(count(REDBRIDGE, Stands::Associate), 11);
    }

    #[test]
    fn redbridge_has_as_many_of_each_sort_on_each_level_as_it_published() {
        let count = |stands, sort| {
            let fits = |school: &School| {
                school.area == REDBRIDGE && school.stands == stands && school.sort == sort
            };
            all().into_iter().filter(fits).count()
        };
        assert_eq!(count(Stands::Full, Sort::Primary), 51);
        assert_eq!(count(Stands::Full, Sort::Special), 4);
        assert_eq!(count(Stands::Associate, Sort::Secondary), 9);
        assert_eq!(count(Stands::Associate, Sort::Primary), 2);
    }

    #[test]
    fn no_two_schools_share_a_name_or_number_and_all_have_pupils() {
        let schools = all();
        let of = |what: fn(&School) -> &String| schools.iter().map(what).collect::<HashSet<_>>();
        assert_eq!(of(|school| &school.name).len(), schools.len());
        assert_eq!(of(|school| &school.urn).len(), schools.len());
        let counted = schools.iter().filter(|school| school.sort != Sort::College);
        assert!(counted.clone().all(|school| (40..=1_450).contains(&school.pupils)));
        assert_eq!(schools.len() - counted.count(), 2);
    }
}
