//! A school's first page.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::id::{DealId, InvoiceId, OrderId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{GLANCE, SavedSoFar, Waiting, saved, waiting};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::delegation;
use crate::order::thing_of;
use crate::school::{Closing, closing_of};
use crate::trust::{LeftNotice, left_notice};

/// How a school stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolHome {
    /// What the register says, where it has closed the school.
    pub closing: Option<Closing>,
    /// Orders to be chosen for since it left a trust.
    pub left: Option<LeftNotice>,
    /// What waits for whoever looks.
    pub waiting: Waiting,
    /// Orders that wait for whoever looks to decide, the oldest first.
    pub to_decide: Vec<OrderGlance>,
    /// Orders that wait for another approver, the oldest first.
    pub with_approver: Vec<OrderGlance>,
    /// Orders sent back to whoever asked for them.
    pub sent_back: Vec<OrderGlance>,
    /// Days booked from today on, the next first.
    pub booked: Vec<BookedDay>,
    /// Invoices not yet paid, by due date.
    pub unpaid: Vec<InvoiceGlance>,
    /// Open deals of the school's partnerships, by closing time.
    pub deals: Vec<DealGlance>,
    /// What was saved.
    pub saved: Vec<SavedSoFar>,
}

/// An order in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderGlance {
    /// The order.
    pub id: OrderId,
    /// Its reference.
    pub reference: String,
    /// What is bought, without its days.
    pub what: String,
    /// How many lines it has.
    pub lines: u64,
    /// The first day that it is for, where there is one.
    pub first_day: Option<NaiveDate>,
    /// Whether its lines are days.
    pub by_day: bool,
    /// Including VAT.
    pub gross: Pence,
    /// Who asked for it.
    pub requested_by: String,
}

/// A booked day in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedDay {
    /// The order.
    pub order: OrderId,
    /// Which day.
    pub day: NaiveDate,
    /// What, without the day.
    pub what: String,
}

/// An invoice in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceGlance {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Including VAT.
    pub gross: Pence,
    /// When it is due.
    pub due_on: NaiveDate,
}

/// A deal in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealGlance {
    /// The deal.
    pub id: DealId,
    /// Its title.
    pub title: String,
    /// When it closes.
    pub closes_at: DateTime<Utc>,
    /// How many schools have signed up.
    pub schools: u64,
    /// Whether this school has.
    pub signed_up: bool,
}

#[derive(FromQueryResult)]
struct OrderRow {
    id: Uuid,
    reference: String,
    what: Option<String>,
    lines: i64,
    first_day: Option<NaiveDate>,
    days: i64,
    times: i64,
    gross_pence: i64,
    requested_by_id: Uuid,
    requested_by: String,
    awaits: Option<String>,
    state: String,
}

#[derive(FromQueryResult)]
struct DayRow {
    order_id: Uuid,
    day: NaiveDate,
    what: String,
}

#[derive(FromQueryResult)]
struct InvoiceRow {
    id: Uuid,
    number: String,
    gross_pence: i64,
    due_on: NaiveDate,
}

#[derive(FromQueryResult)]
pub(super) struct DealRow {
    id: Uuid,
    title: String,
    closes_at: DateTime<Utc>,
    schools: i64,
    signed_up: i64,
}

impl From<DealRow> for DealGlance {
    fn from(row: DealRow) -> Self {
        Self {
            id: DealId::from_uuid(row.id),
            title: row.title,
            closes_at: row.closes_at,
            schools: u64::try_from(row.schools).unwrap_or(0),
            signed_up: row.signed_up > 0,
        }
    }
}

/// How the school stands for which the actor acts. Seven statements.
pub async fn school_home(market: &Market, actor: &Actor) -> Result<SchoolHome, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let scope = permit.scope();
    let school = scope.organisation().uuid();
    let (now, today) = (market.now(), market.today());
    let waiting = waiting(market, actor).await?;
    let levels = delegation::levels(actor);
    market
        .db
        .read(|r| async move {
            let orders = undecided(&r, school).await?;
            let (sent_back, asked): (Vec<_>, Vec<_>) =
                orders.into_iter().partition(|row| row.state == "sent_back");
            let is_for_them = |awaits: &str| levels.iter().any(|level| level.code() == awaits);
            let mine = |row: &OrderRow| {
                row.awaits.as_deref().is_some_and(is_for_them)
                    && row.requested_by_id != actor.person().uuid()
            };
            let (to_decide, with_approver): (Vec<_>, Vec<_>) = asked.into_iter().partition(mine);
            let glance = |rows: Vec<OrderRow>| rows.into_iter().map(order).collect();
            let own = scope.organisation();
            let (closing, has_left) = closing_of(&r, own, today).await?;
            let closed = closing.is_some();
            Ok(SchoolHome {
                closing,
                left: if has_left { left_notice(&r, own).await? } else { None },
                waiting,
                to_decide: glance(to_decide),
                with_approver: glance(with_approver),
                sent_back: glance(sent_back),
                booked: booked(&r, school, today).await?,
                unpaid: unpaid(&r, school).await?,
                deals: if closed { Vec::new() } else { open_deals(&r, school, now).await? },
                saved: saved(&r, scope).await?,
            })
        })
        .await
}

