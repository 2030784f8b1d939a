//! Going on with those who said yes: portions are worked out among them and everybody is asked to agree,
//! anew where they had agreed to others. And taking it all back.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharerState, SharingEvent, SharingRefusal, SharingState, read_answer_by};
use domain::{Failure, Refusal, text};
use sea_orm::Value;
use serde_json::json;

use super::choices::members;
use super::propose::{remind, told};
use super::stored::{Sharing, Standpoint, find, take_turn};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::SharingNews;
use crate::order::take_turn_as;

/// The most characters of a reason.
pub(super) const WORDS_MAX: usize = 1_000;

/// Those who said yes are asked to agree.
#[derive(Debug, Clone)]
pub struct AskSharers {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// What.
    pub sharing: SharingId,
    /// The schools that were shown above the button: exactly those who said yes.
    pub seen: Vec<OrganisationId>,
    /// Field `answer_by`: the last day for answers.
    pub answer_by: String,
}

/// Asks those who said yes to agree to their portions among them. Whoever did not say yes is left out.
///
/// # Errors
/// `NotFound` for whoever did not propose it; `Refused(NotAsShown)` where others said yes by now;
/// `Refused(Sharing(TooFew))`, `Refused(Sharing(State))`, `Refused(Sharing(TooLate))` where it begins by tomorrow;
/// `Invalid` on `answer_by`.
pub async fn ask_sharers(
    market: &Market,
    actor: &Actor,
    command: AskSharers,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (permit.organisation(), command.sharing, &command.seen, &command.answer_by);
    let once = &Once::new(permit.person(), "ask_sharers", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = async {
                let sharing = own(market, &w, permit, command.sharing).await?;
                ask(market, &w, permit, (sharing, command)).await
            };
            once.answer(market, &w, work).await
        })
        .await
}

/// A sharing that the school acted for proposed, with its turn taken.
async fn own(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: SharingId,
) -> Result<Sharing, Failure> {
    let looks = Standpoint::School(permit.organisation());
    let sharing = find(market, w, &looks, id).await?;
    if sharing.proposer != permit.organisation() {
        return Err(Failure::NotFound);
    }
    take_turn(w, id).await?;
    find(market, w, &looks, id).await
}

async fn ask(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (sharing, command): (Sharing, &AskSharers),
) -> Result<(), Failure> {
    sharing.state.after(SharingEvent::Ask).map_err(Refusal::Sharing)?;
    let answer_by = answer_before_it_begins(market, &sharing, &command.answer_by)?;
    let yes = sharing.who_said_yes();
    let mut schools: Vec<OrganisationId> = yes.iter().map(|one| one.school).collect();
    let mut seen = command.seen.clone();
    schools.sort_unstable();
    seen.sort_unstable();
    if seen != schools {
        return Err(Refusal::NotAsShown.into());
    }
    if !sharing.can_go_on() {
        return Err(Refusal::Sharing(SharingRefusal::TooFew).into());
    }
    let portions = sharing.portions_among(&yes)?;
    let unanswered = sharing.sharers.iter().filter(|one| one.state == SharerState::Asked);
    let unanswered: Vec<OrganisationId> = unanswered.map(|one| one.school).collect();
    tell::schools(market, w, &sharing, &unanswered, &SharingNews::LeftOut).await?;
    let sql = "UPDATE sharing_school SET state = 'left_out', agreed_net_pence = NULL \
               WHERE sharing_id = $1 AND state = 'asked'";
    w.execute(sql, [sharing.id.uuid().into()]).await?;
    let sql = "UPDATE sharing_school SET state = 'asked', portion_net_pence = $3, \
               agreed_net_pence = NULL, answered_by = NULL, answered_at = NULL \
               WHERE sharing_id = $1 AND school_id = $2";
    for (school, portion) in &portions {
        let values: [Value; 3] =
            [sharing.id.uuid().into(), school.uuid().into(), portion.pence().get().into()];
        w.execute_one(sql, values).await?;
    }
    let sql = "UPDATE sharing SET state = 'proposed', round = round + 1, answer_by = $2 \
               WHERE id = $1 AND state IN ('gathering', 'proposed')";
    w.execute_one(sql, [sharing.id.uuid().into(), answer_by.into()]).await?;
    let looks = Standpoint::School(permit.organisation());
    let after = find(market, w, &looks, sharing.id).await?;
    tell::asked(market, w, &after).await?;
    remind(market, w, &after).await?;
    let parties = sharing.parties();
    let record = Record::new(Some(after.partnership), permit, Deed::AskSharers, after.id)
        .parties(parties)
        .before(&told(&sharing))?
        .after(&told(&after))?;
    audit::record(market, w, record).await
}

/// The last day for answers of another round. What has begun, or begins tomorrow, can be asked for no more.
fn answer_before_it_begins(
    market: &Market,
    sharing: &Sharing,
    typed: &str,
) -> Result<NaiveDate, Failure> {
    let (today, first) = (market.today(), sharing.terms.span.first_on);
    let tomorrow = today.succ_opt().unwrap_or(today);
    if first <= tomorrow {
        let on = first.pred_opt().unwrap_or(first);
        return Err(Refusal::Sharing(SharingRefusal::TooLate { on }).into());
    }
    let read = read_answer_by(typed, today, first);
    read.map_err(|problem| Failure::field("answer_by", problem))
}

/// What was proposed is taken back.
#[derive(Debug, Clone)]
pub struct WithdrawSharing {
    /// What.
    pub sharing: SharingId,
    /// Field `reason`: everybody who was asked reads it.
    pub reason: String,
}

/// Takes back what was proposed, before it binds anybody; where that was done, nothing happens.
///
/// # Errors
/// `NotFound` for whoever did not propose it; `Invalid` on `reason`; `Refused(Sharing(State))` once it
/// binds.
pub async fn withdraw_sharing(
    market: &Market,
    actor: &Actor,
    command: WithdrawSharing,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let reason = &text::paragraph(&command.reason, WORDS_MAX)
        .map_err(|problem| Failure::field("reason", problem))?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sharing = own(market, &w, permit, command.sharing).await?;
            if sharing.state == SharingState::Withdrawn {
                return Ok(());
            }
            sharing.state.after(SharingEvent::Withdraw).map_err(Refusal::Sharing)?;
            let sql = "UPDATE sharing SET state = 'withdrawn', reason = $2 \
                       WHERE id = $1 AND state IN ('gathering', 'proposed')";
            w.execute_one(sql, [sharing.id.uuid().into(), reason.clone().into()]).await?;
            let others = match sharing.state {
                SharingState::Gathering => {
                    let all = members(&w, sharing.partnership, market.today()).await?;
                    let all = all.into_iter().map(|one| one.school);
                    all.filter(|school| *school != sharing.proposer).collect()
                }
                SharingState::Proposed | SharingState::Bound | SharingState::Withdrawn => {
                    sharing.others(Some(sharing.proposer))
                }
            };
            let news = SharingNews::Withdrawn { reason: reason.clone() };
            tell::schools(market, &w, &sharing, &others, &news).await?;
            let parties = sharing.parties();
            let record =
                Record::new(Some(sharing.partnership), permit, Deed::WithdrawSharing, sharing.id)
                    .parties(parties)
                    .after(&json!({"title": sharing.terms.title, "reason": reason}))?;
            audit::record(market, &w, record).await
        })
        .await
}
