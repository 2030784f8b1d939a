//! A school asks: one specification, who is asked, and the letters that carry it.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, QuoteRequestId, ServiceId, SupplierId};
use domain::quote_request::{
    OUTSIDE_MAX, Outside, QuoteTerms, SUPPLIERS_MAX, TypedQuoteRequest, read_outside,
};
use domain::service::Category;
use domain::{Failure, FieldProblem, Problem};
use sea_orm::Value;
use serde_json::json;

use super::document;
use super::tell::{self, Addressee};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::file::{Kept, Upload};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::limit::{self, Bucket};
use crate::mail::QuoteNews;
use crate::person::{digest_of, new_secret};
use crate::school::facts;
use crate::service::{ServiceToAsk, find, services_to_ask};

/// The most suppliers outside that a school asks in a day.
const OUTSIDE_A_DAY: i64 = 20;

/// A provider that can be asked, with its service of the kind.
pub type QuoteChoice = ServiceToAsk;

/// Whom a school can ask for something of a kind.
#[derive(Debug, Clone)]
pub struct QuoteChoices {
    /// Of which kind.
    pub category: Category,
    /// The service from whose page it is asked.
    pub service: Option<ServiceId>,
    /// Its title.
    pub title: Option<String>,
    /// Its unit.
    pub unit: Option<domain::price::Unit>,
    /// Providers with people here who can answer, by name, each once.
    pub providers: Vec<QuoteChoice>,
}

/// Whom the school acted for can ask: for a kind of service, or for one of its page.
///
/// # Errors
/// `NotFound` where there is no such service on sale to it; `Refused(SchoolClosed)`.
pub async fn quote_choices(
    market: &Market,
    actor: &Actor,
    category: Category,
    service: Option<ServiceId>,
) -> Result<QuoteChoices, Failure> {
    let school = actor.permit_own(Action::PlaceOrder)?.organisation();
    market.db.read(|r| async move { choices(market, &r, school, (category, service)).await }).await
}

async fn choices(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
    (category, service): (Category, Option<ServiceId>),
) -> Result<QuoteChoices, Failure> {
    let facts = facts(r, school, market.today()).await?;
    facts.must_be_open()?;
    let asked_from = match service {
        Some(id) => Some(find(r, id).await?),
        None => None,
    };
    let asked_from = asked_from.filter(|stored| stored.lifecycle.is_on_sale());
    if service.is_some() && asked_from.is_none() {
        return Err(Failure::NotFound);
    }
    let category = asked_from.as_ref().map_or(category, |stored| stored.terms.category);
    let found = services_to_ask(market, r, &facts, category).await?;
    let mut providers: Vec<QuoteChoice> = Vec::new();
    // Each provider once, with the service from whose page it is asked where that is its own.
    let (own, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| Some(one.service) == service);
    for one in own.into_iter().chain(others) {
        if !providers.iter().any(|known| known.provider == one.provider) {
            providers.push(one);
        }
    }
    Ok(QuoteChoices {
        category,
        service,
        title: asked_from.as_ref().map(|stored| stored.terms.title.clone()),
        unit: asked_from.as_ref().map(|stored| stored.terms.unit),
        providers,
    })
}

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct AskForQuotes {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The service from whose page it is asked.
    pub service: Option<ServiceId>,
    /// What was typed.
    pub typed: TypedQuoteRequest,
    /// Field `services`: the providers that are asked, each by its service.
    pub services: Vec<ServiceId>,
    /// Names and addresses of suppliers outside.
    pub outside: [(String, String); OUTSIDE_MAX],
    /// Fields `document_1` to `document_3`.
    pub documents: Vec<(&'static str, Upload)>,
}

/// Asks one to five suppliers for a quote, all with the same text.
///
/// # Errors
/// `Invalid` on what was typed, on `services` with `Missing`, `TooMany` or `NotAChoice`, on a document;
/// `Refused(SchoolClosed)`; `TooMany` beyond twenty suppliers outside in a day.
pub async fn ask_for_quotes(
    market: &Market,
    actor: &Actor,
    command: AskForQuotes,
) -> Result<QuoteRequestId, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let (terms, outside) = read(market, &command)?;
    let kept = document::keep(market, command.documents).await?;
    let hashes: Vec<&str> = kept.iter().map(Kept::hash).collect();
    let contents = (
        permit.organisation(),
        command.service,
        &command.typed,
        &command.services,
        &outside,
        hashes,
    );
    let once = &Once::new(permit.person(), "ask_for_quotes", &command.key, &contents)?;
    let (services, service) = (&command.services, command.service);
    let asked = &Asking { permit, service, terms, outside, kept };
    market
        .db
        .write(|w| async move {
            let work = async {
                let named = (asked.terms.category, service);
                let school = permit.organisation();
                let choices = choices(market, &w, school, named).await?;
                let chosen = chosen(&choices, services)?;
                asked.store(market, &w, &chosen).await
            };
            once.answer(market, &w, work).await
        })
        .await
}

