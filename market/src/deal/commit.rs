//! Signing up: a school binds itself to a deal.

use domain::access::Action;
use domain::deal::{Commitment, Commitments};
use domain::id::{BaselineId, CommitmentId, DealId};
use domain::price::BuyerStanding;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Problem, Refusal};
use serde::{Deserialize, Serialize};

use super::savings::{self, Bought};
use super::sign::Authority;
use super::stored::{Standpoint, find_for, lock_open};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::baseline::{self, Baseline};
use crate::change::{self, Topic};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::partnership::standing;

/// A school's promise to a deal.
#[derive(Debug, Clone)]
pub struct CommitToDeal {
    /// To which deal.
    pub deal: DealId,
    /// For how many pupils or things.
    pub quantity: u32,
    /// What the school pays now, as entered before.
    pub baseline: BaselineId,
    /// The school's own number for the order that will follow.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// Exactly the words under which the button stood.
    pub wording: String,
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
/// actor may not bind the school to that much; `Invalid` on `quantity`, `baseline`.
pub async fn commit_to_deal(
    market: &Market,
    actor: &Actor,
    command: CommitToDeal,
) -> Result<SignedUp, Failure> {
    let permit = &actor.permit_own(Action::CommitToDeal)?;
    let standpoint = &Standpoint::of(actor)?;
    let command = &command;
    let contents = (
        command.deal,
        command.quantity,
        command.baseline,
        &command.purchase_order_number,
        &command.wording,
    );
    let once = &Once::new(permit.person(), "commit_to_deal", &command.key, &contents)?;
    let commitment =
        Commitment::new(command.quantity).map_err(|problem| Failure::field("quantity", problem))?;
    let id = CommitmentId::from_uuid(market.ids.uuid());
    market
        .db
        .write(|w| async move {
            if let Some(before) = once.earlier(market, &w).await? {
                return Ok(before);
            }
            lock_open(&w, command.deal).await?;
            let stored = find_for(&w, standpoint, market.today(), command.deal).await?;
            let school = permit.scope().organisation();
            let standing = standing(&w, stored.partnership, school, market.today()).await?;
            if standing == BuyerStanding::NonMember {
                return Err(Refusal::NotForThisSchool.into());
            }
            let with = stored.deal.clone().commit(school, commitment, market.now())?;
            let pooled = with.commitments().map_or(0, Commitments::pooled);
            let (terms, role) = (with.terms(), permit.role());
            let authority = Authority::of(terms, stored.vat, pooled, command.quantity, role)?;
            authority.require()?;
            let baseline = own_baseline(&w, permit, &stored.category, command.baseline).await?;
            insert(market, &w, permit, New { id, command, partnership: stored.partnership })
                .await?;
            let bought = Bought {
                commitment: id,
                school,
                quantity: command.quantity,
                net: authority.value,
                baseline: &baseline,
            };
            savings::expect(market, &w, &stored, bought, permit.person()).await?;
            change::touch(&w, Topic::Deal(command.deal)).await?;
            let entry = Record::new(Some(stored.partnership), permit, "commit_to_deal", id)
                .after(&(command.deal, school, command.quantity, &command.wording))?
                .personal("signed_by", actor.name());
            audit::record(market, &w, entry).await?;
            let done = SignedUp { commitment: id };
            once.keep(&w, &done).await?;
            Ok(done)
        })
        .await
}

/// The school's own statement of what it pays now for this kind of service.
async fn own_baseline(
    r: &Reader,
    permit: &Permit,
    category: &domain::service::Category,
    id: BaselineId,
) -> Result<Baseline, Failure> {
    let own = baseline::of_school(r, permit.scope(), Some(*category)).await?;
    let found = own.into_iter().find(|baseline| baseline.id == id);
    found.ok_or_else(|| Failure::field("baseline", Problem::NotAChoice))
}

struct New<'a> {
    id: CommitmentId,
    command: &'a CommitToDeal,
    partnership: domain::id::OrganisationId,
}

async fn insert(market: &Market, w: &Writer, permit: &Permit, new: New<'_>) -> Result<(), Failure> {
    let New { id, command, partnership } = new;
    let sql = "INSERT INTO commitment (id, deal_id, school_id, partnership_id, quantity, \
               baseline_id, signed_by, signed_role, wording, signed_at, purchase_order_number) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let number = command.purchase_order_number.as_ref();
    let values: [sea_orm::Value; 11] = [
        id.uuid().into(),
        command.deal.uuid().into(),
        permit.scope().organisation().uuid().into(),
        partnership.uuid().into(),
        i64::from(command.quantity).into(),
        command.baseline.uuid().into(),
        permit.person().uuid().into(),
        permit.role().role.code().into(),
        command.wording.clone().into(),
        market.now().into(),
        number.map(|number| number.as_str().to_owned()).into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}
