//! A school agrees to its portion, or declines with words. Once all have agreed, it binds.

use domain::access::Action;
use domain::audit::Deed;
use domain::delegation::{ApprovalLevel, Approver, Next};
use domain::id::{OrganisationId, PersonId, SharingId};
use domain::order::Allowance;
use domain::sharing::{SharerState, SharingEvent, SharingRefusal, accrued};
use domain::vat::{VatReason, vat_on};
use domain::{Failure, Gross, Net, Pence, Refusal, text};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::ask::WORDS_MAX;
use super::stored::{Sharer, Sharing, Standpoint, answered, find, take_turn};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::mail::SharingNews;
use crate::order::{chain, take_turn_as};
use crate::{delegation, school};

/// A school agrees.
#[derive(Debug, Clone)]
pub struct AgreeSharing {
    /// To what.
    pub sharing: SharingId,
    /// In which round of asking it was shown.
    pub round: i64,
    /// The portion that stood above the button, excluding VAT.
    pub portion: Net,
}

/// What a portion binds a school to at most: over all its days, with VAT at the standard rate, since
/// nobody knows yet whether some is due. Limits are compared with it.
///
/// # Errors
/// `Refused(VatNotSettled)` where no standard rate is known for its first day.
pub(super) fn most(sharing: &Sharing, portion: Net) -> Result<Gross, Failure> {
    let span = sharing.terms.span;
    let net = accrued(sharing.terms.cost_kind, portion, span.first_on, span.last_on)?;
    let basis = VatReason::Standard.basis(span.first_on)?;
    Ok(net.with(vat_on(net, basis)?)?)
}

/// Agrees for the school acted for. Where its scheme asks for its governors as well, they are asked next.
///
/// # Errors
/// `NotFound` for a school that is not in it; `Refused(NotAsShown)` where portions were worked out again;
/// `Refused(Sharing(…))` where it is not asked, or not any more; `Refused(OverLimit)`,
/// `Refused(OtherLevel)`, `Refused(ApprovedBefore)`, `Refused(OwnRequest)` for whoever proposed it and stands
/// in for somebody; `Refused(SchoolClosed)`, `Refused(Sharing(Closed))` where another of them has closed.
pub async fn agree_sharing(
    market: &Market,
    actor: &Actor,
    command: AgreeSharing,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ApproveOrder)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sharing = asked(market, &w, permit, command.sharing).await?;
            let own = own_row(&sharing, permit.organisation())?;
            if own.state == SharerState::Agreed {
                return Ok(());
            }
            let event = SharingEvent::Agree { last: false };
            sharing.state.after(event).map_err(Refusal::Sharing)?;
            in_time(market, &sharing)?;
            if own.state != SharerState::Asked {
                return Err(Refusal::Sharing(SharingRefusal::Answered).into());
            }
            let shown = (command.round, Some(command.portion));
            if (sharing.round, own.portion) != shown {
                return Err(Refusal::NotAsShown.into());
            }
            school::facts(&w, own.school, market.today()).await?.must_be_open()?;
            let by = Box::pin(approve(market, &w, actor, (&sharing, command.portion))).await?;
            consent(market, &w, (&sharing, own.school), (by.0, command.portion)).await?;
            match by.1 {
                Next::Governors => {
                    let news = SharingNews::Governors;
                    tell::governors(market, &w, &sharing, own.school, &news).await?;
                    record(market, &w, permit, (&sharing, own), (by.0, false)).await
                }
                Next::Binding => bind(market, &w, permit, (&sharing, own), by.0).await,
            }
        })
        .await
}

/// A sharing that the school acted for is in, with its turn taken.
async fn asked(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: SharingId,
) -> Result<Sharing, Failure> {
    let looks = Standpoint::School(permit.organisation());
    find(market, w, &looks, id).await?;
    take_turn(w, id).await?;
    find(market, w, &looks, id).await
}

