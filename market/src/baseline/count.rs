//! What is measured against what a school paid before, so that nothing is counted twice. Whoever
//! counts has the school's turn (`order::take_turn`), so that two never count the same spend.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::deal::Terms;
use domain::id::{BaselineId, CommitmentId, OrderLineId};
use domain::price::Unit;
use domain::saving::{Counted, EarlierSpend, is_same_supplier};
use domain::service::Category;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::read::{Baseline, of_kind};
use crate::Market;
use crate::db::{Reader, Writer, broken};

/// What a school paid before for one kind of service by one unit: its statements, the newest first,
/// and what is measured against each supplier's spend.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    pub statements: Vec<Baseline>,
    uses: Vec<(String, Counted)>,
}

#[derive(FromQueryResult)]
struct Use {
    baseline_id: Uuid,
    supplier: String,
    commitment_id: Option<Uuid>,
    first_on: NaiveDate,
    last_on: NaiveDate,
    year_starts_on: Option<NaiveDate>,
    quantity: i64,
    while_it_runs: i64,
}

impl TryFrom<Use> for (String, Counted) {
    type Error = Failure;

    fn try_from(row: Use) -> Result<Self, Failure> {
        let counted = match (row.commitment_id, row.year_starts_on) {
            (Some(_), _) => Counted::Contract { first_on: row.first_on, last_on: row.last_on },
            (None, Some(_)) if row.while_it_runs == 1 => {
                Counted::Contract { first_on: row.first_on, last_on: row.last_on }
            }
            (None, Some(year_starts_on)) => {
                let quantity = u32::try_from(row.quantity).map_err(broken)?;
                Counted::Units { on: row.first_on, year_starts_on, quantity }
            }
            (None, None) => return Err(broken("units are counted in no year")),
        };
        Ok((row.supplier, counted))
    }
}

/// What a school paid before for a kind of service by a unit.
pub(crate) async fn earlier(
    r: &Reader,
    scope: &Scope,
    category: Category,
    unit: Unit,
) -> Result<Earlier, Failure> {
    let statements = of_kind(r, scope, category, unit).await?;
    if statements.is_empty() {
        return Ok(Earlier { statements, uses: Vec::new() });
    }
    let sql = "SELECT u.baseline_id, b.supplier, u.commitment_id, u.first_on, u.last_on, \
               u.year_starts_on, u.quantity, u.while_it_runs FROM baseline_use u JOIN baseline b ON b.id = u.baseline_id \
               WHERE b.school_id = $1 AND b.category = $2 AND b.unit = $3 AND u.freed_at IS NULL";
    let values: [sea_orm::Value; 3] =
        [scope.organisation().uuid().into(), category.code().into(), unit.code().into()];
    let uses: Vec<Use> = r.sql_all(sql, values).await?;
    let uses = uses.into_iter().map(TryFrom::try_from).collect::<Result<_, Failure>>()?;
    Ok(Earlier { statements, uses })
}

impl Earlier {
    /// Whether a contract can be measured against a statement: until when it cannot, if not.
    pub fn for_contract(&self, statement: &Baseline, terms: &Terms) -> Result<(), Refusal> {
        let contract = Counted::Contract { first_on: terms.starts_on(), last_on: terms.ends_on() };
        self.spend(statement).count(contract)
    }

    /// The newest statement with its document that something more can be measured against; counts
    /// it. An agreement is not measured against a memory.
    pub fn take(&mut self, more: Counted) -> Option<Baseline> {
        let documented = self.statements.iter().filter(|statement| statement.file.is_some());
        let taken = documented.clone().find(|s| self.spend(s).count(more).is_ok()).cloned()?;
        self.uses.push((taken.supplier.clone(), more));
        Some(taken)
    }

    fn spend(&self, statement: &Baseline) -> EarlierSpend {
        let same = self.uses.iter().filter(|(by, _)| is_same_supplier(by, &statement.supplier));
        EarlierSpend::new(statement.quantity, same.map(|(_, counted)| *counted).collect())
    }
}

