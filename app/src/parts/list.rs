//! Lists: short facts in a line, what is in and what is not, what to do, what people said.

use leptos::prelude::*;

use super::{Icon, Sign, some};

/// Short facts in one line, a dot between each two.
#[component]
pub fn Meta(
    /// The facts.
    facts: Vec<AnyView>,
) -> impl IntoView {
    view! {
        <ul class="cp-meta">
            {facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}
        </ul>
    }
}

/// What is included, or what is not.
#[component]
pub fn Ticks(
    /// The things.
    items: Vec<String>,
    /// Whether these are what is *not* included.
    #[prop(optional)]
    not: bool,
) -> impl IntoView {
    let (class, sign) =
        if not { ("cp-ticks cp-ticks--not", Sign::Cross) } else { ("cp-ticks", Sign::Check) };
    let hidden = if not { "Not included: " } else { "Included: " };
    view! {
        <ul class=class>
            {items
                .into_iter()
                .map(|item| view! {
                    <li><Icon sign/><span class="govuk-visually-hidden">{hidden}</span>{item}</li>
                })
                .collect_view()}
        </ul>
    }
}

/// One thing that waits for somebody.
#[derive(Debug, Clone)]
pub struct ToDo {
    /// What to do, a verb first.
    pub text: String,
    /// What is known about it: who, how much, until when.
    pub note: String,
    /// Where it is done.
    pub href: String,
}

/// The few things to do now; the whole line is the link.
#[component]
pub fn ToDoList(
    /// The things, most pressing first.
    items: Vec<ToDo>,
) -> impl IntoView {
    view! {
        <ul class="cp-todo">
            {items
                .into_iter()
                .map(|item| view! {
                    <li>
                        <a class="cp-todo__link cp-focus" href=item.href>
                            <span>
                                <span class="cp-todo__text">{item.text}</span>
                                {some(item.note).map(|note| view! { <br/><span class="cp-todo__note">{note}</span> })}
                            </span>
                            <Icon sign=Sign::Right/>
                        </a>
                    </li>
                })
                .collect_view()}
        </ul>
    }
}

/// What somebody said, and who.
#[component]
pub fn Quote(
    /// Who said it, and when.
    #[prop(into)]
    by: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <figure class="cp-quote">
            <blockquote>{children()}</blockquote>
            <figcaption class="cp-small">{by}</figcaption>
        </figure>
    }
}
