//! A package: parts of other services that a school buys together, for one price a year.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::agreement::MidYear;
use super::booked::BookedBy;
use super::terms::ServiceTerms;
use crate::failure::{FieldProblem, Problem, Refusal};
use crate::form::{Reading, choice, whole_number};
use crate::id::ServiceId;
use crate::price::Unit;

/// The most services in one package.
pub const PACKAGE_PARTS_MAX: usize = 20;

/// The most of one service in a package.
pub const PACKAGE_QUANTITY_MAX: u32 = 10_000;

/// The terms of a school year.
const TERMS_A_YEAR: u32 = 3;

/// So many of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagePart {
    /// The service.
    pub service: ServiceId,
    /// How many of its unit, in the year of the agreement.
    pub quantity: u32,
}

/// A row of a package as typed: empty where neither is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedPart {
    /// The service's id: fields `package_1_service` and so on.
    pub service: String,
    /// How many: fields `package_1_quantity` and so on.
    pub quantity: String,
}

/// The names of the fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartNames {
    /// Which service.
    pub service: &'static str,
    /// How many.
    pub quantity: &'static str,
}

macro_rules! names {
    ($($number:literal)*) => {
        [$(PartNames {
            service: concat!("package_", $number, "_service"),
            quantity: concat!("package_", $number, "_quantity"),
        }),*]
    };
}

/// The fields of each row, in order.
pub const PART_NAMES: [PartNames; PACKAGE_PARTS_MAX] =
    names!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20);

impl TypedPart {
    /// A part as its row shows it.
    pub fn of(part: &PackagePart) -> Self {
        Self { service: part.service.to_string(), quantity: part.quantity.to_string() }
    }

    fn is_empty(&self) -> bool {
        self.service.trim().is_empty() && self.quantity.trim().is_empty()
    }

    fn read(&self, reading: &mut Reading, names: PartNames) -> Option<PackagePart> {
        let service = choice(&self.service, |text| text.parse().ok());
        let service = reading.take(names.service, service);
        let most = i64::from(PACKAGE_QUANTITY_MAX);
        let quantity = match whole_number(&self.quantity, PACKAGE_QUANTITY_MAX) {
            Ok(0) | Err(Problem::OutOfRange { .. }) => {
                Err(Problem::OutOfRange { min: 1, max: most })
            }
            read => read,
        };
        let quantity = reading.take(names.quantity, quantity);
        Some(PackagePart { service: service?, quantity: quantity? })
    }
}

/// The parts that were typed, in their order; each service once.
pub(super) fn read_parts(reading: &mut Reading, typed: &[TypedPart]) -> Vec<PackagePart> {
    let (mut parts, mut seen) = (Vec::new(), BTreeSet::new());
    for (names, row) in PART_NAMES.into_iter().zip(typed).filter(|(_, row)| !row.is_empty()) {
        let Some(part) = row.read(reading, names) else { continue };
        if seen.insert(part.service) {
            parts.push(part);
        } else {
            reading.wrong(names.service, Problem::AlreadyUsed);
        }
    }
    parts
}

impl ServiceTerms {
    /// Whether it is a package of other services.
    pub const fn is_package(&self) -> bool {
        !self.package.is_empty()
    }

    /// What of the rest does not go with its being a package: it is agreed on for a year, and what is in
    /// it is the same however late it is bought, so that its price is.
    pub fn package_problem(&self) -> Option<FieldProblem> {
        if !self.is_package() {
            return None;
        }
        let wrong = |field, problem| Some(FieldProblem { field, problem });
        if self.booked() != BookedBy::Agreement {
            return wrong("booked", Problem::PackageNotYearly);
        }
        if self.agreement.mid_year != MidYear::WholeYear {
            return wrong("mid_year", Problem::PackageWholeYear);
        }
        None
    }

    /// How many of its unit a year of an agreement is: three terms, or a pupil's price for each pupil
    /// where the price does not count them itself.
    pub fn units_a_year(&self, pupils: Option<u32>) -> Result<u32, Refusal> {
        match self.unit {
            Unit::Term => Ok(TERMS_A_YEAR),
            Unit::Pupil if !self.price.needs_pupils() => pupils.ok_or(Refusal::PupilsNotKnown),
            Unit::Pupil
            | Unit::Year
            | Unit::Day
            | Unit::HalfDay
            | Unit::Session
            | Unit::Hour
            | Unit::Place
            | Unit::Item => Ok(1),
        }
    }

