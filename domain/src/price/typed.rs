//! Reading a price rule from what staff typed into its form.

use super::amount::parse_pounds;
use super::rates::{Rate, Rates};
use super::rule::{PriceRule, SizeBand};
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, optional, whole_number};
use crate::money::Net;

/// The most pupils a school can have; the largest in England has under 6,000, colleges more.
const MOST_PUPILS: u32 = 100_000;

/// A price rule as typed. What does not concern its kind may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedPrice {
    /// The code of the kind: `per_unit`, `per_pupil`, `base_plus_per_pupil`, `size_bands`, `flat`.
    pub kind: String,
    /// The prices: fields `member`, `associate`, `non_member`.
    pub rates: TypedRates,
    /// The fixed parts: fields `base_member`, `base_associate`, `base_non_member`.
    pub base: TypedRates,
    /// The least a school pays: field `minimum`.
    pub minimum: String,
    /// The most a school pays: field `maximum`.
    pub maximum: String,
    /// The size bands: all under the field `bands`.
    pub bands: Vec<TypedBand>,
    /// From when the next prices hold: field `next_from_on`, as `2027-04-01` or `1/4/2027`.
    pub next_from_on: String,
    /// The next prices: fields `next_member`, `next_associate`, `next_non_member`.
    pub next: TypedRates,
}

/// Prices for the three standings as typed; empty means that none is stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRates {
    /// What full members pay.
    pub member: String,
    /// What associates pay.
    pub associate: String,
    /// What others pay.
    pub non_member: String,
}

/// A size band as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedBand {
    /// The fewest pupils of the band.
    pub from_pupils: String,
    /// The band's prices.
    pub rates: TypedRates,
}

/// The names of three price fields of a form.
struct Names {
    member: &'static str,
    associate: &'static str,
    non_member: &'static str,
}

const PRICE: Names = Names { member: "member", associate: "associate", non_member: "non_member" };
const BASE: Names =
    Names { member: "base_member", associate: "base_associate", non_member: "base_non_member" };
const NEXT: Names =
    Names { member: "next_member", associate: "next_associate", non_member: "next_non_member" };
const BANDS: Names = Names { member: "bands", associate: "bands", non_member: "bands" };

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
        match self.kind.trim() {
            "per_unit" => Some(PriceRule::PerUnit { rates: self.dated_rates(reading)? }),
            "flat" => Some(PriceRule::Flat { rates: self.dated_rates(reading)? }),
            "per_pupil" => {
                let rates = self.dated_rates(reading);
                let (minimum, maximum) = self.limits(reading);
                Some(PriceRule::PerPupil { rates: rates?, minimum, maximum })
            }
            "base_plus_per_pupil" => {
                let base = self.base.read(&BASE, reading);
                let per_pupil = self.dated_rates(reading);
                let (minimum, maximum) = self.limits(reading);
                Some(PriceRule::BasePlusPerPupil {
                    base: base?,
                    per_pupil: per_pupil?,
                    minimum,
                    maximum,
                })
            }
            "size_bands" => {
                let bands: Vec<_> =
                    self.bands.iter().filter_map(|band| band.read(reading)).collect();
                Some(PriceRule::SizeBands { bands })
            }
            _ => {
                reading.wrong("kind", Problem::NotAChoice);
                None
            }
        }
    }

    /// The prices with the next ones, where those were typed.
    fn dated_rates(&self, reading: &mut Reading) -> Option<Rates> {
        let now = self.rates.read(&PRICE, reading);
        if self.next_from_on.trim().is_empty() && self.next == TypedRates::default() {
            return now;
        }
        let from_on = reading.take("next_from_on", parse_day(&self.next_from_on));
        let next = self.next.read(&NEXT, reading);
        let (now, from_on, next) = (now?, from_on?, next?);
        let then = |rate: Rate, later: Option<Rate>| match later {
            Some(later) => rate.then(from_on, later.net),
            None => rate,
        };
        // Associates without a price of their own so far paid what members pay.
        let associate = match (now.associate, next.associate) {
            (None, None) => None,
            (Some(rate), later) => Some(then(rate, later)),
            (None, later) => Some(then(now.member.clone(), later)),
        };
        // Others who could not buy so far cannot be given a price that begins one day only.
        if now.non_member.is_none() && next.non_member.is_some() {
            reading.wrong("non_member", Problem::Missing);
        }
        Some(Rates {
            member: then(now.member, Some(next.member)),
            associate,
            non_member: now.non_member.map(|rate| then(rate, next.non_member)),
        })
    }

    fn limits(&self, reading: &mut Reading) -> (Option<Net>, Option<Net>) {
        let mut limit = |field, text| reading.take(field, optional(parse_pounds(text))).flatten();
        (limit("minimum", &self.minimum).map(Net), limit("maximum", &self.maximum).map(Net))
    }
}

