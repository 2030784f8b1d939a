//! A partnership's own facts: name, areas, what it works in, what its invoices say.

use domain::access::{Action, Scope};
use domain::audit::Deed;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use domain::partnership::{Bank, LegalShape, LineOfWork, Model, read_vat_number};
use domain::school::Area;
use domain::text::{self, LaCode};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use super::areas;
use super::begun::{BEGUN, Begun};
use super::change::{self, WaitingChange};
use super::hosting::{self, HostStanding};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};

/// A partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partnership {
    /// The organisation.
    pub id: OrganisationId,
    /// The version read, to change it by.
    pub version: i64,
    /// The model it began from.
    pub model: Model,
    /// What it is in law.
    pub shape: LegalShape,
    /// The host of an informal one, and how it stands.
    pub host: Option<HostStanding>,
    /// Where schools pay.
    pub bank: Option<Bank>,
    /// How far it has come towards its first sale.
    pub begun: Begun,
    /// What waits for a second person.
    pub waiting: Vec<WaitingChange>,
    /// What can be changed at once.
    pub facts: PartnershipFacts,
}

/// What staff can change of a partnership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartnershipFacts {
    /// Its name.
    pub name: String,
    /// The councils' areas it works in.
    pub areas: Vec<LaCode>,
    /// What it works in.
    pub lines_of_work: Vec<LineOfWork>,
    /// The letters its invoices' numbers begin with.
    pub invoice_prefix: SellerPrefix,
    /// The seller's VAT registration number: its own, or its host's.
    pub vat_number: Option<String>,
    /// The seller's address, as it must stand on a VAT invoice (VAT Regulations 1995,
    /// regulation 14): lines with breaks between, up to 300 characters.
    pub invoice_address: Option<String>,
    /// Days a school has to pay, nought to 120.
    pub payment_terms_days: u8,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    model: String,
    legal_shape: String,
    invoice_prefix: String,
    vat_number: Option<String>,
    invoice_address: Option<String>,
    bank_name: Option<String>,
    bank_sort_code: Option<String>,
    bank_account: Option<String>,
    payment_terms_days: i64,
    lines_of_work: String,
    version: i64,
    services: i64,
    invited: i64,
    addressed: i64,
    banked: i64,
}

/// The partnership acted for.
///
/// # Errors
/// `NotFound` where the organisation acted for is none.
pub async fn partnership(market: &Market, actor: &Actor) -> Result<Partnership, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let scope = permit.scope();
    market.db.read(|r| async move { load(&r, scope).await }).await
}

/// Whether the organisation of the scope is a partnership.
pub(super) async fn exists(r: &Reader, scope: &Scope) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        found: i64,
    }
    let sql = "SELECT COUNT(*) AS found FROM partnership WHERE organisation_id = $1";
    let found: Option<Found> = r.sql_one(sql, [scope.organisation().uuid().into()]).await?;
    match found {
        Some(Found { found: 1 }) => Ok(()),
        _ => Err(Failure::NotFound),
    }
}

