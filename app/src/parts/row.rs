//! One thing of a list to choose from: what it is at the left, what it costs me at the right, and
//! where that stands among other prices.

use leptos::prelude::*;

use super::{chart::Scale, some};

/// Where one price stands among others, small. The words beside it say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketStrip {
    /// The middle half of the others, lower and upper quartile, in pence or any one unit.
    pub middle: (i64, i64),
    /// Ours, in the same.
    pub ours: i64,
}

/// A box to tick a row by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowTick {
    /// The id of the form it is sent with, which stands elsewhere.
    pub form: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// What is sent.
    pub value: String,
    /// What ticking it does: "Compare".
    pub text: &'static str,
}

/// What it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPrice {
    /// The amount, ready to read: "£290".
    pub amount: String,
    /// After it: "a day".
    pub unit: String,
    /// Under it: "excluding VAT · £60 less than most".
    pub note: String,
    /// Where it stands among others.
    pub strip: Option<MarketStrip>,
}

/// A list of [`Row`]s.
#[component]
pub fn Rows(
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! { <ul class="cp-rows">{children()}</ul> }
}

/// One thing of a list.
#[component]
pub fn Row(
    /// Where it is.
    #[prop(into)]
    href: String,
    /// What it is called.
    #[prop(into)]
    title: String,
    /// One sentence about it.
    #[prop(optional, into)]
    text: String,
    /// Short facts.
    #[prop(optional)]
    meta: Vec<String>,
    /// A state: [`super::Tag`].
    #[prop(optional)]
    tag: Option<AnyView>,
    /// What it costs.
    #[prop(optional_no_strip)]
    price: Option<RowPrice>,
    /// Something else at the right, where there is no price.
    #[prop(optional)]
    side: Option<AnyView>,
    /// A box to tick it by.
    #[prop(optional_no_strip)]
    tick: Option<RowTick>,
) -> impl IntoView {
    let tick = tick.map(|tick| tick_of(tick, title.clone()));
    let class = if price.is_some() { "cp-row" } else { "cp-row cp-row--plain" };
    view! {
        <li class=class>
            <div>
                <h2 class="cp-row__title"><a class="cp-link" href=href>{title}</a></h2>
                {some(text).map(|text| view! { <p class="cp-row__text">{text}</p> })}
                {(!meta.is_empty()).then(|| view! {
                    <ul class="cp-meta cp-row__meta">
                        {meta.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}
                    </ul>
                })}
                {tag}
                {tick}
            </div>
            {price.map(price_of)}
            {side.map(|side| view! { <div>{side}</div> })}
        </li>
    }
}

fn tick_of(tick: RowTick, title: String) -> impl IntoView {
    let id = format!("{}-{}", tick.name, tick.value);
    view! {
        <div class="govuk-checkboxes govuk-checkboxes--small cp-row__tick">
            <div class="govuk-checkboxes__item">
                <input class="govuk-checkboxes__input" id=id.clone() name=tick.name form=tick.form
                    r#type="checkbox" value=tick.value/>
                <label class="govuk-label govuk-checkboxes__label" for=id>
                    {tick.text}<span class="govuk-visually-hidden">" "{title}</span>
                </label>
            </div>
        </div>
    }
}

fn price_of(price: RowPrice) -> impl IntoView {
    view! {
        <div>
            <p class="cp-row__price">
                <span class="cp-row__number cp-num">{price.amount}</span>
                <span>{price.unit}</span>
            </p>
            <p class="cp-row__note">{price.note}</p>
            {price.strip.map(strip)}
        </div>
    }
}

fn strip(strip: MarketStrip) -> impl IntoView {
    let (low, high) = strip.middle;
    let scale = Scale::around([low, high, strip.ours], 300, 9_700);
    let (from, to) = (scale.at(low), scale.at(high));
    view! {
        <svg class="cp-strip" aria-hidden="true" focusable="false">
            <rect class="cp-f--tint" x=from.to_string() y="3" width=to.minus(from).to_string() height="16" rx="3"></rect>
            <line class="cp-l cp-l--hair" x1="0" x2="100%" y1="11" y2="11"></line>
            <circle class="cp-f--water" cx=scale.at(strip.ours).to_string() cy="11" r="6"></circle>
        </svg>
    }
}
