//! Kinds of institution: one for each type of establishment in the national register.

use crate::access::closed_list;

closed_list! {
    /// What kind of institution it is. The codes are our own; the register's are in
    /// [`register_code`](Self::register_code).
    InstitutionKind {
        /// Maintained by the council, which employs the staff and owns the site.
        Community = "community",
        /// Maintained, with a foundation (mostly a church) that appoints most governors.
        VoluntaryAided = "voluntary_aided",
        /// Maintained, with a foundation that appoints some governors.
        VoluntaryControlled = "voluntary_controlled",
        /// Maintained, with a governing body that employs the staff.
        Foundation = "foundation",
        /// Maintained special school.
        CommunitySpecial = "community_special",
        /// Maintained special school whose governing body employs the staff.
        FoundationSpecial = "foundation_special",
        /// Maintained nursery school.
        NurserySchool = "nursery_school",
        /// The council's own provision for pupils out of school.
        PupilReferralUnit = "pupil_referral_unit",
        /// Academy that was a maintained school doing well.
        AcademyConverter = "academy_converter",
        /// Academy with a sponsor.
        AcademySponsorLed = "academy_sponsor_led",
        /// Special academy that converted.
        AcademySpecialConverter = "academy_special_converter",
        /// Special academy with a sponsor.
        AcademySpecialSponsorLed = "academy_special_sponsor_led",
        /// Alternative provision academy that converted.
        AcademyAlternativeConverter = "academy_alternative_converter",
        /// Alternative provision academy with a sponsor.
        AcademyAlternativeSponsorLed = "academy_alternative_sponsor_led",
        /// Academy for ages 16 to 19 that converted.
        AcademySixteenPlusConverter = "academy_sixteen_plus_converter",
        /// Academy for ages 16 to 19 with a sponsor.
        AcademySixteenPlusSponsorLed = "academy_sixteen_plus_sponsor_led",
        /// Secure academy for ages 16 to 19.
        AcademySecure = "academy_secure",
        /// Free school.
        FreeSchool = "free_school",
        /// Special free school.
        FreeSchoolSpecial = "free_school_special",
        /// Alternative provision free school.
        FreeSchoolAlternative = "free_school_alternative",
        /// Free school for ages 16 to 19.
        FreeSchoolSixteenPlus = "free_school_sixteen_plus",
        /// University technical college.
        UniversityTechnicalCollege = "university_technical_college",
        /// Studio school.
        StudioSchool = "studio_school",
        /// City technology college: state-funded, but no academy.
        CityTechnologyCollege = "city_technology_college",
        /// Special school run by a charity and approved by the Secretary of State.
        NonMaintainedSpecial = "non_maintained_special",
        /// Independent special school.
        IndependentSpecial = "independent_special",
        /// Independent school.
        Independent = "independent",
        /// Further education or sixth-form college.
        FurtherEducation = "further_education",
        /// Sixth-form centre, run by schools or a council.
        SixthFormCentre = "sixth_form_centre",
        /// Special institution for learners over 16.
        SpecialPostSixteen = "special_post_sixteen",
        /// University.
        HigherEducation = "higher_education",
        /// School of Wales.
        Welsh = "welsh",
        /// Secure unit.
        SecureUnit = "secure_unit",
        /// School of Jersey, Guernsey or the Isle of Man.
        Offshore = "offshore",
        /// School for children of the armed forces abroad.
        ServiceChildren = "service_children",
        /// British school overseas.
        BritishOverseas = "british_overseas",
        /// Online provider.
        Online = "online",
        /// Funded by another department of government.
        OtherGovernment = "other_government",
        /// What the register calls miscellaneous.
        Miscellaneous = "miscellaneous",
    }
}

closed_list! {
    /// Who is behind an institution: what most rules ask.
    Sector {
        /// Maintained by a council.
        Maintained = "maintained",
        /// Run by an academy trust: academies, free schools, technical colleges, studio schools.
        Academy = "academy",
        /// Further education.
        FurtherEducation = "further_education",
        /// Universities.
        HigherEducation = "higher_education",
        /// Private schools.
        Independent = "independent",
        /// All others.
        Other = "other",
    }
}

