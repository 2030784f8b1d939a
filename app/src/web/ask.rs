//! What a handler is asked: by whom, for what, with what typed.

use std::collections::HashMap;
use std::str::FromStr;

use axum::http::{HeaderMap, Uri};
use domain::Failure;
use market::db::PageAsked;
use market::idempotency::RequestKey;
use market::{Actor, Market, Viewer};

use super::form::Form;
use super::site::Site;

/// One request, read.
pub struct Ask {
    /// The running product.
    pub site: Site,
    /// Who asks.
    pub viewer: Viewer,
    /// The address asked for.
    pub uri: Uri,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The network address of whoever asks.
    pub from: String,
    /// What was typed into a form; empty for a page.
    pub form: Form,
    /// What stands in the address behind the `?`.
    pub query: Form,
    /// The secret in the session's cookie, whether or not anybody stands behind it yet.
    pub token: Option<String>,
    pub(super) parts: HashMap<String, String>,
}

impl Ask {
    /// The market.
    pub fn market(&self) -> &Market {
        &self.site.market
    }

    /// The person signed in.
    ///
    /// # Errors
    /// `SignInNeeded` for a visitor.
    pub fn actor(&self) -> Result<&Actor, Failure> {
        self.viewer.actor()
    }

    /// A part of the path by its name in the route, read as an id or another parsed type.
    ///
    /// # Errors
    /// `NotFound` where it cannot be read: there is no such thing.
    pub fn part<T: FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.parts.get(name).and_then(|text| text.parse().ok()).ok_or(Failure::NotFound)
    }

    /// Whether the route has a part of this name.
    pub fn names(&self, part: &str) -> bool {
        self.parts.contains_key(part)
    }

    /// The key of a form about to be shown: the one that was sent, where it is shown again.
    pub fn form_key(&self) -> String {
        match self.form.filled("key") {
            Some(key) => key.to_owned(),
            None => RequestKey::fresh(self.market()).as_str().to_owned(),
        }
    }

    /// Which page of a list the address asks for.
    pub fn page(&self) -> PageAsked {
        PageAsked::after(self.query.filled("after"))
    }

    /// The path asked for, with its query.
    pub fn address(&self) -> String {
        self.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
    }

    /// The secret by which this device is known, where somebody signed in on it before.
    pub fn known_by(&self) -> Option<String> {
        super::read::cookie(&self.headers, self.site.device_cookie_name())
    }

    /// The browser and the system, in a few words.
    pub fn device(&self) -> String {
        super::device::device(&self.headers)
    }
}
