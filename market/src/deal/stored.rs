//! Reading deals as they are stored, and locking them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::deal::{Commitment, Commitments, Deal, DealState, Record, Terms};
use domain::id::{BaselineId, CommitmentId, DealId, OrganisationId, PersonId};
use domain::service::Category;
use domain::text::PurchaseOrderNumber;
use domain::vat::VatBasis;
use domain::{Failure, Refusal, access::Role};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::access::{Actor, Permit};
use crate::change::Topic;
use crate::db::{Reader, Writer, broken};
use crate::organisation::OrganisationKind;

/// A deal with everything stored about it.
pub(super) struct Stored {
    pub id: DealId,
    pub partnership: OrganisationId,
    pub partnership_name: String,
    pub provider: OrganisationId,
    pub provider_name: String,
    pub seller: OrganisationId,
    pub seller_name: String,
    pub category: Category,
    pub title: String,
    pub description: String,
    pub vat: VatBasis,
    pub opened_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub withdrawn_reason: Option<String>,
    pub version: i64,
    /// What whoever watches it hears next to; never newer than the rest.
    pub heard: i64,
    /// The deal as its rules know it.
    pub deal: Deal,
    /// Who is in, by the school's name.
    pub signed: Vec<Signed>,
}

impl Stored {
    /// The schools that are in.
    pub fn schools(&self) -> impl Iterator<Item = OrganisationId> {
        self.signed.iter().map(|signed| signed.school)
    }

    /// Refuses the school that delivers it: nobody buys from themselves.
    pub fn delivered_by_another(&self, school: OrganisationId) -> Result<(), Refusal> {
        if self.provider == school { Err(Refusal::OwnService) } else { Ok(()) }
    }
}

/// A school's signature under a deal.
pub(super) struct Signed {
    pub commitment: CommitmentId,
    pub school: OrganisationId,
    pub school_name: String,
    pub quantity: u32,
    pub baseline: BaselineId,
    pub has_document: bool,
    pub by: PersonId,
    pub by_name: String,
    pub role: Role,
    pub wording: String,
    /// The digest kept with the wording; none for signatures given before one was kept.
    pub wording_digest: Option<String>,
    pub known_quantity: Option<u32>,
    pub quantity_reason: Option<String>,
    pub at: DateTime<Utc>,
    pub purchase_order_number: Option<PurchaseOrderNumber>,
}

#[derive(FromQueryResult)]
struct DealRow {
    id: Uuid,
    partnership_id: Uuid,
    partnership_name: String,
    provider_id: Uuid,
    provider_name: String,
    seller_id: Uuid,
    seller_name: String,
    state: String,
    category: String,
    title: String,
    description: String,
    terms: String,
    vat_basis: String,
    opened_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    withdrawn_reason: Option<String>,
    version: i64,
    heard: i64,
}

#[derive(FromQueryResult)]
struct SignedRow {
    id: Uuid,
    school_id: Uuid,
    school_name: String,
    quantity: i64,
    baseline_id: Uuid,
    evidence_file_id: Option<Uuid>,
    signed_by: Uuid,
    signed_name: String,
    signed_role: String,
    wording: String,
    wording_digest: Option<String>,
    known_quantity: Option<i64>,
    quantity_reason: Option<String>,
    signed_at: DateTime<Utc>,
    purchase_order_number: Option<String>,
}

/// Who looks at deals, and so which deals exist for them.
pub(super) enum Standpoint {
    /// A school: what partnerships it belongs to have opened, and what it has signed.
    School(Permit),
    /// A partnership: its own, and drafts only for those who manage deals.
    Partnership { permit: Permit, manages: bool },
}

impl Standpoint {
    /// Whoever may look at all.
    pub fn of(actor: &Actor) -> Result<Self, Failure> {
        let kind = actor.acting_for().map(|acting| acting.kind);
        let as_school = actor.permit_own(Action::ViewSchool);
        match as_school {
            Ok(permit) if kind != Some(OrganisationKind::Partnership) => Ok(Self::School(permit)),
            _ => Ok(Self::Partnership {
                permit: actor.permit_own(Action::ViewPartnership)?,
                manages: actor.permit_own(Action::ManageDeals).is_ok(),
            }),
        }
    }

