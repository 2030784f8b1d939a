//! How many statements stand behind a page of the product: its own router over a database that
//! counts, asked once for each page. No jobs run beside it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::web::{Assets, Live, Site};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use market::clock::SystemClock;
use market::file::Files;
use market::{Market, Settings};
use serde::Serialize;
use tower::ServiceExt;

use crate::kept::Kept;
use crate::{Ended, told};

/// Where the product believes to be.
const HOST: &str = "127.0.0.1";

/// The statements behind a page.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Statements {
    /// That the product runs.
    product: u64,
    /// That the ceiling runs, which claims to do the same; none where it does not show the page.
    ceiling: Option<u64>,
}

/// The statements behind each page, in the order of the pages.
pub async fn count(database_url: &str, site: &Path, pages: &[Kept]) -> Ended<Vec<Statements>> {
    let statements = Arc::new(AtomicU64::new(0));
    let mut db = market::db::connect(database_url).await?;
    db.count_statements(statements.clone());
    let market = Market::new(db, Arc::new(SystemClock), Files::in_memory(), Settings::default());
    let router = product(market.clone(), site)?;
    let mut counts = Vec::new();
    for page in pages {
        let path = &page.address;
        // Twice, since the first may write down when the session was last seen.
        for _ in 0..2 {
            statements.store(0, Ordering::SeqCst);
            let status = router.clone().oneshot(request(page)?).await?.status();
            if !status.is_success() {
                return Err(format!("{path} answered {status}").into());
            }
        }
        let product = statements.swap(0, Ordering::SeqCst);
        let mut ceiling = None;
        if page.has_ceiling {
            let viewer = page.viewer(&market).await.map_err(told)?;
            page.work()?.perform(&market, &viewer).await.map_err(told)?;
            ceiling = Some(statements.load(Ordering::SeqCst));
        }
        counts.push(Statements { product, ceiling });
    }
    Ok(counts)
}

fn request(page: &Kept) -> Ended<Request<Body>> {
    let request = Request::builder().uri(&page.address).header(header::HOST, HOST);
    let request = match &page.session {
        Some(session) => request.header(header::COOKIE, format!("commonpool={session}")),
        None => request,
    };
    Ok(request.body(Body::empty())?)
}

fn product(market: Market, folder: &Path) -> Ended<Router> {
    let table: HashMap<String, String> =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json"))?)?;
    let site = Site {
        market,
        assets: Arc::new(Assets::new(table)),
        live: Live::default(),
        public_url: "http://127.0.0.1".into(),
        demo: None,
        behind_proxy: false,
    };
    Ok(server::serve::router(site, folder))
}
