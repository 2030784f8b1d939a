//! The approvals of an order: who has given one, at which level and for whom; who is asked now.

use chrono::{DateTime, Utc};
use domain::delegation::{ApprovalLevel, Approver, Next};
use domain::id::{ApprovalId, OrderId, PersonId};
use domain::{Failure, Pence, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::load::Stored;
use super::to_approve::ToApprove;
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, Writer, broken};
use crate::delegation::{self, Standing};

/// An approval as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalGiven {
    /// By whom.
    pub by: String,
    /// At which level.
    pub level: ApprovalLevel,
    /// For whom they stood in, where they did.
    pub deputy_of: Option<String>,
    /// What it committed the school to, including VAT.
    pub gross: Pence,
    /// When.
    pub at: DateTime<Utc>,
}

/// How an order waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalAsked {
    /// At which level somebody is asked.
    pub level: ApprovalLevel,
    /// Who is asked, by name, each with whom they stand in for.
    pub of: Vec<(String, Option<String>)>,
    /// Whether the governors approve after that.
    pub then_governors: bool,
    /// For whom whoever looks would stand in, where they may approve as a deputy.
    pub as_deputy_of: Option<String>,
    /// What keeps whoever looks from approving.
    pub against: Option<Refusal>,
}

/// Keeps an approval of an order as it stood before.
pub(super) async fn keep(
    market: &Market,
    w: &Writer,
    before: &Stored,
    by: &Approver,
) -> Result<(), Failure> {
    let sql = "INSERT INTO order_approval (id, order_id, round, level, person_id, deputy_of, \
               limit_pence, net_pence, gross_pence, approved_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values: [Value; 10] = [
        ApprovalId::from_uuid(market.ids.uuid()).uuid().into(),
        before.id.uuid().into(),
        before.round.into(),
        by.level.code().into(),
        by.person.uuid().into(),
        by.deputy_of.map(PersonId::uuid).into(),
        by.limit.map(Pence::get).into(),
        before.net.get().into(),
        before.gross.get().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

#[derive(FromQueryResult)]
struct Row {
    level: String,
    person_id: Uuid,
    name: String,
    deputy_of: Option<Uuid>,
    deputy_of_name: Option<String>,
    limit_pence: Option<i64>,
    gross_pence: i64,
    approved_at: DateTime<Utc>,
}

impl Row {
    fn level(&self) -> Result<ApprovalLevel, Failure> {
        ApprovalLevel::from_code(&self.level)
            .ok_or_else(|| broken("an approval at a level that is not known"))
    }
}

async fn rows(r: &Reader, order: OrderId, round: i64) -> Result<Vec<Row>, Failure> {
    let sql = "SELECT a.level, a.person_id, p.name, a.deputy_of, d.name AS deputy_of_name, \
               a.limit_pence, a.gross_pence, a.approved_at FROM order_approval a \
               JOIN person p ON p.id = a.person_id LEFT JOIN person d ON d.id = a.deputy_of \
               WHERE a.order_id = $1 AND a.round = $2 ORDER BY a.id";
    r.sql_all(sql, [order.uuid().into(), round.into()]).await
}

/// Who has agreed in a round.
pub(super) async fn given(
    r: &Reader,
    order: OrderId,
    round: i64,
) -> Result<Vec<Approver>, Failure> {
    let approver = |row: Row| {
        Ok(Approver {
            person: PersonId::from_uuid(row.person_id),
            level: row.level()?,
            limit: row.limit_pence.map(Pence::new),
            deputy_of: row.deputy_of.map(PersonId::from_uuid),
        })
    };
    rows(r, order, round).await?.into_iter().map(approver).collect()
}

/// The approvals of an order's last round.
pub(super) async fn shown(r: &Reader, order: &Stored) -> Result<Vec<ApprovalGiven>, Failure> {
    let shown = |row: Row| {
        Ok(ApprovalGiven {
            level: row.level()?,
            by: row.name,
            deputy_of: row.deputy_of_name,
            gross: Pence::new(row.gross_pence),
            at: row.approved_at,
        })
    };
    rows(r, order.id, order.round).await?.into_iter().map(shown).collect()
}

/// The names of those who agreed, each with whom they stood in for.
pub(super) async fn names(r: &Reader, given: &[Approver]) -> Result<Vec<String>, Failure> {
    #[derive(FromQueryResult)]
    struct Named {
        name: String,
    }
    let mut names = Vec::with_capacity(given.len());
    for one in given {
        let sql = "SELECT name FROM person WHERE id = $1";
        let named: Option<Named> = r.sql_one(sql, [one.person.uuid().into()]).await?;
        names.extend(named.map(|named| named.name));
    }
    Ok(names)
}

/// Those who may approve an order where it waits; where nobody may, those who could with a higher
/// limit. Nobody whose request it is, nor who agreed before.
pub(super) async fn asked(
    market: &Market,
    r: &Reader,
    what: &ToApprove,
) -> Result<Vec<Standing>, Failure> {
    let all = delegation::approvers(r, what.school, market.today()).await?;
    let chain = what.chain(market, r).await?;
    let could = all.into_iter().filter_map(|one| {
        let may = match what.next(&one.approver, chain) {
            Ok(_) => true,
            Err(Refusal::OverLimit { .. }) => false,
            Err(_) => return None,
        };
        Some((one, may))
    });
    let could: Vec<(Standing, bool)> = could.collect();
    let any = could.iter().any(|(_, may)| *may);
    Ok(could.into_iter().filter(|(_, may)| *may || !any).map(|(one, _)| one).collect())
}

/// How an order waits, as whoever looks is shown it.
pub(super) async fn waits(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    what: &ToApprove,
) -> Result<ApprovalAsked, Failure> {
    let (of, level) = (asked(market, r, what).await?, what.waiting.awaits);
    let chain = what.chain(market, r).await?;
    let chosen = what.choose(&delegation::stands_for(actor), chain);
    let stands_in = chosen.as_ref().ok().and_then(|(by, _)| by.deputy_of);
    let whose = of.iter().find(|one| stands_in.is_some() && one.approver.deputy_of == stands_in);
    let beyond = chain.governors_from().is_some_and(|from| what.total.pence() > from);
    Ok(ApprovalAsked {
        level,
        as_deputy_of: whose.and_then(|one| one.deputy_of.clone()),
        of: of.into_iter().map(|one| (one.name, one.deputy_of)).collect(),
        then_governors: match &chosen {
            Ok((_, next)) => *next == Next::Governors,
            Err(_) => level == ApprovalLevel::Head && beyond,
        },
        against: chosen.err(),
    })
}
