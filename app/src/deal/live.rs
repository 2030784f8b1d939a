//! A deal's event stream: its meter at once, then whenever it moves, until the deal ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::Failure;
use domain::deal::{DealState, Meter, OwnFigures};
use futures::StreamExt;
use futures::stream::{self, Stream};
use islands::live;
use market::change::{Topic, versions};
use market::deal::{For, Watch};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::timeout;

use super::figures::{quorum, staircase};
use super::meter::{self, MeterWords};
use super::{deal_of, time_now};
use crate::shell::fragment;
use crate::web::{Answer, Ask, Site};

/// How long one connection lasts. The browser makes another at once, and is let in anew: nobody
/// watches long after leaving their school.
const LASTS: Duration = Duration::from_mins(15);
/// How often something is sent so that nobody on the way closes an idle connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Streams it.
pub async fn stream(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let own = match &deal.to {
        For::School(school) => school.own,
        For::Partnership(_) => None,
    };
    let topic = Topic::Deal(deal.id);
    let changes = ask.site.live.watch(topic);
    // The page may be newer than what was last heard of the deal: the first event is at least as new.
    for newest in versions(ask.market(), &[topic.to_string()]).await? {
        ask.site.live.tell(&newest.topic, newest.version);
    }
    let connection =
        Connection { site: ask.site, watch: deal.watch(), own, changes, next: Next::AtOnce };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let events = events(connection).take_until(tokio::time::sleep(LASTS));
    Ok(Answer::Raw(Sse::new(events).keep_alive(keep_alive).into_response()))
}

struct Connection {
    site: Site,
    watch: Watch,
    /// What only the school that watches knows.
    own: Option<OwnFigures>,
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
    meter: Meter,
    at: String,
    stairs: String,
    quorum: String,
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
        let mut told = told(&sent, connection.own);
        if sent.meter.state == DealState::Open {
            connection.next = Next::WhenItMoves;
        } else {
            connection.next = Next::Never;
            told.push(event(live::ENDED, "", ""));
        }
        Some((stream::iter(told.into_iter().map(Ok)), connection))
    })
    .flatten()
}

/// Everything that moves, each in its place, and what is read out.
fn told(sent: &Sent, own: Option<OwnFigures>) -> Vec<Event> {
    let words = MeterWords::of(&sent.meter, own);
    let text = |place, text: String| event(live::PLACE, place, &fragment(|| text));
    let mut events = vec![
        text(meter::PRICE_NOW, words.price_now),
        text(meter::SCHOOLS_IN, words.schools_in),
        text(meter::NEXT_STEP, words.next_step),
        text(meter::EFFECT, words.effect),
        event(live::PLACE, meter::STAIRS, &sent.stairs),
        event(live::PLACE, meter::QUORUM, &sent.quorum),
        event(live::SAID, &sent.at, &meter::said(&sent.meter)),
    ];
    events.extend(words.your_saving.map(|saving| text(meter::YOUR_SAVING, saving)));
    events
}

/// An event in two parts, the first a line by itself. Its data may not hold carriage returns;
/// white space between tags is nothing.
fn event(kind: &str, first: &str, rest: &str) -> Event {
    let rest = rest.replace(['\r', '\n'], " ");
    Event::default().event(kind).data(format!("{first}\n{rest}"))
}

impl Connection {
    /// Reads the deal as it stands. A failure ends the stream: the browser tries again later.
    async fn read(&self, version: i64) -> Option<Sent> {
        let topic = Topic::Deal(self.watch.deal());
        let work = async {
            let meter = self.watch.meter(&self.site.market).await?;
            let stairs = fragment(|| staircase(&meter));
            let quorum = fragment(|| quorum(&meter));
            let sent = Sent { meter, at: time_now(&self.site.market), stairs, quorum };
            serde_json::to_string(&sent).map_err(|error| {
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
