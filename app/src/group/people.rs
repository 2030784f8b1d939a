//! Who sits on a group: the table, entering somebody, ending their time, and the list as a file.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::short_day;
use domain::group::{Office, TypedGroupSeat};
use domain::id::{GroupSeatId, OrganisationId};
use leptos::prelude::*;
use market::db::{Page as Rows, PageAsked};
use market::group::{
    EndGroupSeat, EnterGroupSeat, GroupPage, GroupSeat, MemberSought, end_group_seat,
    enter_group_seat, group, group_seat,
};

use super::one;
use crate::last_day::{self, Asked};
use crate::parts::{
    Button, Cell, Choice, ColumnHead, DateField, DateParts, Details, EmptyState, Form, HiddenWords,
    Section, SelectField, Table, TableRow, TextField, TextKind, TextLink,
};
use crate::web::{Answer, Ask, Typed, csv};
use crate::words;

/// Enters somebody.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let text = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedGroupSeat {
        email: text("email"),
        name: text("who"),
        office: text("office"),
        organisation: text("organisation"),
        from: ask.form.date("starts_on"),
    };
    let group: OrganisationId = ask.part("group")?;
    let command = EnterGroupSeat { group, typed, key: ask.form.key()? };
    match enter_group_seat(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other(format!("/groups/{group}#people"))),
        Err(failure) => one::page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Who sits on it, and those who sat there behind a line that opens.
pub(super) fn section(
    found: &GroupPage,
    key: String,
    today: NaiveDate,
    typed: &Typed,
) -> impl IntoView + use<> {
    let (sits, gone): (Vec<&GroupSeat>, Vec<&GroupSeat>) =
        found.seats.iter().partition(|seat| seat.ends_on.is_none());
    let table = table(found, &sits);
    let file = format!("/groups/{}/people.csv", found.id);
    let file = (!found.seats.is_empty()).then(|| csv::link(file, "who sits on the group"));
    let before = before(&gone);
    let form = found.may_keep.then(|| form(found, key, today, typed));
    view! {
        <Section id="people" title="Who sits on it">
            {table}
            {before}
            {file}
        </Section>
        {form}
    }
}

fn table(found: &GroupPage, sits: &[&GroupSeat]) -> impl IntoView + use<> {
    let keeps = found.may_keep;
    let rows = sits
        .iter()
        .map(|seat| {
            let mut cells = vec![
                seat.name.clone().into(),
                words::office(seat.office).into(),
                seat.organisation.clone().unwrap_or_default().into(),
                short_day(seat.starts_on).into(),
            ];
            if keeps {
                let href = format!("/groups/{}/people/{}/end", found.id, seat.id);
                let of = format!(" the time of {}", seat.name);
                cells.push(Cell::view(view! {
                    <TextLink href=href>"End"<HiddenWords text=of/></TextLink>
                }));
            }
            TableRow::new(cells)
        })
        .collect();
    let mut columns = ["Name", "Office", "For", "Since"].map(ColumnHead::words).to_vec();
    if keeps {
        columns.push(ColumnHead::words("Change"));
    }
    let empty = view! {
        <EmptyState title="Nobody sits on it yet">
            <p>"Its chair, its clerk and its members stand here, each from a day on."</p>
        </EmptyState>
    };
    view! {
        <Table caption="Who sits on the group, the chair first" quiet_caption=true columns rows
            empty=empty.into_any()/>
    }
}

fn before(gone: &[&GroupSeat]) -> Option<AnyView> {
    if gone.is_empty() {
        return None;
    }
    let rows = gone
        .iter()
        .map(|seat| {
            let until = last_day::told(seat.starts_on, seat.ends_on);
            TableRow::new(vec![
                seat.name.clone().into(),
                words::office(seat.office).into(),
                seat.organisation.clone().unwrap_or_default().into(),
                short_day(seat.starts_on).into(),
                until.into(),
            ])
        })
        .collect();
    let columns = ["Name", "Office", "For", "From", "Until"].map(ColumnHead::words).to_vec();
    let details = view! {
        <Details summary="Who sat on it before">
            <Table caption="Whose time on the group has ended" quiet_caption=true columns rows/>
        </Details>
    };
    Some(details.into_any())
}

