//! Reading a price rule from what staff typed into its form, and showing a rule in its form.

mod extras;
mod filled;
mod names;

use chrono::NaiveDate;
pub use extras::{TypedComponent, TypedExtras, TypedStep};
use names::{BANDS, BASE, CHANGES, ChangeNames, Names, PRICE};
pub use names::{BANDS_MAX, CHANGES_MAX, STEPS_MAX};

use super::amount::parse_pounds;
use super::made_of::MadeOf;
use super::rates::{Rate, Rates};
use super::rule::{PriceKind, PriceRule, SizeBand};
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, optional, whole_number};
use crate::money::Net;

/// The most pupils a school can have; the largest in England has under 6,000, colleges more.
const MOST_PUPILS: u32 = 100_000;

/// A price rule as typed. What does not concern its kind may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedPrice {
    /// The code of the kind: `per_unit`, `per_pupil`, `base_plus_per_pupil`, `size_bands`, `flat`,
    /// `percentage`, `per_staff`.
    pub kind: String,
    /// The prices: fields `member`, `associate`, `non_member`, `other_member`.
    pub rates: TypedRates,
    /// The fixed parts: fields `base_member`, `base_associate`, `base_non_member`.
    pub base: TypedRates,
    /// The least a school pays: field `minimum`.
    pub minimum: String,
    /// The most a school pays: field `maximum`.
    pub maximum: String,
    /// The size bands: fields `band_1_from`, `band_1_member` and so on.
    pub bands: Vec<TypedBand>,
    /// The prices of later days: fields `change_1_from_on`, `change_1_member` and so on.
    pub changes: Vec<TypedChange>,
    /// What goes with the price.
    pub extras: TypedExtras,
}

/// Prices for each standing as typed; empty means that none is stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRates {
    /// What full members pay.
    pub member: String,
    /// What associates pay.
    pub associate: String,
    /// What others pay.
    pub non_member: String,
    /// What members of other partnerships pay.
    pub other_member: String,
}

/// A size band as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedBand {
    /// The fewest pupils of the band.
    pub from_pupils: String,
    /// The band's prices.
    pub rates: TypedRates,
}

/// What prices change to on a later day. What is left empty stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedChange {
    /// The first day: as `2027-04-01`, `1/4/2027` or `1 April 2027`.
    pub from_on: String,
    /// The new prices.
    pub rates: TypedRates,
    /// The new fixed parts.
    pub base: TypedRates,
    /// The new prices of each size band, in the order of the bands.
    pub bands: Vec<TypedRates>,
}

/// New prices that could be read; nothing for a standing whose price stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Later {
    member: Option<Net>,
    associate: Option<Net>,
    non_member: Option<Net>,
    other_member: Option<Net>,
}

/// What changes on which day, the earliest first: new prices for each set of rates of the rule.
type Changes = Vec<(NaiveDate, Vec<Later>)>;

