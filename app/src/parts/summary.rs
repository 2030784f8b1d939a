//! What is known about one thing, line by line.

use leptos::prelude::*;

use super::{Link, some};

/// One line.
pub struct SummaryRow {
    /// What it is.
    pub key: String,
    /// What is known.
    pub value: AnyView,
    /// A link that changes it: its words are read with the key, "Change closing date".
    pub change: Option<Link>,
}

impl SummaryRow {
    /// A line that cannot be changed here.
    pub fn new(key: impl Into<String>, value: impl IntoAny) -> Self {
        Self { key: key.into(), value: value.into_any(), change: None }
    }

    /// The same line with a link that changes it.
    #[must_use]
    pub fn change(self, href: impl Into<String>) -> Self {
        Self { change: Some(Link::new("Change", href)), ..self }
    }
}

/// What is known about one thing; also "check your answers".
#[component]
pub fn SummaryList(
    /// The lines.
    rows: Vec<SummaryRow>,
    /// What the list is about, for screen readers, where no heading says it.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let changes = rows.iter().any(|row| row.change.is_some());
    view! {
        <dl class="govuk-summary-list" aria-label=some(label)>
            {rows.into_iter().map(|row| line(row, changes)).collect_view()}
        </dl>
    }
}

/// `changes`: whether any line of the list has a link, for which the others leave room.
fn line(row: SummaryRow, changes: bool) -> impl IntoView {
    let class = if row.change.is_some() || !changes {
        "govuk-summary-list__row"
    } else {
        "govuk-summary-list__row govuk-summary-list__row--no-actions"
    };
    let key = row.key.to_lowercase();
    view! {
        <div class=class>
            <dt class="govuk-summary-list__key">{row.key}</dt>
            <dd class="govuk-summary-list__value">{row.value}</dd>
            {row.change.map(|link| view! {
                <dd class="govuk-summary-list__actions">
                    <a class="cp-link" href=link.href>
                        {link.text}<span class="govuk-visually-hidden">{format!(" {key}")}</span>
                    </a>
                </dd>
            })}
        </div>
    }
}
