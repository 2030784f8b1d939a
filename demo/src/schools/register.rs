//! The national register as it tells of the schools of the demo world: its files, written here.

use chrono::{Datelike, NaiveDate};

use super::{ACADEMY_URN, CONVERTER, FIRST_URN, LAMPLIGHT, School, Sort};

const HEADER: &str = "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,\
    TypeOfEstablishment (code),TypeOfEstablishment (name),EstablishmentStatus (code),\
    EstablishmentStatus (name),OpenDate,PhaseOfEducation (code),PhaseOfEducation (name),\
    StatutoryLowAge,StatutoryHighAge,CensusDate,NumberOfPupils,Trusts (code),Trusts (name),\
    LastChangedDate,Street,Town,Postcode,GOR (name),CloseDate,TrustSchoolFlag (name),\
    Federations (code),Federations (name)\n";

/// The schools as a file of the register, with pupils as counted at the last January census
/// before a day.
pub(crate) fn file(schools: &[School], on: NaiveDate) -> String {
    let census = census_before(on);
    let mut file = HEADER.to_owned();
    for (place, school) in (1_u32..).zip(schools) {
        file.push_str(&row(school, place, census, OLD));
    }
    file
}

/// The third Thursday of January of this year, or of the last if that is still to come.
fn census_before(on: NaiveDate) -> NaiveDate {
    let of = |year| NaiveDate::from_weekday_of_month_opt(year, 1, chrono::Weekday::Thu, 3);
    let this = of(on.year()).filter(|day| *day <= on);
    this.or_else(|| of(on.year() - 1)).unwrap_or(on)
}

/// What the register says once a maintained school has become an academy on a day: a file of both,
/// and one of the links between them.
pub(crate) fn became_academy(old: &School, from: NaiveDate, on: NaiveDate) -> [String; 2] {
    let new = School {
        urn: ACADEMY_URN.to_owned(),
        name: old.name.replace("Primary School", "Primary Academy"),
        kind: CONVERTER,
        ..old.clone()
    };
    let (place, census) = (place(old), census_before(on));
    let closed = Open { closed: from.pred_opt(), ..OLD };
    let (before, after) =
        (row(old, place, census, closed), row(&new, place, census, Open::since(from)));
    let schools = format!("{HEADER}{before}{after}");
    let (urn, name, since) = (&old.urn, &new.name, written(from));
    let links = format!(
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n\
         {urn},{ACADEMY_URN},{name},Successor,{since}\n\
         {ACADEMY_URN},{urn},{old_name},Predecessor,{since}\n",
        old_name = old.name
    );
    [schools, links]
}

/// What the register says once a school has gone into another trust.
pub(crate) fn in_another_trust(school: &School, on: NaiveDate) -> String {
    let now = School { trust: Some(LAMPLIGHT), ..school.clone() };
    format!("{HEADER}{}", row(&now, place(school), census_before(on), OLD))
}

/// Which place a school has among all.
fn place(school: &School) -> u32 {
    school.urn.parse().unwrap_or(FIRST_URN) % FIRST_URN + 1
}

/// When a school was open.
#[derive(Debug, Clone, Copy)]
struct Open {
    from: Option<NaiveDate>,
    closed: Option<NaiveDate>,
}

/// A school that is as old as the demo goes back.
const OLD: Open = Open { from: NaiveDate::from_ymd_opt(1998, 9, 1), closed: None };

impl Open {
    const fn since(from: NaiveDate) -> Self {
        Self { from: Some(from), closed: None }
    }
}

/// A day as the register writes it.
fn written(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}

fn row(school: &School, place: u32, census: NaiveDate, open: Open) -> String {
    let (phase_code, phase, low, high) = match school.sort {
        Sort::Primary => ("2", "Primary", 3, 11),
        Sort::Secondary => ("4", "Secondary", 11, 18),
        Sort::Special => ("0", "Not applicable", 4, 19),
        Sort::Nursery => ("1", "Nursery", 2, 5),
        Sort::AllThrough => ("7", "All-through", 3, 18),
        Sort::PupilReferralUnit => ("0", "Not applicable", 11, 16),
        Sort::College => ("6", "16 plus", 16, 99),
    };
    let pupils =
        if school.sort == Sort::College { String::new() } else { school.pupils.to_string() };
    let trust = school.trust.map(|trust| (trust.uid, trust.name, trust.flag));
    let (trust_code, trust, flag) = trust.unwrap_or_default();
    let (federation_code, federation) = school.federation.unwrap_or_default();
    let (kind_code, kind) = school.kind;
    let day = written(census);
    let (status_code, status) = if open.closed.is_some() { ("2", "Closed") } else { ("1", "Open") };
    let [opened, closed] = [open.from, open.closed].map(|day| day.map(written).unwrap_or_default());
    // Letters that postcodes use behind the digit.
    let letters: Vec<char> = "ABDEFGHJLNPQRSTUWXYZ".chars().collect();
    let letter = |at: u32| {
        let at = usize::try_from(at).unwrap_or_default() % letters.len();
        letters.get(at).copied().unwrap_or('A')
    };
    let postcode = format!("IG99 {}{}{}", place % 10, letter(place), letter(place / 20 + 3));
    format!(
        "{urn},{la},{la_name},{number},{name},{kind_code},{kind},{status_code},{status},{opened},\
         {phase_code},{phase},{low},{high},{day},{pupils},{trust_code},{trust},{day},{house} Demo Road,{town},\
         {postcode},London,{closed},{flag},{federation_code},{federation}\n",
        urn = school.urn,
        la = school.area.code,
        la_name = school.area.name,
        number = 2_000 + place,
        name = school.name,
        house = place,
        town = school.area.town,
    )
}

