//! The fields of a service's form: five questions, and the rest behind one click.

use ::market::service::{Provider, ServiceDetail, TypedProvider};
use domain::Net;
use domain::price::{PriceRule, Rates, TypedBand, TypedPrice, TypedRates, Unit};
use domain::service::{Category, PhaseServed, TypedTerms};
use domain::vat::{VatReason, VatTreatment};
use leptos::prelude::*;

use crate::parts::{
    Choice, Column, Columns, ColumnsKind, Details, Fieldset, Notice, NoticeKind, Width,
};
use crate::web::{Fields, Form, Typed};
use crate::words;

/// How many size bands the form has room for.
const BANDS: usize = 6;

fn rates(form: &Form, prefix: &str) -> TypedRates {
    let field = |name: &str| form.get(&format!("{prefix}{name}")).to_owned();
    TypedRates {
        member: field("member"),
        associate: field("associate"),
        non_member: field("non_member"),
    }
}

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
        price: TypedPrice {
            kind: text("kind"),
            rates: rates(form, ""),
            base: rates(form, "base_"),
            minimum: text("minimum"),
            maximum: text("maximum"),
            bands: typed_bands(form),
            next_from_on: text("next_from_on"),
            next: rates(form, "next_"),
        },
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
    }
}

fn typed_bands(form: &Form) -> Vec<TypedBand> {
    (1..=BANDS)
        .map(|number| TypedBand {
            from_pupils: form.get(&format!("band_{number}_from")).to_owned(),
            rates: rates(form, &format!("band_{number}_")),
        })
        .filter(|band| *band != TypedBand::default())
        .collect()
}

/// Who delivers, as typed.
pub(super) fn typed_provider(form: &Form) -> TypedProvider {
    TypedProvider {
        chosen: form.get("provider").to_owned(),
        new_name: form.get("provider_name").to_owned(),
    }
}

/// A service's terms as its form shows them to begin with.
pub(super) fn filled(service: &ServiceDetail) -> Form {
    let terms = service.terms();
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| fields.push((name.to_owned(), value));
    put("version", service.row_version().to_string());
    put("title", terms.title.clone());
    put("summary", terms.summary.clone());
    put("description", terms.description.clone());
    put("included", terms.included.join("\n"));
    put("not_included", terms.not_included.join("\n"));
    put("category", terms.category.code().to_owned());
    put("provider", service.provider.id.to_string());
    put("accountable", terms.accountable.clone());
    put("unit", terms.unit.code().to_owned());
    if let VatTreatment::Settled(basis) = terms.vat {
        put("vat", basis.reason().code().to_owned());
    }
    put("notice_days", terms.notice_days.to_string());
    put("cancel_free_days", terms.cancellation.free_days_before.to_string());
    put("cancel_charge", terms.cancellation.late_charge.to_string());
    put("cancel_note", terms.cancellation.note.clone().unwrap_or_default());
    put("cpv", terms.cpv.as_ref().map(ToString::to_string).unwrap_or_default());
    put("cfr", terms.cfr.as_ref().map(ToString::to_string).unwrap_or_default());
    put("standards", terms.standards.join("\n"));
    for phase in &terms.phases {
        put("phases", phase.code().to_owned());
    }
    for area in &terms.areas {
        put("areas", area.to_string());
    }
    put("kind", terms.price.kind().to_owned());
    fields.extend(price_fields(&terms.price));
    Form::of(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn price_fields(rule: &PriceRule) -> Vec<(String, String)> {
    let bare = |net: Net| net.pence().to_string().replace(['£', ','], "");
    let three = |prefix: &str, rates: &Rates| {
        let mut fields = vec![(format!("{prefix}member"), bare(rates.member.net))];
        let more = [("associate", &rates.associate), ("non_member", &rates.non_member)];
        for (name, rate) in more {
            fields.extend(rate.as_ref().map(|rate| (format!("{prefix}{name}"), bare(rate.net))));
        }
        fields
    };
    // The change that comes first; a form has room for one.
    let next = |rates: &Rates| {
        let Some(change) = rates.member.changes.first() else { return Vec::new() };
        let mut fields = vec![
            ("next_from_on".to_owned(), change.from_on.to_string()),
            ("next_member".to_owned(), bare(change.net)),
        ];
        let more = [("next_associate", &rates.associate), ("next_non_member", &rates.non_member)];
        for (name, rate) in more {
            let change = rate.as_ref().and_then(|rate| rate.changes.first());
            fields.extend(change.map(|change| (name.to_owned(), bare(change.net))));
        }
        fields
    };
    let limit = |name: &str, net: Option<Net>| net.map(|net| (name.to_owned(), bare(net)));
    match rule {
        PriceRule::PerUnit { rates } | PriceRule::Flat { rates } => {
            [three("", rates), next(rates)].concat()
        }
        PriceRule::PerPupil { rates, minimum, maximum } => {
            let limits = [limit("minimum", *minimum), limit("maximum", *maximum)];
            let limits = limits.into_iter().flatten().collect();
            [three("", rates), next(rates), limits].concat()
        }
        PriceRule::BasePlusPerPupil { base, per_pupil, minimum, maximum } => {
            let limits = [limit("minimum", *minimum), limit("maximum", *maximum)];
            let limits = limits.into_iter().flatten().collect();
            [three("base_", base), three("", per_pupil), next(per_pupil), limits].concat()
        }
        PriceRule::SizeBands { bands } => (1..)
            .zip(bands)
            .flat_map(|(number, band)| {
                let from = (format!("band_{number}_from"), band.from_pupils.to_string());
                let mut fields = three(&format!("band_{number}_"), &band.rates);
                fields.push(from);
                fields
            })
            .collect(),
    }
}

/// The five questions.
pub(super) fn questions(typed: &Typed, providers: &[Provider]) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let categories = std::iter::once(Choice::new("", "Choose one"))
        .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
        .collect();
    let providers = std::iter::once(Choice::new("", "Choose one"))
        .chain(providers.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())))
        .chain([Choice::new("new", "Somebody else: name them below")])
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
    let who = vec![
        fields.select("provider", "Provider", "", providers),
        fields.text("provider_name", "Name of a new provider", "Only if they are not in the list"),
    ];
    let for_whom =
        fields.boxes("phases", "Phases", "None ticked means all of them", phase_choices(), &[]);
    let booking = vec![
        fields.select(
            "unit",
            "Sold by the",
            "Days are picked from a calendar once people have been added",
            units(),
        ),
        fields.number("notice_days", "Notice you need", "days"),
    ];
    let cost = price(typed);
    view! {
        <Fieldset legend="What is it?">{what}</Fieldset>
        <Fieldset legend="Who delivers it?">{who}</Fieldset>
        <Fieldset legend="What does it cost?">{cost}</Fieldset>
        <Fieldset legend="Who is it for?">{for_whom}</Fieldset>
        <Fieldset legend="How is it booked?">{booking}</Fieldset>
    }
}

