//! Tables: a caption, columns that know whether they hold numbers, rows, and what to say when there
//! are none. At 375 pixels a table becomes a list; one of a name and a number stays as it is.

use leptos::prelude::*;

use super::{Link, some};

/// The way a column is sorted, and the link that changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Where the list sorted by this column is.
    pub href: String,
    /// How the list is sorted now: `None` not by this column, else whether ascending.
    pub ascending: Option<bool>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnHead {
    /// What the column holds.
    pub text: String,
    /// Whether it holds numbers, which align at the right.
    pub numeric: bool,
    /// The link that sorts by it.
    pub sort: Option<Sort>,
}

impl ColumnHead {
    /// A column of words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), numeric: false, sort: None }
    }

    /// A column of numbers.
    pub fn numbers(text: impl Into<String>) -> Self {
        Self { text: text.into(), numeric: true, sort: None }
    }

    /// The same column with a link that sorts by it.
    #[must_use]
    pub fn sorted(self, href: impl Into<String>, ascending: Option<bool>) -> Self {
        Self { sort: Some(Sort { href: href.into(), ascending }), ..self }
    }
}

/// What stands in one place of a table.
pub enum Cell {
    /// Words or a number, as they are.
    Text(String),
    /// A link, a tag, an amount.
    View(AnyView),
}

impl Cell {
    /// Anything that can be shown.
    pub fn view(view: impl IntoAny) -> Self {
        Self::View(view.into_any())
    }

    /// Whether it holds nothing: on a telephone its line is left out.
    fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => matches!(text.as_str(), "" | "–"),
            Self::View(_) => false,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// What a row is among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowKind {
    /// One of them.
    #[default]
    Plain,
    /// Our own.
    Ours,
    /// Their sum.
    Total,
}

/// A row: its first cell says what it is about.
pub struct TableRow {
    /// What it is among the others.
    pub kind: RowKind,
    /// One for each column.
    pub cells: Vec<Cell>,
}

impl TableRow {
    /// A plain row.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Plain, cells }
    }

    /// The same row as another kind.
    #[must_use]
    pub fn kind(self, kind: RowKind) -> Self {
        Self { kind, ..self }
    }
}

/// What becomes of a table on a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Narrow {
    /// Each row a small list with the heads of the columns beside it.
    #[default]
    Stack,
    /// It stays a table, and long words break: for a name and a number or two.
    Fit,
    /// It slides sideways: for tables whose point is what stands beside what.
    Scroll,
}

/// A long table shows its first rows, and a link to the page with all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// How many plain rows are shown; the total always is.
    pub first: usize,
    /// The page with all of them.
    pub all: Link,
}

impl Fold {
    /// What is left of the rows, and the link where some are left out.
    fn apply(self, rows: Vec<TableRow>) -> (Vec<TableRow>, Option<Link>) {
        let plain = rows.iter().filter(|row| row.kind == RowKind::Plain).count();
        if plain <= self.first {
            return (rows, None);
        }
        let mut left = self.first;
        let rows = rows
            .into_iter()
            .filter(|row| {
                let shown = row.kind != RowKind::Plain || left > 0;
                if row.kind == RowKind::Plain {
                    left = left.saturating_sub(1);
                }
                shown
            })
            .collect();
        (rows, Some(self.all))
    }
}

