//! Reading people, their terms of pay and their days, of a provider or of one of its people.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::capacity::{DayOutcome, Engagement, PaidDay, Pay, PayFrom, YearMonth};
use domain::id::{OrderId, OrganisationId, PersonId, PractitionerId};
use domain::order::{LineStateCode, OrderState};
use domain::price::Unit;
use domain::{BasisPoints, Failure, Pence, text};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::db::{Reader, broken};

/// Whose days are meant: a provider's, narrowed to an account's or to one person's of a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose {
    pub provider: OrganisationId,
    pub account: Option<PersonId>,
    pub only: Option<PractitionerId>,
}

impl Whose {
    /// A provider's, or of them an account's.
    pub const fn of(provider: OrganisationId, account: Option<PersonId>) -> Self {
        Self { provider, account, only: None }
    }

    /// The condition on `p` and `x`, a practitioner and their pool, with its values from `$1` on.
    fn condition(&self) -> (String, Vec<Value>) {
        let mut sql = "x.provider_id = $1".to_owned();
        let mut values: Vec<Value> = vec![self.provider.uuid().into()];
        for (column, value) in [
            ("p.person_id", self.account.map(PersonId::uuid)),
            ("p.id", self.only.map(PractitionerId::uuid)),
        ] {
            if let Some(value) = value {
                values.push(value.into());
                sql.push_str(&format!(" AND {column} = ${}", values.len()));
            }
        }
        (sql, values)
    }
}

/// Somebody of a pool.
#[derive(FromQueryResult)]
pub(super) struct PersonRow {
    pub id: Uuid,
    pub display_name: String,
    pub pool: String,
}

/// Those who work in a month, by name.
pub(super) async fn people(
    r: &Reader,
    whose: &Whose,
    month: YearMonth,
) -> Result<Vec<PersonRow>, Failure> {
    let (condition, mut values) = whose.condition();
    let next = values.len().saturating_add(1);
    values.extend([Value::from(month.first()), month.last().into()]);
    let sql = format!(
        "SELECT p.id, p.display_name, x.name AS pool FROM practitioner p \
         JOIN pool x ON x.id = p.pool_id WHERE {condition} AND p.starts_on <= ${} \
         AND (p.ends_on IS NULL OR p.ends_on >= ${next}) ORDER BY p.display_name, p.id",
        next.saturating_add(1)
    );
    let mut people: Vec<PersonRow> = r.sql_whole(&sql, values).await?;
    people.sort_by_cached_key(|one| text::sort_key(&one.display_name));
    Ok(people)
}

#[derive(FromQueryResult)]
struct TermsRow {
    practitioner_id: Uuid,
    engagement: String,
    from_on: NaiveDate,
    day_rate_pence: Option<i64>,
    late_share: Option<i64>,
    contracted_days: Option<i64>,
}

impl TermsRow {
    fn read(&self) -> Result<PayFrom, Failure> {
        let unknown = || broken(format!("terms of pay are not known: {}", self.engagement));
        let number = |number: i64| u32::try_from(number).map_err(broken);
        let pay = match Engagement::from_code(&self.engagement).ok_or_else(unknown)? {
            Engagement::Employed => {
                Pay::Employed { contracted_days: self.contracted_days.map(number).transpose()? }
            }
            Engagement::Freelance => Pay::Freelance {
                day_rate: Pence::new(self.day_rate_pence.ok_or_else(unknown)?),
                late_share: BasisPoints::new(number(self.late_share.ok_or_else(unknown)?)?),
            },
        };
        Ok(PayFrom { from_on: self.from_on, pay })
    }
}

/// All terms of pay that were ever set, of each person in the order of setting.
pub(super) async fn terms_of(
    r: &Reader,
    whose: &Whose,
) -> Result<HashMap<Uuid, Vec<PayFrom>>, Failure> {
    let (condition, values) = whose.condition();
    let sql = format!(
        "SELECT t.practitioner_id, t.engagement, t.from_on, t.day_rate_pence, t.late_share, \
         t.contracted_days FROM practitioner_pay t JOIN practitioner p ON p.id = t.practitioner_id \
         JOIN pool x ON x.id = p.pool_id WHERE {condition} ORDER BY t.id"
    );
    let rows: Vec<TermsRow> = r.sql_whole(&sql, values).await?;
    let mut terms: HashMap<Uuid, Vec<PayFrom>> = HashMap::new();
    for row in rows {
        terms.entry(row.practitioner_id).or_default().push(row.read()?);
    }
    Ok(terms)
}

/// A day for which somebody was booked.
pub(super) struct BookedDay {
    pub day: PaidDay,
    pub order: OrderId,
    pub reference: String,
    pub school: String,
}

#[derive(FromQueryResult)]
struct DayRow {
    practitioner_id: Uuid,
    day: NaiveDate,
    unit: String,
    state: String,
    cancelled_on: Option<NaiveDate>,
    order_id: Uuid,
    order_state: String,
    reference: String,
    school: String,
    charges: i64,
}

/// The days for which somebody was booked between two days, both included, in order. What a school
/// cancelled in time, and what its approver has not agreed to, is nobody's day.
pub(super) async fn days_of(
    r: &Reader,
    whose: &Whose,
    (from, to): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<HashMap<Uuid, Vec<BookedDay>>, Failure> {
    let (condition, mut values) = whose.condition();
    let next = values.len().saturating_add(1);
    values.extend([Value::from(from), to.into()]);
    let sql = format!(
        "SELECT l.practitioner_id, l.day, l.unit, l.state, l.cancelled_on, l.order_id, \
         o.state AS order_state, o.reference, s.name AS school, \
         (SELECT COUNT(*) FROM order_line c WHERE c.order_id = l.order_id \
          AND c.charge_for = l.id) AS charges \
         FROM order_line l JOIN practitioner p ON p.id = l.practitioner_id \
         JOIN pool x ON x.id = p.pool_id JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id \
         WHERE {condition} AND l.day >= ${next} AND l.day <= ${} ORDER BY l.day, l.id",
        next.saturating_add(1)
    );
    let rows: Vec<DayRow> = r.sql_all(&sql, values).await?;
    let mut days: HashMap<Uuid, Vec<BookedDay>> = HashMap::new();
    for row in rows {
        let Some(outcome) = row.outcome(today)? else { continue };
        let is_half = row.unit == Unit::HalfDay.code();
        days.entry(row.practitioner_id).or_default().push(BookedDay {
            day: PaidDay { day: row.day, is_half, outcome },
            order: OrderId::from_uuid(row.order_id),
            reference: row.reference,
            school: row.school,
        });
    }
    Ok(days)
}

impl DayRow {
    fn outcome(&self, today: NaiveDate) -> Result<Option<DayOutcome>, Failure> {
        let state = LineStateCode::from_code(&self.state)
            .ok_or_else(|| broken(format!("a stored state is not known: {}", self.state)))?;
        let is_binding = self.order_state == OrderState::Placed.code();
        Ok(match state {
            LineStateCode::Delivered | LineStateCode::Invoiced => Some(DayOutcome::Delivered),
            LineStateCode::Booked if !is_binding => None,
            LineStateCode::Booked if self.day > today => Some(DayOutcome::Coming),
            LineStateCode::Booked => Some(DayOutcome::ToConfirm),
            LineStateCode::Cancelled if self.charges > 0 => Some(DayOutcome::CancelledLate),
            LineStateCode::Cancelled if self.cancelled_on >= Some(self.day) => {
                Some(DayOutcome::NotHeld)
            }
            LineStateCode::Cancelled => None,
        })
    }
}
