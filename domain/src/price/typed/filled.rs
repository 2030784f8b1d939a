//! A price rule as its form shows it, so that sending the form back unchanged changes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::rates::{Rate, Rates};
use super::super::rule::{PriceKind, PriceRule, SizeBand};
use super::{TypedBand, TypedChange, TypedExtras, TypedPrice, TypedRates};
use crate::money::Net;

impl TypedPrice {
    /// The rule as somebody would have typed it. [`TypedPrice::read`] gives the rule again.
    pub fn of(rule: &PriceRule) -> Self {
        let typed = Self {
            kind: rule.by.code().to_owned(),
            minimum: limit(rule.minimum),
            maximum: limit(rule.maximum),
            extras: TypedExtras::of(rule),
            ..Self::default()
        };
        let typed = match &rule.by {
            PriceKind::PerUnit { rates }
            | PriceKind::Flat { rates }
            | PriceKind::Percentage { rates }
            | PriceKind::PerStaff { rates }
            | PriceKind::PerPupil { rates } => Self { rates: first(rates), ..typed },
            PriceKind::BasePlusPerPupil { base, per_pupil } => {
                Self { base: first(base), rates: first(per_pupil), ..typed }
            }
            PriceKind::SizeBands { bands } => {
                let band = |band: &SizeBand| TypedBand {
                    from_pupils: band.from_pupils.to_string(),
                    rates: first(&band.rates),
                };
                Self { bands: bands.iter().map(band).collect(), ..typed }
            }
        };
        let days: BTreeSet<NaiveDate> = rule
            .by
            .rates()
            .into_iter()
            .flat_map(Rates::stated)
            .flat_map(|rate| rate.changes.iter().map(|change| change.from_on))
            .collect();
        Self { changes: days.into_iter().map(|day| change(rule, day)).collect(), ..typed }
    }
}

/// A limit as typed; empty where there is none.
pub(super) fn limit(net: Option<Net>) -> String {
    net.map(typed).unwrap_or_default()
}

/// What changes on a day.
fn change(rule: &PriceRule, day: NaiveDate) -> TypedChange {
    let later = |rates: &Rates| on(rates, day);
    let from_on = day.format("%-d %B %Y").to_string();
    let bare = TypedChange { from_on, ..TypedChange::default() };
    match &rule.by {
        PriceKind::PerUnit { rates }
        | PriceKind::Flat { rates }
        | PriceKind::Percentage { rates }
        | PriceKind::PerStaff { rates }
        | PriceKind::PerPupil { rates } => TypedChange { rates: later(rates), ..bare },
        PriceKind::BasePlusPerPupil { base, per_pupil } => {
            TypedChange { base: later(base), rates: later(per_pupil), ..bare }
        }
        PriceKind::SizeBands { bands } => {
            let bands = bands.iter().map(|band| later(&band.rates)).collect();
            TypedChange { bands, ..bare }
        }
    }
}

/// The prices until the first change.
fn first(rates: &Rates) -> TypedRates {
    each(rates, |rate| Some(rate.net))
}

/// The prices that begin on a day; what does not change then is left empty.
fn on(rates: &Rates, day: NaiveDate) -> TypedRates {
    each(rates, |rate| {
        let change = rate.changes.iter().find(|change| change.from_on == day);
        change.map(|change| change.net)
    })
}

fn each(rates: &Rates, price: impl Fn(&Rate) -> Option<Net>) -> TypedRates {
    let text = |rate: Option<&Rate>| rate.and_then(&price).map(typed).unwrap_or_default();
    TypedRates {
        member: text(Some(&rates.member)),
        associate: text(rates.associate.as_ref()),
        non_member: text(rates.non_member.as_ref()),
        other_member: text(rates.other_member.as_ref()),
    }
}

/// An amount without the sign that stands beside its field.
pub(super) fn typed(net: Net) -> String {
    net.pence().to_string().replace(['£', ','], "")
}
