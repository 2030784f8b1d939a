//! Shares of one whole: one bar, and a line for each share under it.

use leptos::prelude::*;

use super::{
    Place,
    frame::{ChartTable, ChartWords, Hue, block, frame},
};

/// One share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What it is.
    pub label: String,
    /// How large; nought or more.
    pub value: i64,
    /// The figure, ready to read.
    pub text: String,
    /// Its share of the whole, ready to read: "69%".
    pub per_cent: String,
    /// Its colour.
    pub hue: Hue,
}

/// One bar made of shares.
#[component]
pub fn ShareBar(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The shares, largest first.
    shares: Vec<Share>,
    /// The heads of the table: what the names are, the figures, the shares.
    heads: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let whole: i128 = shares.iter().map(|share| i128::from(share.value.max(0))).sum();
    let table = ChartTable {
        heads: vec![heads.0.to_owned(), heads.1.to_owned(), heads.2.to_owned()],
        rows: shares
            .iter()
            .map(|share| vec![share.label.clone(), share.text.clone(), share.per_cent.clone()])
            .collect(),
    };
    let at = |sum: i128| {
        let hundredths = if whole == 0 { 0 } else { sum * 10_000 / whole };
        Place::new(i64::try_from(hundredths).unwrap_or(10_000))
    };
    let id = words.id.clone();
    let drawing = shares
        .iter()
        .scan(0_i128, |before, share| {
            let from = at(*before);
            *before += i128::from(share.value.max(0));
            Some((from, at(*before), share.hue))
        })
        .map(|(from, to, hue)| {
            view! {
                {block(&id, hue, from, to.minus(from), 0, 24)}
                // Paper between two shares, so that neighbours never melt together.
                <rect class="cp-f--paper" x=to.to_string() y="0" width="2" height="24" transform="translate(-2)"></rect>
            }
        })
        .collect_view();
    let key = view! { <ul class="cp-key cp-key--shares">{shares.into_iter().map(line).collect_view()}</ul> };
    frame(words, 24, drawing, Some(key.into_any()), table)
}

fn line(share: Share) -> impl IntoView {
    view! {
        <li>
            <svg class="cp-key__sign" aria-hidden="true">
                <rect class=share.hue.fill() y="2" width="12" height="12" rx="2"></rect>
            </svg>
            <span>{share.label}</span>
            <span class="cp-num">{share.text}</span>
            <span class="cp-num cp-muted">{share.per_cent}</span>
        </li>
    }
}
