//! A price rule as its form shows it, so that sending the form back unchanged changes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::rates::{Rate, Rates};
use super::super::rule::{PriceRule, SizeBand};
use super::{TypedBand, TypedChange, TypedPrice, TypedRates};
use crate::money::Net;

impl TypedPrice {
    /// The rule as somebody would have typed it. [`TypedPrice::read`] gives the rule again.
    pub fn of(rule: &PriceRule) -> Self {
        let typed = Self { kind: rule.kind().to_owned(), ..Self::default() };
        let typed = match rule {
            PriceRule::PerUnit { rates } | PriceRule::Flat { rates } => {
                Self { rates: first(rates), ..typed }
            }
            PriceRule::PerPupil { rates, minimum, maximum } => {
                Self { rates: first(rates), ..typed }.between(*minimum, *maximum)
            }
            PriceRule::BasePlusPerPupil { base, per_pupil, minimum, maximum } => {
                Self { base: first(base), rates: first(per_pupil), ..typed }
                    .between(*minimum, *maximum)
            }
            PriceRule::SizeBands { bands } => {
                let band = |band: &SizeBand| TypedBand {
                    from_pupils: band.from_pupils.to_string(),
                    rates: first(&band.rates),
                };
                Self { bands: bands.iter().map(band).collect(), ..typed }
            }
        };
        let days: BTreeSet<NaiveDate> = rule
            .rates()
            .into_iter()
            .flat_map(Rates::stated)
            .flat_map(|rate| rate.changes.iter().map(|change| change.from_on))
            .collect();
        Self { changes: days.into_iter().map(|day| change(rule, day)).collect(), ..typed }
    }

    fn between(self, minimum: Option<Net>, maximum: Option<Net>) -> Self {
        let limit = |net: Option<Net>| net.map(typed).unwrap_or_default();
        Self { minimum: limit(minimum), maximum: limit(maximum), ..self }
    }
}

/// What changes on a day.
fn change(rule: &PriceRule, day: NaiveDate) -> TypedChange {
    let later = |rates: &Rates| on(rates, day);
    let from_on = day.format("%-d %B %Y").to_string();
    let bare = TypedChange { from_on, ..TypedChange::default() };
    match rule {
        PriceRule::PerUnit { rates }
        | PriceRule::Flat { rates }
        | PriceRule::PerPupil { rates, .. } => TypedChange { rates: later(rates), ..bare },
        PriceRule::BasePlusPerPupil { base, per_pupil, .. } => {
            TypedChange { base: later(base), rates: later(per_pupil), ..bare }
        }
        PriceRule::SizeBands { bands } => {
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
    }
}

/// An amount without the sign that stands beside its field.
fn typed(net: Net) -> String {
    net.pence().to_string().replace(['£', ','], "")
}
