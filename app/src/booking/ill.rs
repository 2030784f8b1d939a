//! "I'm ill today": one page, one button.

use domain::Failure;
use domain::id::PractitionerId;
use leptos::prelude::*;
use market::capacity::{MayBeIll, ReportIll, may_be_ill, report_ill};

use crate::parts::{
    BackLink, Button, ButtonKind, EmptyState, ErrorSummary, Form, Hidden, Lead, Notice, NoticeKind,
    Row, Rows, Section, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};

/// Shows who may be said to be ill.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Somebody is ill.
pub async fn report(ask: Ask) -> Result<Answer, Failure> {
    let practitioner: PractitionerId =
        ask.form.get("who").parse().map_err(|_| Failure::NotFound)?;
    let all = may_be_ill(ask.market(), ask.actor()?).await?;
    let one = all.into_iter().find(|one| one.practitioner == practitioner);
    let one = one.ok_or(Failure::NotFound)?;
    let reported = match ask.form.key() {
        Ok(key) => {
            let command = ReportIll { key, practitioner, last_on: ask.form.date("last_on") };
            report_ill(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match (reported, one.service) {
        (Ok(_), Some(service)) if !one.is_own => {
            Ok(Answer::see_other(format!("/services/{service}/pool/cover?done=ill")))
        }
        (Ok(_), _) => Ok(Answer::see_other("/bookings/ill?said")),
        (Err(failure), _) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// The form of one: of whoever was chosen, and else of whoever looks.
async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let all = may_be_ill(ask.market(), ask.actor()?).await?;
    let chosen =
        if typed.form.get("who").is_empty() { &ask.query } else { &typed.form }.filled("who");
    let chosen = match chosen {
        Some(who) => {
            let is_meant = |one: &&MayBeIll| one.practitioner.to_string() == who;
            Some(all.iter().find(is_meant).ok_or(Failure::NotFound)?)
        }
        None => all.iter().find(|one| one.is_own),
    };
    let chosen = chosen.map(|one| one.practitioner);
    let (key, said, shown) = (ask.market().form_key(), ask.query.has("said", ""), typed.clone());
    let page = Page::new("Ill today", move || body(&all, chosen, key, said, &shown));
    Ok(page.with_form(&typed).into())
}

fn body(
    all: &[MayBeIll],
    chosen: Option<PractitionerId>,
    key: String,
    said: bool,
    typed: &Typed,
) -> impl IntoView + use<> {
    let nobody = all.is_empty().then(|| {
        view! {
            <EmptyState title="We do not know which days are yours">
                <p>"Ask whoever keeps the days of your team to choose your account under People and days. Until then, call them."</p>
            </EmptyState>
        }
    });
    let (chosen, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| Some(one.practitioner) == chosen);
    let others = (!others.is_empty()).then(|| {
        let title = if chosen.is_empty() { "Who is ill?" } else { "Somebody else" };
        let rows = others.into_iter().map(|one| {
            let href = format!("/bookings/ill?who={}", one.practitioner);
            let (title, text) = (named(one), today(one));
            view! { <Row href title text/> }
        });
        let rows = rows.collect_view();
        view! { <Section id="others" title small=true><Rows>{rows}</Rows></Section> }
    });
    let form = chosen.first().map(|one| form(one, key, typed));
    view! {
        <BackLink href="/bookings" text="Back to bookings"/>
        <ErrorSummary errors=typed.summary()/>
        {said.then(|| view! {
            <Notice kind=NoticeKind::Success title="Get well soon">
                <p>"Your team knows, and looks for somebody to stand in. Schools are told that somebody else may come, and not why."</p>
            </Notice>
        })}
        <Title text="Ill today"/>
        <Lead>"Nothing is cancelled by this. Your team chooses who stands in."</Lead>
        {nobody}
        {form}
        {others}
    }
}

/// Somebody, with their pool.
fn named(one: &MayBeIll) -> String {
    format!("{}, {}", one.name, one.pool)
}

/// Where somebody is expected today.
fn today(one: &MayBeIll) -> String {
    match (one.is_away, one.today_at.as_slice()) {
        (true, _) => "Away today, as is known already.".to_owned(),
        (false, []) => "Booked nowhere today.".to_owned(),
        (false, schools) => format!("Booked today at {}.", schools.join(" and ")),
    }
}

fn form(one: &MayBeIll, key: String, typed: &Typed) -> impl IntoView + use<> {
    let until = Fields::of(typed).date(
        "last_on",
        "Until",
        "The last day away, as far as you know. Left empty, today",
    );
    let button = if one.is_own { "I’m ill today" } else { "Ill today" };
    let (title, today, who) = (named(one), today(one), one.practitioner.to_string());
    view! {
        <Section id="ill" title small=true>
            <p>{today}</p>
            <Form action="/bookings/ill" key>
                <Hidden name="who" value=who/>
                <Button kind=ButtonKind::Secondary>{button}</Button>
                {until}
            </Form>
        </Section>
    }
}