    /// Whether some of it can be a part of a package: it is counted by days, places or another number.
    pub fn can_be_packaged(&self) -> bool {
        !self.is_package()
            && matches!(self.booked(), BookedBy::Days | BookedBy::Quantity | BookedBy::Places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price::{TypedPrice, TypedRates};
    use crate::service::TypedTerms;

    fn id(last: u8) -> ServiceId {
        ServiceId::from_uuid(uuid::Uuid::from_u128(u128::from(last)))
    }

    fn row(service: &str, quantity: &str) -> TypedPart {
        TypedPart { service: service.to_owned(), quantity: quantity.to_owned() }
    }

    fn read(rows: &[TypedPart]) -> Result<Vec<PackagePart>, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let parts = read_parts(&mut reading, rows);
        reading.finish(Some(parts))
    }

    #[test]
    fn rows_are_read_in_their_order_and_empty_ones_are_left_out() {
        let (one, two) = (id(1).to_string(), id(2).to_string());
        let typed = [row(&two, "10"), row(" ", ""), row(&one, " 1,000 ")];
        let parts = read(&typed).unwrap();
        let of = |service, quantity| PackagePart { service, quantity };
        assert_eq!(parts, [of(id(2), 10), of(id(1), 1_000)]);
        let again: Vec<TypedPart> = parts.iter().map(TypedPart::of).collect();
        assert_eq!(read(&again).unwrap(), parts);
    }

    #[test]
    fn what_is_wrong_with_a_row_is_said_at_its_field() {
        let one = id(1).to_string();
        let range = Problem::OutOfRange { min: 1, max: 10_000 };
        let typed = [
            row(&one, "0"),
            row("", "3"),
            row(&one, ""),
            row("anything", "1"),
            row(&id(3).to_string(), "10001"),
            row(&id(4).to_string(), "2"),
            row(&id(4).to_string(), "2"),
        ];
        let wrong = read(&typed).unwrap_err();
        let said: Vec<_> = wrong.into_iter().map(|one| (one.field, one.problem)).collect();
        assert_eq!(
            said,
            [
                ("package_1_quantity", range.clone()),
                ("package_2_service", Problem::Missing),
                ("package_3_quantity", Problem::Missing),
                ("package_4_service", Problem::NotAChoice),
                ("package_5_quantity", range),
                ("package_7_service", Problem::AlreadyUsed),
            ]
        );
    }

    fn package(booked: &str, mid_year: &str) -> TypedTerms {
        TypedTerms {
            title: "Inclusion package".to_owned(),
            description: "Counselling and training for a year.".to_owned(),
            category: "counselling".to_owned(),
            provider_name: "The counselling pool".to_owned(),
            unit: "year".to_owned(),
            booked: booked.to_owned(),
            mid_year: mid_year.to_owned(),
            price: TypedPrice {
                kind: "flat".to_owned(),
                rates: TypedRates::members("3900"),
                ..TypedPrice::default()
            },
            package: vec![row(&id(1).to_string(), "10")],
            ..TypedTerms::default()
        }
    }

    #[test]
    fn a_package_is_agreed_on_for_a_year_and_costs_the_whole_of_it() {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let terms = package("", "").read(on).unwrap();
        assert!(terms.is_package() && !terms.can_be_packaged());
        assert_eq!(terms.agreement.mid_year, MidYear::WholeYear);
        let wrong = |booked, mid_year| {
            let wrong = package(booked, mid_year).read(on).unwrap_err();
            wrong.into_iter().map(|one| (one.field, one.problem)).collect::<Vec<_>>()
        };
        assert_eq!(wrong("quantity", ""), [("booked", Problem::PackageNotYearly)]);
        assert_eq!(wrong("", "months_left"), [("mid_year", Problem::PackageWholeYear)]);
        let single = TypedTerms { package: Vec::new(), ..package("quantity", "") };
        assert!(single.read(on).unwrap().can_be_packaged());
    }

    #[test]
    fn the_names_of_rows_count_from_one_to_the_most() {
        assert_eq!(PART_NAMES[0].service, "package_1_service");
        assert_eq!(PART_NAMES[19].quantity, "package_20_quantity");
    }
}
