//! What stands about a service's price: how it came about, what it is made of, what it will be, and
//! what a member would pay.

use ::market::service::{LaterPrice, PriceShown, ServiceDetail};
use domain::calendar::{day_in_full, short_day};
use domain::money::grouped;
use domain::price::{BuyerStanding, ComponentKind, Quote, Working, share_of};
use domain::{Net, Pence};
use leptos::prelude::*;

use super::{market, ordering};
use crate::parts::chart::{ChartWords, Hue, Share, ShareBar};
use crate::parts::{Muted, Notice, NoticeKind, TextLink};
use crate::words::{self, pounds};

/// What stands under the price: the market beside it, what it will be, what is included, and what a
/// member pays.
pub(super) fn beside(service: &ServiceDetail) -> AnyView {
    let later = service.later.as_ref().and_then(|later| later_in_words(service, later));
    let unit = service.terms().unit;
    let included = service.included.map(|left| words::price::included_left(unit, left));
    view! {
        {market::beside(service)}
        {later.map(|later| view! { <p>{later}</p> })}
        {included.map(|included| view! { <p>{included}</p> })}
        {as_a_member(service)}
    }
    .into_any()
}

fn amount(quote: &Quote) -> Pence {
    quote.unit_price.unwrap_or(quote.net).pence()
}

/// What it will cost, from when on.
fn later_in_words(service: &ServiceDetail, later: &LaterPrice) -> Option<String> {
    let terms = service.terms();
    let price = match &later.price {
        PriceShown::Yours(quote) | PriceShown::Members(quote) => {
            let unit = words::price::price_unit(&terms.price, terms.unit);
            format!("{} {unit}", pounds(amount(quote)))
        }
        PriceShown::ByFigure => {
            words::price::rule_in_words(&service.own_rule().starting(later.from_on), terms.unit)
        }
        PriceShown::BySize | PriceShown::PupilsNotKnown => {
            words::price::rule_in_words(&service.rule.starting(later.from_on), terms.unit)
        }
        PriceShown::MembersOnly => return None,
    };
    Some(format!("From {}: {price}.", day_in_full(later.from_on)))
}

/// What a school that is no member would save by being one.
fn as_a_member(service: &ServiceDetail) -> Option<AnyView> {
    if service.standing != Some(BuyerStanding::NonMember) {
        return None;
    }
    let PriceShown::Yours(own) = &service.price else { return None };
    let members = service.by_standing.iter().find_map(|(standing, quote)| {
        quote.as_ref().filter(|_| *standing == BuyerStanding::Full)
    })?;
    let saved = amount(own).minus(amount(members)).ok()?;
    if saved.get() <= 0 {
        return None;
    }
    let terms = service.terms();
    let unit = words::price::price_unit(&terms.price, terms.unit);
    let told = format!(
        "As a member your school would pay {} {unit}: {} less. To join, ask ",
        pounds(amount(members)),
        pounds(saved)
    );
    Some(ordering::ask(service, &told))
}

/// How the price came about: the sentence, what goes with it, and the pupils it was worked out by.
pub(super) fn worked_out(service: &ServiceDetail) -> AnyView {
    let unit = service.terms().unit;
    let steps = match &service.price {
        PriceShown::Yours(quote) => {
            let sentence = words::price::price_in_a_sentence(&quote.working, unit, "your");
            let working = words::price::working_in_words(&quote.working, unit).join(" ");
            let pupils = quote.working.of_pupils().and(service.pupils).map(counted);
            view! { <p>{format!("You pay {sentence}.")}</p><p>{working}</p>{pupils} }.into_any()
        }
        PriceShown::ByFigure => {
            let who = if service.standing.is_some() { "You pay" } else { "Members pay" };
            let rule = words::price::rule_in_words(&service.own_rule(), unit);
            view! { <p>{format!("{who} {rule}.")}</p> }.into_any()
        }
        PriceShown::Members(_)
        | PriceShown::BySize
        | PriceShown::PupilsNotKnown
        | PriceShown::MembersOnly => {
            let rule = words::price::rule_in_words(&service.rule, unit);
            view! { <p>{format!("Members pay {rule}.")}</p> }.into_any()
        }
    };
    let extras = words::price::extras_in_words(&service.rule, unit);
    let extras = (!extras.is_empty()).then(|| view! { <p>{extras.join(" ")}</p> });
    view! { {steps}{extras} }.into_any()
}

