//! Every form of the product, sent as no browser of ours sends it: nothing of it is a fault, what is
//! refused changes nothing, and a page that refuses it holds what was typed.
//!
//! Nothing here is a list to be kept: the forms are those that people are led to in the world of the
//! test of coverage, each sent by somebody whom it is for. `SOAK` sends so many times more of each.

mod ills;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::routes::{For, Method, Route, routes};
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::access::Role;
use testbed::people::Somebody;
use testbed::tables::{Onlooker, Tables};
use testbed::tenant::{BIRCH, Tenant};
use testbed::{Bed, on_postgres};

use crate::coverage::{World, is_for, signed_in};
use crate::explore::{Found, explore};
use crate::page::{self, Form};
use crate::world::{Answer, Browser, browser};
use ills::{Ill, Sent};

/// Forms of one row that are sent: things in different states have different ones.
const OF_A_ROW: usize = 1;

/// After these somebody may not be able to act or to sign in any more.
const ENDS: [&str; 3] = ["/account/leave/{organisation}", "/password/new", "/account/close"];

/// Counted on purpose whenever somebody tries, and no business of anybody's.
const COUNTED: [&str; 1] = ["rate_limit: "];

/// An id of each kind that is a stranger's.
pub type Strangers = HashMap<String, String>;

/// What people of the other tenant are led to names what is theirs.
async fn strangers(bed: &Bed) -> Strangers {
    let tenant = Tenant::of(bed, BIRCH).await;
    let mut ids = HashMap::new();
    for (role, organisation) in [
        (Role::Director, tenant.partnership),
        (Role::Buyer, tenant.school),
        (Role::Administrator, tenant.school),
        (Role::ProviderManager, tenant.provider),
    ] {
        let mut browser = signed_in(bed, tenant.who(role, organisation)).await;
        for found in explore(&mut browser, &["/".to_owned()]).await {
            for id in found.things() {
                let (kind, _) = id.rsplit_once('_').unwrap();
                ids.insert(kind.to_owned(), id.to_owned());
            }
        }
    }
    ids
}

/// The forms to send, each with who sends it; those that ask for most come first, because those that
/// ask for nothing are taken whatever is sent with them, and then are gone.
fn forms(world: &World) -> Vec<(Option<&Somebody>, &Found, &Form)> {
    let mut all = Vec::new();
    let mut of_row: HashMap<&str, usize> = HashMap::new();
    for led in &world.led {
        let by = led.by.as_ref();
        for found in led.to.iter().filter(|found| is_for(found.route, by)) {
            let Some(form) = &found.form else { continue };
            let sent = of_row.entry(found.route.path).or_default();
            *sent += 1;
            if *sent <= OF_A_ROW {
                all.push((by, found, form));
            }
        }
    }
    let asks = |form: &Form| form.fields.iter().filter(|field| ills::is_typed(field)).count();
    let is_end = |found: &Found| ENDS.contains(&found.route.path);
    all.sort_by_key(|(_, found, form)| (is_end(found), Reverse(asks(form))));
    all
}

/// One who sends forms, and what came of it.
struct Sender<'a> {
    bed: &'a Bed,
    onlooker: &'a Onlooker,
    /// What the tables held when they were looked at last.
    before: Tables,
    pulse: Vec<String>,
    /// What was answered, by row.
    answers: BTreeMap<&'static str, BTreeSet<u16>>,
    wrong: Vec<String>,
}

