//! What schools pay themselves, of those that let it count: worked out at night and kept as it is said,
//! so that whoever looks at it asks the prices of nobody.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, NaiveDate};
use domain::audit::Deed;
use domain::id::OrganisationId;
use domain::market_rate::{OwnFigures, OwnMarket, OwnPrice};
use domain::price::Unit;
use domain::service::Category;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::paid::{Kind, Paid, paid};
use super::sharing::sharing_now;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};

/// How long a price counts.
const MONTHS: Months = Months::new(24);

/// What one school has bought of one kind from one seller.
struct Bought {
    net: Pence,
    gross: Pence,
    count: i64,
    first_on: NaiveDate,
    last_on: NaiveDate,
}

/// Works out what is said of schools' own prices from now on.
pub(crate) async fn count_own_prices(market: &Market) -> Result<(), Failure> {
    let schools = market.db.read(|r| async move { sharing_now(&r).await }).await?;
    let since = market.now().checked_sub_months(MONTHS).unwrap_or(DateTime::UNIX_EPOCH);
    let mut prices: BTreeMap<Kind, Vec<OwnPrice>> = BTreeMap::new();
    for sharing in schools {
        let paid = market.db.read(|r| async move { paid(&r, sharing, since).await }).await?;
        for (kind, price) in own_prices(sharing.school, paid)? {
            prices.entry(kind).or_default().push(price);
        }
    }
    let prices = &prices;
    market.db.write(|w| async move { say(market, &w, prices).await }).await
}

/// One price for each kind and seller: what one cost on average.
fn own_prices(school: OrganisationId, paid: Vec<Paid>) -> Result<Vec<(Kind, OwnPrice)>, Failure> {
    let mut bought: BTreeMap<(Kind, OrganisationId), Bought> = BTreeMap::new();
    for Paid { kind, seller, net, gross, count, day } in paid {
        let nothing =
            Bought { net: Pence::ZERO, gross: Pence::ZERO, count: 0, first_on: day, last_on: day };
        let sum = bought.entry((kind, seller)).or_insert(nothing);
        sum.net = sum.net.plus(net)?;
        sum.gross = sum.gross.plus(gross)?;
        sum.count = sum.count.saturating_add(count);
        sum.first_on = sum.first_on.min(day);
        sum.last_on = sum.last_on.max(day);
    }
    let price = |((kind, seller), sum): ((Kind, OrganisationId), Bought)| {
        let price = OwnPrice {
            buyer: school,
            seller,
            net: sum.net.fraction(1, sum.count)?,
            gross: sum.gross.fraction(1, sum.count)?,
            first_on: sum.first_on,
            last_on: sum.last_on,
        };
        Ok((kind, price))
    };
    bought.into_iter().map(price).collect()
}

#[derive(FromQueryResult)]
struct SaidRow {
    category: String,
    unit: String,
    said: String,
}

/// Keeps what is said of each kind. Who has stopped meanwhile is in none of it.
async fn say(
    market: &Market,
    w: &Writer,
    prices: &BTreeMap<Kind, Vec<OwnPrice>>,
) -> Result<(), Failure> {
    let still: BTreeSet<OrganisationId> =
        sharing_now(w).await?.into_iter().map(|one| one.school).collect();
    let rows: Vec<SaidRow> = w.sql_all("SELECT category, unit, said FROM own_market", []).await?;
    let mut before: BTreeMap<Kind, OwnMarket> = BTreeMap::new();
    for row in rows {
        let said = serde_json::from_str(&row.said).map_err(broken)?;
        before.insert((row.category, row.unit), said);
    }
    let kinds: BTreeSet<Kind> = before.keys().chain(prices.keys()).cloned().collect();
    let count = kinds.len();
    for kind in kinds {
        let now = prices.get(&kind).into_iter().flatten().copied();
        let now = now.filter(|price| still.contains(&price.buyer)).collect();
        let next = before.remove(&kind).unwrap_or_default().next(now)?;
        if !next.is_blank() {
            keep(market, w, &kind, &next).await?;
        }
    }
    if count == 0 {
        return Ok(());
    }
    let entry = Record::new(None, Who::JOB, Deed::CountOwnPrices, "own_market")
        .after(&json!({"kinds": count, "schools": still.len()}))?;
    audit::record(market, w, entry).await
}

async fn keep(market: &Market, w: &Writer, kind: &Kind, said: &OwnMarket) -> Result<(), Failure> {
    let sql = "INSERT INTO own_market (category, unit, computed_at, said) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (category, unit) DO UPDATE \
               SET computed_at = excluded.computed_at, said = excluded.said";
    let said = serde_json::to_string(said).map_err(broken)?;
    let values = [kind.0.clone().into(), kind.1.clone().into(), market.now().into(), said.into()];
    w.execute_one(sql, values).await
}

/// What is said of schools' own prices of a kind of service.
pub(crate) async fn own_figures(
    r: &Reader,
    category: Category,
    unit: Unit,
) -> Result<Option<OwnFigures>, Failure> {
    let sql = "SELECT category, unit, said FROM own_market WHERE category = $1 AND unit = $2";
    let row: Option<SaidRow> = r.sql_one(sql, [category.code().into(), unit.code().into()]).await?;
    let said: Option<OwnMarket> =
        row.map(|row| serde_json::from_str(&row.said).map_err(broken)).transpose()?;
    Ok(said.and_then(|said| said.figures().copied()))
}