fn own_row(sharing: &Sharing, own: OrganisationId) -> Result<&Sharer, Failure> {
    // A school of the area that has not said yes is not asked.
    sharing.sharer(own).ok_or(Refusal::Sharing(SharingRefusal::State).into())
}

fn in_time(market: &Market, sharing: &Sharing) -> Result<(), Failure> {
    let on = sharing.terms.answer_by;
    if market.today() > on {
        return Err(Refusal::Sharing(SharingRefusal::TooLate { on }).into());
    }
    Ok(())
}

/// As whom somebody agrees, and what follows; the first of their roles that may.
pub(super) async fn approve(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    (sharing, portion): (&Sharing, Net),
) -> Result<(Approver, Next), Failure> {
    let own = actor.permit_own(Action::ApproveOrder)?.organisation();
    let most = most(sharing, portion)?;
    // Of another school nobody asked for it: whoever may go so far agrees.
    let nobody = PersonId::from_uuid(Uuid::nil());
    let (chain, _) = chain(market, r, own, nobody, None).await?;
    // A head agrees to what they proposed themselves; nobody does so in another's place.
    let asked_by = |by: &Approver| match by.deputy_of {
        Some(_) if own == sharing.proposer => sharing.proposed_by,
        Some(_) | None => nobody,
    };
    let given = given(r, sharing, own).await?;
    let first = chain.begins_at(Allowance::new(Some(Pence::ZERO), Pence::ZERO), most);
    let awaits = match given.as_slice() {
        [] => first.unwrap_or(ApprovalLevel::Head),
        [..] => ApprovalLevel::Governors,
    };
    let mut refused = Refusal::OtherLevel { level: awaits };
    for by in delegation::stands_for(actor) {
        match chain.approve(asked_by(&by), awaits, &given, &by, most) {
            Ok(next) => return Ok((by, next)),
            Err(
                why @ (Refusal::OverLimit { .. } | Refusal::ApprovedBefore | Refusal::OwnRequest),
            ) => refused = why,
            Err(_) => {}
        }
    }
    Err(refused.into())
}

/// Who of a school has agreed in this round.
async fn given(
    r: &Reader,
    sharing: &Sharing,
    school: OrganisationId,
) -> Result<Vec<Approver>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        level: String,
        person_id: Uuid,
        deputy_of: Option<Uuid>,
    }
    let sql = "SELECT level, person_id, deputy_of FROM sharing_consent \
               WHERE sharing_id = $1 AND school_id = $2 AND round = $3 ORDER BY given_at, id";
    let values: [Value; 3] = [sharing.id.uuid().into(), school.uuid().into(), sharing.round.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let read = |row: Row| {
        let level = ApprovalLevel::from_code(&row.level);
        Ok(Approver {
            person: PersonId::from_uuid(row.person_id),
            level: level.ok_or_else(|| broken(format!("no level: {}", row.level)))?,
            limit: None,
            deputy_of: row.deputy_of.map(PersonId::from_uuid),
        })
    };
    rows.into_iter().map(read).collect()
}

