//! The names of the fields of a price's form. A problem is told under the name of its field, so each
//! field that the form can have is named here.

use super::super::made_of::ComponentKind;

/// The most size bands that a price can have.
pub const BANDS_MAX: usize = 20;
/// The most days on which a price is known to change.
pub const CHANGES_MAX: usize = 6;

/// The most numbers from which on each costs less.
pub const STEPS_MAX: usize = 5;

/// The fields of one price for each standing.
pub(super) struct Names {
    pub member: &'static str,
    pub associate: &'static str,
    pub non_member: &'static str,
    pub other_member: &'static str,
}

macro_rules! names {
    ($($prefix:literal),*) => {
        Names {
            member: concat!($($prefix,)* "member"),
            associate: concat!($($prefix,)* "associate"),
            non_member: concat!($($prefix,)* "non_member"),
            other_member: concat!($($prefix,)* "other_member"),
        }
    };
}

/// The fields of one size band.
pub(super) struct BandNames {
    pub from: &'static str,
    pub rates: Names,
}

/// The fields of one change.
pub(super) struct ChangeNames {
    pub from_on: &'static str,
    pub rates: Names,
    pub base: Names,
    /// The prices of its bands, all under one name.
    pub all_bands: Names,
}

/// The fields of one step.
pub(super) struct StepNames {
    pub from: &'static str,
    pub less: &'static str,
}

macro_rules! step_names {
    ($($number:literal)*) => {
        [$(StepNames {
            from: concat!("step_", $number, "_from"),
            less: concat!("step_", $number, "_less"),
        },)*]
    };
}

/// The fields of one component.
pub(super) struct ComponentNames {
    pub kind: ComponentKind,
    pub cap: &'static str,
    pub source: &'static str,
}

macro_rules! component_names {
    ($($kind:ident $code:literal)*) => {
        [$(ComponentNames {
            kind: ComponentKind::$kind,
            cap: concat!("made_of_", $code, "_cap"),
            source: concat!("made_of_", $code, "_source"),
        },)*]
    };
}

macro_rules! band_names {
    ($($number:literal)*) => {
        [$(BandNames {
            from: concat!("band_", $number, "_from"),
            rates: names!("band_", $number, "_"),
        },)*]
    };
}

macro_rules! change_names {
    ($($number:literal)*) => {
        [$(ChangeNames {
            from_on: concat!("change_", $number, "_from_on"),
            rates: names!("change_", $number, "_"),
            base: names!("change_", $number, "_base_"),
            all_bands: Names {
                member: concat!("change_", $number, "_bands"),
                associate: concat!("change_", $number, "_bands"),
                non_member: concat!("change_", $number, "_bands"),
                other_member: concat!("change_", $number, "_bands"),
            },
        },)*]
    };
}

pub(super) const PRICE: Names = names!("");
pub(super) const BASE: Names = names!("base_");
pub(super) static STEPS: [StepNames; STEPS_MAX] = step_names!(1 2 3 4 5);
pub(super) static COMPONENTS: [ComponentNames; 8] = component_names!(
    Pay "pay" HolidayPay "holiday_pay" NationalInsurance "national_insurance" Pension "pension"
    Levy "levy" Other "other" AgencyFee "agency_fee" PartnershipFee "partnership_fee"
);
pub(super) static BANDS: [BandNames; BANDS_MAX] =
    band_names!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20);
pub(super) static CHANGES: [ChangeNames; CHANGES_MAX] = change_names!(1 2 3 4 5 6);
