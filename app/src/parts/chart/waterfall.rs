//! A waterfall: from what was, by what fell and what rose, to what is.

use leptos::prelude::*;

use super::{
    Place, Scale,
    frame::{ChartTable, ChartWords, Hue, block, frame},
};

/// What a bar of a waterfall is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallKind {
    /// The whole, from nought: where it starts and where it ends.
    Whole,
    /// A difference from the bar before: below nought it is a saving, above a rise.
    Change,
}

/// One bar of a waterfall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fall {
    /// What it is.
    pub label: String,
    /// The whole, or the difference.
    pub value: i64,
    /// The figure, ready to read.
    pub text: String,
    /// What it is.
    pub kind: FallKind,
}

impl Fall {
    /// The whole.
    pub fn whole(label: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into(), kind: FallKind::Whole }
    }

    /// A difference.
    pub fn change(label: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into(), kind: FallKind::Change }
    }
}

const ROW: i64 = 46;
/// How far bars reach: what is right of it belongs to the figures, where no line runs.
const BARS: i64 = 7_000;

/// Where a bar begins and ends, in values, and its colour.
fn spans(falls: &[Fall]) -> Vec<(i64, i64, Hue)> {
    falls
        .iter()
        .scan(0_i64, |level, fall| {
            let before = *level;
            match fall.kind {
                FallKind::Whole => {
                    *level = fall.value;
                    Some((0, fall.value, Hue::Water))
                }
                FallKind::Change => {
                    *level = before.saturating_add(fall.value);
                    let hue = if fall.value > 0 { Hue::Bad } else { Hue::Saved };
                    Some((before.min(*level), before.max(*level), hue))
                }
            }
        })
        .collect()
}

/// Bars and the lines between them, with room for the figures beside them.
fn scale(spans: &[(i64, i64, Hue)]) -> Scale {
    Scale::with_nought(spans.iter().flat_map(|span| [span.0, span.1]), 0, BARS)
}

/// A waterfall, top to bottom.
#[component]
pub fn Waterfall(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The bars: the whole, the differences, the whole.
    falls: Vec<Fall>,
    /// The heads of the table: what the names are, what the figures are.
    heads: (&'static str, &'static str),
) -> impl IntoView {
    let spans = spans(&falls);
    let scale = scale(&spans);
    let table = ChartTable {
        heads: vec![heads.0.to_owned(), heads.1.to_owned()],
        rows: falls.iter().map(|fall| vec![fall.label.clone(), fall.text.clone()]).collect(),
    };
    let count = i64::try_from(falls.len()).unwrap_or(0);
    let id = words.id.clone();
    let drawing = falls
        .into_iter()
        .zip(spans)
        .zip(0_i64..)
        .map(|((fall, (from, to, hue)), index)| {
            let y = index.saturating_mul(ROW);
            let last = index + 1 == count;
            row(&id, fall, (scale.at(from), scale.at(to), hue), y, last)
        })
        .collect_view();
    frame(words, ROW.saturating_mul(count), drawing, None, table)
}

fn row(
    id: &str,
    fall: Fall,
    (from, to, hue): (Place, Place, Hue),
    y: i64,
    last: bool,
) -> impl IntoView + use<> {
    let figure = match hue {
        Hue::Saved => "cp-t--saved cp-t--rim",
        Hue::Bad => "cp-t--bad cp-t--rim",
        Hue::Water | Hue::Light | Hue::Grey => "cp-t--strong cp-t--rim",
    };
    // A thin line leads from where this bar leaves off to where the next takes over.
    let leaves = match hue {
        Hue::Saved => from,
        Hue::Bad | Hue::Water | Hue::Light | Hue::Grey => to,
    };
    let lead = (!last).then(|| {
        let x = leaves.to_string();
        view! { <line class="cp-l" x1=x.clone() x2=x y1=(y + 35).to_string() y2=(y + ROW + 21).to_string()></line> }
    });
    view! {
        {lead}
        <text class="cp-t--rim" x="0" y=(y + 14).to_string()>{fall.label}</text>
        <text class=figure x="100%" y=(y + 33).to_string() text-anchor="end">{fall.text}</text>
        {block(id, hue, from, to.minus(from), y + 21, 14)}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bar_and_no_line_reaches_the_figures() {
        let falls = [Fall::whole("Before", 1_000, ""), Fall::change("Payroll", 500, "")];
        let spans = spans(&falls);
        assert_eq!(scale(&spans).at(1_500).get(), BARS);
        assert_eq!(scale(&spans).at(0).get(), 0);
    }

    #[test]
    fn a_saving_falls_from_the_level_before_and_a_rise_climbs_from_it() {
        let falls = [
            Fall::whole("What you paid", 1_000, ""),
            Fall::change("Payroll", -300, ""),
            Fall::change("Absence line", 50, ""),
            Fall::whole("What you pay", 750, ""),
        ];
        assert_eq!(
            spans(&falls),
            [
                (0, 1_000, Hue::Water),
                (700, 1_000, Hue::Saved),
                (700, 750, Hue::Bad),
                (0, 750, Hue::Water)
            ]
        );
    }
}
