//! Writing a deal before it opens.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::deal::{self, DealState, ProposedTerms, Terms};
use domain::id::{DealId, OrganisationId};
use domain::service::Category;
use domain::vat::VatReason;
use domain::{Failure, FieldProblem, Refusal};
use serde::Serialize;
use serde_json::json;

use super::stored::{Stored, find_own};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::partnership::seller_of;
use crate::service::{self, Provider};

/// A deal as it is written.
#[derive(Debug, Clone)]
pub struct DraftDeal {
    /// Its title, up to 120 characters.
    pub title: String,
    /// What kind of service it buys.
    pub category: Category,
    /// Who delivers.
    pub provider: ProviderChoice,
    /// What is offered, up to 4,000 characters.
    pub description: String,
    /// Price breaks, closing time, least number of schools, contract, fee.
    pub terms: ProposedTerms,
    /// How VAT applies, and why.
    pub vat: VatReason,
}

/// A new deal to be written.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// What stands in it.
    pub draft: DraftDeal,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Who delivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ProviderChoice {
    /// One that the partnership works with already.
    Known(OrganisationId),
    /// A new one, by its name.
    New(String),
}

/// A change of a draft.
#[derive(Debug, Clone)]
pub struct ChangeDraft {
    /// Which.
    pub deal: DealId,
    /// The version that was shown.
    pub version: i64,
    /// How it shall be.
    pub to: DraftDeal,
}

struct Checked {
    title: String,
    description: String,
    terms: Terms,
}

/// Writes a new deal. Nobody but those who manage deals sees it until it is opened.
///
/// # Errors
/// `Invalid` on `title`, `description`, `provider`, `provider_name`, `closes` and the terms'
/// fields; `Refused(HostNeeded)` for an informal partnership without a host.
pub async fn draft_deal(market: &Market, actor: &Actor, new: NewDraft) -> Result<DealId, Failure> {
    let permit = &actor.permit_own(Action::ManageDeals)?;
    let NewDraft { draft, key } = &new;
    let checked = &check(draft, market.now())?;
    let contents = (
        (permit.organisation(), &checked.title, draft.category, &draft.provider),
        (&checked.description, &checked.terms, draft.vat),
    );
    let once = &Once::new(permit.person(), "draft_deal", key, &contents)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, insert(market, &w, permit, draft, checked)).await
        })
        .await
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    draft: &DraftDeal,
    checked: &Checked,
) -> Result<DealId, Failure> {
    let id = DealId::from_uuid(market.ids.uuid());
    let partnership = permit.organisation();
    let seller = seller_of(w, partnership).await?.id;
    let provider = provider_of(market, w, permit, &draft.provider).await?;
    let sql = "INSERT INTO deal (id, partnership_id, provider_id, seller_id, state, category, \
               title, description, terms, closes_at, vat_basis, created_by, version) \
               VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, 1)";
    let values: [sea_orm::Value; 11] = [
        id.uuid().into(),
        partnership.uuid().into(),
        provider.uuid().into(),
        seller.uuid().into(),
        draft.category.code().into(),
        checked.title.clone().into(),
        checked.description.clone().into(),
        serde_json::to_string(&checked.terms).map_err(broken)?.into(),
        checked.terms.closes_at().into(),
        vat_basis(draft, &checked.terms)?.into(),
        permit.person().uuid().into(),
    ];
    w.execute(sql, values).await?;
    let entry = Record::new(Some(partnership), permit, Deed::DraftDeal, id)
        .after(&json!({"title": &checked.title, "terms": &checked.terms}))?;
    audit::record(market, w, entry).await?;
    Ok(id)
}

