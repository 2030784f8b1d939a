//! Where a product leads: every address and every form that somebody comes to by links and buttons,
//! with the row of the table of routes behind it.

use std::collections::{HashMap, HashSet, VecDeque};

use app::routes::{Method, Route, routes};
use axum::http::StatusCode;

use crate::page::{self, Form};
use crate::typing::{self, Sending};
use crate::world::{Answer, Browser};

/// Paths of one row that are looked at: the things behind them stand in different states.
const OF_A_ROW: usize = 20;
/// Addresses of one path that are looked at: a list by its filters.
const OF_A_PATH: usize = 8;
/// Streams never end, so nobody waits for one here.
const ENDLESS: &str = "/deals/{deal}/live";

/// Forms whose answer is the next page of a task, so that it has to be looked at too.
const NEXT_PAGES: [&str; 7] = [
    "/services/{service}/check",
    "/services/import",
    "/members/import",
    "/people/import",
    "/deals/{deal}/sign-up",
    "/partnerships/new",
    "/partnerships/new/schools",
];

/// An address, or a form with what would be sent, and the row behind it.
#[derive(Clone)]
pub struct Found {
    pub route: &'static Route,
    pub sending: Sending,
    /// The form, where it is one.
    pub form: Option<Form>,
}

impl Found {
    /// Whether it is a page or form of the row.
    pub fn is_of(&self, route: &Route) -> bool {
        std::ptr::eq(self.route, route)
    }

    /// The ids that the address or what is sent names.
    pub fn things(&self) -> Vec<&str> {
        let sent = self.sending.fields.iter().map(|(_, value)| value.as_str());
        sent.chain([self.sending.address.as_str()]).flat_map(things_in).collect()
    }

    /// Asks for it.
    pub async fn ask(&self, browser: &mut Browser) -> Answer {
        match self.route.method {
            Method::Get => browser.get(&self.sending.address).await,
            Method::Post => self.sending.post(browser).await,
        }
    }
}

/// The ids in a text, each with its kind before it: `order_0193f3a1c0de7000a1b2c3d4e5f60718`.
pub fn things_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| {
        word.rsplit_once('_').is_some_and(|(kind, digits)| {
            let is_kind = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase());
            is_kind && digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
        })
    })
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The row of the table behind an address. A row without a part in braces comes first.
pub fn route_of(method: Method, address: &str) -> Option<&'static Route> {
    let fits = |route: &&Route| {
        let mut given = path_of(address).split('/');
        let mut fits = |wanted: &str| {
            given.next().is_some_and(|given| wanted.starts_with('{') || wanted == given)
        };
        route.method == method && route.path.split('/').all(&mut fits) && given.next().is_none()
    };
    routes().filter(fits).min_by_key(|route| route.path.matches('{').count())
}

/// What stands in the parts in braces of a row, in an address of it.
fn parts_of(route: &Route, address: &str) -> Vec<(&'static str, String)> {
    let pairs = route.path.split('/').zip(path_of(address).split('/'));
    pairs
        .filter(|(wanted, _)| wanted.starts_with('{'))
        .map(|(wanted, given)| (wanted, given.to_owned()))
        .collect()
}

/// The address of a row that no link leads to, from the parts of those that links lead to.
pub fn made_up(route: &'static Route, known: &[Found]) -> Option<Found> {
    let parts: HashMap<&str, String> =
        known.iter().flat_map(|found| parts_of(found.route, &found.sending.address)).collect();
    let mut path = Vec::new();
    for part in route.path.split('/') {
        let given = if part.starts_with('{') { parts.get(part)?.as_str() } else { part };
        path.push(given);
    }
    Some(Found { route, sending: Sending::page(path.join("/")), form: None })
}

/// Everything that somebody is led to from these addresses on.
///
/// # Panics
/// Where a link or a form leads to no row of the table, or a link to nothing.
pub async fn explore(browser: &mut Browser, from: &[String]) -> Vec<Found> {
    let mut explorer = Explorer::default();
    explorer.follow(from.iter().cloned());
    while let Some((route, address)) = explorer.ahead.pop_front() {
        let sending = Sending::page(address.clone());
        explorer.found.push(Found { route, sending, form: None });
        if route.path != ENDLESS {
            let answer = browser.get(&address).await;
            assert_ne!(answer.status, StatusCode::NOT_FOUND, "a link leads to nothing: {address}");
            explorer.read(browser, answer).await;
        }
    }
    explorer.found
}

#[derive(Default)]
struct Explorer {
    found: Vec<Found>,
    ahead: VecDeque<(&'static Route, String)>,
    addresses: HashSet<String>,
    paths: HashMap<String, usize>,
    rows: HashMap<&'static str, usize>,
    forms: HashSet<String>,
}

impl Explorer {
    /// Notes addresses to look at, and not too many of one row.
    fn follow(&mut self, addresses: impl IntoIterator<Item = String>) {
        for address in addresses.into_iter().filter(|address| address.starts_with('/')) {
            let address = address.split('#').next().unwrap_or_default().to_owned();
            let route = route_of(Method::Get, &address);
            let route = route.unwrap_or_else(|| panic!("a link leads to no row: {address}"));
            if !self.addresses.insert(address.clone()) {
                continue;
            }
            let path = self.paths.entry(path_of(&address).to_owned()).or_default();
            let row = self.rows.entry(route.path).or_default();
            *row += usize::from(*path == 0);
            *path += 1;
            if *path <= OF_A_PATH && *row <= OF_A_ROW {
                self.ahead.push_back((route, address));
            }
        }
    }

    /// Reads a page: follows its links, keeps its forms, and goes on with the task of some.
    async fn read(&mut self, browser: &mut Browser, answer: Answer) {
        let mut answers = vec![answer];
        while let Some(answer) = answers.pop() {
            self.follow([answer.leads_to().to_owned()]);
            let page = page::read(&answer.text);
            self.follow(page.links);
            for form in page.forms {
                let Some(found) = self.keep(form) else { continue };
                if NEXT_PAGES.contains(&found.route.path) {
                    answers.push(found.ask(browser).await);
                }
            }
        }
    }

    /// Keeps a form that is new: a form with other fields is another.
    fn keep(&mut self, form: Form) -> Option<Found> {
        let route = route_of(Method::Post, &form.action);
        let route = route.unwrap_or_else(|| panic!("a form leads to no row: {}", form.action));
        let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        if !self.forms.insert(format!("{} {names:?}", form.action)) {
            return None;
        }
        let found = Found { route, sending: typing::filled(&form), form: Some(form) };
        self.found.push(found.clone());
        Some(found)
    }
}
