//! Peer review as days given and received: what was delivered of it, counted for whoever delivered and
//! for whoever received. Nothing of it is stored: it follows from the lines of orders.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::{SchoolYear, london_day, london_instant};
use domain::id::OrganisationId;
use domain::money::{Net, Pence};
use domain::organisation::OrganisationKind;
use domain::price::{Unit, Working};
use domain::service::{Category, PeerReviews, ReviewDelivered};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};

/// What one organisation gave and received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewsOf {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether it is a school: the partnership's own reviewers and firms give too, and are none.
    pub is_school: bool,
    /// How much.
    pub reviews: PeerReviews,
}

/// What was given and received through a partnership in a school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearOfReviews {
    /// Which year.
    pub year: SchoolYear,
    /// The first year with any; the one asked for where there is none.
    pub first: SchoolYear,
    /// Who gave or received any: schools by name, then others.
    pub rows: Vec<ReviewsOf>,
}

/// What a school gave and received in a year through one partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReviews {
    /// Which year.
    pub year: SchoolYear,
    /// Through whom.
    pub partnership: String,
    /// How much.
    pub reviews: PeerReviews,
}

#[derive(FromQueryResult)]
struct Row {
    school_id: Uuid,
    school: String,
    school_kind: String,
    provider_id: Uuid,
    provider: String,
    provider_kind: String,
    partnership: String,
    unit: String,
    quantity: i64,
    net_pence: i64,
    price_working: String,
    months: Option<i64>,
    day: Option<NaiveDate>,
    delivered_at: DateTime<Utc>,
}

impl Row {
    /// A booked day counts on its day, anything else when it was confirmed.
    fn year(&self) -> SchoolYear {
        SchoolYear::of(self.day.unwrap_or_else(|| london_day(self.delivered_at)))
    }

    fn delivered(&self) -> Result<ReviewDelivered, Failure> {
        let unit = Unit::from_code(&self.unit)
            .ok_or_else(|| broken(format!("a stored unit is not known: {}", self.unit)))?;
        let quantity = u32::try_from(self.quantity).map_err(broken)?;
        let working: Working = serde_json::from_str(&self.price_working).map_err(broken)?;
        let months = self.months.map(u32::try_from).transpose().map_err(broken)?;
        let net = Net(Pence::new(self.net_pence));
        Ok(ReviewDelivered::of(unit, quantity, net, &working, months)?)
    }
}

/// The lines of peer reviews that were delivered; what a late cancellation costs is none.
fn lines(of: &str) -> String {
    format!(
        "SELECT o.school_id, s.name AS school, s.kind AS school_kind, o.provider_id, \
         p.name AS provider, p.kind AS provider_kind, a.name AS partnership, l.unit, l.quantity, \
         l.net_pence, l.price_working, l.months, l.day, l.delivered_at FROM order_line l \
         JOIN school_order o ON o.id = l.order_id JOIN organisation s ON s.id = o.school_id \
         JOIN organisation p ON p.id = o.provider_id \
         JOIN organisation a ON a.id = o.partnership_id WHERE l.category = '{}' \
         AND l.state IN ('delivered', 'invoiced') AND l.charge_for IS NULL AND {of}",
        Category::PeerReview.code()
    )
}

/// What was given and received through the partnership acted for in a school year.
///
/// # Errors
/// `NotAllowed` for whoever may not see its orders.
pub async fn peer_reviews(
    market: &Market,
    actor: &Actor,
    year: SchoolYear,
) -> Result<YearOfReviews, Failure> {
    let partnership = actor.permit_own(Action::ViewOrders)?.organisation();
    market
        .db
        .read(|r| async move {
            let rows = of_year(&r, partnership, year).await?;
            let mut found: BTreeMap<OrganisationId, ReviewsOf> = BTreeMap::new();
            for row in &rows {
                let delivered = row.delivered()?;
                let (id, name, kind) = (row.provider_id, &row.provider, &row.provider_kind);
                party(&mut found, id, name, kind).reviews.gave(delivered);
                let (id, name, kind) = (row.school_id, &row.school, &row.school_kind);
                party(&mut found, id, name, kind).reviews.took(delivered)?;
            }
            let mut rows: Vec<ReviewsOf> = found.into_values().collect();
            rows.sort_by(|one, other| {
                (!one.is_school, &one.name).cmp(&(!other.is_school, &other.name))
            });
            let first = first_year(&r, partnership).await?.unwrap_or(year).min(year);
            Ok(YearOfReviews { year, first, rows })
        })
        .await
}

