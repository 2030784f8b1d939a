//! Lists of group deals.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::{day_in_words, london_day};
use domain::deal::DealState;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::deal::{DealInList, ListDeals, Show, list_deals};
use market::organisation::OrganisationKind;

use super::state_tag;
use crate::parts::{
    Actions, ButtonLink, EmptyState, Lead, Muted, Pagination, Row, RowPrice, Rows, Tab, Tabs, Tag,
    TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words::{self, plural};

const SHOWN: [(Show, &str, &str); 7] = [
    (Show::Open, "open", "Open"),
    (Show::Soon, "soon", "Closing soon"),
    (Show::Mine, "mine", "Ours"),
    (Show::Met, "met", "Going ahead"),
    (Show::NotGoingAhead, "not-going-ahead", "Not going ahead"),
    (Show::Drafts, "drafts", "Drafts"),
    (Show::Any, "all", "All"),
];

/// Shows the deals asked for.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let show = chosen(&ask.query);
    let deals = listed(&ask, ask.page()).await?;
    let csv = csv_address("/deals.csv", &ask.query);
    let manages = actor.can(Action::ManageDeals);
    let kind = actor.acting_for().map(|acting| acting.kind);
    let is_school = kind != Some(OrganisationKind::Partnership);
    let tabs = tabs(show, manages, is_school);
    let next =
        deals.next.as_ref().map(|after| format!("/deals?{}", ask.query.with("after", after)));
    let now = ask.market().now();
    let page = Page::new("Group deals", move || {
        view! {
            <Title text="Group deals"/>
            <Lead>"Schools pool what they need. The more sign up, the less everybody pays, whoever came first."</Lead>
            {manages.then(|| view! { <Actions><ButtonLink href="/deals/new">"New deal"</ButtonLink></Actions> })}
            <Tabs label="Which deals" tabs/>
            {rows(deals, show, is_school, now)}
            <Pagination label="Group deals" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

fn chosen(query: &Form) -> Show {
    let known = SHOWN.iter().find(|(_, code, _)| *code == query.get("show"));
    known.map_or(Show::Open, |(show, _, _)| *show)
}

/// A page of the deals that the address asks for.
pub(super) async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<DealInList>, Failure> {
    let asked = ListDeals { show: chosen(&ask.query), page, ..ListDeals::default() };
    list_deals(ask.market(), ask.actor()?, asked).await
}

fn tabs(show: Show, manages: bool, is_school: bool) -> Vec<Tab> {
    SHOWN
        .iter()
        .filter(|(of, _, _)| match of {
            Show::Mine => is_school,
            Show::Drafts => manages,
            Show::Open | Show::Soon | Show::Met | Show::NotGoingAhead | Show::Any => true,
        })
        .map(|(of, code, text)| Tab {
            text: (*text).to_owned(),
            count: String::new(),
            href: format!("/deals?show={code}"),
            current: *of == show,
        })
        .collect()
}

fn rows(deals: Listed<DealInList>, show: Show, is_school: bool, now: DateTime<Utc>) -> AnyView {
    if deals.items.is_empty() {
        let (title, text) = match show {
            Show::Open if is_school => {
                ("No deal is open at the moment", "When one opens, you can sign up here.")
            }
            Show::Open => (
                "No deal is open at the moment",
                "When one is open, schools sign up here and you see the price fall.",
            ),
            Show::Soon => ("No deal closes within two weeks", "Look among those that are open."),
            Show::Mine => {
                ("Your school has not signed up to any deal", "Look among those that are open.")
            }
            Show::Met => {
                ("No deal has gone ahead yet", "Deals that found enough schools stand here.")
            }
            Show::NotGoingAhead => {
                ("Every deal so far has gone ahead", "Deals that found too few schools stand here.")
            }
            Show::Drafts => {
                ("No draft is being written", "A new deal stays a draft until you open it.")
            }
            Show::Any => ("There has been no deal yet", "The first one will stand here."),
        };
        return view! { <EmptyState title=title><p>{text}</p></EmptyState> }.into_any();
    }
    let rows = deals.items.into_iter().map(|deal| row(deal, now)).collect_view();
    view! { <Rows>{rows}</Rows> }.into_any()
}

/// A deal among others.
pub(crate) fn row(deal: DealInList, now: DateTime<Utc>) -> impl IntoView {
    let day = day_in_words(london_day(deal.closes_at));
    let left = (london_day(deal.closes_at) - london_day(now)).num_days();
    let closes = match deal.state {
        DealState::Draft => format!("Would close on {day}"),
        DealState::Open if left <= 0 => "Closes today".to_owned(),
        DealState::Open => {
            let left = u64::try_from(left).unwrap_or(0);
            format!("Closes on {day}, in {}", plural(left, "day", "days"))
        }
        DealState::Met | DealState::Lapsed | DealState::Withdrawn => format!("Closed on {day}"),
    };
    let joined =
        plural(u64::from(deal.schools_in), "school has signed up", "schools have signed up");
    let meta = vec![deal.category.label().to_owned(), deal.provider, deal.partnership, closes];
    let note = match deal.next {
        Some(next) if deal.state == DealState::Open => format!(
            "excluding VAT · {} more {} to {}",
            domain::money::grouped(next.missing),
            words::deal::counted(deal.unit, next.missing),
            next.unit_price.pence()
        ),
        _ => "excluding VAT".to_owned(),
    };
    let price = RowPrice {
        amount: deal.price_now.pence().to_string(),
        unit: words::deal::per_unit(deal.unit).to_owned(),
        note,
        strip: None,
    };
    let least = deal.least_schools.filter(|least| *least > deal.schools_in);
    let text = match least {
        Some(least) if deal.state == DealState::Open => {
            format!("{joined}. The deal goes ahead with {least}.")
        }
        _ => format!("{joined}."),
    };
    let ours = deal.joined.then(|| view! { " "<Tag kind=TagKind::Good text="You are in"/> });
    let tag = view! { {state_tag(deal.state)}{ours} }.into_any();
    view! { <Row href=format!("/deals/{}", deal.id) title=deal.title text=text meta tag price=Some(price)/> }
}
