//! A sharing as a school in it, a school that could join, or its partnership sees it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharerState, SharingStage, SharingState};
use domain::{Failure, Gross, Net, Refusal};
use sea_orm::{FromQueryResult, Value};

use super::answer::{approve, most};
use super::stored::{Sharing, Standpoint, find};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// What agreeing binds the school acted for to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Its portion a year, or once, excluding VAT.
    pub portion: Net,
    /// The most that all of it can come to, with VAT at the standard rate.
    pub most: Gross,
    /// Whether whoever looks may agree: nothing, or why not.
    pub refused: Option<Refusal>,
    /// Whether the governors are asked once they agree.
    pub governors_next: bool,
}

/// That somebody gave notice.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct NoticeGiven {
    /// Which school.
    pub school: String,
    /// Who, by name.
    pub by: String,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The last day.
    pub ends_on: NaiveDate,
    /// Why.
    pub words: String,
}

/// What a school that said yes would pay among those that did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmongYes {
    /// What it is called.
    pub school: String,
    /// What it was asked for before, excluding VAT; none where nobody was asked.
    pub before: Option<Net>,
    /// What it would pay, excluding VAT.
    pub portion: Net,
}

/// That somebody of a school has agreed, and others of it have to as well.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Given {
    /// Who, by name.
    pub by: String,
    /// When.
    pub given_at: DateTime<Utc>,
}

/// A sharing with what whoever looks may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingShown {
    /// What is shared, with the schools in it.
    pub sharing: Sharing,
    /// Where it stands.
    pub stage: SharingStage,
    /// The school that looks; none for a partnership.
    pub own: Option<OrganisationId>,
    /// What agreeing binds that school to, where it is asked and somebody looks who approves.
    pub bound: Option<Bound>,
    /// What each of those who said yes would pay among them.
    pub among_yes: Vec<AmongYes>,
    /// Who of the school that looks has agreed in this round, where its governors have to as well.
    pub given: Vec<Given>,
    /// Notices that were given, the newest first.
    pub notices: Vec<NoticeGiven>,
    /// Whether those who said yes can still be asked to agree: enough of them, and before it begins.
    pub can_ask: bool,
    /// Whether whoever looks may say that the school joins, go on, or take it back.
    pub may_propose: bool,
    /// Whether whoever looks may answer for the school.
    pub may_answer: bool,
    /// Whether they may give notice: nobody does so in another's place.
    pub may_end: bool,
}

impl SharingShown {
    /// How the school that looks stands in it.
    pub fn own_state(&self) -> Option<SharerState> {
        self.own.and_then(|own| self.sharing.sharer(own)).map(|one| one.state)
    }

    /// Whether the school that looks proposed it.
    pub fn is_own_proposal(&self) -> bool {
        self.own == Some(self.sharing.proposer)
    }
}

/// A sharing of the school or the partnership acted for.
///
/// # Errors
/// `NotFound` for whoever may not see it.
pub async fn view_sharing(
    market: &Market,
    actor: &Actor,
    id: SharingId,
) -> Result<SharingShown, Failure> {
    let looks = &Standpoint::of(actor)?;
    market
        .db
        .read(|r| async move {
            let sharing = find(market, &r, looks, id).await?;
            let own = match looks {
                Standpoint::School(own) => Some(*own),
                Standpoint::Partnership(_) => None,
            };
            let stage = sharing.stage(market.today());
            let asked = own.and_then(|own| sharing.sharer(own));
            let asked = asked
                .filter(|one| one.state == SharerState::Asked && stage == SharingStage::Asking);
            let may_answer = own.is_some() && actor.can(Action::ApproveOrder);
            let bound = match asked.and_then(|one| one.portion) {
                Some(portion) if may_answer => {
                    Some(Box::pin(bound(market, &r, actor, (&sharing, portion))).await?)
                }
                _ => None,
            };
            let yes = sharing.who_said_yes();
            let portions = match sharing.state {
                SharingState::Gathering | SharingState::Proposed if !yes.is_empty() => {
                    sharing.portions_among(&yes)?
                }
                _ => BTreeMap::new(),
            };
            let among_yes = yes.iter().filter_map(|one| {
                let portion = *portions.get(&one.school)?;
                Some(AmongYes { school: one.name.clone(), before: one.portion, portion })
            });
            let given = match own {
                Some(own) if asked.is_some() => given_by(&r, &sharing, own).await?,
                Some(_) | None => Vec::new(),
            };
            let tomorrow = market.today().succ_opt().unwrap_or(NaiveDate::MAX);
            Ok(SharingShown {
                can_ask: sharing.can_go_on() && sharing.terms.span.first_on > tomorrow,
                stage,
                own,
                bound,
                among_yes: among_yes.collect(),
                given,
                notices: notices(&r, &sharing).await?,
                may_propose: own.is_some() && actor.can(Action::PlaceOrder),
                may_answer,
                may_end: own.is_some() && actor.permit_in_person(Action::ApproveOrder).is_ok(),
                sharing,
            })
        })
        .await
}

async fn bound(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    (sharing, portion): (&Sharing, Net),
) -> Result<Bound, Failure> {
    let most = most(sharing, portion)?;
    let next = match approve(market, r, actor, (sharing, portion)).await {
        Ok((_, next)) => Ok(next),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(Failure::SecondFactorNeeded) => Ok(domain::delegation::Next::Binding),
        Err(other) => return Err(other),
    };
    let governors_next = next == Ok(domain::delegation::Next::Governors);
    Ok(Bound { portion, most, refused: next.err(), governors_next })
}

async fn given_by(
    r: &Reader,
    sharing: &Sharing,
    school: OrganisationId,
) -> Result<Vec<Given>, Failure> {
    let sql = "SELECT p.name AS by, c.given_at FROM sharing_consent c \
               JOIN person p ON p.id = c.person_id WHERE c.sharing_id = $1 AND c.school_id = $2 \
               AND c.round = $3 ORDER BY c.given_at, c.id";
    let values: [Value; 3] = [sharing.id.uuid().into(), school.uuid().into(), sharing.round.into()];
    r.sql_all(sql, values).await
}

async fn notices(r: &Reader, sharing: &Sharing) -> Result<Vec<NoticeGiven>, Failure> {
    if sharing.ends_early_on.is_none() {
        return Ok(Vec::new());
    }
    let sql = "SELECT s.name AS school, p.name AS by, n.given_at, n.ends_on, n.words \
               FROM sharing_notice n JOIN organisation s ON s.id = n.school_id \
               JOIN person p ON p.id = n.person_id WHERE n.sharing_id = $1 ORDER BY n.ends_on";
    r.sql_all(sql, [sharing.id.uuid().into()]).await
}
