//! Who may bind a school and to how much, what they saw before they did, and asking somebody who
//! may.

use domain::access::Action;
use domain::audit::Deed;
use domain::deal::{Commitment, Commitments, Terms, cost, price_at};
use domain::id::{DealId, OrganisationId};
use domain::order::Allowance;
use domain::vat::{VatBasis, vat_on};
use domain::{Failure, Gross, Net, Pence, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::stored::{Standpoint, Stored, find_for};
use crate::Market;
use crate::access::{Actor, HeldRole};
use crate::audit::{self, Record};
use crate::delegation::{self, Standing};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::organisation;
use crate::person::{Recipient, tell_each};

/// What somebody's signature would bind the school to, and whether they may give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority {
    /// The whole contract at the price as things stand, the school included, excluding VAT.
    pub value: Net,
    /// The same including VAT.
    pub gross: Gross,
    /// The most that the whole contract can come to, whoever else leaves until the deal closes,
    /// excluding VAT.
    pub most: Net,
    /// The same including VAT: what limits are compared with.
    pub most_gross: Gross,
    /// The most they may bind the school to alone; none is no limit.
    pub limit: Option<Pence>,
    /// Whether their signature is enough.
    pub enough: bool,
}

impl Authority {
    /// The authority of a role over a quantity of a deal.
    pub(super) fn of(
        terms: &Terms,
        vat: VatBasis,
        pooled_with: u64,
        quantity: u32,
        role: HeldRole,
    ) -> Result<Self, Failure> {
        let unit_price = price_at(terms.steps(), pooled_with);
        let value = terms.whole_contract(cost(unit_price, u64::from(quantity))?)?;
        let most = terms.most_for(quantity)?;
        let (gross, most_gross) =
            (value.with(vat_on(value, vat)?)?, most.with(vat_on(most, vat)?)?);
        let limit = role.limit();
        let enough = Allowance::new(limit, Pence::ZERO).covers(most_gross);
        Ok(Self { value, gross, most, most_gross, limit, enough })
    }

    pub(super) fn require(&self) -> Result<(), Failure> {
        match self.limit {
            Some(limit) if !self.enough => Err(Refusal::OverLimit { limit }.into()),
            _ => Ok(()),
        }
    }

    /// What a page shows of it beside the wording that is signed.
    pub fn seen(&self, wording: &str) -> Seen {
        Seen {
            most_gross: self.most_gross.pence(),
            gross: self.gross.pence(),
            wording_digest: wording_digest(wording),
        }
    }
}

/// What stood above the button that was pressed: nobody is bound to anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The most that the whole contract can come to, including VAT.
    pub most_gross: Pence,
    /// The whole contract as things stood, including VAT.
    pub gross: Pence,
    /// The [`wording_digest`] of the words that were shown.
    pub wording_digest: String,
}

impl Seen {
    /// Refuses a signature to other words or another bound than were shown, or at a price that has
    /// risen meanwhile because others left. A price that fell binds nobody to more.
    pub(super) fn must_hold(&self, authority: &Authority, wording: &str) -> Result<(), Refusal> {
        let same_words = self.wording_digest == wording_digest(wording);
        let same_bound = self.most_gross == authority.most_gross.pence();
        let not_dearer = authority.gross.pence() <= self.gross;
        if same_words && same_bound && not_dearer { Ok(()) } else { Err(Refusal::NotAsShown) }
    }
}

/// The SHA-256 of a wording, in hexadecimal digits: kept with the signature under it.
pub fn wording_digest(wording: &str) -> String {
    hex::encode(Sha256::digest(wording))
}

/// The pooled quantity once a school is in with so much.
pub(super) fn pooled_with(commitments: &Commitments, school: OrganisationId, quantity: u32) -> u64 {
    let already = commitments.of(school).map_or(0, |held| u64::from(held.quantity()));
    commitments.pooled().saturating_sub(already).saturating_add(u64::from(quantity))
}

/// A request to somebody who may bind the school.
#[derive(Debug, Clone)]
pub struct AskForSignature {
    /// To which deal.
    pub deal: DealId,
    /// With how much.
    pub quantity: u32,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Asks the approvers of the actor's school by e-mail to sign up, and says how many there are.
/// Nothing is binding until one of them does.
///
/// # Errors
/// `NotFound` where there is no such deal for the school; `Refused(DealNotOpen)` or
/// `Refused(DealClosed)` where nobody can sign up any more; `Invalid` on `quantity`.
pub async fn ask_for_signature(
    market: &Market,
    actor: &Actor,
    command: AskForSignature,
) -> Result<u64, Failure> {
    let permit = &actor.permit_own(Action::CommitToDeal)?;
    let standpoint = &Standpoint::of(actor)?;
    let command = &command;
    let contents = (command.deal, command.quantity);
    let once = &Once::new(permit.person(), "ask_for_signature", &command.key, &contents)?;
    let commitment =
        Commitment::new(command.quantity).map_err(|problem| Failure::field("quantity", problem))?;
    market
        .db
        .write(|w| async move {
            let ask = async {
                let stored = find_for(&w, standpoint, market.today(), command.deal).await?;
                let school = permit.scope().organisation();
                stored.delivered_by_another(school)?;
                let with = stored.deal.clone().commit(school, commitment, market.now())?;
                let pooled = with.commitments().map_or(0, Commitments::pooled);
                let (terms, role) = (with.terms(), permit.role());
                let authority = Authority::of(terms, stored.vat, pooled, command.quantity, role)?;
                let approvers = delegation::approvers(&w, school, market.today()).await?;
                let approvers = delegation::able_to_decide(approvers, authority.most_gross.pence());
                let approvers: Vec<Recipient> =
                    approvers.iter().filter_map(Standing::recipient).collect();
                let asked = u64::try_from(approvers.len()).unwrap_or(u64::MAX);
                let name = organisation::by_id(&w, school).await?.name;
                let about = about(actor, &stored, &authority, name);
                tell_each(market, &w, approvers, &about).await?;
                let partnership = Some(stored.partnership);
                let entry =
                    Record::new(partnership, permit, Deed::AskForSignature, command.deal)
                        .after(&json!({"quantity": command.quantity, "approvers_asked": asked}))?;
                audit::record(market, &w, entry).await?;
                Ok(asked)
            };
            once.answer(market, &w, ask).await
        })
        .await
}

fn about(actor: &Actor, stored: &Stored, authority: &Authority, school: String) -> About {
    About::SignatureNeeded {
        deal: stored.id,
        title: stored.title.clone(),
        school,
        gross_pence: authority.gross.pence().get(),
        most_gross_pence: Some(authority.most_gross.pence().get()),
        requested_by: actor.name().to_owned(),
        closes_at: stored.deal.terms().closes_at(),
    }
}
