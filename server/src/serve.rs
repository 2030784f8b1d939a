//! Starts the product over a market, and stops it without losing what is under way.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::web::{Assets, Live, Site};
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use market::Market;
use market::job::{Counts, Post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::settings::Settings;
use crate::{headers, jobs};

/// The product, running.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops taking requests, finishes those under way and the job in hand.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task did not end well");
            }
        }
    }
}

/// What to start: a market and how it is shown.
pub struct Start {
    /// The market.
    pub market: Market,
    /// How mail is sent.
    pub post: Arc<dyn Post>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use.
    pub public_url: Arc<str>,
    /// The folder of the built site.
    pub site: std::path::PathBuf,
    /// Whether one proxy stands before the product and names the caller.
    pub behind_proxy: bool,
    /// Whether this is a demo world.
    pub demo: bool,
}

/// Starts it.
pub async fn start(start: Start) -> std::io::Result<Running> {
    if let Err(failure) = market::purge::plan(&start.market).await {
        tracing::warn!(%failure, "the nightly removal could not be planned");
    }
    let listener = TcpListener::bind(start.listen).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let live = Live::default();
    let site = Site {
        market: start.market.clone(),
        assets: Arc::new(assets(&start.site)?),
        live: live.clone(),
        public_url: start.public_url,
        behind_proxy: start.behind_proxy,
        demo: start.demo.then(|| demo::tour().into()),
    };
    let router = router(site, &start.site);
    let mut until = stopped.clone();
    let serving = tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(async move {
            let _ = until.wait_for(|stop| *stop).await;
        });
        if let Err(error) = served.await {
            tracing::error!(%error, "serving ended badly");
        }
    });
    let tasks = vec![
        serving,
        tokio::spawn(jobs::run_jobs(start.market.clone(), start.post, stopped.clone())),
        tokio::spawn(jobs::follow_changes(start.market, live, stopped)),
    ];
    Ok(Running { address, stop, tasks })
}

/// The whole router: pages, static files, health, behind the guards.
pub fn router(site: Site, folder: &Path) -> Router {
    let market = site.market.clone();
    let health = axum::routing::get(move || {
        let market = market.clone();
        async move {
            match market::job::counts(&market).await {
                Ok(counts) => (StatusCode::OK, healthy(&counts)).into_response(),
                Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
                    .into_response(),
            }
        }
    });
    // Names of static files carry a hash of their contents, so they never change.
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let files = ServeDir::new(folder.join("pkg")).precompressed_br().precompressed_gzip();
    let files = tower::ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, forever))
        .service(files);
    let pages = app::web::router(site.clone());
    #[allow(clippy::disallowed_methods, reason = "health is no page: it knows no people")]
    let router = Router::new().route("/healthz", health).nest_service("/pkg", files);
    headers::guard(router.fallback_service(pages), site, headers::WITHIN)
}

/// What health says: `ok`, and how many jobs stand how. Jobs that are late or set aside are nothing
/// that starting the process again would mend.
fn healthy(counts: &Counts) -> String {
    let Counts { due, late, failing, set_aside } = counts;
    format!("ok\njobs: due {due}, late {late}, failing {failing}, set aside {set_aside}\n")
}

/// The table of static files that the build wrote.
pub fn assets(folder: &Path) -> std::io::Result<Assets> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let advice = "build it with `cargo xtask site`";
        std::io::Error::new(
            error.kind(),
            format!("the built site was not found at {}: {advice}", path.display()),
        )
    })?;
    let table: HashMap<String, String> = serde_json::from_str(&text)?;
    Ok(Assets::new(table))
}

/// The address people use, from the settings.
pub fn public_url(settings: &Settings) -> Arc<str> {
    let own = || format!("http://{}", settings.listen);
    settings.public_url.clone().unwrap_or_else(own).into()
}
