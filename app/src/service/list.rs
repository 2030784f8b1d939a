//! The list of services: search, filters, each with the school's own price.

use ::market::service::{
    Looks, MarketColumns, PriceShown, ServiceSummary, ServicesFound, list_services,
};
use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::calendar::day_in_words;
use domain::price::{Unit, WhoPays};
use domain::service::State;
use leptos::prelude::*;

use super::filters::{self, Sought};
use super::price_about::later_in_short;
use crate::parts::{
    Actions, Button, ButtonKind, ButtonLink, Column, Columns, ColumnsKind, EmptyState,
    ErrorSummary, Form, GetForm, MarketStrip, Meta, Muted, Pagination, Row, RowPrice, RowTick,
    Rows, Section, Tab, Tabs, Tag, TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows what the viewer may see, narrowed by what the address says.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let today = ask.market().today();
    let mut sought = Sought::read(&ask.query, ask.page(), today);
    let listing = list_services(ask.market(), &ask.viewer, sought.browse.clone()).await?;
    sought.compare(&listing);
    let can_add = ask.viewer.signed_in().is_some_and(|actor| actor.can(Action::ManageServices));
    let whose = ask.viewer.signed_in().and_then(|actor| actor.acting_for());
    let title = match (listing.looks, whose) {
        (Looks::School | Looks::Staff | Looks::Provider, Some(acting)) => {
            format!("Services for {}", acting.name)
        }
        _ => "Services".to_owned(),
    };
    let title = match listing.looks {
        Looks::Staff | Looks::Provider => title.replace("Services for", "Services of"),
        Looks::School | Looks::Visitor => title,
    };
    let typed = sought.typed.clone();
    // A whole list is for those whom we know.
    let csv = ask.viewer.signed_in().map(|_| csv_address("/services.csv", &typed.form));
    let file_and_key = (csv, ask.form_key());
    let page =
        Page::new("Services", move || body(title, sought, listing, can_add, file_and_key, today));
    Ok(page.with_form(&typed).into())
}

fn body(
    title: String,
    sought: Sought,
    listing: ServicesFound,
    can_add: bool,
    (csv, key): (Option<String>, String),
    today: NaiveDate,
) -> impl IntoView {
    let all_states = matches!(listing.looks, Looks::Staff | Looks::Provider);
    let none = listing.services.items.is_empty();
    let next = listing.services.next.clone();
    let next = next.map(|after| format!("/services?{}", sought.typed.form.with("after", &after)));
    let further_on = sought.browse.page.key().is_some();
    let first = format!("/services?{}", sought.typed.form.with("after", ""));
    let tabs = all_states.then(|| state_tabs(&sought));
    let filters = filters::filters(&sought, &listing, today);
    let sort = sort_links(&sought);
    let compares = listing.services.items.len() > 1;
    let rows: Vec<_> =
        listing.services.items.into_iter().map(|one| ticked(one, all_states, compares)).collect();
    let nothing = none.then(|| empty(&sought, can_add));
    let keep = (listing.looks == Looks::School).then(|| saving(&sought));
    let viewed = viewed(listing.viewed, key);
    view! {
        <ErrorSummary errors=sought.typed.summary()/>
        <Title text=title/>
        {can_add.then(|| view! {
            <Actions>
                <ButtonLink href="/services/new">"Add a service"</ButtonLink>
                <ButtonLink href="/services/import" kind=ButtonKind::Secondary>"Bring in a price list"</ButtonLink>
                <ButtonLink href="/providers" kind=ButtonKind::Secondary>"Providers"</ButtonLink>
                <ButtonLink href="/proposals" kind=ButtonKind::Secondary>"Proposed changes"</ButtonLink>
            </Actions>
        })}
        {tabs}
        <Columns kind=ColumnsKind::SideMain>
            <Column>{filters}</Column>
            <Column>
                {further_on.then(|| view! { <p><TextLink href=first>"Back to the first page"</TextLink></p> })}
                {keep}
                {viewed}
                {nothing}
                {(!none).then(|| view! { {sort}<Rows>{rows}</Rows> })}
                {compares.then(|| view! {
                    <GetForm action="/services/compare" id=COMPARE>
                        <Button kind=ButtonKind::Secondary>"Compare the ticked services"</Button>
                    </GetForm>
                })}
                <Pagination label="Services" next=next.unwrap_or_default()/>
                {csv.map(|csv| view! { <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted> })}
                <p><TextLink href="/library">"Free policies, templates and guides: the library"</TextLink></p>
            </Column>
        </Columns>
    }
}

