//! A service's page: nothing above the price but the name.

use ::market::capacity;
use ::market::evaluation::{Figures, figures_of_service};
use ::market::event::{EventOnSale, events_on_sale};
use ::market::service::{
    Looks, PriceShown, ServiceDetail, ServiceSummary, ServiceVisit, note_viewed, visit_service,
};
use ::market::term_dates::school_days;
use domain::Failure;
use domain::capacity::YearMonth;
use domain::id::ServiceId;
use domain::market_rate::FEWEST_CONTRIBUTORS;
use domain::price::{BuyerStanding, Packages, Unit};
use domain::service::{BookedBy, ServiceTerms};
use domain::vat::VatTreatment;
use leptos::prelude::*;

use super::list::row;
use super::standing::{staff_bar, state_notice};
use super::{days, documents, events, market, ordering, package, price_about};
use crate::capacity::profile;
use crate::evaluation;
use crate::parts::{
    BigFigure, ButtonKind, ButtonLink, Cell, Column, ColumnHead, Columns, ColumnsKind, Details,
    Link, Meta, Muted, Prose, Rows, Section, SectionKind, SummaryList, SummaryRow, Table, TableRow,
    TextLink, Ticks, Title, Tone,
};
use crate::web::{Answer, Ask, Page};
use crate::words::{self, pounds};

/// Shows it, with the free days of this month or the one asked for.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let ServiceVisit { service, also_bought } =
        visit_service(ask.market(), &ask.viewer, id).await?;
    // Beside what the page reads, so that nobody waits for it.
    let noted = note_viewed(ask.market(), &ask.viewer, id);
    let (dynamic, ()) = tokio::join!(dynamic(&ask, &service), noted);
    let dynamic = dynamic?;
    let title = service.terms().title.clone();
    let signed_in = ask.viewer.signed_in().is_some();
    Ok(Page::new(title, move || body(service, dynamic, also_bought, signed_in))
        .paper("Service")
        .into())
}

async fn dynamic(ask: &Ask, service: &ServiceDetail) -> Result<Dynamic, Failure> {
    let today = ask.market().today();
    let month = ask.query.get("month").parse().unwrap_or(YearMonth::of(today));
    let calendar = if service.has_pool() {
        let half = days::half_of(service, &ask.query);
        let month = capacity::free_days(ask.market(), service, (half, month)).await?;
        let school = school_days(ask.market(), &ask.viewer, service).await?;
        Some(days::Calendar::of(service, (half, month), &[], (today, school.terms())))
    } else {
        None
    };
    let dated = events_on_sale(ask.market(), service).await?;
    let can_do = capacity::can_do(ask.market(), service).await?;
    let thought = figures_of_service(ask.market(), service).await?;
    let packages = package::of(ask, service).await?;
    let calendar = calendar.map(|calendar| calendar.paid_by(&packages));
    Ok((calendar, dated, can_do, thought, packages))
}

/// What of a service changes by the day: free days, dates of events, what its people can do, what schools
/// thought of it, and what is left of it in packages of the school that looks.
type Dynamic = (Option<days::Calendar>, Vec<EventOnSale>, capacity::CanDo, Figures, Packages);

fn body(
    service: ServiceDetail,
    (calendar, dated, can_do, thought, packages): Dynamic,
    also_bought: Vec<ServiceSummary>,
    signed_in: bool,
) -> impl IntoView {
    let takes = service.can_order && matches!(service.price, PriceShown::Yours(_));
    let by_place = service.terms().unit == Unit::Place;
    let dated = by_place.then(|| events::section(dated, service.can_keep_pool, takes));
    let terms = service.terms().clone();
    let href = format!("/services?provider={}", service.provider.id);
    let provider = terms.provider_name.clone();
    let accountable = if terms.accountable == provider {
        " delivers it and answers for it".to_owned()
    } else {
        format!(" delivers it · {} answers for it", terms.accountable)
    };
    let offered = (service.standing == Some(BuyerStanding::OtherMember)).then(|| {
        let told = "offers it to members of other partnerships, at this price";
        view! { <span>{format!("{} {told}", service.partnership.name)}</span> }.into_any()
    });
    let by = view! { <span><TextLink href=href>{provider}</TextLink>{accountable}</span> };
    let facts = std::iter::once(by.into_any()).chain(offered).collect();
    let main = vec![
        price(&service),
        ordering::outside(&service).into_any(),
        ordering::way(&service, signed_in).into_any(),
        ordering::quote(&service).into_any(),
        ordering::question(&service).into_any(),
        package::left(&packages, service.terms().unit).into_any(),
        package::section(&service).into_any(),
        market::strip(&service, true).into_any(),
        worked_out(&service).into_any(),
        calendar.map(|calendar| free_days(&service, calendar)).into_any(),
        profile::told(can_do, service.can_ask, signed_in).into_any(),
        dated.into_any(),
        about(&terms),
        included(&terms).into_any(),
        evaluation::figures(thought).into_any(),
        documents::section(&service).into_any(),
    ];
    let (notice, bar, beside) = (state_notice(&service), staff_bar(&service), beside(&service));
    view! {
        {notice}
        <Title text=terms.title/>
        <Meta facts/>
        {bar}
        <Columns>
            <Column>{main}</Column>
            <Column>{beside}</Column>
        </Columns>
        {bought_beside(also_bought)}
    }
}

