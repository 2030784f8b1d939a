//! What the address of a list says, and the filters beside the list.

use std::collections::BTreeMap;

use ::market::db::PageAsked;
use ::market::service::{Browse, Looks, ServicesFound, SortBy};
use chrono::NaiveDate;
use domain::capacity::YearMonth;
use domain::form::{Reading, choice, optional};
use domain::price::parse_pounds;
use domain::service::{Category, PhaseServed, State};
use domain::text::LaCode;
use domain::{FieldProblem, Problem};
use leptos::prelude::*;

use crate::parts::{Choice, Chosen, Filters, TextField, TextKind};
use crate::web::{Fields, Form, Typed};
use crate::words;

/// What is sought: as typed, and as read. What cannot be read narrows nothing, and is told beside
/// its field.
pub(super) struct Sought {
    pub typed: Typed,
    pub browse: Browse,
}

/// Names of the fields that narrow.
pub(super) const NARROWING: [&str; 7] =
    ["q", "category", "phase", "area", "provider", "price", "free"];

/// Names of the fields that a filter leaves as they are.
const KEPT: [&str; 2] = ["sort", "state"];

impl Sought {
    pub fn read(form: &Form, page: PageAsked, today: NaiveDate) -> Self {
        let mut reading = Reading::default();
        let browse = Browse {
            q: form.get("q").to_owned(),
            category: one_of(&mut reading, form, "category", Category::from_code),
            phase: one_of(&mut reading, form, "phase", PhaseServed::from_code),
            area: one_of(&mut reading, form, "area", |code| LaCode::parse(code).ok()),
            provider: one_of(&mut reading, form, "provider", |id| id.parse().ok()),
            price_max: reading.take("price", optional(parse_pounds(form.get("price")))).flatten(),
            free_in: one_of(&mut reading, form, "free", |month| {
                months_ahead(today).find(|known| known.to_string() == month)
            }),
            state: State::from_code(form.get("state")),
            sort: if form.get("sort") == "price" { SortBy::Price } else { SortBy::Title },
            page,
        };
        // The next page's key belongs to the list as it was: a new filter begins at the top.
        let kept = NARROWING.iter().chain(&KEPT).map(|name| (*name, form.get(name)));
        let form = Form::of(kept);
        let problems = reading.finish(None::<()>).err().unwrap_or_default();
        Self { typed: Typed { form, problems }, browse }
    }

    /// Notes a provider or an area that there is none of among those to choose from.
    pub fn compare(&mut self, listing: &ServicesFound) {
        let mut unknown = |field| {
            self.typed.problems.push(FieldProblem { field, problem: Problem::NotAChoice });
        };
        let known = |id| listing.providers.iter().any(|one| one.id == id);
        if !listing.providers.is_empty() && self.browse.provider.is_some_and(|id| !known(id)) {
            unknown("provider");
        }
        let known = |code: &LaCode| listing.areas.iter().any(|one| one.code == *code);
        if self.browse.area.as_ref().is_some_and(|code| !known(code)) {
            unknown("area");
        }
    }

    pub fn is_narrowed(&self) -> bool {
        NARROWING.iter().any(|field| self.typed.form.filled(field).is_some())
            || self.typed.form.filled("state").is_some()
    }

    /// The address of the list without one filter.
    fn without(&self, field: &str) -> String {
        let bare = Form::of(
            NARROWING
                .iter()
                .chain(&KEPT)
                .filter(|name| **name != field)
                .map(|name| (*name, self.typed.form.get(name))),
        );
        format!("/services?{}", bare.with("", ""))
    }
}

/// What a filter narrows to, where it is on and names one of what there is.
fn one_of<T>(
    reading: &mut Reading,
    form: &Form,
    field: &'static str,
    from: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    reading.take(field, optional(choice(form.get(field), from))).flatten()
}