/// Measures a school's contract against a statement.
pub(crate) async fn count_contract(
    w: &Writer,
    baseline: BaselineId,
    commitment: CommitmentId,
    terms: &Terms,
    quantity: u32,
) -> Result<(), Failure> {
    let sql = "INSERT INTO baseline_use (baseline_id, commitment_id, first_on, last_on, quantity) \
               VALUES ($1, $2, $3, $4, $5)";
    let values: [sea_orm::Value; 5] = [
        baseline.uuid().into(),
        commitment.uuid().into(),
        terms.starts_on().into(),
        terms.ends_on().into(),
        i64::from(quantity).into(),
    ];
    w.execute_one(sql, values).await
}

/// Measures a line of an order against a statement, in a financial year of the school.
pub(crate) async fn count_line(
    w: &Writer,
    baseline: BaselineId,
    line: OrderLineId,
    counted: Counted,
    year_starts_on: NaiveDate,
) -> Result<(), Failure> {
    let (first_on, last_on, quantity, while_it_runs) = match counted {
        Counted::Contract { first_on, last_on } => (first_on, last_on, 1, 1),
        Counted::Units { on, quantity, .. } => (on, on, i64::from(quantity), 0),
    };
    let sql = "INSERT INTO baseline_use (baseline_id, order_line_id, first_on, last_on, \
               year_starts_on, quantity, while_it_runs) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [sea_orm::Value; 7] = [
        baseline.uuid().into(),
        line.uuid().into(),
        first_on.into(),
        last_on.into(),
        year_starts_on.into(),
        quantity.into(),
        i64::from(while_it_runs).into(),
    ];
    w.execute_one(sql, values).await
}

/// Nothing of a contract comes to pass: what it was measured against is free for another.
pub(crate) async fn free_contract(
    market: &Market,
    w: &Writer,
    commitment: CommitmentId,
) -> Result<(), Failure> {
    let sql = "UPDATE baseline_use SET freed_at = $2 WHERE commitment_id = $1 AND freed_at IS NULL";
    w.execute(sql, [commitment.uuid().into(), market.now().into()]).await.map(|_| ())
}

/// A line will not be delivered: what it was measured against is free for another.
pub(crate) async fn free_units(
    market: &Market,
    w: &Writer,
    line: OrderLineId,
) -> Result<(), Failure> {
    let sql = "UPDATE baseline_use SET freed_at = $2 WHERE order_line_id = $1 AND freed_at IS NULL";
    w.execute(sql, [line.uuid().into(), market.now().into()]).await.map(|_| ())
}

/// Fewer of a line were delivered: no more than those are measured against what was paid.
pub(crate) async fn keep_units(
    w: &Writer,
    line: OrderLineId,
    quantity: u32,
) -> Result<(), Failure> {
    let sql = "UPDATE baseline_use SET quantity = $2 \
               WHERE order_line_id = $1 AND freed_at IS NULL AND quantity > $2";
    w.execute(sql, [line.uuid().into(), i64::from(quantity).into()]).await.map(|_| ())
}

/// Another line takes the place of one: what that is measured against, this is from now on.
pub(crate) async fn move_units(
    market: &Market,
    w: &Writer,
    from: OrderLineId,
    to: OrderLineId,
) -> Result<(), Failure> {
    let sql = "SELECT b.supplier, u.baseline_id, u.commitment_id, u.first_on, u.last_on, \
               u.year_starts_on, u.quantity, u.while_it_runs FROM baseline_use u \
               JOIN baseline b ON b.id = u.baseline_id \
               WHERE u.order_line_id = $1 AND u.freed_at IS NULL";
    let live: Option<Use> = w.sql_one(sql, [from.uuid().into()]).await?;
    free_units(market, w, from).await?;
    let Some(live) = live else { return Ok(()) };
    let baseline = BaselineId::from_uuid(live.baseline_id);
    let year = live.year_starts_on.ok_or_else(|| broken("units are counted in no year"))?;
    let (_, counted) = live.try_into()?;
    count_line(w, baseline, to, counted, year).await
}
