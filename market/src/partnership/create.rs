//! Founding a partnership: its name, areas, what it sells, membership levels and first members,
//! in one go.

use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, PersonId, TierId};
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, LineOfWork, Model, NewTier};
use domain::people::RoleDays;
use domain::school::Area;
use domain::text::{self, Email, LaCode, Urn};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::admit::admit;
use super::host::{self, Host};
use super::hosting::{self, Asking};
use super::invite::InviteOutcome;
use super::settings::refuse_taken;
use super::{areas, tier};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::organisation::{self, NewOrganisation, OrganisationKind};
use crate::person::{Invite, invite};

/// What the trail keeps of it. Addresses of people stand apart, so that they can be erased.
fn founding<'a>(
    permit: &Permit,
    partnership: OrganisationId,
    create: &'a CreatePartnership,
) -> Result<Record<'a>, Failure> {
    let host = create.host.as_ref();
    let record = Record::new(Some(partnership), permit, Deed::CreatePartnership, partnership)
        .after(&json!({
            "name": create.name,
            "model": create.model,
            "shape": create.shape,
            "areas": create.areas,
            "lines_of_work": create.lines_of_work,
            "tiers": create.tiers,
            "invoice_prefix": create.invoice_prefix,
            "host": host.map(|host| &host.name),
            "schools": create.schools,
        }))?;
    let record = match &create.director {
        Director::Founder => record,
        Director::Invited(email) => record.personal("director", email.as_str()),
    };
    Ok(match host.and_then(|host| host.contact.as_ref()) {
        Some(contact) => record.personal("contact", contact.as_str()),
        None => record,
    })
}

/// Days a school has to pay an invoice, unless the partnership says otherwise: what public bodies
/// must pay within (Procurement Act 2023, section 68).
const PAYMENT_DAYS: i64 = 30;

/// A partnership to be founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreatePartnership {
    /// Its name.
    pub name: String,
    /// The model it began from.
    pub model: Model,
    /// What it is in law.
    pub shape: LegalShape,
    /// The councils' areas it works in.
    pub areas: Vec<LaCode>,
    /// What it works in.
    pub lines_of_work: Vec<LineOfWork>,
    /// Its membership levels, the first for the first members.
    pub tiers: Vec<NewTier>,
    /// The letters its invoices' numbers begin with.
    pub invoice_prefix: SellerPrefix,
    /// Whom an informal one trades through.
    pub host: Option<Host>,
    /// Its first members.
    pub schools: Vec<Urn>,
    /// Who answers for it: the founder, or somebody who is invited.
    pub director: Director,
}

/// Who answers for a new partnership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Director {
    /// Whoever founds it.
    Founder,
    /// Somebody else, by invitation.
    Invited(Email),
}

/// What came of founding one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// The partnership.
    pub partnership: OrganisationId,
    /// How many schools are members.
    pub members: u32,
}

/// Founds a partnership. A founder who directs it acts for it from now on.
///
/// # Errors
/// `Invalid` on `name`, `areas`, `tiers`, `host` or `invoice_prefix`.
pub async fn create_partnership(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    create: CreatePartnership,
) -> Result<Created, Failure> {
    let permit = actor.permit_installation(Action::CreatePartnership)?;
    let create = check(create)?;
    let once = Once::new(permit.person(), "create_partnership", key, &create)?;
    let (create, once, permit) = (&create, &once, &permit);
    market
        .db
        .write(|w| async move {
            if let Some(created) = once.earlier(market, &w).await? {
                return Ok(created);
            }
            refuse_taken(&w, None, &create.name, &create.invoice_prefix).await?;
            let partnership = store(market, &w, actor, permit.person(), create).await?;
            let mut tiers = Vec::with_capacity(create.tiers.len());
            for (position, new) in (1..).zip(&create.tiers) {
                tiers.push(tier::store(market, &w, partnership, new, position).await?);
            }
            let members = first_members(market, &w, partnership, &tiers, create).await?;
            direct(market, &w, actor, permit.person(), partnership, create).await?;
            audit::record(market, &w, founding(permit, partnership, create)?).await?;
            let created = Created { partnership, members };
            once.keep(&w, &created).await?;
            Ok(created)
        })
        .await
}

