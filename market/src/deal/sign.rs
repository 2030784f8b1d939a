//! Who may bind a school and to how much, what they saw before they did, and asking somebody who
//! may.

use domain::access::Action;
use domain::audit::Deed;
use domain::deal::{Commitment, Commitments, Terms, cost, price_at};
use domain::delegation::ApprovalLevel;
use domain::id::{BaselineId, DealId, OrganisationId};
use domain::text::PurchaseOrderNumber;
use domain::vat::{VatBasis, vat_on};
use domain::{Failure, Gross, Net, Pence, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::authority::{AskedWith, Chance, May, Wanted, chance, keep_request};
use super::commit::free_baseline;
use super::stored::{Standpoint, Stored, find_for};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Reader;
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
    /// Whether asking for a signature is their own agreement, on which the governors are asked.
    pub agrees: bool,
    /// At which level somebody is asked where it is not.
    pub asks: ApprovalLevel,
    /// The amount including VAT above which the governors sign, where it is above that.
    pub governors_above: Option<Pence>,
}

impl Authority {
    /// What a quantity of a deal binds a school to.
    pub(super) fn of(
        terms: &Terms,
        vat: VatBasis,
        pooled_with: u64,
        quantity: u32,
    ) -> Result<Bounds, Failure> {
        let unit_price = price_at(terms.steps(), pooled_with);
        let value = terms.whole_contract(cost(unit_price, u64::from(quantity))?)?;
        let most = terms.most_for(quantity)?;
        let (gross, most_gross) =
            (value.with(vat_on(value, vat)?)?, most.with(vat_on(most, vat)?)?);
        Ok(Bounds { value, gross, most, most_gross })
    }

    /// What somebody's signature would bind the school to, and what they may do about it.
    pub(super) async fn over(
        market: &Market,
        r: &Reader,
        actor: &Actor,
        (stored, school): (&Stored, OrganisationId),
        (pooled_with, quantity): (u64, u32),
    ) -> Result<(Self, Chance), Failure> {
        let bounds = Self::of(stored.deal.terms(), stored.vat, pooled_with, quantity)?;
        let wanted = bounds.wanted(actor, stored, school, quantity);
        let chance = chance(market, r, wanted).await?;
        let Bounds { value, gross, most, most_gross } = bounds;
        let governors_above = chance.governors_from.filter(|from| most_gross.pence() > *from);
        let authority = Self {
            value,
            gross,
            most,
            most_gross,
            limit: chance.limit,
            enough: matches!(chance.may, May::Alone(_) | May::With(_)),
            agrees: matches!(chance.may, May::Agree(_)),
            asks: chance.asks,
            governors_above,
        };
        Ok((authority, chance))
    }

    pub(super) fn require(&self) -> Result<(), Failure> {
        match self.limit {
            _ if self.enough => Ok(()),
            Some(limit) if self.most_gross.pence() > limit => {
                Err(Refusal::OverLimit { limit }.into())
            }
            Some(_) | None => Err(Refusal::OtherLevel { level: self.asks }.into()),
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

/// What a signature binds a school to, whoever gives it.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    value: Net,
    gross: Gross,
    most: Net,
    most_gross: Gross,
}

impl Bounds {
    fn wanted<'a>(
        &self,
        actor: &'a Actor,
        stored: &Stored,
        school: OrganisationId,
        quantity: u32,
    ) -> Wanted<'a> {
        let (deal, category) = (stored.id, stored.category);
        Wanted { actor, school, deal, category, quantity, most: self.most_gross }
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
    /// Which of the school's statements of what it pays now it would rest on, where that was said.
    pub baseline: Option<BaselineId>,
    /// The number for the order and its invoices.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Asks the approvers of the actor's school by e-mail to sign up, and says how many there are.
/// Nothing is binding until one of them does.
///
/// # Errors
/// `NotFound` where there is no such deal for the school; `Refused(DealNotOpen)` or
/// `Refused(DealClosed)` where nobody can sign up any more; `Refused(BaselineCounted)`; `Invalid` on
/// `quantity` and `baseline`.
pub async fn ask_for_signature(
    market: &Market,
    actor: &Actor,
    command: AskForSignature,
) -> Result<u64, Failure> {
    let permit = &actor.permit_own(Action::CommitToDeal)?;
    let standpoint = &Standpoint::of(actor)?;
    let command = &command;
    let number = command.purchase_order_number.as_ref();
    let contents = (command.deal, command.quantity, command.baseline, number);
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
                let figures = (pooled, command.quantity);
                let (authority, chance) =
                    Authority::over(market, &w, actor, (&stored, school), figures).await?;
                let agrees = match chance.may {
                    May::Agree(by) => {
                        actor.permit_own(Action::ApproveOrder)?;
                        Some(by)
                    }
                    May::Alone(_) | May::With(_) | May::Ask => None,
                };
                let bounds = Authority::of(with.terms(), stored.vat, pooled, command.quantity)?;
                let wanted = bounds.wanted(actor, &stored, school, command.quantity);
                if let Some(baseline) = command.baseline {
                    free_baseline(&w, permit, &stored, baseline).await?;
                }
                let with = AskedWith { baseline: command.baseline, purchase_order_number: number };
                keep_request(market, &w, wanted, agrees, with).await?;
                let approvers = delegation::approvers(&w, school, market.today()).await?;
                let at_level = approvers.into_iter().filter(|one| {
                    one.approver.level == chance.asks && one.approver.person != actor.person()
                });
                let most = authority.most_gross.pence();
                let reach = match (chance.asks, authority.governors_above) {
                    (ApprovalLevel::Head, Some(from)) => from,
                    _ => most,
                };
                let approvers = delegation::able_to_decide(at_level.collect(), reach);
                let mut approvers: Vec<Recipient> =
                    approvers.iter().filter_map(Standing::recipient).collect();
                approvers.dedup_by_key(|one| one.person());
                let asked = u64::try_from(approvers.len()).unwrap_or(u64::MAX);
                let name = organisation::by_id(&w, school).await?.name;
                let about = about(actor, &stored, &authority, name);
                tell_each(market, &w, approvers, &about).await?;
                let partnership = Some(stored.partnership);
                let entry = Record::new(partnership, permit, Deed::AskForSignature, command.deal)
                    .after(&json!({
                    "quantity": command.quantity,
                    "approvers_asked": asked,
                    "agreed": agrees.is_some(),
                    "deputy_of": agrees.and_then(|by| by.deputy_of),
                }))?;
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
