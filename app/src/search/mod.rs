//! One search for everything that whoever looks may see, by kind: what is found is what their own
//! lists of orders, services, deals and schools would show them, and nothing else.

use ::market::db::{Page as Listed, PageAsked};
use ::market::deal::{DealInList, ListDeals, Show, list_deals};
use ::market::invoice::{InvoiceRow, InvoicesAsked, invoices};
use ::market::library::{LibraryAsked, ResourceRow, library};
use ::market::order::{OrderRow, OrdersAsked, Side, orders};
use ::market::organisation::OrganisationKind;
use ::market::partnership::{Member, MemberFilter, members};
use ::market::school::{FindSchools, FoundSchool, find_schools};
use ::market::service::{Browse, Looks, ServiceSummary, list_services};
use chrono::{DateTime, Utc};
use domain::Failure;
use leptos::prelude::*;

use crate::parts::{EmptyState, Lead, Link, Row, Rows, SearchBox, SearchForm, Section, Tag, Title};
use crate::web::{Answer, Ask, Page};
use crate::words::{self, pounds};
use crate::{deal, school, service};

/// How many of a kind are shown; the rest is one click further.
const SHOWN: usize = 5;
/// Longer than this nobody types on purpose.
const CHARACTERS_MAX: usize = 200;

/// What was found.
#[derive(Default)]
struct Found {
    orders: Vec<(Side, OrderRow)>,
    invoices: Vec<InvoiceRow>,
    services: Few<ServiceSummary>,
    all_states: bool,
    library: Few<ResourceRow>,
    deals: Few<DealInList>,
    members: Few<Member>,
    schools: Few<FoundSchool>,
}

/// The first few of a kind, and whether there are more.
struct Few<T> {
    items: Vec<T>,
    more: bool,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: false }
    }
}

impl<T> From<Listed<T>> for Few<T> {
    fn from(page: Listed<T>) -> Self {
        let more = page.next.is_some() || page.items.len() > SHOWN;
        Self { items: page.items.into_iter().take(SHOWN).collect(), more }
    }
}

/// Looks for what was typed.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let typed: String = ask.query.get("q").trim().chars().take(CHARACTERS_MAX).collect();
    let found = if typed.is_empty() { Found::default() } else { find(&ask, &typed).await? };
    let now = ask.market().now();
    let label = label(&ask);
    Ok(Page::new("Search", move || body(typed, found, label, now)).into())
}

/// What can be found by whoever looks, for the label of the box.
pub fn label_for(kind: Option<OrganisationKind>) -> &'static str {
    match kind {
        Some(OrganisationKind::School) => "Search services, deals, orders, schools",
        Some(OrganisationKind::Partnership) => "Search services, deals, members, orders",
        Some(OrganisationKind::Provider) => "Search services, bookings, schools",
        _ => "Search services and schools",
    }
}

fn label(ask: &Ask) -> &'static str {
    let acting = ask.viewer.signed_in().and_then(|actor| actor.acting_for());
    label_for(acting.map(|acting| acting.kind))
}

async fn find(ask: &Ask, typed: &str) -> Result<Found, Failure> {
    let market = ask.market();
    let words = || typed.to_owned();
    let browse = Browse { q: words(), ..Browse::default() };
    let services = list_services(market, &ask.viewer, browse).await?;
    let all_states = matches!(services.looks, Looks::Staff | Looks::Provider);
    let sought = FindSchools { words: words(), area: None };
    let schools = find_schools(market, &sought, &PageAsked::default()).await?;
    let asked = LibraryAsked { q: words(), ..LibraryAsked::default() };
    let library = library(market, &ask.viewer, asked).await?.resources;
    let mut found = Found {
        library: library.into(),
        services: services.services.into(),
        all_states,
        schools: schools.into(),
        ..Found::default()
    };
    let Some(actor) = ask.viewer.signed_in() else { return Ok(found) };
    let asked = OrdersAsked { quoted: words(), ..OrdersAsked::default() };
    if let Some((side, page)) = permitted(orders(market, actor, asked).await)? {
        found.orders = page.items.into_iter().take(SHOWN).map(|order| (side, order)).collect();
    }
    let asked = InvoicesAsked { number: words(), ..InvoicesAsked::default() };
    if let Some(page) = permitted(invoices(market, actor, asked).await)? {
        found.invoices = page.items;
    }
    let asked = ListDeals { show: Show::Any, words: words(), ..ListDeals::default() };
    if let Some(page) = permitted(list_deals(market, actor, asked).await)? {
        found.deals = page.into();
    }
    let filter = MemberFilter { words: words(), ..MemberFilter::default() };
    if let Some(page) = permitted(members(market, actor, &filter, &PageAsked::default()).await)? {
        found.members = page.into();
    }
    Ok(found)
}

