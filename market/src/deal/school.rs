//! A deal as one school sees it: its own figures, what its signature would bind it to, what it has
//! signed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Role;
use domain::deal::{Commitments, DealState, OwnFigures, SchoolView, Unit};
use domain::id::{CommitmentId, DealId, OrderId, OrganisationId};
use domain::price::BuyerStanding;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::authority::{SignatureAsked, open_request};
use super::known::{KnownFrom, KnownNumber};
use super::sign::{Authority, pooled_with};
use super::stored::{Signed, Stored};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::baseline::{self, Baseline, Earlier};
use crate::db::Reader;
use crate::partnership::standing;
use crate::school::{self, SchoolFacts};

/// A deal as one school sees it.
#[derive(Debug, Clone)]
pub struct ForSchool {
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its pupils, where they are known, and on which day they were counted.
    pub pupils: Option<(u32, Option<NaiveDate>)>,
    /// The number it is known by for what the deal counts.
    pub known: Option<KnownNumber>,
    /// Its signature, if it is in.
    pub joined: Option<Joined>,
    /// What it says it pays now: the statement it signed up with, or its newest that is free.
    pub baseline: Option<Baseline>,
    /// Every statement of what it pays now for this kind of service, by what the deal counts, the
    /// newest first.
    pub baselines: Vec<Baseline>,
    /// Whose spend is measured against something else while the contract runs.
    pub counted: Vec<CountedSpend>,
    /// The figures its view is worked out from; none until a quantity is known.
    pub own: Option<OwnFigures>,
    /// The deal worked out for it.
    pub view: Option<SchoolView>,
    /// What the actor's signature would bind it to; none where the actor cannot sign at all.
    pub authority: Option<Authority>,
    /// Whether it is a member of the deal's partnership today.
    pub is_member: bool,
    /// Whether it can sign up as things stand.
    pub can_join: bool,
    /// Whether the actor's role can sign for it at all.
    pub can_sign: bool,
    /// What those who may sign were last asked for; none where it is in.
    pub asked: Option<SignatureAsked>,
    /// Its order, once the deal is met.
    pub order: Option<CallOffOrder>,
}

/// What a school pays a supplier, measured against something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedSpend {
    /// The supplier.
    pub supplier: String,
    /// Until when.
    pub until: NaiveDate,
}

/// A school's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The promise.
    pub commitment: CommitmentId,
    /// For how much.
    pub quantity: u32,
    /// Why for so much, where that was asked.
    pub quantity_reason: Option<String>,
    /// Who signed.
    pub signed_by: String,
    /// In which role.
    pub role: Role,
    /// To which words.
    pub wording: String,
    /// The digest of the words that was kept with them; none where none was kept at that time.
    pub wording_digest: Option<String>,
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

/// What a school's view is worked out for.
pub(super) struct Asked<'a> {
    pub permit: &'a Permit,
    /// Whoever looks, where they may sign at all.
    pub signer: Option<&'a Actor>,
    pub quantity: Option<u32>,
}

