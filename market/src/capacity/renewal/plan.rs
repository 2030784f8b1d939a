//! What a pool's placements of this school year come to in the next, and what that does to what each school
//! pays.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{SchoolDays, SchoolYear, Term};
use domain::capacity::{BookedVisit, DayOf, Halves, NextPlacement, Slot, placements, roll_forward};
use domain::id::{OrganisationId, PoolId, PractitionerId, ServiceId};
use domain::price::{Buyer, BuyerStanding, Used, quote_days};
use domain::{Failure, Net, Pence, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::super::{half, pool};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::school::newest_count;
use crate::service::Stored;
use crate::term_dates::{days_of_each, terms_of};

/// A pool's placements, rolled forward.
#[derive(Debug, Clone)]
pub struct NextYearPage {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// The school year whose placements they are.
    pub from: SchoolYear,
    /// The school year after.
    pub to: SchoolYear,
    /// Schools by name.
    pub schools: Vec<SchoolNextYear>,
    /// Names of the people.
    pub people: BTreeMap<PractitionerId, String>,
    /// Whose last day is before the end of that year.
    pub leavers: BTreeMap<PractitionerId, NaiveDate>,
}

impl NextYearPage {
    /// What somebody is called.
    pub fn name_of(&self, who: PractitionerId) -> &str {
        self.people.get(&who).map_or("", String::as_str)
    }

    /// What a school is called.
    pub fn school(&self, id: OrganisationId) -> &str {
        let found = self.schools.iter().find(|school| school.school == id);
        found.map_or("another school", |school| school.name.as_str())
    }
}

/// A school with its placements.
#[derive(Debug, Clone)]
pub struct SchoolNextYear {
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its placements, and what they come to.
    pub placements: Vec<NextPlacement>,
    /// What the days of its placements come to this year, excluding VAT.
    pub this_year: Net,
    /// What they come to next year by the prices that hold then, excluding VAT; none where there is no
    /// price for them yet.
    pub next_year: Option<Net>,
    /// Until when they are offered to it, where they are.
    pub offered_until: Option<DateTime<Utc>>,
    /// How many days of that offer, or of an earlier one for that year, it has ordered.
    pub ordered: u32,
}

impl SchoolNextYear {
    /// How many days they come to next year.
    pub fn days(&self) -> u32 {
        self.placements.iter().map(NextPlacement::count).fold(0, u32::saturating_add)
    }

    /// Whether it can be offered them.
    pub fn can_be_offered(&self) -> bool {
        self.offered_until.is_none() && self.days() > 0
    }
}

/// What the placements of a service's pool come to in the next school year, for whoever keeps it.
pub async fn next_year(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<NextYearPage, Failure> {
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let (service, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            rolled(&r, &service, pool.id, today).await
        })
        .await
}

#[derive(FromQueryResult)]
struct Visited {
    school_id: Uuid,
    practitioner_id: Uuid,
    day: NaiveDate,
    half: Option<String>,
    net_pence: i64,
}

#[derive(FromQueryResult)]
struct SchoolRow {
    id: Uuid,
    name: String,
    pupils: Option<i64>,
    rights: Option<String>,
    offered_until: Option<DateTime<Utc>>,
    ordered: i64,
}

#[derive(FromQueryResult)]
struct PersonRow {
    id: Uuid,
    display_name: String,
    ends_on: Option<NaiveDate>,
}

/// The placements of a pool, rolled forward. Seven statements, however many there are.
pub(super) async fn rolled(
    r: &Reader,
    service: &Stored,
    pool: PoolId,
    today: NaiveDate,
) -> Result<NextYearPage, Failure> {
    let from = SchoolYear::of(today);
    let to = from.next();
    let terms = terms_of(r, &[service.partnership]).await?;
    let (this, next) = (from.terms_of(&terms), to.terms_of(&terms));
    let visited = visited(r, (pool, service.id), from).await?;
    let visits = visited.iter().map(visit).collect::<Result<Vec<BookedVisit>, Failure>>()?;
    let found = placements(&visits, &this);
    let days = days_next_year(r, pool, to).await?;
    let rows = schools(r, service, pool, (today, to)).await?;
    let ids: Vec<OrganisationId> =
        rows.iter().map(|row| OrganisationId::from_uuid(row.id)).collect();
    let open = days_of_each(r, &ids, service.partnership).await?;
    let people = people(r, pool).await?;
    let day_of = |who, slot: Slot| {
        let known = days.get(&(who, slot.day)).copied().unwrap_or_default();
        if known.free.has(slot.half) {
            DayOf::Free
        } else if known.works.overlap(Halves::of(slot.half)) {
            DayOf::Taken
        } else {
            DayOf::Away
        }
    };
    let is_in =
        |school, day| open.get(&school).is_none_or(|days: &SchoolDays| days.closed(day).is_none());
    let rolled = roll_forward(&found, &next, day_of, is_in);
    let mut schools = Vec::new();
    for row in rows {
        let id = OrganisationId::from_uuid(row.id);
        let own: Vec<NextPlacement> =
            rolled.iter().filter(|one| one.placement.school == id).cloned().collect();
        if own.is_empty() {
            continue;
        }
        schools.push(school_row(service, row, own, (&visited, &this))?);
    }
    let ends = to.last_on();
    let leaves = |row: &PersonRow| {
        let on = row.ends_on.filter(|on| *on < ends)?;
        Some((PractitionerId::from_uuid(row.id), on))
    };
    Ok(NextYearPage {
        service: service.id,
        title: service.terms.title.clone(),
        from,
        to,
        schools,
        leavers: people.iter().filter_map(leaves).collect(),
        people: people
            .into_iter()
            .map(|row| (PractitionerId::from_uuid(row.id), row.display_name))
            .collect(),
    })
}

fn visit(row: &Visited) -> Result<BookedVisit, Failure> {
    Ok(BookedVisit {
        school: OrganisationId::from_uuid(row.school_id),
        who: PractitionerId::from_uuid(row.practitioner_id),
        slot: half::slot(row.day, row.half.as_deref())?,
    })
}

fn school_row(
    service: &Stored,
    row: SchoolRow,
    placements: Vec<NextPlacement>,
    (visited, terms): (&[Visited], &[Term]),
) -> Result<SchoolNextYear, Failure> {
    let school = OrganisationId::from_uuid(row.id);
    let mut this_year = Vec::new();
    for row in visited {
        let visit = visit(row)?;
        if placements.iter().any(|one| one.placement.holds(&visit, terms)) {
            this_year.push(Net(Pence::new(row.net_pence)));
        }
    }
    let this_year = Net::total(this_year)?;
    let standing = match row.rights.as_deref() {
        Some("full") => BuyerStanding::Full,
        Some("associate") => BuyerStanding::Associate,
        Some(_) | None => BuyerStanding::NonMember,
    };
    let pupils = row.pupils.and_then(|pupils| u32::try_from(pupils).ok());
    let mut days: Vec<NaiveDate> = placements.iter().flat_map(NextPlacement::days).collect();
    days.sort_unstable();
    let buyer = Buyer { standing, pupils, stated: None };
    // What its membership includes in that year is not used yet.
    let quoted = quote_days(&service.terms.price, buyer, &days, &Used::default());
    let next_year = match quoted {
        Ok(quotes) => Some(Net::total(quotes.into_iter().map(|quote| quote.net))?),
        Err(Refusal::AmountTooLarge) => return Err(Refusal::AmountTooLarge.into()),
        Err(_) => None,
    };
    Ok(SchoolNextYear {
        school,
        name: row.name,
        placements,
        this_year,
        next_year,
        offered_until: row.offered_until,
        ordered: u32::try_from(row.ordered).map_err(broken)?,
    })
}

/// The days of a pool that schools have of a service in a school year, by orders that bind.
async fn visited(
    r: &Reader,
    (pool, service): (PoolId, ServiceId),
    year: SchoolYear,
) -> Result<Vec<Visited>, Failure> {
    let sql = "SELECT o.school_id, l.practitioner_id, l.day, l.half, l.net_pence FROM pool_day d \
               JOIN order_line l ON l.id = d.order_line_id JOIN school_order o ON o.id = l.order_id \
               WHERE d.pool_id = $1 AND d.day >= $2 AND d.day <= $3 AND l.state <> 'cancelled' \
               AND l.service_id = $4 AND o.state IN ('placed', 'completed') ORDER BY l.day, l.id";
    let values: [Value; 4] =
        [pool.uuid().into(), year.first_on().into(), year.last_on().into(), service.uuid().into()];
    r.sql_all(sql, values).await
}

/// What somebody has of a day.
#[derive(Clone, Copy, Default)]
struct OfDay {
    works: Halves,
    free: Halves,
}

/// What is known of each day of a pool's people in a school year.
async fn days_next_year(
    r: &Reader,
    pool: PoolId,
    year: SchoolYear,
) -> Result<BTreeMap<(PractitionerId, NaiveDate), OfDay>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        practitioner_id: Uuid,
        day: NaiveDate,
        morning: bool,
        afternoon: bool,
        held: i64,
    }
    let sql = "SELECT d.practitioner_id, d.day, d.morning, d.afternoon, \
               CAST(CASE WHEN d.order_line_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS held \
               FROM pool_day d JOIN practitioner p ON p.id = d.practitioner_id \
               WHERE d.pool_id = $1 AND d.day >= $2 AND d.day <= $3 \
               AND (p.cleared_until IS NULL OR p.cleared_until >= d.day)";
    let values: [Value; 3] = [pool.uuid().into(), year.first_on().into(), year.last_on().into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let mut days: BTreeMap<(PractitionerId, NaiveDate), OfDay> = BTreeMap::new();
    for row in rows {
        let halves = Halves { morning: row.morning, afternoon: row.afternoon };
        let day =
            days.entry((PractitionerId::from_uuid(row.practitioner_id), row.day)).or_default();
        day.works = day.works.and(halves);
        if row.held == 0 {
            day.free = day.free.and(halves);
        }
    }
    Ok(days)
}

