//! How a handler answers.

use axum::body::{Body, Bytes};
use axum::response::Response;
use leptos::prelude::{AnyView, IntoAny, IntoView};
use market::person::Token;

use super::form::Typed;

/// An answer to be turned into a response.
pub enum Answer {
    /// A page.
    Page(Page),
    /// Look there now: after a form that was taken (303).
    SeeOther(String),
    /// Look there now, with the session's cookie set or removed.
    SeeOtherWithSession {
        /// Where.
        to: String,
        /// The new secret, or nothing to forget the old one.
        token: Option<String>,
    },
    /// Look there now, signed in: with the cookies of the session and of the device.
    SignedIn {
        /// Where.
        to: String,
        /// What the browser keeps.
        token: Token,
    },
    /// Contents to be kept: a stored file.
    File {
        /// The name to keep it under.
        name: String,
        /// Its kind.
        content_type: String,
        /// The contents.
        contents: Bytes,
    },
    /// A list as a file, sent as it is read.
    Csv {
        /// The name to keep it under.
        name: String,
        /// Its contents, page after page.
        body: Body,
    },
    /// JSON, for the API and islands.
    Json(String),
    /// Anything else, made by the handler: an event stream.
    Raw(Response),
}

/// A page: its title, its status, and what stands between header and footer.
pub struct Page {
    pub(crate) title: String,
    pub(crate) status: u16,
    pub(crate) print: Option<String>,
    pub(crate) body: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Page {
    /// A page. The body is made when the page is rendered, within its reactive owner.
    pub fn new<V: IntoView + 'static>(
        title: impl Into<String>,
        body: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            status: 200,
            print: None,
            body: Box::new(move || body().into_any()),
        }
    }

    /// The page with another status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The page with a form on it: 422 and a title that says so where something is wrong.
    pub fn with_form(mut self, typed: &Typed) -> Self {
        self.status = typed.status();
        if !typed.problems.is_empty() {
            self.title = format!("Error: {}", self.title);
        }
        self
    }

    /// The reference that stands on every sheet when the page is printed.
    pub fn paper(mut self, reference: impl Into<String>) -> Self {
        self.print = Some(reference.into());
        self
    }
}

impl From<Page> for Answer {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

impl Answer {
    /// Look there now.
    pub fn see_other(to: impl Into<String>) -> Self {
        Self::SeeOther(to.into())
    }
}
