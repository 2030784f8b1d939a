//! One person's month: each day, what became of it, and what is due.

use domain::access::Action;
use domain::capacity::{
    DayOutcome, PaidDay, Pay, PayFrom, PayTotals, YearMonth, pay_on, pay_totals,
};
use domain::id::{OrderId, PractitionerId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::super::pool::{self, Pool};
use super::read::BookedDay;
use super::{days_of, keeping, narrowed, school_year_of, terms_of};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// A day of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementDay {
    /// The day, and what became of it.
    pub day: PaidDay,
    /// The school.
    pub school: String,
    /// Its order.
    pub order: OrderId,
    /// What people quote for the order.
    pub reference: String,
    /// The terms that counted; nothing where nobody had said.
    pub terms: Option<PayFrom>,
    /// What is due.
    pub due: Pence,
}

/// One person's month.
#[derive(Debug, Clone)]
pub struct PayStatement {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// For whom they work.
    pub provider: String,
    /// Of which pool.
    pub pool: String,
    /// Which month.
    pub month: YearMonth,
    /// All terms that were ever set, the last set first.
    pub terms: Vec<PayFrom>,
    /// The days, in order.
    pub days: Vec<StatementDay>,
    /// What they come to.
    pub totals: PayTotals,
    /// Of an employee at the end of the month: half days since 1 September towards what they owe, and
    /// how many days that is, where somebody has said.
    pub owed: Option<(u32, Option<u32>)>,
    /// Whether whoever looks may set what they are paid.
    pub can_set: bool,
}

#[derive(FromQueryResult)]
struct Row {
    display_name: String,
    person_id: Option<Uuid>,
    pool: String,
    provider: String,
}

/// A month of somebody's days and what is due for them: for the person themselves, and for whoever
/// manages the provider's people. Four statements.
///
/// # Errors
/// `NotFound` for everybody else.
pub async fn pay_statement(
    market: &Market,
    actor: &Actor,
    (practitioner, month): (PractitionerId, YearMonth),
) -> Result<PayStatement, Failure> {
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let pool = pool::find(&r, practitioner).await?;
            let row = row(&r, practitioner).await?;
            let can_set = may_look(actor, &pool, &row)?;
            let whose = narrowed(pool.provider, Some(practitioner));
            let mut terms =
                terms_of(&r, &whose).await?.remove(&practitioner.uuid()).unwrap_or_default();
            let since = school_year_of(month.last()).min(month.first());
            let mut all = days_of(&r, &whose, (since, month.last()), today).await?;
            let all = all.remove(&practitioner.uuid()).unwrap_or_default();
            let owed = owed(&terms, &all, month)?;
            let days: Vec<StatementDay> = all
                .into_iter()
                .filter(|one| one.day.day >= month.first())
                .map(|one| line(&terms, one))
                .collect::<Result<_, Failure>>()?;
            let paid: Vec<PaidDay> = days.iter().map(|one| one.day).collect();
            let totals = pay_totals(&terms, &paid)?;
            terms.reverse();
            Ok(PayStatement {
                practitioner,
                name: row.display_name,
                provider: row.provider,
                pool: row.pool,
                month,
                terms,
                days,
                totals,
                owed,
                can_set,
            })
        })
        .await
}

async fn row(r: &Reader, practitioner: PractitionerId) -> Result<Row, Failure> {
    let sql = "SELECT p.display_name, p.person_id, x.name AS pool, o.name AS provider \
               FROM practitioner p JOIN pool x ON x.id = p.pool_id \
               JOIN organisation o ON o.id = x.provider_id WHERE p.id = $1";
    r.sql_one(sql, [practitioner.uuid().into()]).await?.ok_or(Failure::NotFound)
}

/// Whether whoever looks may set it; nobody else but the person themselves looks at all.
fn may_look(actor: &Actor, pool: &Pool, row: &Row) -> Result<bool, Failure> {
    let Err(refused) = keeping(actor, pool) else { return Ok(true) };
    let is_own = row.person_id == Some(actor.person().uuid());
    match actor.permit(Action::ViewBookings, pool.provider) {
        Ok(_) if is_own => Ok(false),
        // A colleague's is another's thing.
        Ok(_) => Err(Failure::NotFound),
        Err(_) => Err(refused),
    }
}

fn line(terms: &[PayFrom], one: BookedDay) -> Result<StatementDay, Failure> {
    let terms = pay_on(terms, one.day.day);
    let due = terms.map_or(Ok(Pence::ZERO), |terms| one.day.due(terms.pay))?;
    Ok(StatementDay {
        day: one.day,
        school: one.school,
        order: one.order,
        reference: one.reference,
        terms,
        due,
    })
}

fn owed(
    terms: &[PayFrom],
    all: &[BookedDay],
    month: YearMonth,
) -> Result<Option<(u32, Option<u32>)>, Failure> {
    let Some(PayFrom { pay: Pay::Employed { contracted_days }, .. }) = pay_on(terms, month.last())
    else {
        return Ok(None);
    };
    let days: Vec<PaidDay> = all.iter().map(|one| one.day).collect();
    Ok(Some((pay_totals(terms, &days)?.owed_halves, contracted_days)))
}

impl StatementDay {
    /// Whether the day counts and nobody has said on what terms.
    pub fn lacks_terms(&self) -> bool {
        self.terms.is_none()
            && matches!(self.day.outcome, DayOutcome::Delivered | DayOutcome::CancelledLate)
    }
}
