//! The forms of a pool's page.

use ::market::capacity::{
    AddDay, AddPractitioner, EndPractitioner, PersonDays, RenamePractitioner, ReportIll, SetLeave,
};
use domain::Failure;
use domain::capacity::WorkingPattern;
use domain::id::{PersonId, PractitionerId, ServiceId};
use leptos::prelude::*;

use super::week;
use crate::parts::{
    Button, ButtonKind, Choice, Column, Columns, ColumnsKind, Details, Form, Hidden, SelectField,
};
use crate::web::{Ask, Fields, Typed};

/// Somebody to be added, as typed.
pub(super) fn person(ask: &Ask, service: ServiceId) -> Result<AddPractitioner, Failure> {
    Ok(AddPractitioner {
        key: ask.form.key()?,
        service,
        name: ask.form.get("name").to_owned(),
        pattern: week::typed(&ask.form),
        starts_on: ask.form.date("starts_on"),
        ends_on: ask.form.date("ends_on"),
    })
}

/// Leave, as typed.
pub(super) fn leave(ask: &Ask, practitioner: PractitionerId) -> Result<SetLeave, Failure> {
    let (key, first_on, last_on) =
        (ask.form.key()?, ask.form.date("first_on"), ask.form.date("last_on"));
    Ok(SetLeave { key, practitioner, first_on, last_on })
}

/// A last day, as typed.
pub(super) fn end(ask: &Ask, practitioner: PractitionerId) -> Result<EndPractitioner, Failure> {
    let ends_on = ask.form.date("ends_on");
    Ok(EndPractitioner { key: ask.form.key()?, practitioner, ends_on })
}

/// An illness from today on, as typed.
pub(super) fn ill(ask: &Ask, practitioner: PractitionerId) -> Result<ReportIll, Failure> {
    Ok(ReportIll { key: ask.form.key()?, practitioner, last_on: ask.form.date("last_on") })
}

/// An extra day, as typed.
pub(super) fn day(ask: &Ask, practitioner: PractitionerId) -> Result<AddDay, Failure> {
    Ok(AddDay { key: ask.form.key()?, practitioner, day: ask.form.date("day") })
}

/// A name, as typed.
pub(super) fn name(ask: &Ask, practitioner: PractitionerId) -> Result<RenamePractitioner, Failure> {
    let name = ask.form.get("name").to_owned();
    Ok(RenamePractitioner { key: ask.form.key()?, practitioner, name })
}

/// The fields of somebody new.
pub(super) fn new_person(typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of_one(typed, typed.form.get("what").is_empty());
    let mut all = vec![fields.text("name", "Name", "Only you and the provider see it")];
    all.extend(week::fields(fields, WorkingPattern::FULL_WEEK));
    all.extend([
        fields.date("starts_on", "From", "Left empty, today"),
        fields.date("ends_on", "Until", "Left empty, no end"),
    ]);
    all
}

/// One small form of a person. Each on a page has a key of its own: they are different commands.
fn small_form(
    (action, key, who, what): (String, String, String, &'static str),
    button: &'static str,
    fields: Vec<AnyView>,
) -> AnyView {
    view! {
        <Form action=action key=format!("{key}-{who}-{what}")>
            <Hidden name="who" value=who/>
            <Hidden name="what" value=what/>
            {fields}
            <Button kind=ButtonKind::Secondary>{button}</Button>
        </Form>
    }
    .into_any()
}

/// What can be changed about one person.
pub(super) fn of_person(
    (service, key): (ServiceId, &str),
    one: PersonDays,
    accounts: &[(PersonId, String)],
    typed: &Typed,
) -> AnyView {
    let who = one.id.to_string();
    let open = typed.form.get("who") == who;
    let of = |what| Fields::of_one(typed, open && typed.form.get("what") == what);
    let to = |what| (format!("/services/{service}/pool/{who}"), key.to_owned(), who.clone(), what);
    let away = vec![
        of("leave").date("first_on", "First day away", "For example, 12 1 2027"),
        of("leave").date("last_on", "Last day away", "Left empty, one day"),
    ];
    let extra = of("day").date("day", "One more day of work", "For example, 14 1 2027");
    let named = of("name").held("name", "Name", "", &one.name);
    let last = of("end").date("ends_on", "Last day", "Free days after it are taken away");
    let ill = of("ill").date("last_on", "Ill from today until", "Left empty, today alone");
    let mut whose = vec![Choice::new("", "Nobody’s")];
    whose.extend(accounts.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    let held = one.account.map(|id| id.to_string()).unwrap_or_default();
    let account = view! {
        <SelectField name="person" label="Whose account" choices=whose value=held
            hint="They say themselves that they are ill, and see their own days"/>
    }
    .into_any();
    let left = vec![
        small_form(to("ill"), "Ill today", vec![ill]),
        small_form(to("leave"), "Save leave", away),
        small_form(to("day"), "Add the day", vec![extra]),
    ];
    let right = vec![
        small_form(to("name"), "Save the name", vec![named]),
        small_form(to("end"), "Save the last day", vec![last]),
        small_form(to("account"), "Save whose account", vec![account]),
    ];
    view! {
        <Details summary=one.name open=open>
            <Columns kind=ColumnsKind::Halves>
                <Column>{left}</Column>
                <Column>{right}</Column>
            </Columns>
        </Details>
    }
    .into_any()
}
