//! Reading a request: who asks, from where, with what typed.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use domain::{Failure, Problem};
use market::Viewer;

use super::device::device;
use super::{Ask, Form, Site};

/// The largest body read: a file that is too large is told of beside its field, with nothing else
/// lost, and only one beyond all sense costs the form around it.
const BODY_MAX: usize = 64 * 1_048_576;
/// The largest form without files: more was not typed by anybody.
const TYPED_MAX: usize = 12 * 1_048_576;

/// Reads a request. A failure to read comes back beside what could be read, so that the page that
/// tells of it has its header.
pub(super) async fn read(
    site: Site,
    parts: HashMap<String, String>,
    request: Request,
) -> (Ask, Option<Failure>) {
    let (head, body) = request.into_parts();
    let token = token(&site, &head.headers);
    let (viewer, mut failure) = match viewer(&site, token.as_deref()).await {
        Ok(viewer) => (viewer, None),
        Err(failure) => (Viewer::Visitor, Some(failure)),
    };
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let from = caller(&head.headers, peer, site.behind_proxy);
    let market = site.market.asked_from(&place(&site, &from, &head.headers));
    let site = Site { market, ..site };
    let query = Form::from_urlencoded(head.uri.query().unwrap_or_default().as_bytes());
    let form = match read_form(&head.headers, body).await {
        Ok(form) => form,
        Err(unread) => {
            failure = Some(unread);
            Form::default()
        }
    };
    let (uri, headers) = (head.uri, head.headers);
    (Ask { site, viewer, uri, headers, from, form, query, token, parts }, failure)
}

/// Where a request comes from, as the trail tells it. In a demo anybody reads anybody's trail: there
/// the address stays out of it.
fn place(site: &Site, from: &str, headers: &HeaderMap) -> String {
    let device = device(headers);
    if site.demo.is_some() { device } else { format!("{from}, {device}") }
}

/// The network address of whoever asks. Behind a proxy it is the last that `X-Forwarded-For` names:
/// the proxy wrote that one, and whatever stands before it the caller could have made up.
fn caller(headers: &HeaderMap, peer: Option<SocketAddr>, behind_proxy: bool) -> String {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .filter(|_| behind_proxy)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .map(|address| address.trim().to_owned());
    forwarded
        .or_else(|| peer.map(|peer| peer.ip().to_string()))
        .unwrap_or_else(|| "unknown".to_owned())
}

async fn read_form(headers: &HeaderMap, body: Body) -> Result<Form, Failure> {
    let sent_as = headers.get(header::CONTENT_TYPE);
    let kind = sent_as.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_lowercase();
    let max_megabytes = market::file::MEGABYTES_MAX;
    let too_large = || Failure::field("file", Problem::FileTooLarge { max_megabytes });
    if kind.starts_with("multipart/form-data") {
        let mut request = Request::new(body);
        // As it was sent: the boundary in it tells capitals apart.
        request.headers_mut().extend(sent_as.map(|kind| (header::CONTENT_TYPE, kind.clone())));
        DefaultBodyLimit::max(BODY_MAX).apply(&mut request);
        let body = Multipart::from_request(request, &()).await.map_err(|_| too_large())?;
        return Form::from_multipart(body).await;
    }
    let bytes = axum::body::to_bytes(body, TYPED_MAX).await.map_err(|_| too_large())?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Ok(Form::from_urlencoded(&bytes));
    }
    Ok(Form::default())
}

/// The secret of the session, as the browser sends it.
pub(super) fn token(site: &Site, headers: &HeaderMap) -> Option<String> {
    cookie(headers, site.cookie_name())
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let jar = axum_extra::extract::CookieJar::from_headers(headers);
    jar.get(name).map(|cookie| cookie.value().to_owned())
}

/// Who asks, by the secret of their session.
pub(super) async fn viewer(site: &Site, token: Option<&str>) -> Result<Viewer, Failure> {
    match token {
        Some(token) => market::person::viewer(&site.market, token).await,
        None => Ok(Viewer::Visitor),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn behind_a_proxy_the_caller_is_whom_the_proxy_saw_and_never_whom_the_caller_claims() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1, 2.2.2.2"));
        headers.append("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 9.9.9.9"));
        let peer = Some(SocketAddr::from(([127, 0, 0, 1], 4000)));
        assert_eq!(caller(&headers, peer, true), "9.9.9.9");
        assert_eq!(caller(&headers, peer, false), "127.0.0.1");
        assert_eq!(caller(&HeaderMap::new(), peer, true), "127.0.0.1");
    }
}
