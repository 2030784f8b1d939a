//! The waiting list for days: a school puts itself on it and takes itself off; whoever keeps the pool
//! sees it in order.

use ::market::capacity::{
    DayList, DayListForSchool, JoinDayList, OwnDayWish, WaitingForDay, day_list,
    day_list_for_school, join_day_list, leave_day_list,
};
use chrono::Weekday;
use domain::Failure;
use domain::calendar::{day_in_words, moment_in_words, short_day};
use domain::capacity::Half;
use domain::id::{ServiceId, WaitingId};
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, ColumnHead, EmptyState, ErrorSummary, Form,
    Hidden, Lead, Muted, Notice, NoticeKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed, csv};
use crate::words::{self, half, waiting as said};

/// What a school waits for, and the way onto the list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let day = ask.query.get("day").to_owned();
    let half = ask.query.get("half").to_owned();
    let typed = Typed::fresh(Filled::of([("day", day.as_str()), ("half", half.as_str())]));
    page(&ask, typed).await
}

/// Puts the school on the list.
pub async fn join(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let which = ask.form.get("which").to_owned();
    let half = Half::from_code(ask.form.get("half"));
    let (day, key) = (ask.form.date("day"), ask.form.key()?);
    let command = JoinDayList { service, which, day, half, key };
    match join_day_list(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/services/{service}/wait"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Takes a wish off it again.
pub async fn leave(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let waiting: WaitingId = ask.form.get("waiting").parse().map_err(|_| Failure::NotFound)?;
    leave_day_list(ask.market(), ask.actor()?, service, waiting).await?;
    Ok(Answer::see_other(format!("/services/{service}/wait")))
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let found = day_list_for_school(ask.market(), ask.actor()?, service).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new(format!("Waiting list: {}", found.title), move || {
        let own = found.own.iter().map(|one| wish(service, one)).collect_view();
        let share =
            format!("Your school this school year: {}.", said::share(found.share).to_lowercase());
        let form = form(&found, key, &shown);
        view! {
            <BackLink href=format!("/services/{service}/days") text="Back to the days"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.title.clone() text="Waiting list"/>
            {own}
            <p>{said::RULE}" "{said::OFFER}</p>
            <Muted>{share}</Muted>
            {form}
        }
    });
    Ok(page.with_form(&typed).into())
}

/// A wish of the school's, with what is held for it.
fn wish(service: ServiceId, one: &OwnDayWish) -> impl IntoView + use<> {
    let (title, told, kind) = match one.offer {
        Some((day, until)) => (
            format!("{}{} is held for your school", day_in_words(day), half::beside(one.half)),
            format!("Until {}. After that it passes to the next.", moment_in_words(until)),
            NoticeKind::Waits,
        ),
        None => {
            let turn = one.turn.map_or_else(String::new, |turn| {
                let turn = u64::try_from(turn).unwrap_or(u64::MAX);
                format!(" Turn {} in the list as it stands now.", words::count(turn))
            });
            let since = moment_in_words(one.asked_at);
            (
                format!("Your school waits: {}", said::wish(one.wish, one.half)),
                format!("Since {since}.{turn}"),
                NoticeKind::Info,
            )
        }
    };
    let take = one.offer.map(|(day, _)| {
        let half = half::in_address(one.half);
        let href = format!("/services/{service}/check?day={day}{half}");
        view! { <p><TextLink href>"Check and book it"</TextLink></p> }
    });
    let waiting = one.id.to_string();
    let label = if one.offer.is_some() { "Pass it on" } else { "Stop waiting" };
    view! {
        <Notice kind title>
            <p>{told}</p>
            {take}
        </Notice>
        <Form action=format!("/services/{service}/wait/leave")>
            <Hidden name="waiting" value=waiting/>
            <Button kind=ButtonKind::Quiet>{label}</Button>
        </Form>
    }
}

fn form(found: &DayListForSchool, key: String, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let any = |day: &Weekday| {
        let name = said::weekday(*day);
        Choice::new(name.to_lowercase(), format!("Any {name} this school year"))
    };
    let certain = Choice::new("day", "One certain day");
    let choices = std::iter::once(certain).chain(found.weekdays.iter().map(any)).collect();
    let which = fields.radios("which", "Which day would do?", choices, "day");
    let day = fields.date("day", "Which day?", "Only for one certain day. For example, 12 1 2027");
    let half = found.by_halves.then(|| {
        let choices = Half::ALL.iter().map(|half| Choice::new(half.code(), half::plural(*half)));
        fields.radios("half", "Which half of the day?", choices.collect(), Half::Morning.code())
    });
    let action = format!("/services/{}/wait", found.service);
    view! {
        <Section id="wait" title="Wait for a day">
            <Form action key>
                {which}
                {half}
                {day}
                <Actions><Button>"Put us on the waiting list"</Button></Actions>
            </Form>
            <Muted>"Waiting costs nothing and binds nobody. What is offered is booked like any other day."</Muted>
        </Section>
    }
}

/// The list in order, for whoever keeps the pool.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let found = day_list(ask.market(), ask.actor()?, service).await?;
    Ok(Page::new("Waiting list", move || body(found)).into())
}

fn body(found: DayList) -> impl IntoView {
    let service = found.service;
    let any = !found.rows.is_empty();
    let rows = cells(&found.rows).into_iter();
    let rows = rows.map(|row| TableRow::new(row.into_iter().map(Into::into).collect())).collect();
    let columns = HEAD.map(ColumnHead::words).to_vec();
    let empty = view! {
        <EmptyState title="Nobody waits">
            <p>"Where a day that a school wants is full, it can put itself on the list."</p>
        </EmptyState>
    }
    .into_any();
    view! {
        <BackLink href=format!("/services/{service}/pool") text="Back to people and days"/>
        <Title caption=found.title text="Waiting list"/>
        <Lead>{said::RULE}</Lead>
        <Table caption="Schools that wait for a day, whoever is next first" quiet_caption=true
            columns rows empty note=said::OFFER/>
        {any.then(|| csv::link(format!("/services/{service}/pool/waiting.csv"), ""))}
    }
}

/// The columns of the list.
pub(super) const HEAD: [&str; 6] =
    ["Turn", "School", "Days that would do", "Why its turn", "Asked", "State"];

/// The list as its table and its file have it: a turn for each that is not offered anything yet.
pub(super) fn cells(rows: &[WaitingForDay]) -> Vec<[String; 6]> {
    let mut turn = 0;
    let row = |one: &WaitingForDay| {
        let (at, state) = match one.offer {
            Some((day, until)) => (
                "Now".to_owned(),
                format!(
                    "{}{} held until {}",
                    short_day(day),
                    half::beside(one.half),
                    moment_in_words(until)
                ),
            ),
            None => {
                turn += 1;
                (words::count(turn), "Waits".to_owned())
            }
        };
        let asked = moment_in_words(one.asked_at);
        [
            at,
            one.school.clone(),
            said::wish(one.wish, one.half),
            said::share(one.share),
            asked,
            state,
        ]
    };
    rows.iter().map(row).collect()
}
