//! The fields of a service's form: five questions, and the rest behind one click.

use ::market::service::{Provider, ServiceDetail, ServiceToPack, TypedProvider};
use chrono::NaiveDate;
use domain::price::Unit;
use domain::service::{BookedBy, Category, MidYear, PhaseServed, TypedTerms, YearBegins};
use domain::vat::VatReason;
use leptos::prelude::*;

use super::{package, price_fields as price};
use crate::parts::{Choice, Details, Fieldset, Hidden, Width};
use crate::web::{Fields, Form, Typed};
use crate::words;

/// What was typed.
pub(super) fn typed_terms(form: &Form) -> TypedTerms {
    let text = |name: &str| form.get(name).to_owned();
    let all = |name: &str| form.all(name).into_iter().map(str::to_owned).collect();
    TypedTerms {
        title: text("title"),
        summary: text("summary"),
        description: text("description"),
        included: text("included"),
        not_included: text("not_included"),
        category: text("category"),
        provider_name: String::new(),
        accountable: text("accountable"),
        unit: text("unit"),
        price: price::typed(form),
        booked: text("booked"),
        year_begins: text("year_begins"),
        mid_year: text("mid_year"),
        opens_months: text("opens_months"),
        package: package::typed(form),
        vat: text("vat"),
        notice_days: text("notice_days"),
        cancel_free_days: text("cancel_free_days"),
        cancel_charge: text("cancel_charge"),
        cancel_note: text("cancel_note"),
        phases: all("phases"),
        areas: all("areas"),
        cpv: text("cpv"),
        cfr: text("cfr"),
        standards: text("standards"),
        safeguards: text("safeguards"),
        delivery: text("delivery"),
    }
}

/// Who delivers, as typed.
pub(super) fn typed_provider(form: &Form) -> TypedProvider {
    TypedProvider {
        chosen: form.get("provider").to_owned(),
        new_name: form.get("provider_name").to_owned(),
    }
}

/// A service's terms as its form shows them to begin with.
pub(super) fn filled(service: &ServiceDetail, today: NaiveDate) -> Form {
    let mut fields = of_terms(&TypedTerms::of(service.terms(), today));
    fields.push(("version".to_owned(), service.row_version().to_string()));
    fields.push(("provider".to_owned(), service.provider.id.to_string()));
    Form::of(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The fields of terms: [`typed_terms`] reads them again.
fn of_terms(terms: &TypedTerms) -> Vec<(String, String)> {
    let single = [
        ("title", &terms.title),
        ("summary", &terms.summary),
        ("description", &terms.description),
        ("included", &terms.included),
        ("not_included", &terms.not_included),
        ("category", &terms.category),
        ("accountable", &terms.accountable),
        ("unit", &terms.unit),
        ("booked", &terms.booked),
        ("year_begins", &terms.year_begins),
        ("mid_year", &terms.mid_year),
        ("opens_months", &terms.opens_months),
        ("vat", &terms.vat),
        ("notice_days", &terms.notice_days),
        ("cancel_free_days", &terms.cancel_free_days),
        ("cancel_charge", &terms.cancel_charge),
        ("cancel_note", &terms.cancel_note),
        ("cpv", &terms.cpv),
        ("cfr", &terms.cfr),
        ("standards", &terms.standards),
        ("safeguards", &terms.safeguards),
        ("delivery", &terms.delivery),
    ];
    let phases = terms.phases.iter().map(|phase| ("phases", phase));
    let areas = terms.areas.iter().map(|area| ("areas", area));
    let all = single.into_iter().chain(phases).chain(areas);
    let all = all.map(|(name, value)| (name.to_owned(), value.clone()));
    let parts = package::fields(&terms.package);
    all.chain(price::fields(&terms.price)).chain(parts).collect()
}

/// What a provider says of its service: everything but who delivers it, how VAT applies and where it
/// is delivered, which stay as they are.
pub(super) fn proposed(typed: &Typed) -> impl IntoView + use<> {
    let areas = typed.form.all("areas").into_iter().map(str::to_owned);
    let areas = areas.map(|area| view! { <Hidden name="areas" value=area/> }).collect_view();
    view! { {areas}{asked(typed, None, None)}{more(typed, None, None)} }
}

/// The five questions.
pub(super) fn questions(
    typed: &Typed,
    providers: &[Provider],
    to_pack: &[ServiceToPack],
) -> impl IntoView + use<> {
    asked(typed, Some(who(typed, providers)), Some(package::question(typed, to_pack)))
}

fn who(typed: &Typed, providers: &[Provider]) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let providers = std::iter::once(Choice::new("", "Choose one"))
        .chain(providers.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())))
        .chain([Choice::new("new", "Somebody else: name them below")])
        .collect();
    vec![
        fields.select("provider", "Provider", "", providers),
        fields.text("provider_name", "Name of a new provider", "Only if they are not in the list"),
    ]
}

