//! Keeping a pool: the people whose days are sold, their working days, leave, and last days.

pub mod checks;
pub mod cover;
pub mod demand;
pub mod export;
mod forms;
pub mod next_year;
pub mod profile;
pub mod renewals;
pub mod waiting;
pub mod week;

use ::market::capacity::{self, PersonDays, PoolPage};
use ::market::service::{ServiceDetail, view_service};
use chrono::NaiveDate;
use domain::calendar::{day_in_words, short_day};
use domain::id::{PractitionerId, ServiceId};
use domain::{Failure, Problem};
use leptos::prelude::*;

use self::checks::Sent;
use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead,
    Notice, NoticeKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words::{self, plural};

/// Shows the people and their days.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(ask.form.clone())).await
}

async fn service(ask: &Ask) -> Result<ServiceDetail, Failure> {
    ask.actor()?;
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    if service.can_keep_pool { Ok(service) } else { Err(Failure::NotFound) }
}

/// Makes the pool, or adds somebody to it.
pub async fn add(ask: Ask) -> Result<Answer, Failure> {
    let service = service(&ask).await?;
    let (market, actor, id) = (ask.market(), ask.actor()?, service.id());
    let done = if service.has_pool() {
        match forms::person(&ask, id) {
            Ok(command) => capacity::add_practitioner(market, actor, command).await.map(|_| ()),
            Err(failure) => Err(failure),
        }
    } else {
        match ask.form.filled("people_of").map(str::parse).transpose() {
            Ok(people_of) => {
                let command = capacity::CreatePool { service: id, people_of };
                capacity::create_pool(market, actor, command).await.map(|_| ())
            }
            Err(_) => Err(Failure::field("people_of", Problem::NotAChoice)),
        }
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/services/{id}/pool"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Changes something about one person: their name, leave, an extra day, their last day.
pub async fn change(ask: Ask) -> Result<Answer, Failure> {
    let service = service(&ask).await?;
    let who: PractitionerId = ask.part("pract")?;
    let pool = capacity::view_pool(ask.market(), ask.actor()?, service.id()).await?;
    if !pool.people.iter().any(|one| one.id == who) {
        return Err(Failure::NotFound);
    }
    let at = format!("/services/{}/pool", service.id());
    match changed(&ask, who).await {
        Ok(_) if ask.form.get("what") == "ill" => {
            Ok(Answer::see_other(format!("{at}/cover?done=ill")))
        }
        Ok(booked) if booked.is_empty() => Ok(Answer::see_other(format!("{at}/{who}"))),
        Ok(booked) => Ok(Answer::see_other(with_booked(&at, &booked))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            checks::page(&ask, Some((Sent::Change, typed))).await
        }
    }
}

/// The page of the pool, which tells of booked days that stand.
fn with_booked(at: &str, booked: &[NaiveDate]) -> String {
    let query: Vec<(&str, String)> = booked.iter().map(|day| ("booked", day.to_string())).collect();
    format!("{at}?{}", serde_urlencoded::to_string(query).unwrap_or_default())
}

/// Does what the form of one person asks for, and gives the booked days it leaves standing.
async fn changed(ask: &Ask, who: PractitionerId) -> Result<Vec<NaiveDate>, Failure> {
    let (market, actor) = (ask.market(), ask.actor()?);
    match ask.form.get("what") {
        "ill" => {
            let ill = capacity::report_ill(market, actor, forms::ill(ask, who)?).await;
            ill.map_err(forms::ill_refused)
        }
        "leave" => capacity::set_leave(market, actor, forms::leave(ask, who)?).await,
        "end" => capacity::end_practitioner(market, actor, forms::end(ask, who)?).await,
        "account" => {
            let (key, person) = (ask.form.key()?, ask.form.get("person").to_owned());
            let command = capacity::LinkPractitioner { key, practitioner: who, person };
            capacity::link_practitioner(market, actor, command).await.map(|()| Vec::new())
        }
        "day" => capacity::add_day(market, actor, forms::day(ask, who)?).await.map(|()| Vec::new()),
        "name" => capacity::rename_practitioner(market, actor, forms::name(ask, who)?)
            .await
            .map(|()| Vec::new()),
        _ => Err(Failure::field("what", Problem::NotAChoice)),
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service = service(ask).await?;
    let (id, title) = (service.id(), service.terms().title.clone());
    if !service.has_pool() {
        let others = if service.terms().unit.is_booked_by_day() {
            Some(capacity::pools_to_share(ask.market(), ask.actor()?, id).await?)
        } else {
            None
        };
        return Ok(without(id, title, others, &typed).into());
    }
    let pool = capacity::view_pool(ask.market(), ask.actor()?, id).await?;
    let keys = (ask.form_key(), ask.market().form_key());
    let booked: Vec<NaiveDate> =
        ask.query.all("booked").iter().filter_map(|day| day.parse().ok()).collect();
    let shown = typed.clone();
    let page = Page::new("People and days", move || body(pool, keys, &booked, &shown));
    Ok(page.with_form(&typed).into())
}

/// Before there are people: it has its own, or sells those of another service too.
fn without(
    id: ServiceId,
    title: String,
    others: Option<Vec<(ServiceId, String)>>,
    typed: &Typed,
) -> Page {
    let shown = typed.clone();
    let page = Page::new("People and days", move || {
        let by_day = others.is_some();
        let whose = others.filter(|others| !others.is_empty()).map(|others| {
            let of = |(id, title): (ServiceId, String)| {
                Choice::new(id.to_string(), format!("Those of “{title}”, whose days it sells too"))
            };
            let own = std::iter::once(Choice::new("", "People of its own"));
            let choices = own.chain(others.into_iter().map(of)).collect();
            Fields::of(&shown).radios("people_of", "Whose days are sold?", choices, "")
        });
        let words = if by_day {
            "Add the people whose days schools can book. Their free days then stand in the service’s calendar."
        } else {
            "This service is not sold by the day, so there are no days to book."
        };
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <Title caption=title text="People and days"/>
            <Lead>{words}</Lead>
            {by_day.then(|| view! {
                <Form action=format!("/services/{id}/pool")>
                    {whose}
                    <Button>"Go on to the people"</Button>
                </Form>
            })}
        }
    });
    page.with_form(typed)
}

fn body(
    pool: PoolPage,
    (key, key_of_each): (String, String),
    booked: &[NaiveDate],
    typed: &Typed,
) -> impl IntoView + use<> {
    let id = pool.service;
    let (booked_days, all_days) = pool.people.iter().fold((0_u64, 0_u64), |(booked, all), one| {
        let days = one.utilisation;
        (booked + u64::from(days.booked), all + u64::from(days.available))
    });
    let booked_days = plural(booked_days, "day", "days");
    let told = format!("{booked_days} booked of {}, from today on.", words::count(all_days));
    let any = !pool.people.is_empty();
    let to_cover = cover_needed(id, pool.to_cover);
    let waiting = format!("/services/{id}/pool/waiting");
    let rows: Vec<TableRow> = pool.people.iter().map(|one| row(id, one)).collect();
    let checks = checks::asked(&pool, &key_of_each);
    let empty = view! {
        <EmptyState title="Nobody yet"><p>"Whoever you add below can be booked at once."</p></EmptyState>
    }
    .into_any();
    let (somebody, summary, booked) = (forms::new_person(typed), typed.summary(), standing(booked));
    view! {
        <BackLink href=format!("/services/{id}") text="Back to the service"/>
        <ErrorSummary errors=summary/>
        {booked}
        <Title caption=pool.title text="People and days"/>
        <Lead>{told}</Lead>
        {to_cover}
        <p><TextLink href=format!("/services/{id}/pool/next-year")>"The same again next school year"</TextLink></p>
        <p><TextLink href=format!("/services/{id}/pool/demand")>"Demand by term, and whether to hire or to release"</TextLink></p>
        <p><TextLink href=waiting>"Waiting list"</TextLink>": schools that wait for a day"</p>
        <Table caption="People" quiet_caption=true columns=columns() rows empty
            note="Schools see how many people are free on a day, and never who. Open somebody for their days, leave, checks and skills."/>
        {any.then(|| csv::link(format!("/services/{id}/pool.csv"), ""))}
        <Section id="add" title="Add somebody">
            <Form action=format!("/services/{id}/pool") key>
                {somebody}
                <Actions><Button>"Add"</Button></Actions>
            </Form>
        </Section>
        {checks}
    }
}

/// Days that schools have booked where somebody is away now.
fn standing(booked: &[NaiveDate]) -> Option<AnyView> {
    if booked.is_empty() {
        return None;
    }
    let days: Vec<String> = booked.iter().map(|day| day_in_words(*day)).collect();
    Some(
        view! {
            <Notice kind=NoticeKind::Waits title="Schools have booked some of these days">
                <p>{format!("{}. They stand until you find somebody else or agree with the school to cancel.", days.join(", "))}</p>
            </Notice>
        }
        .into_any(),
    )
}

/// The way to the days that somebody has to cover.
fn cover_needed(service: ServiceId, days: usize) -> AnyView {
    let href = format!("/services/{service}/pool/cover");
    let count = u64::try_from(days).unwrap_or(u64::MAX);
    if count == 0 {
        return view! { <p><TextLink href>"Days to cover"</TextLink>": none"</p> }.into_any();
    }
    let title = format!("{} to cover", plural(count, "booked day", "booked days"));
    view! {
        <Notice kind=NoticeKind::Waits title>
            <p><TextLink href>"Choose who stands in"</TextLink></p>
        </Notice>
    }
    .into_any()
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Works"),
        ColumnHead::words("Away"),
        ColumnHead::words("Until"),
        ColumnHead::words("Checks until"),
        ColumnHead::numbers("Booked"),
        ColumnHead::numbers("Of"),
    ]
}

fn row(service: ServiceId, one: &PersonDays) -> TableRow {
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let (href, name) = (format!("/services/{service}/pool/{}", one.id), one.name.clone());
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
        week::works(&one.working).into(),
        dash(away_in_words(one)).into(),
        dash(one.ends_on.map(short_day).unwrap_or_default()).into(),
        words::clearance::cleared(one.cleared).into(),
        words::count(one.utilisation.booked).into(),
        words::count(one.utilisation.available).into(),
    ])
}

/// When somebody is away, from today on.
fn away_in_words(one: &PersonDays) -> String {
    let told = one.leave.iter().map(|leave| {
        let (first, last) = (leave.first(), leave.last());
        if first == last {
            short_day(first)
        } else {
            format!("{} to {}", short_day(first), short_day(last))
        }
    });
    told.collect::<Vec<_>>().join("; ")
}