impl TypedRates {
    /// One typed price for members, none for others.
    pub fn members(member: &str) -> Self {
        Self { member: member.to_owned(), ..Self::default() }
    }

    fn read(&self, names: &Names, reading: &mut Reading) -> Option<Rates> {
        let price = |text| parse_pounds(text).map(Net).map(Rate::of);
        let member = reading.take(names.member, price(&self.member));
        let associate = reading.take(names.associate, optional(price(&self.associate)));
        let non_member = reading.take(names.non_member, optional(price(&self.non_member)));
        Some(Rates { member: member?, associate: associate?, non_member: non_member? })
    }
}

impl TypedBand {
    fn read(&self, reading: &mut Reading) -> Option<SizeBand> {
        let from_pupils = reading.take("bands", whole_number(&self.from_pupils, MOST_PUPILS));
        let rates = self.rates.read(&BANDS, reading);
        Some(SizeBand { from_pupils: from_pupils?, rates: rates? })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::BuyerStanding;
    use super::*;
    use crate::money::Pence;

    fn typed(kind: &str, member: &str) -> TypedPrice {
        TypedPrice {
            kind: kind.to_owned(),
            rates: TypedRates::members(member),
            ..TypedPrice::default()
        }
    }

    fn fields(read: Result<PriceRule, Vec<FieldProblem>>) -> Vec<&'static str> {
        read.unwrap_err().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn a_day_rate_is_one_number() {
        let rule = typed("per_unit", "£240").read().unwrap();
        assert_eq!(rule, PriceRule::per_unit(Net(Pence::pounds(240))));
    }

    #[test]
    fn a_price_for_each_pupil_takes_its_limits() {
        let mut price = typed("per_pupil", "19");
        price.minimum = "2,000".to_owned();
        price.maximum = "25000".to_owned();
        assert!(price.read().is_ok());
        price.maximum = "1000".to_owned();
        assert_eq!(fields(price.read()), ["maximum"]);
    }

    #[test]
    fn next_years_prices_are_dated() {
        let mut price = typed("per_unit", "240");
        price.next_from_on = "1/4/2027".to_owned();
        price.next = TypedRates { associate: "275".to_owned(), ..TypedRates::members("255") };
        let PriceRule::PerUnit { rates } = price.read().unwrap() else {
            panic!("a price for each unit");
        };
        let on = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let associate = |day| rates.on(BuyerStanding::Associate, day).unwrap().pence();
        assert_eq!(rates.member.on(on(2027, 4, 1)).pence(), Pence::pounds(255));
        assert_eq!(associate(on(2027, 3, 31)), Pence::pounds(240));
        assert_eq!(associate(on(2027, 4, 1)), Pence::pounds(275));
    }

    #[test]
    fn every_field_that_is_wrong_is_named_at_once() {
        let mut price = typed("base_plus_per_pupil", "x");
        price.rates.non_member = "y".to_owned();
        price.minimum = "z".to_owned();
        let named = fields(price.read());
        assert_eq!(named, ["base_member", "member", "non_member", "minimum"]);
        assert_eq!(fields(typed("barter", "1").read()), ["kind"]);
        price = typed("per_unit", "1");
        price.next_from_on = "soon".to_owned();
        assert_eq!(fields(price.read()), ["next_from_on", "next_member"]);
    }

    #[test]
    fn size_bands_start_at_none_and_rise() {
        let band = |from: &str, price: &str| TypedBand {
            from_pupils: from.to_owned(),
            rates: TypedRates::members(price),
        };
        let mut price = typed("size_bands", "");
        assert_eq!(fields(price.read()), ["bands"]);
        price.bands = vec![band("0", "900"), band("200", "1,400")];
        assert!(price.read().is_ok());
        price.bands = vec![band("200", "1,400"), band("0", "900")];
        assert_eq!(fields(price.read()), ["bands"]);
        price.bands = vec![band("few", "900")];
        assert_eq!(fields(price.read()), ["bands"]);
    }
}
