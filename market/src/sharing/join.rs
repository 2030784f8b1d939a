//! A school of the area says that it would share something, or would not after all. Binds nobody.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::SharingId;
use domain::sharing::{
    SHARERS_MAX, SharerState, SharingEvent, SharingRefusal, SplitBy, read_weight, weight_in_words,
};
use domain::{Failure, Refusal};
use serde_json::json;

use super::propose::{Weighed, add, pupils};
use super::stored::{Standpoint, find, take_turn};
use super::tell;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::mail::SharingNews;
use crate::order::take_turn_as;
use crate::school::facts;

/// A school would join.
#[derive(Debug, Clone)]
pub struct JoinSharing {
    /// What.
    pub sharing: SharingId,
    /// Field `days`: how many it would have, where the cost is split by them.
    pub days: String,
}

/// Says that the school acted for would join; said again, it changes the days.
///
/// # Errors
/// `NotFound` for a school that is not asked; `Invalid` on `days`; `Refused(Sharing(…))` once the last day
/// for answers is past, schools are asked to agree, or as many would join as can.
pub async fn join_sharing(
    market: &Market,
    actor: &Actor,
    command: JoinSharing,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let own = permit.organisation();
            let looks = Standpoint::School(own);
            let before = find(market, &w, &looks, command.sharing).await?;
            before.state.after(SharingEvent::Join).map_err(Refusal::Sharing)?;
            take_turn(&w, command.sharing).await?;
            let sharing = find(market, &w, &looks, command.sharing).await?;
            sharing.state.after(SharingEvent::Join).map_err(Refusal::Sharing)?;
            let on = sharing.terms.answer_by;
            if market.today() > on {
                return Err(Refusal::Sharing(SharingRefusal::TooLate { on }).into());
            }
            facts(&w, own, market.today()).await?.must_be_open()?;
            if sharing.sharer(own).is_none() && sharing.sharers.len() >= SHARERS_MAX {
                return Err(Refusal::Sharing(SharingRefusal::FULL).into());
            }
            let weighed = match sharing.terms.split {
                SplitBy::Days => {
                    let read = read_weight(&command.days);
                    let weight = read.map_err(|problem| Failure::field("days", problem))?;
                    Weighed { weight, pupils_on: None }
                }
                SplitBy::Pupils => pupils(market, &w, own).await?,
                SplitBy::Equally | SplitBy::Percentage => Weighed { weight: 1, pupils_on: None },
            };
            if sharing.sharer(own).is_some_and(|one| one.weight == weighed.weight) {
                return Ok(());
            }
            add(&w, (sharing.id, own), &weighed, (SharerState::Joins, None)).await?;
            let after = find(market, &w, &looks, command.sharing).await?;
            let name = after.sharer(own).map(|one| one.name.clone()).unwrap_or_default();
            let news = SharingNews::Joins { school: name.clone() };
            // Told once: days that change are on its page.
            if own != after.proposer && sharing.sharer(own).is_none() {
                tell::schools(market, &w, &after, &[after.proposer], &news).await?;
            }
            let weight = weight_in_words(after.terms.split, weighed.weight);
            let record = Record::new(Some(after.partnership), permit, Deed::JoinSharing, after.id)
                .party(after.proposer)
                .after(&json!({"title": after.terms.title, "school": name, "weight": weight}))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Says that it would not after all; where it never said so, nothing happens.
///
/// # Errors
/// `NotFound` for a school that is not asked; `Refused(Sharing(State))` once schools are asked to agree, and
/// for whoever proposed it.
pub async fn leave_sharing(
    market: &Market,
    actor: &Actor,
    sharing: SharingId,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let own = permit.organisation();
            let looks = Standpoint::School(own);
            find(market, &w, &looks, sharing).await?;
            take_turn(&w, sharing).await?;
            let found = find(market, &w, &looks, sharing).await?;
            found.state.after(SharingEvent::Join).map_err(Refusal::Sharing)?;
            if own == found.proposer {
                return Err(Refusal::Sharing(SharingRefusal::State).into());
            }
            let Some(own_row) = found.sharer(own) else { return Ok(()) };
            let sql = "DELETE FROM sharing_school \
                       WHERE sharing_id = $1 AND school_id = $2 AND state = 'joins'";
            w.execute_one(sql, [sharing.uuid().into(), own.uuid().into()]).await?;
            let told = json!({"title": found.terms.title, "school": own_row.name});
            let record = Record::new(Some(found.partnership), permit, Deed::LeaveSharing, sharing)
                .party(found.proposer)
                .after(&told)?;
            audit::record(market, &w, record).await
        })
        .await
}
