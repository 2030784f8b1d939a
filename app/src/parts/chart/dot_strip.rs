//! A strip of dots: what others ask for the same thing, the middle half of it, and ours.

use leptos::prelude::*;

use super::{
    Place, Scale,
    frame::{ChartTable, ChartWords, frame},
};

/// Where a dot is from: two shapes, so that it never rests on colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotKind {
    /// The first kind: a filled dot.
    Filled,
    /// The second kind: an open diamond.
    Open,
}

/// One dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    /// Whose it is or where it is from, for the table.
    pub label: String,
    /// Where it stands.
    pub value: i64,
    /// The figure, ready to read.
    pub text: String,
    /// Where it is from.
    pub kind: DotKind,
}

/// The middle of the dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quartiles {
    /// A quarter is below this.
    pub low: i64,
    /// Half is below this.
    pub median: i64,
    /// A quarter is above this.
    pub high: i64,
    /// The median in words: "half ask less than £350".
    pub words: String,
}

/// Ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// What it is, with its figure: "Your price £290".
    pub label: String,
    /// Where it stands.
    pub value: i64,
    /// The figure, ready to read.
    pub text: String,
}

const LINE: i64 = 78;
const AXIS: i64 = 108;

/// A strip of dots.
#[component]
pub fn DotStrip(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The others.
    dots: Vec<Dot>,
    /// The middle of them; none where there are too few to have one.
    #[prop(optional_no_strip)]
    quartiles: Option<Quartiles>,
    /// Ours.
    ours: Ours,
    /// What the filled dots are, with how many: "Published prices (10)".
    #[prop(into)]
    filled_words: String,
    /// What the open ones are.
    #[prop(into)]
    open_words: String,
    /// The heads of the table: what the names are, what the figures are.
    heads: (&'static str, &'static str),
) -> impl IntoView {
    let scale = Scale::around(dots.iter().map(|dot| dot.value).chain([ours.value]), 400, 9_600);
    let ours_row = vec![ours.label.clone(), ours.text.clone()];
    let rows = dots.iter().map(|dot| vec![dot.label.clone(), dot.text.clone()]);
    let table = ChartTable {
        heads: vec![heads.0.to_owned(), heads.1.to_owned()],
        rows: std::iter::once(ours_row).chain(rows).collect(),
    };
    let open_words = dots.iter().any(|dot| dot.kind == DotKind::Open).then_some(open_words);
    let least = dots.iter().min_by_key(|dot| dot.value).cloned();
    let most = dots.iter().max_by_key(|dot| dot.value).cloned();
    let has_middle = quartiles.is_some();
    let drawing = view! {
        {quartiles.map(|quartiles| middle(&scale, quartiles))}
        <line class="cp-l" x1="0" x2="100%" y1=AXIS.to_string() y2=AXIS.to_string()></line>
        {least.map(|dot| tick(scale.at(dot.value), dot.text))}
        {most.map(|dot| tick(scale.at(dot.value), dot.text))}
        {spread(dots, &scale).into_iter().map(mark).collect_view()}
        {ours_mark(scale.at(ours.value), ours.label)}
    };
    frame(words, 154, drawing, Some(key(filled_words, open_words, has_middle).into_any()), table)
}

/// Gives each dot a height, so that two prices that are nearly the same are two dots.
fn spread(mut dots: Vec<Dot>, scale: &Scale) -> Vec<(Place, i64, DotKind)> {
    dots.sort_by_key(|dot| dot.value);
    let mut last_at: [i64; 3] = [-1_000; 3];
    dots.into_iter()
        .map(|dot| {
            let place = scale.at(dot.value);
            // A dot is about 3% of the narrowest strip wide.
            let lane = last_at.iter().position(|last| place.get() - last > 320).unwrap_or(0);
            if let Some(last) = last_at.get_mut(lane) {
                *last = place.get();
            }
            let y = match lane {
                1 => LINE - 14,
                2 => LINE + 14,
                _ => LINE,
            };
            (place, y, dot.kind)
        })
        .collect()
}

fn mark((x, y, kind): (Place, i64, DotKind)) -> impl IntoView {
    match kind {
        DotKind::Filled => view! {
            <circle class="cp-f--grey" cx=x.to_string() cy=y.to_string() r="5"></circle>
        }
        .into_any(),
        // A nested drawing without a size of its own is moved by per cent and keeps its shape.
        DotKind::Open => view! {
            <svg x=x.to_string() y=y.to_string() overflow="visible">
                <path class="cp-o--grey" d="M0-5.5 5.5 0 0 5.5-5.5 0z"></path>
            </svg>
        }
        .into_any(),
    }
}

fn middle(scale: &Scale, quartiles: Quartiles) -> impl IntoView + use<> {
    let (low, high) = (scale.at(quartiles.low), scale.at(quartiles.high));
    let median = scale.at(quartiles.median);
    view! {
        <rect class="cp-f--tint" x=low.to_string() width=high.minus(low).to_string() y="54" height="50" rx="4"></rect>
        <line class="cp-l cp-l--ink" x1=median.to_string() x2=median.to_string() y1="54" y2=(AXIS + 26).to_string()></line>
        <text class="cp-t--muted" x=median.to_string() y="146" text-anchor=median.anchor()>{quartiles.words}</text>
    }
}

fn tick(x: Place, text: String) -> impl IntoView {
    view! {
        <line class="cp-l" x1=x.to_string() x2=x.to_string() y1=AXIS.to_string() y2=(AXIS + 5).to_string()></line>
        <text class="cp-t--muted" x=x.to_string() y=(AXIS + 20).to_string() text-anchor=x.anchor()>{text}</text>
    }
}

fn ours_mark(x: Place, label: String) -> impl IntoView {
    view! {
        <line class="cp-l cp-l--water" x1=x.to_string() x2=x.to_string() y1="36" y2=AXIS.to_string()></line>
        <circle class="cp-o--ours" cx=x.to_string() cy="34" r="9"></circle>
        <text class="cp-t--water cp-t--large" x=x.to_string() y="17" text-anchor=x.anchor()>{label}</text>
    }
}

fn key(filled: String, open: Option<String>, has_middle: bool) -> impl IntoView {
    view! {
        <ul class="cp-key">
            <li>
                <svg class="cp-key__sign" aria-hidden="true"><circle class="cp-f--grey" cx="7" cy="7" r="5"></circle></svg>
                {filled}
            </li>
            {open.map(|open| view! {
                <li>
                    <svg class="cp-key__sign" aria-hidden="true"><path class="cp-o--grey" d="M7 1.5 12.5 7 7 12.5 1.5 7z"></path></svg>
                    {open}
                </li>
            })}
            {has_middle.then(|| view! {
                <li>
                    <svg class="cp-key__sign" aria-hidden="true"><rect class="cp-f--tint cp-l" width="14" height="14" rx="2"></rect></svg>
                    "Middle half of them"
                </li>
            })}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_prices_that_are_the_same_are_two_dots() {
        let dot =
            |value| Dot { label: String::new(), value, text: String::new(), kind: DotKind::Filled };
        let scale = Scale::around([0, 100], 0, 10_000);
        let heights: Vec<i64> =
            spread(vec![dot(50), dot(50), dot(90)], &scale).iter().map(|mark| mark.1).collect();
        assert_eq!(heights, [LINE, LINE - 14, LINE]);
    }
}
