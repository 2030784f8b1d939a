//! Who owes whom what for each month or term of a sharing. Paper to invoice by: no invoice is raised
//! from it here.
//!
//! What the others owe grows with their portions; whoever employs or owns it bears the rest of the cost, so
//! that every period adds up to the penny.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::calendar::DaySpan;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharingState, periods, spell_net};
use domain::{Failure, Net};

use super::hand_over::{Predecessor, predecessors};
use super::stored::{Sharing, Standpoint, find};
use crate::Market;
use crate::access::Actor;
use crate::db::broken;

/// What one school bears for a month or a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// For which days.
    pub period: DaySpan,
    /// Which school bears it.
    pub school: String,
    /// Whether that school employs or owns what is shared: then it owes it to nobody.
    pub is_owner: bool,
    /// Who employs or owns it then.
    pub to: String,
    /// How much, excluding VAT.
    pub net: Net,
}

/// The statement of a sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingStatement {
    /// What is shared, with the schools in it.
    pub sharing: Sharing,
    /// What each bears, by period and school.
    pub owed: Vec<Owed>,
    /// What each school bears over all periods, in the order of the schools.
    pub sums: Vec<OwedInAll>,
    /// Schools in whose place others stand, the earliest first.
    pub before: Vec<Predecessor>,
}

/// What one school bears over all periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedInAll {
    /// What the school is called.
    pub school: String,
    /// Whether it employs or owns what is shared.
    pub is_owner: bool,
    /// How much, excluding VAT.
    pub net: Net,
}

/// The statement of a sharing that binds: all its months or terms, up to its last day.
///
/// # Errors
/// `NotFound` for whoever may not see it, and before it binds.
pub async fn sharing_statement(
    market: &Market,
    actor: &Actor,
    id: SharingId,
) -> Result<SharingStatement, Failure> {
    let looks = &Standpoint::of(actor)?;
    let read = market.db.read(|r| async move {
        let sharing = find(market, &r, looks, id).await?;
        Ok((sharing, predecessors(&r, id).await?))
    });
    let (sharing, before) = read.await?;
    if sharing.state != SharingState::Bound {
        return Err(Failure::NotFound);
    }
    state(sharing, before)
}

/// Somebody who bears a part of the cost at a time: a school in it, or one in whose place it stands.
struct Bears {
    school: OrganisationId,
    name: String,
    portion: Net,
}

/// Who bears a school's part on a day: itself, but for what those bore whose place it took later.
fn bears(
    (school, name, portion): (OrganisationId, &str, Net),
    before: &[Predecessor],
    day: NaiveDate,
    all: &mut Vec<Bears>,
) -> Result<(), Failure> {
    let (mut own, others) = (portion.pence(), all.len());
    for one in before.iter().filter(|one| one.successor == school && one.began_on > day) {
        bears((one.school, &one.name, one.portion), before, day, all)?;
        own = own.minus(one.portion.pence())?;
    }
    if !own.is_zero() || all.len() == others {
        all.push(Bears { school, name: name.to_owned(), portion: Net(own) });
    }
    Ok(())
}

/// Who employed or owned it on a day.
fn owner_on(owner: OrganisationId, before: &[Predecessor], day: NaiveDate) -> OrganisationId {
    let takes = |one: &&Predecessor| one.successor == owner && one.was_owner && one.began_on > day;
    before.iter().find(takes).map_or(owner, |one| owner_on(one.school, before, day))
}

/// The periods, each that a hand-over falls into in two.
fn cut(periods: Vec<DaySpan>, before: &[Predecessor]) -> Vec<DaySpan> {
    let days: BTreeSet<NaiveDate> = before.iter().map(|one| one.began_on).collect();
    let mut all = Vec::new();
    for period in periods {
        let mut first_on = period.first_on;
        for day in days.iter().filter(|day| **day > period.first_on && **day <= period.last_on) {
            if let Some(last_on) = day.pred_opt() {
                all.push(DaySpan { first_on, last_on });
            }
            first_on = *day;
        }
        all.push(DaySpan { first_on, last_on: period.last_on });
    }
    all
}

fn state(sharing: Sharing, before: Vec<Predecessor>) -> Result<SharingStatement, Failure> {
    let terms = &sharing.terms;
    let first_on = terms.span.first_on;
    let whole = DaySpan { first_on, last_on: sharing.ends_on() };
    let spell = |net: Net, period| spell_net(terms.cost_kind, net, first_on, period);
    let mut owed = Vec::new();
    let mut sums: Vec<(OrganisationId, OwedInAll)> = Vec::new();
    for period in cut(periods(terms.stated_by, whole), &before) {
        let owner = owner_on(sharing.owner, &before, period.first_on);
        let mut all = Vec::new();
        for one in sharing.counted() {
            let portion = one.portion.ok_or_else(|| broken("a portion that nobody worked out"))?;
            bears((one.school, &one.name, portion), &before, period.first_on, &mut all)?;
        }
        let mut rest = spell(sharing.total, period)?;
        for one in all.iter().filter(|one| one.school != owner) {
            rest = Net(rest.pence().minus(spell(one.portion, period)?.pence())?);
        }
        let to = all.iter().find(|one| one.school == owner).map(|one| one.name.clone());
        let to = to.unwrap_or_else(|| sharing.owner_name.clone());
        for one in all {
            let is_owner = one.school == owner;
            let net = if is_owner { rest } else { spell(one.portion, period)? };
            add(&mut sums, one.school, (&one.name, is_owner, net))?;
            owed.push(Owed { period, school: one.name, is_owner, to: to.clone(), net });
        }
    }
    // Those whose place another took come last; the others in the order of the schools.
    let place = |school: &OrganisationId| {
        sharing.counted().position(|one| one.school == *school).unwrap_or(usize::MAX)
    };
    sums.sort_by_key(|(school, _)| place(school));
    let sums = sums.into_iter().map(|(_, sum)| sum).collect();
    Ok(SharingStatement { sharing, owed, sums, before })
}

fn add(
    sums: &mut Vec<(OrganisationId, OwedInAll)>,
    school: OrganisationId,
    (name, is_owner, net): (&str, bool, Net),
) -> Result<(), Failure> {
    if let Some((_, sum)) = sums.iter_mut().find(|(known, _)| *known == school) {
        sum.net = sum.net.plus(net)?;
    } else {
        sums.push((school, OwedInAll { school: name.to_owned(), is_owner, net }));
    }
    Ok(())
}
