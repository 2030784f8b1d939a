//! The terms of a service: what one version of it promises.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::agreement::AgreementTerms;
use super::booked::BookedBy;
use super::category::Category;
use super::light_touch::{LightTouch, light_touch};
use super::opening::OpenTo;
use super::package::PackagePart;
use super::phase::PhaseServed;
use crate::money::{BasisPoints, Net, Overflow};
use crate::price::{PriceRule, Unit};
use crate::school::Phase;
use crate::text::{Cfr, Cpv, LaCode};
use crate::vat::{VatBasis, VatTreatment};

/// The unchangeable content of one version of a service, stored as JSON. Orders keep the version
/// they were placed on; what is added later has to have a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTerms {
    /// What it is called, at most 120 characters.
    pub title: String,
    /// One or two sentences for lists, at most 240 characters.
    pub summary: String,
    /// What a school gets, at most 6,000 characters.
    pub description: String,
    /// What the price includes, one thing each.
    #[serde(default)]
    pub included: Vec<String>,
    /// What it does not include, one thing each.
    #[serde(default)]
    pub not_included: Vec<String>,
    /// What kind of service it is.
    pub category: Category,
    /// Who delivers it, as schools know them.
    pub provider_name: String,
    /// Who answers for it: a name or an office.
    pub accountable: String,
    /// What the price is for one of.
    pub unit: Unit,
    /// How the price is worked out.
    pub price: PriceRule,
    /// How it is booked, where that does not follow from the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<BookedBy>,
    /// What holds where it is agreed on for a year.
    #[serde(default)]
    pub agreement: AgreementTerms,
    /// What is in it, where it is a package of other services.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub package: Vec<PackagePart>,
    /// Its VAT, settled or not.
    pub vat: VatTreatment,
    /// Its VAT for those to whom that does not extend, where staff have answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_outside: Option<VatBasis>,
    /// Whose members may buy it besides its own partnership's.
    #[serde(default, skip_serializing_if = "OpenTo::is_nobody")]
    pub open_to: OpenTo,
    /// How many days ahead the provider has to know.
    pub notice_days: u16,
    /// What a cancellation costs.
    pub cancellation: Cancellation,
    /// The phases it is made for; none named means all.
    #[serde(default)]
    pub phases: Vec<PhaseServed>,
    /// The councils' areas it is delivered in; none named means all of the partnership's.
    #[serde(default)]
    pub areas: Vec<LaCode>,
    /// The procurement code, where it is known.
    pub cpv: Option<Cpv>,
    /// The budget code, where it is known.
    pub cfr: Option<Cfr>,
    /// The standards and measures it keeps to, one each.
    #[serde(default)]
    pub standards: Vec<String>,
    /// The checks and the insurance that whoever delivers has, one each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub safeguards: Vec<String>,
    /// How and where it is delivered, at most 240 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
}

impl ServiceTerms {
    /// How the light touch regime stands towards it.
    pub fn light_touch(&self) -> LightTouch {
        self.cpv.as_ref().map_or(LightTouch::NotKnown, light_touch)
    }

    /// With what the category suggests for what was left empty: where a service is new, and staff check it
    /// before it goes on sale.
    pub fn with_suggestions(mut self) -> Self {
        let all = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
        if self.standards.is_empty() {
            self.standards = all(self.category.suggested_standards());
        }
        if self.safeguards.is_empty() {
            self.safeguards = all(self.category.suggested_safeguards());
        }
        self
    }

    /// How it is booked.
    pub fn booked(&self) -> BookedBy {
        self.booked.unwrap_or(BookedBy::usual(self.unit))
    }

    /// Whether it is made for schools of a phase.
    pub fn serves(&self, phase: PhaseServed) -> bool {
        self.phases.is_empty() || self.phases.contains(&phase)
    }

