//! Entering how many pupils a school has, where the register does not say or is out of date.

use chrono::NaiveDate;
use domain::access::Action;
use domain::form::{Reading, whole_number};
use domain::id::OrganisationId;
use domain::text::{self, Urn};
use domain::{Failure, FieldProblem, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::area::{entry, organisation_of};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Reader;

/// The most pupils a school can have; the largest in England has under 6,000, colleges more.
const MOST_PUPILS: u32 = 100_000;

/// A count of pupils to be recorded. Nothing is overwritten but a count entered for the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPupils {
    /// The school's number in the register.
    pub urn: Urn,
    /// How many pupils.
    pub pupils: u32,
    /// On which day they were counted.
    pub counted_on: NaiveDate,
    /// Where the number is from: "October school census".
    pub note: String,
}

impl RecordPupils {
    /// Reads a form: fields `pupils`, `counted_on` and `note`.
    pub fn read(
        urn: Urn,
        pupils: &str,
        counted_on: &str,
        note: &str,
        today: NaiveDate,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let pupils = reading.take("pupils", whole_number(pupils, MOST_PUPILS));
        let counted_on = reading.take("counted_on", domain::calendar::parse_day(counted_on));
        let note = reading.take("note", text::line(note, 120));
        if counted_on.is_some_and(|on| on > today) {
            reading.wrong("counted_on", Problem::InTheFuture);
        }
        let read = pupils.zip(counted_on).zip(note);
        reading.finish(read.map(|((pupils, counted_on), note)| Self {
            urn,
            pupils,
            counted_on,
            note,
        }))
    }
}

/// Records how many pupils a school has: by somebody who acts for it, or by staff of a
/// partnership that it is a member of.
///
/// # Errors
/// `NotFound` for a school of somebody else, `NotAllowed` without the right.
pub async fn record_pupils(
    market: &Market,
    actor: &Actor,
    record: RecordPupils,
) -> Result<(), Failure> {
    let today = market.today();
    let record = &record;
    market
        .db
        .write(|w| async move {
            entry(&w, &record.urn).await?.ok_or(Failure::NotFound)?;
            let permit = may_record(&w, actor, &record.urn, today).await?;
            let permit = permit.ok_or(Failure::NotFound)?;
            let sql = "INSERT INTO pupil_count \
                       (urn, counted_on, source, pupils, note, entered_by, entered_at) \
                       VALUES ($1, $2, 'school', $3, $4, $5, $6) \
                       ON CONFLICT (urn, counted_on, source) DO UPDATE SET \
                       pupils = excluded.pupils, note = excluded.note, \
                       entered_by = excluded.entered_by, entered_at = excluded.entered_at";
            let values: [sea_orm::Value; 6] = [
                record.urn.as_str().into(),
                record.counted_on.into(),
                i64::from(record.pupils).into(),
                record.note.clone().into(),
                permit.person().uuid().into(),
                market.now().into(),
            ];
            w.execute(sql, values).await?;
            let chain = (permit.action() == Action::ManageMembers).then(|| permit.organisation());
            let told = Record::new(chain, &permit, "record_pupils", &record.urn).after(&(
                record.pupils,
                record.counted_on,
                &record.note,
            ))?;
            audit::record(market, &w, told).await
        })
        .await
}

/// The permit to enter a school's pupils, if the actor's organisation has to do with it.
pub(super) async fn may_record(
    r: &Reader,
    actor: &Actor,
    urn: &Urn,
    today: NaiveDate,
) -> Result<Option<Permit>, Failure> {
    let organisation = organisation_of(r, urn).await?;
    if let Ok(permit) = actor.permit_own(Action::CorrectSchool)
        && Some(permit.organisation()) == organisation
    {
        return Ok(Some(permit));
    }
    match (actor.permit_own(Action::ManageMembers), organisation) {
        (Ok(permit), Some(school)) => {
            let member = is_member(r, permit.organisation(), school, today).await?;
            Ok(member.then_some(permit))
        }
        _ => Ok(None),
    }
}

async fn is_member(
    r: &Reader,
    partnership: OrganisationId,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        #[allow(dead_code, reason = "that there is one is all that is asked")]
        id: Uuid,
    }
    let sql = "SELECT id FROM membership WHERE partnership_id = $1 AND organisation_id = $2 \
               AND (ends_on IS NULL OR ends_on >= $3) LIMIT 1";
    let values = [partnership.uuid().into(), school.uuid().into(), today.into()];
    Ok(r.sql_one::<Found>(sql, values).await?.is_some())
}
