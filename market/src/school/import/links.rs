//! Links between institutions: a school's number changes when it becomes an academy, merges or
//! splits, and both numbers stay known.

use domain::Failure;
use domain::school::{Change, Link, LinkColumns};
use sea_orm::{FromQueryResult, Value};

use super::table::{Line, Table};
use super::{ImportSummary, Rejection};
use crate::Market;
use crate::db::places;

#[derive(FromQueryResult)]
struct Kept {
    urn: String,
    linked_urn: String,
    kind: String,
    linked_on: Option<chrono::NaiveDate>,
}

/// Brings in a batch of links.
pub(super) async fn import(
    market: &Market,
    columns: &LinkColumns,
    table: &Table<'_>,
    lines: &[Line],
    summary: &mut ImportSummary,
) -> Result<(), Failure> {
    let mut links: Vec<Link> = Vec::new();
    for line in lines {
        match table.is_whole(line).and_then(|()| columns.read(&line.cells())) {
            Ok(link) => links.push(link),
            Err(reason) => summary.rejected.push(Rejection { line: line.number, reason }),
        }
    }
    let mut kept = kept(market, &links).await?;
    let mut touched: Vec<Link> = Vec::new();
    for link in links {
        let found = kept.iter_mut().find(|kept| {
            kept.urn == link.urn.as_str()
                && kept.linked_urn == link.linked.as_str()
                && kept.kind == link.kind.code()
        });
        let change = match found {
            None => {
                kept.push(Kept {
                    urn: link.urn.as_str().to_owned(),
                    linked_urn: link.linked.as_str().to_owned(),
                    kind: link.kind.code().to_owned(),
                    linked_on: link.since,
                });
                Change::New
            }
            Some(found) if found.linked_on == link.since => Change::Unchanged,
            Some(found) => {
                found.linked_on = link.since;
                Change::Changed
            }
        };
        summary.count(change);
        if change != Change::Unchanged {
            // One statement may not touch a row twice.
            touched.retain(|other| {
                (&other.urn, &other.linked, other.kind) != (&link.urn, &link.linked, link.kind)
            });
            touched.push(link);
        }
    }
    write(market, &touched).await
}

async fn kept(market: &Market, links: &[Link]) -> Result<Vec<Kept>, Failure> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT urn, linked_urn, kind, linked_on FROM register_link WHERE urn IN {}",
        places(1, links.len())
    );
    let values: Vec<Value> = links.iter().map(|link| link.urn.as_str().into()).collect();
    market.db.read(|r| async move { r.sql_all(&sql, values).await }).await
}

async fn write(market: &Market, links: &[Link]) -> Result<(), Failure> {
    if links.is_empty() {
        return Ok(());
    }
    let sql = &format!(
        "INSERT INTO register_link (urn, linked_urn, kind, linked_on) VALUES {} \
         ON CONFLICT (urn, linked_urn, kind) DO UPDATE SET linked_on = excluded.linked_on",
        places(links.len(), 4)
    );
    market
        .db
        .write(|w| async move {
            let values = links.iter().flat_map(|link| {
                let values: [Value; 4] = [
                    link.urn.as_str().into(),
                    link.linked.as_str().into(),
                    link.kind.code().into(),
                    link.since.into(),
                ];
                values
            });
            w.execute(sql, values).await.map(|_| ())
        })
        .await
}
