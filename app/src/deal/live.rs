//! A deal's event stream: what is the same for all who watch, at once and then whenever it moves,
//! until the deal ends; and each time the version, by which a page knows that it is older and is
//! asked for again.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::Failure;
use domain::deal::{DealState, Meter};
use futures::StreamExt;
use futures::stream::{self, Stream};
use islands::live;
use market::change::{Topic, versions};
use market::deal::Watch;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::timeout;

use super::figures::staircase;
use super::meter::{self, MeterWords};
use super::{deal_of, time_now};
use crate::shell::fragment;
use crate::web::{Answer, Ask, Site};

/// How long one connection lasts. The browser makes another at once, and is let in anew: nobody
/// watches long after leaving their school.
const LASTS: Duration = Duration::from_mins(15);
/// How often something is sent so that nobody on the way closes an idle connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How far apart pages are asked for again: two hundred in a second, however many watch.
const APART: Duration = Duration::from_millis(5);

/// Streams it.
pub async fn stream(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let topic = Topic::Deal(deal.id);
    let changes = ask.site.live.watch(topic);
    // The page may be newer than what was last heard of the deal: the first event is at least as new.
    for newest in versions(ask.market(), &[topic.to_string()]).await? {
        ask.site.live.tell(&newest.topic, newest.version);
    }
    let (site, watch) = (ask.site, deal.watch());
    let before = site.live.waiting(topic).saturating_sub(1);
    let connection = Connection { site, watch, before, changes, next: Next::AtOnce };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let events = events(connection).take_until(tokio::time::sleep(LASTS));
    Ok(Answer::Raw(Sse::new(events).keep_alive(keep_alive).into_response()))
}

struct Connection {
    site: Site,
    watch: Watch,
    /// How many watched when it began.
    before: usize,
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
        let mut told = told(&sent);
        let turn = connection.turn();
        told.push(event(live::MOVED, &version.to_string(), &turn.as_millis().to_string()));
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

/// What moves for all alike, each in its place, and what is read out. Who is in, what can be done
/// and a school's own figures come with the page.
fn told(sent: &Sent) -> Vec<Event> {
    let words = MeterWords::of(&sent.meter, None);
    let text = |place, text: String| event(live::PLACE, place, &fragment(|| text));
    vec![
        text(meter::PRICE_NOW, words.price_now),
        text(meter::NEXT_STEP, words.next_step),
        event(live::PLACE, meter::STAIRS, &sent.stairs),
        event(live::SAID, &sent.at, &meter::said(&sent.meter)),
    ]
}

/// An event in two parts, the first a line by itself. Its data may not hold carriage returns;
/// white space between tags is nothing.
fn event(kind: &str, first: &str, rest: &str) -> Event {
    let rest = rest.replace(['\r', '\n'], " ");
    Event::default().event(kind).data(format!("{first}\n{rest}"))
}

impl Connection {
    fn topic(&self) -> Topic {
        Topic::Deal(self.watch.deal())
    }

    /// How long its page waits until it is asked for again: whoever came later comes later, and
    /// nobody waits for those who left.
    fn turn(&self) -> Duration {
        let others = self.site.live.waiting(self.topic()).saturating_sub(1);
        let before = u32::try_from(self.before.min(others)).unwrap_or(u32::MAX);
        APART.saturating_mul(before)
    }

    /// Reads the deal as it stands. A failure ends the stream: the browser tries again later.
    async fn read(&self, version: i64) -> Option<Sent> {
        let work = async {
            let meter = self.watch.meter(&self.site.market).await?;
            let stairs = fragment(|| staircase(&meter));
            let sent = Sent { meter, at: time_now(&self.site.market), stairs };
            serde_json::to_string(&sent).map_err(|error| {
                tracing::error!(%error, "a meter could not be written");
                Failure::TryLater
            })
        };
        let shared = self.site.live.share(self.topic(), version, work);
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
