//! The ceiling itself: the same session, the same permission, the same use case, the same bytes.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::Failure;
use domain::id::ServiceId;
use market::idempotency::RequestKey;
use market::order::{PlaceOrder, Wanted, place_order};
use market::{Market, Viewer};
use tokio::net::TcpListener;

use crate::kept::Kept;
use crate::raw::Raw;
use crate::template::Template;
use crate::work::{Booking, Work};
use crate::{Ended, told};

/// The cookie of the product where it is served without TLS, as the bench does.
const COOKIE: &str = "commonpool";

/// A page to be filled.
struct Page {
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
    for kept in kept.into_iter().filter(|kept| kept.has_ceiling) {
        let page = take_apart(&market, &kept).await?;
        server::command::say(&format!("{}: {} holes", kept.address, page.template.holes()));
        pages.insert(template_of(&kept.address).to_owned(), page);
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
    Ok(Page { template, headers })
}

/// Every order is shown in the page of the one that was kept, and what any day comes to in that of the
/// day that was; other pages have one of their own.
fn template_of(address: &str) -> &str {
    match address.split_once('?') {
        _ if address.starts_with("/orders/") => "/orders/",
        Some((path, _)) if path.ends_with("/check") => path,
        _ => address,
    }
}

async fn answer(State(ceiling): State<Arc<Ceiling>>, request: Request) -> Response {
    let answered = ceiling.answer(request).await;
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

/// The service in the address of one of the product's forms: `/services/{service}/book`.
fn service_of(address: &str, form: &str) -> Option<ServiceId> {
    address.strip_prefix("/services/")?.strip_suffix(form)?.parse().ok()
}

impl Ceiling {
    async fn viewer(&self, headers: &HeaderMap) -> Result<Viewer, Failure> {
        let jar = CookieJar::from_headers(headers);
        match jar.get(COOKIE) {
            Some(cookie) => market::person::viewer(&self.market, cookie.value()).await,
            None => Ok(Viewer::Visitor),
        }
    }

    async fn answer(&self, request: Request) -> Result<Response, Failure> {
        let (head, body) = request.into_parts();
        let address = head.uri.path_and_query().map_or("/", |address| address.as_str());
        if address == "/raw-order" {
            return self.raw.order().await.map(|()| moved("/orders"));
        }
        let viewer = self.viewer(&head.headers).await?;
        if let Some(service) = service_of(address, "/book") {
            return self.book(service, &viewer, form(body).await?).await;
        }
        // Days that are chosen lead to the page with what they come to, whose address has a query.
        if let Some(service) = service_of(address, "/check") {
            let day = form(body).await?.day;
            return Ok(moved(&format!("/services/{service}/check?day={day}")));
        }
        let page = self.pages.get(template_of(address)).ok_or(Failure::NotFound)?;
        let work = Work::at(address).ok_or(Failure::NotFound)?;
        let shown = work.perform(&self.market, &viewer).await?;
        let html = page.template.fill(&shown).map_err(|error| market::incident(&error))?;
        Ok((StatusCode::OK, page.headers.clone(), html).into_response())
    }

    async fn book(
        &self,
        service: ServiceId,
        viewer: &Viewer,
        form: Booking,
    ) -> Result<Response, Failure> {
        let wrong = |problem| Failure::field("key", problem);
        let booking = PlaceOrder {
            service,
            wanted: Wanted::Days(vec![form.day]),
            purchase_order_number: None,
            seen: form.seen(),
            key: RequestKey::parse(&form.key).map_err(wrong)?,
        };
        let placed = place_order(&self.market, viewer.actor()?, booking).await?;
        Ok(moved(&format!("/orders/{}?placed", placed.order)))
    }
}

async fn form(body: Body) -> Result<Booking, Failure> {
    let body =
        axum::body::to_bytes(body, 10_000).await.map_err(|error| market::incident(&error))?;
    serde_urlencoded::from_bytes(&body).map_err(|error| market::incident(&error))
}
