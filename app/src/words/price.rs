//! Prices in words: what one costs, and how that was worked out.

use domain::Net;
use domain::money::grouped;
use domain::price::{BuyerStanding, PriceRule, Rates, Unit, Working, WorkingLine};

use super::pounds;

/// `a day`, `an hour`, `a half day`.
pub const fn a_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "a day",
        Unit::HalfDay => "a half day",
        Unit::Session => "a session",
        Unit::Hour => "an hour",
        Unit::Pupil => "a pupil",
        Unit::Place => "a place",
        Unit::Year => "a year",
        Unit::Term => "a term",
        Unit::Item => "an item",
    }
}

/// What a school's price is for one of: a price by pupils is for the whole school.
pub fn price_unit(rule: &PriceRule, unit: Unit) -> &'static str {
    match (rule, unit) {
        (PriceRule::Flat { .. }, _) => "in all",
        (rule, Unit::Pupil) if rule.needs_pupils() => "a year for the whole school",
        (_, unit) => a_unit(unit),
    }
}

/// How a buyer stands towards the partnership, within a sentence.
pub const fn standing(standing: BuyerStanding) -> &'static str {
    match standing {
        BuyerStanding::Full => "a full member",
        BuyerStanding::Associate => "an associate member",
        BuyerStanding::NonMember => "a school that is not a member",
    }
}

/// Who pays, at the head of a line.
pub const fn payers(standing: BuyerStanding) -> &'static str {
    match standing {
        BuyerStanding::Full => "Full members",
        BuyerStanding::Associate => "Associate members",
        BuyerStanding::NonMember => "Other schools",
    }
}

fn net(amount: Net) -> String {
    pounds(amount.pence())
}

/// A price rule in a few words, for members: `£4.20 a pupil`, `£500 to £2,000 by size`.
pub fn rule_in_words(rule: &PriceRule, unit: Unit) -> String {
    let member = |rates: &Rates| net(rates.member.net);
    match rule {
        PriceRule::PerUnit { rates } => format!("{} {}", member(rates), a_unit(unit)),
        PriceRule::Flat { rates } => format!("{} in all", member(rates)),
        PriceRule::PerPupil { rates, .. } => format!("{} a pupil", member(rates)),
        PriceRule::BasePlusPerPupil { base, per_pupil, .. } => {
            format!("{} and {} a pupil", member(base), member(per_pupil))
        }
        PriceRule::SizeBands { bands } => match (bands.first(), bands.last()) {
            (Some(least), Some(most)) if bands.len() > 1 => {
                format!("{} to {} by size", member(&least.rates), member(&most.rates))
            }
            (Some(only), _) => member(&only.rates),
            (None, _) => String::new(),
        },
    }
}

/// The sentences that work a price out, for a unit.
pub fn working_in_words(working: &Working, unit: Unit) -> Vec<String> {
    let who = standing(working.standing);
    let first = format!("Your school buys as {who}.");
    std::iter::once(first)
        .chain(working.lines.iter().map(|line| line_in_words(*line, unit)))
        .collect()
}

/// One step of a working as a sentence.
pub fn line_in_words(line: WorkingLine, unit: Unit) -> String {
    match line {
        WorkingLine::Units { rate, count: 1, .. } => {
            format!("The price is {} {}.", net(rate), a_unit(unit))
        }
        WorkingLine::Units { rate, count, net: sum } => format!(
            "{} {} at {} come to {}.",
            grouped(count.into()),
            unit.label_for(count),
            net(rate),
            net(sum)
        ),
        WorkingLine::Base { net: base } => format!("Every school pays {}.", net(base)),
        WorkingLine::Pupils { rate, pupils, net: sum } => format!(
            "{} for each of your {} pupils comes to {}.",
            net(rate),
            grouped(pupils.into()),
            net(sum)
        ),
        WorkingLine::Band { from_pupils, to_pupils, pupils, net: price } => {
            let (from, yours) = (grouped(from_pupils.into()), grouped(pupils.into()));
            let band = match to_pupils {
                Some(to) => format!("{from} to {} pupils", grouped(to.into())),
                None => format!("{from} pupils or more"),
            };
            format!("Schools with {band} pay {}. Yours has {yours}.", net(price))
        }
        WorkingLine::Flat { net: flat } => {
            format!("The price is {} in all, however much you use.", net(flat))
        }
        WorkingLine::MinimumApplied { minimum, net: added } => {
            format!("The least a school pays is {}, so {} is added.", net(minimum), net(added))
        }
        WorkingLine::CapApplied { maximum, net: less } => {
            let less = pounds(domain::Pence::new(less.pence().get().saturating_abs()));
            format!("The most a school pays is {}, so {less} is taken off.", net(maximum))
        }
        WorkingLine::Repeated { once, count, .. } => {
            format!("{} is paid {} times.", net(once), grouped(count.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Pence;
    use domain::price::quote;

    use super::*;

    fn said(rule: &PriceRule, unit: Unit, pupils: u32, count: u32) -> Vec<String> {
        let on = "2026-11-23".parse().unwrap();
        let quote = quote(rule, BuyerStanding::Full, Some(pupils), count, on).unwrap();
        working_in_words(&quote.working, unit)
    }

    #[test]
    fn each_kind_of_price_is_worked_out_in_sentences() {
        let rates = |pence| Rates::members_only(Net(Pence::new(pence)));
        let per_unit = PriceRule::PerUnit { rates: rates(39_500) };
        assert_eq!(
            said(&per_unit, Unit::Day, 420, 1),
            ["Your school buys as a full member.", "The price is £395 a day."]
        );
        assert_eq!(said(&per_unit, Unit::Day, 420, 3)[1], "3 days at £395 come to £1,185.");
        let capped = PriceRule::PerPupil {
            rates: rates(420),
            minimum: None,
            maximum: Some(Net(Pence::pounds(1_000))),
        };
        assert_eq!(
            said(&capped, Unit::Pupil, 420, 1)[1..],
            [
                "£4.20 for each of your 420 pupils comes to £1,764.",
                "The most a school pays is £1,000, so £764 is taken off."
            ]
        );
        assert_eq!(rule_in_words(&capped, Unit::Pupil), "£4.20 a pupil");
        assert_eq!(price_unit(&capped, Unit::Pupil), "a year for the whole school");
    }
}
