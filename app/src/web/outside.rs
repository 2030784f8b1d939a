//! What goes wrong outside of every handler, as pages like any other: a handler that panics or takes
//! too long, a form sent from another site, an address asked in a way it does not answer.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Failure;
use market::Viewer;

use super::Site;
use super::read::{token, viewer};
use super::serve::{Asked, Shown};

/// How long finding out who asks may take for a page about a failure: the failure may be that the
/// database does not answer, and then the page is a visitor's.
const VIEWER_WITHIN: Duration = Duration::from_secs(2);

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// The handler panicked; the log has where and why under the incident.
    Panicked(Failure),
    /// There was no answer in time. What was sent may have been done or not.
    TookTooLong,
    /// A form came from another site.
    FromAnotherSite,
    /// The address takes forms only, or is only looked at.
    NotAskedSo,
}

impl Outside {
    /// The status it is answered with.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Panicked(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TookTooLong => StatusCode::SERVICE_UNAVAILABLE,
            Self::FromAnotherSite => StatusCode::FORBIDDEN,
            Self::NotAskedSo => StatusCode::METHOD_NOT_ALLOWED,
        }
    }
}

/// A response that only says what went wrong, until it is given its page.
pub fn bare(outside: Outside) -> Response {
    let mut response = outside.status().into_response();
    response.extensions_mut().insert(outside);
    response
}

/// Gives a page of ours to whatever went wrong in a router or at its door, and to what takes longer
/// than it may.
pub async fn in_pages(
    State((site, within)): State<(Site, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let asked = Asked::of(request.method(), request.uri(), request.headers());
    let token = token(&site, request.headers());
    let (outside, allowed) = match tokio::time::timeout(within, next.run(request)).await {
        Err(_) => (Outside::TookTooLong, None),
        Ok(answer) => match answer.extensions().get::<Outside>().cloned() {
            None => return answer,
            Some(outside) => (outside, answer.headers().get(header::ALLOW).cloned()),
        },
    };
    let viewer = match tokio::time::timeout(VIEWER_WITHIN, viewer(&site, token.as_deref())).await {
        Ok(Ok(viewer)) => viewer,
        Ok(Err(_)) | Err(_) => Viewer::Visitor,
    };
    let mut answer = Shown { site, viewer, asked }.outside(&outside);
    // What the address does answer is told in a header.
    if let Some(methods) = allowed {
        answer.headers_mut().insert(header::ALLOW, methods);
    }
    answer
}