/// The number of pupils, its day, and where to say another.
fn counted((pupils, on): (u32, Option<chrono::NaiveDate>)) -> impl IntoView {
    let on = on.map(|on| format!(", counted on {}", day_in_full(on))).unwrap_or_default();
    view! {
        <p>
            {format!("We have {} pupils for your school{on}. If that is wrong, ", grouped(pupils.into()))}
            <TextLink href="/school">"say how many there are and where it is counted"</TextLink>
            ": prices follow from then on."
        </p>
    }
}

/// What the price of one is made of, for whoever looks, and what is over the most that it may be.
pub(super) fn made_of(service: &ServiceDetail) -> Option<AnyView> {
    let quote = service.price.quote()?;
    let bar =
        share_bar(&quote.working, "made-of", &format!("one {}", service.terms().unit.label()))?;
    let over = service.rule.made_of.iter().flat_map(|made_of| &made_of.components);
    let over =
        over.filter_map(|component| Some((component, component.over()?))).map(|(of, cap)| {
            let title = format!("{} is over the most it may be", words::price::component(of.kind));
            let told = format!(
                "It is {}, and the most is {} ({}).",
                pounds(of.net.pence()),
                pounds(cap.net.pence()),
                cap.source
            );
            view! { <Notice kind=NoticeKind::Waits title><p>{told}</p></Notice> }
        });
    let over = over.collect_view();
    let capped = service.rule.made_of.iter().flat_map(|made_of| &made_of.components);
    let capped: Vec<String> = capped
        .filter_map(|component| {
            let cap = component.cap.as_ref()?;
            let what = words::price::component(component.kind);
            Some(format!("{what}: {} at most ({}).", pounds(cap.net.pence()), cap.source))
        })
        .collect();
    let capped = (!capped.is_empty()).then(|| view! { <Muted>{capped.join(" ")}</Muted> });
    Some(view! { {over}{bar}{capped} }.into_any())
}

/// Where each pound of a price goes: one bar, with a table.
pub(crate) fn share_bar(working: &Working, id: &str, what: &str) -> Option<AnyView> {
    let whole = working.before_subsidy().ok()?;
    let mut parts = working.made_of.clone();
    if parts.is_empty() {
        return None;
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.net));
    let fees: Vec<Net> =
        parts.iter().filter(|part| part.kind.is_fee()).map(|part| part.net).collect();
    let fees = Net::total(fees).ok()?;
    let shares = parts
        .iter()
        .map(|part| {
            Some(Share {
                label: words::price::component(part.kind).to_owned(),
                value: part.net.pence().get(),
                text: part.net.pence().to_string(),
                per_cent: tenths(share_of(part.net, whole).ok()?.get()),
                hue: hue(part.kind),
            })
        })
        .collect::<Option<Vec<Share>>>()?;
    let fee_share = tenths(share_of(fees, whole).ok()?.get());
    let words = ChartWords {
        id: id.to_owned(),
        title: "Where the money goes".to_owned(),
        unit: format!("£ for {what}, excluding VAT"),
        description: format!(
            "Of {}, {} are fees: {fee_share}.",
            pounds(whole.pence()),
            pounds(fees.pence())
        ),
        source: "As the partnership states it. The parts sum to the price.".to_owned(),
    };
    Some(view! { <ShareBar words shares heads=("Part", "Amount", "Share")/> }.into_any())
}

const fn hue(kind: ComponentKind) -> Hue {
    match kind {
        ComponentKind::Pay => Hue::Water,
        ComponentKind::HolidayPay
        | ComponentKind::NationalInsurance
        | ComponentKind::Pension
        | ComponentKind::Levy
        | ComponentKind::Other => Hue::Grey,
        ComponentKind::AgencyFee | ComponentKind::PartnershipFee => Hue::Light,
    }
}

/// `6.2%` of 618 hundredths of a per cent.
fn tenths(points: u32) -> String {
    let tenths = points.saturating_add(5) / 10;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What a list says of a price of a later day: `£260 from 1 Sep 2027`.
pub(super) fn later_in_short(later: &LaterPrice) -> Option<String> {
    let quote = later.price.quote()?;
    Some(format!("{} from {}", pounds(amount(quote)), short_day(later.from_on)))
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn a_fee_of_seven_fifty_in_a_hundred_and_twenty_one_thirty_is_six_point_two_per_cent() {
        assert_eq!(tenths(618), "6.2%");
        assert_eq!(tenths(10_000), "100.0%");
    }
}
