//! What a school has laid down, for everything and for single categories, and who may change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ApprovalLevel;
use crate::failure::{FieldProblem, Refusal};
use crate::form::{Reading, optional};
use crate::money::Pence;
use crate::people::Held;
use crate::price::parse_pounds;
use crate::service::Category;

/// What holds for orders of a school: of everything, or of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DelegationRule {
    /// The most that a buyer may order alone, including VAT, whatever their own limit; nothing
    /// where their own limit is all.
    pub alone: Option<Pence>,
    /// The amount including VAT above which the governors approve as well; nothing where that was
    /// not laid down.
    pub governors_above: Option<Pence>,
}

impl DelegationRule {
    /// What it says, and where it says nothing what another says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            alone: self.alone.or(other.alone),
            governors_above: self.governors_above.or(other.governors_above),
        }
    }

    /// The stricter of two in each respect: what holds for orders of several categories together.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        let least = |one: Option<Pence>, two: Option<Pence>| match (one, two) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self {
            alone: least(self.alone, other.alone),
            governors_above: least(self.governors_above, other.governors_above),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Reads a form: fields `alone` and `governors_above`, in pounds; empty for nothing laid down.
///
/// # Errors
/// Each field that is no amount of money.
pub fn read_rule(alone: &str, governors_above: &str) -> Result<DelegationRule, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    let alone = reading.take("alone", optional(parse_pounds(alone)));
    let above = reading.take("governors_above", optional(parse_pounds(governors_above)));
    let read = alone.zip(above);
    reading.finish(read.map(|(alone, governors_above)| DelegationRule { alone, governors_above }))
}

/// All that a school has laid down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scheme {
    general: DelegationRule,
    by_category: BTreeMap<Category, DelegationRule>,
}

impl Scheme {
    /// Lays something down: for one category, or for everything.
    pub fn set(&mut self, category: Option<Category>, rule: DelegationRule) {
        match category {
            None => self.general = rule,
            Some(category) if rule.is_empty() => {
                self.by_category.remove(&category);
            }
            Some(category) => {
                self.by_category.insert(category, rule);
            }
        }
    }

    /// What was laid down for everything.
    pub const fn general(&self) -> DelegationRule {
        self.general
    }

    /// What was laid down for one category by itself.
    pub fn own(&self, category: Category) -> Option<DelegationRule> {
        self.by_category.get(&category).copied()
    }

    /// The categories for which something was laid down.
    pub fn categories(&self) -> impl Iterator<Item = (Category, DelegationRule)> + '_ {
        self.by_category.iter().map(|(category, rule)| (*category, *rule))
    }

    /// What holds for a category: its own, and for the rest what holds for everything.
    pub fn of(&self, category: Option<Category>) -> DelegationRule {
        let own = category.and_then(|category| self.own(category)).unwrap_or_default();
        own.or(self.general)
    }

    /// Whether the governors approve anything.
    pub fn needs_governors(&self) -> bool {
        let all = std::iter::once(self.general).chain(self.by_category.values().copied());
        all.into_iter().any(|rule| rule.governors_above.is_some())
    }

    /// Whether something would go through without the governors under `next` that needs them now.
    fn takes_from_governors(&self, next: &Self) -> bool {
        let named = self.by_category.keys().chain(next.by_category.keys());
        let all = named.copied().map(Some).chain([None]);
        all.into_iter().any(|category| {
            let (now, then) = (self.of(category), next.of(category));
            match (now.governors_above, then.governors_above) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(now), Some(then)) => then > now,
            }
        })
    }
}