impl Sender<'_> {
    /// Sends one form with one ill.
    async fn send(
        &mut self,
        browser: &mut Browser,
        who: Option<&Somebody>,
        found: &Found,
        sent: &Sent,
    ) {
        let answer = sent.send(browser).await;
        let told = format!("{} with {}: {}", found.sending.address, sent.ill, answer.status);
        let wrong = |what: &str| format!("{told}: {what}");
        self.answers.entry(found.route.path).or_default().insert(answer.status.as_u16());
        if answer.status.is_server_error() {
            self.wrong.push(wrong(&incident(&answer)));
        }
        let changes = self.changes().await;
        if answer.status.is_client_error() || answer.status.is_server_error() {
            if !changes.is_empty() {
                self.wrong.push(wrong(&format!("it changed\n  {}", changes.join("\n  "))));
            }
        } else if sent.ill == Ill::Strangers {
            // What changes nothing may lead on to the page that refuses it.
            let leads_on = answer.status.is_redirection() && changes.is_empty();
            if !leads_on || !browser.get(answer.leads_to()).await.status.is_client_error() {
                self.wrong.push(wrong("it was taken"));
            }
        }
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
            let page = page::read(&answer.text);
            let lost = sent.lost(&page);
            self.wrong.extend(lost.map(|field| wrong(&format!("what was typed is lost: {field}"))));
        }
        if let Some(who) = who
            && answer.leads_to().starts_with("/sign-in")
        {
            *browser = comes(self.bed, who).await;
            self.changes().await;
        }
    }

    /// What was written since this was asked last, but for what is counted.
    async fn changes(&mut self) -> Vec<String> {
        let pulse = self.onlooker.pulse().await;
        if pulse == self.pulse {
            return Vec::new();
        }
        let after = self.onlooker.look().await;
        let mut changes = self.before.changes(&after);
        changes.retain(|row| !COUNTED.iter().any(|table| row[2..].starts_with(table)));
        (self.before, self.pulse) = (after, pulse);
        changes
    }
}

/// Somebody signs in, an hour later: whoever tries too often has to wait.
async fn comes(bed: &Bed, who: &Somebody) -> Browser {
    bed.clock.set(bed.market.now() + TimeDelta::hours(1));
    signed_in(bed, who).await
}

/// The heading of a page that says that something went wrong.
fn incident(answer: &Answer) -> String {
    let heading = answer.text.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next());
    heading.unwrap_or(&answer.text).chars().take(300).collect()
}

/// Forms that no page of this world shows.
const NOT_SHOWN: [(&str, &str); 2] = [
    ("/schools/{urn}/succession", "shown where the register has closed the school"),
    ("/schools/{urn}/left-trust", "shown where the school has left a trust"),
];

on_postgres! {
    async fn a_form_that_no_page_of_ours_sends_is_no_fault_changes_nothing_and_loses_nothing(bed) {
        let strangers = Box::pin(strangers(&bed)).await;
        let world = Box::pin(World::of(&bed)).await;
        let onlooker = Onlooker::of(&bed).await;
        let mut sender = Sender {
            bed: &bed,
            before: onlooker.look().await,
            pulse: onlooker.pulse().await,
            onlooker: &onlooker,
            answers: BTreeMap::new(),
            wrong: Vec::new(),
        };
        let mut browsers = HashMap::new();
        for (turn, (by, found, form)) in forms(&world).into_iter().enumerate() {
            let email = by.map_or("", |person| person.email.as_str());
            if !browsers.contains_key(email) {
                let browser = match by {
                    Some(person) => comes(&bed, person).await,
                    None => browser(&bed, false),
                };
                browsers.insert(email, browser);
            }
            let browser = browsers.get_mut(email).unwrap();
            // That somebody was here is written down with the first of an hour's pages.
            browser.get("/account").await;
            sender.changes().await;
            for sent in ills::of(form, &strangers, turn) {
                sender.send(browser, by, found, &sent).await;
            }
        }
        let wrong = &sender.wrong;
        assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
        let posted = |route: &&Route| {
            let shown = NOT_SHOWN.iter().all(|(path, _)| *path != route.path);
            route.method == Method::Post && route.whom != For::Demo && shown
        };
        for route in routes().filter(posted) {
            let answers = sender.answers.get(route.path);
            let is_known = |status: &u16| ![403, 404].contains(status);
            let known = answers.is_some_and(|all| all.iter().any(is_known));
            assert!(known, "{} was tried by nobody whom it is for: {answers:?}", route.path);
        }
    }
}
