//! The two figures: what heads and delegates thought, each with how many answered.

use domain::evaluation::{EvaluationKind, Satisfaction};
use leptos::prelude::*;
use market::evaluation::Figures;

use crate::parts::{BigFigure, BigSize, Section};
use crate::words;

/// The figures, those that enough people answered; nothing where neither is.
pub(crate) fn section(figures: Figures) -> Option<AnyView> {
    let shown: Vec<AnyView> = [
        figure(EvaluationKind::Head, figures.heads),
        figure(EvaluationKind::Delegate, figures.delegates),
    ]
    .into_iter()
    .flatten()
    .collect();
    if shown.is_empty() {
        return None;
    }
    let section =
        view! { <Section id="thought" title="What people thought of it">{shown}</Section> };
    Some(section.into_any())
}

fn figure(kind: EvaluationKind, found: Satisfaction) -> Option<AnyView> {
    let percent = found.percent()?;
    let label = words::evaluation::figure(kind);
    let note = format!(
        "{} of {} who answered",
        words::count(found.favourable),
        words::count(found.answers)
    );
    let value = format!("{percent}%");
    Some(view! { <BigFigure size=BigSize::Medium label value note/> }.into_any())
}
