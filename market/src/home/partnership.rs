//! A partnership's first page: the director's.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::access::Action;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::capacity::{Utilisation, WeeksAhead, weeks_ahead};
use domain::evaluation::{EvaluationKind, Satisfaction};
use domain::id::{PoolId, ServiceId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::school::{DealGlance, DealRow};
use super::waiting::{OFFER_TO_LIST, answered_before, unanswered_since};

use super::{GLANCE, SavedSoFar, saved};
use crate::Market;
use crate::access::Actor;
use crate::capacity::half;
use crate::db::Reader;
use crate::enquiry::unanswered_by_partnership;
use crate::evaluation::{Figures, counted};
use crate::invoice::TO_CREDIT;
use crate::order::{disputes_to_answer, disputes_to_decide};
use crate::partnership::{BEGUN, Begun};
use crate::school::undecided_by_partnership;

/// How many weeks of each pool the page shows, this one first.
const WEEKS: i64 = 8;

/// How a partnership stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnershipHome {
    /// Services that wait for staff to check them.
    pub services_in_review: u64,
    /// Changes of services that providers propose.
    pub proposals: u64,
    /// Services that cannot go live because their VAT has not been settled, or that are drafts.
    pub drafts: u64,
    /// Lines delivered and not yet invoiced, and what they come to excluding VAT.
    pub to_invoice: (u64, Pence),
    /// Invoices past their due date, and what they come to including VAT.
    pub overdue: (u64, Pence),
    /// Invoices of which something was settled to be credited, and is not yet.
    pub to_credit: u64,
    /// Disputes that wait for staff to decide.
    pub disputes: u64,
    /// Disputes about what the partnership's own team delivers, to be answered.
    pub own_disputes: u64,
    /// What schools ask and wait to be answered, about the own team's services or for days.
    pub enquiries: u64,
    /// Days that the partnership's own team delivers, that have come and are not confirmed.
    pub own_days: u64,
    /// Schools that offer a service of which none is listed yet.
    pub offers: u64,
    /// People who ask to act for members that have nobody who could decide.
    pub joins: u64,
    /// How far it has come towards its first sale.
    pub begun: Begun,
    /// Members with a vote, and associates.
    pub members: (u64, u64),
    /// Members for which nobody acts here yet.
    pub members_alone: u64,
    /// What was invoiced to schools, from when on.
    pub invoiced: Invoiced,
    /// What was saved for the schools.
    pub saved: Vec<SavedSoFar>,
    /// How full each pool is, week by week.
    pub pools: Vec<PoolWeeks>,
    /// Open deals, by closing time.
    pub deals: Vec<DealGlance>,
    /// What heads and delegates thought, over all its services.
    pub thought: Figures,
}

/// What was invoiced to schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoiced {
    /// From which day on: the first of the financial year, which begins in April.
    pub since: NaiveDate,
    /// Excluding VAT, without what was credited.
    pub net: Pence,
    /// What schools are still to pay, whenever it was invoiced, including VAT.
    pub unpaid: Pence,
}

/// One pool's weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolWeeks {
    /// The pool.
    pub pool: PoolId,
    /// The service whose days it has, where there still is one.
    pub service: Option<ServiceId>,
    /// Its name.
    pub name: String,
    /// How many people it has.
    pub people: u64,
    /// The weeks, this one first; a week without days (a holiday) has none available.
    pub weeks: Vec<WeekOfPool>,
    /// All the weeks together.
    pub together: Utilisation,
}

impl PoolWeeks {
    /// In how many weeks no day is free.
    pub fn full_weeks(&self) -> usize {
        self.weeks.iter().filter(|week| week.days.is_full()).count()
    }

    /// How they stand for a school that needs a day.
    pub fn ahead(&self) -> Option<WeeksAhead> {
        weeks_ahead(self.weeks.iter().map(|week| week.days))
    }
}

/// One week of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekOfPool {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Days booked of days available.
    pub days: Utilisation,
}

#[derive(FromQueryResult)]
struct Counts {
    in_review: i64,
    proposals: i64,
    drafts: i64,
    uninvoiced: i64,
    uninvoiced_pence: i64,
    overdue: i64,
    overdue_pence: i64,
    to_credit: i64,
    disputes: i64,
    own_disputes: i64,
    enquiries: i64,
    own_days: i64,
    offers: i64,
    joins: i64,
    full_members: i64,
    associates: i64,
    members_alone: i64,
    invoiced_pence: i64,
    unpaid_pence: i64,
    services: i64,
    invited: i64,
    addressed: i64,
    banked: i64,
    heads: i64,
    heads_favourable: i64,
    delegates: i64,
    delegates_favourable: i64,
}

#[derive(FromQueryResult)]
struct PoolRow {
    id: Uuid,
    service_id: Option<Uuid>,
    name: String,
    people: i64,
}

#[derive(FromQueryResult)]
struct DayRow {
    pool_id: Uuid,
    day: NaiveDate,
    booked: i64,
    available: i64,
}

