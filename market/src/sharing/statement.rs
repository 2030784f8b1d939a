//! Who owes whom what for each month or term of a sharing. Paper to invoice by: no invoice is raised
//! from it here.
//!
//! What the others owe grows with their portions; whoever employs or owns it bears the rest of the cost, so
//! that every period adds up to the penny.

use std::collections::BTreeMap;

use domain::calendar::DaySpan;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharingState, periods, spell_net};
use domain::{Failure, Net};

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
    let sharing = market.db.read(|r| async move { find(market, &r, looks, id).await }).await?;
    if sharing.state != SharingState::Bound {
        return Err(Failure::NotFound);
    }
    state(sharing)
}

fn state(sharing: Sharing) -> Result<SharingStatement, Failure> {
    let terms = &sharing.terms;
    let first_on = terms.span.first_on;
    let whole = DaySpan { first_on, last_on: sharing.ends_on() };
    let spell = |net: Net, period| spell_net(terms.cost_kind, net, first_on, period);
    let mut owed = Vec::new();
    let mut sums: BTreeMap<OrganisationId, Net> = BTreeMap::new();
    for period in periods(terms.stated_by, whole) {
        let mut rest = spell(sharing.total, period)?;
        let mut nets = BTreeMap::new();
        for one in sharing.counted().filter(|one| one.school != sharing.owner) {
            let portion = one.portion.ok_or_else(|| broken("a portion that nobody worked out"))?;
            let net = spell(portion, period)?;
            rest = Net(rest.pence().minus(net.pence())?);
            nets.insert(one.school, net);
        }
        nets.insert(sharing.owner, rest);
        for one in sharing.counted() {
            let net = nets.get(&one.school).copied().unwrap_or_default();
            let sum = sums.entry(one.school).or_default();
            *sum = sum.plus(net)?;
            let is_owner = one.school == sharing.owner;
            owed.push(Owed { period, school: one.name.clone(), is_owner, net });
        }
    }
    let in_all = sharing.counted().map(|one| OwedInAll {
        school: one.name.clone(),
        is_owner: one.school == sharing.owner,
        net: sums.get(&one.school).copied().unwrap_or_default(),
    });
    let sums = in_all.collect();
    Ok(SharingStatement { sharing, owed, sums })
}
