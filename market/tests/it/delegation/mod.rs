//! A school's scheme of delegation: who orders alone, who approves above that, who above that, and
//! who stands in.

mod deputies;
mod levels;
mod schemes;

use domain::access::Role;
use domain::delegation::{Away, DelegationRule};
use domain::id::OrderId;
use domain::service::Category;
use domain::{Failure, Pence};
use market::Actor;
use market::delegation::{self, ChangeDelegation, NameDeputy};
use market::order::{self, DecideOrder, Decision};
use testbed::Bed;

use crate::order::world::{World, day, key, person};

/// Two days of counselling come to £576 with VAT.
const TWO_DAYS: [&str; 2] = ["2026-12-08", "2026-12-15"];
/// Four days come to £1,152.
const FOUR_DAYS: [&str; 4] = ["2026-12-07", "2026-12-08", "2026-12-14", "2026-12-15"];

pub fn above(pounds: i32) -> DelegationRule {
    DelegationRule { alone: None, governors_above: Some(Pence::pounds(pounds)) }
}

pub async fn lay_down(
    bed: &Bed,
    actor: &Actor,
    category: Option<Category>,
    rule: DelegationRule,
) -> Result<(), Failure> {
    let revision = delegation::view_scheme(&bed.market, actor).await?.revision;
    let change = ChangeDelegation { revision, category, rule };
    delegation::change_delegation(&bed.market, actor, &key(), change).await
}

async fn chair(bed: &Bed, world: &World) -> Actor {
    person(bed, world.school, Role::Governor, "Ruth Okoro", None).await
}

async fn decide(
    bed: &Bed,
    actor: &Actor,
    order: OrderId,
    decision: Decision,
) -> Result<(), Failure> {
    let version = order::view_order(&bed.market, actor, order).await?.version;
    let decide = DecideOrder { order, version, decision, key: key() };
    order::decide_order(&bed.market, actor, decide).await
}

async fn approve(bed: &Bed, actor: &Actor, order: OrderId) -> Result<(), Failure> {
    decide(bed, actor, order, Decision::Approve).await
}

/// Somebody as they are signed in anew, by their name.
pub async fn again(bed: &Bed, name: &str) -> Actor {
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    testbed::people::sign_in(bed, &email).await
}

pub fn named(deputy: &Actor, first: &str, last: &str) -> NameDeputy {
    let away = Away { first_on: day(first), last_on: day(last) };
    NameDeputy { deputy: Some(deputy.person()), away, limit: None }
}

/// Whose letters are about what waits for approval, and in whose place they are asked.
async fn asked(bed: &Bed) -> Vec<(String, Option<String>)> {
    bed.run_jobs().await;
    let letters = bed.letters.all().into_iter();
    letters
        .filter_map(|letter| match letter.about {
            market::mail::About::ApprovalNeeded(told) => Some((letter.name, told.deputy_for)),
            _ => None,
        })
        .collect()
}
