//! The partnership's answer to a proposal.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::ServiceProposalId;
use domain::service::ProposalEvent;
use domain::{Failure, text};

use super::propose::settle;
use super::read::{Stored, find};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::mail::About;
use crate::person::tell_once;
use crate::service::change::save;
use crate::service::stored;

/// The longest reason, in characters.
const REASON_MAX: usize = 500;

/// An answer to a proposal.
#[derive(Debug, Clone)]
pub struct DecideProposal {
    /// Which.
    pub proposal: ServiceProposalId,
    /// Whether it is taken on.
    pub accept: bool,
    /// Field `reason`: why not. Needed where it is declined.
    pub reason: String,
}

/// Takes a proposal on, which makes it the service's new version, or declines it with a reason.
///
/// # Errors
/// `NotFound` for another partnership's; `Refused(ProposalDecided)` for one that does not wait;
/// `ChangedMeanwhile` where the service was changed since it was proposed.
pub async fn decide_proposal(
    market: &Market,
    actor: &Actor,
    command: DecideProposal,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let reason = if command.accept {
        None
    } else {
        let reason = text::line(&command.reason, REASON_MAX);
        Some(reason.map_err(|problem| Failure::field("reason", problem))?)
    };
    let (command, reason) = (&command, reason.as_deref());
    market
        .db
        .write(|w| async move {
            let proposal = find(&w, permit.scope(), command.proposal).await?;
            match reason {
                None => {
                    settle(market, &w, permit, &proposal, (ProposalEvent::Accept, None)).await?;
                    accept(market, &w, permit, &proposal).await?;
                }
                Some(told) => {
                    let event = (ProposalEvent::Decline, Some(told));
                    settle(market, &w, permit, &proposal, event).await?;
                    let chain = Some(proposal.partnership);
                    let record = Record::new(chain, permit, Deed::DeclineTerms, proposal.service)
                        .after(&told)?;
                    audit::record(market, &w, record).await?;
                }
            }
            tell_provider(market, &w, &proposal, reason).await
        })
        .await
}

async fn accept(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    proposal: &Stored,
) -> Result<(), Failure> {
    let service = stored::find_own(w, permit.scope(), proposal.service).await?;
    if service.version_id != proposal.of_version || service.provider != proposal.provider {
        return Err(Failure::ChangedMeanwhile);
    }
    let provider = service.provider;
    save(market, w, permit, Deed::AcceptTerms, &service, provider, &proposal.terms).await
}

async fn tell_provider(
    market: &Market,
    w: &Writer,
    proposal: &Stored,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let path = format!("/proposals/{}", proposal.id);
    let whom = vec![(proposal.provider, Action::ProposeTerms, path)];
    tell_once(market, w, whom, |path| About::TermsDecided {
        service: proposal.title.clone(),
        reason: reason.map(str::to_owned),
        path: path.to_owned(),
    })
    .await
}
