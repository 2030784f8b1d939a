//! The names of the fields of a price's form. A problem is told under the name of its field, so each
//! field that the form can have is named here.

/// The most size bands that a price can have.
pub const BANDS_MAX: usize = 20;
/// The most days on which a price is known to change.
pub const CHANGES_MAX: usize = 6;

/// The fields of one price for each standing.
pub(super) struct Names {
    pub member: &'static str,
    pub associate: &'static str,
    pub non_member: &'static str,
}

macro_rules! names {
    ($($prefix:literal),*) => {
        Names {
            member: concat!($($prefix,)* "member"),
            associate: concat!($($prefix,)* "associate"),
            non_member: concat!($($prefix,)* "non_member"),
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
            },
        },)*]
    };
}

pub(super) const PRICE: Names = names!("");
pub(super) const BASE: Names = names!("base_");
pub(super) static BANDS: [BandNames; BANDS_MAX] =
    band_names!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20);
pub(super) static CHANGES: [ChangeNames; CHANGES_MAX] = change_names!(1 2 3 4 5 6);