fn phase_choices() -> Vec<Choice> {
    let choice = |one: &PhaseServed| Choice::new(one.code(), words::service::phase_served(*one));
    PhaseServed::ALL.iter().map(choice).collect()
}

fn units() -> Vec<Choice> {
    std::iter::once(Choice::new("", "As usual for the category"))
        .chain(Unit::ALL.iter().map(|unit| Choice::new(unit.code(), unit.label())))
        .collect()
}

const KINDS: [(&str, &str); 5] = [
    ("per_unit", "So much for each: day, session, place"),
    ("per_pupil", "So much for each pupil"),
    ("base_plus_per_pupil", "A fixed part and so much for each pupil"),
    ("size_bands", "By the size of the school, in bands"),
    ("flat", "One amount, however much is used"),
];

fn price(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let kinds = KINDS.map(|(code, text)| Choice::new(code, text)).to_vec();
    let open = ["associate", "base_member", "minimum", "maximum", "band_1_from", "next_from_on"]
        .iter()
        .any(|field| typed.form.filled(field).is_some() || typed.error(field).is_some())
        || typed.error("bands").is_some();
    let usual = vec![
        fields.radios("kind", "How the price is worked out", kinds, "per_unit"),
        fields.money("member", "Members pay", "Excluding VAT"),
        fields.money("non_member", "Other schools pay", "Leave empty if it is for members only"),
    ];
    let more = vec![
        fields.money(
            "associate",
            "Associate members pay",
            "Leave empty if they pay what members pay",
        ),
        fields.money(
            "base_member",
            "Fixed part for members",
            "Only for a fixed part and so much for each pupil",
        ),
        fields.money("base_associate", "Fixed part for associates", ""),
        fields.money("base_non_member", "Fixed part for other schools", ""),
        fields.money("minimum", "The least a school pays", ""),
        fields.money("maximum", "The most a school pays", ""),
    ];
    let next = vec![
        fields.line("next_from_on", "From which day", "For example, 1 April 2027", Width::Twenty),
        fields.money("next_member", "Members will pay", ""),
        fields.money("next_associate", "Associate members will pay", ""),
        fields.money("next_non_member", "Other schools will pay", ""),
    ];
    let wrong = typed.error("bands");
    let bands = (1..=BANDS).map(|number| band(fields, number)).collect_view();
    view! {
        {usual}
        <Details summary="Other prices: associates, pupils, size bands, next year" open=open>
            {more}
            <Fieldset legend="Size bands">
                {wrong.map(|title| view! { <Notice kind=NoticeKind::Refused title/> })}
                {bands}
            </Fieldset>
            <Fieldset legend="Next prices">{next}</Fieldset>
        </Details>
    }
}

fn band(fields: Fields<'_>, number: usize) -> impl IntoView + use<> {
    let name = |part: &str| format!("band_{number}_{part}");
    let from = fields.number(&name("from"), &format!("Band {number}: from"), "pupils");
    let member = fields.money(&name("member"), "Members pay", "");
    let others = fields.money(&name("non_member"), "Others pay", "");
    view! {
        <Columns kind=ColumnsKind::Thirds>
            <Column>{from}</Column>
            <Column>{member}</Column>
            <Column>{others}</Column>
        </Columns>
    }
}

/// Fields of the rest: where one of them is wrong, the rest is shown.
const REST: [&str; 12] = [
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
];

/// The rest, filled in by the category where it can be.
pub(super) fn rest(typed: &Typed, areas: Vec<Choice>) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let open = typed.problems.iter().any(|one| REST.contains(&one.field));
    let vat = std::iter::once(Choice::new("", "What the category says, or ask me later"))
        .chain(
            VatReason::ALL.iter().map(|one| Choice::new(one.code(), words::vat::vat_reason(*one))),
        )
        .collect();
    let areas = (!areas.is_empty()).then(|| {
        let hint = "None ticked means all of the partnership’s";
        fields.boxes("areas", "Areas", hint, areas, &[])
    });
    let one_each = "One on each line";
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
        fields.lines("standards", "Standards it keeps to", one_each, 4),
    ];
    let codes = vec![
        fields.select("vat", "VAT", "", vat),
        fields.line("cpv", "CPV code", "Eight digits; left empty, the category’s", Width::Ten),
        fields.line("cfr", "CFR code", "Like E27; left empty, the category’s", Width::Five),
    ];
    view! {
        <Details summary="More: what is included, cancelling, VAT, codes" open=open>
            {more}
            {areas}
            {codes}
        </Details>
    }
}
