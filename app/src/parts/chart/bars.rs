//! Bars: one below the other, each with its words above it and its figure at the end.

use leptos::prelude::*;

use super::{
    Scale,
    frame::{ChartTable, ChartWords, Hue, block, frame},
};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How long it is; below nought it goes to the left.
    pub value: i64,
    /// The figure, ready to read.
    pub text: String,
    /// Its colour.
    pub hue: Hue,
    /// What it is compared with, as a line across it, and that figure ready to read: last year.
    pub target: Option<(i64, String)>,
}

impl Bar {
    /// A bar in our own colour with nothing to compare it with.
    pub fn new(label: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into(), hue: Hue::Water, target: None }
    }

    /// The same bar in another colour.
    #[must_use]
    pub fn hue(self, hue: Hue) -> Self {
        Self { hue, ..self }
    }

    /// The same bar with something to compare it with.
    #[must_use]
    pub fn target(self, target: i64, text: impl Into<String>) -> Self {
        Self { target: Some((target, text.into())), ..self }
    }
}

const ROW: i64 = 46;

/// Bars from nought.
#[component]
pub fn Bars(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The bars, in the order they are read.
    bars: Vec<Bar>,
    /// The heads of the table: what the names are, what the figures are.
    heads: (&'static str, &'static str),
    /// What the line across a bar is: "last year". Empty when no bar has one.
    #[prop(optional, into)]
    target_words: String,
    /// Whether the page has a table with the same figures right under the bars.
    #[prop(optional)]
    table_follows: bool,
    /// What the drawing is as wide as, where the figures are shares of it.
    #[prop(optional)]
    whole: i64,
) -> impl IntoView {
    let values = bars.iter().flat_map(|bar| {
        [Some(bar.value), bar.target.as_ref().map(|target| target.0)].into_iter().flatten()
    });
    let scale = Scale::with_nought(values.chain([whole]), 0, 10_000);
    let table =
        if table_follows { ChartTable::default() } else { figures(&bars, heads, &target_words) };
    let height = ROW.saturating_mul(i64::try_from(bars.len()).unwrap_or(0));
    let id = words.id.clone();
    let drawing = bars
        .into_iter()
        .scan(0_i64, |top, bar| {
            let y = *top;
            *top = top.saturating_add(ROW);
            Some(row(&id, &scale, y, bar))
        })
        .collect_view();
    let key = super::super::some(target_words).map(|words| {
        view! {
            <ul class="cp-key">
                <li>
                    <svg class="cp-key__sign" aria-hidden="true"><line class="cp-l--target" x1="7" x2="7" y1="0" y2="14"></line></svg>
                    {words}
                </li>
            </ul>
        }
        .into_any()
    });
    frame(words, height, drawing, key, table)
}

/// The same figures in words; what they are compared with is a column where there is such a thing.
fn figures(bars: &[Bar], heads: (&str, &str), target_words: &str) -> ChartTable {
    let compared = bars.iter().any(|bar| bar.target.is_some());
    let last = compared.then(|| target_words.to_owned());
    let row = |bar: &Bar| {
        let target = bar.target.as_ref().map(|target| target.1.clone());
        let last = compared.then(|| target.unwrap_or_default());
        [bar.label.clone(), bar.text.clone()].into_iter().chain(last).collect()
    };
    ChartTable {
        heads: [heads.0.to_owned(), heads.1.to_owned()].into_iter().chain(last).collect(),
        rows: bars.iter().map(row).collect(),
    }
}

fn row(id: &str, scale: &Scale, y: i64, bar: Bar) -> impl IntoView + use<> {
    let (nought, end) = (scale.at(0), scale.at(bar.value));
    let (from, to) = if end < nought { (end, nought) } else { (nought, end) };
    let target = bar.target.map(|(target, _)| {
        let x = scale.at(target).to_string();
        let (top, bottom) = ((y + 18).to_string(), (y + 38).to_string());
        view! {
            <line class="cp-l--gap" x1=x.clone() x2=x.clone() y1=top.clone() y2=bottom.clone()></line>
            <line class="cp-l--target" x1=x.clone() x2=x y1=top y2=bottom></line>
        }
    });
    view! {
        <text x="0" y=(y + 14).to_string()>{bar.label}</text>
        <text class="cp-t--strong" x="100%" y=(y + 14).to_string() text-anchor="end">{bar.text}</text>
        <line class="cp-l cp-l--hair" x1="0" x2="100%" y1=(y + 28).to_string() y2=(y + 28).to_string()></line>
        {block(id, bar.hue, from, to.minus(from), y + 21, 14)}
        {target}
    }
}