/// A table.
#[component]
pub fn Table(
    /// What it shows; says "excluding VAT" once for all amounts.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: Vec<ColumnHead>,
    /// The rows.
    rows: Vec<TableRow>,
    /// Instead of a table without rows: a [`super::EmptyState`].
    #[prop(optional)]
    empty: Option<AnyView>,
    /// What becomes of it on a telephone.
    #[prop(optional)]
    narrow: Narrow,
    /// Whether the caption is for screen readers only, where a heading says the same.
    #[prop(optional)]
    quiet_caption: bool,
    /// How it begins where it is long; `None` for all of it.
    #[prop(optional_no_strip)]
    fold: Option<Fold>,
    /// Small print under it: source, date.
    #[prop(optional, into)]
    note: String,
) -> impl IntoView {
    if let (true, Some(empty)) = (rows.is_empty(), empty) {
        return empty;
    }
    let (rows, all) = match fold {
        Some(fold) => fold.apply(rows),
        None => (rows, None),
    };
    let stacks = narrow == Narrow::Stack;
    let label = caption.clone();
    let caption_class = if quiet_caption {
        "govuk-table__caption govuk-visually-hidden"
    } else {
        "govuk-table__caption"
    };
    let heads = columns.iter().cloned().map(|head| head_cell(head, stacks)).collect_view();
    let body = rows.into_iter().map(|row| body_row(row, &columns, stacks)).collect_view();
    let class = if stacks { "govuk-table cp-table--stack" } else { "govuk-table" };
    // Blocks instead of cells take the meaning of a table away: the roles give it back.
    let table = view! {
        <table class=class role=stacks.then_some("table")>
            <caption class=caption_class>{caption}</caption>
            <thead class="govuk-table__head" role=stacks.then_some("rowgroup")>
                <tr class="govuk-table__row" role=stacks.then_some("row")>{heads}</tr>
            </thead>
            <tbody class="govuk-table__body" role=stacks.then_some("rowgroup")>{body}</tbody>
        </table>
    };
    let table = if narrow == Narrow::Scroll {
        view! { <div class="cp-scroll" role="region" tabindex="0" aria-label=label>{table}</div> }
            .into_any()
    } else {
        table.into_any()
    };
    view! {
        {table}
        {all.map(|link| view! {
            <p class="cp-table__all"><a class="cp-link" href=link.href>{link.text}</a></p>
        })}
        {some(note).map(|note| view! { <p class="cp-table__note">{note}</p> })}
    }
    .into_any()
}

fn head_cell(head: ColumnHead, stacks: bool) -> impl IntoView {
    let class = if head.numeric {
        "govuk-table__header govuk-table__header--numeric"
    } else {
        "govuk-table__header"
    };
    let ascending = head.sort.as_ref().and_then(|sort| sort.ascending);
    let (sorted, sign) = match ascending {
        Some(true) => (Some("ascending"), " \u{25b4}"),
        Some(false) => (Some("descending"), " \u{25be}"),
        None => (None, ""),
    };
    let words = match head.sort {
        Some(sort) => view! {
            <a class="cp-table__sort cp-focus" href=sort.href aria-current=sorted.map(|_| "true")>
                {head.text}<span aria-hidden="true">{sign}</span>
            </a>
        }
        .into_any(),
        None => head.text.into_any(),
    };
    view! {
        <th scope="col" class=class role=stacks.then_some("columnheader") aria-sort=sorted>{words}</th>
    }
}

fn body_row(row: TableRow, columns: &[ColumnHead], stacks: bool) -> impl IntoView + use<> {
    let class = match row.kind {
        RowKind::Plain => "govuk-table__row",
        RowKind::Ours => "govuk-table__row cp-table__row--ours",
        RowKind::Total => "govuk-table__row cp-table__row--total",
    };
    let cells = row
        .cells
        .into_iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (cell, column))| {
            let is_blank = cell.is_blank();
            let content = match cell {
                Cell::Text(text) => text.into_any(),
                Cell::View(view) => view,
            };
            if index == 0 {
                return view! {
                    <th scope="row" class="govuk-table__header" role=stacks.then_some("rowheader")>{content}</th>
                }
                .into_any();
            }
            let class = if column.numeric {
                "govuk-table__cell govuk-table__cell--numeric"
            } else {
                "govuk-table__cell"
            };
            let label = stacks.then(|| column.text.clone());
            // The span keeps what a cell holds together when it is laid out as a line of two.
            let content = if stacks { view! { <span>{content}</span> }.into_any() } else { content };
            view! { <td class=class class=("cp-table__blank", is_blank) role=stacks.then_some("cell") data-label=label>{content}</td> }.into_any()
        })
        .collect_view();
    view! { <tr class=class role=stacks.then_some("row")>{cells}</tr> }
}
