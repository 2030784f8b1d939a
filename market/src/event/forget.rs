//! Who came is not kept for ever: delegates' addresses go three months after the event, and their names
//! when nobody asks for a certificate any more.

use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::audit::Deed;
use serde_json::json;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;

/// How long after an event its delegates' addresses are kept: until nobody answers by link any more.
const ADDRESS_DAYS: i64 = 90;
/// How long their names are: as long as the order may be sued upon (Limitation Act 1980, section 5).
const NAME_DAYS: i64 = 6 * 366;
/// What stands in the place of a name.
pub(crate) const FORMER: &str = "Former delegate";

/// Takes out what has been kept long enough, with an entry in the trail.
pub(crate) async fn forget_delegates(market: &Market) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let now = market.now();
            let addresses = "UPDATE event_place SET email = NULL WHERE email IS NOT NULL \
                             AND event_id IN (SELECT id FROM event WHERE ends_at < $1)";
            let addresses =
                w.execute(addresses, [(now - Duration::days(ADDRESS_DAYS)).into()]).await?;
            let names = forget_names(&w, now - Duration::days(NAME_DAYS)).await?;
            if addresses + names == 0 {
                return Ok(());
            }
            let record = Record::new(None, Who::JOB, Deed::ForgetNames, "event_place")
                .after(&json!({"addresses": addresses, "names": names}))?;
            audit::record(market, &w, record).await
        })
        .await
}

async fn forget_names(w: &Writer, before: DateTime<Utc>) -> Result<u64, Failure> {
    let sql = "UPDATE event_place SET name = $2, email = NULL WHERE name IS NOT NULL AND name <> $2 \
               AND event_id IN (SELECT id FROM event WHERE ends_at < $1)";
    w.execute(sql, [before.into(), FORMER.into()]).await
}

/// Takes out who a delegate with an address is, everywhere; says of how many places.
pub(crate) async fn erase_delegate(w: &Writer, address: &str) -> Result<u64, Failure> {
    let sql = "UPDATE event_place SET name = $2, email = NULL WHERE email = $1";
    w.execute(sql, [address.into(), FORMER.into()]).await
}