/// Makes the first members, on the first level; says how many there are.
async fn first_members(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    tiers: &[TierId],
    create: &CreatePartnership,
) -> Result<u32, Failure> {
    let Some(first) = tiers.first().copied() else { return Ok(0) };
    let urns: Vec<&Urn> = create.schools.iter().collect();
    let admitted = admit(market, w, partnership, first, market.today(), &urns).await?;
    let made = admitted.values().filter(|found| found.outcome == InviteOutcome::Invited).count();
    u32::try_from(made).map_err(broken)
}

/// What is founded, with its name as it is kept.
fn check(create: CreatePartnership) -> Result<CreatePartnership, Failure> {
    let mut reading = domain::form::Reading::default();
    let name = reading.take("name", text::name(&create.name, 120));
    let known = create.areas.iter().all(|code| Area::by_code(code).is_some());
    match create.areas.is_empty() {
        true => reading.wrong("areas", Problem::Missing),
        false if !known => reading.wrong("areas", Problem::NotAChoice),
        false => {}
    }
    if create.tiers.is_empty() {
        reading.wrong("tiers", Problem::Missing);
    }
    for tier in &create.tiers {
        reading.all_wrong(tier.rule.validate().err().into_iter().collect());
    }
    if create.shape == LegalShape::Informal && create.host.is_none() {
        reading.wrong("host", Problem::Missing);
    }
    let named = name.map(|name| CreatePartnership { name, ..create });
    reading.finish(named).map_err(Failure::Invalid)
}

async fn store(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    founder: PersonId,
    create: &CreatePartnership,
) -> Result<OrganisationId, Failure> {
    let new =
        NewOrganisation { kind: OrganisationKind::Partnership, name: &create.name, urn: None };
    let partnership = organisation::create(market, w, new).await?;
    let host = match (create.shape, &create.host) {
        (LegalShape::Informal, Some(host)) => {
            Some((host::find_or_create(market, w, host).await?, host))
        }
        (LegalShape::Informal | LegalShape::Company, _) => None,
    };
    let lines: Vec<&str> = create.lines_of_work.iter().map(|line| line.code()).collect();
    let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, host_id, \
               invoice_prefix, payment_terms_days, lines_of_work, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
    let values: [sea_orm::Value; 7] = [
        partnership.uuid().into(),
        create.model.code().into(),
        create.shape.code().into(),
        host.map(|(id, _)| id.uuid()).into(),
        create.invoice_prefix.as_str().into(),
        PAYMENT_DAYS.into(),
        lines.join(",").into(),
    ];
    w.claim(sql, values).await?;
    areas::set(market, w, partnership, &create.areas).await?;
    if let Some((id, host)) = host {
        let asking = Asking {
            partnership,
            partnership_name: &create.name,
            host: id,
            host_name: &host.name,
            contact: host.contact.as_ref(),
            asked_by: founder,
            asker_name: actor.name(),
        };
        hosting::ask(market, w, asking).await?;
    }
    Ok(partnership)
}

async fn direct(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    founder: PersonId,
    partnership: OrganisationId,
    create: &CreatePartnership,
) -> Result<(), Failure> {
    match &create.director {
        Director::Founder => {
            organisation::grant_role(market, w, founder, partnership, Role::Director, None).await?;
            let sql = "UPDATE session SET acting_for = $2, acting_through = NULL WHERE id = $1";
            let values = [actor.session().uuid().into(), partnership.uuid().into()];
            w.execute(sql, values).await.map(|_| ())
        }
        Director::Invited(email) => {
            let offer = Invite {
                organisation: partnership,
                organisation_name: &create.name,
                role: Role::Director,
                order_limit_pence: None,
                days: RoleDays::default(),
                email,
                name: "colleague",
                invited_by: founder,
                inviter_name: actor.name(),
            };
            invite(market, w, offer).await.map(|_| ())
        }
    }
}

/// Letters for the invoices of a partnership of this name, that no other has.
pub async fn suggest_prefix(market: &Market, name: &str) -> Result<Option<SellerPrefix>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        invoice_prefix: String,
    }
    let sql = "SELECT invoice_prefix FROM partnership";
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(sql, []).await }).await?;
    Ok(SellerPrefix::suggest(name, |letters| rows.iter().any(|row| row.invoice_prefix == letters)))
}
