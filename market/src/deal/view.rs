//! A deal as its page shows it: to a school with its own figures, to the partnership with who is in.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::{Action, Role};
use domain::deal::{Meter, Terms};
use domain::id::{BaselineId, DealId, OrganisationId};
use domain::service::Category;
use domain::vat::VatBasis;

use super::school::{Asked, ForSchool, for_school};
use super::stored::{Signed, Standpoint, Stored, find_for};
use crate::Market;
use crate::access::Actor;

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
    /// The version of its topic in the change feed, at most as new as the rest; nought where
    /// nothing has happened to it yet.
    pub heard: i64,
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
    /// The number the school was known by.
    pub known_quantity: Option<u32>,
    /// Why it signed up for another, where that was asked.
    pub quantity_reason: Option<String>,
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
                    let signer = actor.can(Action::CommitToDeal).then_some(actor);
                    let asked = Asked { permit, signer, quantity };
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

fn signature(signed: &Signed) -> Signature {
    Signature {
        signed_by: signed.by_name.clone(),
        role: signed.role,
        known_quantity: signed.known_quantity,
        quantity_reason: signed.quantity_reason.clone(),
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
        heard: stored.heard,
        opened_at: stored.opened_at,
        ended_at: stored.ended_at,
        withdrawn_reason: stored.withdrawn_reason,
        to,
    }
}
