//! What a school has taken from the packages it has bought, and what is left of them. It is counted in
//! a row for each service of a package: taken by a conditional update with a constraint behind it, and
//! given back with the line that took it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::{OrderId, OrganisationId, ServiceId};
use domain::order::{Order, OrderState};
use domain::price::{FromPackage, PackageLeft, Packages, Unit};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::thing_of;
use super::load::{Stored, StoredLine};
use super::priced::PricedLine;
use super::sale::Sale;
use crate::Market;
use crate::access::Actor;
use crate::db::{Parameters, Reader, Writer, broken};

/// How many orders are named that took something from a package.
const NAMED: u32 = 5;

/// One line of an order that was taken from a package: which, which service, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TakenFrom {
    pub package: OrderId,
    pub service: ServiceId,
    pub count: u32,
}

impl StoredLine {
    /// From which package it was taken, where it was.
    pub(super) fn taken_from(&self) -> Option<TakenFrom> {
        let (service, _) = self.service?;
        Some(TakenFrom { package: self.package?, service, count: self.quantity })
    }
}

#[derive(FromQueryResult)]
struct LeftRow {
    order_id: Uuid,
    service_id: Uuid,
    reference: String,
    description: String,
    included: i64,
    taken: i64,
    first_on: NaiveDate,
    last_on: NaiveDate,
}

// A package of whose year a part was cancelled is whole no more, and nothing is taken from it.
const RUNS: &str = "o.state IN ('placed', 'completed') AND NOT EXISTS (SELECT 1 FROM order_line c \
    WHERE c.order_id = o.id AND c.months IS NOT NULL AND c.state = 'cancelled')";

/// What a school has left of some services, by service, in packages that run today or later. One
/// statement.
pub(super) async fn left_of(
    r: &Reader,
    school: OrganisationId,
    services: &[ServiceId],
    today: NaiveDate,
) -> Result<BTreeMap<ServiceId, Packages>, Failure> {
    if services.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut parameters = Parameters::default();
    let (school, today) = (parameters.bind(school.uuid()), parameters.bind(today));
    let places: Vec<String> = services.iter().map(|one| parameters.bind(one.uuid())).collect();
    let sql = format!(
        "SELECT p.order_id, p.service_id, o.reference, l.description, p.included, p.taken, \
         p.first_on, p.last_on FROM package_part p JOIN school_order o ON o.id = p.order_id \
         JOIN order_line l ON l.order_id = o.id AND l.position = 1 \
         WHERE o.school_id = {school} AND p.last_on >= {today} AND p.service_id IN ({}) AND {RUNS}",
        places.join(", ")
    );
    let rows: Vec<LeftRow> = r.sql_all(&sql, parameters.values()).await?;
    let mut found: BTreeMap<ServiceId, Vec<PackageLeft>> = BTreeMap::new();
    for row in rows {
        let left = PackageLeft {
            from: FromPackage {
                order: OrderId::from_uuid(row.order_id),
                title: thing_of(&row.description, true).to_owned(),
                reference: row.reference,
            },
            first_on: row.first_on,
            last_on: row.last_on,
            of: u32::try_from(row.included).map_err(broken)?,
            used: u32::try_from(row.taken).map_err(broken)?,
        };
        found.entry(ServiceId::from_uuid(row.service_id)).or_default().push(left);
    }
    Ok(found.into_iter().map(|(service, left)| (service, Packages::of(left))).collect())
}

/// The same of one service.
pub(super) async fn left(
    r: &Reader,
    school: OrganisationId,
    service: ServiceId,
    today: NaiveDate,
) -> Result<Packages, Failure> {
    Ok(left_of(r, school, &[service], today).await?.remove(&service).unwrap_or_default())
}

/// What the school acted for has left of a service in packages that run today or later.
///
/// # Errors
/// As every use case: `NotAllowed` for whoever may not order.
pub async fn packages_left(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<Packages, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let (school, today) = (permit.organisation(), market.today());
    market.db.read(|r| async move { left(&r, school, service, today).await }).await
}