    /// In what a school is none of those it is made for: by its phase and its area, where these are known
    /// and where the service names any.
    pub fn outside(&self, phase: Option<Phase>, area: Option<&LaCode>) -> Outside {
        let other = |area: &LaCode| !self.areas.is_empty() && !self.areas.contains(area);
        let served = |phase: Phase| PhaseServed::of(phase).iter().any(|one| self.serves(*one));
        Outside { phase: phase.is_some_and(|phase| !served(phase)), area: area.is_some_and(other) }
    }

    /// Whether it is delivered in a council's area, given the areas of the partnership.
    pub fn reaches(&self, area: &LaCode, partnership: &[LaCode]) -> bool {
        let areas = if self.areas.is_empty() { partnership } else { &self.areas };
        areas.contains(area)
    }
}

/// In what a school is none of those that a service is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outside {
    /// It teaches none of its phases.
    pub phase: bool,
    /// It lies in none of its areas.
    pub area: bool,
}

/// What a cancellation costs: nothing until so many days before, a share of the price after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Cancelling is free up to this many days before the day.
    pub free_days_before: u16,
    /// The share of the price charged after that, at most the whole.
    pub late_charge: BasisPoints,
    /// What else a school has to know, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for Cancellation {
    /// Free until a week before, the whole price after: the therapists' usual rule.
    fn default() -> Self {
        Self { free_days_before: 7, late_charge: BasisPoints::new(10_000), note: None }
    }
}

impl Cancellation {
    /// The last day on which cancelling costs nothing.
    pub fn free_until(&self, day: NaiveDate) -> NaiveDate {
        let days = chrono::Days::new(u64::from(self.free_days_before));
        day.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
    }

    /// What is charged for a day of that price when it is cancelled then.
    pub fn charge(
        &self,
        price: Net,
        day: NaiveDate,
        cancelled_on: NaiveDate,
    ) -> Result<Net, Overflow> {
        if cancelled_on <= self.free_until(day) {
            return Ok(Net::default());
        }
        price.pence().share(self.late_charge).map(Net)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;
    use crate::price::{TypedPrice, TypedRates};
    use crate::service::TypedTerms;

    #[test]
    fn a_school_is_outside_of_the_phases_and_areas_named_and_of_no_others() {
        let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let all = TypedTerms {
            title: "Phonics".to_owned(),
            description: "A day of phonics.".to_owned(),
            category: "training".to_owned(),
            provider_name: "Lantern Practice".to_owned(),
            price: TypedPrice {
                kind: "per_unit".to_owned(),
                rates: TypedRates::members("90"),
                ..TypedPrice::default()
            },
            ..TypedTerms::default()
        };
        let some = TypedTerms {
            phases: vec!["primary".to_owned()],
            areas: vec!["301".to_owned()],
            ..all.clone()
        };
        let (all, some) = (all.read(on).unwrap(), some.read(on).unwrap());
        let code = |code| LaCode::parse(code).unwrap();
        let outside = |phase, area| Outside { phase, area };
        for (phase, area, expected) in [
            (Phase::Primary, "301", outside(false, false)),
            (Phase::AllThrough, "302", outside(false, true)),
            (Phase::Secondary, "301", outside(true, false)),
            (Phase::NotApplicable, "302", outside(true, true)),
        ] {
            assert_eq!(some.outside(Some(phase), Some(&code(area))), expected, "{phase:?} {area}");
            assert_eq!(all.outside(Some(phase), Some(&code(area))), Outside::default());
        }
        assert_eq!(some.outside(None, None), Outside::default(), "not known is not outside");
    }

    #[test]
    fn cancelling_a_week_before_is_free_and_a_day_later_is_not() {
        let on = |day| NaiveDate::from_ymd_opt(2026, 9, day).unwrap();
        let terms =
            Cancellation { late_charge: BasisPoints::new(5_000), ..Cancellation::default() };
        let charge = |cancelled| terms.charge(Net(Pence::pounds(240)), on(15), on(cancelled));
        assert_eq!(terms.free_until(on(15)), on(8));
        assert_eq!(charge(8), Ok(Net(Pence::ZERO)));
        assert_eq!(charge(9), Ok(Net(Pence::pounds(120))));
        assert_eq!(charge(16), Ok(Net(Pence::pounds(120))));
    }
}
