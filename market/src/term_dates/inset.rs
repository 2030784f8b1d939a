//! A school's INSET days.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{SchoolYear, parse_day};
use domain::form::Reading;
use domain::id::OrganisationId;
use domain::{Failure, Problem, text};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use super::of_school::terms_of;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Reader;
use crate::organisation;

/// The most INSET days of a school in a year: more is a slip of the finger.
const MOST: i64 = 20;

/// An INSET day to be entered.
#[derive(Debug, Clone, Default)]
pub struct AddInsetDay {
    /// Field `day`.
    pub day: String,
    /// Field `note`: what staff do on it; may be empty.
    pub note: String,
}

/// Enters an INSET day of the school acted for; one that is there already gets the note.
///
/// # Errors
/// `Invalid` on `day` for one that cannot be read or on which school is out anyway, and beyond twenty
/// in a school year.
pub async fn add_inset_day(
    market: &Market,
    actor: &Actor,
    add: AddInsetDay,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::CorrectSchool)?;
    let mut reading = Reading::default();
    let day = reading.take("day", parse_day(&add.day));
    let note = reading.take("note", text::optional_line(&add.note, 120));
    let (day, note) = &reading.finish(day.zip(note)).map_err(Failure::Invalid)?;
    market
        .db
        .write(|w| async move {
            let school = permit.organisation();
            let partnerships = partnerships_of(&w, school, market.today()).await?;
            let whose: Vec<OrganisationId> = std::iter::once(school).chain(partnerships).collect();
            let terms = terms_of(&w, &whose).await?;
            let known = terms.all().last().is_some_and(|last| *day <= last.last_on);
            if known && !terms.is_school_day(*day) {
                return Err(Failure::field("day", Problem::NotASchoolDay));
            }
            if count(&w, school, SchoolYear::of(*day)).await? >= MOST {
                return Err(Failure::field("day", Problem::TooMany { most: MOST }));
            }
            let sql = "INSERT INTO inset_day (school_id, day, note) VALUES ($1, $2, $3) \
                       ON CONFLICT (school_id, day) DO UPDATE SET note = excluded.note \
                       WHERE COALESCE(inset_day.note, '') <> COALESCE(excluded.note, '')";
            let values: [Value; 3] = [school.uuid().into(), (*day).into(), note.clone().into()];
            if w.execute(sql, values).await? == 0 {
                return Ok(());
            }
            let chain = organisation::chain_of(&w, school).await?;
            let record = Record::new(chain, permit, Deed::AddInsetDay, school)
                .after(&json!({"day": day, "note": note}))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Takes an INSET day back; one that is gone already is fine.
///
/// # Errors
/// `Invalid` on `day` for one that cannot be read.
pub async fn remove_inset_day(market: &Market, actor: &Actor, day: &str) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::CorrectSchool)?;
    let day = parse_day(day).map_err(|problem| Failure::field("day", problem))?;
    market
        .db
        .write(|w| async move {
            let school = permit.organisation();
            let sql = "DELETE FROM inset_day WHERE school_id = $1 AND day = $2";
            if w.execute(sql, [school.uuid().into(), day.into()]).await? == 0 {
                return Ok(());
            }
            let chain = organisation::chain_of(&w, school).await?;
            let record = Record::new(chain, permit, Deed::RemoveInsetDay, school)
                .before(&json!({"day": day}))?;
            audit::record(market, &w, record).await
        })
        .await
}

async fn count(r: &Reader, school: OrganisationId, year: SchoolYear) -> Result<i64, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        many: i64,
    }
    let sql = "SELECT COUNT(*) AS many FROM inset_day \
               WHERE school_id = $1 AND day >= $2 AND day <= $3";
    let values: [Value; 3] = [school.uuid().into(), year.first_on().into(), year.last_on().into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    Ok(row.map_or(0, |row| row.many))
}

/// The partnerships that a school is a member of on the day, the one it joined first before others:
/// whose term dates hold where the school entered none.
pub(super) async fn partnerships_of(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        partnership_id: uuid::Uuid,
    }
    let sql = "SELECT partnership_id FROM membership WHERE organisation_id = $1 AND starts_on <= $2 \
               AND (ends_on IS NULL OR ends_on >= $2) ORDER BY starts_on, partnership_id";
    let rows: Vec<Row> = r.sql_all(sql, [school.uuid().into(), today.into()]).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.partnership_id)).collect())
}
