//! What is around every drawing: its title, the unit, what it says in words, the table under it.

use leptos::prelude::*;

use crate::parts::some;

/// The words of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChartWords {
    /// An id, unique on the page.
    pub id: String,
    /// What the chart shows.
    pub title: String,
    /// The unit and the basis: "£ a day, excluding VAT".
    pub unit: String,
    /// What one sees in it, in a sentence or two, for those who cannot.
    pub description: String,
    /// Where the figures are from, small below; empty for none.
    pub source: String,
}

/// The figures of a chart as a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChartTable {
    /// The heads; the first is of the column of names, the others of numbers.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// One of four hues, or grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hue {
    /// Ours.
    #[default]
    Water,
    /// Beside ours.
    Light,
    /// Saved.
    Saved,
    /// Costs more.
    Bad,
    /// What is only there to compare with.
    Grey,
}

impl Hue {
    pub(super) const fn fill(self) -> &'static str {
        match self {
            Self::Water => "cp-f--water",
            Self::Light => "cp-f--light",
            Self::Saved => "cp-f--saved",
            Self::Bad => "cp-f--bad",
            Self::Grey => "cp-f--grey",
        }
    }

    /// How the hatch leans on paper; `None` for the one hue that stays plain.
    const fn lean(self) -> Option<&'static str> {
        match self {
            Self::Water => None,
            Self::Light => Some("rotate(45)"),
            Self::Saved => Some("rotate(-45)"),
            Self::Bad => Some("rotate(90)"),
            Self::Grey => Some("rotate(0)"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Light => "light",
            Self::Saved => "saved",
            Self::Bad => "bad",
            Self::Grey => "grey",
        }
    }
}

const HATCHED: [Hue; 4] = [Hue::Light, Hue::Saved, Hue::Bad, Hue::Grey];

/// A rectangle with its hatch over it, which only paper shows.
pub(super) fn block(
    id: &str,
    hue: Hue,
    x: super::Place,
    width: super::Place,
    y: i64,
    height: i64,
) -> impl IntoView + use<> {
    let hatch = hue.lean().map(|_| {
        view! {
            <rect class="cp-hatch" x=x.to_string() y=y.to_string() width=width.to_string()
                height=height.to_string() fill=format!("url(#{id}-{})", hue.name())></rect>
        }
    });
    view! {
        <rect class=hue.fill() x=x.to_string() y=y.to_string() width=width.to_string()
            height=height.to_string() rx="2"></rect>
        {hatch}
    }
}

fn hatches(id: &str) -> impl IntoView + use<> {
    HATCHED
        .into_iter()
        .map(|hue| {
            view! {
                <pattern id=format!("{id}-{}", hue.name()) width="6" height="6"
                    patternUnits="userSpaceOnUse" patternTransform=hue.lean()>
                    <line class="cp-hatch__line" x1="0" x2="6" y1="3" y2="3"></line>
                </pattern>
            }
        })
        .collect_view()
}

/// The drawing with everything around it. `drawing` is what stands inside the `svg`; the table is
/// empty where the page has one with the same figures right under the chart.
pub(super) fn frame(
    words: ChartWords,
    height: i64,
    drawing: impl IntoView,
    key: Option<AnyView>,
    table: ChartTable,
) -> impl IntoView {
    let ChartWords { id, title, unit, description, source } = words;
    let (title_id, desc_id) = (format!("{id}-title"), format!("{id}-desc"));
    let named = format!("{title_id} {desc_id}");
    let defs = hatches(&id);
    view! {
        <figure class="cp-chart" id=id>
            <figcaption>
                <span class="cp-chart__title">{title.clone()}</span>
                {some(unit).map(|unit| view! { <br/><span class="cp-chart__unit">{unit}</span> })}
            </figcaption>
            <svg class="cp-chart__svg" role="img" aria-labelledby=named height=height.to_string() width="100%">
                <title id=title_id>{title.clone()}</title>
                <desc id=desc_id>{description}</desc>
                <defs>{defs}</defs>
                {drawing.into_any()}
            </svg>
            {key}
            {some(source).map(|source| view! { <p class="cp-chart__source">{source}</p> })}
            {(!table.rows.is_empty()).then(|| view! {
                <details class="govuk-details">
                    <summary class="govuk-details__summary">
                        <span class="govuk-details__summary-text">"These figures as a table"</span>
                    </summary>
                    {figures(title, table)}
                </details>
            })}
        </figure>
    }
}

fn figures(title: String, table: ChartTable) -> impl IntoView {
    let label = title.clone();
    let class = |index: usize, part: &str| {
        if index == 0 {
            format!("govuk-table__{part}")
        } else {
            format!("govuk-table__{part} govuk-table__{part}--numeric")
        }
    };
    let heads = table.heads.into_iter().enumerate();
    let heads = heads
        .map(|(index, head)| view! { <th scope="col" class=class(index, "header")>{head}</th> })
        .collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|row| {
            let cells = row.into_iter().enumerate().map(|(index, text)| match index {
                0 => view! { <th scope="row" class="govuk-table__header">{text}</th> }.into_any(),
                _ => view! { <td class=class(index, "cell")>{text}</td> }.into_any(),
            });
            view! { <tr class="govuk-table__row">{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <div class="cp-scroll" role="region" tabindex="0" aria-label=label>
            <table class="govuk-table">
                <caption class="govuk-visually-hidden">{title}</caption>
                <thead class="govuk-table__head"><tr class="govuk-table__row">{heads}</tr></thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        </div>
    }
}
