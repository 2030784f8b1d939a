//! Who is asked: a provider, for which somebody acts, or somebody outside with a link.

use chrono::{DateTime, Duration, Months, Utc};
use domain::audit::Deed;
use domain::id::{PersonId, QuoteRequestId, SupplierId};
use domain::quote_request::{LINK_DAYS, link_ends};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Permit;
use crate::audit::{self, Record, Who};
use crate::db::Reader;
use crate::person::digest_of;

/// By what a supplier is known.
pub(super) enum Asked<'a> {
    /// Somebody acts for a provider.
    Here(&'a Permit, SupplierId),
    /// By the secret of a link.
    ByLink(&'a str),
}

impl Asked<'_> {
    /// Who does it, for the trail.
    pub fn who(&self) -> Who {
        match self {
            Self::Here(permit, _) => Who::from(*permit),
            Self::ByLink(_) => Who::VISITOR,
        }
    }

    /// The person, where they have an account.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Here(permit, _) => Some(permit.person()),
            Self::ByLink(_) => None,
        }
    }
}

/// A supplier as stored.
pub(super) struct Supplier {
    pub id: SupplierId,
    pub request: QuoteRequestId,
    pub name: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    request_id: Uuid,
    name: String,
    closes_at: DateTime<Utc>,
}

/// The supplier who asks.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `token` where it ran out or never was.
pub(super) async fn find(
    market: &Market,
    r: &Reader,
    asked: &Asked<'_>,
) -> Result<Supplier, Failure> {
    let sql = "SELECT s.id, s.request_id, s.name, r.closes_at FROM quote_supplier s \
               JOIN quote_request r ON r.id = s.request_id WHERE";
    let row: Option<Row> = match asked {
        Asked::Here(permit, id) => {
            let values = [id.uuid().into(), permit.organisation().uuid().into()];
            r.sql_one(&format!("{sql} s.id = $1 AND s.provider_id = $2"), values).await?
        }
        Asked::ByLink(token) => {
            let values = [digest_of(token).into()];
            let own = "s.id IN (SELECT f.id FROM quote_supplier f WHERE f.token_hash = $1 \
                       UNION SELECT l.supplier_id FROM quote_link l WHERE l.token_hash = $1)";
            r.sql_one(&format!("{sql} {own}"), values).await?
        }
    };
    let row = match asked {
        Asked::Here(..) => row.ok_or(Failure::NotFound)?,
        Asked::ByLink(_) => row
            .filter(|row| market.now() < link_ends(row.closes_at))
            .ok_or_else(|| Failure::field("token", Problem::LinkExpired))?,
    };
    Ok(Supplier {
        id: SupplierId::from_uuid(row.id),
        request: QuoteRequestId::from_uuid(row.request_id),
        name: row.name,
    })
}

/// For how long the address of a supplier outside is kept after the deadline: as long as a contract that
/// followed may be sued upon (Limitation Act 1980, section 5).
const ADDRESS_KEPT: Months = Months::new(72);

/// Takes away the addresses of suppliers outside that are needed no more, and links that have ended.
pub(crate) async fn forget_suppliers(market: &Market) -> Result<(), Failure> {
    let Some(since) = market.now().checked_sub_months(ADDRESS_KEPT) else { return Ok(()) };
    let ended = market.now() - Duration::days(LINK_DAYS);
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM quote_link WHERE supplier_id IN \
                       (SELECT s.id FROM quote_supplier s JOIN quote_request r \
                       ON r.id = s.request_id WHERE r.closes_at < $1)";
            w.execute(sql, [ended.into()]).await?;
            let sql = "UPDATE quote_supplier SET email = NULL, token_hash = NULL \
                       WHERE email IS NOT NULL AND request_id IN \
                       (SELECT id FROM quote_request WHERE closes_at < $1)";
            let forgotten = w.execute(sql, [since.into()]).await?;
            if forgotten == 0 {
                return Ok(());
            }
            let entry = Record::new(None, Who::JOB, Deed::ForgetNames, "quote_supplier");
            audit::record(market, &w, entry.after(&forgotten)?).await
        })
        .await
}