impl TypedPrice {
    /// The rule that was typed, or all that is wrong with it.
    pub fn read(&self) -> Result<PriceRule, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let rule = self.rule(&mut reading);
        let rule = reading.finish(rule)?;
        let problems = rule.problems();
        if problems.is_empty() { Ok(rule) } else { Err(problems) }
    }

    fn rule(&self, reading: &mut Reading) -> Option<PriceRule> {
        let made_of = self.extras.made_of(reading);
        let by = self.by(reading, made_of.as_ref());
        let (minimum, maximum) = self.limits(reading);
        let steps = self.extras.steps(reading);
        let allowance = self.extras.allowance(reading);
        let subsidy = self.extras.subsidy(reading);
        Some(PriceRule { by: by?, minimum, maximum, steps, allowance, subsidy, made_of })
    }

    fn by(&self, reading: &mut Reading, made_of: Option<&MadeOf>) -> Option<PriceKind> {
        match self.kind.trim() {
            "per_unit" => {
                let sum = made_of.and_then(|made_of| made_of.sum().ok());
                Some(PriceKind::PerUnit { rates: self.prices(reading, sum)? })
            }
            "flat" => Some(PriceKind::Flat { rates: self.prices(reading, None)? }),
            "percentage" => Some(PriceKind::Percentage { rates: self.prices(reading, None)? }),
            "per_staff" => Some(PriceKind::PerStaff { rates: self.prices(reading, None)? }),
            "per_pupil" => Some(PriceKind::PerPupil { rates: self.prices(reading, None)? }),
            "base_plus_per_pupil" => {
                let base = self.base.read(&BASE, reading, None);
                let per_pupil = self.rates.read(&PRICE, reading, None);
                let changes = self.changes(reading, |change, names| {
                    vec![(&change.base, &names.base), (&change.rates, &names.rates)]
                });
                let base = dated(reading, base?, &changes, 0, &BASE);
                let per_pupil = dated(reading, per_pupil?, &changes, 1, &PRICE);
                Some(PriceKind::BasePlusPerPupil { base, per_pupil })
            }
            "size_bands" => self.size_bands(reading),
            _ => {
                reading.wrong("kind", Problem::NotAChoice);
                None
            }
        }
    }

    /// The one set of prices that most kinds have, with their changes. What its components come to is
    /// the price where none is typed.
    fn prices(&self, reading: &mut Reading, sum: Option<Net>) -> Option<Rates> {
        let now = self.rates.read(&PRICE, reading, sum);
        let changes = self.changes(reading, |change, names| vec![(&change.rates, &names.rates)]);
        Some(dated(reading, now?, &changes, 0, &PRICE))
    }

    fn size_bands(&self, reading: &mut Reading) -> Option<PriceKind> {
        if self.bands.len() > BANDS_MAX {
            reading.wrong("bands", Problem::OutOfRange { min: 1, max: 20 });
        }
        let read: Vec<Option<(u32, Rates)>> = self
            .bands
            .iter()
            .zip(&BANDS)
            .map(|(band, names)| {
                let from = reading.take(names.from, whole_number(&band.from_pupils, MOST_PUPILS));
                let rates = band.rates.read(&names.rates, reading, None);
                Some((from?, rates?))
            })
            .collect();
        let changes = self.changes(reading, |change, names| {
            change.bands.iter().map(|rates| (rates, &names.all_bands)).collect()
        });
        let bands = read
            .into_iter()
            .zip(&BANDS)
            .enumerate()
            .map(|(place, (band, names))| {
                let (from_pupils, now) = band?;
                let rates = dated(reading, now, &changes, place, &names.rates);
                Some(SizeBand { from_pupils, rates })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(PriceKind::SizeBands { bands })
    }

    /// Reads the changes: `of` says which prices of a change concern the kind, under which names.
    /// What cannot be read is noted and left out.
    fn changes<'a>(
        &'a self,
        reading: &mut Reading,
        of: impl Fn(&'a TypedChange, &'static ChangeNames) -> Vec<(&'a TypedRates, &'static Names)>,
    ) -> Changes {
        if self.changes.len() > CHANGES_MAX {
            reading.wrong("changes", Problem::OutOfRange { min: 0, max: 6 });
        }
        let mut changes = Changes::new();
        for (change, names) in self.changes.iter().zip(&CHANGES) {
            let typed = of(change, names);
            let blank = typed.iter().all(|(rates, _)| **rates == TypedRates::default());
            if blank && change.from_on.trim().is_empty() {
                continue;
            }
            let from_on = reading.take(names.from_on, parse_day(&change.from_on));
            let laters: Vec<Later> =
                typed.iter().map(|(rates, names)| rates.later(names, reading)).collect();
            if blank {
                let first = typed.first().map_or(names.from_on, |(_, names)| names.member);
                reading.wrong(first, Problem::Missing);
            }
            match from_on {
                Some(day) if changes.iter().any(|(known, _)| *known == day) => {
                    reading.wrong(names.from_on, Problem::AlreadyUsed);
                }
                Some(day) => changes.push((day, laters)),
                None => {}
            }
        }
        changes.sort_by_key(|(day, _)| *day);
        changes
    }

    fn limits(&self, reading: &mut Reading) -> (Option<Net>, Option<Net>) {
        let mut limit = |field, text| reading.take(field, optional(parse_pounds(text))).flatten();
        (limit("minimum", &self.minimum).map(Net), limit("maximum", &self.maximum).map(Net))
    }
}