/// The way to keep what is sought, and to what is kept.
fn saving(sought: &Sought) -> impl IntoView + use<> {
    let can_save = sought.typed.problems.is_empty() && !sought.browse.criteria().is_blank();
    let save = can_save.then(|| {
        let href = format!("/services/saved/new?{}", sought.typed.form.with("", ""));
        view! { <TextLink href>"Save this search"</TextLink>" · " }
    });
    view! { <p>{save}<TextLink href="/services/saved">"Your saved searches"</TextLink></p> }
}

/// What whoever looks viewed last, in a line, with the button that forgets it.
fn viewed(services: Vec<ServiceSummary>, key: String) -> Option<AnyView> {
    if services.is_empty() {
        return None;
    }
    let link = |one: ServiceSummary| {
        let href = format!("/services/{}", one.id);
        view! { <TextLink href>{one.title}</TextLink> }.into_any()
    };
    let facts = services.into_iter().map(link).collect();
    let section = view! {
        <Section id="viewed" title="Viewed last" small=true>
            <Meta facts/>
            <Form action="/services/viewed/remove" key>
                <Button kind=ButtonKind::Quiet>"Remove this list"</Button>
            </Form>
        </Section>
    };
    Some(section.into_any())
}

/// Forgets what whoever looks viewed last.
pub async fn forget_viewed(ask: Ask) -> Result<Answer, Failure> {
    ::market::service::forget_viewed(ask.market(), ask.actor()?).await?;
    Ok(Answer::see_other("/services"))
}

fn state_tabs(sought: &Sought) -> impl IntoView + use<> {
    let tab = |text: &str, code: &str| Tab {
        text: text.to_owned(),
        count: String::new(),
        href: format!("/services?{}", sought.typed.form.with("state", code)),
        current: sought.typed.form.get("state") == code,
    };
    let states =
        State::ALL.iter().map(|state| tab(words::service::service_state(*state), state.code()));
    let tabs = std::iter::once(tab("All", "")).chain(states).collect();
    view! { <Tabs label="Services by state" tabs/> }
}

fn sort_links(sought: &Sought) -> impl IntoView + use<> {
    let by_price = sought.typed.form.get("sort") == "price";
    let to = |sort: &str| format!("/services?{}", sought.typed.form.with("sort", sort));
    // Among words sought, what fits them best comes first.
    let usual =
        if sought.typed.form.filled("q").is_some() { "Best match first" } else { "Sort by name" };
    let other = if by_price { (usual, to("")) } else { ("Sort by price", to("price")) };
    view! { <p><TextLink href=other.1>{other.0}</TextLink></p> }
}

fn empty(sought: &Sought, can_add: bool) -> impl IntoView + use<> {
    if sought.is_narrowed() {
        return view! {
            <EmptyState title="Nothing fits all of this">
                <p>"Take a filter away, or search for fewer words."</p>
                <Actions><ButtonLink href="/services" kind=ButtonKind::Secondary>"Show all services"</ButtonLink></Actions>
            </EmptyState>
        }
        .into_any();
    }
    let advice = if can_add {
        "Add a service, or bring in the price list you have: an Excel workbook or a CSV file."
    } else {
        "Services your school can buy will be listed here as soon as your partnership puts some on sale."
    };
    view! { <EmptyState title="No services yet"><p>{advice}</p></EmptyState> }.into_any()
}

/// The form that takes ticked services side by side.
const COMPARE: &str = "compare";

/// A service among others; `all_states` where whoever looks sees more than what is on sale.
pub(crate) fn row(one: ServiceSummary, all_states: bool) -> impl IntoView {
    ticked(one, all_states, false)
}