/// How the partnership stands for which the actor acts. Five statements.
pub async fn partnership_home(market: &Market, actor: &Actor) -> Result<PartnershipHome, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let scope = permit.scope();
    let partnership = scope.organisation().uuid();
    let (now, today) = (market.now(), market.today());
    let (before, since) = (answered_before(market), unanswered_since(market));
    market
        .db
        .read(|r| async move {
            let counts = counts(&r, partnership, (today, before, since)).await?;
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            Ok(PartnershipHome {
                services_in_review: count(counts.in_review),
                proposals: count(counts.proposals),
                drafts: count(counts.drafts),
                to_invoice: (count(counts.uninvoiced), Pence::new(counts.uninvoiced_pence)),
                overdue: (count(counts.overdue), Pence::new(counts.overdue_pence)),
                to_credit: count(counts.to_credit),
                disputes: count(counts.disputes),
                own_disputes: count(counts.own_disputes),
                enquiries: count(counts.enquiries),
                own_days: count(counts.own_days),
                offers: count(counts.offers),
                joins: count(counts.joins),
                begun: Begun::of(counts.services, counts.invited, counts.addressed, counts.banked),
                members: (count(counts.full_members), count(counts.associates)),
                members_alone: count(counts.members_alone),
                invoiced: Invoiced {
                    since: year_of(today),
                    net: Pence::new(counts.invoiced_pence),
                    unpaid: Pence::new(counts.unpaid_pence),
                },
                saved: saved(&r, scope).await?,
                pools: pools(&r, partnership, today).await?,
                deals: open_deals(&r, partnership, now).await?,
                thought: Figures {
                    heads: satisfaction(counts.heads, counts.heads_favourable),
                    delegates: satisfaction(counts.delegates, counts.delegates_favourable),
                },
            })
        })
        .await
}

fn satisfaction(answers: i64, favourable: i64) -> Satisfaction {
    let count = |number: i64| u32::try_from(number).unwrap_or_default();
    Satisfaction { answers: count(answers), favourable: count(favourable) }
}

/// The first day of the financial year of a day.
fn year_of(today: NaiveDate) -> NaiveDate {
    FinancialYear::of(FinancialYearKind::AprilToMarch, today).first_on()
}

async fn counts(
    r: &Reader,
    partnership: Uuid,
    (today, before, since): (NaiveDate, DateTime<Utc>, DateTime<Utc>),
) -> Result<Counts, Failure> {
    let joins = undecided_by_partnership("$1", "$2");
    let disputes = disputes_to_decide("$1", "$4");
    let own_disputes = disputes_to_answer("$1");
    let enquiries = unanswered_by_partnership("$1", "$5");
    let (heads, heads_favourable) = counted(EvaluationKind::Head);
    let (delegates, delegates_favourable) = counted(EvaluationKind::Delegate);
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM {joins}) AS joins, \
        {heads} AS heads, {heads_favourable} AS heads_favourable, {delegates} AS delegates, \
        {delegates_favourable} AS delegates_favourable, \
        (SELECT COUNT(*) FROM service WHERE partnership_id = $1 AND state = 'in_review') AS in_review, \
        (SELECT COUNT(*) FROM service_proposal WHERE partnership_id = $1 AND state = 'waiting') AS proposals, \
        (SELECT COUNT(*) FROM service WHERE partnership_id = $1 AND state = 'draft') AS drafts, \
        (SELECT COUNT(*) FROM order_line l JOIN school_order o ON o.id = l.order_id \
            WHERE o.partnership_id = $1 AND o.state = 'placed' AND l.state = 'delivered' AND l.disputed_in IS NULL) AS uninvoiced, \
        CAST((SELECT COALESCE(SUM(l.net_pence), 0) FROM order_line l JOIN school_order o ON o.id = l.order_id \
            WHERE o.partnership_id = $1 AND o.state = 'placed' AND l.state = 'delivered' AND l.disputed_in IS NULL) AS BIGINT) AS uninvoiced_pence, \
        (SELECT COUNT(*) FROM invoice WHERE partnership_id = $1 AND state = 'issued' AND due_on < $2) AS overdue, \
        CAST((SELECT COALESCE(SUM(gross_pence - credited_gross_pence - paid_pence), 0) FROM invoice \
            WHERE partnership_id = $1 AND state = 'issued' AND due_on < $2) AS BIGINT) AS overdue_pence, \
        (SELECT COUNT(*) FROM invoice WHERE partnership_id = $1 AND state <> 'credited' \
            AND id IN ({TO_CREDIT})) AS to_credit, \
        (SELECT COUNT(*) FROM order_line l JOIN school_order o ON o.id = l.order_id \
            WHERE o.provider_id = $1 AND o.state = 'placed' AND l.state = 'booked' \
            AND COALESCE(l.first_on, l.wished_on, $2) <= $2) AS own_days, \
        (SELECT COUNT(*) FROM {disputes}) AS disputes, \
        (SELECT COUNT(*) FROM {own_disputes}) AS own_disputes, \
        (SELECT COUNT(*) FROM {enquiries}) AS enquiries, \
        (SELECT COUNT(*) FROM partnership_provider v \
            WHERE v.partnership_id = $1 AND {OFFER_TO_LIST}) AS offers, \
        (SELECT COUNT(*) FROM membership m JOIN tier t ON t.id = m.tier_id \
            WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
            AND (m.ends_on IS NULL OR m.ends_on >= $2) AND t.rights = 'full') AS full_members, \
        (SELECT COUNT(*) FROM membership m JOIN tier t ON t.id = m.tier_id \
            WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
            AND (m.ends_on IS NULL OR m.ends_on >= $2) AND t.rights = 'associate') AS associates, \
        (SELECT COUNT(*) FROM membership m WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
            AND (m.ends_on IS NULL OR m.ends_on >= $2) AND NOT EXISTS (SELECT 1 FROM role_holding h \
            WHERE h.organisation_id = m.organisation_id AND (h.ends_on IS NULL OR h.ends_on >= $2))) \
            AS members_alone, \
        CAST((SELECT COALESCE(SUM(net_pence - credited_net_pence), 0) FROM invoice WHERE partnership_id = $1 \
            AND issued_on >= $3 AND state <> 'credited') AS BIGINT) AS invoiced_pence, \
        CAST((SELECT COALESCE(SUM(gross_pence - credited_gross_pence - paid_pence), 0) FROM invoice \
            WHERE partnership_id = $1 AND state = 'issued') AS BIGINT) AS unpaid_pence, {BEGUN}"
    );
    let values =
        [partnership.into(), today.into(), year_of(today).into(), before.into(), since.into()];
    let counts: Option<Counts> = r.sql_one(&sql, values).await?;
    counts.ok_or(Failure::NotFound)
}

