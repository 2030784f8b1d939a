//! How many pupils a school has: dated statements, each with its source, none overwritten.
//!
//! The register says it by its census, the school itself at any time. A partnership may enter an
//! estimate for a member of which neither has said anything; it prices nothing but that
//! partnership's own membership, and steps back as soon as either says a number.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::form::{Reading, whole_number};
use domain::id::OrganisationId;
use domain::school::{CountSource, MOST_PUPILS, is_likely};
use domain::text::{self, Urn};
use domain::{Failure, FieldProblem, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use super::area::{entry, organisation_of};
use super::join::is_member;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::organisation;

/// Of counts `c`, those that hold for everybody.
pub(super) const KNOWN: &str = "c.source <> 'partnership'";
/// The order of counts `c`, the one that holds first: the newest day; on one day what the school
/// said before the register; of one source what it said last.
pub(super) const NEWEST: &str = "c.counted_on DESC, c.source DESC, c.revision DESC";

/// The count of pupils that holds on the day in the numbered place, as a column.
pub(crate) fn newest_count(urn: &str, day: usize) -> String {
    format!(
        "(SELECT c.pupils FROM pupil_count c WHERE c.urn = {urn} AND c.counted_on <= ${day} \
         AND {KNOWN} ORDER BY {NEWEST} LIMIT 1)"
    )
}

/// The estimate of the partnership in the numbered place, as a column.
pub(crate) fn own_estimate(urn: &str, partnership: usize, day: usize) -> String {
    format!(
        "(SELECT c.pupils FROM pupil_count c WHERE c.urn = {urn} AND c.counted_on <= ${day} \
         AND c.entered_for = ${partnership} AND c.source = 'partnership' \
         ORDER BY {NEWEST} LIMIT 1)"
    )
}

/// A number of pupils to be recorded.
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
    /// Why it is right, where it is unlikely.
    pub reason: Option<String>,
}

impl RecordPupils {
    /// Reads a form: fields `pupils`, `counted_on`, `note` and `reason`.
    pub fn read(
        urn: Urn,
        [pupils, counted_on, note, reason]: [&str; 4],
        today: NaiveDate,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let pupils = reading.take("pupils", whole_number(pupils, MOST_PUPILS));
        let counted_on = reading.take("counted_on", domain::calendar::parse_day(counted_on));
        let note = reading.take("note", text::line(note, 120));
        let reason = reading.take("reason", text::optional_line(reason, 300));
        if counted_on.is_some_and(|on| on > today) {
            reading.wrong("counted_on", Problem::InTheFuture);
        }
        let read = pupils.zip(counted_on).zip(note).zip(reason);
        reading.finish(read.map(|(((pupils, counted_on), note), reason)| Self {
            urn,
            pupils,
            counted_on,
            note,
            reason,
        }))
    }
}

/// Records how many pupils a school has. Saying the same again writes nothing.
///
/// # Errors
/// `NotFound` for a school of somebody else; `Refused(PupilsKnown)` where a partnership would
/// estimate what the school or the register has said; `Invalid` on `reason` for none at all or
/// half more or fewer than before without a reason.
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
            let source = source_of(&permit);
            let known = last(&w, &record.urn, KNOWN, []).await?;
            let own = "c.source = 'partnership' AND c.entered_for = $2";
            let before = match source {
                CountSource::Partnership if known.is_some() => {
                    return Err(Refusal::PupilsKnown.into());
                }
                CountSource::Partnership => {
                    last(&w, &record.urn, own, [permit.organisation().uuid().into()]).await?
                }
                CountSource::Register | CountSource::School => known,
            };
            if before.as_ref().is_some_and(|before| before.says(source, record)) {
                return Ok(());
            }
            let last = before.and_then(|before| u32::try_from(before.pupils).ok());
            if !is_likely(record.pupils, last) && record.reason.is_none() {
                return Err(Failure::field("reason", Problem::ReasonNeeded));
            }
            store(market, &w, &permit, source, record).await?;
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let told = Record::new(chain, &permit, Deed::RecordPupils, &record.urn)
                .before(&json!({"pupils": last}))?
                .after(&json!({
                    "pupils": record.pupils,
                    "counted_on": record.counted_on,
                    "note": &record.note,
                    "reason": &record.reason,
                }))?;
            audit::record(market, &w, told).await
        })
        .await
}

fn source_of(permit: &Permit) -> CountSource {
    match permit.action() {
        Action::ManageMembers => CountSource::Partnership,
        _ => CountSource::School,
    }
}

#[derive(FromQueryResult)]
struct Last {
    pupils: i64,
    counted_on: NaiveDate,
    source: String,
    note: Option<String>,
}

impl Last {
    /// Whether it is what is to be recorded.
    fn says(&self, source: CountSource, record: &RecordPupils) -> bool {
        self.source == source.code()
            && self.counted_on == record.counted_on
            && self.pupils == i64::from(record.pupils)
            && self.note.as_deref() == Some(record.note.as_str())
    }
}

/// The newest of a school's counts that fit a condition.
async fn last(
    r: &Reader,
    urn: &Urn,
    condition: &str,
    more: impl IntoIterator<Item = Value>,
) -> Result<Option<Last>, Failure> {
    let sql = format!(
        "SELECT c.pupils, c.counted_on, c.source, c.note FROM pupil_count c \
         WHERE c.urn = $1 AND {condition} ORDER BY {NEWEST} LIMIT 1"
    );
    let values: Vec<Value> = std::iter::once(urn.as_str().into()).chain(more).collect();
    r.sql_one(&sql, values).await
}

async fn store(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    source: CountSource,
    record: &RecordPupils,
) -> Result<(), Failure> {
    // Two at once: whoever is second is told that it has changed.
    let sql = "INSERT INTO pupil_count (urn, counted_on, source, revision, pupils, note, reason, \
               entered_by, entered_for, entered_at) \
               VALUES ($1, $2, $3, (SELECT COALESCE(MAX(revision), 0) + 1 FROM pupil_count \
                 WHERE urn = $1 AND counted_on = $2 AND source = $3), $4, $5, $6, $7, $8, $9) \
               ON CONFLICT DO NOTHING";
    let values: [Value; 9] = [
        record.urn.as_str().into(),
        record.counted_on.into(),
        source.code().into(),
        i64::from(record.pupils).into(),
        record.note.clone().into(),
        record.reason.clone().into(),
        permit.person().uuid().into(),
        permit.organisation().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

/// The permit to say how many pupils a school has: as the school, or as a partnership that it is a
/// member of.
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

/// Whether the school or the register has said how many pupils there are.
pub(super) async fn is_known(r: &Reader, urn: &Urn) -> Result<bool, Failure> {
    Ok(last(r, urn, KNOWN, []).await?.is_some())
}

/// The organisation whose estimates a viewer's page shows beside what is known.
pub(super) fn estimates_of(permit: Option<&Permit>) -> Option<OrganisationId> {
    permit.filter(|permit| source_of(permit) == CountSource::Partnership).map(Permit::organisation)
}