/// The schools that have days of a pool this year, as they buy, with what they are offered of the next.
async fn schools(
    r: &Reader,
    service: &Stored,
    pool: PoolId,
    (today, to): (NaiveDate, SchoolYear),
) -> Result<Vec<SchoolRow>, Failure> {
    let sql = format!(
        "SELECT o.id, o.name, {} AS pupils, (SELECT t.rights FROM membership m \
           JOIN tier t ON t.id = m.tier_id WHERE m.partnership_id = $3 AND m.organisation_id = o.id \
           AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
           ORDER BY m.starts_on DESC LIMIT 1) AS rights, \
         (SELECT n.offered_until FROM renewal n WHERE n.school_id = o.id AND n.service_id = $6 \
           AND n.year_starts_on = $4 AND n.state = 'offered') AS offered_until, \
         (SELECT COUNT(*) FROM renewal n JOIN renewal_day x ON x.renewal_id = n.id \
           WHERE n.school_id = o.id AND n.service_id = $6 AND n.year_starts_on = $4 \
           AND x.state = 'ordered') AS ordered \
         FROM organisation o WHERE o.id IN (SELECT q.school_id FROM pool_day d \
           JOIN order_line l ON l.id = d.order_line_id JOIN school_order q ON q.id = l.order_id \
           WHERE d.pool_id = $1 AND d.day >= $5 AND d.day < $4) ORDER BY o.name, o.id",
        newest_count("o.urn", 2)
    );
    let values: [Value; 6] = [
        pool.uuid().into(),
        today.into(),
        service.partnership.uuid().into(),
        to.first_on().into(),
        SchoolYear::of(today).first_on().into(),
        service.id.uuid().into(),
    ];
    r.sql_whole(&sql, values).await
}

async fn people(r: &Reader, pool: PoolId) -> Result<Vec<PersonRow>, Failure> {
    let sql = "SELECT id, display_name, ends_on FROM practitioner WHERE pool_id = $1";
    r.sql_whole(sql, [pool.uuid().into()]).await
}
