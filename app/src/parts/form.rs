//! Forms, and what is wrong with an answer.

use leptos::prelude::*;

use super::field::{OwnWords, Wrong};
use super::some;

/// For whom whoever looks at a page acts, as its forms carry it: what stands on a page is never sent
/// for somebody else, whom they act for by then in another window.
#[derive(Debug, Clone)]
pub struct SentFor(pub String);

impl SentFor {
    /// The field in which forms carry it.
    pub const FIELD: &'static str = "acting_for";
}

/// A form that changes something: posted once, however often the button is pressed.
#[component]
pub fn Form(
    /// Where it is posted.
    #[prop(into)]
    action: String,
    /// Makes a second sending the same as the first; made for each showing of the form.
    #[prop(optional, into)]
    key: String,
    /// Whether files are sent.
    #[prop(optional)]
    multipart: bool,
    /// As wide as the page, for forms that are a table or a calendar.
    #[prop(optional)]
    wide: bool,
    /// An id, where a button outside sends the form.
    #[prop(optional, into)]
    id: String,
    /// Fields and one button.
    children: Children,
) -> impl IntoView {
    let class = if wide { "cp-form cp-form--wide" } else { "cp-form" };
    let sent_for = use_context::<SentFor>();
    view! {
        <form method="post" action=action class=class id=some(id) novalidate
            enctype=multipart.then_some("multipart/form-data")>
            {sent_for.map(|whom| view! { <Hidden name=SentFor::FIELD value=whom.0/> })}
            {some(key).map(|key| view! { <Hidden name="key" value=key/> })}
            {children()}
        </form>
    }
}

/// A form that changes nothing: its answers stand in the address of the next page.
#[component]
pub fn GetForm(
    /// The next page.
    #[prop(into)]
    action: String,
    /// Its id, where something that stands elsewhere belongs to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Fields and one button.
    children: Children,
) -> impl IntoView {
    view! { <form action=action id=id class="cp-form" novalidate>{children()}</form> }
}

/// What is sent with a form and not asked.
#[component]
pub fn Hidden(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// What is sent.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input r#type="hidden" name=name value=value/> }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is its id.
    pub field: String,
    /// What is wrong with it. The same words as beside the field.
    pub wrong: Wrong,
}

/// What has to be put right, above the title of the page. Shows nothing when nothing is wrong.
#[component]
pub fn ErrorSummary(
    /// One for each field.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let own = OwnWords::of_page();
    (!errors.is_empty()).then(|| {
        // Rendered after the fields below have said what is wrong with them.
        let items = move || {
            let item = |error: &FieldError| {
                let words = own.told(&error.field, &error.wrong);
                view! { <li><a href=format!("#{}", error.field)>{words}</a></li> }
            };
            let mut errors: Vec<&FieldError> = errors.iter().collect();
            errors.sort_by_key(|error| own.place(&error.field));
            errors.into_iter().map(item).collect_view()
        };
        view! {
            <div class="govuk-error-summary" role="alert" tabindex="-1" autofocus=true>
                <h2 class="govuk-error-summary__title">"There is a problem"</h2>
                <ul class="govuk-error-summary__list">{items}</ul>
            </div>
        }
    })
}

/// Fields that belong together, under one legend.
#[component]
pub fn Fieldset(
    /// What they are about.
    #[prop(into)]
    legend: String,
    /// An id, where an error summary leads to all of them together.
    #[prop(optional, into)]
    id: String,
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="govuk-fieldset cp-fieldset" id=some(id)>
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{legend}</legend>
            {children()}
        </fieldset>
    }
}