/// Prices with what they change to: the set of prices at a place among those of each change.
fn dated(
    reading: &mut Reading,
    now: Rates,
    changes: &Changes,
    place: usize,
    names: &Names,
) -> Rates {
    let laters: Vec<(NaiveDate, Later)> =
        changes.iter().filter_map(|(day, laters)| Some((*day, *laters.get(place)?))).collect();
    let then = |rate: Rate, price: fn(&Later) -> Option<Net>| {
        let of = laters.iter().filter_map(|(day, later)| Some((*day, price(later)?)));
        of.fold(rate, |rate, (day, net)| rate.then(day, net))
    };
    // Associates without a price of their own pay what members pay until they get one.
    let own = laters.iter().find(|(_, later)| later.associate.is_some()).map(|(day, _)| *day);
    let associate = now.associate.clone().or_else(|| {
        let mut rate = then(now.member.clone(), |later| later.member);
        rate.changes.retain(|change| own.is_some_and(|own| change.from_on < own));
        own.map(|_| rate)
    });
    // Others who could not buy so far cannot be given a price that begins one day only.
    if now.non_member.is_none() && laters.iter().any(|(_, later)| later.non_member.is_some()) {
        reading.wrong(names.non_member, Problem::Missing);
    }
    if now.other_member.is_none() && laters.iter().any(|(_, later)| later.other_member.is_some()) {
        reading.wrong(names.other_member, Problem::Missing);
    }
    Rates {
        member: then(now.member, |later| later.member),
        associate: associate.map(|rate| then(rate, |later| later.associate)),
        non_member: now.non_member.map(|rate| then(rate, |later| later.non_member)),
        other_member: now.other_member.map(|rate| then(rate, |later| later.other_member)),
    }
}

/// A share may be typed with its sign: `2.5%` takes £2.50 of each £100.
fn without_sign(text: &str) -> &str {
    text.trim().trim_end_matches('%')
}

impl TypedRates {
    /// One typed price for members, none for others.
    pub fn members(member: &str) -> Self {
        Self { member: member.to_owned(), ..Self::default() }
    }

    fn read(&self, names: &Names, reading: &mut Reading, sum: Option<Net>) -> Option<Rates> {
        let price = |text: &str| parse_pounds(without_sign(text)).map(Net).map(Rate::of);
        let member = match (price(&self.member), sum) {
            (Err(Problem::Missing), Some(sum)) => Ok(Rate::of(sum)),
            (read, _) => read,
        };
        let member = reading.take(names.member, member);
        let associate = reading.take(names.associate, optional(price(&self.associate)));
        let non_member = reading.take(names.non_member, optional(price(&self.non_member)));
        let other_member = reading.take(names.other_member, optional(price(&self.other_member)));
        Some(Rates {
            member: member?,
            associate: associate?,
            non_member: non_member?,
            other_member: other_member?,
        })
    }

    fn later(&self, names: &Names, reading: &mut Reading) -> Later {
        let mut price = |field, text: &str| {
            reading.take(field, optional(parse_pounds(without_sign(text)))).flatten().map(Net)
        };
        Later {
            member: price(names.member, &self.member),
            associate: price(names.associate, &self.associate),
            non_member: price(names.non_member, &self.non_member),
            other_member: price(names.other_member, &self.other_member),
        }
    }
}

#[cfg(test)]
mod tests;