/// Everything that can be read without the database.
fn read(market: &Market, command: &AskForQuotes) -> Result<(QuoteTerms, Vec<Outside>), Failure> {
    let terms = command.typed.read(market.now());
    let outside = read_outside(&command.outside);
    let count = command.services.len() + outside.as_ref().map_or(0, Vec::len);
    let most = i64::try_from(SUPPLIERS_MAX).unwrap_or(i64::MAX);
    let how_many = match count {
        0 if outside.is_ok() => Some(Problem::Missing),
        count if count > SUPPLIERS_MAX => Some(Problem::TooMany { most }),
        _ => None,
    };
    let how_many = how_many.map(|problem| FieldProblem { field: "services", problem });
    match (terms, outside, how_many) {
        (Ok(terms), Ok(outside), None) => Ok((terms, outside)),
        (terms, outside, how_many) => {
            let wrong = terms.err().into_iter().flatten();
            let wrong = wrong.chain(how_many).chain(outside.err().into_iter().flatten());
            Err(Failure::Invalid(wrong.collect()))
        }
    }
}

/// The providers that were ticked, each once.
fn chosen(choices: &QuoteChoices, services: &[ServiceId]) -> Result<Vec<QuoteChoice>, Failure> {
    let distinct: BTreeSet<ServiceId> = services.iter().copied().collect();
    let found: Vec<QuoteChoice> = choices
        .providers
        .iter()
        .filter(|choice| distinct.contains(&choice.service))
        .cloned()
        .collect();
    if found.len() == distinct.len() {
        Ok(found)
    } else {
        Err(Failure::field("services", Problem::NotAChoice))
    }
}

struct Asking<'a> {
    permit: &'a Permit,
    service: Option<ServiceId>,
    terms: QuoteTerms,
    outside: Vec<Outside>,
    kept: Vec<Kept>,
}