    /// The condition on `deal d` with its values, whose places begin at `$1`.
    pub fn condition(&self, today: NaiveDate) -> (&'static str, Vec<Value>) {
        match self {
            Self::School(permit) => (
                "d.opened_at IS NOT NULL AND (EXISTS (SELECT 1 FROM membership m \
                 WHERE m.partnership_id = d.partnership_id AND m.organisation_id = $1 \
                 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2)) \
                 OR EXISTS (SELECT 1 FROM commitment c WHERE c.deal_id = d.id AND c.school_id = $1))",
                vec![permit.scope().organisation().uuid().into(), today.into()],
            ),
            Self::Partnership { permit, manages } => (
                if *manages {
                    "d.partnership_id = $1"
                } else {
                    "d.partnership_id = $1 AND d.opened_at IS NOT NULL"
                },
                vec![permit.scope().organisation().uuid().into()],
            ),
        }
    }
}

/// A deal that exists for whoever looks; `NotFound` otherwise.
pub(super) async fn find_for(
    r: &Reader,
    standpoint: &Standpoint,
    today: NaiveDate,
    id: DealId,
) -> Result<Stored, Failure> {
    let (condition, values) = standpoint.condition(today);
    find(r, id, condition, values).await
}

/// A deal of a partnership.
pub(super) async fn find_own(r: &Reader, permit: &Permit, id: DealId) -> Result<Stored, Failure> {
    let own = permit.scope().organisation().uuid();
    find(r, id, "d.partnership_id = $1", vec![own.into()]).await
}

/// A deal for the job that closes it, and for who has been let in to watch it.
pub(super) async fn find_any(r: &Reader, id: DealId) -> Result<Stored, Failure> {
    find(r, id, "1 = 1", Vec::new()).await
}