/// Writes down what is in the package that an order buys, where it buys one.
pub(super) async fn open(
    w: &Writer,
    sale: &Sale,
    order: OrderId,
    lines: impl Iterator<Item = &PricedLine>,
) -> Result<(), Failure> {
    if !sale.terms.is_package() {
        return Ok(());
    }
    let spans: Vec<_> = lines.filter_map(PricedLine::span).collect();
    let first_on = spans.iter().map(|(first, _)| *first).min();
    let last_on = spans.iter().map(|(_, last)| *last).max();
    let (first_on, last_on) =
        first_on.zip(last_on).ok_or_else(|| broken("a package that is for no time"))?;
    for (position, part) in (1_i64..).zip(&sale.terms.package) {
        let sql = "INSERT INTO package_part (order_id, service_id, position, included, first_on, \
                   last_on) VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [Value; 6] = [
            order.uuid().into(),
            part.service.uuid().into(),
            position.into(),
            i64::from(part.quantity).into(),
            first_on.into(),
            last_on.into(),
        ];
        w.execute_one(sql, values).await?;
    }
    Ok(())
}

/// Takes so many from a package.
///
/// # Errors
/// `Refused(NotAsShown)` where not so many are left.
pub(super) async fn take(w: &Writer, taken: TakenFrom) -> Result<(), Failure> {
    let sql = "UPDATE package_part SET taken = taken + $3 \
               WHERE order_id = $1 AND service_id = $2 AND taken + $3 <= included";
    match w.execute(sql, values(taken)).await? {
        0 => Err(Refusal::NotAsShown.into()),
        _ => Ok(()),
    }
}

fn values(taken: TakenFrom) -> [Value; 3] {
    let TakenFrom { package, service, count } = taken;
    [package.uuid().into(), service.uuid().into(), i64::from(count).into()]
}