/// Whether somebody with these roles of their own may put one scheme in the place of another.
/// `others_govern` says whether somebody else approves for the governors.
///
/// Whoever binds the school without a limit lays it down; what would let a head approve more than
/// the governors allow, only somebody who approves for them.
///
/// # Errors
/// `SchemeNotYours`, `GovernorsDecide`; `NoGovernor` where the governors would have to approve and
/// nobody does so for them.
pub fn may_change(
    held: &[Held],
    others_govern: bool,
    now: &Scheme,
    next: &Scheme,
) -> Result<(), Refusal> {
    let binds = |level: ApprovalLevel| {
        held.iter().any(|own| own.role == level.role() && own.limit.is_none())
    };
    let governs = binds(ApprovalLevel::Governors);
    if !governs && !binds(ApprovalLevel::Head) {
        return Err(Refusal::SchemeNotYours);
    }
    if !governs && now.takes_from_governors(next) {
        return Err(Refusal::GovernorsDecide);
    }
    if next.needs_governors() && !governs && !others_govern {
        return Err(Refusal::NoGovernor);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::failure::Problem;

    fn rule(alone: Option<i32>, governors_above: Option<i32>) -> DelegationRule {
        DelegationRule {
            alone: alone.map(Pence::pounds),
            governors_above: governors_above.map(Pence::pounds),
        }
    }

    fn scheme(general: DelegationRule, supply: DelegationRule) -> Scheme {
        let mut scheme = Scheme::default();
        scheme.set(None, general);
        scheme.set(Some(Category::SupplyStaff), supply);
        scheme
    }

    #[test]
    fn what_a_category_does_not_say_holds_as_for_everything() {
        let nothing = DelegationRule::default();
        let scheme = scheme(rule(Some(2_000), Some(10_000)), rule(Some(0), None));
        assert_eq!(scheme.of(Some(Category::SupplyStaff)), rule(Some(0), Some(10_000)));
        assert_eq!(scheme.of(Some(Category::Music)), rule(Some(2_000), Some(10_000)));
        assert_eq!(Scheme::default().of(Some(Category::Music)), nothing);
    }

    #[test]
    fn a_rule_is_read_in_pounds_and_empty_says_nothing() {
        assert_eq!(read_rule(" ", "£10,000"), Ok(rule(None, Some(10_000))));
        let wrong = read_rule("lots", "5").unwrap_err();
        assert_eq!(wrong, [FieldProblem { field: "alone", problem: Problem::NotMoney }]);
    }

    #[test]
    fn who_may_change_a_scheme() {
        let held = |role, limit: Option<i32>| Held { role, limit: limit.map(Pence::pounds) };
        let head = [held(Role::Approver, None)];
        let deputy = [held(Role::Approver, Some(5_000))];
        let chair = [held(Role::Governor, None)];
        let office = [held(Role::Administrator, None), held(Role::Buyer, Some(2_000))];
        let none = Scheme::default;
        let strict = || scheme(rule(None, Some(10_000)), rule(None, Some(5_000)));
        let looser = || scheme(rule(None, Some(12_000)), rule(None, Some(5_000)));
        let without_supply = || scheme(rule(None, Some(10_000)), DelegationRule::default());
        let buyers_only = || scheme(rule(Some(500), None), rule(Some(0), None));
        for (who, others, now, next, result) in [
            (&head[..], true, none(), strict(), Ok(())),
            (&head, false, none(), strict(), Err(Refusal::NoGovernor)),
            (&head, false, none(), buyers_only(), Ok(())),
            (&head, true, strict(), looser(), Err(Refusal::GovernorsDecide)),
            (&head, true, strict(), none(), Err(Refusal::GovernorsDecide)),
            (&head, true, strict(), without_supply(), Err(Refusal::GovernorsDecide)),
            (&head, true, looser(), strict(), Ok(())),
            (&chair, false, strict(), looser(), Ok(())),
            (&chair, false, none(), strict(), Ok(())),
            (&deputy, true, none(), strict(), Err(Refusal::SchemeNotYours)),
            (&office, true, none(), strict(), Err(Refusal::SchemeNotYours)),
        ] {
            assert_eq!(may_change(who, others, &now, &next), result, "{who:?}: {now:?} {next:?}");
        }
    }
}