fn order(row: OrderRow) -> OrderGlance {
    OrderGlance {
        id: OrderId::from_uuid(row.id),
        reference: row.reference,
        what: row.what.map(|what| thing_of(&what, row.times > 0).to_owned()).unwrap_or_default(),
        lines: u64::try_from(row.lines).unwrap_or(0),
        first_day: row.first_day,
        by_day: row.days > 0,
        gross: Pence::new(row.gross_pence),
        requested_by: row.requested_by,
    }
}

async fn undecided(r: &Reader, school: Uuid) -> Result<Vec<OrderRow>, Failure> {
    let sql = format!(
        "SELECT o.id, o.reference, o.gross_pence, o.state, o.awaits, \
         o.requested_by AS requested_by_id, \
         p.name AS requested_by, \
         (SELECT COUNT(*) FROM order_line l WHERE l.order_id = o.id) AS lines, \
         (SELECT MIN(COALESCE(l.first_on, l.wished_on)) FROM order_line l WHERE l.order_id = o.id) AS first_day, \
         (SELECT COUNT(l.day) FROM order_line l WHERE l.order_id = o.id) AS days, \
         (SELECT COUNT(*) FROM order_line l WHERE l.order_id = o.id \
          AND (l.day IS NOT NULL OR l.months IS NOT NULL)) AS times, \
         (SELECT l.description FROM order_line l WHERE l.order_id = o.id ORDER BY l.position LIMIT 1) AS what \
         FROM school_order o JOIN person p ON p.id = o.requested_by \
         WHERE o.school_id = $1 AND o.state IN ('awaiting_approval', 'sent_back') \
         ORDER BY o.id LIMIT {}",
        GLANCE * 2
    );
    r.sql_all(&sql, [school.into()]).await
}

async fn booked(r: &Reader, school: Uuid, today: NaiveDate) -> Result<Vec<BookedDay>, Failure> {
    let sql = format!(
        "SELECT l.order_id, l.day, l.description AS what FROM order_line l \
         JOIN school_order o ON o.id = l.order_id \
         WHERE o.school_id = $1 AND o.state = 'placed' AND l.state = 'booked' AND l.day >= $2 \
         ORDER BY l.day, l.id LIMIT {GLANCE}"
    );
    let rows: Vec<DayRow> = r.sql_all(&sql, [school.into(), today.into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| BookedDay {
            order: OrderId::from_uuid(row.order_id),
            day: row.day,
            what: thing_of(&row.what, true).to_owned(),
        })
        .collect())
}

async fn unpaid(r: &Reader, school: Uuid) -> Result<Vec<InvoiceGlance>, Failure> {
    let sql = format!(
        "SELECT id, number, gross_pence - credited_gross_pence - paid_pence AS gross_pence, due_on FROM invoice \
         WHERE school_id = $1 AND state = 'issued' ORDER BY due_on, id LIMIT {GLANCE}"
    );
    let rows: Vec<InvoiceRow> = r.sql_all(&sql, [school.into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| InvoiceGlance {
            id: InvoiceId::from_uuid(row.id),
            number: row.number,
            gross: Pence::new(row.gross_pence),
            due_on: row.due_on,
        })
        .collect())
}

async fn open_deals(
    r: &Reader,
    school: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<DealGlance>, Failure> {
    let sql = format!(
        "SELECT d.id, d.title, d.closes_at, \
         (SELECT COUNT(*) FROM commitment c WHERE c.deal_id = d.id AND c.withdrawn_at IS NULL) AS schools, \
         (SELECT COUNT(*) FROM commitment c WHERE c.deal_id = d.id AND c.withdrawn_at IS NULL \
          AND c.school_id = $1) AS signed_up \
         FROM deal d WHERE d.state = 'open' AND d.closes_at > $2 \
         AND d.partnership_id IN (SELECT m.partnership_id FROM membership m \
             WHERE m.organisation_id = $1 AND m.starts_on <= $3 \
             AND (m.ends_on IS NULL OR m.ends_on >= $3)) \
         ORDER BY d.closes_at, d.id LIMIT {GLANCE}"
    );
    let today = domain::calendar::london_day(now);
    let rows: Vec<DealRow> = r.sql_all(&sql, [school.into(), now.into(), today.into()]).await?;
    Ok(rows.into_iter().map(DealGlance::from).collect())
}
