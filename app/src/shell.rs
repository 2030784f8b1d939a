//! The document around every page, and the rendering of a page into HTML.

use std::sync::Arc;

use domain::access::Action;
use domain::calendar;
use leptos::prelude::*;
use market::organisation::OrganisationKind;
use market::{Actor, Viewer};
use memchr::memmem;

use crate::account::acting_value;
use crate::audit;
use crate::parts::{
    Account, ActingFor, Assets as Files, Choice, Document, Footer, Header, Link, NavLink, Paper,
    SearchBox, SentFor, Waiting,
};
use crate::routes::{Method, routes};
use crate::search;
use crate::web::{Assets, Page, Site};
use crate::words;

/// What the header of a page says.
#[derive(Debug, Clone, Copy)]
pub struct Top<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// At which address.
    pub address: &'a str,
    /// How many things wait for them; nothing where that is not known.
    pub waiting: Option<u64>,
}

/// Renders a page into the whole document.
///
/// Each page has an owner of its own in which its view is made, rendered once and dropped. Islands
/// in it are marked for the browser; only then are the scripts that wake them sent along.
pub fn render(site: &Site, top: &Top<'_>, page: Page) -> String {
    let context = Arc::new(hydration_context::SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(context));
    let html = owner.with(|| {
        if let Some(acting) = top.viewer.signed_in().and_then(Actor::acting_for) {
            provide_context(SentFor(acting_value(acting)));
        }
        let paper = Some(Paper {
            reference: page.reference.unwrap_or_else(|| page.title.clone()),
            date: calendar::day_in_words(site.market.today()),
        });
        let files = Files {
            css: site.assets.url("style.css"),
            font: site.assets.url("font.woff2"),
            icon: site.assets.url("icon.svg"),
        };
        let header = header(site, top);
        view! {
            <Document title=page.title assets=files header footer=footer(site) paper>
                {(page.body)()}
            </Document>
        }
        .to_html()
    });
    with_scripts(site, without_markers(&html))
}

/// Every part in every state, as a document of its own: for the development server, never shipped
/// to anybody. `at` is the address of the product, whose style it borrows.
pub fn gallery(assets: &Assets, at: &str) -> String {
    let url = |name: &str| format!("{at}{}", assets.url(name));
    let files = Files { css: url("style.css"), font: url("font.woff2"), icon: url("icon.svg") };
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        view! {
            <Document title="Every part" assets=files header=().into_any() footer=().into_any() paper=None>
                {crate::parts::gallery()}
            </Document>
        }
        .to_html()
    });
    without_markers(&html)
}

/// Renders a part of a page by itself, as a live page puts it in the place of the old one.
pub fn fragment<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    without_markers(&owner.with(|| view().into_view().to_html()))
}

/// Adds the script that wakes the islands, where there are any: a file of our own, nothing inline.
fn with_scripts(site: &Site, html: String) -> String {
    if !html.contains("<leptos-island") {
        return html;
    }
    let boot = site.assets.url("boot.js");
    let script = format!("<script type=\"module\" src=\"{boot}\"></script></head>");
    html.replacen("</head>", &script, 1)
}

const ISLAND_BEGINS: &[u8] = b"<leptos-island";
const ISLAND_ENDS: &[u8] = b"</leptos-island>";
const MARKERS: [&str; 2] = ["<!>", "<!--<() />-->"];

/// Takes out the empty comments by which the browser finds its place again when it wakes a view.
/// Only islands are ever woken; elsewhere they would be bytes for nothing, and in a `<title>` or
/// `<textarea>` they would be read as text. Words of people cannot look like them: `<` is escaped.
fn without_markers(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(begins) = memmem::find(rest.as_bytes(), ISLAND_BEGINS) {
        let (before, island_on) = rest.split_at(begins);
        push_clean(&mut clean, before);
        let ends = memmem::find(island_on.as_bytes(), ISLAND_ENDS).unwrap_or(island_on.len());
        let (island, after) = island_on.split_at(ends);
        clean.push_str(island);
        rest = after;
    }
    push_clean(&mut clean, rest);
    clean
}

fn push_clean(clean: &mut String, html: &str) {
    let mut done = 0;
    for at in memmem::find_iter(html.as_bytes(), "<!") {
        let from = html.get(at..).unwrap_or_default();
        if let Some(marker) = MARKERS.iter().find(|marker| from.starts_with(**marker)) {
            clean.push_str(html.get(done..at).unwrap_or_default());
            done = at + marker.len();
        }
    }
    clean.push_str(html.get(done..).unwrap_or_default());
}