fn asked(
    typed: &Typed,
    who: Option<Vec<AnyView>>,
    package: Option<AnyView>,
) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let categories = std::iter::once(Choice::new("", "Choose one"))
        .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
        .collect();
    let what = vec![
        fields.text("title", "Name of the service", ""),
        fields.select(
            "category",
            "Category",
            "Fills in the unit, the VAT question and budget codes",
            categories,
        ),
        fields.lines("description", "What a school gets", "", 5),
    ];
    let for_whom =
        fields.boxes("phases", "Phases", "None ticked means all of them", phase_choices(), &[]);
    let booking = vec![
        fields.select(
            "unit",
            "Unit it is sold by",
            "Days are picked from a calendar once people have been added",
            units(),
        ),
        fields.select("booked", "What a school does to have it", "", ways()),
        fields.number("notice_days", "Notice you need", "days"),
    ];
    let cost = price::questions(typed);
    let yearly = yearly(typed);
    view! {
        <Fieldset legend="What is it?">{what}</Fieldset>
        {who.map(|who| view! { <Fieldset legend="Who delivers it?">{who}</Fieldset> })}
        <Fieldset legend="What does it cost?">{cost}</Fieldset>
        <Fieldset legend="Who is it for?">{for_whom}</Fieldset>
        <Fieldset legend="How is it booked?">{booking}{yearly}{package}</Fieldset>
    }
}

/// What holds for an agreement: usually as it is.
fn yearly(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let open = typed.problems.iter().any(|one| YEARLY.contains(&one.field));
    let begins = YearBegins::ALL
        .iter()
        .map(|one| Choice::new(one.code(), words::service::year_begins(*one)))
        .collect();
    let mid_year = MidYear::ALL
        .iter()
        .map(|one| Choice::new(one.code(), words::service::mid_year(*one)))
        .collect();
    let asked = vec![
        fields.select("year_begins", "When its year begins", "", begins),
        fields.select("mid_year", "What a school pays in the middle of a year", "", mid_year),
        fields.number("opens_months", "Next year’s can be ordered from", "months before it begins"),
    ];
    view! { <Details summary="For a yearly agreement" open=open>{asked}</Details> }
}

/// Fields of an agreement.
const YEARLY: [&str; 3] = ["year_begins", "mid_year", "opens_months"];

fn ways() -> Vec<Choice> {
    std::iter::once(Choice::new("", "As usual for the unit"))
        .chain(
            BookedBy::ALL
                .iter()
                .map(|way| Choice::new(way.code(), words::service::booked_by(*way))),
        )
        .collect()
}

/// The phases a service, or somebody of a pool, can be for.
pub(crate) fn phase_choices() -> Vec<Choice> {
    let choice = |one: &PhaseServed| Choice::new(one.code(), words::service::phase_served(*one));
    PhaseServed::ALL.iter().map(choice).collect()
}

fn units() -> Vec<Choice> {
    std::iter::once(Choice::new("", "As usual for the category"))
        .chain(Unit::ALL.iter().map(|unit| Choice::new(unit.code(), unit.label())))
        .collect()
}

