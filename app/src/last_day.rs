//! Asking for the last day of something that began on a day, or whether it was entered by mistake: a
//! share, a director's time, somebody's time on a committee.

use chrono::NaiveDate;
use domain::calendar::short_day;
use domain::seat::never_was;
use leptos::prelude::*;

use crate::parts::{
    BackLink, Button, CheckboxesField, Choice, DateField, ErrorSummary, Form, Lead, Title,
};
use crate::web::{Answer, Ask, Page, Typed};

/// What is sent where something was entered by mistake.
const MISTAKE: &str = "yes";

/// What ends.
pub(crate) struct Asked {
    /// What is done.
    pub title: String,
    /// Since when it has been so.
    pub since: NaiveDate,
    /// Where the form goes.
    pub action: String,
    /// Where one comes from, and what that is called.
    pub back: (String, &'static str),
}

/// Whether it never was so.
pub(crate) fn mistaken(ask: &Ask) -> bool {
    ask.form.has("mistake", MISTAKE)
}

/// The day as it was typed.
pub(crate) fn typed(ask: &Ask) -> String {
    ask.form.date("ends_on")
}

/// Until when it was so, in words; nothing while it goes on.
pub(crate) fn told(since: NaiveDate, until: Option<NaiveDate>) -> String {
    if never_was(since, until) {
        return "Entered by mistake".to_owned();
    }
    until.map(short_day).unwrap_or_default()
}

/// The page that asks.
pub(crate) fn page(asked: Asked, typed: Typed) -> Answer {
    let shown = typed.clone();
    let page = Page::new(asked.title.clone(), move || {
        let Asked { title, since, action, back: (back, back_text) } = asked;
        let ticked = shown.form.all("mistake").into_iter().map(str::to_owned).collect();
        view! {
            <BackLink href=back text=back_text/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=title/>
            <Lead>{format!("It began on {}. It stays known with its last day.", short_day(since))}</Lead>
            <Form action=action>
                <DateField name="ends_on" label="Last day" hint="For example, 31 8 2026. That day is included"
                    value=shown.form.date_parts("ends_on") error=shown.error("ends_on")/>
                <CheckboxesField name="mistake" label="Or was it entered by mistake?" values=ticked small=true
                    choices=vec![Choice::new(MISTAKE, "Yes. It never was so, and no day is needed")]/>
                <Button>"End it"</Button>
            </Form>
        }
    });
    page.with_form(&typed).into()
}
