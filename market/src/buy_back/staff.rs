//! How far each member has come in a round, for the partnership's staff.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::buy_back::{Progress, Round, may_remind};
use domain::id::{BuyBackId, OrganisationId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::had::{begins, counted};
use super::round::{Stored, find_own};
use super::sheet::{PROGRESS, progress_of};
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Parameters, Reader};

/// Schools on one page.
const PAGE: usize = 30;

/// Which schools are asked for.
#[derive(Debug, Clone, Default)]
pub struct RenewalsAsked {
    /// Only those that have come so far.
    pub progress: Option<Progress>,
    /// Which page.
    pub page: PageAsked,
}

/// How far one school has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The school.
    pub school: OrganisationId,
    /// What it is called.
    pub name: String,
    /// How far it has come.
    pub progress: Progress,
    /// How many services it had in the year before.
    pub services: u64,
    /// What those cost, excluding VAT.
    pub last: Pence,
    /// What next year's come to as chosen, excluding VAT, where something is.
    pub next: Option<Pence>,
    /// How many services it keeps, has more or less of, and stops.
    pub chosen: (u64, u64, u64),
    /// When it was reminded last, and by whom.
    pub reminded: Option<(DateTime<Utc>, String)>,
    /// Whether it can be reminded now.
    pub can_remind: bool,
}

/// The members of a partnership in a round.
#[derive(Debug, Clone)]
pub struct Renewals {
    /// Which round.
    pub id: BuyBackId,
    /// By its days.
    pub round: Round,
    /// Whether schools can renew today.
    pub is_open: bool,
    /// The schools, by name.
    pub schools: Page<Renewal>,
    /// Whether whoever looks may remind them.
    pub can_remind: bool,
}

/// How far the members of the partnership acted for have come in a round. As many statements for many
/// as for one.
///
/// # Errors
/// `NotFound` where it is another partnership's.
pub async fn renewals(
    market: &Market,
    actor: &Actor,
    id: BuyBackId,
    asked: &RenewalsAsked,
) -> Result<Renewals, Failure> {
    let permit = &actor.permit_own(Action::ViewOrders)?;
    let size = asked.page.size(PAGE);
    let after = asked.page.key().map(str::parse).transpose().map_err(|_| Failure::NotFound)?;
    market
        .db
        .read(|r| async move {
            let found = find_own(&r, permit.scope(), id).await?;
            let narrowed = Narrowed { progress: asked.progress, after, only: &[], most: size + 1 };
            let rows = schools(market, &r, &found, narrowed).await?;
            Ok(Renewals {
                id,
                round: found.round,
                is_open: found.round.is_open(market.today()),
                schools: Page::of(rows, size, |row| row.school.to_string()),
                can_remind: actor.can(Action::ManageServices),
            })
        })
        .await
}

/// What narrows the schools of a round.
pub(super) struct Narrowed<'a> {
    pub progress: Option<Progress>,
    pub after: Option<OrganisationId>,
    /// Only these; none named for all.
    pub only: &'a [OrganisationId],
    pub most: usize,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    progress: String,
    services: i64,
    last_pence: i64,
    next_pence: Option<i64>,
    kept: i64,
    changed: i64,
    stopped: i64,
    reminded_at: Option<DateTime<Utc>>,
    reminded_by: Option<String>,
}

/// The members that are schools today, with what each had and chose. One statement.
pub(super) async fn schools(
    market: &Market,
    r: &Reader,
    found: &Stored,
    narrowed: Narrowed<'_>,
) -> Result<Vec<Renewal>, Failure> {
    let (first, _) = found.round.year_before();
    let mut parameters = Parameters::default();
    let partnership = parameters.bind(found.partnership.uuid());
    let (today, round) = (parameters.bind(market.today()), parameters.bind(found.id.uuid()));
    let (first_on, end_on) = (parameters.bind(first), parameters.bind(found.round.begins_on));
    let from = parameters.bind(begins(first)?);
    let until = parameters.bind(begins(found.round.begins_on)?);
    let had = format!(
        "{} AND o.state IN ('placed', 'completed') \
         AND (COALESCE(l.day, l.first_on, l.wished_on) < {end_on} \
         OR (COALESCE(l.day, l.first_on, l.wished_on) IS NULL AND o.requested_at < {until}))",
        counted("s.id", &partnership, &first_on, &from)
    );
    let chosen = |choice: &str| {
        format!(
            "(SELECT COUNT(*) FROM buy_back_choice c WHERE c.sheet_id = sh.id AND c.choice = '{choice}')"
        )
    };
    let mut sql = format!(
        "SELECT x.*, p.name AS reminded_by FROM (SELECT s.id, s.name, {PROGRESS} AS progress, \
         (SELECT COUNT(DISTINCT l.service_id) {had}) AS services, \
         (SELECT CAST(COALESCE(SUM(l.net_pence), 0) AS BIGINT) {had}) AS last_pence, \
         sh.next_net_pence AS next_pence, {} AS kept, {} AS changed, {} AS stopped, \
         (SELECT MAX(m.reminded_at) FROM buy_back_reminder m WHERE m.buy_back_id = {round} \
         AND m.school_id = s.id) AS reminded_at \
         FROM membership m JOIN organisation s ON s.id = m.organisation_id AND s.kind = 'school' \
         LEFT JOIN buy_back_sheet sh ON sh.buy_back_id = {round} AND sh.school_id = s.id \
         WHERE m.partnership_id = {partnership} AND m.starts_on <= {today} \
         AND (m.ends_on IS NULL OR m.ends_on >= {today})) x \
         LEFT JOIN buy_back_reminder n ON n.buy_back_id = {round} AND n.school_id = x.id \
         AND n.reminded_at = x.reminded_at LEFT JOIN person p ON p.id = n.reminded_by WHERE 1 = 1",
        chosen("keep"),
        chosen("change"),
        chosen("stop")
    );
    if let Some(progress) = narrowed.progress {
        sql.push_str(&format!(" AND x.progress = {}", parameters.bind(progress.code())));
    }
    if !narrowed.only.is_empty() {
        let only: Vec<String> =
            narrowed.only.iter().map(|one| parameters.bind(one.uuid())).collect();
        sql.push_str(&format!(" AND x.id IN ({})", only.join(", ")));
    }
    if let Some(after) = narrowed.after {
        let after = parameters.bind(after.uuid());
        sql.push_str(&format!(
            " AND (x.name, x.id) > (SELECT a.name, a.id FROM organisation a WHERE a.id = {after})"
        ));
    }
    sql.push_str(&format!(" ORDER BY x.name, x.id LIMIT {}", narrowed.most));
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    let now = market.now();
    rows.into_iter().map(|row| row.renewal(now)).collect()
}

impl Row {
    fn renewal(self, now: DateTime<Utc>) -> Result<Renewal, Failure> {
        let progress = progress_of(&self.progress)?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(Renewal {
            school: OrganisationId::from_uuid(self.id),
            name: self.name,
            progress,
            services: count(self.services),
            last: Pence::new(self.last_pence),
            next: self.next_pence.map(Pence::new),
            chosen: (count(self.kept), count(self.changed), count(self.stopped)),
            can_remind: progress.is_open()
                && self.services > 0
                && may_remind(self.reminded_at, now),
            reminded: self.reminded_at.zip(self.reminded_by),
        })
    }
}
