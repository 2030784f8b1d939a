//! Up to four services side by side: what each costs this school, what is in it, what it asks for.

use ::market::service::{COMPARED_MAX, Compared, Comparison, PriceShown, compare_services};
use domain::Failure;
use domain::calendar::day_in_words;
use domain::id::ServiceId;
use leptos::prelude::*;

use super::list::beside_market;
use crate::parts::{
    ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, Notice, NoticeKind, Section, Table,
    TableRow, TextLink, Ticks, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows those that the address names.
pub async fn compare(ask: Ask) -> Result<Answer, Failure> {
    let named = ask.query.all("service");
    let ids: Vec<ServiceId> = named.iter().filter_map(|id| id.parse().ok()).collect();
    let mut found = compare_services(ask.market(), &ask.viewer, &ids).await?;
    found.missing += named.len() - ids.len();
    let too_many = ids.len() > COMPARED_MAX;
    Ok(Page::new("Compare services", move || body(found, too_many)).into())
}

fn body(found: Comparison, too_many: bool) -> impl IntoView {
    let many = found.services.len();
    let told = notices(&found, too_many);
    let others = others(&found);
    let table = (many > 0).then(|| table(found.services));
    let back = view! {
        <ButtonLink href="/services" kind=ButtonKind::Secondary>"All services"</ButtonLink>
    };
    view! {
        <Title text="Compare services"/>
        {told}
        {match table {
            Some(table) => table.into_any(),
            None => view! {
                <EmptyState title="Nothing to compare yet">
                    <p>{format!("Tick up to {COMPARED_MAX} services in the list, then choose “Compare the ticked services”.")}</p>
                    {back}
                </EmptyState>
            }
            .into_any(),
        }}
        {others}
    }
}

/// What differs from what was asked for.
fn notices(found: &Comparison, too_many: bool) -> Vec<AnyView> {
    let many = too_many.then(|| {
        format!("Up to {COMPARED_MAX} stand side by side: the first {COMPARED_MAX} are here")
    });
    let missing = match found.missing {
        0 => None,
        1 => Some("One of them is not offered any more".to_owned()),
        more => Some(format!("{more} of them are not offered any more")),
    };
    let notice = |title| view! { <Notice kind=NoticeKind::Waits title/> }.into_any();
    many.into_iter().chain(missing).map(notice).collect()
}

/// The address of these beside each other.
fn address(ids: impl Iterator<Item = ServiceId>) -> String {
    let named: Vec<String> = ids.map(|id| format!("service={id}")).collect();
    format!("/services/compare?{}", named.join("&"))
}

fn table(services: Vec<Compared>) -> impl IntoView {
    let columns = std::iter::once(ColumnHead::words("What"))
        .chain(services.iter().map(|one| ColumnHead::words(one.terms.title.clone())))
        .collect();
    let row = |name: &str, cell: &dyn Fn(&Compared) -> Cell| {
        TableRow::new(std::iter::once(Cell::from(name)).chain(services.iter().map(cell)).collect())
    };
    let words = |name: &str, told: &dyn Fn(&Compared) -> String| {
        row(name, &|one| Cell::Text(filled(told(one))))
    };
    let things = |name: &str, told: &dyn Fn(&Compared) -> Vec<String>| {
        row(name, &|one| match told(one) {
            items if items.is_empty() => Cell::from("Not said"),
            items => Cell::view(view! { <Ticks items/> }),
        })
    };
    let whose = match services.first().map(|one| &one.price) {
        Some(PriceShown::Yours(_)) => "Your price",
        _ => "Members’ price",
    };
    let rows = vec![
        row("Page", &|one| page(one, &services)),
        words(whose, &price),
        words("Beside prices elsewhere", &beside),
        words("VAT", &|one| words::vat::vat_note(one.vat).to_owned()),
        words("Provider", &|one| one.terms.provider_name.clone()),
        words("Sold through", &|one| one.partnership.clone()),
        words("For", &|one| words::service::phases(&one.terms.phases)),
        words("Free from", &free),
        words("When to book", &|one| words::service::notice(one.terms.notice_days)),
        words("Cancelling", &|one| words::service::cancelling(&one.terms.cancellation)),
        things("What is included", &|one| one.terms.included.clone()),
        words("Not included", &|one| one.terms.not_included.join("; ")),
        words("How and where", &|one| one.terms.delivery.clone().unwrap_or_default()),
        things("Standards", &|one| one.terms.standards.clone()),
        things("Checks and insurance", &|one| one.terms.safeguards.clone()),
    ];
    view! { <Table caption="Services side by side" quiet_caption=true columns rows/> }
}

fn filled(told: String) -> String {
    if told.is_empty() { "Not said".to_owned() } else { told }
}

/// The ways to the service's own page, and to the same comparison without it.
fn page(one: &Compared, all: &[Compared]) -> Cell {
    let rest = address(all.iter().map(|other| other.id).filter(|id| *id != one.id));
    let href = format!("/services/{}", one.id);
    Cell::view(view! {
        <TextLink href=href>"See it"</TextLink>
        ", "
        <TextLink href=rest>"take it out"</TextLink>
    })
}

fn price(one: &Compared) -> String {
    let unit = words::price::price_unit(&one.terms.price, one.terms.unit);
    match &one.price {
        PriceShown::Yours(quote) | PriceShown::Members(quote) => {
            let net = quote.unit_price.unwrap_or(quote.net);
            format!("{} {unit}", words::pounds(net.pence()))
        }
        PriceShown::BySize => words::price::rule_in_words(&one.terms.price, one.terms.unit),
        PriceShown::ByFigure => words::price::rule_in_words(&one.own_rule, one.terms.unit),
        PriceShown::PupilsNotKnown => format!(
            "{}. We do not know how many pupils you have",
            words::price::rule_in_words(&one.terms.price, one.terms.unit)
        ),
        PriceShown::MembersOnly => "For members only".to_owned(),
    }
}

fn beside(one: &Compared) -> String {
    let (_, told) = beside_market(&one.price, one.terms.unit, one.market);
    match told.trim_start_matches(" · ") {
        "" => "No prices elsewhere to compare with".to_owned(),
        told => told.to_owned(),
    }
}

fn free(one: &Compared) -> String {
    match (one.has_pool, one.next_free) {
        (true, Some(day)) => day_in_words(day),
        (true, None) => "No days free".to_owned(),
        (false, _) => "Not booked by the day".to_owned(),
    }
}

/// What else could stand beside them.
fn others(found: &Comparison) -> Option<AnyView> {
    let compared = || found.services.iter().map(|one| one.id);
    let links: Vec<_> = found
        .others
        .iter()
        .map(|one| {
            let href = address(compared().chain([one.id]));
            let (title, told) = (one.title.clone(), format!(", {}", one.provider.name));
            view! { <li><TextLink href=href>{title}</TextLink>{told}</li> }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! { <Section id="others" title="Put another of its kind beside it"><ul>{links}</ul></Section> }
            .into_any()
    })
}