/// The same with a box to compare it by, where there is something to compare it with.
fn ticked(one: ServiceSummary, all_states: bool, compares: bool) -> impl IntoView {
    let tag = (all_states && one.state != State::Live).then(|| {
        let kind = match one.state {
            State::Live => TagKind::Good,
            State::Draft | State::Retired => TagKind::Plain,
            State::InReview | State::Paused => TagKind::Waits,
        };
        view! { <Tag kind text=words::service::service_state(one.state)/> }.into_any()
    });
    let mut facts = vec![one.provider.name.clone(), one.category.label().to_owned()];
    facts.extend(one.offered_by.as_ref().map(|name| format!("Offered by {name}")));
    match (one.pool, one.next_free) {
        (Some(_), Some(day)) => facts.push(format!("Free from {}", day_in_words(day))),
        (Some(_), None) => facts.push("No days free".to_owned()),
        (None, _) => {}
    }
    // That a school pays what it costs goes without saying.
    let who = one.who_pays.filter(|who| *who != WhoPays::School);
    facts.extend(
        who.map(|who| words::price::who_pays(who, matches!(one.price, PriceShown::Yours(_)))),
    );
    facts.extend(one.trust_buys.then(|| words::service::TRUST_BUYS.to_owned()));
    let price = Some(price(&one));
    let href = format!("/services/{}", one.id);
    let tick = compares.then(|| RowTick {
        form: COMPARE,
        name: "service",
        value: one.id.to_string(),
        text: "Compare",
    });
    match tag {
        Some(tag) => {
            view! { <Row href title=one.title text=one.summary meta=facts tag price tick/> }
                .into_any()
        }
        None => {
            view! { <Row href title=one.title text=one.summary meta=facts price tick/> }.into_any()
        }
    }
}

fn price(one: &ServiceSummary) -> RowPrice {
    let plain = |amount: String, unit: &str, note: &str| RowPrice {
        amount,
        unit: unit.to_owned(),
        note: note.to_owned(),
        strip: None,
    };
    let unit = words::price::price_unit(&one.rule, one.unit);
    match &one.price {
        PriceShown::Yours(quote) | PriceShown::Members(quote) => {
            let net = quote.unit_price.unwrap_or(quote.net);
            let whose = match one.price {
                PriceShown::Members(_) => "for members, excluding VAT",
                _ => "excluding VAT",
            };
            let (strip, beside) = beside_market(&one.price, one.unit, one.market);
            let later = one.later.as_ref().and_then(later_in_short);
            let later = later.map(|later| format!(" · {later}")).unwrap_or_default();
            RowPrice {
                amount: words::pounds(net.pence()),
                unit: unit.to_owned(),
                note: format!("{whose}{later}{beside}"),
                strip,
            }
        }
        PriceShown::BySize => plain(
            words::price::rule_in_words(&one.rule, one.unit),
            "",
            "for members, excluding VAT",
        ),
        PriceShown::ByFigure => plain(
            words::price::rule_in_words(&one.rule, one.unit),
            "",
            "by a figure that a school states, excluding VAT",
        ),
        PriceShown::PupilsNotKnown => plain(
            words::price::rule_in_words(&one.rule, one.unit),
            "",
            "enter your pupils to see your price",
        ),
        PriceShown::MembersOnly => {
            plain("Members only".to_owned(), "", "your school is not a member")
        }
    }
}

/// Where the price stands among the market's, small, and the same in words.
pub(super) fn beside_market(
    price: &PriceShown,
    unit: Unit,
    market: MarketColumns,
) -> (Option<MarketStrip>, String) {
    let Some([lower, median, upper]) = market.quartiles else { return (None, String::new()) };
    let Ok(Some(ours)) = price.comparable(unit) else { return (None, String::new()) };
    let [lower, middle, upper, ours] = [lower, median, upper, ours].map(|net| net.pence().get());
    let difference = domain::Pence::new((ours - middle).abs());
    let count = words::plural(market.points.unsigned_abs(), "price", "prices");
    let middle_of = format!("the middle of {count} elsewhere");
    let words = match ours.cmp(&middle) {
        std::cmp::Ordering::Less => {
            format!(" · {} less than {middle_of}", words::pounds(difference))
        }
        std::cmp::Ordering::Greater => {
            format!(" · {} more than {middle_of}", words::pounds(difference))
        }
        std::cmp::Ordering::Equal => format!(" · {middle_of}"),
    };
    (Some(MarketStrip { middle: (lower, upper), ours }), words)
}