/// Gives back what the lines of an order had taken that do not count any more, or less of them does.
pub(super) async fn give_back(w: &Writer, before: &Stored, after: &Order) -> Result<(), Failure> {
    let state = after.state();
    let counts = !matches!(state, OrderState::Declined | OrderState::Cancelled);
    for line in before.lines.iter().filter(|line| !line.is_cancelled()) {
        let Some(taken) = line.taken_from() else { continue };
        let kept = after.content().lines.iter().find(|kept| kept.id == line.id);
        let kept = kept.filter(|kept| kept.is_live() && counts);
        let count = taken.count.saturating_sub(kept.map_or(0, |kept| kept.quantity));
        if count > 0 {
            let sql = "UPDATE package_part SET taken = taken - $3 \
                       WHERE order_id = $1 AND service_id = $2";
            w.execute_one(sql, values(TakenFrom { count, ..taken })).await?;
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Reference {
    reference: String,
}

/// The orders that have something of the package which an order bought, as people quote them; the first
/// few. None where it bought no package.
async fn users(r: &Reader, order: OrderId) -> Result<Vec<String>, Failure> {
    let sql = format!(
        "SELECT DISTINCT o.reference FROM order_line l JOIN school_order o ON o.id = l.order_id \
         WHERE l.package_order_id = $1 AND l.state <> 'cancelled' \
         AND o.state NOT IN ('declined', 'cancelled') ORDER BY o.reference LIMIT {NAMED}"
    );
    let rows: Vec<Reference> = r.sql_all(&sql, [order.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| row.reference).collect())
}

/// Why an order cannot be cancelled, where that is because something was taken from its package.
pub(super) async fn in_use(r: &Reader, order: &Stored) -> Result<Option<Refusal>, Failure> {
    if !order.lines.iter().any(StoredLine::is_agreement) {
        return Ok(None);
    }
    let orders = users(r, order.id).await?;
    Ok((!orders.is_empty()).then_some(Refusal::PackageInUse { orders }))
}

/// The first and the last day of the package that a line was taken from, where it was.
pub(super) async fn runs(
    r: &Reader,
    line: &StoredLine,
) -> Result<Option<(NaiveDate, NaiveDate)>, Failure> {
    #[derive(FromQueryResult)]
    struct Span {
        first_on: NaiveDate,
        last_on: NaiveDate,
    }
    let Some(taken) = line.taken_from() else { return Ok(None) };
    let sql = "SELECT first_on, last_on FROM package_part WHERE order_id = $1 AND service_id = $2";
    let values = [taken.package.uuid().into(), taken.service.uuid().into()];
    let span: Option<Span> = r.sql_one(sql, values).await?;
    let span = span.ok_or_else(|| broken("a line of a package that is not there"))?;
    Ok(Some((span.first_on, span.last_on)))
}

/// What is left of a package goes with its order to the school that took the place of the one that
/// bought it, and so does what was taken from it.
pub(super) async fn hand_over(w: &Writer, from: OrderId, to: OrderId) -> Result<(), Failure> {
    let values = || [Value::from(from.uuid()), Value::from(to.uuid())];
    let sql = "UPDATE package_part SET order_id = $2 WHERE order_id = $1";
    if w.execute(sql, values()).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE order_line SET package_order_id = $2 WHERE package_order_id = $1";
    w.execute(sql, values()).await.map(|_| ())
}

/// What is in a package that a school has bought, as its order's page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtPart {
    /// The service.
    pub service: ServiceId,
    /// What it is called now.
    pub title: String,
    /// What one of it is.
    pub unit: Unit,
    /// How many are in the package.
    pub of: u32,
    /// How many of them are used or booked.
    pub used: u32,
    /// The first day for which something can be taken.
    pub first_on: NaiveDate,
    /// The last one.
    pub last_on: NaiveDate,
    /// The orders that took some of it, with how people quote them, the first first.
    pub orders: Vec<(OrderId, String)>,
}

/// What is in the package that an order bought; nothing where it bought none.
pub(super) async fn bought(r: &Reader, order: &Stored) -> Result<Vec<BoughtPart>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
        terms: String,
        included: i64,
        taken: i64,
        first_on: NaiveDate,
        last_on: NaiveDate,
    }
    if !order.lines.iter().any(StoredLine::is_agreement) {
        return Ok(Vec::new());
    }
    let sql = "SELECT p.service_id, v.terms, p.included, p.taken, p.first_on, p.last_on \
               FROM package_part p JOIN service s ON s.id = p.service_id \
               JOIN service_version v ON v.id = s.current_version_id \
               WHERE p.order_id = $1 ORDER BY p.position";
    let rows: Vec<Row> = r.sql_all(sql, [order.id.uuid().into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let by_service = orders_of(r, order.id).await?;
    let part = |row: Row| {
        let terms: domain::service::ServiceTerms =
            serde_json::from_str(&row.terms).map_err(broken)?;
        let service = ServiceId::from_uuid(row.service_id);
        Ok(BoughtPart {
            service,
            title: terms.title,
            unit: terms.unit,
            of: u32::try_from(row.included).map_err(broken)?,
            used: u32::try_from(row.taken).map_err(broken)?,
            first_on: row.first_on,
            last_on: row.last_on,
            orders: by_service.get(&service).cloned().unwrap_or_default(),
        })
    };
    rows.into_iter().map(part).collect()
}

/// The orders that took something from a package, by service.
async fn orders_of(
    r: &Reader,
    package: OrderId,
) -> Result<BTreeMap<ServiceId, Vec<(OrderId, String)>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        service_id: Uuid,
        id: Uuid,
        reference: String,
    }
    let sql = "SELECT DISTINCT l.service_id, o.id, o.reference FROM order_line l \
               JOIN school_order o ON o.id = l.order_id WHERE l.package_order_id = $1 \
               AND l.state <> 'cancelled' AND o.state NOT IN ('declined', 'cancelled') \
               AND o.school_id = (SELECT p.school_id FROM school_order p WHERE p.id = $1) \
               ORDER BY o.id";
    let rows: Vec<Row> = r.sql_whole(sql, [package.uuid().into()]).await?;
    let mut orders: BTreeMap<ServiceId, Vec<(OrderId, String)>> = BTreeMap::new();
    for row in rows {
        let of = orders.entry(ServiceId::from_uuid(row.service_id)).or_default();
        of.push((OrderId::from_uuid(row.id), row.reference));
    }
    Ok(orders)
}
