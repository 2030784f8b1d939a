//! Entering every member school with a vote as shareholder at once.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::control::{HolderTyped, Measure, ReadHolding, Share, TypedHolding};
use domain::id::OrganisationId;
use domain::text::Urn;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::register::{
    Shareholding, fits, has_shares, holding, holdings, insert, new_holding, one_at_a_time,
};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};

/// Member schools that could be entered together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersToEnter {
    /// Full members that hold nothing yet, by name.
    pub schools: Vec<String>,
}

#[derive(FromQueryResult)]
struct MemberRow {
    urn: String,
    name: String,
}

/// The full members of a partnership on a day that have a number in the register.
async fn full_members(
    r: &Reader,
    partnership: OrganisationId,
    on: NaiveDate,
) -> Result<Vec<MemberRow>, Failure> {
    let sql = "SELECT DISTINCT o.urn, o.name FROM membership m \
               JOIN tier t ON t.id = m.tier_id JOIN organisation o ON o.id = m.organisation_id \
               WHERE m.partnership_id = $1 AND t.rights = 'full' AND o.urn IS NOT NULL \
               AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
               ORDER BY o.name, o.urn";
    r.sql_all(sql, [partnership.uuid().into(), on.into()]).await
}

fn holds_nothing(all: &[Shareholding], urn: &str, from: NaiveDate) -> bool {
    let is_there = |one: &Shareholding| {
        one.urn.as_ref().is_some_and(|own| own.as_str() == urn)
            && !one.never_held()
            && one.ends_on.is_none_or(|last| last >= from)
    };
    !all.iter().any(is_there)
}

/// The member schools with a vote that hold nothing today.
///
/// # Errors
/// `Refused(NoShares)` for a partnership that is no company.
pub async fn members_to_enter(market: &Market, actor: &Actor) -> Result<MembersToEnter, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let today = market.today();
    market
        .db
        .read(|r| async move {
            has_shares(&r, permit).await?;
            let all = holdings(&r, permit.organisation()).await?;
            let members = full_members(&r, permit.organisation(), today).await?;
            let schools = members.into_iter().filter(|one| holds_nothing(&all, &one.urn, today));
            Ok(MembersToEnter { schools: schools.map(|one| one.name).collect() })
        })
        .await
}

/// All member schools with a vote, each with as much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterMembers {
    /// In what it is counted, how much each holds and from when, as typed.
    pub typed: TypedHolding,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Enters every member school with a vote that holds nothing yet: the same for each. What the
/// register of schools tells of each decides whether it is a public authority.
///
/// # Errors
/// As for one holding; `Refused(NobodyToEnter)` where every full member holds already.
pub async fn enter_members(
    market: &Market,
    actor: &Actor,
    command: EnterMembers,
) -> Result<u64, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let once = &Once::new(permit.person(), "enter_members", &command.key, &command.typed)?;
    let share = command.typed.read_share(market.today()).map_err(Failure::Invalid)?;
    market
        .db
        .write(
            |w| async move { once.answer(market, &w, enter_all(market, &w, permit, share)).await },
        )
        .await
}

async fn enter_all(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    share: Share,
) -> Result<u64, Failure> {
    one_at_a_time(w, permit).await?;
    has_shares(w, permit).await?;
    let members = full_members(w, permit.organisation(), market.today()).await?;
    let mut parties = Vec::new();
    let mut all = holdings(w, permit.organisation()).await?;
    for member in &members {
        if !holds_nothing(&all, &member.urn, share.from) {
            continue;
        }
        let urn = Urn::parse(&member.urn).map_err(|_| broken("a school has no number"))?;
        let one = ReadHolding { holder: HolderTyped::School(urn), stated: None, share };
        let new = new_holding(w, &one).await?;
        fits(&all, &new)?;
        let id = insert(market, w, permit, &new).await?;
        parties.extend(new.holder.organisation);
        if share.measure == Measure::Percent {
            all.push(holding(w, permit.organisation(), id).await?);
        }
    }
    if parties.is_empty() {
        return Err(Refusal::NobodyToEnter.into());
    }
    let own = permit.organisation();
    let record = Record::new(Some(own), permit, Deed::EnterShareholding, own)
        .parties(parties.iter().copied())
        .after(&json!({
            "schools": parties.len(), "measure": share.measure, "held_each": share.amount,
            "from": share.from,
        }))?;
    audit::record(market, w, record).await?;
    u64::try_from(parties.len()).map_err(broken)
}
