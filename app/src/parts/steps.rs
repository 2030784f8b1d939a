//! What has to be done and how far it is; what happened and what comes next.

use leptos::prelude::*;

use super::{Tag, TagKind, some};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Done,
    /// Can be done now.
    ToDo,
    /// Cannot be done before another.
    NotYet,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do, a verb first.
    pub text: String,
    /// What helps; empty for none.
    pub hint: String,
    /// Where it is done.
    pub href: String,
    /// How far it is.
    pub state: StepState,
}

/// Steps to do, each with its state.
#[component]
pub fn Steps(
    /// The steps, in order.
    steps: Vec<Step>,
    /// An id, unique on the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| item(&format!("{id}-{}", index + 1), step))
        .collect_view();
    view! { <ul class="govuk-task-list" id=id>{items}</ul> }
}

fn item(id: &str, step: Step) -> impl IntoView + use<> {
    let status_id = format!("{id}-status");
    let name = if step.state == StepState::NotYet {
        view! { <span>{step.text}</span> }.into_any()
    } else {
        let status_id = status_id.clone();
        view! {
            <a class="govuk-link govuk-task-list__link" href=step.href aria-describedby=status_id>{step.text}</a>
        }
        .into_any()
    };
    let status = match step.state {
        StepState::Done => view! { <Tag kind=TagKind::Good text="Done"/> }.into_any(),
        StepState::ToDo => view! { <Tag kind=TagKind::Waits text="To do"/> }.into_any(),
        StepState::NotYet => view! { <span class="cp-muted">"Cannot start yet"</span> }.into_any(),
    };
    let class = if step.state == StepState::NotYet {
        "govuk-task-list__item"
    } else {
        "govuk-task-list__item govuk-task-list__item--with-link"
    };
    view! {
        <li class=class>
            <div class="govuk-task-list__name-and-hint">
                {name}
                {some(step.hint).map(|hint| view! { <div class="govuk-task-list__hint">{hint}</div> })}
            </div>
            <div class="govuk-task-list__status" id=status_id>{status}</div>
        </li>
    }
}

/// Whether something has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineState {
    /// It has.
    Done,
    /// It is happening, or comes next.
    Now,
    /// It will.
    Later,
}

/// Something that happens at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineItem {
    /// What.
    pub text: String,
    /// When, and more about it; empty for none.
    pub note: String,
    /// Whether it has happened.
    pub state: TimelineState,
}

/// What happened, what happens now, what will happen: in order of time.
#[component]
pub fn Timeline(
    /// The events.
    items: Vec<TimelineItem>,
) -> impl IntoView {
    view! {
        <ol class="cp-timeline">
            {items
                .into_iter()
                .map(|item| {
                    let (class, words) = match item.state {
                        TimelineState::Done => (Some("cp-timeline__item--done"), "Done: "),
                        TimelineState::Now => (Some("cp-timeline__item--now"), "Now: "),
                        TimelineState::Later => (None, ""),
                    };
                    view! {
                        <li class=class>
                            <span class="govuk-visually-hidden">{words}</span>
                            <b>{item.text}</b>
                            {some(item.note).map(|note| view! { <p class="cp-small">{note}</p> })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
