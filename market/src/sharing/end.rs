//! Giving notice: what is shared ends early for everybody, and the day that was agreed is kept beside it.

use domain::access::Action;
use domain::audit::Deed;
use domain::form::Reading;
use domain::id::SharingId;
use domain::sharing::{SharerState, SharingEvent, SharingRefusal, read_end};
use domain::{Failure, Refusal, text};
use sea_orm::Value;
use serde_json::json;

use super::ask::WORDS_MAX;
use super::stored::{Standpoint, find, take_turn};
use super::tell;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::idempotency::{Once, RequestKey};
use crate::mail::SharingNews;
use crate::order::take_turn_as;

/// A school gives notice.
#[derive(Debug, Clone)]
pub struct EndSharing {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// What.
    pub sharing: SharingId,
    /// Field `ends_on`: the last day.
    pub ends_on: String,
    /// Field `words`: why; everybody who shares reads it.
    pub words: String,
}

/// Gives notice for the school acted for. It ends for all: nobody is left to pay more than they agreed to.
///
/// # Errors
/// `NotAllowed` for a deputy: it binds every school and is not taken back. `NotFound` for a school that is not
/// in it; `Invalid` on `ends_on` within the notice or after the end,
/// and on `words`; `Refused(Sharing(State))` before it binds.
pub async fn end_sharing(
    market: &Market,
    actor: &Actor,
    command: EndSharing,
) -> Result<(), Failure> {
    let permit = &actor.permit_in_person(Action::ApproveOrder)?;
    let contents = (permit.organisation(), command.sharing, &command.ends_on, &command.words);
    let once = &Once::new(permit.person(), "end_sharing", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let own = permit.organisation();
            let looks = Standpoint::School(own);
            let work = async {
                find(market, &w, &looks, command.sharing).await?;
                take_turn(&w, command.sharing).await?;
                let sharing = find(market, &w, &looks, command.sharing).await?;
                sharing.state.after(SharingEvent::EndEarly).map_err(Refusal::Sharing)?;
                let agreed = |one: &&super::Sharer| one.state == SharerState::Agreed;
                let own_row = sharing.sharer(own).filter(agreed);
                let own_row = own_row.ok_or(Refusal::Sharing(SharingRefusal::State))?;
                let mut reading = Reading::default();
                let (ends, notice) = (sharing.ends_on(), sharing.terms.notice_days);
                let day = read_end(&command.ends_on, market.today(), notice, ends);
                let day = reading.take("ends_on", day);
                let words = reading.take("words", text::paragraph(&command.words, WORDS_MAX));
                let (day, words) = reading.finish(day.zip(words)).map_err(Failure::Invalid)?;
                let sql = "INSERT INTO sharing_notice (sharing_id, school_id, ends_on, words, \
                           person_id, given_at) VALUES ($1, $2, $3, $4, $5, $6)";
                let values: [Value; 6] = [
                    sharing.id.uuid().into(),
                    own.uuid().into(),
                    day.into(),
                    words.clone().into(),
                    permit.person().uuid().into(),
                    market.now().into(),
                ];
                w.execute_one(sql, values).await?;
                let sql = "UPDATE sharing SET ends_early_on = $2 WHERE id = $1 AND state = 'bound' \
                           AND COALESCE(ends_early_on, last_on) > $2";
                w.execute_one(sql, [sharing.id.uuid().into(), day.into()]).await?;
                let school = own_row.name.clone();
                let news =
                    SharingNews::Ends { school: school.clone(), on: day, words: words.clone() };
                let all = sharing.others(None);
                tell::schools(market, &w, &sharing, &all, &news).await?;
                let parties = sharing.parties();
                let record =
                    Record::new(Some(sharing.partnership), permit, Deed::EndSharing, sharing.id)
                        .parties(parties)
                        .before(&json!({"last_on": ends}))?
                        .after(&json!({
                            "title": sharing.terms.title, "school": school, "last_on": day,
                            "words": words,
                        }))?;
                audit::record(market, &w, record).await
            };
            once.answer(market, &w, work).await
        })
        .await
}
