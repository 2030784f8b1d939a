//! Adding a service, changing it, settling its VAT. Each change is a new version.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, ServiceId};
use domain::service::{Draft, Lifecycle, ServiceTerms, TypedTerms};
use domain::vat::{VatReason, VatTreatment};
use domain::{Failure, Problem, Refusal};
use serde::Serialize;

use super::package;
use super::provider::{self, TypedProvider};
use super::stored::{self, NewService, Stored};
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::{Market, Permit, market_rate};

/// A service to be added: the five questions, and as much of the rest as staff want to say.
#[derive(Debug, Clone)]
pub struct AddService {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who delivers it.
    pub provider: TypedProvider,
    /// What it is. Its provider's name is taken from the provider.
    pub terms: TypedTerms,
}

/// What the trail keeps of a version.
#[derive(Serialize)]
struct Kept<'a> {
    version: i64,
    terms: &'a ServiceTerms,
}

/// Adds a service as a draft of the partnership acted for, with the standards and the checks that its category
/// suggests where none were typed.
///
/// # Errors
/// `Invalid` with everything that is wrong with what was typed.
pub async fn add_service(
    market: &Market,
    actor: &Actor,
    command: AddService,
) -> Result<ServiceId, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let contents = format!("{:?}{:?}", command.provider, command.terms);
    let once = &Once::new(permit.person(), "add_service", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let (provider, terms) =
                read(market, &w, permit, (&command.provider, &command.terms), None).await?;
            let terms = terms.with_suggestions();
            let id = ServiceId::from_uuid(market.ids.uuid());
            let new = NewService {
                id,
                partnership: permit.organisation(),
                provider,
                lifecycle: Lifecycle::Draft(Draft),
                terms: &terms,
                by: Some(permit.person()),
            };
            let number = stored::take_numbers(&w, 1).await?;
            stored::insert(market, &w, number, new).await?;
            let record = Record::new(Some(permit.organisation()), permit, Deed::AddService, id)
                .after(&Kept { version: 1, terms: &terms })?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// Reads what was typed with its provider, and says all that is wrong with both at once.
async fn read(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (provider, typed): (&TypedProvider, &TypedTerms),
    before: Option<&Stored>,
) -> Result<(OrganisationId, ServiceTerms), Failure> {
    let provider = match provider::resolve(market, w, permit, provider).await {
        Ok(provider) => Ok(provider),
        Err(Failure::Invalid(problems)) => Err(problems),
        Err(other) => return Err(other),
    };
    // Where the provider cannot be told, any name lets the rest be read.
    let provider_name = provider.as_ref().map_or("Provider", |provider| &provider.name).to_owned();
    let typed = TypedTerms { provider_name, ..typed.clone() };
    match (provider, typed.read(market.today())) {
        (Ok(provider), Ok(terms)) => {
            let (typed, parts) = (typed.package.as_slice(), terms.package.as_slice());
            let was = before.map_or(&[][..], |stored| stored.terms.package.as_slice());
            let of = (before.map(|stored| stored.id), was);
            let partnership = permit.organisation();
            let problems = package::problems(w, partnership, of, (typed, parts)).await?;
            if problems.is_empty() {
                Ok((provider.id, terms))
            } else {
                Err(Failure::Invalid(problems))
            }
        }
        (Ok(_), Err(problems)) | (Err(problems), Ok(_)) => Err(Failure::Invalid(problems)),
        (Err(mut problems), Err(more)) => {
            problems.extend(more);
            Err(Failure::Invalid(problems))
        }
    }
}

/// A service to be changed.
#[derive(Debug, Clone)]
pub struct ChangeService {
    /// Which.
    pub service: ServiceId,
    /// The version of the row that was shown.
    pub version: i64,
    /// Who delivers it from now on.
    pub provider: TypedProvider,
    /// What it is from now on.
    pub terms: TypedTerms,
}

/// Changes a service by making a new version of it. Orders already placed keep theirs.
///
/// # Errors
/// `ChangedMeanwhile` if somebody changed it since it was shown; `Refused(VatNotSettled)` where it
/// is on sale and the new version's VAT would be a question again.
pub async fn change_service(
    market: &Market,
    actor: &Actor,
    command: ChangeService,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let stored = stored::find_own(&w, permit.scope(), command.service).await?;
            if stored.version != command.version {
                return Err(Failure::ChangedMeanwhile);
            }
            let (provider, terms) =
                read(market, &w, permit, (&command.provider, &command.terms), Some(&stored))
                    .await?;
            let terms = as_opened(&stored.terms, terms);
            if stored.pool.is_some() && provider != stored.provider {
                // The people whose days are sold are the provider's: they cannot change hands.
                return Err(Failure::field("provider", Problem::NotAChoice));
            }
            if is_as_it_was(&stored.terms, &terms, market.today()) && provider == stored.provider {
                return Ok(());
            }
            save(market, &w, permit, Deed::ChangeService, &stored, provider, &terms).await
        })
        .await
}

/// Terms as typed with what has a page of its own: to whom they are open, and their VAT there.
pub(super) fn as_opened(before: &ServiceTerms, typed: ServiceTerms) -> ServiceTerms {
    let (vat_outside, open_to) = (before.vat_outside, before.open_to.clone());
    ServiceTerms { vat_outside, open_to, ..typed }
}

/// Whether nothing changes from a day on. A form shows no prices of the past, so what was changed
/// then is no difference.
pub(super) fn is_as_it_was(before: &ServiceTerms, after: &ServiceTerms, on: NaiveDate) -> bool {
    let ServiceTerms { price, .. } = after;
    let before = ServiceTerms { price: before.price.starting(on), ..before.clone() };
    before == ServiceTerms { price: price.starting(on), ..after.clone() }
}

pub(super) async fn save(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    deed: Deed,
    stored: &Stored,
    provider: OrganisationId,
    terms: &ServiceTerms,
) -> Result<(), Failure> {
    if stored.lifecycle.is_on_sale() {
        terms.vat.basis()?;
    }
    stored::add_version(market, w, stored, provider, terms, Some(permit.person())).await?;
    if terms.unit != stored.terms.unit {
        market_rate::refresh(w, stored.id, terms.unit).await?;
    }
    let record = Record::new(Some(stored.partnership), permit, deed, stored.id)
        .before(&Kept { version: stored.version_number, terms: &stored.terms })?
        .after(&Kept { version: stored.version_number + 1, terms })?;
    audit::record(market, w, record).await
}

/// An answer to the question of a service's VAT.
#[derive(Debug, Clone)]
pub struct SettleVat {
    /// Which service.
    pub service: ServiceId,
    /// Field `vat`: the code of the reason chosen.
    pub reason: String,
}

/// Settles how VAT applies to a service, with the reason that every invoice will give.
///
/// # Errors
/// `Invalid` on `vat` for what is no reason.
pub async fn settle_vat(market: &Market, actor: &Actor, command: SettleVat) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let reason = domain::form::choice(&command.reason, VatReason::from_code)
        .map_err(|problem| Failure::field("vat", problem))?;
    let vat = VatTreatment::settle(reason, market.today())
        .map_err(|_: Refusal| Failure::field("vat", Problem::NotAChoice))?;
    let service = command.service;
    market
        .db
        .write(|w| async move {
            let stored = stored::find_own(&w, permit.scope(), service).await?;
            let terms = ServiceTerms { vat, ..stored.terms.clone() };
            if terms == stored.terms {
                return Ok(());
            }
            save(market, &w, permit, Deed::SettleVat, &stored, stored.provider, &terms).await
        })
        .await
}
