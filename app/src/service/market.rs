//! The market beside a service's price: the strip of dots, and the page with every source.

use ::market::service::{Looks, ServiceDetail, view_service};
use domain::Failure;
use domain::calendar::short_day;
use domain::id::ServiceId;
use domain::market_rate::{MarketRate, Origin, PublishedPrice, Strip, Verdict};
use domain::price::Unit;
use domain::vat::ComparisonBasis;
use leptos::prelude::*;

use crate::parts::chart::{ChartWords, Dot, DotKind, DotStrip, Ours, Quartiles};
use crate::parts::{
    BackLink, Cell, Change, ColumnHead, EmptyState, Lead, Muted, Section, Table, TableRow,
    TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::service::range;
use crate::words::{self, plural, pounds};

/// How the price lies to the middle one, where there are enough prices.
pub(super) fn beside(service: &ServiceDetail) -> Option<AnyView> {
    let strip = service.market.strip.as_ref()?;
    let (ours, [_, median, _]) = (strip.ours?, strip.quartiles?);
    let difference = ours.minus(median).ok()?;
    let count = u64::try_from(strip.points.len()).unwrap_or(0);
    let unit =
        format!("than the middle of {}", plural(count, "published price", "published prices"));
    Some(view! { <p><Change difference unit/></p> }.into_any())
}

/// The strip of prices elsewhere with ours among them.
pub(super) fn strip(service: &ServiceDetail, with_link: bool) -> Option<AnyView> {
    let href = format!("/services/{}/market", service.id());
    let link =
        with_link.then(|| view! { <p><TextLink href>"Where these prices are from"</TextLink></p> });
    let stands = stands(&service.market).map(|stands| view! { <p>{stands}</p> });
    let strip = strip_of(&service.market, service.terms().unit, "Here")?;
    Some(view! { {strip}{stands}{link} }.into_any())
}

/// Where ours stands among the published prices, in a sentence, where there are enough of them.
fn stands(rate: &MarketRate) -> Option<String> {
    Some(format!("This price is {}.", words::service::price_rank(rate.rank?)))
}

/// A strip of published prices with one of ours among them, under a name of its own.
pub(crate) fn strip_of(rate: &MarketRate, unit: Unit, ours_is: &str) -> Option<AnyView> {
    let strip = rate.strip.clone()?;
    let ours = strip.ours?;
    if strip.points.is_empty() {
        return None;
    }
    let count = u64::try_from(strip.points.len()).unwrap_or(0);
    let unit = words::price::a_unit(unit);
    let basis = words::basis(strip.basis);
    let oldest = rate.oldest_on.map(short_day).unwrap_or_default();
    let words = ChartWords {
        id: "market-price".to_owned(),
        title: "What it costs elsewhere".to_owned(),
        unit: format!("£ {unit}, {basis}"),
        description: stands(rate).map_or_else(
            || words::service::verdict(rate.verdict).to_owned(),
            |stands| format!("{} {stands}", words::service::verdict(rate.verdict)),
        ),
        source: format!(
            "{}, the oldest of {oldest}. Each stands with its source among the prices.",
            plural(count, "published price", "published prices")
        ),
    };
    let quartiles = strip.quartiles.map(|[low, median, high]| Quartiles {
        low: low.get(),
        median: median.get(),
        high: high.get(),
        words: format!("the middle price is {}", pounds(median)),
    });
    let label = format!("{ours_is} {}", pounds(ours));
    // The table beside the drawing says it, too.
    let text = match rate.rank {
        Some(rank) => format!("{}, {}", pounds(ours), words::service::price_rank(rank)),
        None => pounds(ours),
    };
    let ours = Ours { label, value: ours.get(), text };
    let filled = format!("Published prices ({count})");
    Some(
        view! {
            <DotStrip words dots=dots(&strip) quartiles ours filled_words=filled
                open_words="Published as a range: its middle" heads=("Published by", "Price")/>
        }
        .into_any(),
    )
}

fn dots(strip: &Strip) -> Vec<Dot> {
    let dot = |point: &domain::market_rate::StripPoint| Dot {
        label: format!("{}, {}", point.label, short_day(point.on)),
        value: point.middle.get(),
        text: range(point.low, point.high),
        kind: if point.low == point.high { DotKind::Filled } else { DotKind::Open },
    };
    strip.points.iter().map(dot).collect()
}

/// Every source behind the market rate, with what was quoted and how it was converted.
pub async fn evidence(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    let title = format!("Prices elsewhere: {}", service.terms().title);
    // A whole list is for those who are signed in.
    let with_file = ask.viewer.signed_in().is_some() && !service.market.published.is_empty();
    let body = move || evidence_body(service, with_file);
    Ok(Page::new(title, body).paper("Prices elsewhere").into())
}

fn evidence_body(service: ServiceDetail, with_file: bool) -> impl IntoView {
    let file = format!("/services/{}/market.csv", service.id());
    let back = format!("/services/{}", service.id());
    let unit = words::price::a_unit(service.terms().unit);
    let basis = words::basis(service.market.basis);
    let summary = summary(&service);
    let rows: Vec<TableRow> =
        service.market.published.iter().map(|one| source(one, None)).collect();
    let empty = view! {
        <EmptyState title="No prices yet">
            <p>"Prices that others publish will stand here, each with its source and date."</p>
        </EmptyState>
    }
    .into_any();
    let strip = strip(&service, false);
    let own = own(&service);
    let title = service.terms().title.clone();
    view! {
        <BackLink href=back text="Back to the service"/>
        <Title caption=title text="What it costs elsewhere"/>
        <Lead>{summary}</Lead>
        {strip}
        <Table caption=format!("Published prices, £ {unit}, {basis}") columns=heads(None) rows empty/>
        {with_file.then(|| view! { <Muted><TextLink href=file>"Download as CSV"</TextLink></Muted> })}
        {own}
        <Section id="how" title="How we compare">
            <Muted>
                "Each price is brought to the same unit and the same side of VAT as ours. Where a source does \
                 not say whether VAT is in its price, it counts as if it were, so that what is unclear never makes \
                 ours look lower. Where it gives a range, its middle counts. The middle half lies between the lower and the upper quartile, worked \
                 out as spreadsheets do (QUARTILE.INC). With fewer than three prices we show no middle half, with \
                 fewer than five we do not call ours low or high."
            </Muted>
            {(service.market.basis == ComparisonBasis::Gross).then(|| view! {
                <Muted>"Your school cannot claim VAT back, so prices are compared with VAT in them."</Muted>
            })}
        </Section>
    }
}

/// What schools pay themselves, and that one's own prices may count, too.
fn own(service: &ServiceDetail) -> impl IntoView + use<> {
    let kind = service.terms().category.label().to_lowercase();
    let told = match (&service.own, own_in_words(service)) {
        (Some(_), Some(told)) => told,
        _ => format!(
            "Nothing can be said yet of what schools pay for {kind}: it takes five prices of three schools \
             that let theirs count, and as many that have changed since something was said."
        ),
    };
    let ask = (service.looks == Looks::School).then(|| {
        view! { <p><TextLink href="/school/prices">"Let your school’s own prices count"</TextLink></p> }
    });
    view! {
        <Section id="own" title="What schools pay">
            <p>{told}</p>
            {ask}
        </Section>
    }
}

/// What schools pay themselves, in a few sentences.
pub(super) fn own_in_words(service: &ServiceDetail) -> Option<String> {
    let own = service.own.as_ref()?;
    let basis = service.market.basis;
    let unit = words::price::a_unit(service.terms().unit);
    let [lower, middle, upper] = own.quartiles(basis).map(pounds);
    let kind = service.terms().category.label().to_lowercase();
    let verdict = service.compared.map(|ours| match own.verdict(ours, basis) {
        Verdict::Below => " This price is under the lower quartile of them.",
        Verdict::Above => " This price is over the upper quartile of them.",
        Verdict::Within | Verdict::NotEnoughData => " This price lies among them.",
    });
    Some(format!(
        "For {kind}, the middle half of what schools pay lies between {lower} and {upper} {unit}, {}, the middle \
         price is {middle}. It rests on {} of {}, from {} to {}, whoever paid for it, rounded.{}",
        words::basis(basis),
        words::plural_of(own.contributors, "price", "prices"),
        words::plural_of(own.buyers, "school", "schools"),
        short_day(own.oldest_on),
        short_day(own.latest_on),
        verdict.unwrap_or_default()
    ))
}

fn summary(service: &ServiceDetail) -> String {
    let count = u64::try_from(service.market.published.len()).unwrap_or(0);
    let unit = words::price::a_unit(service.terms().unit);
    let published = plural(count, "published price", "published prices");
    match service.market.distribution {
        Some(found) => format!(
            "The middle half of {published} lies between {} and {} {unit}. {}",
            pounds(found.lower_quartile),
            pounds(found.upper_quartile),
            words::service::verdict(service.market.verdict),
        ),
        None => format!(
            "We know {published}. Three are needed to say what is usual, and five to call this price \
             low or high."
        ),
    }
}

/// The heads of the table of sources, with one for a last column of the caller's where it has one.
pub(crate) fn heads(last: Option<&'static str>) -> Vec<ColumnHead> {
    let mut heads = vec![
        ColumnHead::words("Published by"),
        ColumnHead::words("As quoted"),
        ColumnHead::words("How it was converted"),
        ColumnHead::numbers("Compares as"),
        ColumnHead::words("Date"),
    ];
    heads.extend(last.map(ColumnHead::words));
    heads
}

/// One source, with what stands in the caller's last column.
pub(crate) fn source(one: &PublishedPrice, last: Option<AnyView>) -> TableRow {
    let Origin::Published { source_name, note, .. } = &one.origin;
    let (name, note) = (source_name.clone(), note.clone());
    let name = match one.origin.link() {
        Some(href) => view! { <TextLink href=href.to_owned()>{name}</TextLink> }.into_any(),
        None => name.into_any(),
    };
    let name = view! { <span>{name}{note.map(|note| view! { <Muted>{note}</Muted> })}</span> };
    let quoted = format!(
        "{} {}, {}",
        range(one.quoted.low, one.quoted.high),
        words::service::quoted_vat(one.quoted.vat),
        one.quoted.unit_words
    );
    let how = words::service::how_compared(one);
    let mut cells = vec![
        Cell::view(name),
        quoted.into(),
        how.into(),
        range(one.converted.low, one.converted.high).into(),
        short_day(one.on).into(),
    ];
    cells.extend(last.map(Cell::View));
    TableRow::new(cells)
}