/// What schools like the one that looks have bought as well. How few there may be stands beside it, and how
/// many there are nowhere.
fn bought_beside(services: Vec<ServiceSummary>) -> Option<AnyView> {
    if services.is_empty() {
        return None;
    }
    let rows = services.into_iter().map(|one| row(one, false)).collect_view();
    let told = format!(
        "Each was bought beside this service by at least {FEWEST_CONTRIBUTORS} schools of your partnership that \
         teach the same phase and are about your size, in twelve months up to the end of last month. We tell \
         nobody which schools they are."
    );
    let section = view! {
        <Section id="also-bought" title="Schools like yours also buy">
            <Rows>{rows}</Rows>
            <Muted>{told}</Muted>
        </Section>
    };
    Some(section.into_any())
}

fn about(terms: &ServiceTerms) -> AnyView {
    let words = paragraphs(&terms.description);
    view! { <Section id="about" title="What you get"><Prose>{words}</Prose></Section> }.into_any()
}

fn paragraphs(text: &str) -> Vec<AnyView> {
    let parts = text.split("\n\n").filter(|part| !part.trim().is_empty());
    parts.map(|part| view! { <p>{part.to_owned()}</p> }.into_any()).collect()
}

fn price(service: &ServiceDetail) -> AnyView {
    let terms = service.terms();
    let note = words::vat::vat_note(service.vat);
    let rule = words::price::rule_in_words(&service.rule, terms.unit);
    let unit = words::price::price_unit(&terms.price, terms.unit);
    let change = price_about::beside(service);
    match &service.price {
        PriceShown::Yours(quote) => {
            let value = pounds(quote.unit_price.unwrap_or(quote.net).pence());
            view! { <BigFigure label="Your price" value unit note tone=Tone::Water>{change}</BigFigure> }
                .into_any()
        }
        PriceShown::Members(quote) => {
            let value = pounds(quote.unit_price.unwrap_or(quote.net).pence());
            view! { <BigFigure label="Members’ price" value unit note tone=Tone::Water>{change}</BigFigure> }
                .into_any()
        }
        PriceShown::BySize => {
            view! { <BigFigure label="Members’ price" value=rule note tone=Tone::Water/> }
                .into_any()
        }
        PriceShown::PupilsNotKnown => view! {
            <BigFigure label="Members’ price" value=rule note tone=Tone::Water>
                <p>
                    "The price depends on your pupils, and we do not know how many you have. "
                    <TextLink href="/school">"Enter the number"</TextLink>
                </p>
            </BigFigure>
        }
        .into_any(),
        PriceShown::ByFigure => view! {
            <BigFigure label="Price" value=words::price::rule_in_words(&service.own_rule(), terms.unit) note>
                <p>"You state the figure when you order, with where it is from, and see what it comes to before you agree."</p>
            </BigFigure>
        }
        .into_any(),
        PriceShown::MembersOnly => {
            view! { <BigFigure label="Members’ price" value=rule note/> }.into_any()
        }
    }
}

fn worked_out(service: &ServiceDetail) -> impl IntoView + use<> {
    let vat = match service.vat {
        VatTreatment::Settled(basis) => format!(
            "{}. {}.",
            words::vat::vat_in_words(basis),
            words::vat::vat_reason(basis.reason())
        ),
        VatTreatment::Ask(_) => "How VAT applies has not been settled yet.".to_owned(),
    };
    let source = match service.vat {
        VatTreatment::Settled(basis) => Some(basis.source()),
        VatTreatment::Ask(_) => None,
    };
    let rows = by_standing(service);
    let (came_about, made_of) = (price_about::worked_out(service), price_about::made_of(service));
    view! {
        <Section id="worked-out" title="How the price is worked out">
            <Prose>
                {came_about}
                <p>{vat}</p>
                {source.map(|source| view! { <Muted>{source}</Muted> })}
            </Prose>
            {made_of}
            <Details summary="What others pay">
                <Table caption="Prices, excluding VAT" quiet_caption=true
                    columns=vec![ColumnHead::words("Who"), ColumnHead::numbers("Price")] rows/>
            </Details>
        </Section>
    }
}

fn by_standing(service: &ServiceDetail) -> Vec<TableRow> {
    let terms = service.terms();
    let unit = words::price::price_unit(&terms.price, terms.unit);
    service
        .by_standing
        .iter()
        .map(|(standing, quote)| {
            let price = match quote {
                Some(quote) => {
                    let net = quote.unit_price.unwrap_or(quote.net);
                    format!("{} {unit}", pounds(net.pence()))
                }
                // What rests on a figure or on the pupils has no amount that holds for all of them.
                None => service.rule.paid_by(*standing).map_or_else(
                    || "Not sold to them".to_owned(),
                    |rule| words::price::rule_in_words(&rule, terms.unit),
                ),
            };
            TableRow::new(vec![words::price::payers(*standing).into(), Cell::Text(price)])
        })
        .collect()
}

