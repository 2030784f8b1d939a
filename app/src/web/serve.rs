//! From requests to handlers and from answers to responses.

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method as Verb, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter};
use domain::{Failure, Refusal};
use market::{Actor, Viewer};

use super::outside::{Outside, bare};
use super::read::read;
use super::{Answer, Ask, Form, Page, Site};
use crate::account::acting_value;
use crate::parts::SentFor;
use crate::routes::{For, Method, Route, routes};
use crate::{shell, words};

/// The router over the table of routes.
pub fn router(site: Site) -> Router {
    let mut by_path: HashMap<&str, MethodRouter<Site>> = HashMap::new();
    for route in routes() {
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let handler = move |State(site): State<Site>, parts: RawPathParams, request: Request| {
            answer(site, route, parts, request)
        };
        let methods = by_path.remove(route.path).unwrap_or_default().on(filter, handler);
        by_path.insert(route.path, methods);
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        #[allow(clippy::disallowed_methods, reason = "the one place that builds the router")]
        {
            router = router.route(path, methods);
        }
    }
    let not_found = async |State(site): State<Site>, request: Request| {
        let verb = request.method().clone();
        let (ask, _) = read(site, HashMap::new(), request).await;
        Shown::of(&verb, &ask).failed(&Failure::NotFound)
    };
    router
        .method_not_allowed_fallback(async || bare(Outside::NotAskedSo))
        .fallback(not_found)
        .with_state(site)
}

async fn answer(
    site: Site,
    route: &'static Route,
    parts: RawPathParams,
    request: Request,
) -> Response {
    let parts = parts.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let verb = request.method().clone();
    let (ask, unread) = read(site, parts, request).await;
    let shown = Shown::of(&verb, &ask);
    if let Err(failure) = unread.map_or_else(|| admit(route, &ask), Err) {
        return shown.failed(&failure);
    }
    match (route.handler)(ask).await {
        Ok(answer) => shown.respond(answer).await,
        Err(failure) => shown.failed(&failure),
    }
}

/// The door of a route: whom the table says it is for. What is behind it asks again, for the thing
/// itself.
fn admit(route: &Route, ask: &Ask) -> Result<(), Failure> {
    match route.whom {
        For::Everybody => Ok(()),
        For::Demo if ask.site.demo.is_some() => Ok(()),
        For::Demo => Err(Failure::NotFound),
        For::SignedIn => ask.actor().map(|_| ()),
        For::Permitted(_) | For::Either(..) | For::OneOf(_) => {
            let actor = ask.actor()?;
            let may = route
                .whom
                .actions()
                .into_iter()
                .any(|action| actor.can(action) || actor.permit_installation(action).is_ok());
            if may { is_sent_for(actor, &ask.form) } else { Err(Failure::NotAllowed) }
        }
    }
}

/// Refuses a form that was shown for another organisation than the one acted for now.
fn is_sent_for(actor: &Actor, form: &Form) -> Result<(), Failure> {
    let acting = actor.acting_for().map(acting_value);
    match form.filled(SentFor::FIELD) {
        Some(whom) if acting.as_deref() != Some(whom) => Err(Refusal::SentForAnother.into()),
        _ => Ok(()),
    }
}

/// What rendering needs to know of a request after its handler has consumed it.
pub(super) struct Asked {
    address: String,
    /// Where somebody finds themselves again: the page they looked at, or the one with the form.
    again: Option<String>,
    api: bool,
}

impl Asked {
    pub fn of(verb: &Verb, uri: &Uri, headers: &HeaderMap) -> Self {
        let address = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let again = if *verb == Verb::GET { Some(address.clone()) } else { form_page(headers) };
        Self { address, again, api: uri.path().starts_with("/api/") }
    }
}

/// The page of ours from which a form was sent, as far as the browser says.
fn form_page(headers: &HeaderMap) -> Option<String> {
    let said = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let from: Uri = said(header::REFERER)?.parse().ok()?;
    let ours = from.authority().map(http::uri::Authority::as_str) == said(header::HOST);
    from.path_and_query().filter(|_| ours).map(ToString::to_string)
}

/// What answers, once it is known with what.
pub(super) struct Shown {
    pub site: Site,
    pub viewer: Viewer,
    pub asked: Asked,
}

impl Shown {
    fn of(verb: &Verb, ask: &Ask) -> Self {
        let asked = Asked::of(verb, &ask.uri, &ask.headers);
        Self { site: ask.site.clone(), viewer: ask.viewer.clone(), asked }
    }

