//! A heat map: how busy each row is in each column. It is a table whose places are coloured, so
//! that every place says its figure and a long name has all the room it needs.

use leptos::prelude::*;

use super::frame::ChartWords;
use crate::parts::some;

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
    /// What it is.
    pub label: String,
    /// One for each column.
    pub places: Vec<Heat>,
}

/// From nothing at all to full, in five steps.
fn class(heat: &Heat) -> &'static str {
    match heat.value.saturating_mul(100).checked_div(heat.whole) {
        None | Some(..=0) => "cp-h--0",
        Some(1..=49) => "cp-h--1",
        Some(50..=79) => "cp-h--2",
        Some(80..=99) => "cp-h--3",
        Some(100..) => "cp-h--4",
    }
}

/// What the five steps are, by their classes.
const KEY: [(&str, &str); 5] = [
    ("cp-h--0", "None"),
    ("cp-h--1", "Under half"),
    ("cp-h--2", "Half or more"),
    ("cp-h--3", "80% or more"),
    ("cp-h--4", "Full"),
];

/// A map of how busy each row is in each column.
#[component]
pub fn HeatMap(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The heads of the columns, short: "6 Jan".
    columns: Vec<String>,
    /// The rows.
    rows: Vec<HeatRow>,
    /// What the rows are.
    row_head: &'static str,
    /// What the colour says, before its key: "Days booked:".
    colour_words: &'static str,
) -> impl IntoView {
    let ChartWords { id, title, unit, description, source } = words;
    let described = format!("{id}-desc");
    let heads = columns
        .into_iter()
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <figure class="cp-chart" id=id>
            <figcaption>
                <span class="cp-chart__title">{title.clone()}</span>
                {some(unit).map(|unit| view! { <br/><span class="cp-chart__unit">{unit}</span> })}
            </figcaption>
            // Grids instead of table boxes take the meaning of a table away: the roles give it back.
            <table class="cp-heat" role="table" aria-describedby=described.clone()>
                <caption class="govuk-visually-hidden">{title}</caption>
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{row_head}</th>{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <p class="govuk-visually-hidden" id=described>{description}</p>
            {key(colour_words)}
            {some(source).map(|source| view! { <p class="cp-chart__source">{source}</p> })}
        </figure>
    }
}

fn row(row: HeatRow) -> impl IntoView {
    let places = row
        .places
        .into_iter()
        .map(|heat| (class(&heat), heat.text))
        .map(|(class, text)| view! { <td class=class role="cell">{text}</td> })
        .collect_view();
    view! { <tr role="row"><th scope="row" role="rowheader">{row.label}</th>{places}</tr> }
}

fn key(colour_words: &'static str) -> impl IntoView {
    let signs = KEY
        .map(|(class, words)| {
            view! { <li><span class=format!("cp-key__sign {class}") aria-hidden="true"></span>{words}</li> }
        })
        .collect_view();
    view! { <ul class="cp-key"><li>{colour_words}</li>{signs}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_without_days_is_not_a_full_week() {
        let class = |value, whole| class(&Heat { value, whole, text: String::new() });
        assert_eq!(class(0, 0), "cp-h--0");
        assert_eq!(class(0, 5), "cp-h--0");
        assert_eq!(class(2, 5), "cp-h--1");
        assert_eq!(class(4, 5), "cp-h--3");
        assert_eq!(class(5, 5), "cp-h--4");
    }
}