/// The register's code and name of each type, with names it used earlier.
///
/// Source: types of establishment of Get Information About Schools (Department for Education,
/// Open Government Licence v3.0), as of April 2025; earlier names as of 2015 and 2016.
const REGISTER: &[(InstitutionKind, &str, &[&str])] = {
    use InstitutionKind as K;
    &[
        (K::Community, "1", &["Community school"]),
        (K::VoluntaryAided, "2", &["Voluntary aided school"]),
        (K::VoluntaryControlled, "3", &["Voluntary controlled school"]),
        (K::Foundation, "5", &["Foundation school"]),
        (K::CityTechnologyCollege, "6", &["City technology college"]),
        (K::CommunitySpecial, "7", &["Community special school"]),
        (K::NonMaintainedSpecial, "8", &["Non-maintained special school"]),
        (K::IndependentSpecial, "10", &["Other independent special school"]),
        (K::Independent, "11", &["Other independent school"]),
        (K::FoundationSpecial, "12", &["Foundation special school"]),
        (K::PupilReferralUnit, "14", &["Pupil referral unit"]),
        (K::NurserySchool, "15", &["Local authority nursery school", "LA nursery school"]),
        (K::FurtherEducation, "18", &["Further education"]),
        (K::SecureUnit, "24", &["Secure units"]),
        (K::Offshore, "25", &["Offshore schools"]),
        (K::ServiceChildren, "26", &["Service children's education"]),
        (K::Miscellaneous, "27", &["Miscellaneous"]),
        (K::AcademySponsorLed, "28", &["Academy sponsor led"]),
        (K::HigherEducation, "29", &["Higher education institutions"]),
        (K::Welsh, "30", &["Welsh establishment"]),
        (K::SixthFormCentre, "31", &["Sixth form centres"]),
        (K::SpecialPostSixteen, "32", &["Special post 16 institution"]),
        (K::AcademySpecialSponsorLed, "33", &["Academy special sponsor led"]),
        (K::AcademyConverter, "34", &["Academy converter"]),
        (K::FreeSchool, "35", &["Free schools"]),
        (K::FreeSchoolSpecial, "36", &["Free schools special"]),
        (K::BritishOverseas, "37", &["British schools overseas"]),
        (K::FreeSchoolAlternative, "38", &["Free schools alternative provision"]),
        (K::FreeSchoolSixteenPlus, "39", &["Free schools 16 to 19"]),
        (K::UniversityTechnicalCollege, "40", &["University technical college"]),
        (K::StudioSchool, "41", &["Studio schools"]),
        (K::AcademyAlternativeConverter, "42", &["Academy alternative provision converter"]),
        (K::AcademyAlternativeSponsorLed, "43", &["Academy alternative provision sponsor led"]),
        (K::AcademySpecialConverter, "44", &["Academy special converter"]),
        (K::AcademySixteenPlusConverter, "45", &["Academy 16-19 converter"]),
        (
            K::AcademySixteenPlusSponsorLed,
            "46",
            &["Academy 16 to 19 sponsor led", "Academy 16-19 sponsor led"],
        ),
        (K::Online, "49", &["Online provider"]),
        (K::OtherGovernment, "56", &["Institution funded by other government department"]),
        (K::AcademySecure, "57", &["Academy secure 16 to 19"]),
    ]
};

impl InstitutionKind {
    /// Reads the register's code, with or without leading zeros.
    pub fn from_register_code(code: &str) -> Option<Self> {
        let code = code.trim().trim_start_matches('0');
        REGISTER.iter().find(|(_, known, _)| *known == code).map(|(kind, _, _)| *kind)
    }

    /// Reads the register's name of the type, today's or an earlier one, whatever its capitals
    /// and hyphens.
    pub fn from_register_name(name: &str) -> Option<Self> {
        let name = plain(name);
        REGISTER
            .iter()
            .find(|(_, _, names)| names.iter().any(|known| plain(known) == name))
            .map(|(kind, _, _)| *kind)
    }

