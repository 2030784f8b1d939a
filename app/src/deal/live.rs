//! A deal's event stream: its meter at once, then whenever it moves, until the deal ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::Failure;
use domain::deal::DealState;
use domain::id::DealId;
use futures::StreamExt;
use futures::stream::{self, Stream};
use islands::meter::Told;
use market::change::Topic;
use market::deal::{Watch, watch_deal};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::timeout;

use super::figures::staircase;
use crate::shell::fragment;
use crate::web::{Answer, Ask, Site};

/// How long one connection lasts. The browser makes another at once, and is let in anew: nobody
/// watches long after leaving their school.
const LASTS: Duration = Duration::from_mins(15);
/// How often something is sent so that nobody on the way closes an idle connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Streams it.
pub async fn stream(ask: Ask) -> Result<Answer, Failure> {
    let id: DealId = ask.part("deal")?;
    let watch = watch_deal(ask.market(), ask.actor()?, id).await?;
    let changes = ask.site.live.watch(Topic::Deal(id));
    let events = events(Connection { site: ask.site, watch, changes, next: Next::AtOnce });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let events = events.take_until(tokio::time::sleep(LASTS));
    Ok(Answer::Raw(Sse::new(events).keep_alive(keep_alive).into_response()))
}

struct Connection {
    site: Site,
    watch: Watch,
    changes: watch::Receiver<i64>,
    next: Next,
}

/// When the next event is due.
#[derive(PartialEq, Eq)]
enum Next {
    AtOnce,
    WhenItMoves,
    Never,
}

/// What all who watch are sent at one version, worked out once.
#[derive(Serialize, Deserialize)]
struct Sent {
    told: Told,
    stairs: String,
}

fn events(connection: Connection) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(connection, |mut connection| async move {
        match connection.next {
            Next::Never => return None,
            Next::AtOnce => {}
            Next::WhenItMoves => connection.changes.changed().await.ok()?,
        }
        let version = *connection.changes.borrow_and_update();
        let sent = connection.read(version).await?;
        let open = sent.told.meter.state == DealState::Open;
        connection.next = if open { Next::WhenItMoves } else { Next::Never };
        let stairs = Event::default().event("stairs").data(one_line(&sent.stairs));
        let meter = Event::default().event("meter").json_data(&sent.told).ok()?;
        Some((stream::iter([Ok(stairs), Ok(meter)]), connection))
    })
    .flatten()
}

impl Connection {
    /// Reads the deal as it stands. A failure ends the stream: the browser tries again later.
    async fn read(&self, version: i64) -> Option<Sent> {
        let topic = Topic::Deal(self.watch.deal());
        let work = async {
            let meter = self.watch.meter(&self.site.market).await?;
            let stairs = fragment(|| staircase(&meter));
            let now = domain::calendar::london_time(self.site.market.now());
            let told = Told { meter, at: domain::calendar::time_in_words(now) };
            serde_json::to_string(&Sent { told, stairs }).map_err(|error| {
                tracing::error!(%error, "a meter could not be written");
                Failure::TryLater
            })
        };
        let shared = self.site.live.share(topic, version, work);
        match timeout(KEEP_ALIVE, shared).await {
            Ok(Ok(text)) => serde_json::from_str(&text).ok(),
            Ok(Err(failure)) => {
                tracing::warn!(%failure, "a deal's stream ends early");
                None
            }
            Err(_) => None,
        }
    }
}

/// An event's data may not hold carriage returns; white space between tags is nothing.
fn one_line(html: &str) -> String {
    html.replace(['\r', '\n'], " ")
}
