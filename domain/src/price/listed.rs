//! What one costs, as lists keep it: a row for each standing, each span of days and each size of
//! school, so that a list can be ordered and cut off by the price of whoever looks at it.

use chrono::{Days, NaiveDate};

use super::amount::LARGEST;
use super::extra::Subsidy;
use super::rates::{BuyerStanding, Rates};
use super::rule::{PriceKind, PriceRule};
use crate::money::{BasisPoints, Net, Overflow, Pence};

/// The price of one for a standing, within a span of days, for schools of a span of sizes:
/// `fixed + per_pupil × pupils`, no less and no more than the limits, less what the partnership pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedPrice {
    /// Whose price it is.
    pub standing: BuyerStanding,
    /// The first day it holds; nothing where it has always held.
    pub from_on: Option<NaiveDate>,
    /// The last day it holds; nothing where no end is known.
    pub until_on: Option<NaiveDate>,
    /// Whether the school's number of pupils has to be known.
    pub by_size: bool,
    /// The fewest pupils.
    pub from_pupils: u32,
    /// The most pupils; nothing where there is no bound.
    pub to_pupils: Option<u32>,
    /// The part that does not depend on the pupils.
    pub fixed: Net,
    /// The part for each pupil.
    pub per_pupil: Net,
    /// The least that is paid.
    pub minimum: Option<Net>,
    /// The most that is paid.
    pub maximum: Option<Net>,
    /// The share of that which the partnership pays.
    pub subsidy: BasisPoints,
    /// The most that it pays.
    pub subsidy_most: Option<Net>,
}

/// Every price of one that a rule gives. For a day, a standing and a size exactly one of them
/// holds where a quote would be given, and none where it would be refused.
pub fn listed_prices(rule: &PriceRule) -> Vec<ListedPrice> {
    BuyerStanding::ALL.iter().flat_map(|standing| of_standing(rule, *standing)).collect()
}

fn of_standing(rule: &PriceRule, standing: BuyerStanding) -> Vec<ListedPrice> {
    // Whether it is sold at all hangs on the first rates of a rule, as it does for a quote.
    if rule.by.rates().first().is_none_or(|rates| rates.rate_for(standing).is_err()) {
        return Vec::new();
    }
    let changes = rule.changes(standing);
    let starts: Vec<Option<NaiveDate>> =
        std::iter::once(None).chain(changes.iter().copied().map(Some)).collect();
    let ends = changes.iter().map(|day| day.checked_sub_days(Days::new(1))).chain([None]);
    let spans = starts.into_iter().zip(ends);
    spans.flat_map(|(from_on, until_on)| within(rule, standing, from_on, until_on)).collect()
}

/// The prices within a span of days in which none changes.
fn within(
    rule: &PriceRule,
    standing: BuyerStanding,
    from_on: Option<NaiveDate>,
    until_on: Option<NaiveDate>,
) -> Vec<ListedPrice> {
    let day = from_on.unwrap_or(NaiveDate::MIN);
    let on = |rates: &Rates| rates.on(standing, day).ok();
    let subsidy = rule.subsidy_for(standing, day);
    let bare = ListedPrice {
        standing,
        from_on,
        until_on,
        by_size: rule.needs_pupils(),
        from_pupils: 0,
        to_pupils: None,
        fixed: Net::default(),
        per_pupil: Net::default(),
        minimum: None,
        maximum: None,
        subsidy: subsidy.map_or(BasisPoints::new(0), |subsidy| subsidy.share),
        subsidy_most: subsidy.and_then(|subsidy| subsidy.most),
    };
    let nothing = BasisPoints::new(0);
    let plain = ListedPrice { subsidy: nothing, subsidy_most: None, ..bare };
    let limited = ListedPrice { minimum: rule.minimum, maximum: rule.maximum, ..bare };
    match &rule.by {
        PriceKind::PerUnit { rates } | PriceKind::Flat { rates } => {
            on(rates).and_then(|fixed| limited.settled(fixed).ok()).into_iter().collect()
        }
        // What it comes to hangs on what the buyer states: it stands behind every price.
        PriceKind::Percentage { .. } | PriceKind::PerStaff { .. } => {
            vec![ListedPrice { by_size: true, fixed: Net(Pence::new(LARGEST)), ..plain }]
        }
        PriceKind::PerPupil { rates } => {
            on(rates).map(|rate| by_steps(rule, limited, rate)).unwrap_or_default()
        }
        PriceKind::BasePlusPerPupil { base, per_pupil } => on(base)
            .zip(on(per_pupil))
            .map(|(fixed, rate)| by_steps(rule, ListedPrice { fixed, ..limited }, rate))
            .unwrap_or_default(),
        PriceKind::SizeBands { bands } => {
            let nexts = bands.iter().skip(1).map(|next| Some(next.from_pupils)).chain([None]);
            bands
                .iter()
                .zip(nexts)
                .filter_map(|(band, next)| {
                    let to_pupils = next.map(|next| next.saturating_sub(1));
                    let band_of = ListedPrice { from_pupils: band.from_pupils, to_pupils, ..bare };
                    band_of.settled(on(&band.rates)?).ok()
                })
                .collect()
        }
    }
}

