//! As what somebody may sign a school up: alone as far as they go, at the request of somebody else
//! where they approve at the level it waits at; or agree, and have the governors asked.

use domain::access::{Action, Role};
use domain::delegation::{ApprovalLevel, Approver, Chain, Next, deputy_limit};
use domain::id::{BaselineId, DealId, OrganisationId, PersonId};
use domain::order::Allowance;
use domain::service::Category;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Gross, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::access::Actor;
use crate::db::{Reader, Writer, broken};
use crate::order::chain;
use crate::{Market, delegation};

/// What somebody may do about a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// Sign alone, in a role of their own.
    Alone(Role),
    /// Sign because others have asked for it, or agreed.
    With(Approver),
    /// Agree to it: then the governors are asked.
    Agree(Approver),
    /// Ask others.
    Ask,
}

/// How a signature of somebody's stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chance {
    pub may: May,
    /// The most they bind the school to alone; none is no limit.
    pub limit: Option<Pence>,
    /// At which level somebody else is asked.
    pub asks: ApprovalLevel,
    /// The amount above which the governors sign.
    pub governors_from: Option<Pence>,
}

/// What is to be signed, by whom.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub actor: &'a Actor,
    pub school: OrganisationId,
    pub deal: DealId,
    pub category: Category,
    pub quantity: u32,
    /// The most it can come to, including VAT.
    pub most: Gross,
}

/// What somebody may do about it today.
pub(super) async fn chance(
    market: &Market,
    r: &Reader,
    wanted: Wanted<'_>,
) -> Result<Chance, Failure> {
    let Wanted { actor, school, most, .. } = wanted;
    let own = actor.own_role(Action::CommitToDeal);
    let rule = delegation::scheme(r, school).await?.of(Some(wanted.category));
    let limit = own.and_then(|own| match own.role {
        Role::Buyer => deputy_limit(rule.alone, own.limit()),
        _ => own.limit(),
    });
    // Whoever governs binds the school at the request of others only.
    let alone = own.filter(|own| own.role != Role::Governor);
    let laid_down = Chain { governors_above: rule.governors_above, ..Chain::default() };
    let covers = laid_down.begins_at(Allowance::new(limit, Pence::ZERO), most).is_none();
    if let Some(own) = alone.filter(|_| covers) {
        let (may, asks) = (May::Alone(own.role), ApprovalLevel::Head);
        return Ok(Chance { may, limit, asks, governors_from: rule.governors_above });
    }
    let (chain, _) = chain(market, r, school, actor.person(), Some(wanted.category)).await?;
    let asked = requests(r, wanted).await?;
    let agreed = asked.iter().any(|one| one.level.is_some());
    let mut may = May::Ask;
    for by in delegation::stands_for(actor) {
        let initiates = by.deputy_of.is_none() && chain.passes_on(&by, most);
        if initiates && may == May::Ask {
            may = May::Agree(by);
        }
        for request in &asked {
            let given: Vec<Approver> =
                request.level.is_some().then_some(request.by).into_iter().collect();
            let awaits = request.level.map_or(ApprovalLevel::Head, |_| ApprovalLevel::Governors);
            match chain.approve(request.by.person, awaits, &given, &by, most) {
                Ok(Next::Binding) => may = May::With(by),
                Ok(Next::Governors) if may == May::Ask => may = May::Agree(by),
                Ok(Next::Governors) | Err(_) => {}
            }
        }
    }
    let asks = match may {
        May::Agree(_) => ApprovalLevel::Governors,
        _ if agreed => ApprovalLevel::Governors,
        _ => ApprovalLevel::Head,
    };
    Ok(Chance { may, limit, asks, governors_from: chain.governors_from() })
}

/// That somebody asked for a signature, or agreed to one.
struct Request {
    by: Approver,
    level: Option<ApprovalLevel>,
}

