//! A browser without JavaScript: asks the router, keeps its cookie, follows nothing by itself.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use app::web::{Assets, Live, Site};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use testbed::Bed;
use tower::ServiceExt;

/// Somebody at a browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookie: Option<String>,
    device: Option<String>,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where a redirect leads.
    pub fn leads_to(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |to| to.to_str().unwrap())
    }
}

/// The product over the bed's market.
pub fn site(bed: &Bed, demo: bool) -> Site {
    Site {
        market: bed.market.clone(),
        assets: Arc::new(Assets::new(HashMap::new())),
        live: Live::default(),
        public_url: "http://pool.example".into(),
        behind_proxy: false,
        demo: demo.then(|| demo::tour().into()),
    }
}

/// Somebody at a browser, not signed in.
pub fn browser(bed: &Bed, demo: bool) -> Browser {
    whole(server::serve::router(site(bed, demo), Path::new("/nowhere")))
}

/// Somebody at a browser that asks a whole router.
pub fn whole(router: Router) -> Browser {
    Browser { router, cookie: None, device: None }
}

impl Browser {
    /// Somebody else at the same product, not signed in.
    pub fn stranger(&self) -> Self {
        Self { router: self.router.clone(), cookie: None, device: None }
    }

    /// The same browser, with what it says of itself.
    pub fn on(self, device: &str) -> Self {
        Self { device: Some(device.to_owned()), ..self }
    }

    /// Looks at a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = urlencoded(fields.iter().copied()).into_bytes();
        self.post_body(path, URLENCODED, body).await
    }

    /// Sends a form of a kind, whatever stands in it.
    pub async fn post_body(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form and follows where it leads.
    pub async fn post_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
        let to = answer.leads_to().to_owned();
        self.get(&to).await
    }

    /// Sends the form of a page that is posted to an address, with some fields changed.
    pub async fn send_form(&mut self, page: &str, to: &str, changed: &[(&str, &str)]) -> Answer {
        let page = crate::page::read(page);
        let form = page.forms.iter().find(|form| form.action == to);
        let fields = form.unwrap_or_else(|| panic!("no form goes to {to}")).with(changed);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(to, &fields).await
    }

    /// Sends a form of a page and follows where it leads.
    pub async fn send_form_and_follow(
        &mut self,
        page: &str,
        to: &str,
        changed: &[(&str, &str)],
    ) -> Answer {
        let answer = self.send_form(page, to, changed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{to}: {}", answer.text);
        let next = answer.leads_to().to_owned();
        self.get(&next).await
    }

    /// Signs in by the form.
    pub async fn sign_in(&mut self, email: &str, password: &str) {
        let answer = self.post("/sign-in", &[("email", email), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    /// Sends anything.
    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let request = match &self.device {
            Some(device) => request.header(header::USER_AGENT, device),
            None => request,
        };
        let request = request.header(header::HOST, "pool.example").body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        for cookie in head.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            self.cookie = Some(pair).filter(|pair| !pair.ends_with('='));
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: head.status, headers: head.headers, text }
    }
}

/// How browsers send a form without files.
pub const URLENCODED: &str = "application/x-www-form-urlencoded";

/// Fields as they stand in the body of such a form.
pub fn urlencoded<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = fields.map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