async fn consent(
    market: &Market,
    w: &Writer,
    (sharing, school): (&Sharing, OrganisationId),
    (by, portion): (Approver, Net),
) -> Result<(), Failure> {
    let sql = "INSERT INTO sharing_consent (id, sharing_id, school_id, round, portion_net_pence, \
               level, person_id, deputy_of, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        market.ids.uuid().into(),
        sharing.id.uuid().into(),
        school.uuid().into(),
        sharing.round.into(),
        portion.pence().get().into(),
        by.level.code().into(),
        by.person.uuid().into(),
        by.deputy_of.map(PersonId::uuid).into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

/// The school has agreed; where it was the last, all are bound.
async fn bind(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (sharing, own): (&Sharing, &Sharer),
    by: Approver,
) -> Result<(), Failure> {
    let agreed = (SharerState::Agreed, permit.person());
    answered(market, w, (sharing.id, own.school), agreed, (own.portion, None)).await?;
    let others = sharing.sharers.iter().filter(|one| one.school != own.school);
    let others = others.filter(|one| one.state == SharerState::Agreed);
    let portions = others.chain([own]).filter_map(|one| one.portion);
    // Where somebody declined, the portions of the others are less than the cost: they are asked again.
    let last = Net::total(portions)? == sharing.total;
    let sharers = sharing.others(None);
    if last && sharing.counted().any(|one| one.has_closed) {
        return Err(Refusal::Sharing(SharingRefusal::Closed).into());
    }
    if last {
        // Nobody is bound beside somebody who has not agreed, whatever was read before.
        let sql = "UPDATE sharing SET state = 'bound', bound_at = $2 WHERE id = $1 \
                   AND state = 'proposed' AND NOT EXISTS (SELECT 1 FROM sharing_school y \
                   WHERE y.sharing_id = sharing.id AND y.state = 'asked') \
                   AND net_pence = (SELECT SUM(y.agreed_net_pence) FROM sharing_school y \
                   WHERE y.sharing_id = sharing.id AND y.state = 'agreed')";
        w.execute_one(sql, [sharing.id.uuid().into(), market.now().into()]).await?;
        tell::schools(market, w, sharing, &sharers, &SharingNews::Bound).await?;
    } else if own.school != sharing.proposer {
        let news = SharingNews::Agreed { school: own.name.clone() };
        tell::schools(market, w, sharing, &[sharing.proposer], &news).await?;
    }
    record(market, w, permit, (sharing, own), (by, last)).await
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (sharing, own): (&Sharing, &Sharer),
    (by, binds): (Approver, bool),
) -> Result<(), Failure> {
    let parties = sharing.parties();
    let record = Record::new(Some(sharing.partnership), permit, Deed::AgreeSharing, sharing.id)
        .parties(parties)
        .after(&json!({
            "title": sharing.terms.title, "school": own.name, "net": own.portion,
            "level": by.level.code(), "deputy_of": by.deputy_of, "binding": binds,
        }))?;
    audit::record(market, w, record).await
}

/// A school declines.
#[derive(Debug, Clone)]
pub struct DeclineSharing {
    /// What.
    pub sharing: SharingId,
    /// Field `words`: why; everybody who shares reads it.
    pub words: String,
}

/// Declines for the school acted for, also where it had agreed and others have not; where it declined
/// before, nothing happens. Whoever proposed it goes on with the others, or takes it back.
///
/// # Errors
/// `NotFound` for a school that is not in it; `Invalid` on `words`; `Refused(Sharing(State))` where it is
/// not asked, or it binds.
pub async fn decline_sharing(
    market: &Market,
    actor: &Actor,
    command: DeclineSharing,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ApproveOrder)?;
    let words = &text::paragraph(&command.words, WORDS_MAX)
        .map_err(|problem| Failure::field("words", problem))?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sharing = asked(market, &w, permit, command.sharing).await?;
            let own = own_row(&sharing, permit.organisation())?;
            if own.state == SharerState::Declined {
                return Ok(());
            }
            sharing.state.after(SharingEvent::Decline).map_err(Refusal::Sharing)?;
            if own.state == SharerState::LeftOut {
                return Err(Refusal::Sharing(SharingRefusal::State).into());
            }
            let by = (SharerState::Declined, permit.person());
            answered(market, &w, (sharing.id, own.school), by, (None, Some(words))).await?;
            let news = SharingNews::Declined { school: own.name.clone(), words: words.clone() };
            let others = sharing.others(Some(own.school));
            tell::schools(market, &w, &sharing, &others, &news).await?;
            let parties = sharing.parties();
            let record =
                Record::new(Some(sharing.partnership), permit, Deed::DeclineSharing, sharing.id)
                    .parties(parties)
                    .after(&json!({
                        "title": sharing.terms.title, "school": own.name, "words": words,
                    }))?;
            audit::record(market, &w, record).await
        })
        .await
}