async fn requests(r: &Reader, wanted: Wanted<'_>) -> Result<Vec<Request>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        level: Option<String>,
        person_id: Uuid,
        deputy_of: Option<Uuid>,
        limit_pence: Option<i64>,
    }
    let sql = "SELECT level, person_id, deputy_of, limit_pence FROM signature_request \
               WHERE deal_id = $1 AND school_id = $2 AND quantity = $3 AND most_gross_pence >= $4 \
               ORDER BY id DESC LIMIT 20";
    let values: [Value; 4] = [
        wanted.deal.uuid().into(),
        wanted.school.uuid().into(),
        i64::from(wanted.quantity).into(),
        wanted.most.pence().get().into(),
    ];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let read = |row: Row| {
        let level = row.level.as_deref().map(|code| {
            ApprovalLevel::from_code(code).ok_or_else(|| broken(format!("no level: {code}")))
        });
        let level = level.transpose()?;
        let by = Approver {
            person: PersonId::from_uuid(row.person_id),
            level: level.unwrap_or(ApprovalLevel::Head),
            limit: row.limit_pence.map(Pence::new),
            deputy_of: row.deputy_of.map(PersonId::from_uuid),
        };
        Ok(Request { by, level })
    };
    rows.into_iter().map(read).collect()
}

/// What somebody last asked for, where nobody has signed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureAsked {
    /// Who asked, by name.
    pub by: String,
    /// Whether it was whoever looks.
    pub is_own: bool,
    /// For how much.
    pub quantity: u32,
    /// Resting on what the school pays now.
    pub baseline: Option<BaselineId>,
    /// With which number on the order and its invoices.
    pub purchase_order_number: Option<String>,
}

/// What a signature is asked for with, beside its quantity.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskedWith<'a> {
    pub baseline: Option<BaselineId>,
    pub purchase_order_number: Option<&'a PurchaseOrderNumber>,
}

/// What is asked of those at a school who may sign it up to a deal.
pub(super) async fn open_request(
    r: &Reader,
    deal: DealId,
    (school, looks): (OrganisationId, PersonId),
) -> Result<Option<SignatureAsked>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: Uuid,
        name: String,
        quantity: i64,
        baseline_id: Option<Uuid>,
        purchase_order_number: Option<String>,
    }
    let sql = "SELECT s.person_id, p.name, s.quantity, s.baseline_id, s.purchase_order_number FROM signature_request s \
               JOIN person p ON p.id = s.person_id \
               WHERE s.deal_id = $1 AND s.school_id = $2 AND NOT EXISTS (SELECT 1 FROM commitment c \
               WHERE c.deal_id = s.deal_id AND c.school_id = s.school_id AND c.signed_at >= s.asked_at) \
               ORDER BY s.id DESC LIMIT 1";
    let row: Option<Row> = r.sql_one(sql, [deal.uuid().into(), school.uuid().into()]).await?;
    let read = |row: Row| {
        let quantity = u32::try_from(row.quantity).map_err(broken)?;
        let is_own = row.person_id == looks.uuid();
        Ok(SignatureAsked {
            by: row.name,
            is_own,
            quantity,
            baseline: row.baseline_id.map(BaselineId::from_uuid),
            purchase_order_number: row.purchase_order_number,
        })
    };
    row.map(read).transpose()
}

/// Keeps that somebody asked for a signature, and whether they agreed to it by that.
pub(super) async fn keep_request(
    market: &Market,
    w: &Writer,
    wanted: Wanted<'_>,
    agrees: Option<Approver>,
    with: AskedWith<'_>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO signature_request (id, deal_id, school_id, quantity, level, person_id, \
               deputy_of, limit_pence, most_gross_pence, asked_at, baseline_id, purchase_order_number) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values: [Value; 12] = [
        market.ids.uuid().into(),
        wanted.deal.uuid().into(),
        wanted.school.uuid().into(),
        i64::from(wanted.quantity).into(),
        agrees.map(|by| by.level.code()).into(),
        wanted.actor.person().uuid().into(),
        agrees.and_then(|by| by.deputy_of).map(PersonId::uuid).into(),
        agrees.and_then(|by| by.limit).map(Pence::get).into(),
        wanted.most.pence().get().into(),
        market.now().into(),
        with.baseline.map(BaselineId::uuid).into(),
        with.purchase_order_number.map(PurchaseOrderNumber::as_str).into(),
    ];
    w.execute_one(sql, values).await
}
