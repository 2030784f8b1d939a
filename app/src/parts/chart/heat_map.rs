//! A heat map: how busy each row is in each column; every place says its figure too.

use leptos::prelude::*;

use super::{
    Place,
    frame::{ChartTable, ChartWords, frame},
};

/// One place of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// How much, from nought to `whole`.
    pub value: i64,
    /// The most there can be; nought when there is nothing to be busy with.
    pub whole: i64,
    /// The figure, two or three characters.
    pub text: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    /// What it is, short.
    pub label: String,
    /// One for each column.
    pub places: Vec<Heat>,
}

const ROW: i64 = 32;
const HEAD: i64 = 24;
const NAMES: i64 = 2_600;

/// From nothing at all to full, in five steps.
fn level(heat: &Heat) -> usize {
    match heat.value.saturating_mul(100).checked_div(heat.whole) {
        None | Some(..=0) => 0,
        Some(1..=49) => 1,
        Some(50..=79) => 2,
        Some(80..=99) => 3,
        Some(100..) => 4,
    }
}

const CLASSES: [&str; 5] = ["cp-h--0", "cp-h--1", "cp-h--2", "cp-h--3", "cp-h--4"];

/// A map of how busy each row is in each column.
#[component]
pub fn HeatMap(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The heads of the columns, short: "6 Jan".
    columns: Vec<String>,
    /// The rows.
    rows: Vec<HeatRow>,
    /// What the rows are, for the table.
    row_head: &'static str,
    /// What the colour says, before its key: "Days booked:".
    colour_words: &'static str,
) -> impl IntoView {
    let heads = std::iter::once(row_head.to_owned()).chain(columns.iter().cloned()).collect();
    let table = ChartTable {
        heads,
        rows: rows
            .iter()
            .map(|row| {
                let texts = row.places.iter().map(|heat| heat.text.clone());
                std::iter::once(row.label.clone()).chain(texts).collect()
            })
            .collect(),
    };
    let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
    let width = (10_000 - NAMES) / count;
    let height = HEAD + ROW.saturating_mul(i64::try_from(rows.len()).unwrap_or(0));
    let at = move |index: i64| Place::new(NAMES + index * width);
    let middle = move |index: i64| Place::new(NAMES + index * width + width / 2);
    let heads = columns
        .into_iter()
        .zip(0_i64..)
        .map(|(text, index)| view! {
            <text class="cp-t--muted" x=middle(index).to_string() y="14" text-anchor="middle">{text}</text>
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .zip(0_i64..)
        .map(|(row, index)| {
            let y = HEAD + index.saturating_mul(ROW);
            let places = row.places.into_iter().zip(0_i64..);
            let places = places
                .map(|(heat, index)| place(heat, at(index), middle(index), Place::new(width), y))
                .collect_view();
            view! {
                <text x="0" y=(y + 20).to_string()>{row.label}</text>
                {places}
            }
        })
        .collect_view();
    frame(words, height, view! { {heads} {rows} }, Some(key(colour_words).into_any()), table)
}

fn place(heat: Heat, x: Place, middle: Place, width: Place, y: i64) -> impl IntoView {
    let level = level(&heat);
    let class = CLASSES.get(level).copied().unwrap_or("cp-h--0");
    let text = if level > 2 { "cp-t--inside" } else { "" };
    view! {
        <rect class=class x=x.to_string() y=y.to_string() width=width.to_string() height=ROW.to_string()></rect>
        <rect class="cp-f--paper" x=x.to_string() y=y.to_string() width="2" height=ROW.to_string()></rect>
        <rect class="cp-f--paper" x=x.to_string() y=y.to_string() width=width.to_string() height="2"></rect>
        <text class=text x=middle.to_string() y=(y + 21).to_string() text-anchor="middle">{heat.text}</text>
    }
}

fn key(colour_words: &'static str) -> impl IntoView + use<> {
    let words = ["None", "Under half", "Half or more", "80% or more", "Full"];
    view! {
        <ul class="cp-key">
            <li>{colour_words}</li>
            {CLASSES
                .into_iter()
                .zip(words)
                .map(|(class, words)| view! {
                    <li>
                        <svg class="cp-key__sign" aria-hidden="true"><rect class=class width="14" height="14"></rect></svg>
                        {words}
                    </li>
                })
                .collect_view()}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_without_days_is_not_a_full_week() {
        let heat = |value, whole| Heat { value, whole, text: String::new() };
        assert_eq!(level(&heat(0, 0)), 0);
        assert_eq!(level(&heat(0, 5)), 0);
        assert_eq!(level(&heat(2, 5)), 1);
        assert_eq!(level(&heat(4, 5)), 3);
        assert_eq!(level(&heat(5, 5)), 4);
    }
}