    /// The register's code of the type.
    pub fn register_code(self) -> &'static str {
        // A test proves that each kind is in the table.
        REGISTER.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, code, _)| code)
    }

    /// The register's name of the type today.
    pub fn register_name(self) -> &'static str {
        REGISTER
            .iter()
            .find(|(kind, _, _)| *kind == self)
            .and_then(|(_, _, names)| names.first().copied())
            .unwrap_or("")
    }

    /// Who is behind it.
    pub const fn sector(self) -> Sector {
        match self {
            Self::Community
            | Self::VoluntaryAided
            | Self::VoluntaryControlled
            | Self::Foundation
            | Self::CommunitySpecial
            | Self::FoundationSpecial
            | Self::NurserySchool
            | Self::PupilReferralUnit => Sector::Maintained,
            Self::AcademyConverter
            | Self::AcademySponsorLed
            | Self::AcademySpecialConverter
            | Self::AcademySpecialSponsorLed
            | Self::AcademyAlternativeConverter
            | Self::AcademyAlternativeSponsorLed
            | Self::AcademySixteenPlusConverter
            | Self::AcademySixteenPlusSponsorLed
            | Self::AcademySecure
            | Self::FreeSchool
            | Self::FreeSchoolSpecial
            | Self::FreeSchoolAlternative
            | Self::FreeSchoolSixteenPlus
            | Self::UniversityTechnicalCollege
            | Self::StudioSchool => Sector::Academy,
            Self::FurtherEducation => Sector::FurtherEducation,
            Self::HigherEducation => Sector::HigherEducation,
            Self::Independent | Self::IndependentSpecial => Sector::Independent,
            Self::CityTechnologyCollege
            | Self::NonMaintainedSpecial
            | Self::SixthFormCentre
            | Self::SpecialPostSixteen
            | Self::Welsh
            | Self::SecureUnit
            | Self::Offshore
            | Self::ServiceChildren
            | Self::BritishOverseas
            | Self::Online
            | Self::OtherGovernment
            | Self::Miscellaneous => Sector::Other,
        }
    }

    /// Whether it is a school or college for pupils with special educational needs.
    pub const fn is_special(self) -> bool {
        matches!(
            self,
            Self::CommunitySpecial
                | Self::FoundationSpecial
                | Self::AcademySpecialConverter
                | Self::AcademySpecialSponsorLed
                | Self::FreeSchoolSpecial
                | Self::NonMaintainedSpecial
                | Self::IndependentSpecial
                | Self::SpecialPostSixteen
        )
    }

    /// Whether it teaches pupils who are out of school for a time.
    pub const fn is_alternative_provision(self) -> bool {
        matches!(
            self,
            Self::PupilReferralUnit
                | Self::AcademyAlternativeConverter
                | Self::AcademyAlternativeSponsorLed
                | Self::FreeSchoolAlternative
        )
    }

    /// Whether it lies outside the United Kingdom, where its postcode may be no British one.
    pub const fn is_abroad(self) -> bool {
        matches!(self, Self::Offshore | Self::ServiceChildren | Self::BritishOverseas)
    }
}

/// Small letters and digits in words, without apostrophes and without the `to` of `16 to 19`.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase()
        .replace(['\'', '\u{2019}'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "to")
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_one_code_and_name_of_the_register() {
        assert_eq!(REGISTER.len(), InstitutionKind::ALL.len());
        for kind in InstitutionKind::ALL {
            assert_eq!(InstitutionKind::from_register_code(kind.register_code()), Some(*kind));
            assert_eq!(InstitutionKind::from_register_name(kind.register_name()), Some(*kind));
        }
    }

    #[test]
    fn codes_are_read_with_and_without_leading_zeros() {
        let voluntary_aided = Some(InstitutionKind::VoluntaryAided);
        assert_eq!(InstitutionKind::from_register_code("02"), voluntary_aided);
        assert_eq!(InstitutionKind::from_register_code(" 2 "), voluntary_aided);
        for unknown in ["", "0", "00", "4", "99", "two"] {
            assert_eq!(InstitutionKind::from_register_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn names_of_earlier_years_are_read() {
        for (name, kind) in [
            ("Voluntary Aided School", InstitutionKind::VoluntaryAided),
            ("LA Nursery School", InstitutionKind::NurserySchool),
            ("Service Childrens Education", InstitutionKind::ServiceChildren),
            ("Free Schools - Alternative Provision", InstitutionKind::FreeSchoolAlternative),
            ("Free Schools - 16-19", InstitutionKind::FreeSchoolSixteenPlus),
            ("Academy 16-19 Sponsor Led", InstitutionKind::AcademySixteenPlusSponsorLed),
            ("Academy 16 to 19 sponsor led", InstitutionKind::AcademySixteenPlusSponsorLed),
        ] {
            assert_eq!(InstitutionKind::from_register_name(name), Some(kind), "{name}");
        }
        assert_eq!(InstitutionKind::from_register_name("Hedge school"), None);
        assert_eq!(InstitutionKind::from_register_name(""), None);
    }
}
