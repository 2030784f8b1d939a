//! What every response says to the browser, and what every request must say to us.

use std::any::Any;
use std::time::Duration;

use app::web::{Outside, Site, bare, in_pages};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;

/// Scripts, styles, fonts and pictures from here and nowhere else; nothing inline; WASM may run;
/// nobody may frame us, and forms go only to us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// How long a request may take.
pub const WITHIN: Duration = Duration::from_secs(30);

/// A handler that panicked: the log has what and where under the number that the page shows.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let said = cause.downcast_ref::<&str>().map(ToString::to_string);
    let said = said.or_else(|| cause.downcast_ref::<String>().cloned());
    let failure = market::incident(&format!("a handler panicked: {}", said.unwrap_or_default()));
    bare(Outside::Panicked(failure))
}

/// Wraps the router in the layers that every request passes. Whatever is refused here, fails in the
/// router or takes longer than it may ends in a page of the product.
pub fn guard(router: Router, site: Site, within: Duration) -> Router {
    let secure = site.is_secure();
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    if secure {
        headers.push((header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"));
    }
    let compressible = SizeAbove::new(512)
        .and(NotForContentType::new("text/event-stream"))
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::new("font/"))
        .and(NotForContentType::new("application/pdf"));
    // Origin check without tokens: Sec-Fetch-Site, then Origin against Host.
    let from_here = CsrfLayer::new()
        .with_rejection_response(|_: ProtectionError| bare(Outside::FromAnotherSite));
    let mut router = router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_here)
        .layer(from_fn_with_state((site, within), in_pages))
        .layer(CompressionLayer::new().compress_when(compressible));
    for (name, value) in headers {
        let value = HeaderValue::from_static(value);
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    router
}
