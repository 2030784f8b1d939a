//! A deal as its page shows it: to a school with its own figures, to the partnership with who is in.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::deal::{Commitments, Meter, OwnFigures, SchoolView, Terms};
use domain::id::{BaselineId, CommitmentId, DealId, OrderId, OrganisationId};
use domain::price::BuyerStanding;
use domain::service::Category;
use domain::vat::VatBasis;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::sign::{Authority, pooled_with};
use super::stored::{Signed, Standpoint, Stored, find_for};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::baseline::{self, Baseline};
use crate::db::Reader;
use crate::partnership::standing;
use crate::school::{self, SchoolFacts};

/// A deal as its page shows it.
#[derive(Debug, Clone)]
pub struct DealShown {
    /// Its id.
    pub id: DealId,
    /// Its title.
    pub title: String,
    /// What is offered.
    pub description: String,
    /// What kind of service it buys.
    pub category: Category,
    /// Whose deal it is.
    pub partnership: String,
    /// Who delivers.
    pub provider: String,
    /// Who invoices.
    pub seller: String,
    /// How VAT applies, and why.
    pub vat: VatBasis,
    /// Its terms.
    pub terms: Terms,
    /// How it stands.
    pub meter: Meter,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was closed or taken back.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was taken back.
    pub withdrawn_reason: Option<String>,
    /// Who is in, by name. Members see names and quantities, and what nobody but the partnership
    /// sees is what another pays now: who is in helps others to decide, and is known at the gate.
    pub schools: Vec<SchoolIn>,
    /// What it is to whoever looks.
    pub to: For,
}

/// A school that is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolIn {
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// For how much it signed up.
    pub quantity: u32,
    /// When.
    pub signed_at: DateTime<Utc>,
}

/// What a deal is to whoever looks.
#[derive(Debug, Clone)]
pub enum For {
    /// A school, with its own figures.
    School(Box<ForSchool>),
    /// The partnership.
    Partnership(ForPartnership),
}

/// A deal as one school sees it.
#[derive(Debug, Clone)]
pub struct ForSchool {
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its pupils, where they are known, and on which day they were counted.
    pub pupils: Option<(u32, Option<NaiveDate>)>,
    /// Its signature, if it is in.
    pub joined: Option<Joined>,
    /// What it says it pays now: the statement it signed up with, or its newest.
    pub baseline: Option<Baseline>,
    /// Every statement of what it pays now for this kind of service, the newest first.
    pub baselines: Vec<Baseline>,
    /// The figures its view is worked out from; none until a quantity is known.
    pub own: Option<OwnFigures>,
    /// The deal worked out for it.
    pub view: Option<SchoolView>,
    /// What the actor's signature would bind it to; none where the actor cannot sign at all.
    pub authority: Option<Authority>,
    /// Whether it can sign up as things stand.
    pub can_join: bool,
    /// Whether the actor's role can sign for it at all.
    pub can_sign: bool,
    /// Its order, once the deal is met.
    pub order: Option<CallOffOrder>,
}

/// A school's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The promise.
    pub commitment: CommitmentId,
    /// For how much.
    pub quantity: u32,
    /// Who signed.
    pub signed_by: String,
    /// In which role.
    pub role: Role,
    /// To which words.
    pub wording: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The school's own number.
    pub purchase_order_number: Option<String>,
}

/// A school's order from a deal that is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOffOrder {
    /// The order.
    pub id: OrderId,
    /// Its reference.
    pub reference: String,
}

/// A deal as its partnership sees it.
#[derive(Debug, Clone)]
pub struct ForPartnership {
    /// Whether whoever looks may change, open and withdraw it.
    pub manages: bool,
    /// What backs each school's signature, in the order of [`DealShown::schools`].
    pub signatures: Vec<Signature>,
}

/// What backs a school's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub signed_by: String,
    /// In which role.
    pub role: Role,
    /// What the school pays now.
    pub baseline: BaselineId,
    /// Whether there is a document behind it.
    pub has_document: bool,
}

/// A deal for whoever may see it.
///
/// `quantity` is what the school thinks of signing up for; without it, what it has signed up for
/// or else its pupils.
///
/// # Errors
/// `NotFound` where there is no such deal for them.
pub async fn view_deal(
    market: &Market,
    actor: &Actor,
    id: DealId,
    quantity: Option<u32>,
) -> Result<DealShown, Failure> {
    let standpoint = &Standpoint::of(actor)?;
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let stored = find_for(&r, standpoint, today, id).await?;
            let to = match standpoint {
                Standpoint::School(permit) => {
                    let asked = Asked { permit, signer: signer(actor), quantity };
                    For::School(Box::new(for_school(market, &r, &stored, asked).await?))
                }
                Standpoint::Partnership { manages, .. } => For::Partnership(ForPartnership {
                    manages: *manages,
                    signatures: stored.signed.iter().map(signature).collect(),
                }),
            };
            Ok(shown(stored, to))
        })
        .await
}

