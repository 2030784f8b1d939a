//! Our header: wordmark, who I act for, search, what waits for me, account.

use leptos::prelude::*;

use super::{Choice, Icon, Link, Mark, Sign};

/// The organisation somebody acts for, and the others they may change to.
#[derive(Debug, Clone)]
pub struct ActingFor {
    /// Its name, as short as it goes.
    pub name: String,
    /// Where a change is posted, as `organisation`.
    pub action: String,
    /// The others: value and name. Empty when there is only one.
    pub others: Vec<Choice>,
}

/// Where a search goes.
#[derive(Debug, Clone)]
pub struct SearchBox {
    /// The page that answers, by GET as `q`.
    pub action: String,
    /// What can be found: "Search services, schools, deals".
    pub label: String,
    /// What was searched for, kept.
    pub value: String,
}

/// How many things wait for this person.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// The page that lists them.
    pub href: String,
}

/// Who is signed in, and what they can do about it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person's name.
    pub name: String,
    /// Pages about the account.
    pub links: Vec<Link>,
    /// Where signing out is posted.
    pub sign_out: String,
}

/// One of the main places.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Its name.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Whether this page is in it.
    pub current: bool,
}

impl NavLink {
    /// A place one is not in.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), current: false }
    }

    /// The place one is in.
    pub fn here(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), current: true }
    }
}

/// The name with its mark.
#[component]
pub fn Wordmark(
    /// Where it leads.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! { <a href=href class="cp-wordmark"><Mark/>"Commonpool"</a> }
}

/// The header of every page. What is not given is not shown: a visitor has a wordmark and a link to
/// sign in.
#[component]
pub fn Header(
    /// Where the wordmark leads.
    #[prop(into)]
    home: String,
    /// Said above all else: that this is a demo.
    #[prop(optional, into)]
    banner: String,
    /// Who somebody acts for.
    #[prop(optional_no_strip)]
    acting_for: Option<ActingFor>,
    /// The search box.
    #[prop(optional_no_strip)]
    search: Option<SearchBox>,
    /// What waits.
    #[prop(optional_no_strip)]
    waiting: Option<Waiting>,
    /// Who is signed in.
    #[prop(optional_no_strip)]
    account: Option<Account>,
    /// A link instead of the account: "Sign in".
    #[prop(optional_no_strip)]
    sign_in: Option<Link>,
    /// The main places.
    #[prop(optional)]
    nav: Vec<NavLink>,
) -> impl IntoView {
    let acting = acting_for.as_ref().map(|acting| acting.name.clone());
    let folds = acting_for.is_some() || search.is_some() || account.is_some();
    view! {
        <header class="cp-header">
            {super::some(banner).map(|words| view! { <div class="cp-demo-banner"><p class="cp-width">{words}</p></div> })}
            <div class="cp-width cp-header__row">
                <Wordmark href=home/>
                {folds.then(|| view! {
                    <details class="cp-menu">
                        <summary class="cp-menu__open cp-focus">"Menu"<Icon sign=Sign::Chevron/></summary>
                        <div class="cp-menu__inside">
                            {acting_for.map(|acting_for| view! { <ActingForMenu acting_for/> })}
                            {search.map(|search| view! { <SearchForm search id="site-search"/> })}
                            {account.map(|account| view! { <AccountMenu account/> })}
                        </div>
                    </details>
                })}
                {waiting.map(|waiting| view! { <WaitingLink waiting/> })}
                {sign_in.map(|link| view! { <a class="cp-link" href=link.href>{link.text}</a> })}
            </div>
            // Where the menu is folded, the name would be folded with it.
            {acting.map(|name| view! { <p class="cp-acting cp-width">{name}</p> })}
            {(!nav.is_empty()).then(|| view! { <Nav links=nav/> })}
        </header>
    }
}

#[component]
fn ActingForMenu(acting_for: ActingFor) -> impl IntoView {
    let ActingFor { name, action, others } = acting_for;
    if others.is_empty() {
        return view! { <p class="cp-drop__open"><span class="cp-drop__name">{name}</span></p> }
            .into_any();
    }
    view! {
        <details class="cp-drop" name="header">
            <summary class="cp-drop__open cp-focus">
                <span class="govuk-visually-hidden">"Acting for "</span>
                <span class="cp-drop__name">{name}</span>
                <Icon sign=Sign::Chevron/>
            </summary>
            <form class="cp-drop__sheet" method="post" action=action>
                <p class="cp-drop__note">"Act for somebody else"</p>
                {others
                    .into_iter()
                    .map(|other| view! {
                        <button class="cp-drop__item" name="organisation" value=other.value>{other.text}</button>
                    })
                    .collect_view()}
            </form>
        </details>
    }
    .into_any()
}

/// A box to search with: in the header, and on the page that answers.
#[component]
pub fn SearchForm(
    /// What is asked, and where it goes.
    search: SearchBox,
    /// The id of the box, unique on the page.
    id: &'static str,
) -> impl IntoView {
    view! {
        <form class="cp-search" role="search" action=search.action>
            <label class="govuk-visually-hidden" for=id>{search.label.clone()}</label>
            <input class="cp-search__input" id=id name="q" type="search"
                placeholder=search.label value=super::some(search.value) autocomplete="off"/>
            <button class="cp-search__go" type="submit">
                <Icon sign=Sign::Search/><span class="govuk-visually-hidden">"Search"</span>
            </button>
        </form>
    }
}

#[component]
fn AccountMenu(account: Account) -> impl IntoView {
    let Account { name, links, sign_out } = account;
    view! {
        <details class="cp-drop cp-drop--end" name="header">
            <summary class="cp-drop__open cp-focus">"Account"<Icon sign=Sign::Chevron/></summary>
            <div class="cp-drop__sheet">
                <p class="cp-drop__note">"Signed in as "{name}</p>
                {links
                    .into_iter()
                    .map(|link| view! { <a class="cp-drop__item" href=link.href>{link.text}</a> })
                    .collect_view()}
                <form method="post" action=sign_out>
                    <button class="cp-drop__item">"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

#[component]
fn WaitingLink(waiting: Waiting) -> impl IntoView {
    if waiting.count == 0 {
        return view! { <a class="cp-waiting cp-waiting--none" href=waiting.href>"Nothing waiting"</a> }
            .into_any();
    }
    view! {
        <a class="cp-waiting" href=waiting.href>
            <span class="cp-waiting__count">{waiting.count}</span>" waiting"
        </a>
    }
    .into_any()
}

#[component]
fn Nav(links: Vec<NavLink>) -> impl IntoView {
    view! {
        <nav class="cp-nav cp-width" aria-label="Main">
            <ul class="cp-nav__list">
                {links
                    .into_iter()
                    .map(|link| view! {
                        <li>
                            <a class="cp-nav__link" href=link.href aria-current=link.current.then_some("page")>
                                {link.text}
                            </a>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}