async fn pools(r: &Reader, partnership: Uuid, today: NaiveDate) -> Result<Vec<PoolWeeks>, Failure> {
    let sql = format!(
        "SELECT p.id, (SELECT s.id FROM service s WHERE s.pool_id = p.id \
         ORDER BY s.id LIMIT 1) AS service_id, p.name, (SELECT COUNT(*) FROM practitioner x WHERE x.pool_id = p.id \
         AND x.starts_on <= $2 AND (x.ends_on IS NULL OR x.ends_on >= $2)) AS people \
         FROM pool p WHERE p.partnership_id = $1 ORDER BY p.name, p.id LIMIT {GLANCE}"
    );
    let pools: Vec<PoolRow> = r.sql_all(&sql, [partnership.into(), today.into()]).await?;
    let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
    let end = monday + Duration::weeks(WEEKS);
    let sql = format!(
        "SELECT d.pool_id, d.day, {} AS booked, {} AS available \
         FROM pool_day d JOIN pool p ON p.id = d.pool_id \
         WHERE p.partnership_id = $1 AND d.day >= $2 AND d.day < $3 GROUP BY d.pool_id, d.day",
        half::halves("d", "d.order_line_id IS NOT NULL"),
        half::halves("d", "1 = 1"),
    );
    let days: Vec<DayRow> =
        r.sql_all(&sql, [partnership.into(), monday.into(), end.into()]).await?;
    let mut by_pool: BTreeMap<Uuid, Vec<DayRow>> = BTreeMap::new();
    for day in days {
        by_pool.entry(day.pool_id).or_default().push(day);
    }
    Ok(pools
        .into_iter()
        .map(|pool| weeks(monday, &by_pool.remove(&pool.id).unwrap_or_default(), pool))
        .collect())
}

fn weeks(monday: NaiveDate, days: &[DayRow], pool: PoolRow) -> PoolWeeks {
    let within = |from: NaiveDate, to: NaiveDate| {
        let of_span = days.iter().filter(|day| day.day >= from && day.day < to);
        let (booked, available) = of_span.fold((0_i64, 0_i64), |(booked, available), day| {
            (booked + day.booked, available + day.available)
        });
        Utilisation { booked: half::days(booked), available: half::days(available) }
    };
    let mondays = (0..WEEKS).map(|week| monday + Duration::weeks(week));
    PoolWeeks {
        pool: PoolId::from_uuid(pool.id),
        service: pool.service_id.map(ServiceId::from_uuid),
        name: pool.name,
        people: u64::try_from(pool.people).unwrap_or(0),
        weeks: mondays
            .map(|monday| WeekOfPool { monday, days: within(monday, monday + Duration::weeks(1)) })
            .collect(),
        together: within(monday, monday + Duration::weeks(WEEKS)),
    }
}

async fn open_deals(
    r: &Reader,
    partnership: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<DealGlance>, Failure> {
    let sql = format!(
        "SELECT d.id, d.title, d.closes_at, \
         (SELECT COUNT(*) FROM commitment c WHERE c.deal_id = d.id AND c.withdrawn_at IS NULL) AS schools, \
         CAST(0 AS BIGINT) AS signed_up \
         FROM deal d WHERE d.partnership_id = $1 AND d.state = 'open' AND d.closes_at > $2 \
         ORDER BY d.closes_at, d.id LIMIT {GLANCE}"
    );
    let rows: Vec<DealRow> = r.sql_all(&sql, [partnership.into(), now.into()]).await?;
    Ok(rows.into_iter().map(DealGlance::from).collect())
}