/// Changes a draft.
///
/// # Errors
/// As for [`draft_deal`]; `Refused(TermsFrozen)` once the deal is open; `ChangedMeanwhile`.
pub async fn change_draft(
    market: &Market,
    actor: &Actor,
    change: ChangeDraft,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageDeals)?;
    let checked = &check(&change.to, market.now())?;
    let change = &change;
    market
        .db
        .write(|w| async move {
            let stored = find_own(&w, permit, change.deal).await?;
            let before = stored.deal.terms().clone();
            stored.deal.change_terms(checked.terms.clone())?;
            let provider = provider_of(market, &w, permit, &change.to.provider).await?;
            let sql = "UPDATE deal SET provider_id = $3, category = $4, title = $5, \
                       description = $6, terms = $7, closes_at = $8, vat_basis = $9, \
                       version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'";
            let values: [sea_orm::Value; 9] = [
                change.deal.uuid().into(),
                change.version.into(),
                provider.uuid().into(),
                change.to.category.code().into(),
                checked.title.clone().into(),
                checked.description.clone().into(),
                serde_json::to_string(&checked.terms).map_err(broken)?.into(),
                checked.terms.closes_at().into(),
                vat_basis(&change.to, &checked.terms)?.into(),
            ];
            w.execute_one(sql, values).await?;
            let partnership = Some(permit.scope().organisation());
            let entry = Record::new(partnership, permit, Deed::ChangeDraft, change.deal)
                .before(&json!({"title": &stored.title, "terms": &before}))?
                .after(&json!({"title": &checked.title, "terms": &checked.terms}))?;
            audit::record(market, &w, entry).await
        })
        .await
}

fn check(draft: &DraftDeal, now: DateTime<Utc>) -> Result<Checked, Failure> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(FieldProblem { field, problem });
    let title = deal::title(&draft.title).map_err(|problem| wrong("title", problem)).ok();
    let description =
        deal::description(&draft.description).map_err(|problem| wrong("description", problem)).ok();
    if let ProviderChoice::New(name) = &draft.provider
        && let Err(problem) = deal::new_provider(name)
    {
        wrong("provider_name", problem);
    }
    if let Err(problem) = deal::closing(draft.terms.closes_at, now) {
        wrong("closes", problem);
    }
    let terms = match Terms::new(draft.terms.clone()) {
        Ok(terms) => Some(terms),
        Err(of_terms) => {
            problems.extend(of_terms);
            None
        }
    };
    match (title, description, terms) {
        (Some(title), Some(description), Some(terms)) if problems.is_empty() => {
            Ok(Checked { title, description, terms })
        }
        _ => Err(Failure::Invalid(problems)),
    }
}

/// How VAT applies on the day on which the contract begins.
fn vat_basis(draft: &DraftDeal, terms: &Terms) -> Result<String, Failure> {
    serde_json::to_string(&draft.vat.basis(terms.starts_on())?).map_err(broken)
}

async fn provider_of(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    choice: &ProviderChoice,
) -> Result<OrganisationId, Failure> {
    let partnership = permit.organisation();
    let provider = match choice {
        ProviderChoice::Known(id) => service::chosen(w, partnership, *id).await?,
        ProviderChoice::New(name) => {
            let name = deal::new_provider(name)
                .map_err(|problem| Failure::field("provider_name", problem))?;
            service::named(market, w, partnership, &name).await?
        }
    };
    Ok(provider.id)
}

/// Whom a deal of the actor's partnership can be delivered by: the partnership itself, and whoever
/// delivers through it already.
pub async fn providers(market: &Market, actor: &Actor) -> Result<Vec<Provider>, Failure> {
    let own = actor.permit_own(Action::ManageDeals)?.organisation();
    market.db.read(|r| async move { service::to_choose_from(&r, own).await }).await
}

/// A draft as its form shows it.
#[derive(Debug, Clone)]
pub struct DraftShown {
    /// The version to change.
    pub version: i64,
    /// What stands in it.
    pub draft: DraftDeal,
}

/// A draft, to be changed.
///
/// # Errors
/// `Refused(TermsFrozen)` and the like where the deal is no draft any more.
pub async fn draft_shown(
    market: &Market,
    actor: &Actor,
    id: DealId,
) -> Result<DraftShown, Failure> {
    let permit = &actor.permit_own(Action::ManageDeals)?;
    let stored = market.db.read(|r| async move { find_own(&r, permit, id).await }).await?;
    let refused = match stored.deal.state() {
        DealState::Draft => None,
        DealState::Open => Some(Refusal::TermsFrozen),
        DealState::Met | DealState::Lapsed => Some(Refusal::DealClosed),
        DealState::Withdrawn => Some(Refusal::DealNotOpen),
    };
    match refused {
        Some(refusal) => Err(refusal.into()),
        None => Ok(shown(stored)),
    }
}

fn shown(stored: Stored) -> DraftShown {
    DraftShown {
        version: stored.version,
        draft: DraftDeal {
            title: stored.title,
            category: stored.category,
            provider: ProviderChoice::Known(stored.provider),
            description: stored.description,
            terms: stored.deal.terms().clone().into(),
            vat: stored.vat.reason(),
        },
    }
}
