//! A tenant in which business has been done, with what its people are led to by links and forms.

use app::routes::{For, Route, routes};
use domain::access::{Role, allowed_in};
use market::mail::About;
use market::person;
use testbed::Bed;
use testbed::people::{self, Newcomer, PASSWORD, Somebody};
use testbed::tenant::{ALDER, Tenant};

use crate::account::{begin_code, code};
use crate::explore::{Found, explore, made_up};
use crate::world::{Browser, browser};

/// Rows to which no link or form leads, with the reason; their parts are known from others.
const NOT_LINKED: [(&str, &str); 18] = [
    ("/search", "asked for from the box in every header"),
    ("/password/sent", "follows on a form that says the same whatever is sent"),
    ("/school", "linked where a price waits for the number of pupils"),
    ("/schools/{urn}/join/sent", "follows on a form"),
    ("/schools/{urn}/succession", "linked where the register has closed the school"),
    ("/schools/{urn}/succession/check", "follows on that"),
    ("/schools/{urn}/left-trust", "linked where the school has left a trust"),
    ("/schools/{urn}/left-trust/check", "follows on that"),
    ("/deals/{deal}/live", "asked for by the meter"),
    ("/api/services/{service}/free-days", "for programs that ask which days are free"),
    ("/services/{service}/days", "linked where there are days"),
    ("/calendar.ics", "asked for by calendar programs"),
    ("/orders/{order}/move/{line}", "linked where a day can be moved"),
    ("/services/{service}/wait", "linked where days are chosen"),
    ("/offer/services.csv", "linked once a school delivers something"),
    ("/people/delegation/history.csv", "linked once something was laid down"),
    ("/control/conclusions.csv", "linked once something was concluded"),
    ("/control/of/{partnership}/conclusions.csv", "linked once something was concluded"),
];

/// What is on sale may be asked for by every school, and sought by whoever delivers it: the service's own
/// rule says who may buy it.
pub(super) const ON_SALE_TO_ALL: [&str; 11] = [
    "/services/saved/new",
    "/services/{service}/ask",
    "/services/{service}/basket",
    "/services/{service}/order",
    "/services/{service}/check",
    "/services/{service}/book",
    "/services/{service}/wait",
    "/services/{service}/wait/leave",
    "/events/{event}/places",
    "/events/{event}/wait",
    "/events/{event}/wait/leave",
];

/// What somebody of an organisation is led to; nobody's is what a visitor is.
pub struct Led {
    pub by: Option<Somebody>,
    pub to: Vec<Found>,
}

/// A tenant in which business has been done, with what its people are led to.
pub struct World {
    pub tenant: Tenant,
    pub led: Vec<Led>,
}

impl World {
    pub async fn of(bed: &Bed) -> Self {
        let tenant = Tenant::of(bed, ALDER).await;
        let mut led = vec![Led {
            by: None,
            to: explore(&mut browser(bed, false), &visited(bed).await).await,
        }];
        for person in leaders(bed, &tenant).await {
            let mut browser = signed_in(bed, &person).await;
            let to = explore(&mut browser, &["/".to_owned()]).await;
            led.push(Led { by: Some(person), to });
        }
        led.extend(with_a_code(bed, &tenant).await);
        let mut world = Self { tenant, led };
        for (path, _) in NOT_LINKED {
            world.add(path);
        }
        world
    }

    /// Adds what no link leads to, for everybody for whom its row is.
    fn add(&mut self, path: &str) {
        for route in routes().filter(|route| route.path == path) {
            for led in &mut self.led {
                if is_for(route, led.by.as_ref()) {
                    led.to.extend(made_up(route, &led.to));
                }
            }
        }
    }

    /// Everything found, each with who was led there. A row stands for itself twice at most
    /// in an organisation: things are in different states.
    pub(super) fn found(&self) -> Vec<(Option<&Somebody>, &Found)> {
        let mut all: Vec<(Option<&Somebody>, &Found)> = Vec::new();
        for led in &self.led {
            let by = led.by.as_ref();
            for found in &led.to {
                let same = |(other, known): &&(Option<&Somebody>, &Found)| {
                    known.is_of(found.route)
                        && other.map(|o| o.organisation) == by.map(|b| b.organisation)
                };
                if all.iter().filter(same).count() < 2 {
                    all.push((by, found));
                }
            }
        }
        all
    }