/// Fields of the rest: where one of them is wrong, the rest is shown.
const REST: [&str; 14] = [
    "summary",
    "included",
    "not_included",
    "accountable",
    "vat",
    "cancel_free_days",
    "cancel_charge",
    "cancel_note",
    "areas",
    "cpv",
    "cfr",
    "standards",
    "safeguards",
    "delivery",
];

/// The rest, filled in by the category where it can be.
pub(super) fn rest(typed: &Typed, areas: Vec<Choice>) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let areas = (!areas.is_empty()).then(|| {
        let hint = "None ticked means all of the partnership’s";
        fields.boxes("areas", "Areas", hint, areas, &[])
    });
    let vat = std::iter::once(Choice::new("", "What the category says, or ask me later"))
        .chain(
            VatReason::ALL.iter().map(|one| Choice::new(one.code(), words::vat::vat_reason(*one))),
        )
        .collect();
    more(typed, areas, Some(fields.select("vat", "VAT", "", vat)))
}

fn more(typed: &Typed, areas: Option<AnyView>, vat: Option<AnyView>) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let open = typed.problems.iter().any(|one| REST.contains(&one.field));
    let one_each = "One on each line";
    let suggested = "One on each line. Left empty for a new service, what its category suggests";
    let more = vec![
        fields.lines(
            "summary",
            "In a sentence, for lists",
            "Left empty, the first sentence of the description",
            2,
        ),
        fields.lines("included", "What is included", one_each, 4),
        fields.lines("not_included", "What is not included", one_each, 4),
        fields.text("accountable", "Who answers for it", "Left empty, the provider"),
        fields.number("cancel_free_days", "Cancelling is free until", "days before"),
        fields.number("cancel_charge", "After that, a school pays", "% of the price"),
        fields.text("cancel_note", "More about cancelling", ""),
        fields.text(
            "delivery",
            "How and where it is delivered",
            "For example, in your school, or online",
        ),
        fields.lines("standards", "Standards it keeps to", suggested, 4),
        fields.lines("safeguards", "Checks and insurance whoever delivers has", suggested, 4),
    ];
    let codes = vec![
        fields.line("cpv", "CPV code", "Eight digits; left empty, the category’s", Width::Ten),
        fields.line("cfr", "CFR code", "Like E27; left empty, the category’s", Width::Five),
    ];
    view! {
        <Details summary="More: what is included, cancelling, VAT, codes" open=open>
            {more}
            {areas}
            {vat}
            {codes}
        </Details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_sent_back_unchanged_says_what_it_was_filled_with() {
        let text = |name: &str| format!("{name} as typed");
        let terms = TypedTerms {
            title: text("title"),
            summary: text("summary"),
            description: "One.\n\nTwo.".to_owned(),
            included: "One\nTwo".to_owned(),
            not_included: text("not included"),
            category: "counselling".to_owned(),
            provider_name: String::new(),
            accountable: text("accountable"),
            unit: "day".to_owned(),
            price: price::tests::of_every_part(),
            booked: "agreement".to_owned(),
            year_begins: "september".to_owned(),
            mid_year: "whole_year".to_owned(),
            opens_months: "5".to_owned(),
            package: vec![domain::service::TypedPart {
                service: text("service"),
                quantity: "10".to_owned(),
            }],
            vat: "standard".to_owned(),
            notice_days: "5".to_owned(),
            cancel_free_days: "14".to_owned(),
            cancel_charge: "50".to_owned(),
            cancel_note: text("note"),
            phases: vec!["primary".to_owned(), "special".to_owned()],
            areas: vec!["301".to_owned(), "317".to_owned()],
            cpv: "85312320".to_owned(),
            cfr: "E27".to_owned(),
            standards: text("standards"),
            safeguards: text("safeguards"),
            delivery: text("delivery"),
        };
        let fields = of_terms(&terms);
        let form = Form::of(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!(typed_terms(&form), terms);
    }
}
