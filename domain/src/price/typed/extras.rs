//! Reading what goes with a price of any kind, and showing it in its form.

use super::super::amount::parse_pounds;
use super::super::extra::{Allowance, Step, Subsidy, WHOLE};
use super::super::made_of::{Cap, Component, ComponentKind, MadeOf, OverCap};
use super::super::rule::PriceRule;
use super::filled::{limit, typed};
use super::names::{COMPONENTS, STEPS, STEPS_MAX};
use crate::calendar::parse_day;
use crate::failure::Problem;
use crate::form::{Reading, choice, optional, percent, whole_number};
use crate::money::Net;
use crate::text;

/// The largest number that a step begins with, or that a membership includes.
const MOST: u32 = 100_000;
/// The longest source of a cap.
const LONGEST_SOURCE: usize = 200;

/// What goes with a price, as typed. All of it may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedExtras {
    /// From which number on each costs less: fields `step_1_from`, `step_1_less` and so on.
    pub steps: Vec<TypedStep>,
    /// How many a year a full membership includes: field `allowance`.
    pub allowance: String,
    /// How many an associate's does: field `allowance_associate`.
    pub allowance_associate: String,
    /// The share in per cent that the partnership pays: field `subsidy_share`.
    pub subsidy_share: String,
    /// The most that it pays of one: field `subsidy_most`.
    pub subsidy_most: String,
    /// The last day on which it does: field `subsidy_until`.
    pub subsidy_until: String,
    /// What the price is made of: fields `made_of_pay`, `made_of_pay_cap`, `made_of_pay_source` and so
    /// on, in the order of [`ComponentKind::ALL`].
    pub components: Vec<TypedComponent>,
    /// What happens over a cap, `warn` or `block`; empty means the first: field `over_cap`.
    pub over_cap: String,
}

/// A step as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedStep {
    /// The first that costs less.
    pub from: String,
    /// How much less.
    pub less: String,
}

/// A component as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedComponent {
    /// How much of the price of one.
    pub net: String,
    /// The most that it may be.
    pub cap: String,
    /// Where that is said.
    pub source: String,
}

impl TypedExtras {
    pub(super) fn of(rule: &PriceRule) -> Self {
        let step = |step: &Step| TypedStep { from: step.from.to_string(), less: typed(step.less) };
        let count = |count: Option<u32>| {
            count.filter(|count| *count > 0).map(|count| count.to_string()).unwrap_or_default()
        };
        let subsidy = rule.subsidy.as_ref();
        let share = subsidy.filter(|subsidy| !subsidy.is_amount());
        let until = subsidy.and_then(|subsidy| subsidy.until);
        let made_of = rule.made_of.as_ref();
        let component = |kind: &ComponentKind| {
            let of = made_of?.components.iter().find(|component| component.kind == *kind)?;
            let cap = of.cap.as_ref();
            Some(TypedComponent {
                net: typed(of.net),
                cap: limit(cap.map(|cap| cap.net)),
                source: cap.map(|cap| cap.source.clone()).unwrap_or_default(),
            })
        };
        Self {
            steps: rule.steps.iter().map(step).collect(),
            allowance: count(rule.allowance.map(|allowance| allowance.full)),
            allowance_associate: count(rule.allowance.map(|allowance| allowance.associate)),
            subsidy_share: share
                .map(|of| of.share.to_string().replace('%', ""))
                .unwrap_or_default(),
            subsidy_most: limit(subsidy.and_then(|subsidy| subsidy.most)),
            subsidy_until: until.map(|day| day.format("%-d %B %Y").to_string()).unwrap_or_default(),
            components: made_of
                .map(|_| ComponentKind::ALL.iter().map(|kind| component(kind).unwrap_or_default()))
                .map(Iterator::collect)
                .unwrap_or_default(),
            over_cap: made_of.map(|of| of.over_cap.code().to_owned()).unwrap_or_default(),
        }
    }

    pub(super) fn steps(&self, reading: &mut Reading) -> Vec<Step> {
        if self.steps.len() > STEPS_MAX {
            reading.wrong("steps", Problem::OutOfRange { min: 0, max: 5 });
        }
        let mut steps = Vec::new();
        for (step, names) in self.steps.iter().zip(&STEPS) {
            if *step == TypedStep::default() {
                continue;
            }
            let from = reading.take(names.from, whole_number(&step.from, MOST));
            let less = reading.take(names.less, parse_pounds(&step.less).map(Net));
            steps.extend(from.zip(less).map(|(from, less)| Step { from, less }));
        }
        steps
    }

    pub(super) fn allowance(&self, reading: &mut Reading) -> Option<Allowance> {
        let full = reading.take("allowance", optional(whole_number(&self.allowance, MOST)));
        let associate = whole_number(&self.allowance_associate, MOST);
        let associate = reading.take("allowance_associate", optional(associate));
        let count = |read: Option<Option<u32>>| read.flatten().unwrap_or(0);
        let allowance = Allowance { full: count(full), associate: count(associate) };
        (allowance.full > 0 || allowance.associate > 0).then_some(allowance)
    }

    pub(super) fn subsidy(&self, reading: &mut Reading) -> Option<Subsidy> {
        let share = reading.take("subsidy_share", percent(&self.subsidy_share)).flatten();
        let most = reading.take("subsidy_most", optional(parse_pounds(&self.subsidy_most)));
        let until = reading.take("subsidy_until", optional(parse_day(&self.subsidy_until)));
        let (most, until) = (most.flatten().map(Net), until.flatten());
        if share.is_none() && most.is_none() {
            if until.is_some() {
                reading.wrong("subsidy_share", Problem::Missing);
            }
            return None;
        }
        Some(Subsidy { share: share.unwrap_or(WHOLE), most, until })
    }

    pub(super) fn made_of(&self, reading: &mut Reading) -> Option<MadeOf> {
        let over_cap = match choice(&self.over_cap, OverCap::from_code) {
            Err(Problem::Missing) => Ok(OverCap::Warn),
            read => read,
        };
        let over_cap = reading.take("over_cap", over_cap)?;
        let mut components = Vec::new();
        for (component, names) in self.components.iter().zip(&COMPONENTS) {
            if *component == TypedComponent::default() {
                continue;
            }
            let net = reading.take(names.kind.field(), parse_pounds(&component.net).map(Net));
            let cap = reading.take(names.cap, optional(parse_pounds(&component.cap).map(Net)));
            let source = text::optional_line(&component.source, LONGEST_SOURCE);
            let source = reading.take(names.source, source).flatten();
            let cap = match (cap.flatten(), source) {
                (Some(net), Some(source)) => Some(Cap { net, source }),
                (Some(_), None) => reading.take(names.source, Err(Problem::Missing)),
                (None, Some(_)) => reading.take(names.cap, Err(Problem::Missing)),
                (None, None) => None,
            };
            components.extend(net.map(|net| Component { kind: names.kind, net, cap }));
        }
        (!components.is_empty()).then_some(MadeOf { components, over_cap })
    }
}
