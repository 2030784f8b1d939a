//! Lists of orders: the school's own, a partnership's, a provider's.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::access::Action;
use domain::calendar::london_instant;
use domain::dispute::AGREE_DAYS;
use domain::id::OrderId;
use domain::order::{OrderReference, OrderState};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::load::party;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Page, PageAsked, broken};
use crate::organisation::OrganisationKind;

/// How many orders stand on one page.
const PAGE: usize = 30;

/// From which side an order is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Whoever buys.
    School,
    /// The partnership through which it is bought.
    Partnership,
    /// Whoever delivers.
    Provider,
}

/// Which orders are asked for.
#[derive(Debug, Clone, Default)]
pub struct OrdersAsked {
    /// Only those in this state.
    pub state: Option<OrderState>,
    /// Only those with such a line.
    pub only: Option<OnlyThose>,
    /// Only those that go by this: the order's reference, or the buyer's own number. Empty for all.
    pub quoted: String,
    /// Which page.
    pub page: PageAsked,
}

/// What a line of an order may be that narrows a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnlyThose {
    /// In dispute.
    Disputed,
    /// Confirmed as delivered, and the school can say still that it is not right.
    ToCheck,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// The order.
    pub id: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// Where it is in its life.
    pub state: OrderState,
    /// Who buys.
    pub school: String,
    /// What is bought.
    pub what: String,
    /// How many lines of it still count.
    pub lines: u32,
    /// The first day that it is for, if any.
    pub first_day: Option<NaiveDate>,
    /// The last day that it is for, if any.
    pub last_day: Option<NaiveDate>,
    /// Whether its lines are days.
    pub by_day: bool,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// What it comes to excluding VAT.
    pub net: Pence,
    /// The VAT.
    pub vat: Pence,
    /// What it comes to including VAT.
    pub gross: Pence,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Who asked for it.
    pub requested_by: String,
    /// How many lines of it are in dispute.
    pub disputed: u32,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    reference: String,
    state: String,
    school: String,
    description: String,
    has_day: i64,
    has_time: i64,
    deal: Option<String>,
    lines: i64,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    purchase_order_number: Option<String>,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    requested_at: DateTime<Utc>,
    requested_by: String,
    disputed: i64,
}

/// Leave to look at orders, and from which side: decided by whom the actor acts for.
fn viewing(actor: &Actor) -> Result<(Permit, Side), Failure> {
    viewings(actor).into_iter().next().ok_or(Failure::NotAllowed)
}

/// Every side from which an actor may look at orders, their usual one first: a school that also
/// delivers looks from two.
pub(super) fn viewings(actor: &Actor) -> Vec<(Permit, Side)> {
    let (school, partnership) =
        ((Action::ViewSchool, Side::School), (Action::ViewOrders, Side::Partnership));
    let provider = (Action::ViewBookings, Side::Provider);
    // Some roles may look from several sides: the kind of organisation says which is theirs.
    let sides = match actor.acting_for().map(|acting| acting.kind) {
        Some(OrganisationKind::Partnership) => [partnership, provider, school],
        Some(OrganisationKind::Provider) => [provider, school, partnership],
        _ => [school, partnership, provider],
    };
    let permits = sides.map(|(action, side)| (actor.permit_own(action), side));
    permits.into_iter().filter_map(|(permit, side)| Some((permit.ok()?, side))).collect()
}

