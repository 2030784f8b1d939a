//! Days on which whoever is booked cannot come: who can stand in, one by one.

use ::market::capacity::{self, CoverPage, DayToCover, GiveCover, WhyInQuestion};
use ::market::order::{NotDelivered, not_delivered};
use domain::Failure;
use domain::capacity::StandIn;
use domain::id::{OrderLineId, PractitionerId, ServiceId};
use leptos::prelude::*;

use crate::parts::{
    BackLink, Button, ButtonKind, Cell, Choice, ColumnHead, EmptyState, Form, Hidden, Lead, Muted,
    Notice, NoticeKind, SelectField, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words;

/// Shows the days to cover.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let page = capacity::days_to_cover(ask.market(), ask.actor()?, service).await?;
    let (key, done) = (ask.form_key(), ask.query.get("done").to_owned());
    Ok(Page::new("Days to cover", move || body(page, &key, &done)).into())
}

/// Gives a day to whoever stands in.
pub async fn give(ask: Ask) -> Result<Answer, Failure> {
    let (service, line) = asked(&ask)?;
    let to: PractitionerId = ask.form.get("to").parse().map_err(|_| Failure::NotFound)?;
    let command = GiveCover { key: ask.form.key()?, line, to };
    capacity::give_cover(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{service}/pool/cover?done=given")))
}

/// Says that a day will not be delivered.
pub async fn drop(ask: Ask) -> Result<Answer, Failure> {
    let (service, line) = asked(&ask)?;
    let command = NotDelivered { key: ask.form.key()?, line };
    not_delivered(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{service}/pool/cover?done=dropped")))
}

fn asked(ask: &Ask) -> Result<(ServiceId, OrderLineId), Failure> {
    let line = ask.form.get("line").parse().map_err(|_| Failure::NotFound)?;
    Ok((ask.part("service")?, line))
}

fn body(page: CoverPage, key: &str, done: &str) -> impl IntoView + use<> {
    let service = page.service;
    let any = !page.days.is_empty();
    let rows: Vec<TableRow> = page.days.iter().map(|one| row(service, key, one)).collect();
    let columns = ["Day", "School", "Who was to come", "Why not", "Who stands in"];
    let empty = view! {
        <EmptyState title="Nothing to cover">
            <p>"Whoever is booked on a day can come, as far as is known here."</p>
        </EmptyState>
    }
    .into_any();
    let columns = columns.map(ColumnHead::words).to_vec();
    let told =
        words::plural(u64::try_from(page.days.len()).unwrap_or(0), "booked day", "booked days");
    let lead =
        format!("{told} on which whoever was to come cannot. The booking stands until you choose.");
    view! {
        <BackLink href=format!("/services/{service}/pool") text="Back to people and days"/>
        {said(done)}
        <Title caption=page.title text="Days to cover"/>
        {any.then(|| view! { <Lead>{lead}</Lead> })}
        <Table caption="Days to cover, the next first" quiet_caption=true columns rows empty
            note="Proposed first: whoever knows the school, then whoever has most room that week. All of them are free that day, and their checks count."/>
        {any.then(|| csv::link(format!("/services/{service}/pool/cover.csv"), ""))}
    }
}

/// What was done just now.
fn said(done: &str) -> Option<AnyView> {
    let (title, told) = match done {
        "ill" => (
            "They are not offered to schools in that time",
            "Schools that had booked them know that somebody else may come, and not why.",
        ),
        "given" => ("Somebody stands in", "The school has been told who comes."),
        "dropped" => {
            ("The day is not delivered", "The school has been told, and pays nothing for it.")
        }
        _ => return None,
    };
    Some(view! { <Notice kind=NoticeKind::Success title=title><p>{told}</p></Notice> }.into_any())
}

/// Why somebody cannot come.
pub(super) const fn why(why: WhyInQuestion) -> &'static str {
    match why {
        WhyInQuestion::Ill => "Ill",
        WhyInQuestion::Away => "Away",
        WhyInQuestion::Left => "Has left",
        WhyInQuestion::NotCleared => "Checks have run out",
    }
}

fn row(service: ServiceId, key: &str, one: &DayToCover) -> TableRow {
    let question = &one.question;
    let line = question.line.to_string();
    let held = question.is_held.then(|| {
        view! { <Muted>"Held: the school has not decided yet."</Muted> }
    });
    let drop = (!question.is_held).then(|| {
        let (action, key) =
            (format!("/services/{service}/pool/cover/drop"), format!("{key}-drop-{line}"));
        let line = line.clone();
        view! {
            <Form action key>
                <Hidden name="line" value=line/>
                <Button kind=ButtonKind::Quiet>"Not delivered"</Button>
            </Form>
        }
    });
    let give = if one.stand_ins.is_empty() {
        view! { <Muted>"Nobody of the pool is free."</Muted> }.into_any()
    } else {
        let (action, key) =
            (format!("/services/{service}/pool/cover"), format!("{key}-give-{line}"));
        let choices = one.stand_ins.iter().map(choice).collect::<Vec<_>>();
        let label = format!("Who stands in on {}", domain::calendar::short_day(question.day));
        view! {
            <Form action key>
                <Hidden name="line" value=line/>
                <SelectField name="to" label choices/>
                <Button kind=ButtonKind::Secondary>"They stand in"</Button>
            </Form>
        }
        .into_any()
    };
    TableRow::new(vec![
        format!(
            "{}{}",
            domain::calendar::day_in_words(question.day),
            words::half::beside(question.half)
        )
        .into(),
        question.school.clone().into(),
        question.name.clone().into(),
        why(question.why).into(),
        Cell::view(view! { {held}{give}{drop} }),
    ])
}

fn choice(one: &StandIn) -> Choice {
    let booked = words::plural(one.booked_in_week.into(), "day", "days");
    let known = if one.knows_school { ", knows the school" } else { "" };
    Choice::new(
        one.practitioner.to_string(),
        format!("{}: {booked} booked that week{known}", one.name),
    )
}
