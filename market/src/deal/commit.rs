//! Signing up: a school binds itself to a deal.

use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::deal::{Commitment, Commitments};
use domain::id::{BaselineId, CommitmentId, DealId, PersonId};
use domain::price::BuyerStanding;
use domain::text::{self, PurchaseOrderNumber};
use domain::{Failure, Problem, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::authority::May;
use super::known::KnownNumber;
use super::savings::{self, Bought};
use super::sign::{Authority, Seen, wording_digest};
use super::stored::{Standpoint, Stored, find_for, lock_open};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::baseline::{self, Baseline};
use crate::change::{self, Topic};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::order::take_turn_as;
use crate::partnership::standing;
use crate::school;

/// The most characters of a reason for another quantity than is known.
pub const QUANTITY_REASON_MAX: usize = 500;

/// A school's promise to a deal.
#[derive(Debug, Clone)]
pub struct CommitToDeal {
    /// To which deal.
    pub deal: DealId,
    /// For how many pupils or things.
    pub quantity: u32,
    /// Why for so many, where the school is known by a number far from it; up to 500 characters.
    pub quantity_reason: Option<String>,
    /// What the school pays now, as entered before.
    pub baseline: BaselineId,
    /// The school's own number for the order that will follow.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// Exactly the words under which the button stood.
    pub wording: String,
    /// What else stood there.
    pub seen: Seen,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// A school is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedUp {
    /// Its promise.
    pub commitment: CommitmentId,
}

/// Binds the actor's school to a deal. The expected saving is entered at the price that holds with
/// the school in; at closing it is taken back and the agreed one entered.
///
/// # Errors
/// `Refused(DealNotOpen | DealClosed | AlreadyCommitted | NotForThisSchool)`; `OverLimit` where the
/// actor may not bind the school to the most that it can come to; `NotAsShown`; `BaselineCounted`
/// where what the school pays now is measured against something else of that time; `Invalid` on
/// `quantity`, `baseline`, and on `quantity_reason` where the quantity is far from the number the
/// school is known by and nobody says why.
pub async fn commit_to_deal(
    market: &Market,
    actor: &Actor,
    command: CommitToDeal,
) -> Result<SignedUp, Failure> {
    let permit = &actor.permit_own(Action::CommitToDeal)?;
    let standpoint = &Standpoint::of(actor)?;
    let command = &command;
    let contents = (
        (permit.organisation(), command.deal, command.quantity, &command.quantity_reason),
        (command.baseline, &command.purchase_order_number, &command.wording),
    );
    let once = &Once::new(permit.person(), "commit_to_deal", &command.key, &contents)?;
    let commitment =
        Commitment::new(command.quantity).map_err(|problem| Failure::field("quantity", problem))?;
    market
        .db
        .write(|w| async move {
            let sign = async {
                take_turn_as(&w, permit).await?;
                lock_open(&w, command.deal).await?;
                let stored = find_for(&w, standpoint, market.today(), command.deal).await?;
                let signature =
                    check(market, &w, (actor, permit), &stored, (command, commitment)).await?;
                sign(market, &w, actor, permit, (&stored, command, &signature)).await
            };
            once.answer(market, &w, sign).await
        })
        .await
}

/// A signature that may be given.
struct Checked {
    authority: Authority,
    role: Role,
    deputy_of: Option<PersonId>,
    baseline: Baseline,
    known: Option<KnownNumber>,
    quantity_reason: Option<String>,
}

async fn check(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    stored: &Stored,
    (command, commitment): (&CommitToDeal, Commitment),
) -> Result<Checked, Failure> {
    let (school, today) = (permit.organisation(), market.today());
    if standing(w, stored.partnership, school, today).await? == BuyerStanding::NonMember {
        return Err(Refusal::NotForThisSchool.into());
    }
    stored.delivered_by_another(school)?;
    let with = stored.deal.clone().commit(school, commitment, market.now())?;
    let pooled = with.commitments().map_or(0, Commitments::pooled);
    let terms = with.terms();
    let figures = (pooled, command.quantity);
    let (authority, chance) = Authority::over(market, w, actor, (stored, school), figures).await?;
    authority.require()?;
    let (role, deputy_of) = match chance.may {
        May::Alone(role) => (role, None),
        May::With(by) => {
            // Whoever signs at others' request approves it, which takes a code.
            actor.permit_own(Action::ApproveOrder)?;
            (by.level.role(), by.deputy_of)
        }
        May::Agree(_) | May::Ask => return Err(Failure::NotAllowed),
    };
    command.seen.must_hold(&authority, &command.wording)?;
    let baseline = free_baseline(w, permit, stored, command.baseline).await?;
    let facts = school::facts(w, school, today).await?;
    facts.must_be_open()?;
    let known = KnownNumber::of(terms.unit(), &facts, Some(&baseline));
    let reason = command.quantity_reason.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let reason = reason.map(|typed| text::paragraph(typed, QUANTITY_REASON_MAX)).transpose();
    let quantity_reason = reason.map_err(|problem| Failure::field("quantity_reason", problem))?;
    if quantity_reason.is_none() && known.is_some_and(|known| known.is_far_from(command.quantity)) {
        return Err(Failure::field("quantity_reason", Problem::Missing));
    }
    Ok(Checked { authority, role, deputy_of, baseline, known, quantity_reason })
}

async fn sign(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    permit: &Permit,
    (stored, command, checked): (&Stored, &CommitToDeal, &Checked),
) -> Result<SignedUp, Failure> {
    let id = CommitmentId::from_uuid(market.ids.uuid());
    insert(market, w, permit, New { id, stored, command, checked }).await?;
    let terms = stored.deal.terms();
    baseline::count_contract(w, command.baseline, id, terms, command.quantity).await?;
    let bought = Bought {
        commitment: id,
        school: permit.organisation(),
        quantity: command.quantity,
        net: checked.authority.value,
        baseline: &checked.baseline,
    };
    savings::expect(market, w, stored, bought, permit.person()).await?;
    change::touch(w, Topic::Deal(command.deal)).await?;
    let entry = Record::new(Some(stored.partnership), permit, Deed::CommitToDeal, id)
        .after(&json!({
            "deal": command.deal,
            "school": permit.organisation(),
            "quantity": command.quantity,
            "deputy_of": checked.deputy_of,
            "known_quantity": checked.known.map(|known| known.number),
            "reason": &checked.quantity_reason,
            "most_gross_pence": checked.authority.most_gross,
            "wording": &command.wording,
            "wording_digest": &command.seen.wording_digest,
        }))?
        .personal(audit::SIGNED_BY, actor.name());
    audit::record(market, w, entry).await?;
    Ok(SignedUp { commitment: id })
}

/// The school's own statement of what it pays now for this kind of service by what the deal counts,
/// which nothing else of the contract's time is measured against.
pub(super) async fn free_baseline(
    r: &Reader,
    permit: &Permit,
    stored: &Stored,
    id: BaselineId,
) -> Result<Baseline, Failure> {
    let terms = stored.deal.terms();
    let unit = terms.unit().priced_in();
    let earlier = baseline::earlier(r, permit.scope(), stored.category, unit).await?;
    let found = earlier.statements.iter().find(|baseline| baseline.id == id);
    let found = found.ok_or_else(|| Failure::field("baseline", Problem::NotAChoice))?;
    earlier.for_contract(found, terms)?;
    Ok(found.clone())
}

struct New<'a> {
    id: CommitmentId,
    stored: &'a Stored,
    command: &'a CommitToDeal,
    checked: &'a Checked,
}

async fn insert(market: &Market, w: &Writer, permit: &Permit, new: New<'_>) -> Result<(), Failure> {
    let New { id, stored, command, checked } = new;
    let sql = "INSERT INTO commitment (id, deal_id, school_id, partnership_id, quantity, \
               baseline_id, signed_by, signed_role, wording, signed_at, purchase_order_number, \
               wording_digest, most_gross_pence, known_quantity, quantity_reason, deputy_of) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let number = command.purchase_order_number.as_ref();
    let values: [sea_orm::Value; 16] = [
        id.uuid().into(),
        command.deal.uuid().into(),
        permit.organisation().uuid().into(),
        stored.partnership.uuid().into(),
        i64::from(command.quantity).into(),
        command.baseline.uuid().into(),
        permit.person().uuid().into(),
        checked.role.code().into(),
        command.wording.clone().into(),
        market.now().into(),
        number.map(|number| number.as_str().to_owned()).into(),
        wording_digest(&command.wording).into(),
        checked.authority.most_gross.pence().get().into(),
        checked.known.map(|known| i64::from(known.number)).into(),
        checked.quantity_reason.clone().into(),
        checked.deputy_of.map(PersonId::uuid).into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}
