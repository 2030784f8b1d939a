//! Somebody of a school asks about a service that they see.

use chrono::Duration;
use domain::access::Action;
use domain::audit::Deed;
use domain::enquiry::{BEGUN_MAX, EnquirySide, EnquiryState, TypedEnquiry};
use domain::id::{EnquiryId, OrganisationId, ServiceId};
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::stored::Stored;
use super::tell;
use super::write::insert;
use crate::Market;
use crate::access::{Actor, Permit, Viewer};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::limit::{self, Bucket};
use crate::organisation;
use crate::service;

/// A service that somebody wants to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryChoice {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Who answers.
    pub provider: String,
    /// Through whom it is sold.
    pub partnership: String,
}

/// The service of a form by which it is asked about.
///
/// # Errors
/// `NotFound` where the school does not see it; `Refused(OwnService)`.
pub async fn service_to_ask_about(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<EnquiryChoice, Failure> {
    let permit = &actor.permit_own(Action::AskProviders)?;
    market
        .db
        .read(|r| async move {
            let stored = seen(market, &r, (actor, permit), service).await?;
            Ok(EnquiryChoice {
                service,
                title: stored.terms.title.clone(),
                provider: organisation::by_id(&r, stored.provider).await?.name,
                partnership: organisation::by_id(&r, stored.partnership).await?.name,
            })
        })
        .await
}

/// The service as the school sees it.
async fn seen(
    market: &Market,
    r: &Reader,
    (actor, permit): (&Actor, &Permit),
    service: ServiceId,
) -> Result<service::Stored, Failure> {
    let viewer = Viewer::Actor(Box::new(actor.clone()));
    let stored = service::seen_by(market, r, &viewer, service).await?;
    if stored.provider == permit.organisation() {
        return Err(Refusal::OwnService.into());
    }
    Ok(stored)
}

/// A question about a service.
#[derive(Debug, Clone)]
pub struct AskAboutService {
    /// The service.
    pub service: ServiceId,
    /// As typed.
    pub typed: TypedEnquiry,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Asks for the school acted for. Whoever delivers the service is told; where nobody acts for them,
/// the partnership's staff are.
///
/// # Errors
/// `Invalid` on `subject` or `words`; `NotFound` where the school does not see the service;
/// `Refused(OwnService)`; `TooMany` after 20 in a day.
pub async fn ask_about_service(
    market: &Market,
    actor: &Actor,
    command: AskAboutService,
) -> Result<EnquiryId, Failure> {
    let permit = &actor.permit_own(Action::AskProviders)?;
    let AskAboutService { service, typed, key } = &command;
    let contents = (permit.organisation(), service, typed);
    let once = &Once::new(permit.person(), "ask_about_service", key, &contents)?;
    let id = market
        .db
        .write(|w| async move {
            let stored = seen(market, &w, (actor, permit), *service).await?;
            once.answer(market, &w, begin(market, &w, permit, (&stored, typed))).await
        })
        .await?;
    Ok(EnquiryId::from_uuid(id))
}

async fn begin(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (service, typed): (&service::Stored, &TypedEnquiry),
) -> Result<uuid::Uuid, Failure> {
    let read = typed.read().map_err(Failure::Invalid)?;
    let school: OrganisationId = permit.organisation();
    let most = i64::from(BEGUN_MAX);
    let bucket = Bucket::new(&["enquiry", &school.to_string()], most, Duration::hours(24));
    limit::count(market, w, &bucket).await?;
    let (id, message) = (EnquiryId::from_uuid(market.ids.uuid()), market.ids.uuid());
    let sql = "INSERT INTO enquiry (id, service_id, school_id, partnership_id, provider_id, subject, \
               state, newest_id, waits_since, messages) \
               VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, 1)";
    let values: [Value; 8] = [
        id.uuid().into(),
        service.id.uuid().into(),
        school.uuid().into(),
        service.partnership.uuid().into(),
        service.provider.uuid().into(),
        read.subject.clone().into(),
        message.into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let written = (EnquirySide::School, read.words.as_str());
    insert(market, w, permit, (id, message, 1), written).await?;
    let record = Record::new(Some(service.partnership), permit, Deed::BeginEnquiry, id)
        .party(service.provider)
        .after(&json!({ "service": service.terms.title, "subject": read.subject }))?;
    audit::record(market, w, record).await?;
    let stored = Stored {
        id,
        service: service.id,
        title: service.terms.title.clone(),
        school,
        partnership: service.partnership,
        provider: service.provider,
        subject: read.subject.clone(),
        state: EnquiryState::Waiting,
        messages: 1,
        last: EnquirySide::School,
    };
    tell::others(market, w, &stored, written).await?;
    Ok(id.uuid())
}