impl ListedPrice {
    /// A price that depends on no pupils, with limits and subsidy worked out.
    fn settled(self, full: Net) -> Result<Self, Overflow> {
        let held = match (self.minimum, self.maximum) {
            (Some(minimum), _) if full < minimum => minimum,
            (_, Some(maximum)) if full > maximum => maximum,
            _ => full,
        };
        let subsidy = Subsidy { share: self.subsidy, most: self.subsidy_most, until: None };
        let fixed = Net(held.pence().minus(subsidy.of(held)?.pence())?);
        let nothing = BasisPoints::new(0);
        Ok(Self {
            fixed,
            minimum: None,
            maximum: None,
            subsidy: nothing,
            subsidy_most: None,
            ..self
        })
    }
}

/// The price of schools of every size where pupils cost less from a number of them on: for each step
/// its rate for all of them, and beside it what those before it cost more.
fn by_steps(rule: &PriceRule, bare: ListedPrice, rate: Net) -> Vec<ListedPrice> {
    let less = |less: Net| rate.pence().minus(less.pence().min(rate.pence()));
    let steps = rule.steps.iter().map(|step| (step.from, step.less));
    let starts = std::iter::once((0, Net::default())).chain(steps);
    let nexts = rule.steps.iter().map(|step| Some(step.from)).chain([None]);
    let mut rows: Vec<ListedPrice> = Vec::new();
    for ((from_pupils, off), next) in starts.zip(nexts) {
        let to_pupils = next.map(|next| next.saturating_sub(1));
        let row = || -> Result<ListedPrice, Overflow> {
            let per_pupil = Net(less(off)?);
            let before = rows.last().copied().unwrap_or(ListedPrice { per_pupil, ..bare });
            // Those before the step cost as much more as the rate falls by at it.
            let falls = before.per_pupil.pence().minus(per_pupil.pence())?;
            let more = falls.times(i64::from(from_pupils).saturating_sub(1).max(0))?;
            let fixed = before.fixed.plus(Net(more))?;
            Ok(ListedPrice { from_pupils, to_pupils, fixed, per_pupil, ..bare })
        };
        match row() {
            Ok(row) => rows.push(row),
            // No school is large enough for an amount that cannot be kept.
            Err(Overflow) => break,
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbitrary::{days, rules};
    use super::super::quote;
    use super::*;
    use crate::failure::Refusal;

    impl ListedPrice {
        fn holds(&self, standing: BuyerStanding, pupils: u32, on: NaiveDate) -> bool {
            self.standing == standing
                && self.from_on.is_none_or(|from| from <= on)
                && self.until_on.is_none_or(|until| until >= on)
                && self.from_pupils <= pupils
                && self.to_pupils.is_none_or(|most| most >= pupils)
        }

        /// As the statement of a list works it out.
        fn amount(&self, pupils: u32) -> i64 {
            let pence = |net: Net| net.pence().get();
            let amount = pence(self.fixed) + pence(self.per_pupil) * i64::from(pupils);
            let held = match (self.minimum.map(pence), self.maximum.map(pence)) {
                (Some(minimum), _) if amount < minimum => minimum,
                (_, Some(maximum)) if amount > maximum => maximum,
                _ => amount,
            };
            let share = (held * i64::from(self.subsidy.get()) + 5_000) / 10_000;
            held - share.min(self.subsidy_most.map_or(share, pence))
        }
    }

    proptest! {
        #[test]
        fn a_listed_price_is_the_price_that_is_quoted(
            rule in rules(),
            standing in prop::sample::select(BuyerStanding::ALL),
            pupils in 0_u32..3_000,
            on in days(),
        ) {
            let listed = listed_prices(&rule);
            let holding: Vec<&ListedPrice> =
                listed.iter().filter(|price| price.holds(standing, pupils, on)).collect();
            match quote(&rule, standing, Some(pupils), 1, on) {
                Ok(quote) => {
                    prop_assert_eq!(holding.len(), 1, "{:?}", holding);
                    let net = quote.unit_price.unwrap_or(quote.net);
                    prop_assert_eq!(holding[0].amount(pupils), net.pence().get());
                    let known = quote_without_pupils(&rule, standing, on);
                    prop_assert_eq!(holding[0].by_size, known.is_err());
                }
                Err(Refusal::FigureNotStated) => {
                    prop_assert_eq!(holding.len(), 1, "{:?}", holding);
                    prop_assert!(holding[0].by_size && holding[0].amount(pupils) == LARGEST);
                }
                Err(_) => prop_assert!(holding.is_empty(), "{:?}", holding),
            }
        }

        #[test]
        fn from_a_day_on_a_rule_quotes_what_it_did_without_its_past(
            rule in rules(),
            standing in prop::sample::select(BuyerStanding::ALL),
            pupils in 0_u32..3_000,
            day in days(),
            later in 0_u64..4_000,
        ) {
            let on = day + Days::new(later);
            let before = quote(&rule, standing, Some(pupils), 3, on);
            let after = quote(&rule.starting(day), standing, Some(pupils), 3, on);
            prop_assert_eq!(before, after);
        }
    }

    fn quote_without_pupils(
        rule: &PriceRule,
        standing: BuyerStanding,
        on: NaiveDate,
    ) -> Result<(), crate::failure::Refusal> {
        quote(rule, standing, None, 1, on).map(|_| ())
    }
}
