//! Who may bind a school, and asking somebody who may.

use domain::access::{Action, Role};
use domain::deal::{Commitment, Commitments, Terms, cost, price_at};
use domain::id::{DealId, OrganisationId};
use domain::order::approval_needed;
use domain::vat::{VatBasis, vat_on};
use domain::{Failure, Gross, Net, Pence, Refusal};
use sea_orm::FromQueryResult;

use super::stored::{Standpoint, Stored, find_for};
use crate::Market;
use crate::access::{Actor, HeldRole};
use crate::audit::{self, Record};
use crate::db::Reader;
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::mail::{About, Mail};

/// What somebody's signature would bind the school to, and whether they may give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority {
    /// The whole contract at the price as things stand, the school included, excluding VAT.
    pub value: Net,
    /// The same including VAT: what limits are compared with.
    pub gross: Gross,
    /// The most they may bind the school to alone; none is no limit.
    pub limit: Option<Pence>,
    /// Whether their signature is enough.
    pub enough: bool,
}

impl Authority {
    /// The authority of a role over a quantity of a deal, at the price that holds with it.
    pub(super) fn of(
        terms: &Terms,
        vat: VatBasis,
        pooled_with: u64,
        quantity: u32,
        role: HeldRole,
    ) -> Result<Self, Failure> {
        let unit_price = price_at(terms.steps(), pooled_with);
        let value = terms.whole_contract(cost(unit_price, u64::from(quantity))?)?;
        let gross = value.with(vat_on(value, vat)?)?;
        let limit = role.order_limit_pence.map(Pence::new);
        Ok(Self { value, gross, limit, enough: !approval_needed(gross, limit) })
    }

    pub(super) fn require(&self) -> Result<(), Failure> {
        match self.limit {
            Some(limit) if !self.enough => Err(Refusal::OverLimit { limit }.into()),
            _ => Ok(()),
        }
    }
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

/// Asks every approver of the actor's school by e-mail to sign up, and says how many there are.
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
            if let Some(asked) = once.earlier(market, &w).await? {
                return Ok(asked);
            }
            let stored = find_for(&w, standpoint, market.today(), command.deal).await?;
            let school = permit.scope().organisation();
            let with = stored.deal.clone().commit(school, commitment, market.now())?;
            let pooled = with.commitments().map_or(0, Commitments::pooled);
            let (terms, role) = (with.terms(), permit.role());
            let authority = Authority::of(terms, stored.vat, pooled, command.quantity, role)?;
            let approvers = approvers(market, &w, school).await?;
            for approver in &approvers {
                let about = about(actor, &stored, &authority, approver);
                let mail = Mail { to: approver.email.clone(), name: approver.name.clone(), about };
                job::enqueue(market, &w, &Job::SendMail(mail)).await?;
            }
            let partnership = Some(stored.partnership);
            let entry = Record::new(partnership, permit, "ask_for_signature", command.deal)
                .after(&(command.quantity, approvers.len()))?;
            audit::record(market, &w, entry).await?;
            let asked = u64::try_from(approvers.len()).unwrap_or(u64::MAX);
            once.keep(&w, &asked).await?;
            Ok(asked)
        })
        .await
}

#[derive(FromQueryResult)]
struct Approver {
    name: String,
    email: String,
    school: String,
}

fn about(actor: &Actor, stored: &Stored, authority: &Authority, approver: &Approver) -> About {
    About::SignatureNeeded {
        deal: stored.id,
        title: stored.title.clone(),
        school: approver.school.clone(),
        gross_pence: authority.gross.pence().get(),
        requested_by: actor.name().to_owned(),
        closes_at: stored.deal.terms().closes_at(),
    }
}

async fn approvers(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
) -> Result<Vec<Approver>, Failure> {
    let sql = "SELECT DISTINCT p.name, p.email, o.name AS school FROM role_holding h \
               JOIN person p ON p.id = h.person_id JOIN organisation o ON o.id = h.organisation_id \
               WHERE h.organisation_id = $1 AND h.role = $2 AND h.starts_on <= $3 \
               AND (h.ends_on IS NULL OR h.ends_on >= $3) AND p.email IS NOT NULL ORDER BY p.email";
    let values: [sea_orm::Value; 3] =
        [school.uuid().into(), Role::Approver.code().into(), market.today().into()];
    r.sql_all(sql, values).await
}
