//! The ceiling itself: the same session, the same permission, the same use case, the same bytes.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::Failure;
use domain::id::{ServiceId, ServiceVersionId};
use market::idempotency::RequestKey;
use market::order::{PlaceBooking, Seen, place_booking};
use market::{Market, Viewer};
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::kept::Kept;
use crate::raw::Raw;
use crate::template::Template;
use crate::work::Work;
use crate::{Ended, told};

/// The cookie of the product where it is served without TLS, as the bench does.
const COOKIE: &str = "commonpool";

/// A page to be answered.
struct Page {
    work: Work,
    template: Template,
    headers: HeaderMap,
}

struct Ceiling {
    market: Market,
    pages: HashMap<String, Page>,
    raw: Raw,
}

/// Serves until it is stopped.
pub async fn serve(market: Market, raw: Raw, listen: SocketAddr, kept: Vec<Kept>) -> Ended {
    let mut pages = HashMap::new();
    for kept in kept {
        let page = take_apart(&market, &kept).await?;
        server::command::say(&format!("{}: {} holes", kept.address, page.template.holes()));
        pages.insert(kept.address, page);
    }
    let ceiling = Arc::new(Ceiling { market, pages, raw });
    let router = Router::new().fallback(answer).with_state(ceiling);
    let listener = TcpListener::bind(listen).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

/// Takes a page of the product apart around what its use case gives now.
async fn take_apart(market: &Market, kept: &Kept) -> Ended<Page> {
    let address = &kept.address;
    let work = kept.work()?;
    let viewer = kept.viewer(market).await.map_err(told)?;
    let shown = work.perform(market, &viewer).await.map_err(told)?;
    let template =
        Template::of(&kept.html, &shown).map_err(|problem| format!("{address}: {problem}"))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &kept.headers {
        headers.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    Ok(Page { work, template, headers })
}

async fn answer(State(ceiling): State<Arc<Ceiling>>, request: Request) -> Response {
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
    let answered = match (address, ceiling.pages.get(address)) {
        (_, Some(page)) => ceiling.page(page, request.headers()).await,
        ("/raw-order", None) => ceiling.raw.order().await.map(|()| moved("/orders")),
        (address, None) => match booked(address) {
            Some(service) => ceiling.book(service, request).await,
            None => Err(Failure::NotFound),
        },
    };
    answered.unwrap_or_else(|failure| {
        let status = match failure {
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::SignInNeeded => StatusCode::UNAUTHORIZED,
            Failure::Refused(_) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, format!("{failure:?}")).into_response()
    })
}

fn moved(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The service in the address of the product's form: `/services/{service}/book`.
fn booked(address: &str) -> Option<ServiceId> {
    address.strip_prefix("/services/")?.strip_suffix("/book")?.parse().ok()
}

/// What the product's form says of a booking.
#[derive(Deserialize)]
struct Booking {
    day: chrono::NaiveDate,
    seen_version: ServiceVersionId,
    seen_gross: i64,
    seen_approval: String,
    key: String,
}

impl Ceiling {
    async fn viewer(&self, headers: &HeaderMap) -> Result<Viewer, Failure> {
        let jar = CookieJar::from_headers(headers);
        match jar.get(COOKIE) {
            Some(cookie) => market::person::viewer(&self.market, cookie.value()).await,
            None => Ok(Viewer::Visitor),
        }
    }

    async fn page(&self, page: &Page, headers: &HeaderMap) -> Result<Response, Failure> {
        let viewer = self.viewer(headers).await?;
        let shown = page.work.perform(&self.market, &viewer).await?;
        let html = page.template.fill(&shown).map_err(|error| market::incident(&error))?;
        Ok((StatusCode::OK, page.headers.clone(), html).into_response())
    }

    async fn book(&self, service: ServiceId, request: Request) -> Result<Response, Failure> {
        let (head, body) = request.into_parts();
        let viewer = self.viewer(&head.headers).await?;
        let body =
            axum::body::to_bytes(body, 10_000).await.map_err(|error| market::incident(&error))?;
        let typed: Booking =
            serde_urlencoded::from_bytes(&body).map_err(|error| market::incident(&error))?;
        let wrong = |problem| Failure::field("key", problem);
        let booking = PlaceBooking {
            service,
            days: vec![typed.day],
            purchase_order_number: None,
            seen: Seen {
                version: typed.seen_version,
                gross: domain::Pence::new(typed.seen_gross),
                needs_approval: typed.seen_approval == "yes",
            },
            key: RequestKey::parse(&typed.key).map_err(wrong)?,
        };
        let placed = place_booking(&self.market, viewer.actor()?, booking).await?;
        Ok(moved(&format!("/orders/{}?placed", placed.order)))
    }
}
