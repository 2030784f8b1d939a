//! Who approves what, in the users' words.

use domain::Pence;
use domain::access::Role;
use domain::calendar::moment_in_words;
use domain::delegation::{ApprovalLevel, Chain, DelegationRule, Reach};
use domain::service::Category;
use market::delegation::SchemeShown;
use market::order::{ApprovalAsked, ApprovalGiven};

use super::pounds;

/// Who is asked at a level.
pub const fn level(level: ApprovalLevel) -> &'static str {
    match level {
        ApprovalLevel::Head => "an approver",
        ApprovalLevel::Governors => "the governors’ approver",
    }
}

/// For what something was laid down.
pub fn category(category: Option<Category>) -> String {
    category.map_or_else(|| "Everything".to_owned(), |category| super::category(category.code()))
}

/// How much a buyer orders alone under a rule.
pub fn alone(rule: DelegationRule) -> String {
    match rule.alone {
        None => "As far as their own limit".to_owned(),
        Some(Pence::ZERO) => "Nothing".to_owned(),
        Some(cap) => format!("{}, or their own limit if that is lower", pounds(cap)),
    }
}

/// Above what the governors approve as well under a rule.
pub fn governors(rule: DelegationRule) -> String {
    rule.governors_above
        .map_or_else(|| "Not asked".to_owned(), |above| format!("Above {}", pounds(above)))
}

/// An amount of a rule as it was laid down.
pub fn laid_down(amount: Option<Pence>) -> String {
    amount.map_or_else(|| "–".to_owned(), pounds)
}

/// Who decides on an order of a kind of service, by what it comes to including VAT: the smallest
/// orders first.
pub fn who_decides(shown: &SchemeShown, category: Option<Category>) -> Vec<(String, String)> {
    let rule = shown.scheme.of(category);
    let chain = Chain {
        governors_above: rule.governors_above,
        head: Reach::of(shown.highest(Role::Approver)),
        governors: shown.has(ApprovalLevel::Governors),
    };
    let mut rows = Vec::new();
    let above = match rule.alone {
        Some(Pence::ZERO) => "Everything".to_owned(),
        _ => {
            rows.push((
                format!("Up to {}", buyers(shown, rule.alone)),
                "The buyer alone".to_owned(),
            ));
            "Above that".to_owned()
        }
    };
    match chain.governors_from() {
        None => rows.push((above, "An approver whose limit reaches so far".to_owned())),
        Some(from) => {
            rows.push((format!("{above}, up to {}", pounds(from)), "An approver".to_owned()));
            let both = "An approver first, then the governors’ approver".to_owned();
            rows.push((format!("Above {}", pounds(from)), both));
        }
    }
    rows
}

/// How far buyers go alone.
fn buyers(shown: &SchemeShown, cap: Option<Pence>) -> String {
    let highest = shown.highest(Role::Buyer).flatten();
    match (highest, cap) {
        (Some(highest), Some(cap)) if cap < highest => pounds(cap),
        (Some(highest), _) => format!("the buyer’s own limit, {} at most", pounds(highest)),
        (None, Some(cap)) => pounds(cap),
        (None, None) => "the buyer’s own limit".to_owned(),
    }
}

/// An approval that was given: by whom, as what, when.
pub fn given(given: &ApprovalGiven) -> String {
    let role = super::role(given.level.role()).to_lowercase();
    let whose = match &given.deputy_of {
        Some(of) => format!("{}, deputy of {of} ({role})", given.by),
        None => format!("{} ({role})", given.by),
    };
    format!("Approved by {whose}, {} on {}", pounds(given.gross), moment_in_words(given.at))
}

/// Who is asked now, and whether the governors come next.
pub fn asked(asked: &ApprovalAsked) -> String {
    let of: Vec<String> = asked
        .of
        .iter()
        .map(|(name, deputy_of)| match deputy_of {
            Some(of) => format!("{name}, deputy of {of}"),
            None => name.clone(),
        })
        .collect();
    let now = if of.is_empty() {
        format!("Nobody of your school may decide as {} today.", level(asked.level))
    } else {
        format!("Asked: {}.", of.join("; "))
    };
    if asked.then_governors {
        format!("{now} After that, {} is asked as well.", level(ApprovalLevel::Governors))
    } else {
        now
    }
}