async fn find(
    r: &Reader,
    id: DealId,
    condition: &str,
    mut values: Vec<Value>,
) -> Result<Stored, Failure> {
    values.extend([id.uuid().into(), Topic::Deal(id).to_string().into()]);
    let (of_deal, topic) = (values.len() - 1, values.len());
    let sql = format!(
        "SELECT d.id, d.partnership_id, a.name AS partnership_name, d.provider_id, \
         p.name AS provider_name, d.seller_id, s.name AS seller_name, d.state, d.category, \
         d.title, d.description, d.terms, d.vat_basis, d.opened_at, d.ended_at, \
         d.withdrawn_reason, d.version, \
         COALESCE((SELECT c.version FROM change c WHERE c.topic = ${topic}), 0) AS heard \
         FROM deal d \
         JOIN organisation a ON a.id = d.partnership_id \
         JOIN organisation p ON p.id = d.provider_id \
         JOIN organisation s ON s.id = d.seller_id \
         WHERE ({condition}) AND d.id = ${of_deal}"
    );
    let row: Option<DealRow> = r.sql_one(&sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let signed = signatures(r, id).await?;
    row.with(signed)
}

async fn signatures(r: &Reader, id: DealId) -> Result<Vec<Signed>, Failure> {
    let sql = "SELECT c.id, c.school_id, o.name AS school_name, c.quantity, c.baseline_id, b.evidence_file_id, \
               c.signed_by, p.name AS signed_name, c.signed_role, c.wording, c.wording_digest, \
               c.known_quantity, c.quantity_reason, c.signed_at, c.purchase_order_number FROM commitment c \
               JOIN organisation o ON o.id = c.school_id JOIN person p ON p.id = c.signed_by \
               JOIN baseline b ON b.id = c.baseline_id \
               WHERE c.deal_id = $1 AND c.withdrawn_at IS NULL ORDER BY o.name, c.id";
    let rows: Vec<SignedRow> = r.sql_all(sql, [id.uuid().into()]).await?;
    rows.into_iter().map(Signed::try_from).collect()
}

impl TryFrom<SignedRow> for Signed {
    type Error = Failure;

    fn try_from(row: SignedRow) -> Result<Self, Failure> {
        Ok(Self {
            commitment: CommitmentId::from_uuid(row.id),
            school: OrganisationId::from_uuid(row.school_id),
            school_name: row.school_name,
            quantity: u32::try_from(row.quantity).map_err(broken)?,
            baseline: BaselineId::from_uuid(row.baseline_id),
            has_document: row.evidence_file_id.is_some(),
            by: PersonId::from_uuid(row.signed_by),
            by_name: row.signed_name,
            role: Role::from_code(&row.signed_role)
                .ok_or_else(|| broken("a stored role is not known"))?,
            wording: row.wording,
            wording_digest: row.wording_digest,
            known_quantity: row.known_quantity.map(u32::try_from).transpose().map_err(broken)?,
            quantity_reason: row.quantity_reason,
            at: row.signed_at,
            purchase_order_number: row
                .purchase_order_number
                .map(|number| PurchaseOrderNumber::parse(&number))
                .transpose()
                .map_err(|problem| broken(format!("a stored order number: {problem:?}")))?,
        })
    }
}

impl DealRow {
    fn with(self, signed: Vec<Signed>) -> Result<Stored, Failure> {
        let mut commitments = Commitments::none();
        for school in &signed {
            let commitment = Commitment::new(school.quantity)
                .map_err(|problem| broken(format!("a stored commitment: {problem:?}")))?;
            commitments.add(school.school, commitment)?;
        }
        let terms: Terms = serde_json::from_str(&self.terms).map_err(broken)?;
        let state = DealState::from_code(&self.state)
            .ok_or_else(|| broken(format!("a stored state is not known: {}", self.state)))?;
        let (opened_at, ended_at) = (self.opened_at, self.ended_at);
        let record = Record { state, terms, commitments, opened_at, ended_at };
        Ok(Stored {
            id: DealId::from_uuid(self.id),
            partnership: OrganisationId::from_uuid(self.partnership_id),
            partnership_name: self.partnership_name,
            provider: OrganisationId::from_uuid(self.provider_id),
            provider_name: self.provider_name,
            seller: OrganisationId::from_uuid(self.seller_id),
            seller_name: self.seller_name,
            category: Category::from_code(&self.category)
                .ok_or_else(|| broken(format!("a stored category: {}", self.category)))?,
            title: self.title,
            description: self.description,
            vat: serde_json::from_str(&self.vat_basis).map_err(broken)?,
            opened_at,
            ended_at,
            withdrawn_reason: self.withdrawn_reason,
            version: self.version,
            heard: self.heard,
            deal: Deal::from_record(record).map_err(broken)?,
            signed,
        })
    }
}

/// Locks a deal until the transaction ends, whatever its state.
pub(super) async fn lock(w: &Writer, id: DealId) -> Result<(), Failure> {
    let sql = "UPDATE deal SET version = version + 1 WHERE id = $1";
    w.execute_one(sql, [id.uuid().into()]).await
}

/// Locks an open deal until the transaction ends, and says whether it was open. What is read
/// afterwards is how it stands.
pub(super) async fn lock_open(w: &Writer, id: DealId) -> Result<bool, Failure> {
    let sql = "UPDATE deal SET version = version + 1 WHERE id = $1 AND state = 'open'";
    Ok(w.execute(sql, [id.uuid().into()]).await? == 1)
}

/// Writes how a deal ended: its state, when, the price all pay where it is met, and the reason
/// where it was withdrawn.
pub(super) async fn write_ended(
    w: &Writer,
    stored: &Stored,
    ended: &Deal,
    at: DateTime<Utc>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let sql = "UPDATE deal SET state = $3, ended_at = $4, final_unit_net_pence = $5, \
               withdrawn_reason = $6, version = version + 1 WHERE id = $1 AND version = $2";
    let values: [sea_orm::Value; 6] = [
        stored.id.uuid().into(),
        stored.version.into(),
        ended.state().code().into(),
        at.into(),
        ended.final_price().map(|price| price.pence().get()).into(),
        reason.into(),
    ];
    w.execute_one(sql, values).await
}