    /// Whether it names a thing that is a tenant's alone: of what is for everybody, that which a
    /// visitor is never shown.
    pub(super) fn is_owned(&self, found: &Found) -> bool {
        let things = found.things();
        match found.route.whom {
            For::Everybody => {
                let visitor = self.led.iter().filter(|led| led.by.is_none());
                let open: Vec<&str> =
                    visitor.flat_map(|led| &led.to).flat_map(Found::things).collect();
                things.iter().any(|thing| !open.contains(thing))
            }
            _ if ON_SALE_TO_ALL.contains(&found.route.path) => false,
            _ => {
                let trusts = self.tenant.marks.trusts();
                let of_trust = |uid: &String| found.sending.address.ends_with(uid);
                !things.is_empty()
                    || found.route.path.contains("{urn}")
                    || trusts.iter().any(of_trust)
            }
        }
    }
}

/// Those who together are led to everything.
async fn leaders(bed: &Bed, tenant: &Tenant) -> Vec<Somebody> {
    let those = [
        tenant.council(),
        tenant.who(Role::Director, tenant.partnership),
        tenant.who(Role::Buyer, tenant.school),
        tenant.who(Role::Approver, tenant.school),
        tenant.who(Role::ProviderManager, tenant.provider),
        &tenant.of_both_schools,
        tenant.who(Role::Approver, tenant.trust),
        &people::operator(bed).await,
        &people::of_association(bed).await,
    ];
    those.map(Clone::clone).into()
}

/// What somebody is led to who sets up a code beside the password: before it counts, once it does,
/// and at the next signing in.
async fn with_a_code(bed: &Bed, tenant: &Tenant) -> [Led; 3] {
    let organisation = tenant.school;
    let new = Newcomer { name: "Cora Wynn", role: Role::Finance, organisation, limit_pence: None };
    let cora = people::add(bed, new).await;
    let mut here = signed_in(bed, &cora).await;
    let key = begin_code(&mut here).await;
    let begun = explore(&mut here, &["/account/code/set-up".to_owned()]).await;
    here.post("/account/code/set-up", &[("code", &code(bed, &key))]).await;
    let counts = explore(&mut here, &["/account/code".to_owned()]).await;
    let mut next = signed_in(bed, &cora).await;
    let owing = explore(&mut next, &["/sign-in/code".to_owned()]).await;
    [
        Led { by: Some(cora.clone()), to: begun },
        Led { by: Some(cora), to: counts },
        Led { by: None, to: owing },
    ]
}

/// Where a visitor begins: at home, and where letters lead.
async fn visited(bed: &Bed) -> Vec<String> {
    let known = "dana.reed.qxald@pool.example";
    person::ask_for_reset(&bed.market, known, "a visitor").await.unwrap();
    bed.run_jobs().await;
    let letters = bed.letters.all();
    let secret = letters.iter().filter_map(|letter| match &letter.about {
        About::PasswordReset { token } => Some(format!("/password/new?token={token}")),
        About::Invitation { token, .. } => Some(format!("/invitation?token={token}")),
        About::EvaluationAsked { token, .. } => Some(format!("/evaluation?token={token}")),
        About::Quotes(told) => told.path.clone().filter(|path| path.starts_with("/quote?")),
        _ => None,
    });
    std::iter::once("/".to_owned()).chain(secret).collect()
}

pub async fn signed_in(bed: &Bed, person: &Somebody) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&person.email, PASSWORD).await;
    browser
}

/// Whether the table says that a row is for somebody.
pub fn is_for(route: &Route, who: Option<&Somebody>) -> bool {
    match route.whom {
        For::Everybody => true,
        For::Demo => false,
        For::SignedIn => who.is_some(),
        For::Permitted(_) | For::Either(..) | For::OneOf(_) => who.is_some_and(|who| {
            let kind = who.actor.acting_for().unwrap().kind;
            route.whom.actions().iter().any(|action| allowed_in(kind, who.role, *action))
        }),
    }
}
