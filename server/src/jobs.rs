//! What runs beside the requests: due jobs, and the poll of the change feed.

use std::sync::Arc;
use std::time::Duration;

use app::web::Live;
use market::Market;
use market::job::{Post, run_due};
use tokio::sync::watch;

/// How long to wait when nothing is due.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the change feed is looked at.
const POLL: Duration = Duration::from_secs(1);

/// Does due jobs until told to stop. A job under way is finished first.
pub async fn run_jobs(market: Market, post: Arc<dyn Post>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match run_due(&market, post.as_ref()).await {
            Ok(0) => wait(PAUSE, &mut stop).await,
            Ok(_) => {}
            Err(failure) => {
                tracing::warn!(%failure, "jobs could not be run");
                wait(PAUSE, &mut stop).await;
            }
        }
    }
}

/// Tells live pages what changed, in whichever process it did, until told to stop.
pub async fn follow_changes(market: Market, live: Live, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let topics = live.watched();
        match market::change::versions(&market, &topics).await {
            Ok(versions) => {
                for version in versions {
                    live.tell(&version.topic, version.version);
                }
            }
            Err(failure) => tracing::warn!(%failure, "the change feed could not be read"),
        }
        wait(POLL, &mut stop).await;
    }
    // Streams that live pages hold open would keep the server from stopping.
    live.end();
}

async fn wait(time: Duration, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        _ = stop.changed() => {}
    }
}
