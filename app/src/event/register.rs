//! The register of attendance of one date: to be ticked on screen, or on paper.

use domain::id::{EventId, PlaceId, SittingId};
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::event::{
    AttendancePage, DelegateRow, TakeAttendance, Ticked, attendance, take_attendance,
};

use super::one::name;
use crate::parts::{
    Actions, BackLink, Button, CheckboxesField, Choice, ColumnHead, EmptyState, ErrorSummary, Form,
    Hidden, Lead, Notice, NoticeKind, Pagination, Section, Table, TableRow, TextField, Title,
};
use crate::web::{Answer, Ask, Page, Typed, csv};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

fn parts(ask: &Ask) -> Result<(EventId, SittingId), Failure> {
    Ok((ask.part("event")?, ask.part("sitting")?))
}

/// Ticks who came.
pub async fn tick(ask: Ask) -> Result<Answer, Failure> {
    let (event, sitting) = parts(&ask)?;
    let done = match ticked(&ask) {
        Ok(ticked) => {
            let command = TakeAttendance { event, sitting, ticked, key: ask.form.key()? };
            take_attendance(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/events/{event}/register/{sitting}?saved"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// What was ticked of each place that the page showed.
fn ticked(ask: &Ask) -> Result<Vec<Ticked>, Failure> {
    let not_ours = |_| Failure::field("came", Problem::NotAChoice);
    let shown = ask.form.all("shown").into_iter().map(|place| {
        let id: PlaceId = place.parse().map_err(not_ours)?;
        let late_name = ask.form.filled(&format!("name-{place}")).map(str::to_owned);
        Ok(Ticked { place: id, came: ask.form.has("came", place), late_name })
    });
    shown.collect()
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = attendance(ask.market(), ask.actor()?, parts(ask)?, &ask.page()).await?;
    let (key, saved) = (ask.form_key(), ask.query.has("saved", ""));
    let shown = typed.clone();
    let page = Page::new("Register of attendance", move || body(&found, key, saved, &shown));
    Ok(page.with_form(&typed).paper("Register of attendance").into())
}

fn body(found: &AttendancePage, key: String, saved: bool, typed: &Typed) -> impl IntoView + use<> {
    let (event, sitting) = (found.event, found.sitting.id);
    let next = found.delegates.next.as_ref().map(|key| {
        let query = serde_urlencoded::to_string([("after", key)]).unwrap_or_default();
        format!("/events/{event}/register/{sitting}?{query}")
    });
    let title = found.sitting.sitting.title.as_ref().map(|title| format!(": {title}"));
    let told = format!("{}{}", found.sitting.sitting.when(), title.unwrap_or_default());
    let any = !found.delegates.items.is_empty();
    let list = if any && found.can_tick { form(found, key, typed) } else { table(found) };
    let caption = found.title.clone();
    view! {
        <BackLink href=format!("/events/{event}") text="Back to the event"/>
        <ErrorSummary errors=typed.summary()/>
        {saved.then(|| view! {
            <Notice kind=NoticeKind::Success title="Saved"><p>"Certificates stand on the event’s page, beside each delegate."</p></Notice>
        })}
        <Title caption text="Register of attendance"/>
        <Lead>{told}</Lead>
        {list}
        <Pagination label="Delegates" next=next.unwrap_or_default()/>
        {any.then(|| csv::link(format!("/events/{event}/register/{sitting}/list.csv"), ""))}
    }
}

/// Before the day: to be printed, and ticked with a pen.
fn table(found: &AttendancePage) -> AnyView {
    let row = |row: &DelegateRow| {
        TableRow::new(vec![name(row).into(), row.school.clone().into(), "".into()])
    };
    let rows = found.delegates.items.iter().map(row).collect();
    let columns = ["Delegate", "School", "Came"].map(ColumnHead::words).to_vec();
    let empty = view! {
        <EmptyState title="Nobody has a place yet"><p>"Whoever takes one stands here."</p></EmptyState>
    };
    view! {
        <Table caption="Delegates of the date, by school" quiet_caption=true columns rows
            empty=empty.into_any() note="It can be ticked here from the day on."/>
    }
    .into_any()
}

/// From the day on: ticked here, with the names that nobody had given.
fn form(found: &AttendancePage, key: String, typed: &Typed) -> AnyView {
    let sitting = found.sitting.id;
    let action = format!("/events/{}/register/{sitting}", found.event);
    let choice = |row: &DelegateRow| {
        Choice::new(row.place.to_string(), format!("{}, {}", name(row), row.school))
    };
    let choices = found.delegates.items.iter().map(choice).collect();
    let came = |row: &&DelegateRow| row.came.contains(&sitting);
    let values = if typed.problems.is_empty() {
        found.delegates.items.iter().filter(came).map(|row| row.place.to_string()).collect()
    } else {
        typed.form.all("came").into_iter().map(str::to_owned).collect()
    };
    let unnamed: Vec<&DelegateRow> =
        found.delegates.items.iter().filter(|row| row.name.is_none()).collect();
    let names: Vec<AnyView> = (1..)
        .zip(&unnamed)
        .map(|(number, row): (u32, _)| {
            let field = format!("name-{}", row.place);
            let label = format!("Delegate {number} without a name, {}", row.school);
            let value = typed.value(&field);
            view! { <TextField name=field label=label value=value/> }.into_any()
        })
        .collect();
    let late = (!names.is_empty()).then(|| {
        view! {
            <Section id="name" title="Late names">
                <p>"Give the names of those who came and whom their school had not named. Staff only: no pupil’s name."</p>
                {names}
            </Section>
        }
    });
    let shown: Vec<AnyView> = found
        .delegates
        .items
        .iter()
        .map(|row| view! { <Hidden name="shown" value=row.place.to_string()/> }.into_any())
        .collect();
    let error = typed.error("came");
    view! {
        <Form action=action key>
            {shown}
            <CheckboxesField name="came" label="Who came?" choices values error=error/>
            {late}
            <Actions><Button>"Save the register"</Button></Actions>
        </Form>
    }
    .into_any()
}