fn signer(actor: &Actor) -> Option<Permit> {
    actor.permit_own(Action::CommitToDeal).ok()
}

fn signature(signed: &Signed) -> Signature {
    Signature {
        signed_by: signed.by_name.clone(),
        role: signed.role,
        baseline: signed.baseline,
        has_document: signed.has_document,
    }
}

fn shown(stored: Stored, to: For) -> DealShown {
    let schools = stored.signed.iter().map(|signed| SchoolIn {
        school: signed.school,
        name: signed.school_name.clone(),
        quantity: signed.quantity,
        signed_at: signed.at,
    });
    DealShown {
        id: stored.id,
        schools: schools.collect(),
        title: stored.title,
        description: stored.description,
        category: stored.category,
        partnership: stored.partnership_name,
        provider: stored.provider_name,
        seller: stored.seller_name,
        vat: stored.vat,
        terms: stored.deal.terms().clone(),
        meter: stored.deal.meter(),
        opened_at: stored.opened_at,
        ended_at: stored.ended_at,
        withdrawn_reason: stored.withdrawn_reason,
        to,
    }
}

/// What a school's view is worked out for.
struct Asked<'a> {
    permit: &'a Permit,
    signer: Option<Permit>,
    quantity: Option<u32>,
}

async fn for_school(
    market: &Market,
    r: &Reader,
    stored: &Stored,
    asked: Asked<'_>,
) -> Result<ForSchool, Failure> {
    let scope = asked.permit.scope();
    let school = scope.organisation();
    let facts: SchoolFacts = school::facts(r, school, market.today()).await?;
    let signed = stored.signed.iter().find(|signed| signed.school == school);
    let baselines = baseline::of_school(r, scope, Some(stored.category)).await?;
    let baseline = match signed {
        Some(signed) => baselines.iter().find(|known| known.id == signed.baseline),
        None => baselines.first(),
    };
    let signed_for = signed.map(|signed| signed.quantity);
    let quantity = asked.quantity.or(signed_for).or(facts.pupils).filter(|count| *count > 0);
    let own = match quantity {
        Some(quantity) => Some(OwnFigures {
            quantity,
            baseline: baseline.map(|known| known.yearly_for(quantity)).transpose()?,
            signed_up_for: signed_for.unwrap_or(0),
        }),
        None => None,
    };
    let view = own.map(|own| SchoolView::of(&stored.deal.meter(), own)).transpose()?;
    let can_sign = asked.signer.is_some();
    let authority = match (asked.signer, quantity) {
        (Some(signer), Some(quantity)) => {
            let nobody = Commitments::none();
            let held = stored.deal.commitments().unwrap_or(&nobody);
            let pooled = pooled_with(held, school, quantity);
            let terms = stored.deal.terms();
            Some(Authority::of(terms, stored.vat, pooled, quantity, signer.role())?)
        }
        _ => None,
    };
    let is_open = market.now() < stored.deal.terms().closes_at()
        && stored.deal.state() == domain::deal::DealState::Open;
    let standing = standing(r, stored.partnership, school, market.today()).await?;
    Ok(ForSchool {
        school,
        name: facts.name.clone(),
        pupils: facts.pupils.map(|pupils| (pupils, facts.pupils_on)),
        joined: signed.map(joined),
        baseline: baseline.cloned(),
        own,
        view,
        authority,
        can_sign,
        can_join: is_open && signed.is_none() && standing != BuyerStanding::NonMember,
        order: order_of(r, stored.id, school).await?,
        baselines,
    })
}

fn joined(signed: &Signed) -> Joined {
    Joined {
        commitment: signed.commitment,
        quantity: signed.quantity,
        signed_by: signed.by_name.clone(),
        role: signed.role,
        wording: signed.wording.clone(),
        at: signed.at,
        purchase_order_number: signed.purchase_order_number.clone(),
    }
}

async fn order_of(
    r: &Reader,
    deal: DealId,
    school: OrganisationId,
) -> Result<Option<CallOffOrder>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        reference: String,
    }
    let sql = "SELECT o.id, o.reference FROM school_order o JOIN order_line l ON l.order_id = o.id \
               WHERE l.deal_id = $1 AND o.school_id = $2 LIMIT 1";
    let row: Option<Row> = r.sql_one(sql, [deal.uuid().into(), school.uuid().into()]).await?;
    Ok(row.map(|row| CallOffOrder { id: OrderId::from_uuid(row.id), reference: row.reference }))
}

impl ForSchool {
    /// What to sign up for: the quantity the view was worked out for.
    ///
    /// # Errors
    /// `Refused(PupilsNotKnown)` where nothing is known.
    pub fn quantity(&self) -> Result<u32, Failure> {
        self.own.map(|own| own.quantity).ok_or(Failure::Refused(Refusal::PupilsNotKnown))
    }
}