/// A deal as the school of a permit sees it.
pub(super) async fn for_school(
    market: &Market,
    r: &Reader,
    stored: &Stored,
    asked: Asked<'_>,
) -> Result<ForSchool, Failure> {
    let scope = asked.permit.scope();
    let school = scope.organisation();
    let facts: SchoolFacts = school::facts(r, school, market.today()).await?;
    let signed = stored.signed.iter().find(|signed| signed.school == school);
    let unit = stored.deal.terms().unit();
    let earlier = baseline::earlier(r, scope, stored.category, unit.priced_in()).await?;
    let counted = counted(stored, &earlier);
    let is_free = |known: &&Baseline| !counted.iter().any(|of| of.supplier == known.supplier);
    let baseline = match signed {
        Some(signed) => earlier.statements.iter().find(|known| known.id == signed.baseline),
        None => earlier.statements.iter().find(is_free),
    };
    let signed_for = signed.map(|signed| signed.quantity);
    // How many contracts a school has nobody counts for it: one, unless it says that it pays for more.
    let usual = match unit {
        Unit::Pupil => facts.pupils,
        Unit::Each => Some(baseline.map_or(1, |known| known.quantity)),
    };
    let request = match signed {
        Some(_) => None,
        None => open_request(r, stored.id, (school, asked.permit.person())).await?,
    };
    let asked_for = request.as_ref().map(|request| request.quantity);
    let quantity = asked.quantity.or(signed_for).or(asked_for).or(usual);
    let quantity = quantity.filter(|count| *count > 0);
    let own = match quantity {
        Some(quantity) => Some(OwnFigures {
            quantity,
            baseline: baseline.map(|known| known.yearly_for(quantity)).transpose()?,
            signed_up_for: signed_for.unwrap_or(0),
        }),
        None => None,
    };
    let standing = standing(r, stored.partnership, school, market.today()).await?;
    let is_member = standing != BuyerStanding::NonMember;
    Ok(ForSchool {
        school,
        name: facts.name.clone(),
        pupils: facts.pupils.map(|pupils| (pupils, facts.pupils_on)),
        known: KnownNumber::of(unit, &facts, baseline),
        joined: signed.map(joined),
        baseline: baseline.cloned(),
        own,
        view: own.map(|own| SchoolView::of(&stored.deal.meter(), own)).transpose()?,
        authority: authority(market, r, stored, (&asked, school, quantity)).await?,
        can_sign: asked.signer.is_some(),
        is_member,
        can_join: is_open(market, stored)
            && signed.is_none()
            && is_member
            && stored.delivered_by_another(school).is_ok(),
        asked: request,
        order: match stored.deal.state() {
            DealState::Met => order_of(r, stored.id, school).await?,
            DealState::Draft | DealState::Open | DealState::Lapsed | DealState::Withdrawn => None,
        },
        counted,
        baselines: earlier.statements,
    })
}

fn is_open(market: &Market, stored: &Stored) -> bool {
    market.now() < stored.deal.terms().closes_at() && stored.deal.state() == DealState::Open
}

/// What is counted while the contract runs, supplier by supplier.
fn counted(stored: &Stored, earlier: &Earlier) -> Vec<CountedSpend> {
    let mut counted: Vec<CountedSpend> = Vec::new();
    for statement in &earlier.statements {
        let known = counted.iter().any(|of| of.supplier == statement.supplier);
        if let Err(Refusal::BaselineCounted { until }) =
            earlier.for_contract(statement, stored.deal.terms())
            && !known
        {
            counted.push(CountedSpend { supplier: statement.supplier.clone(), until });
        }
    }
    counted
}

async fn authority(
    market: &Market,
    r: &Reader,
    stored: &Stored,
    (asked, school, quantity): (&Asked<'_>, OrganisationId, Option<u32>),
) -> Result<Option<Authority>, Failure> {
    let (Some(signer), Some(quantity)) = (asked.signer, quantity) else { return Ok(None) };
    let nobody = Commitments::none();
    let held = stored.deal.commitments().unwrap_or(&nobody);
    let pooled = pooled_with(held, school, quantity);
    let figures = (pooled, quantity);
    let (authority, _) = Authority::over(market, r, signer, (stored, school), figures).await?;
    Ok(Some(authority))
}

fn joined(signed: &Signed) -> Joined {
    Joined {
        commitment: signed.commitment,
        quantity: signed.quantity,
        quantity_reason: signed.quantity_reason.clone(),
        signed_by: signed.by_name.clone(),
        role: signed.role,
        wording: signed.wording.clone(),
        wording_digest: signed.wording_digest.clone(),
        at: signed.at,
        purchase_order_number: signed.purchase_order_number.as_ref().map(ToString::to_string),
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

    /// The number it is known by beside a statement of what it pays now.
    pub fn known_beside(&self, statement: &Baseline) -> KnownNumber {
        let roll = self.known.filter(|known| known.from != KnownFrom::Spend);
        roll.unwrap_or(KnownNumber { number: statement.quantity, from: KnownFrom::Spend })
    }

    /// Until when what is paid to a supplier is measured against something else.
    pub fn counted_until(&self, supplier: &str) -> Option<NaiveDate> {
        let same = |of: &&CountedSpend| domain::saving::is_same_supplier(&of.supplier, supplier);
        self.counted.iter().find(same).map(|of| of.until)
    }
}
