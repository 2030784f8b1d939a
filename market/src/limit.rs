//! How often something may be tried: counted in the database, so that all processes agree.

use std::net::IpAddr;

use chrono::Duration;
use domain::Failure;
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use crate::Market;
use crate::db::Writer;

/// A bucket of attempts.
pub(crate) struct Bucket {
    digest: Vec<u8>,
    most: i64,
    window: Duration,
}

impl Bucket {
    /// At most so many attempts within a window, for what the parts name together. Only a digest
    /// is kept: the table holds no addresses.
    pub fn new(parts: &[&str], most: i64, window: Duration) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self { digest: hash.finalize().to_vec(), most, window }
    }
}

/// The network that an address stands for. Whoever has one address of IPv6 mostly has its whole
/// /64 (RFC 6177), so that counting single ones would count nothing.
pub(crate) fn network(from: &str) -> String {
    match from.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => from.to_owned(),
    }
}

#[derive(FromQueryResult)]
struct Counted {
    attempts: i64,
    window_ends_at: chrono::DateTime<chrono::Utc>,
}

/// Counts an attempt, and fails when it is one too many.
pub(crate) async fn count(market: &Market, w: &Writer, bucket: &Bucket) -> Result<(), Failure> {
    let now = market.now();
    let sql = "INSERT INTO rate_limit (bucket, window_ends_at, attempts) VALUES ($1, $2, 1) \
               ON CONFLICT (bucket) DO UPDATE SET \
               attempts = CASE WHEN rate_limit.window_ends_at <= $3 THEN 1 ELSE rate_limit.attempts + 1 END, \
               window_ends_at = CASE WHEN rate_limit.window_ends_at <= $3 THEN $2 ELSE rate_limit.window_ends_at END \
               RETURNING attempts, window_ends_at";
    let values = [bucket.digest.clone().into(), (now + bucket.window).into(), now.into()];
    let counted: Option<Counted> = w.sql_one(sql, values).await?;
    match counted {
        Some(counted) if counted.attempts > bucket.most => {
            let left = (counted.window_ends_at - now).num_seconds().max(1);
            Err(Failure::TooMany { retry_after_seconds: u32::try_from(left).unwrap_or(u32::MAX) })
        }
        _ => Ok(()),
    }
}

/// Whether the bucket has been marked within its window.
pub(crate) async fn is_marked(
    market: &Market,
    w: &Writer,
    bucket: &Bucket,
) -> Result<bool, Failure> {
    let sql = "SELECT attempts, window_ends_at FROM rate_limit WHERE bucket = $1";
    let counted: Option<Counted> = w.sql_one(sql, [bucket.digest.clone().into()]).await?;
    Ok(counted.is_some_and(|counted| counted.window_ends_at > market.now()))
}

/// Marks the bucket for a whole window from now.
pub(crate) async fn mark(market: &Market, w: &Writer, bucket: &Bucket) -> Result<(), Failure> {
    let sql = "INSERT INTO rate_limit (bucket, window_ends_at, attempts) VALUES ($1, $2, 1) \
               ON CONFLICT (bucket) DO UPDATE SET window_ends_at = excluded.window_ends_at";
    let ends = market.now() + bucket.window;
    w.execute(sql, [bucket.digest.clone().into(), ends.into()]).await.map(|_| ())
}

/// Forgets the attempts.
pub(crate) async fn clear(w: &Writer, bucket: &Bucket) -> Result<(), Failure> {
    w.execute("DELETE FROM rate_limit WHERE bucket = $1", [bucket.digest.clone().into()])
        .await
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_of_ipv6_stands_for_its_64_and_one_of_ipv4_for_itself() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:a:b:c"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("2001:db8:1:2::1"), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("unknown"), "unknown");
    }
}