/// The filters, with those that are on above them.
pub(super) fn filters(
    sought: &Sought,
    listing: &ServicesFound,
    today: NaiveDate,
) -> impl IntoView + use<> {
    let typed = &sought.typed;
    let fields = Fields::of(typed);
    let any = |text: &str| Choice::new("", text);
    let browse = &sought.browse;
    let categories = Category::ALL.iter().map(|one| {
        let count = listing.counts.as_ref().map(|counts| some_of(&counts.categories, one));
        counted(one.code(), one.label(), count, browse.category == Some(*one))
    });
    let categories = std::iter::once(any("All")).chain(categories.flatten()).collect();
    let phases = PhaseServed::ALL.iter().map(|one| {
        let count = listing.counts.as_ref().map(|counts| some_of(&counts.phases, one));
        let label = words::service::phase_served(*one);
        counted(one.code(), label, count, browse.phase == Some(*one))
    });
    let phases = std::iter::once(any("All")).chain(phases.flatten()).collect();
    let areas: Vec<Choice> = std::iter::once(any("All"))
        .chain(listing.areas.iter().map(|one| Choice::new(one.code.as_str(), one.name.clone())))
        .collect();
    let providers = listing.providers.iter().map(|one| {
        let count = listing.counts.as_ref().map(|counts| some_of(&counts.providers, &one.id));
        counted(&one.id.to_string(), &one.name, count, browse.provider == Some(one.id))
    });
    let providers: Vec<Choice> = std::iter::once(any("All")).chain(providers.flatten()).collect();
    let months: Vec<Choice> =
        std::iter::once(any("Any month")).chain(months_ahead(today).map(month)).collect();
    let kept = KEPT
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), typed.form.filled(name)?.to_owned())))
        .collect();
    let clear = if sought.is_narrowed() { "/services" } else { "" };
    let mut shown = vec![
        view! { <TextField name="q" label="Search services" kind=TextKind::Search value=typed.value("q")/> }
            .into_any(),
        fields.select("category", "Category", "", categories),
        fields.select("phase", "Phase", "", phases),
    ];
    if areas.len() > 2 || typed.error("area").is_some() {
        shown.push(fields.select("area", "Area", "", areas));
    }
    if providers.len() > 2 || typed.error("provider").is_some() {
        shown.push(fields.select("provider", "Provider", "", providers));
    }
    let price = match listing.looks {
        Looks::School => "Your price up to",
        Looks::Visitor | Looks::Staff | Looks::Provider => "Members’ price up to",
    };
    shown.push(fields.money("price", price, "For one, excluding VAT"));
    shown.push(fields.select("free", "Free days in", "", months));
    view! {
        <Filters action="/services" chosen=chosen(sought, listing) kept clear
            open=!typed.problems.is_empty()>{shown}</Filters>
    }
}

fn some_of<K: Ord>(counts: &BTreeMap<K, u64>, of: &K) -> u64 {
    counts.get(of).copied().unwrap_or_default()
}

/// A choice with how many services it would leave, where that was counted; none for one that would leave
/// nothing, unless it is chosen.
fn counted(code: &str, label: &str, count: Option<u64>, chosen: bool) -> Option<Choice> {
    let Some(count) = count else { return Some(Choice::new(code, label)) };
    (count > 0 || chosen).then(|| Choice::new(code, format!("{label} ({count})")))
}

/// A year of months from this one on.
fn months_ahead(today: NaiveDate) -> impl Iterator<Item = YearMonth> {
    std::iter::successors(Some(YearMonth::of(today)), |month| Some(month.next())).take(12)
}

fn month(month: YearMonth) -> Choice {
    Choice::new(month.to_string(), super::days::month_name(month))
}

/// What narrows the list, each in words.
pub(super) fn chosen(sought: &Sought, listing: &ServicesFound) -> Vec<Chosen> {
    let browse = &sought.browse;
    let area = browse.area.as_ref().map(|code| {
        let known = listing.areas.iter().find(|one| one.code == *code);
        known.map_or_else(|| format!("Area {code}"), |one| one.name.clone())
    });
    let provider = browse.provider.map(|id| {
        let known = listing.providers.iter().find(|one| one.id == id);
        known.map_or_else(|| "One provider".to_owned(), |one| one.name.clone())
    });
    let words = sought.typed.form.filled("q").map(|words| format!("“{words}”"));
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
