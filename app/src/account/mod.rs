//! Signing in and out, choosing a password, a code from the phone, what one is told, whom one acts
//! for, and one's account as a whole.

pub mod close;
pub mod code;
pub mod demo;
pub mod enter_code;
pub mod leave;
pub mod name;
pub mod notifications;
pub mod reset;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;

use axum::body::Bytes;
use domain::Failure;
use domain::calendar::{day_in_words, london_day, short_day};
use domain::notification::Notify;
use leptos::prelude::*;
use market::Deputising;
use market::access::ActingFor;
use market::group::{OwnSeat, own_seats};
use market::person::{self, ActFor, SecondFactor};

use crate::parts::{Actions, Muted, Section, SummaryList, SummaryRow, TextLink, Title};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Everything about the account of whoever is signed in.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let (market, actor) = (ask.market(), ask.actor()?);
    let code = match person::second_factor(market, actor).await? {
        SecondFactor::Off => "Off".to_owned(),
        SecondFactor::On { since, .. } => format!("On since {}", day_in_words(london_day(since))),
    };
    let choices = person::notifications(market, actor).await?;
    let at_once = choices.values().all(|choice| *choice == Notify::AtOnce);
    let told = if at_once { "Everything, at once" } else { "As you chose" };
    let open = person::sessions(market, actor).await?;
    let rows = vec![
        SummaryRow::new("Name", actor.name().to_owned()).change("/account/name"),
        SummaryRow::new("Email", actor.email().unwrap_or_default().to_owned()),
        SummaryRow::new("Code from your phone", code).change("/account/code"),
        SummaryRow::new("Told by email", told).change("/account/notifications"),
    ];
    let roles: Vec<SummaryRow> = actor
        .may_act_for()
        .iter()
        .map(|acting| {
            let own = acting.roles.iter().filter(|held| held.deputy_of.is_none());
            let own = own.map(|held| words::role(held.role).to_owned());
            let deputy =
                |one: &Deputising| format!("deputy of {} until {}", one.of, short_day(one.until));
            let roles: Vec<String> = own.chain(acting.deputises.iter().map(deputy)).collect();
            SummaryRow::new(words::acting_for(acting), roles.join(", "))
        })
        .collect();
    let seats = seats(own_seats(market, actor).await?);
    let leaving: Vec<(String, String)> = leave::places(actor)
        .map(|acting| (format!("/account/leave/{}", acting.organisation), acting.name.clone()))
        .collect();
    let page = Page::new("Your account", move || {
        let leaving = leaving
            .into_iter()
            .map(|(href, name)| view! { <TextLink href=href>{format!("Leave {name}")}</TextLink> })
            .collect_view();
        view! {
            <Title text="Your account"/>
            <SummaryList rows=rows/>
            <Section id="roles" title="What you do, and for whom">
                <SummaryList rows=roles/>
                <Actions>{leaving}</Actions>
                <Muted><TextLink href="/about/roles">"What each role may do"</TextLink></Muted>
            </Section>
            {seats}
            {sessions::section(open)}
            <Section id="data" title="Your data">
                <Actions>
                    <TextLink href="/account/data.json">"Download everything kept about you"</TextLink>
                    <TextLink href="/account/close">"Close your account"</TextLink>
                </Actions>
            </Section>
        }
    });
    Ok(page.into())
}

/// The committees and groups on which they sit, where there are any.
fn seats(found: Vec<OwnSeat>) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let rows = found
        .into_iter()
        .map(|seat| {
            let (office, since) = (words::office(seat.office), short_day(seat.since));
            let on = format!("{}, {}", seat.group, seat.keeper);
            SummaryRow::new(on, format!("{office} since {since}"))
        })
        .collect();
    let section = view! {
        <Section id="seats" title="Where you sit">
            <SummaryList rows=rows/>
        </Section>
    };
    Some(section.into_any())
}

/// Everything kept about whoever is signed in, as a file that programs read too.
pub async fn data(ask: Ask) -> Result<Answer, Failure> {
    let data = person::my_data(ask.market(), ask.actor()?).await?;
    let text = serde_json::to_string_pretty(&data).map_err(|cause| market::incident(&cause))?;
    Ok(Answer::File {
        name: "commonpool-my-data.json".to_owned(),
        content_type: "application/json".to_owned(),
        contents: Bytes::from(text),
    })
}

/// What a button sends for whom one would act: the organisation and, behind a full stop, the trust
/// through which.
pub(crate) fn acting_value(acting: &ActingFor) -> String {
    match &acting.through {
        Some(through) => format!("{}.{}", acting.organisation, through.organisation),
        None => acting.organisation.to_string(),
    }
}

fn read_acting(value: &str) -> Option<ActFor> {
    let (organisation, through) = match value.split_once('.') {
        Some((organisation, through)) => (organisation, Some(through.parse().ok()?)),
        None => (value, None),
    };
    Some(ActFor { organisation: organisation.parse().ok()?, through })
}

/// Changes whom the session acts for.
pub async fn act_for(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let to = read_acting(ask.form.get("organisation")).ok_or(Failure::NotFound)?;
    person::act_for(ask.market(), actor, to).await?;
    Ok(Answer::see_other("/"))
}
