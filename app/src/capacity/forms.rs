//! The forms of a pool's page.

use ::market::capacity::{
    AddDay, AddPractitioner, EndPractitioner, PersonDays, RenamePractitioner, ReportIll, SetLeave,
};
use domain::capacity::{Half, WorkingPattern};
use domain::id::{PersonId, PractitionerId, ServiceId};
use domain::{Failure, FieldProblem};
use leptos::prelude::*;

use super::{away_in_words, week};
use crate::parts::{
    Button, ButtonKind, Choice, Column, Columns, ColumnsKind, Form, Hidden, Section, SelectField,
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

/// The field of the last day of an illness: the page has another last day.
const ILL_UNTIL: &str = "ill_until";

/// An illness from today on, as typed.
pub(super) fn ill(ask: &Ask, practitioner: PractitionerId) -> Result<ReportIll, Failure> {
    Ok(ReportIll { key: ask.form.key()?, practitioner, last_on: ask.form.date(ILL_UNTIL) })
}

/// What is wrong with an illness, beside its own field.
pub(super) fn ill_refused(failure: Failure) -> Failure {
    let Failure::Invalid(problems) = failure else { return failure };
    let own = |one: FieldProblem| match one.field {
        "last_on" => FieldProblem { field: ILL_UNTIL, ..one },
        _ => one,
    };
    Failure::Invalid(problems.into_iter().map(own).collect())
}

/// An extra day, as typed.
pub(super) fn day(ask: &Ask, practitioner: PractitionerId) -> Result<AddDay, Failure> {
    Ok(AddDay {
        key: ask.form.key()?,
        practitioner,
        day: ask.form.date("day"),
        half: ask.form.get("half").to_owned(),
    })
}

/// A name, as typed.
pub(super) fn name(ask: &Ask, practitioner: PractitionerId) -> Result<RenamePractitioner, Failure> {
    let name = ask.form.get("name").to_owned();
    Ok(RenamePractitioner { key: ask.form.key()?, practitioner, name })
}

/// The fields of somebody new.
pub(super) fn new_person(typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
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
    (action, key, what): (&str, &str, &'static str),
    button: &'static str,
    fields: Vec<AnyView>,
) -> AnyView {
    view! {
        <Form action=action.to_owned() key=format!("{key}-{what}")>
            <Hidden name="what" value=what/>
            {fields}
            <Button kind=ButtonKind::Secondary>{button}</Button>
        </Form>
    }
    .into_any()
}

/// A section of small forms in two columns.
fn halves(
    (id, title): (&'static str, &'static str),
    told: Option<String>,
    (left, right): (Vec<AnyView>, Vec<AnyView>),
) -> AnyView {
    view! {
        <Section id title>
            {told.map(|told| view! { <p>{told}</p> })}
            <Columns kind=ColumnsKind::Halves>
                <Column>{left}</Column>
                <Column>{right}</Column>
            </Columns>
        </Section>
    }
    .into_any()
}

/// When somebody is away, and days beside their usual ones.
pub(super) fn away_or_here(at: &str, key: &str, one: &PersonDays, sent: &Typed) -> AnyView {
    let of = |what| Fields::of_one(sent, sent.form.get("what") == what);
    let away = vec![
        of("leave").date("first_on", "First day away", "For example, 12 1 2027"),
        of("leave").date("last_on", "Last day away", "Left empty, one day"),
    ];
    let extra = of("day").date("day", "One more day of work", "For example, 14 1 2027");
    let parts = vec![
        Choice::new("", "The whole day"),
        Choice::new(Half::Morning.code(), "The morning"),
        Choice::new(Half::Afternoon.code(), "The afternoon"),
    ];
    let extra = vec![extra, of("day").select("half", "How much of the day", "", parts)];
    let ill = of("ill").date(ILL_UNTIL, "Ill from today until", "Left empty, today alone");
    let left = vec![small_form((at, key, "ill"), "Ill today", vec![ill])];
    let right = vec![
        small_form((at, key, "leave"), "Save leave", away),
        small_form((at, key, "day"), "Add the day", extra),
    ];
    let told = match away_in_words(one) {
        told if told.is_empty() => "Not away from today on.".to_owned(),
        told => format!("Away: {told}."),
    };
    halves(("away", "Away, or here on another day"), Some(told), (left, right))
}

/// Their name, their last day, and whose account is theirs.
pub(super) fn who(
    at: &str,
    key: &str,
    (one, accounts): (&PersonDays, &[(PersonId, String)]),
    sent: &Typed,
) -> AnyView {
    let of = |what| Fields::of_one(sent, sent.form.get("what") == what);
    let named = of("name").held("name", "Name", "", &one.name);
    let last = of("end").date("ends_on", "Last day", "Free days after it are taken away");
    let mut whose = vec![Choice::new("", "Nobody’s")];
    whose.extend(accounts.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())));
    let held = one.account.map(|id| id.to_string()).unwrap_or_default();
    let account = view! {
        <SelectField name="person" label="Whose account" choices=whose value=held
            hint="They say themselves that they are ill, and see their own days"/>
    }
    .into_any();
    let left = vec![
        small_form((at, key, "name"), "Save the name", vec![named]),
        small_form((at, key, "account"), "Save whose account", vec![account]),
    ];
    let right = vec![small_form((at, key, "end"), "Save the last day", vec![last])];
    halves(("who", "Name, account and last day"), None, (left, right))
}
