//! Somebody who walks about: follows links, sends forms, and signs in again when signed out.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use app::routes::Method;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use testbed::Bed;
use testbed::people::{PASSWORD, Somebody};
use testbed::tenant::Tenant;

use super::Side;
use super::typed::{Words, fill_at_random};
use crate::explore::{Found, route_of};
use crate::page;
use crate::typing::Sending;
use crate::world::{Answer, Browser, browser};

/// Streams never end, and whoever has changed how they sign in cannot sign in here again.
const NEVER: [&str; 2] = ["/deals/{deal}/live", "/password/new"];

/// Done with the service that the tenant has had on sale from the beginning, and with no other:
/// what a school buys from another's partnership both of them see, and a draft that goes on sale is
/// everybody's to read.
const WITH_OWN_SERVICE: [&str; 2] = ["/services/{service}/book", "/services/{service}/move"];

/// Words that stand in what either tenant has, so that a search that finds too much finds the
/// other's.
const LOOKED_FOR: [&str; 4] = ["fenwick", "qx", "payroll", "counselling"];

/// Out of so many times, and one more, somebody signs out when they could.
const SELDOM: u32 = 20;

/// The most that a walker remembers.
const REMEMBERED: usize = 400;

/// Somebody who walks.
pub struct Walker {
    pub name: String,
    pub side: Side,
    /// Pages that were shown.
    pub pages: usize,
    /// Forms that were taken.
    pub done: usize,
    words: Words,
    email: Option<String>,
    /// What the tenant has on sale: may be booked.
    service: Option<String>,
    browser: Browser,
    /// What the last page led to.
    ahead: Vec<Found>,
    remembered: Vec<Found>,
    known: HashSet<String>,
    /// How often each row was asked for by the people of this side together.
    seen: Seen,
}

/// How often each row was asked for.
pub type Seen = Arc<Mutex<HashMap<&'static str, usize>>>;

impl Walker {
    fn new(bed: &Bed, name: &str, side: Side, words: Words) -> Self {
        Self {
            name: name.to_owned(),
            side,
            pages: 0,
            done: 0,
            words,
            email: None,
            service: None,
            browser: browser(bed, false),
            ahead: Vec::new(),
            remembered: Vec::new(),
            known: HashSet::new(),
            seen: Seen::default(),
        }
    }

    /// Nobody in particular.
    pub fn visitor(bed: &Bed) -> Self {
        Self::new(bed, "a visitor", None, Words { open: "Anybody", hidden: "anybody" })
    }

    /// Whoever keeps the installation, who sees no tenant's business.
    pub fn operator(bed: &Bed, operator: &Somebody) -> Self {
        let words = Words { open: "Keeper", hidden: "keeper" };
        let email = Some(operator.email.clone());
        Self { email, ..Self::new(bed, "the operator", None, words) }
    }

    /// One of a tenant's people.
    pub fn of(bed: &Bed, tenant: &Tenant, person: &Somebody, seen: &Seen) -> Self {
        let words = Words { open: tenant.marks.open, hidden: tenant.marks.hidden };
        Self {
            email: Some(person.email.clone()),
            service: Some(tenant.service.to_string()),
            seen: seen.clone(),
            // Where they act from is told to nobody else either.
            browser: browser(bed, false).on(tenant.marks.hidden),
            ..Self::new(bed, &person.email, Some(tenant.marks), words)
        }
    }

    /// Something they were led to.
    pub fn anything(&self, dice: &mut StdRng) -> Option<Found> {
        self.remembered.choose(dice).cloned()
    }

    /// Does one thing: what was taken from somebody else, or something of their own.
    pub async fn step(&mut self, stolen: Option<Found>, dice: &mut StdRng) -> (Found, Answer) {
        let found = stolen.or_else(|| self.choose(dice)).unwrap_or_else(home);
        let found = self.filled(found, dice);
        *self.seen.lock().unwrap().entry(found.route.path).or_default() += 1;
        let mut answer = found.ask(&mut self.browser).await;
        if let Some(email) = &self.email
            && is_to_sign_in(&answer)
        {
            self.browser.sign_in(email, PASSWORD).await;
            answer = found.ask(&mut self.browser).await;
        }
        self.pages += usize::from(found.route.method == Method::Get && answer.status.is_success());
        let is_taken = found.route.method == Method::Post && answer.status.is_redirection();
        self.done += usize::from(is_taken);
        self.look(&answer);
        (found, answer)
    }

    /// Of what the page leads to, and a handful of what is remembered, that of which the people of
    /// this side have seen least: else everybody walked to and fro in the header.
    fn choose(&self, dice: &mut StdRng) -> Option<Found> {
        if let [only] = self.ahead.as_slice() {
            return Some(only.clone());
        }
        let wanted = if dice.random_ratio(2, 5) { Method::Post } else { Method::Get };
        let remembered = self.remembered.choose_multiple(dice, 24);
        let seen = self.seen.lock().unwrap();
        let stays = dice.random_ratio(SELDOM, SELDOM + 1);
        let fits = |found: &&Found| {
            let signs_out = found.route.path.starts_with("/sign-out");
            found.route.method == wanted && !(signs_out && stays)
        };
        let times = |found: &&Found| {
            seen.get(found.route.path).copied().unwrap_or_default() + dice.random_range(0..4)
        };
        let least = self.ahead.iter().chain(remembered).filter(fits).min_by_key(times);
        least.cloned().or_else(|| self.anything(dice))
    }

    fn filled(&self, found: Found, dice: &mut StdRng) -> Found {
        match &found.form {
            Some(form) => {
                let sending = fill_at_random(form, found.route.path, self.words, dice);
                Found { sending, ..found }
            }
            None => found,
        }
    }

    /// Notes what an answer leads to.
    fn look(&mut self, answer: &Answer) {
        let page = page::read(&answer.text);
        let searches = page.searches.iter().flat_map(|(address, field)| {
            LOOKED_FOR.map(|word| format!("{address}?{field}={word}"))
        });
        let links = page.links.into_iter().chain(searches).chain([answer.leads_to().to_owned()]);
        let links = links.filter(|link| link.starts_with('/')).filter_map(|address| {
            let route = route_of(Method::Get, &address)?;
            Some(Found { route, sending: Sending::page(address), form: None })
        });
        let forms = page.forms.into_iter().filter_map(|form| {
            let route = route_of(Method::Post, &form.action)?;
            Some(Found { route, sending: Sending::page(form.action.clone()), form: Some(form) })
        });
        let found = links.chain(forms).filter(|found| self.may_be_asked(found));
        self.ahead = found.collect();
        for found in &self.ahead {
            let new = self.known.insert(found.sending.address.clone());
            if new && self.remembered.len() < REMEMBERED {
                self.remembered.push(found.clone());
            }
        }
    }

    fn may_be_asked(&self, found: &Found) -> bool {
        let path = found.route.path;
        let own = self.service.as_ref().is_some_and(|own| found.sending.address.contains(own));
        // Whoever keeps the installation has founded a partnership for either tenant, and stays out
        // of both: as its director she would rightly be told its words.
        let stays_out = path == "/act-for" && self.side.is_none();
        !NEVER.contains(&path) && !stays_out && (own || !WITH_OWN_SERVICE.contains(&path))
    }
}

/// Whether the answer takes its reader for a visitor.
fn is_to_sign_in(answer: &Answer) -> bool {
    answer.leads_to().starts_with("/sign-in") || answer.text.contains("href=\"/sign-in\"")
}

fn home() -> Found {
    let route = route_of(Method::Get, "/").unwrap();
    Found { route, sending: Sending::page("/".to_owned()), form: None }
}