impl Asking<'_> {
    /// Counts letters to addresses that nobody here answers for: the product is no way to write to
    /// strangers in a school's name all day.
    async fn count_outside(&self, market: &Market, w: &Writer) -> Result<(), Failure> {
        let school = self.permit.organisation().to_string();
        let bucket = Bucket::new(&["quotes outside", &school], OUTSIDE_A_DAY, Duration::days(1));
        for _ in &self.outside {
            limit::count(market, w, &bucket).await?;
        }
        Ok(())
    }

    async fn store(
        &self,
        market: &Market,
        w: &Writer,
        chosen: &[QuoteChoice],
    ) -> Result<QuoteRequestId, Failure> {
        self.count_outside(market, w).await?;
        let id = QuoteRequestId::from_uuid(market.ids.uuid());
        self.insert(market, w, id).await?;
        for kept in &self.kept {
            document::insert(market, w, (id, None), kept).await?;
        }
        let mut told: Vec<Addressee> = Vec::new();
        for choice in chosen {
            let supplier = SupplierId::from_uuid(market.ids.uuid());
            let of = (Some(choice.provider), Some(choice.service));
            self.add(w, (id, supplier, told.len()), of, (&choice.provider_name, None, None))
                .await?;
            told.push(Addressee::provider(supplier, choice.provider));
        }
        for outside in &self.outside {
            let supplier = SupplierId::from_uuid(market.ids.uuid());
            let secret = new_secret(market);
            let reached =
                (outside.name.as_str(), Some(outside.email.as_str()), Some(digest_of(&secret)));
            self.add(w, (id, supplier, told.len()), (None, None), reached).await?;
            let (name, email) = (&outside.name, outside.email.as_str());
            told.push(Addressee::outside(supplier, name, email, Some(secret)));
        }
        let request = super::stored::find(w, "", [id.uuid().into()]).await?;
        tell::suppliers(market, w, &request, &told, &QuoteNews::Asked).await?;
        let key = Some(format!("open_quotes:{id}"));
        let at = self.terms.closes_at;
        job::enqueue_at(market, w, &Job::OpenQuotes(id), at, key).await?;
        self.record(market, w, id, chosen).await?;
        Ok(id)
    }

    async fn insert(&self, market: &Market, w: &Writer, id: QuoteRequestId) -> Result<(), Failure> {
        let terms = &self.terms;
        let sql = "INSERT INTO quote_request (id, school_id, service_id, category, title, \
                   description, quantity, unit, wanted, place, criteria, closes_at, asked_by, \
                   asked_at, state) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open')";
        let values: [Value; 14] = [
            id.uuid().into(),
            self.permit.organisation().uuid().into(),
            self.service.map(ServiceId::uuid).into(),
            terms.category.code().into(),
            terms.title.clone().into(),
            terms.description.clone().into(),
            i64::from(terms.quantity).into(),
            terms.unit.code().into(),
            terms.wanted.clone().into(),
            terms.place.clone().into(),
            terms.criteria.clone().into(),
            terms.closes_at.into(),
            self.permit.person().uuid().into(),
            market.now().into(),
        ];
        w.execute(sql, values).await.map(drop)
    }

    async fn add(
        &self,
        w: &Writer,
        (request, supplier, position): (QuoteRequestId, SupplierId, usize),
        (provider, service): (Option<OrganisationId>, Option<ServiceId>),
        (name, email, digest): (&str, Option<&str>, Option<Vec<u8>>),
    ) -> Result<(), Failure> {
        let sql = "INSERT INTO quote_supplier (id, request_id, position, provider_id, service_id, \
                   name, email, token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values: [Value; 8] = [
            supplier.uuid().into(),
            request.uuid().into(),
            i64::try_from(position).unwrap_or(i64::MAX).into(),
            provider.map(OrganisationId::uuid).into(),
            service.map(ServiceId::uuid).into(),
            name.into(),
            email.map(str::to_owned).into(),
            digest.into(),
        ];
        w.execute(sql, values).await.map(drop)
    }

    async fn record(
        &self,
        market: &Market,
        w: &Writer,
        id: QuoteRequestId,
        chosen: &[QuoteChoice],
    ) -> Result<(), Failure> {
        let names = chosen.iter().map(|choice| choice.provider_name.as_str());
        let names: Vec<&str> =
            names.chain(self.outside.iter().map(|outside| outside.name.as_str())).collect();
        let documents: Vec<&str> = self.kept.iter().map(Kept::hash).collect();
        let terms = &self.terms;
        let mut record = Record::new(None, self.permit, Deed::AskForQuotes, id).after(&json!({
            "title": terms.title, "asked": names, "deadline": terms.closes_at,
            "documents": documents,
        }))?;
        let addresses: Vec<&str> =
            self.outside.iter().map(|outside| outside.email.as_str()).collect();
        if !addresses.is_empty() {
            record = record.personal("email", addresses.join(", "));
        }
        audit::record(market, w, record).await
    }
}
