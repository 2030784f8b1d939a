//! The hand on the clock, and the gallery of every part in every state.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::{get, post, put};
use chrono::{DateTime, Utc};
use domain::Failure;
use market::Market;
use market::clock::SetClock;
use market::job::{Post, counts, run_due};
use server::command::say;
use tokio::net::TcpListener;

/// The pause before a look at jobs that are in other hands.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

#[derive(Clone)]
struct Hand {
    clock: Arc<SetClock>,
    market: Market,
    post: Arc<dyn Post>,
    gallery: Arc<str>,
}

/// Serves the control until the process is told to stop.
pub async fn serve(
    address: SocketAddr,
    clock: Arc<SetClock>,
    market: Market,
    post_office: Arc<dyn Post>,
    gallery: String,
) -> std::io::Result<()> {
    let hand = Hand { clock, market, post: post_office, gallery: gallery.into() };
    #[allow(clippy::disallowed_methods, reason = "the control is no route of the product")]
    let router = Router::new()
        .route("/clock", put(set_clock))
        .route("/jobs", post(do_jobs))
        .route("/gallery", get(show_gallery))
        .with_state(hand);
    let listener = TcpListener::bind(address).await?;
    say(&format!("controlled on {}", listener.local_addr()?));
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await
}

async fn set_clock(State(hand): State<Hand>, body: String) -> StatusCode {
    match body.trim().parse::<DateTime<Utc>>() {
        Ok(instant) => {
            hand.clock.set(instant);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Answers once nothing is due: the server does jobs as well, and what it has in its hands is
/// waited for.
async fn do_jobs(State(hand): State<Hand>) -> StatusCode {
    loop {
        match do_some(&hand).await {
            Ok(0) => return StatusCode::NO_CONTENT,
            Ok(_) => tokio::time::sleep(LOOK_AGAIN).await,
            Err(failure) => {
                tracing::error!(%failure, "jobs could not be run");
                return StatusCode::INTERNAL_SERVER_ERROR;
            }
        }
    }
}

/// Does what nobody does yet, and says how many jobs are not done.
async fn do_some(hand: &Hand) -> Result<i64, Failure> {
    while run_due(&hand.market, hand.post.as_ref()).await? > 0 {}
    Ok(counts(&hand.market).await?.due)
}

async fn show_gallery(State(hand): State<Hand>) -> Html<String> {
    Html(hand.gallery.to_string())
}