#[cfg(test)]
mod tests {
    use domain::calendar::FinancialYearKind;
    use domain::school::{LegalBuyer, RegisterEntry, TrustKind, VatPosition};

    use super::super::{BEXLEY, Stands, all};
    use super::*;

    #[test]
    fn pupils_are_those_of_the_last_january_census() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(census_before(day("2026-11-21")), day("2026-01-15"));
        assert_eq!(census_before(day("2026-01-14")), day("2025-01-16"));
    }

    /// The schools as the register tells of them.
    fn entries(schools: &[School]) -> Vec<RegisterEntry> {
        let file = file(schools, "2026-11-21".parse().unwrap());
        let mut lines = file.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let columns = domain::school::Columns::from_header(&lines.next().unwrap()).unwrap();
        lines.map(|cells| columns.read(&cells).unwrap()).collect()
    }

    #[test]
    fn s12_has_a_member_of_every_kind_of_institution_in_the_brief() {
        use domain::school::InstitutionKind as Kind;
        let of_s12 = |school: &School| school.area == BEXLEY && school.stands == Stands::Full;
        let schools: Vec<School> = all().into_iter().filter(of_s12).collect();
        let entries = entries(&schools);
        let kinds: Vec<Kind> = entries.iter().filter_map(|entry| entry.kind).collect();
        assert_eq!(kinds.len(), schools.len(), "each kind is one of the register");
        let has = |what: fn(&Kind) -> bool| kinds.iter().any(what);
        assert!(has(|kind| *kind == Kind::Community), "maintained");
        assert!(has(|kind| *kind == Kind::VoluntaryAided));
        assert!(has(|kind| *kind == Kind::AcademyConverter));
        assert!(has(|kind| *kind == Kind::FreeSchool));
        assert!(has(|kind| kind.is_special()));
        assert!(has(|kind| kind.is_alternative_provision() && *kind != Kind::PupilReferralUnit));
        assert!(has(|kind| *kind == Kind::PupilReferralUnit));
        assert!(has(|kind| *kind == Kind::NurserySchool));
        assert!(has(|kind| *kind == Kind::FurtherEducation));
        let federated = entries.iter().filter_map(|entry| entry.federation_uid.as_ref());
        assert_eq!(federated.count(), 2, "a federation binds two");
    }

    #[test]
    fn every_kind_of_trust_stands_behind_a_member_of_s12() {
        let schools: Vec<School> = all().into_iter().filter(|one| one.area == BEXLEY).collect();
        let trusts: Vec<_> =
            entries(&schools).into_iter().filter_map(|entry| entry.trust).collect();
        for kind in TrustKind::ALL {
            assert!(trusts.iter().any(|trust| trust.kind == Some(*kind)), "{kind:?}");
        }
        assert!(trusts.iter().any(|trust| trust.umbrella));
        let named = schools.iter().filter(|school| school.trust.is_some());
        assert_eq!(trusts.len(), named.count(), "the register says of each trust what kind it is");
    }

    #[test]
    fn every_buyer_year_and_way_with_vat_of_the_brief_is_that_of_a_member_of_s12() {
        let schools: Vec<School> = all().into_iter().filter(|one| one.area == BEXLEY).collect();
        let entries = entries(&schools);
        let has = |what: &dyn Fn(&RegisterEntry) -> bool| entries.iter().any(what);
        for buyer in [
            LegalBuyer::GoverningBody,
            LegalBuyer::AcademyTrust,
            LegalBuyer::Council,
            LegalBuyer::FurtherEducationCorporation,
        ] {
            assert!(has(&|entry| entry.legal_buyer() == buyer), "{buyer:?}");
        }
        for vat in [VatPosition::Section33, VatPosition::Section33B, VatPosition::NoRefund] {
            assert!(has(&|entry| entry.vat_position() == vat), "{vat:?}");
        }
        for year in [FinancialYearKind::AprilToMarch, FinancialYearKind::SeptemberToAugust] {
            assert!(has(&|entry| entry.financial_year_kind() == Some(year)), "{year:?}");
        }
    }

    #[test]
    fn every_row_of_the_file_is_one_of_the_register() {
        let schools = all();
        let entries = entries(&schools);
        assert_eq!(entries.len(), schools.len());
        for (entry, school) in entries.iter().zip(&schools) {
            assert_eq!(entry.name, school.name);
            assert_eq!(entry.pupils.unwrap_or_default(), school.pupils);
            assert!(entry.known_phase().is_some());
            // A college's year is its own.
            assert_eq!(entry.financial_year_kind().is_none(), school.sort == Sort::College);
        }
    }
}