fn free_days(service: &ServiceDetail, calendar: days::Calendar) -> impl IntoView + use<> {
    let picks = service.can_order && matches!(service.price, PriceShown::Yours(_));
    let href = format!("/services/{}/days?month={}", service.id(), calendar.month.month);
    let name = days::month_name(calendar.month.month);
    let free = calendar.month.bookable().count();
    let told = match free {
        0 => format!("No days are free in {name}."),
        1 => format!("One day is free in {name}."),
        free => format!("{} days are free in {name}.", words::count(free)),
    };
    let halves = picks.then(|| calendar.halves(""));
    let more = picks.then(|| Link::new("All months", href.clone()));
    view! {
        <Section id="free-days" title="Free days" kind=SectionKind::Strong more>
            {halves}
            <p>{told}</p>
            {if picks {
                calendar.form().into_any()
            } else {
                calendar.shown().into_any()
            }}
        </Section>
    }
}

fn included(terms: &ServiceTerms) -> Option<AnyView> {
    let (yes, no) = (terms.included.clone(), terms.not_included.clone());
    if yes.is_empty() && no.is_empty() {
        return None;
    }
    Some(
        view! {
            <Section id="included" title="What is included">
                <Columns kind=ColumnsKind::Halves>
                    <Column><Ticks items=yes/></Column>
                    {(!no.is_empty()).then(|| view! {
                        <Column><p><b>"Not included"</b></p><Ticks items=no not=true/></Column>
                    })}
                </Columns>
            </Section>
        }
        .into_any(),
    )
}

fn beside(service: &ServiceDetail) -> impl IntoView + use<> {
    let terms = service.terms().clone();
    let mut rows = vec![
        SummaryRow::new("Category", terms.category.label()),
        SummaryRow::new("For", words::service::phases(&terms.phases)),
        SummaryRow::new("Areas", words::for_whom::areas(&service.areas, &service.partnership.name)),
        SummaryRow::new("Cancelling", words::service::cancelling(&terms.cancellation)),
        SummaryRow::new("Sold through", service.partnership.name.clone()),
    ];
    if let Some(who) = service.who_pays {
        let is_buyer = matches!(service.price, PriceShown::Yours(_));
        rows.insert(1, SummaryRow::new("Who pays", words::price::who_pays(who, is_buyer)));
    }
    if service.trust_buys {
        rows.insert(0, SummaryRow::new("Your trust", words::service::TRUST_BUYS));
    }
    // What is not sold by the day has no day to be early for.
    if service.has_pool() || terms.notice_days > 0 {
        let row = SummaryRow::new("When to book", words::service::notice(terms.notice_days));
        rows.insert(rows.len() - 2, row);
    }
    if service.booked() == BookedBy::Agreement {
        let told = words::service::agreement(terms.agreement);
        rows.insert(rows.len() - 2, SummaryRow::new("Agreed for", told));
    }
    if let Some(note) = terms.cancellation.note.clone() {
        rows.push(SummaryRow::new("About cancelling", note));
    }
    if let Some(delivery) = terms.delivery.clone() {
        rows.insert(rows.len() - 2, SummaryRow::new("How and where", delivery));
    }
    let codes = words::service::codes(&terms).into_iter();
    let codes: Vec<_> = codes.map(|(name, code)| SummaryRow::new(name, code)).collect();
    let others = format!("/services/compare?service={}", service.id());
    let compares = matches!(service.looks, Looks::School | Looks::Visitor);
    let (standards, safeguards) = (terms.standards, terms.safeguards);
    let has_codes = !codes.is_empty();
    view! {
        <Section id="at-a-glance" title="At a glance" small=true>
            <SummaryList rows label="At a glance"/>
            {compares.then(|| view! { <p><TextLink href=others>"Compare with others of its kind"</TextLink></p> })}
        </Section>
        {(!standards.is_empty()).then(|| view! {
            <Section id="standards" title="Standards" small=true><Ticks items=standards/></Section>
        })}
        {(!safeguards.is_empty()).then(|| view! {
            <Section id="safeguards" title="Checks and insurance" small=true><Ticks items=safeguards/></Section>
        })}
        {has_codes.then(|| view! {
            <Section id="codes" title="For your records" small=true>
                <SummaryList rows=codes label="Codes"/>
                <Muted>"The budget code is a suggestion: your school may use another."</Muted>
            </Section>
        })}
    }
}

/// A link that looks like a quiet button.
pub(super) fn quiet(href: String, text: &'static str) -> impl IntoView {
    view! { <ButtonLink href=href kind=ButtonKind::Quiet>{text}</ButtonLink> }
}
