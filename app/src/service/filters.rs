//! What the address of a list says, and the filters beside the list.

use ::market::db::PageAsked;
use ::market::service::{Browse, Looks, ServicesFound, SortBy};
use chrono::NaiveDate;
use domain::capacity::YearMonth;
use domain::price::parse_pounds;
use domain::service::{Category, PhaseServed, State};
use domain::text::LaCode;
use leptos::prelude::*;

use crate::parts::{Choice, Chosen, Filters, TextField, TextKind};
use crate::web::{Fields, Form, Typed};
use crate::words;

/// What is sought: as typed, and as read. What cannot be read narrows nothing.
pub(super) struct Sought {
    pub form: Form,
    pub browse: Browse,
}

/// Names of the fields that narrow.
const NARROWING: [&str; 7] = ["q", "category", "phase", "area", "provider", "price", "free"];

/// Names of the fields that a filter leaves as they are.
const KEPT: [&str; 2] = ["sort", "state"];

impl Sought {
    pub fn read(form: &Form, page: PageAsked) -> Self {
        let browse = Browse {
            q: form.get("q").to_owned(),
            category: Category::from_code(form.get("category")),
            phase: PhaseServed::from_code(form.get("phase")),
            area: LaCode::parse(form.get("area")).ok(),
            provider: form.get("provider").parse().ok(),
            price_max: parse_pounds(form.get("price")).ok(),
            free_in: form.get("free").parse().ok(),
            state: State::from_code(form.get("state")),
            sort: if form.get("sort") == "price" { SortBy::Price } else { SortBy::Title },
            page,
        };
        // The next page's key belongs to the list as it was: a new filter begins at the top.
        let kept = NARROWING.iter().chain(&KEPT).map(|name| (*name, form.get(name)));
        Self { form: Form::of(kept), browse }
    }

    pub fn is_narrowed(&self) -> bool {
        NARROWING.iter().any(|field| self.form.filled(field).is_some())
            || self.form.filled("state").is_some()
    }

    /// The address of the list without one filter.
    fn without(&self, field: &str) -> String {
        let bare = Form::of(
            NARROWING
                .iter()
                .chain(&KEPT)
                .filter(|name| **name != field)
                .map(|name| (*name, self.form.get(name))),
        );
        format!("/services?{}", bare.with("", ""))
    }
}

/// The filters, with those that are on above them.
pub(super) fn filters(
    sought: &Sought,
    listing: &ServicesFound,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let typed = Typed::fresh(sought.form.clone());
    let fields = Fields::of(&typed);
    let any = |text: &str| Choice::new("", text);
    let categories = std::iter::once(any("All"))
        .chain(Category::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
        .collect();
    let phases = std::iter::once(any("All"))
        .chain(
            PhaseServed::ALL
                .iter()
                .map(|one| Choice::new(one.code(), words::service::phase_served(*one))),
        )
        .collect();
    let areas: Vec<Choice> = std::iter::once(any("All"))
        .chain(listing.areas.iter().map(|one| Choice::new(one.code.as_str(), one.name.clone())))
        .collect();
    let providers: Vec<Choice> = std::iter::once(any("All"))
        .chain(
            listing.providers.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())),
        )
        .collect();
    let months: Vec<Choice> =
        std::iter::once(any("Any month")).chain(months_ahead(today)).collect();
    let kept = KEPT
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), sought.form.filled(name)?.to_owned())))
        .collect();
    let clear = if sought.is_narrowed() { "/services" } else { "" };
    let mut shown = vec![
        view! { <TextField name="q" label="Search services" kind=TextKind::Search value=typed.value("q")/> }
            .into_any(),
        fields.select("category", "Category", "", categories),
        fields.select("phase", "Phase", "", phases),
    ];
    if areas.len() > 2 {
        shown.push(fields.select("area", "Area", "", areas));
    }
    if providers.len() > 2 {
        shown.push(fields.select("provider", "Provider", "", providers));
    }
    let price = match listing.looks {
        Looks::School => "Your price up to",
        Looks::Visitor | Looks::Staff | Looks::Provider => "Members’ price up to",
    };
    shown.push(fields.money("price", price, "For one, excluding VAT"));
    shown.push(fields.select("free", "Free days in", "", months));
    view! {
        <Filters action="/services" chosen=chosen(sought, listing) kept clear>{shown}</Filters>
    }
}

/// A year of months from this one on.
fn months_ahead(today: NaiveDate) -> impl Iterator<Item = Choice> {
    std::iter::successors(Some(YearMonth::of(today)), |month| Some(month.next()))
        .take(12)
        .map(|month| Choice::new(month.to_string(), super::days::month_name(month)))
}

fn chosen(sought: &Sought, listing: &ServicesFound) -> Vec<Chosen> {
    let browse = &sought.browse;
    let area = browse.area.as_ref().map(|code| {
        let known = listing.areas.iter().find(|one| one.code == *code);
        known.map_or_else(|| code.to_string(), |one| one.name.clone())
    });
    let provider = browse.provider.map(|id| {
        let known = listing.providers.iter().find(|one| one.id == id);
        known.map_or_else(|| "One provider".to_owned(), |one| one.name.clone())
    });
    let words = sought.form.filled("q").map(|words| format!("“{words}”"));
    [
        ("q", words),
        ("category", browse.category.map(|one| one.label().to_owned())),
        ("phase", browse.phase.map(|one| words::service::phase_served(one).to_owned())),
        ("area", area),
        ("provider", provider),
        ("price", browse.price_max.map(|most| format!("Up to {}", words::pounds(most)))),
        ("free", browse.free_in.map(|month| format!("Free in {}", super::days::month_name(month)))),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some(Chosen { text: text?, without: sought.without(field) }))
    .collect()
}
