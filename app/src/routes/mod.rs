//! Every route of the product, in tables of one shape, a file for each part of the house. They build the
//! router, and they are the list that the test of permissions tries as nobody, as a stranger and in the
//! wrong role.

use std::future::Future;
use std::pin::Pin;

use domain::Failure;
use domain::access::Action;

use crate::web::{Answer, Ask};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Shows something.
    Get,
    /// Does something.
    Post,
}

/// Whom a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Everybody.
    Everybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever's role, for whom they act, allows the action.
    Permitted(Action),
    /// Whoever's role allows one of the two: as a school one, as a partnership the other.
    Either(Action, Action),
    /// The same for more than two kinds of organisation.
    OneOf(&'static [Action]),
    /// Demo worlds only.
    Demo,
}

impl For {
    /// The actions of which one is needed; none where signing in is enough, or not even that.
    pub fn actions(self) -> Vec<Action> {
        match self {
            Self::Everybody | Self::SignedIn | Self::Demo => Vec::new(),
            Self::Permitted(action) => vec![action],
            Self::Either(one, other) => vec![one, other],
            Self::OneOf(actions) => actions.to_vec(),
        }
    }
}

/// The one shape of a handler.
pub type Handler = fn(Ask) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// One route.
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its path, with parts in braces.
    pub path: &'static str,
    /// Whom it is for.
    pub whom: For,
    /// What answers.
    pub handler: Handler,
}

macro_rules! routes {
    ($($method:ident $path:literal $whom:expr => $handler:path;)*) => {
        /// The routes of these pages.
        pub(super) const ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            whom: $whom,
            handler: |ask| Box::pin($handler(ask)),
        },)*];
    };
}

mod partnership;
mod people;
mod services;
mod trade;

/// Every route.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [people::ROUTES, services::ROUTES, trade::ROUTES, partnership::ROUTES].into_iter().flatten()
}
