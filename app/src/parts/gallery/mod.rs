//! Every part in every state, and four pages made of nothing but parts: what other pages are
//! judged beside. Shown by the development server only. Everything on it is illustrative.

mod choosing;
mod deal;
mod figures;
mod forms;
mod home;
mod listing;
mod service;
mod words;

use leptos::prelude::*;

pub use deal::deal_page;
pub use home::home_page;
pub use service::service_page;

use super::{Account, ActingFor, Choice, Header, Link, NavLink, SearchBox, Title, Waiting};

/// Every part in every state: ordinary, empty, wrong, very long, two hundred rows.
pub fn gallery() -> impl IntoView {
    view! {
        <Title caption="For those who build pages" text="Every part in every state"/>
        {words::words()}
        {figures::figures()}
        {figures::charts()}
        {forms::forms()}
        {choosing::choosing()}
        {listing::listing()}
        {listing::tables()}
    }
}

/// The header as somebody sees it who is signed in for an organisation.
fn header_for(organisation: &str, waiting: u64) -> AnyView {
    let others = vec![
        Choice::new("two", "Ashbrook Primary School"),
        Choice::new(
            "three",
            "The Larkfield and Upper Wensley Federation of Church of England Schools",
        ),
    ];
    let acting_for =
        Some(ActingFor { name: organisation.to_owned(), action: "/act-for".to_owned(), others });
    let search = Some(SearchBox {
        action: "/search".to_owned(),
        label: "Search services, schools, deals".to_owned(),
        value: String::new(),
    });
    let account = Some(Account {
        name: "Maureen Adeyemi".to_owned(),
        links: vec![
            Link::new("Your details", "/account"),
            Link::new("Sign-ins", "/account/sign-ins"),
        ],
        sign_out: "/sign-out".to_owned(),
    });
    let nav = vec![
        NavLink::here("Home", "/"),
        NavLink::new("Services", "/services"),
        NavLink::new("Group deals", "/deals"),
        NavLink::new("Orders", "/orders"),
        NavLink::new("Savings", "/savings"),
        NavLink::new("Schools", "/schools"),
    ];
    let waiting = Some(Waiting { count: waiting, href: "/waiting".to_owned() });
    view! { <Header home="/" acting_for search account waiting nav/> }.into_any()
}