    async fn respond(&self, answer: Answer) -> Response {
        match answer {
            Answer::Page(page) => match self.waiting().await {
                Ok(waiting) => self.page(page, waiting),
                Err(failure) => self.failed(&failure),
            },
            Answer::SeeOther(to) => see_other(&to),
            Answer::SeeOtherWithSession { to, token } => {
                let mut response = see_other(&to);
                set_session(&self.site, &mut response, token.as_deref());
                response
            }
            Answer::SignedIn { to, token } => {
                let mut response = see_other(&to);
                if let Some(secret) = token.device() {
                    know_device(&self.site, &mut response, secret);
                }
                set_session(&self.site, &mut response, Some(token.as_str()));
                response
            }
            Answer::File { name, content_type, contents } => {
                self.file(&name, &content_type, contents.into())
            }
            Answer::Csv { name, body } => self.file(&name, "text/csv; charset=utf-8", body),
            Answer::Json(text) => {
                ([(header::CONTENT_TYPE, "application/json")], text).into_response()
            }
            Answer::Raw(response) => response,
        }
    }

    fn file(&self, name: &str, content_type: &str, contents: Body) -> Response {
        // What leaves a demo says so: its figures stand under partnerships' real names.
        let of = if self.site.demo.is_some() { "demo-" } else { "" };
        file(&format!("{of}{name}"), content_type, contents)
    }

    /// How many things wait for whoever looks.
    async fn waiting(&self) -> Result<Option<u64>, Failure> {
        let Some(actor) = self.viewer.signed_in() else { return Ok(None) };
        let waiting = market::home::waiting(&self.site.market, actor).await?;
        Ok(Some(waiting.things()))
    }

    fn page(&self, page: Page, waiting: Option<u64>) -> Response {
        let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
        let top = shell::Top { viewer: &self.viewer, address: &self.asked.address, waiting };
        let html = shell::render(&self.site, &top, page);
        let private = [(header::CACHE_CONTROL, "private, no-store")];
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (status, private, kind, html).into_response()
    }

    fn failed(&self, failure: &Failure) -> Response {
        let status = words::status(failure);
        if self.asked.api {
            return problem(status, words::problem_json(failure));
        }
        if *failure == Failure::SignInNeeded {
            let back = [("back", &self.asked.address)];
            let back = serde_urlencoded::to_string(back).unwrap_or_default();
            return see_other(&format!("/sign-in?{back}"));
        }
        if *failure == Failure::SecondFactorNeeded {
            let back = [("back", self.asked.again.as_deref().unwrap_or("/"))];
            let back = serde_urlencoded::to_string(back).unwrap_or_default();
            return see_other(&format!("/account/code?{back}"));
        }
        let page = words::failure_page(failure, &self.viewer, self.asked.again.clone());
        let mut response = self.page(page, None);
        if let Failure::TooMany { retry_after_seconds } = failure
            && let Ok(seconds) = HeaderValue::from_str(&retry_after_seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }

    /// The page of what went wrong outside of the handler.
    pub fn outside(&self, outside: &Outside) -> Response {
        if let Outside::Panicked(failure) = outside {
            return self.failed(failure);
        }
        if self.asked.api {
            return problem(outside.status().as_u16(), words::outside_json(outside));
        }
        self.page(words::outside_page(outside, self.asked.again.clone()), None)
    }
}

/// A problem as the API tells it (RFC 9457).
fn problem(status: u16, body: String) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (code, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

fn see_other(to: &str) -> Response {
    // Only addresses of our own are ever given; anything else would send people away from here.
    // Browsers drop tabs and read a backslash as a slash: either could make it another host's.
    let odd = |c: char| c.is_control() || c == '\\';
    let own = to.starts_with('/') && !to.starts_with("//") && !to.contains(odd);
    let to = HeaderValue::from_str(if own { to } else { "/" });
    let to = to.unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

fn set_session(site: &Site, response: &mut Response, token: Option<&str>) {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let name = site.cookie_name();
    let cookie = match token {
        Some(token) => format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"),
        None => format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
    };
    append_cookie(response, &cookie);
}

/// How long a browser keeps what its device is known by: as long as the market does, in seconds.
const DEVICE_KEPT: u32 = 90 * 24 * 60 * 60;

/// What the device is known by outlasts the session: whoever signs in on it again is no stranger.
fn know_device(site: &Site, response: &mut Response, secret: &str) {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let name = site.device_cookie_name();
    append_cookie(
        response,
        &format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={DEVICE_KEPT}{secure}"),
    );
}

fn append_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A download: kept under its name, never shown as a page of ours.
fn file(name: &str, content_type: &str, contents: Body) -> Response {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, contents).into_response()
}
