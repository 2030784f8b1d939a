//! Asking for a change, and taking it back.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{ServiceId, ServiceProposalId};
use domain::service::{ProposalEvent, ServiceTerms, State, TypedTerms};
use sea_orm::Value;

use super::read::{Stored as StoredProposal, find};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::organisation;
use crate::person::tell_once;
use crate::service::change::{as_opened, is_as_it_was};
use crate::service::stored::{self, Stored};
use crate::{Market, db};

/// A change that a provider asks for.
#[derive(Debug, Clone)]
pub struct ProposeTerms {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which service.
    pub service: ServiceId,
    /// The version of the row that was shown.
    pub version: i64,
    /// What it shall be. Its provider and its VAT stay as they are: staff decide on those.
    pub terms: TypedTerms,
}

/// Asks the partnership for a change of a service that the organisation acted for delivers. One
/// that waits already is taken back by it.
///
/// # Errors
/// `Invalid` with everything that is wrong; on `title` where nothing would change.
/// `ChangedMeanwhile` where somebody changed the service since it was shown.
pub async fn propose_terms(
    market: &Market,
    actor: &Actor,
    command: ProposeTerms,
) -> Result<ServiceProposalId, Failure> {
    let permit = &actor.permit_own(Action::ProposeTerms)?;
    let contents = format!("{}{:?}", command.service, command.terms);
    let once = &Once::new(permit.person(), "propose_terms", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let service = stored::find_own(&w, permit.scope(), command.service).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            if service.lifecycle.state() == State::Retired {
                return Err(domain::Refusal::NotOnSale.into());
            }
            if service.version != command.version {
                return Err(Failure::ChangedMeanwhile);
            }
            let terms = read(market, &service, &command.terms)?;
            replace_waiting(market, &w, permit, &service).await?;
            let id = insert(market, &w, permit, &service, &terms).await?;
            tell_staff(market, &w, permit, &service, id).await?;
            let record =
                Record::new(Some(service.partnership), permit, Deed::ProposeTerms, service.id)
                    .before(&service.terms)?
                    .after(&terms)?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

fn read(market: &Market, service: &Stored, typed: &TypedTerms) -> Result<ServiceTerms, Failure> {
    let now = &service.terms;
    let typed = TypedTerms { provider_name: now.provider_name.clone(), ..typed.clone() };
    let terms = typed.read(market.today()).map_err(Failure::Invalid)?;
    // What is in a package its partnership says, of services that may be others'.
    let terms = ServiceTerms { vat: now.vat, package: now.package.clone(), ..terms };
    if let Some(problem) = terms.package_problem() {
        return Err(Failure::Invalid(vec![problem]));
    }
    let terms = as_opened(now, terms);
    if is_as_it_was(now, &terms, market.today()) {
        return Err(Failure::field("title", domain::Problem::NothingChanged));
    }
    Ok(terms)
}

async fn replace_waiting(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    service: &Stored,
) -> Result<(), Failure> {
    let sql = "UPDATE service_proposal SET state = 'withdrawn', decided_by = $2, decided_at = $3 \
               WHERE service_id = $1 AND state = 'waiting'";
    let values: [Value; 3] =
        [service.id.uuid().into(), permit.person().uuid().into(), market.now().into()];
    w.execute(sql, values).await.map(|_| ())
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    service: &Stored,
    terms: &ServiceTerms,
) -> Result<ServiceProposalId, Failure> {
    let id = ServiceProposalId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO service_proposal (id, service_id, partnership_id, provider_id, \
               of_version_id, terms, proposed_by, proposed_at, state) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting')";
    let values: [Value; 8] = [
        id.uuid().into(),
        service.id.uuid().into(),
        service.partnership.uuid().into(),
        service.provider.uuid().into(),
        service.version_id.uuid().into(),
        serde_json::to_string(terms).map_err(broken)?.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    // Two people of a provider at once: the second takes the first one's back, as one after another.
    w.claim(sql, values).await?;
    Ok(id)
}

async fn tell_staff(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    service: &Stored,
    id: ServiceProposalId,
) -> Result<(), Failure> {
    let provider = organisation::by_id(w, permit.organisation()).await?.name;
    let path = format!("/proposals/{id}");
    let whom = vec![(service.partnership, Action::ManageServices, path)];
    tell_once(market, w, whom, |path| About::TermsProposed {
        provider: provider.clone(),
        service: service.terms.title.clone(),
        path: path.to_owned(),
    })
    .await
}

/// A proposal that its provider takes back.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawProposal {
    /// Which.
    pub proposal: ServiceProposalId,
}

/// Takes a proposal back that waits.
///
/// # Errors
/// `NotFound` for another provider's; `Refused(ProposalDecided)` for one that does not wait.
pub async fn withdraw_proposal(
    market: &Market,
    actor: &Actor,
    command: WithdrawProposal,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ProposeTerms)?;
    market
        .db
        .write(|w| async move {
            let proposal = find(&w, permit.scope(), command.proposal).await?;
            settle(market, &w, permit, &proposal, (ProposalEvent::Withdraw, None)).await?;
            let chain = Some(proposal.partnership);
            let record = Record::new(chain, permit, Deed::WithdrawTerms, proposal.service);
            audit::record(market, &w, record).await
        })
        .await
}

/// Writes down what became of a proposal, once.
pub(super) async fn settle(
    market: &Market,
    w: &db::Writer,
    permit: &Permit,
    proposal: &StoredProposal,
    (event, reason): (ProposalEvent, Option<&str>),
) -> Result<(), Failure> {
    let state = proposal.state.after(event)?;
    let sql = "UPDATE service_proposal SET state = $2, decided_by = $3, decided_at = $4, reason = $5 \
               WHERE id = $1 AND state = 'waiting'";
    let values: [Value; 5] = [
        proposal.id.uuid().into(),
        state.code().into(),
        permit.person().uuid().into(),
        market.now().into(),
        reason.map(str::to_owned).into(),
    ];
    w.execute_one(sql, values).await
}
