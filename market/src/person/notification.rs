//! What people want to be told by e-mail, and how soon: at once, once a day, or not.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::calendar::{london_day, london_instant};
use domain::id::{JobId, PersonId};
use domain::notification::{Notify, Topic};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::{Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, Mail};

/// What the actor chose, for every topic there is.
pub async fn notifications(
    market: &Market,
    actor: &Actor,
) -> Result<BTreeMap<Topic, Notify>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        choice: String,
    }
    let person = actor.person;
    let rows: Vec<Row> = market
        .db
        .read(|r| async move {
            let sql = "SELECT kind, choice FROM notification_choice WHERE person_id = $1";
            r.sql_all(sql, [person.uuid().into()]).await
        })
        .await?;
    let chosen = rows
        .iter()
        .filter_map(|row| Some((Topic::from_code(&row.kind)?, Notify::from_code(&row.choice)?)));
    let at_once = Topic::ALL.iter().map(|topic| (*topic, Notify::AtOnce));
    Ok(at_once.chain(chosen).collect())
}

/// Keeps what the actor chose. Topics that are not named stay as they are.
pub async fn choose_notifications(
    market: &Market,
    actor: &Actor,
    choices: BTreeMap<Topic, Notify>,
) -> Result<(), Failure> {
    let (person, choices) = (actor.person, &choices);
    market
        .db
        .write(|w| async move {
            for (topic, choice) in choices {
                let sql = "INSERT INTO notification_choice (person_id, kind, choice) \
                           VALUES ($1, $2, $3) ON CONFLICT (person_id, kind) \
                           DO UPDATE SET choice = excluded.choice";
                let values = [person.uuid().into(), topic.code().into(), choice.code().into()];
                w.execute(sql, values).await?;
            }
            let who = Who::person(person);
            let entry = Record::new(None, who, Deed::ChooseNotifications, person).after(choices)?;
            audit::record(market, &w, entry).await
        })
        .await
}

#[derive(FromQueryResult)]
struct Wanted {
    id: Uuid,
    choice: Option<String>,
}

/// Whether a message is to be sent now, as whoever it is for chose. What they want once a day is
/// put by for then.
pub(crate) async fn is_wanted_now(
    market: &Market,
    job: JobId,
    mail: &Mail,
) -> Result<bool, Failure> {
    let Some(topic) = mail.about.topic() else { return Ok(true) };
    let wanted: Option<Wanted> = market
        .db
        .read(|r| async move {
            let sql = "SELECT p.id, c.choice FROM person p LEFT JOIN notification_choice c \
                       ON c.person_id = p.id AND c.kind = $2 WHERE p.email = $1";
            r.sql_one(sql, [mail.to.as_str().into(), topic.code().into()]).await
        })
        .await?;
    let Some(wanted) = wanted else { return Ok(true) };
    match wanted.choice.as_deref().and_then(Notify::from_code).unwrap_or(Notify::AtOnce) {
        Notify::AtOnce => Ok(true),
        Notify::Off => Ok(false),
        Notify::Daily => {
            let person = PersonId::from_uuid(wanted.id);
            market
                .db
                .write(|w| async move { put_by(market, &w, job, person, &mail.about).await })
                .await?;
            Ok(false)
        }
    }
}

/// The job that brought it is its id, so that a job done twice puts it by once.
async fn put_by(
    market: &Market,
    w: &Writer,
    job: JobId,
    person: PersonId,
    about: &About,
) -> Result<(), Failure> {
    let sql = "INSERT INTO digest_item (id, person_id, about, created_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (id) DO NOTHING";
    let values = [
        job.uuid().into(),
        person.uuid().into(),
        serde_json::to_string(about).map_err(broken)?.into(),
        market.now().into(),
    ];
    w.execute(sql, values).await?;
    let at = next_digest(market.now())?;
    let key = format!("digest:{person}:{}", london_day(at));
    job::enqueue_at(market, w, &Job::SendDigest(person), at, Some(key)).await
}

/// The next time at which what waited is sent: in the morning, by London's clocks.
fn next_digest(now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let hour = NaiveTime::from_hms_opt(Notify::DAILY_HOUR, 0, 0);
    let hour = hour.ok_or_else(|| broken("no such hour"))?;
    let today = london_day(now);
    let days = [Some(today), today.succ_opt()];
    let mornings = days.into_iter().flatten().filter_map(|day| london_instant(day, hour));
    mornings.into_iter().find(|at| *at > now).ok_or_else(|| broken("no morning follows"))
}

/// Sends what waited for somebody, in one message. What came meanwhile waits for the next.
pub(crate) async fn send_digest(market: &Market, person: PersonId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Item {
        id: Uuid,
        about: String,
    }
    #[derive(FromQueryResult)]
    struct Address {
        name: String,
        email: Option<String>,
    }
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM digest_item WHERE person_id = $1 RETURNING id, about";
            let mut items: Vec<Item> = w.sql_all(sql, [person.uuid().into()]).await?;
            items.sort_by_key(|item| item.id);
            let sql = "SELECT name, email FROM person WHERE id = $1";
            let address: Option<Address> = w.sql_one(sql, [person.uuid().into()]).await?;
            let Some(Address { name, email: Some(to) }) = address else { return Ok(()) };
            if items.is_empty() {
                return Ok(());
            }
            let read = |item: &Item| serde_json::from_str(&item.about).map_err(broken);
            let items = items.iter().map(read).collect::<Result<Vec<About>, Failure>>()?;
            let mail = Mail { to, name, about: About::Digest { items } };
            job::enqueue(market, &w, &Job::SendMail(mail)).await
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_sent_at_seven_in_london_summer_and_winter() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let next = |text: &str| next_digest(at(text)).unwrap();
        assert_eq!(next("2027-01-12T06:59:00Z"), at("2027-01-12T07:00:00Z"));
        assert_eq!(next("2027-01-12T07:00:00Z"), at("2027-01-13T07:00:00Z"));
        assert_eq!(next("2027-06-12T07:30:00Z"), at("2027-06-13T06:00:00Z"));
    }
}
