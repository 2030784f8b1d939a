//! Who owes whom what for each month or term of a sharing. Paper to invoice by: no invoice is raised
//! from it here.

use domain::calendar::DaySpan;
use domain::id::SharingId;
use domain::sharing::{SharingState, periods, spell_net};
use domain::{Failure, Net, Pence};

use super::stored::{Sharing, Standpoint, find};
use crate::Market;
use crate::access::Actor;

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
    pub sums: Vec<(String, bool, Net)>,
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
    let mut owed = Vec::new();
    let mut sums: Vec<(String, bool, Net)> = Vec::new();
    for period in periods(terms.stated_by, whole) {
        for one in sharing.counted() {
            let portion = one.portion.unwrap_or(Net(Pence::ZERO));
            let net = spell_net(terms.cost_kind, portion, first_on, period)?;
            let is_owner = one.school == sharing.owner;
            match sums.iter_mut().find(|(name, ..)| *name == one.name) {
                Some((_, _, sum)) => *sum = sum.plus(net)?,
                None => sums.push((one.name.clone(), is_owner, net)),
            }
            owed.push(Owed { period, school: one.name.clone(), is_owner, net });
        }
    }
    Ok(SharingStatement { sharing, owed, sums })
}