/// What a role does not allow is not looked through.
fn permitted<T>(found: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Failure::NotAllowed) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn body(typed: String, found: Found, label: &'static str, now: DateTime<Utc>) -> impl IntoView {
    let all_states = found.all_states;
    let groups: Vec<AnyView> = [
        group("orders", "Orders", None, found.orders.into_iter().map(order).collect()),
        group("invoices", "Invoices", None, found.invoices.into_iter().map(invoice).collect()),
        few("services", "Services", &typed, found.services, |one| {
            service::row(one, all_states).into_any()
        }),
        few("library", "Library", &typed, found.library, |one| crate::library::row(one).into_any()),
        few("deals", "Group deals", "", found.deals, |one| deal::list::row(one, now).into_any()),
        few("members", "Members", &typed, found.members, member),
        few("schools", "Schools", &typed, found.schools, |one| school::row(one).into_any()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let asked = !typed.is_empty();
    let nothing = (asked && groups.is_empty()).then(|| {
        view! {
            <EmptyState title="Nothing was found">
                <p>"Try fewer or shorter words. An order is found by its whole reference, an invoice by its number, a school by name, postcode or URN."</p>
            </EmptyState>
        }
    });
    let search = SearchBox { action: "/search".to_owned(), label: label.to_owned(), value: typed };
    view! {
        <Title text="Search"/>
        <SearchForm search id="page-search"/>
        {(!asked).then(|| view! { <Lead>"What you may see, in one place: type a name, a postcode or a reference."</Lead> })}
        {nothing}
        {groups}
    }
}

/// A kind of which something was found.
fn group(
    id: &'static str,
    title: &'static str,
    more: Option<Link>,
    rows: Vec<AnyView>,
) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    Some(view! { <Section id title more><Rows>{rows}</Rows></Section> }.into_any())
}

/// The first few of a kind, and the way to the others in the kind's own list.
fn few<T>(
    id: &'static str,
    title: &'static str,
    typed: &str,
    found: Few<T>,
    row: impl Fn(T) -> AnyView,
) -> Option<AnyView> {
    let query = serde_urlencoded::to_string([("q", typed)]).unwrap_or_default();
    let to = if id == "deals" { "/deals".to_owned() } else { format!("/{id}?{query}") };
    let more = found.more.then(|| Link::new("See all of them", to));
    group(id, title, more, found.items.into_iter().map(row).collect())
}

fn order((side, order): (Side, OrderRow)) -> AnyView {
    let href = match side {
        Side::Provider => format!("/bookings/{}", order.id),
        Side::School | Side::Partnership => format!("/orders/{}", order.id),
    };
    let (text, kind) = words::order_state(order.state);
    let number = order.purchase_order_number.map(|number| format!("Your number {number}"));
    let amount = format!("{} including VAT", pounds(order.gross));
    let meta = [order.school, amount].into_iter().chain(number).collect();
    let tag = view! { <Tag kind text/> }.into_any();
    view! { <Row href title=order.reference text=order.what meta tag/> }.into_any()
}

fn invoice(invoice: InvoiceRow) -> AnyView {
    let (text, kind) = words::invoice_state(invoice.state, invoice.is_overdue);
    let meta = vec![invoice.school, format!("{} including VAT", pounds(invoice.gross))];
    let tag = view! { <Tag kind text/> }.into_any();
    let href = format!("/invoices/{}", invoice.id);
    view! { <Row href title=invoice.number meta tag/> }.into_any()
}

fn member(member: Member) -> AnyView {
    let meta = vec![member.tier].into_iter().chain(member.area).collect();
    view! { <Row href=format!("/members/{}", member.membership) title=member.name meta/> }
        .into_any()
}