/// Orders, the newest first.
pub async fn orders(
    market: &Market,
    actor: &Actor,
    asked: OrdersAsked,
) -> Result<(Side, Page<OrderRow>), Failure> {
    let (permit, side) = viewing(actor)?;
    let mut sql = format!(
        "SELECT o.id, o.reference, o.state, s.name AS school, l.description, \
         CAST(CASE WHEN l.day IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_day, \
         CAST(CASE WHEN l.day IS NULL AND l.months IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_time, \
         d.title AS deal, \
         (SELECT COUNT(*) FROM order_line x WHERE x.order_id = o.id AND x.state <> 'cancelled' AND x.charge_for IS NULL) AS lines, \
         (SELECT MIN(x.first_on) FROM order_line x WHERE x.order_id = o.id AND x.state <> 'cancelled') AS first_day, \
         (SELECT MAX(x.last_on) FROM order_line x WHERE x.order_id = o.id AND x.state <> 'cancelled') AS last_day, \
         o.purchase_order_number, o.net_pence, o.vat_pence, o.gross_pence, o.requested_at, \
         p.name AS requested_by, \
         (SELECT COUNT(*) FROM order_line x WHERE x.order_id = o.id AND x.disputed_in IS NOT NULL) AS disputed \
         FROM school_order o JOIN organisation s ON s.id = o.school_id \
         JOIN person p ON p.id = o.requested_by \
         JOIN order_line l ON l.order_id = o.id AND l.position = 1 \
         LEFT JOIN deal d ON d.id = l.deal_id \
         WHERE o.{} = $1",
        party(permit.scope())?
    );
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(state) = asked.state {
        values.push(state.code().into());
        sql.push_str(&format!(" AND o.state = ${}", values.len()));
    }
    match asked.only {
        Some(OnlyThose::Disputed) => sql.push_str(
            " AND EXISTS (SELECT 1 FROM order_line x WHERE x.order_id = o.id \
             AND x.disputed_in IS NOT NULL)",
        ),
        Some(OnlyThose::ToCheck) => {
            values.push(first_to_check(market)?.into());
            sql.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM order_line x LEFT JOIN order_line c ON c.id = x.charge_for \
                 WHERE x.order_id = o.id AND x.delivered_at >= ${} AND x.agreed_at IS NULL \
                 AND x.dispute_id IS NULL AND (x.charge_for IS NULL OR c.no_show IS NOT NULL))",
                values.len()
            ));
        }
        None => {}
    }
    let quoted = asked.quoted.trim();
    if !quoted.is_empty() {
        let reference: Result<OrderReference, _> = quoted.parse();
        let reference = reference.map_or_else(|_| String::new(), |known| known.to_string());
        values.extend([Value::from(reference), quoted.to_owned().into()]);
        let (own, theirs) = (values.len() - 1, values.len());
        sql.push_str(&format!(
            " AND (o.reference = ${own} OR o.purchase_order_number = ${theirs})"
        ));
    }
    if let Some(after) = asked.page.key() {
        let after: OrderId = after.parse().map_err(|_| Failure::NotFound)?;
        values.push(after.uuid().into());
        sql.push_str(&format!(" AND o.id < ${}", values.len()));
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(" ORDER BY o.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(OrderRow::try_from).collect::<Result<Vec<_>, Failure>>()?;
    Ok((side, Page::of(rows, size, |row| row.id.to_string())))
}

/// From when on what was confirmed can be said not to be right today.
fn first_to_check(market: &Market) -> Result<DateTime<Utc>, Failure> {
    let first = market.today().checked_sub_days(Days::new(AGREE_DAYS)).unwrap_or_default();
    london_instant(first, NaiveTime::MIN).ok_or_else(|| broken(first))
}

/// What a line buys, without the day or the time that ends the description of a booked one and of an
/// agreement.
pub(crate) fn thing_of(description: &str, has_time: bool) -> &str {
    // Why a line costs nothing stands after its time.
    let description = description.split_once(", included in ").map_or(description, |(of, _)| of);
    let thing = if has_time { description.rsplit_once(", ") } else { None };
    thing.map_or(description, |(thing, _)| thing)
}

impl TryFrom<Row> for OrderRow {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: OrderId::from_uuid(row.id),
            reference: row.reference,
            state: OrderState::from_code(&row.state)
                .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?,
            school: row.school,
            // An order of a deal is of the whole contract; its lines are of single years.
            what: row
                .deal
                .unwrap_or_else(|| thing_of(&row.description, row.has_time == 1).to_owned()),
            lines: u32::try_from(row.lines).map_err(broken)?,
            first_day: row.first_day,
            last_day: row.last_day,
            by_day: row.has_day == 1,
            purchase_order_number: row.purchase_order_number,
            net: Pence::new(row.net_pence),
            vat: Pence::new(row.vat_pence),
            gross: Pence::new(row.gross_pence),
            requested_at: row.requested_at,
            requested_by: row.requested_by,
            disputed: u32::try_from(row.disputed).map_err(broken)?,
        })
    }
}