fn party<'a>(
    found: &'a mut BTreeMap<OrganisationId, ReviewsOf>,
    id: Uuid,
    name: &str,
    kind: &str,
) -> &'a mut ReviewsOf {
    let organisation = OrganisationId::from_uuid(id);
    found.entry(organisation).or_insert_with(|| ReviewsOf {
        organisation,
        name: name.to_owned(),
        is_school: kind == OrganisationKind::School.code(),
        reviews: PeerReviews::default(),
    })
}

async fn of_year(
    r: &Reader,
    partnership: OrganisationId,
    year: SchoolYear,
) -> Result<Vec<Row>, Failure> {
    let begins = |day: NaiveDate| london_instant(day, NaiveTime::MIN).ok_or_else(|| broken(day));
    let after = year.last_on().checked_add_days(Days::new(1)).unwrap_or_default();
    let sql = lines(
        "o.partnership_id = $1 AND (l.day >= $2 AND l.day <= $3 \
         OR l.day IS NULL AND l.delivered_at >= $4 AND l.delivered_at < $5)",
    );
    let values: [Value; 5] = [
        partnership.uuid().into(),
        year.first_on().into(),
        year.last_on().into(),
        begins(year.first_on())?.into(),
        begins(after)?.into(),
    ];
    r.sql_whole(&sql, values).await
}

/// The school year of the first peer review delivered through a partnership.
async fn first_year(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Option<SchoolYear>, Failure> {
    #[derive(FromQueryResult)]
    struct First {
        day: Option<NaiveDate>,
        confirmed: Option<DateTime<Utc>>,
    }
    let sql = format!(
        "SELECT MIN(l.day) AS day, MIN(CASE WHEN l.day IS NULL THEN l.delivered_at END) AS confirmed \
         FROM order_line l JOIN school_order o ON o.id = l.order_id WHERE o.partnership_id = $1 \
         AND l.category = '{}' AND l.state IN ('delivered', 'invoiced') AND l.charge_for IS NULL",
        Category::PeerReview.code()
    );
    let first: Option<First> = r.sql_one(&sql, [partnership.uuid().into()]).await?;
    let days = first.map(|first| [first.day, first.confirmed.map(london_day)]);
    Ok(days.into_iter().flatten().flatten().min().map(SchoolYear::of))
}

/// What the school acted for gave and received, by year and partnership, the newest year first.
///
/// # Errors
/// `NotAllowed` for whoever may not see its page.
pub async fn own_peer_reviews(market: &Market, actor: &Actor) -> Result<Vec<OwnReviews>, Failure> {
    let school = actor.permit_own(Action::ViewSchool)?.organisation();
    let sql = &lines("(o.school_id = $1 OR o.provider_id = $1)");
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_whole(sql, [school.uuid().into()]).await }).await?;
    let mut found: BTreeMap<(SchoolYear, String), PeerReviews> = BTreeMap::new();
    for row in rows {
        let delivered = row.delivered()?;
        let reviews = found.entry((row.year(), row.partnership)).or_default();
        if row.provider_id == school.uuid() {
            reviews.gave(delivered);
        }
        if row.school_id == school.uuid() {
            reviews.took(delivered)?;
        }
    }
    let own = |((year, partnership), reviews)| OwnReviews { year, partnership, reviews };
    let mut rows: Vec<OwnReviews> = found.into_iter().map(own).collect();
    // The newest year first; within it the partnerships stay by name.
    rows.sort_by_key(|row| std::cmp::Reverse(row.year));
    Ok(rows)
}