fn header(site: &Site, top: &Top<'_>) -> AnyView {
    let Top { viewer, address, waiting } = *top;
    let banner = if site.demo.is_some() {
        "Demo. The people are made up, and so is every figure that does not name its source."
    } else {
        ""
    };
    let Some(actor) = viewer.signed_in() else {
        let sign_in = if site.demo.is_some() { "/demo" } else { "/sign-in" };
        return view! {
            <Header home="/" banner=banner sign_in=Some(Link::new("Sign in", sign_in)) nav=public_places(address)/>
        }
        .into_any();
    };
    let kind = actor.acting_for().map(|acting| acting.kind);
    let search = SearchBox {
        action: "/search".to_owned(),
        label: search::label_for(kind).to_owned(),
        value: String::new(),
    };
    // Nobody without business of their own is told that nothing waits for them.
    let waiting = waiting.filter(|count| *count > 0 || actor.acting_for().is_some());
    let waiting = waiting.map(|count| Waiting { count, href: "/".to_owned() });
    let account = Account {
        name: actor.name().to_owned(),
        links: account_links(actor),
        sign_out: "/sign-out".to_owned(),
    };
    view! {
        <Header home="/" banner=banner acting_for=acting_for(actor) search=Some(search) waiting
            account=Some(account) nav=places(actor, address)/>
    }
    .into_any()
}

fn account_links(actor: &Actor) -> Vec<Link> {
    let mut links = vec![Link::new("Your account", "/account")];
    if actor.can(Action::PlaceOrder) {
        links.push(Link::new("Basket", "/basket"));
    }
    if actor.can(Action::ManagePeople) {
        links.push(Link::new("People", "/people"));
    }
    if audit::may_read(actor) {
        links.push(Link::new("Audit trail", "/audit"));
    }
    if actor.permit_installation(Action::CreatePartnership).is_ok() {
        links.push(Link::new("Partnerships founded here", "/partnerships/founded"));
        links.push(Link::new("Start a partnership", "/partnerships/new"));
    }
    links
}

fn acting_for(actor: &Actor) -> Option<ActingFor> {
    let acting = actor.acting_for()?;
    let others = actor
        .may_act_for()
        .iter()
        .filter(|other| *other != acting)
        .map(|other| Choice::new(acting_value(other), words::acting_for(other)))
        .collect();
    Some(ActingFor { name: words::acting_for(acting), action: "/act-for".to_owned(), others })
}

fn public_places(address: &str) -> Vec<NavLink> {
    [("Services", "/services"), ("Schools", "/schools"), ("Partnerships", "/partnerships")]
        .map(|(text, href)| place(text, href, address))
        .into()
}

/// The main places of whoever is signed in, by what their roles allow.
fn places(actor: &Actor, address: &str) -> Vec<NavLink> {
    let kind = actor.acting_for().map(|acting| acting.kind);
    let mut places = vec![("Home", "/")];
    places.push(("Services", "/services"));
    if actor.can(Action::ViewSchool) && kind == Some(OrganisationKind::School) {
        places.extend([("Deals", "/deals"), ("Orders", "/orders"), ("Savings", "/savings")]);
        places.push(("Invoices", "/invoices"));
    }
    if actor.can(Action::ViewPartnership) && kind == Some(OrganisationKind::Partnership) {
        places.extend([("Deals", "/deals"), ("Members", "/members"), ("Orders", "/orders")]);
        places.extend([("Invoices", "/invoices"), ("Savings", "/savings")]);
    }
    if kind == Some(OrganisationKind::Association) {
        places.extend([("Groups", "/groups"), ("Partnerships", "/partnerships")]);
    }
    // At a school it is whoever delivers: its auditor may look, and is not led there.
    let delivers = match kind {
        Some(OrganisationKind::School) => actor.can(Action::ConfirmDelivery),
        _ => actor.can(Action::ViewBookings),
    };
    if delivers {
        places.push(("Bookings", "/bookings"));
    }
    let open = places.into_iter().filter(|(_, href)| may_open(actor, href));
    open.map(|(text, href)| place(text, href, address)).collect()
}

/// Whether the table of routes lets somebody in: no place is offered that would be refused.
fn may_open(actor: &Actor, href: &str) -> bool {
    let row = routes().find(|route| route.method == Method::Get && route.path == href);
    row.is_some_and(|route| {
        let actions = route.whom.actions();
        actions.is_empty() || actions.into_iter().any(|action| actor.can(action))
    })
}

fn place(text: &str, href: &str, address: &str) -> NavLink {
    let path = address.split('?').next().unwrap_or(address);
    // Credit notes are invoices the other way.
    let path = if path.starts_with("/credit-notes") { "/invoices" } else { path };
    let inside = path == href || (href != "/" && path.starts_with(&format!("{href}/")));
    if inside { NavLink::here(text, href) } else { NavLink::new(text, href) }
}

fn footer(site: &Site) -> AnyView {
    let text = "Commonpool: schools of an area buying together.";
    let mut links = vec![
        Link::new("Who may do what", "/about/roles"),
        Link::new("Accessibility", "/accessibility"),
    ];
    if site.demo.is_some() {
        links.push(Link::new("Demo people", "/demo"));
    }
    view! { <Footer text=text links/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_go_everywhere_but_in_islands() {
        let html = "<!DOCTYPE html><title>é<!></title><!--<() />--><leptos-island x><p>b<!></p></leptos-island><!>c";
        let clean = "<!DOCTYPE html><title>é</title><leptos-island x><p>b<!></p></leptos-island>c";
        assert_eq!(without_markers(html), clean);
    }
}
