//! Other days of the week for somebody of a pool, from today or a later day on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::capacity::{Half, Halves, TypedPattern, Working, WorkingPattern, practitioner_days};
use domain::form::{Reading, optional};
use domain::id::PractitionerId;
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};

use super::days::{horizon, materialise, working};
use super::pool::{self, Pool};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Parameters, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::term_dates::terms_of;

/// Other days of the week.
#[derive(Debug, Clone)]
pub struct ChangeDays {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Fields `weeks`, `days` and `second_days`.
    pub pattern: TypedPattern,
    /// Field `from`: from when on; empty means today.
    pub from: String,
}

impl ChangeDays {
    fn read(&self, today: NaiveDate) -> Result<(NaiveDate, WorkingPattern), Failure> {
        let mut reading = Reading::default();
        let pattern = self.pattern.read(&mut reading);
        let from = optional(parse_day(&self.from)).and_then(|from| match from {
            Some(day) if day < today => Err(Problem::InThePast),
            Some(day) if day > horizon(today) => Err(Problem::TooLate { latest: horizon(today) }),
            from => Ok(from.unwrap_or(today)),
        });
        let from = reading.take("from", from);
        reading.finish(from.zip(pattern)).map_err(Failure::Invalid)
    }
}

/// Changes the days of the week on which somebody works. Free days that are not theirs any more are taken
/// away, but for those that were added one by one; gives the days from then on that schools have booked and
/// they would not work: those stand until they are moved or cancelled.
///
/// # Errors
/// `Invalid` on `days` or `second_days`, and on `from` for a day that is past or later than days are made.
pub async fn change_days(
    market: &Market,
    actor: &Actor,
    command: ChangeDays,
) -> Result<Vec<NaiveDate>, Failure> {
    let (from, pattern) = command.read(market.today())?;
    let practitioner = command.practitioner;
    let contents = (practitioner, &command.pattern, &command.from);
    let once = &Once::new(actor.person(), "change_days", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let of = pool::pool_of(&w, actor, practitioner).await?;
            once.answer(market, &w, change(market, &w, of, (practitioner, from, pattern))).await
        })
        .await
}

async fn change(
    market: &Market,
    w: &Writer,
    (pool, permit): (Pool, Permit),
    (practitioner, from, pattern): (PractitionerId, NaiveDate, WorkingPattern),
) -> Result<Vec<NaiveDate>, Failure> {
    let today = market.today();
    let before = stored(w, practitioner).await?;
    let after = before.changed(from, pattern, today);
    store(w, practitioner, after).await?;
    let terms = terms_of(w, &[pool.partnership]).await?;
    let days = |working: &Working| {
        let week = |day| terms.week_of_term(day);
        practitioner_days(working, today, horizon(today), &[], week)
    };
    let kept: BTreeMap<NaiveDate, Halves> = days(&after).into_iter().collect();
    let mut booked = BTreeSet::new();
    for left in [Halves::NONE, Halves::of(Some(Half::Morning)), Halves::of(Some(Half::Afternoon))] {
        let of_day = |day: &NaiveDate| kept.get(day).copied().unwrap_or_default();
        let fewer = |(day, had): &(NaiveDate, Halves)| {
            of_day(day) == left && !had.without(of_day(day)).is_none()
        };
        let dropped = days(&before).into_iter().filter(fewer).map(|(day, _)| day);
        let dropped: Vec<NaiveDate> = dropped.collect();
        booked.extend(take_away(w, practitioner, &dropped, left).await?);
    }
    let booked: Vec<NaiveDate> = booked.into_iter().collect();
    materialise(market, w, pool.id, Some(practitioner)).await?;
    let record = Record::new(Some(pool.partnership), &permit, Deed::ChangeDays, practitioner)
        .before(&before.on(from))?
        .after(&pattern)?;
    audit::record(market, w, record).await?;
    Ok(booked)
}

async fn stored(w: &Writer, practitioner: PractitionerId) -> Result<Working, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        pattern: String,
        next_from: Option<NaiveDate>,
        next_pattern: Option<String>,
    }
    let sql = "SELECT pattern, next_from, next_pattern FROM practitioner WHERE id = $1";
    let row: Option<Row> = w.sql_one(sql, [practitioner.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    working(&row.pattern, row.next_from, row.next_pattern.as_deref())
}

async fn store(w: &Writer, practitioner: PractitionerId, to: Working) -> Result<(), Failure> {
    let text = |pattern: &WorkingPattern| serde_json::to_string(pattern).map_err(broken);
    let next = to.next.as_ref().map(|(_, pattern)| text(pattern)).transpose()?;
    let sql = "UPDATE practitioner SET pattern = $2, next_from = $3, next_pattern = $4, \
               version = version + 1 WHERE id = $1";
    let values: [Value; 4] = [
        practitioner.uuid().into(),
        text(&to.now)?.into(),
        to.next.map(|(from, _)| from).into(),
        next.into(),
    ];
    w.execute_one(sql, values).await
}

#[derive(FromQueryResult)]
struct Booked {
    day: NaiveDate,
}

/// Takes free days away but for the half that is left, and gives those that are booked.
async fn take_away(
    w: &Writer,
    practitioner: PractitionerId,
    days: &[NaiveDate],
    left: Halves,
) -> Result<Vec<NaiveDate>, Failure> {
    // What is taken away lies in a half that is not left.
    let other = match (left.morning, left.afternoon) {
        (true, false) => "afternoon",
        (false, true) => "morning",
        (_, _) => "(morning OR afternoon)",
    };
    let mut booked = Vec::new();
    for some in days.chunks(MANY) {
        let mut parameters = Parameters::default();
        let who = parameters.bind(practitioner.uuid());
        let places: Vec<String> = some.iter().map(|day| parameters.bind(*day)).collect();
        let those =
            format!("practitioner_id = {who} AND day IN ({}) AND {other}", places.join(", "));
        let values = parameters.values();
        if !left.is_none() {
            let sql = format!(
                "UPDATE pool_day SET {other} = false WHERE {those} AND morning AND afternoon \
                 AND order_line_id IS NULL"
            );
            w.execute(&sql, values.clone()).await?;
        }
        let sql = format!("DELETE FROM pool_day WHERE {those} AND order_line_id IS NULL");
        w.execute(&sql, values.clone()).await?;
        let sql = format!("SELECT DISTINCT day FROM pool_day WHERE {those} ORDER BY day");
        let rows: Vec<Booked> = w.sql_all(&sql, values).await?;
        booked.extend(rows.into_iter().map(|row| row.day));
    }
    Ok(booked)
}

/// As many days as one statement names.
const MANY: usize = 200;