pub(super) async fn load(r: &Reader, scope: &Scope) -> Result<Partnership, Failure> {
    let id = scope.organisation();
    let sql = format!(
        "SELECT o.name, p.model, p.legal_shape, p.invoice_prefix, p.vat_number, \
               p.invoice_address, p.bank_name, p.bank_sort_code, p.bank_account, \
               p.payment_terms_days, p.lines_of_work, p.version, {BEGUN} \
               FROM partnership p JOIN organisation o ON o.id = p.organisation_id \
               WHERE p.organisation_id = $1"
    );
    let row: Option<Row> = r.sql_one(&sql, [id.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let areas = areas::of(r, id).await?;
    let host = hosting::standing_of(r, id).await?;
    let waiting = change::waiting(r, id).await?;
    row.partnership(id, areas, host, waiting)
}

impl Row {
    fn partnership(
        self,
        id: OrganisationId,
        areas: Vec<LaCode>,
        host: Option<HostStanding>,
        waiting: Vec<WaitingChange>,
    ) -> Result<Partnership, Failure> {
        let unknown = |what: &str| broken(format!("a stored {what} is not known"));
        let lines = self.lines_of_work.split(',').filter(|code| !code.is_empty());
        let lines: Option<Vec<LineOfWork>> = lines.map(LineOfWork::from_code).collect();
        let bank = Bank::of(self.bank_name, self.bank_sort_code, self.bank_account);
        Ok(Partnership {
            id,
            version: self.version,
            model: Model::from_code(&self.model).ok_or_else(|| unknown("model"))?,
            shape: LegalShape::from_code(&self.legal_shape).ok_or_else(|| unknown("shape"))?,
            host,
            begun: Begun::of(self.services, self.invited, self.addressed, self.banked),
            bank,
            waiting,
            facts: PartnershipFacts {
                name: self.name,
                areas,
                lines_of_work: lines.ok_or_else(|| unknown("line of work"))?,
                invoice_prefix: SellerPrefix::parse(&self.invoice_prefix)
                    .map_err(|_| unknown("prefix"))?,
                vat_number: self.vat_number,
                invoice_address: self.invoice_address,
                payment_terms_days: u8::try_from(self.payment_terms_days).map_err(broken)?,
            },
        })
    }
}

/// Changes a partnership's facts.
///
/// # Errors
/// `Invalid` on the field that is wrong; `ChangedMeanwhile` where somebody else was first.
pub async fn update_partnership(
    market: &Market,
    actor: &Actor,
    version: i64,
    facts: PartnershipFacts,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManagePartnership)?;
    let (facts, permit) = (&check(facts)?, &permit);
    market
        .db
        .write(|w| async move {
            let before = load(&w, permit.scope()).await?;
            let own = Some(permit.organisation());
            refuse_taken(&w, own, &facts.name, &facts.invoice_prefix).await?;
            store(market, &w, permit.organisation(), version, facts).await?;
            let chain = Some(permit.organisation());
            let record = Record::new(chain, permit, Deed::UpdatePartnership, permit.organisation())
                .before(&before.facts)?
                .after(facts)?;
            audit::record(market, &w, record).await
        })
        .await
}

/// The facts as they are kept: without what was typed around them by accident.
fn check(facts: PartnershipFacts) -> Result<PartnershipFacts, Failure> {
    let mut reading = domain::form::Reading::default();
    let name = reading.take("name", text::name(&facts.name, 120));
    let vat_number = facts.vat_number.as_deref().unwrap_or_default();
    let vat_number =
        reading.take("vat_number", domain::form::optional(read_vat_number(vat_number)));
    let address = facts.invoice_address.as_deref().unwrap_or_default();
    let address = domain::form::optional(text::paragraph(address, 300));
    let address = reading.take("invoice_address", address);
    if facts.areas.is_empty() {
        reading.wrong("areas", Problem::Missing);
    } else if facts.areas.iter().any(|code| Area::by_code(code).is_none()) {
        reading.wrong("areas", Problem::NotAChoice);
    }
    if facts.payment_terms_days > 120 {
        reading.wrong("payment_terms_days", Problem::OutOfRange { min: 0, max: 120 });
    }
    let read = name.zip(vat_number).zip(address);
    let read = read.map(|((name, vat_number), invoice_address)| PartnershipFacts {
        name,
        vat_number,
        invoice_address,
        ..facts
    });
    reading.finish(read).map_err(Failure::Invalid)
}

/// Refuses a name or a prefix that another partnership has.
pub(super) async fn refuse_taken(
    r: &Reader,
    own: Option<OrganisationId>,
    name: &str,
    prefix: &SellerPrefix,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Taken {
        same_name: i64,
        same_prefix: i64,
    }
    let sql = "SELECT \
               (SELECT COUNT(*) FROM organisation WHERE kind = 'partnership' \
                AND lower(name) = lower($1) AND id <> $3) AS same_name, \
               (SELECT COUNT(*) FROM partnership WHERE invoice_prefix = $2 \
                AND organisation_id <> $3) AS same_prefix";
    let own = own.map_or(Uuid::nil(), OrganisationId::uuid);
    let values = [name.into(), prefix.as_str().into(), own.into()];
    let taken: Option<Taken> = r.sql_one(sql, values).await?;
    let mut reading = domain::form::Reading::default();
    if taken.as_ref().is_some_and(|taken| taken.same_name > 0) {
        reading.wrong("name", Problem::AlreadyUsed);
    }
    if taken.is_some_and(|taken| taken.same_prefix > 0) {
        reading.wrong("invoice_prefix", Problem::AlreadyUsed);
    }
    reading.finish(Some(())).map_err(Failure::Invalid)
}

async fn store(
    market: &Market,
    w: &Writer,
    id: OrganisationId,
    version: i64,
    facts: &PartnershipFacts,
) -> Result<(), Failure> {
    let lines: Vec<&str> = facts.lines_of_work.iter().map(|line| line.code()).collect();
    let sql = "UPDATE partnership SET invoice_prefix = $3, vat_number = $4, invoice_address = $5, \
               payment_terms_days = $6, lines_of_work = $7, version = version + 1 \
               WHERE organisation_id = $1 AND version = $2";
    let values: [sea_orm::Value; 7] = [
        id.uuid().into(),
        version.into(),
        facts.invoice_prefix.as_str().into(),
        facts.vat_number.clone().into(),
        facts.invoice_address.clone().into(),
        i64::from(facts.payment_terms_days).into(),
        lines.join(",").into(),
    ];
    if w.claim(sql, values).await? == 0 {
        return Err(Failure::ChangedMeanwhile);
    }
    let sql = "UPDATE organisation SET name = $2, version = version + 1 WHERE id = $1";
    w.claim(sql, [id.uuid().into(), facts.name.clone().into()]).await?;
    areas::set(market, w, id, &facts.areas).await
}