/// Somebody to be entered: as a member from today on, where nothing else is said.
fn form(found: &GroupPage, key: String, today: NaiveDate, typed: &Typed) -> impl IntoView + use<> {
    let action = format!("/groups/{}/people", found.id);
    let or = |field: &str, usual: String| {
        let is_typed = typed.form.pairs().any(|(name, _)| name == field);
        if is_typed { typed.value(field) } else { usual }
    };
    let office = or("office", Office::Member.code().to_owned());
    let from = typed.form.date_parts("starts_on");
    let from = if typed.problems.is_empty() { DateParts::of(today) } else { from };
    let offices = Office::ALL.iter().map(|one| Choice::new(one.code(), words::office(*one)));
    let sits_for =
        found.sits_for.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let sits_for: Vec<Choice> =
        std::iter::once(Choice::new("", "Nobody, or their own school")).chain(sits_for).collect();
    let shown = typed.clone();
    view! {
        <Section id="enter" title="Enter somebody who sits on it">
            <Form action=action key=key>
                <TextField name="email" label="Their email address, where they have an account here" kind=TextKind::Email
                    hint="Somebody of yours or of a member school. They see it under their account"
                    value=shown.value("email") error=shown.error("email")/>
                <TextField name="who" label="Or their name" value=shown.value("who") error=shown.error("who")/>
                <SelectField name="office" label="In what office?" choices=offices.collect()
                    value=office error=shown.error("office")/>
                <SelectField name="organisation" label="For whom do they sit there?" choices=sits_for
                    value=shown.value("organisation") error=shown.error("organisation")/>
                <DateField name="starts_on" label="From which day?" hint="Today, unless it was another day"
                    value=from error=shown.error("starts_on")/>
                <Button>"Enter them"</Button>
            </Form>
        </Section>
    }
}

/// Asks for somebody's last day.
pub async fn ask_end(ask: Ask) -> Result<Answer, Failure> {
    end_page(&ask, Typed::default()).await
}

/// Ends their time.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let (group, seat): (OrganisationId, GroupSeatId) = (ask.part("group")?, ask.part("seat")?);
    let command = EndGroupSeat {
        group,
        seat,
        ends_on: last_day::typed(&ask),
        mistaken: last_day::mistaken(&ask),
    };
    match end_group_seat(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/groups/{group}#people"))),
        Err(failure) => end_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn end_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let group: OrganisationId = ask.part("group")?;
    let found = group_seat(ask.market(), ask.actor()?, group, ask.part("seat")?).await?;
    let asked = Asked {
        title: format!("End the time of {}", found.name),
        since: found.starts_on,
        action: format!("/groups/{group}/people/{}/end", found.id),
        back: (format!("/groups/{group}"), "Back to the group"),
    };
    Ok(last_day::page(asked, typed))
}

const COLUMNS: [&str; 5] = ["Name", "Office", "For", "From", "Until"];

/// Everybody who sits or sat on it, as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "group-people", &COLUMNS, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Rows<Vec<String>>, Failure> {
    let found =
        group(ask.market(), ask.actor()?, ask.part("group")?, &MemberSought::default()).await?;
    let row = |seat: &GroupSeat| {
        vec![
            seat.name.clone(),
            words::office(seat.office).to_owned(),
            seat.organisation.clone().unwrap_or_default(),
            seat.starts_on.to_string(),
            if seat.never_sat() { "by mistake".to_owned() } else { csv::day(seat.ends_on) },
        ]
    };
    Ok(Rows { items: found.seats.iter().map(row).collect(), next: None })
}
