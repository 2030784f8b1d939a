//! Writing what an import found different: many rows in one statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::school::{InstitutionKind, RegisterEntry, SchoolStatus};
use domain::text::{LaCode, Postcode, Urn};
use sea_orm::{FromQueryResult, Value};

use crate::audit::Who;
use crate::db::{Writer, broken, places};
use crate::{Market, trust};

#[derive(FromQueryResult)]
struct Stored {
    entry: String,
}

/// What is known of the schools with these numbers.
pub(super) async fn known(
    market: &Market,
    urns: &[&Urn],
) -> Result<HashMap<Urn, RegisterEntry>, Failure> {
    if urns.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT entry FROM register_school WHERE urn IN {}", places(1, urns.len()));
    let values: Vec<Value> = urns.iter().map(|urn| urn.as_str().into()).collect();
    let rows: Vec<Stored> =
        market.db.read(|r| async move { r.sql_all(&sql, values).await }).await?;
    rows.iter()
        .map(|row| {
            let entry: RegisterEntry = serde_json::from_str(&row.entry).map_err(broken)?;
            Ok((entry.urn.clone(), entry))
        })
        .collect()
}

/// Writes the entries that are different. Nothing different, nothing written.
pub(super) async fn entries(
    market: &Market,
    stored: &HashMap<Urn, RegisterEntry>,
    touched: &HashMap<Urn, RegisterEntry>,
) -> Result<(), Failure> {
    if touched.is_empty() {
        return Ok(());
    }
    let mut counts: Vec<(&Urn, NaiveDate, u32)> = Vec::new();
    let mut renamed: Vec<&RegisterEntry> = Vec::new();
    let mut moved: Vec<&Urn> = Vec::new();
    for (urn, entry) in touched {
        let before = stored.get(urn);
        let counted = |entry: &RegisterEntry| entry.pupils.map(|pupils| (pupils, entry.census_on));
        let count = counted(entry).filter(|_| before.and_then(counted) != counted(entry));
        counts
            .extend(count.map(|(pupils, on)| (urn, on.unwrap_or_else(|| market.today()), pupils)));
        if before.is_some_and(|before| before.name != entry.name) {
            renamed.push(entry);
        }
        let groups =
            |entry: &RegisterEntry| (entry.trust_uid.clone(), entry.federation_uid.clone());
        if before.is_some_and(|before| groups(before) != groups(entry)) {
            moved.push(urn);
        }
    }
    let (counts, renamed, moved) = (&counts, &renamed, &moved);
    market
        .db
        .write(|w| async move {
            upsert(market, &w, touched).await?;
            count_pupils(market, &w, counts).await?;
            for entry in renamed {
                rename(&w, entry).await?;
            }
            trust::follow(market, &w, Who::owner(market), moved, &[]).await
        })
        .await
}

async fn upsert(
    market: &Market,
    w: &Writer,
    entries: &HashMap<Urn, RegisterEntry>,
) -> Result<(), Failure> {
    let columns = "number, urn, name, la_code, la_name, kind, phase, status, opened_on, closed_on, \
                   low_age, high_age, street, locality, town, postcode, website, trust_name, \
                   federation_name, trust_uid, federation_uid, entry, changed_at";
    let updates: Vec<String> = columns
        .split(", ")
        .filter(|column| *column != "number")
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let sql = format!(
        "INSERT INTO register_school ({columns}) VALUES {} ON CONFLICT (number) DO UPDATE SET {}",
        places(entries.len(), columns.split(", ").count()),
        updates.join(", ")
    );
    let mut values = Vec::with_capacity(entries.len() * 23);
    for entry in entries.values() {
        values.extend(row(market, entry)?);
    }
    w.execute(&sql, values).await.map(|_| ())
}

/// The values of one row, in the order of the columns.
fn row(market: &Market, entry: &RegisterEntry) -> Result<[Value; 23], Failure> {
    let number: i64 = entry.urn.as_str().parse().map_err(broken)?;
    let address = &entry.address;
    let age = |age: Option<u8>| age.map(i64::from);
    let phase = entry.known_phase().map(|known| known.phase.code());
    Ok([
        number.into(),
        entry.urn.as_str().into(),
        entry.name.clone().into(),
        entry.la_code.as_ref().map(LaCode::as_str).map(str::to_owned).into(),
        entry.la_name.clone().into(),
        entry.kind.map_or("not_known", InstitutionKind::code).into(),
        phase.map(str::to_owned).into(),
        entry.status.map_or("not_known", SchoolStatus::code).into(),
        entry.opened_on.into(),
        entry.closed_on.into(),
        age(entry.low_age).into(),
        age(entry.high_age).into(),
        address.street.clone().into(),
        address.locality.clone().into(),
        address.town.clone().into(),
        address.postcode.as_ref().map(Postcode::as_str).map(str::to_owned).into(),
        entry.website.clone().into(),
        entry.trust_name.clone().into(),
        entry.federation_name.clone().into(),
        entry.trust_uid.clone().into(),
        entry.federation_uid.clone().into(),
        serde_json::to_string(entry).map_err(broken)?.into(),
        market.now().into(),
    ])
}

/// Keeps the register's pupil numbers, each under its day; another number for the same day stands
/// beside the first.
async fn count_pupils(
    market: &Market,
    w: &Writer,
    counts: &[(&Urn, NaiveDate, u32)],
) -> Result<(), Failure> {
    if counts.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![market.now().into()];
    let mut rows = Vec::with_capacity(counts.len());
    for (urn, on, pupils) in counts {
        let at = values.len() + 1;
        let (urn_at, on_at, pupils_at) = (at, at + 1, at + 2);
        values.extend([urn.as_str().into(), (*on).into(), i64::from(*pupils).into()]);
        rows.push(format!(
            "(${urn_at}, ${on_at}, 'register', (SELECT COALESCE(MAX(revision), 0) + 1 \
             FROM pupil_count WHERE urn = ${urn_at} AND counted_on = ${on_at} \
             AND source = 'register'), ${pupils_at}, $1)"
        ));
    }
    let sql = format!(
        "INSERT INTO pupil_count (urn, counted_on, source, revision, pupils, entered_at) VALUES {}",
        rows.join(", ")
    );
    w.execute(&sql, values).await.map(|_| ())
}

/// A school that is on Commonpool is called here what the register calls it.
async fn rename(w: &Writer, entry: &RegisterEntry) -> Result<(), Failure> {
    let sql = "UPDATE organisation SET name = $2, version = version + 1 WHERE urn = $1";
    let values = [entry.urn.as_str().into(), entry.name.clone().into()];
    w.execute(sql, values).await.map(|_| ())
}
