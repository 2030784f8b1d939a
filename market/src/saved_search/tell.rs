//! The letter on Mondays: one to each person for all their searches, where anything is new.
//!
//! News are told of whole days, each day once: a search keeps up to which day it was told. A letter goes into
//! the outbox in the transaction that moves that day on, so that however many processes do the job, and
//! however often, there is one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::{OrganisationId, PersonId, SavedSearchId};
use domain::saved_search::{Criteria, next_telling};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, NewTold, PriceTold, SearchTold, SearchesTold};
use crate::organisation;
use crate::person::{Recipient, tell_each, who_may};
use crate::service::{Audience, NewService, as_school, news};

/// The most services that are named of one search.
const NAMED: usize = 8;
/// How many people are asked for in one transaction.
const PEOPLE: usize = 500;

/// Asks for the letters of the coming Monday: asked for again, it is there once.
pub(crate) async fn plan_next(market: &Market, w: &Writer) -> Result<(), Failure> {
    let (monday, at) = next_telling(market.now()).ok_or_else(|| broken("no Monday follows"))?;
    let key = format!("searches:{monday}");
    job::enqueue_at(market, w, &Job::TellOfSearches { monday }, at, Some(key)).await
}

/// Asks for the letter of everybody who keeps a search.
pub(crate) async fn tell_of_searches(market: &Market, monday: NaiveDate) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: Uuid,
    }
    let mut after = Uuid::nil();
    loop {
        let last = market
            .db
            .write(|w| async move {
                let sql = format!(
                    "SELECT DISTINCT person_id FROM saved_search WHERE told_until < $1 \
                     AND person_id > $2 ORDER BY person_id LIMIT {PEOPLE}"
                );
                let rows: Vec<Row> = w.sql_all(&sql, [monday.into(), after.into()]).await?;
                for row in &rows {
                    let person = PersonId::from_uuid(row.person_id);
                    let key = format!("searches:{person}:{monday}");
                    let job = Job::TellOfSearchesOf { person, monday };
                    job::enqueue_at(market, &w, &job, market.now(), Some(key)).await?;
                }
                Ok(rows.last().map(|row| row.person_id))
            })
            .await?;
        match last {
            Some(person) => after = person,
            None => return Ok(()),
        }
    }
}

#[derive(FromQueryResult)]
struct Kept {
    id: Uuid,
    school_id: Uuid,
    name: String,
    criteria: String,
    told_until: NaiveDate,
}

/// A search of which nothing was told of the days before a Monday, with what there is to tell.
struct Found {
    search: SavedSearchId,
    told: Option<SearchTold>,
}

/// Tells somebody what is new among their searches, up to the day before a Monday.
pub(crate) async fn tell_of_searches_of(
    market: &Market,
    person: PersonId,
    monday: NaiveDate,
) -> Result<(), Failure> {
    let found = &market
        .db
        .read(|r| async move {
            let sql = "SELECT id, school_id, name, criteria, told_until FROM saved_search \
                       WHERE person_id = $1 AND told_until < $2 ORDER BY school_id, name, id";
            let kept: Vec<Kept> = r.sql_all(sql, [person.uuid().into(), monday.into()]).await?;
            look(market, &r, person, (kept, monday)).await
        })
        .await?;
    market.db.write(|w| async move { tell(market, &w, (person, monday), found).await }).await
}

/// Looks for each search as its school sees services now; for none where the person does not belong to the
/// school any more.
async fn look(
    market: &Market,
    r: &Reader,
    person: PersonId,
    (kept, monday): (Vec<Kept>, NaiveDate),
) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    let mut looking: Option<Looking> = None;
    for row in kept {
        let school = OrganisationId::from_uuid(row.school_id);
        let now = match looking.take() {
            Some(same) if same.school == school => same,
            Some(_) | None => Looking::of(market, r, person, school).await?,
        };
        let mut told = None;
        if let Some((audience, name)) = &now.audience {
            let criteria: Criteria = serde_json::from_str(&row.criteria).map_err(broken)?;
            let span = (row.told_until, monday);
            let new = Box::pin(news(market, r, audience, criteria, span)).await?;
            told = search_told(row.name, name, new);
        }
        found.push(Found { search: SavedSearchId::from_uuid(row.id), told });
        looking = Some(now);
    }
    Ok(found)
}

/// A school for which somebody keeps searches.
struct Looking {
    school: OrganisationId,
    /// The school as it looks at services, and its name; nothing where they do not belong to it any more.
    audience: Option<(Audience, String)>,
}

impl Looking {
    async fn of(
        market: &Market,
        r: &Reader,
        person: PersonId,
        school: OrganisationId,
    ) -> Result<Self, Failure> {
        let people = who_may(r, school, Action::ViewSchool, market.today()).await?;
        if !people.iter().any(|one| one.person() == person) {
            return Ok(Self { school, audience: None });
        }
        let name = organisation::by_id(r, school).await?.name;
        let audience = Some((as_school(market, r, school).await?, name));
        Ok(Self { school, audience })
    }
}

fn search_told(name: String, school: &str, new: Vec<NewService>) -> Option<SearchTold> {
    let more = u64::try_from(new.len().saturating_sub(NAMED)).unwrap_or(0);
    let services: Vec<NewTold> = new.into_iter().take(NAMED).map(new_told).collect();
    (!services.is_empty()).then(|| SearchTold { name, school: school.to_owned(), services, more })
}

fn new_told(NewService { is_new, service }: NewService) -> NewTold {
    let price = service.price.quote().map(|quote| PriceTold {
        net: quote.unit_price.unwrap_or(quote.net),
        rule: service.rule.clone(),
        unit: service.unit,
    });
    NewTold {
        title: service.title,
        provider: service.provider.name,
        offered_by: service.offered_by,
        price,
        is_new,
    }
}

/// Moves the searches' day on, and puts the letter into the outbox where those that were moved have
/// anything to tell.
async fn tell(
    market: &Market,
    w: &Writer,
    (person, monday): (PersonId, NaiveDate),
    found: &[Found],
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Moved {
        id: Uuid,
    }
    #[derive(FromQueryResult)]
    struct Address {
        name: String,
        email: Option<String>,
    }
    let sql = "UPDATE saved_search SET told_until = $2 WHERE person_id = $1 AND told_until < $2 \
               RETURNING id";
    let values: [Value; 2] = [person.uuid().into(), monday.into()];
    let moved: Vec<Moved> = w.sql_all(sql, values).await?;
    let moved: BTreeSet<Uuid> = moved.into_iter().map(|row| row.id).collect();
    let still = found.iter().filter(|one| moved.contains(&one.search.uuid()));
    let searches: Vec<SearchTold> = still.filter_map(|one| one.told.clone()).collect();
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let address: Option<Address> = w.sql_one(sql, [person.uuid().into()]).await?;
    let Some(Address { name, email: Some(to) }) = address else { return Ok(()) };
    if searches.is_empty() {
        return Ok(());
    }
    let recipient = Recipient::new(person, name, to);
    tell_each(market, w, [recipient], &About::SearchNews(SearchesTold { searches })).await
}
