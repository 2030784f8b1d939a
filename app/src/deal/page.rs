//! The page of a deal: the price now, what one more school does to it, what it is to yours.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::calendar::{london_day, moment_in_words};
use domain::deal::{DealState, OwnFigures};
use islands::LivePlaces;
use leptos::prelude::*;
use market::deal::{DealShown, For, ForSchool};

use super::meter::{self, MeterWords};
use super::page_parts::{binding, offer, who_is_in};
use super::{asked_by, deal_of, figures, outcome, state_tag, time_now};
use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Button, ButtonKind, ButtonLink, Column, Columns,
    Evidence, Figures, Form, Meta, Moving, MovingPlace, Muted, OlderPage, Section, Title, Tone,
};
use crate::web::{Answer, Ask, Page};
use crate::words::{self, plural, pounds};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let (now, at) = (ask.market().now(), time_now(ask.market()));
    let key = ask.form_key();
    let all = ask.query.get("schools") == "all";
    let page = Page::new(deal.title.clone(), move || {
        let closed =
            matches!(deal.meter.state, DealState::Met | DealState::Lapsed | DealState::Withdrawn);
        let yours = what_it_means(&deal, &at);
        let who = who_is_in(&deal, &at, all);
        let head = if closed { outcome::show(&deal) } else { open(&deal, at, key) };
        let side = (binding(&deal, london_day(now)), offer(&deal));
        view! {
            <BackLink href="/deals" text="Group deals"/>
            <Title text=deal.title.clone()/>
            <MovingPlace id=meter::FACTS><Meta facts=facts(&deal, now)/></MovingPlace>
            <Columns>
                <Column>{head}<MovingPlace id=meter::YOURS>{yours}</MovingPlace>{who}</Column>
                <Column>{side}</Column>
            </Columns>
        }
    });
    Ok(page.into())
}

fn facts(deal: &DealShown, now: DateTime<Utc>) -> Vec<AnyView> {
    let state = deal.meter.state;
    let closes = moment_in_words(deal.terms.closes_at());
    let left = (london_day(deal.terms.closes_at()) - london_day(now)).num_days();
    let when = match (state, deal.ended_at) {
        (DealState::Draft, _) => format!("Would close {closes}"),
        (DealState::Open, _) => match u64::try_from(left) {
            Ok(0) | Err(_) => format!("Closes today: {closes}"),
            Ok(days) => format!("Closes {closes}, in {}", plural(days, "day", "days")),
        },
        (DealState::Withdrawn, Some(at)) => format!("Withdrawn {}", moment_in_words(at)),
        (DealState::Met | DealState::Lapsed | DealState::Withdrawn, _) => {
            format!("Closed {closes}")
        }
    };
    vec![
        state_tag(state),
        view! { {when} }.into_any(),
        view! { {deal.category.label()} }.into_any(),
        view! { {deal.partnership.clone()} }.into_any(),
    ]
}

/// The top of an open deal, or of a draft.
fn open(deal: &DealShown, at: String, key: String) -> AnyView {
    let (own, school) = match &deal.to {
        For::School(school) => (school.own, Some(school.as_ref())),
        For::Partnership(_) => (None, None),
    };
    let moving = MeterWords::of(&deal.meter, own);
    let unit = words::deal::per_unit(deal.meter.unit);
    let live = (deal.meter.state == DealState::Open).then(|| {
        let source = format!("/deals/{}/live", deal.id);
        let (version, places) = (deal.heard.to_string(), meter::PLACES.join(" "));
        view! {
            <LivePlaces source at said=meter::said(&deal.meter) version places/>
            <OlderPage id=islands::live::OLDER href=format!("/deals/{}", deal.id)/>
        }
    });
    let yours = school.map(|school| your_saving(deal, school, own, &moving));
    let stairs = figures::staircase(&deal.meter);
    let asked = school.and_then(|school| asked_by(deal, school));
    let actions = actions(deal, key);
    view! {
        <MovingPlace id=meter::FIGURES>
            <Figures>
                <BigFigure label="Price now" value=moving.price_now unit=unit note="excluding VAT"
                    tone=Tone::Water id=meter::PRICE_NOW/>
                {yours}
            </Figures>
        </MovingPlace>
        {live}
        <MovingPlace id=meter::NEXT>
            {asked}
            {actions}
            <Moving id=meter::NEXT_STEP text=moving.next_step/>
            <Moving id=meter::EFFECT text=moving.effect/>
            <MovingPlace id=meter::STAIRS>{stairs}</MovingPlace>
        </MovingPlace>
    }
    .into_any()
}

fn your_saving(
    deal: &DealShown,
    school: &ForSchool,
    own: Option<OwnFigures>,
    moving: &MeterWords,
) -> AnyView {
    let Some(view) = school.view.as_ref() else {
        return view! {
            <BigFigure label="For your school" value="–" size=BigSize::Medium
                note="We do not know how many pupils your school has. Say so when you sign up."/>
        }
        .into_any();
    };
    let count = own.map_or(0, |own| u64::from(own.quantity));
    let count = words::deal::quantity(deal.meter.unit, count);
    match (&moving.your_saving, own.and_then(|own| own.baseline)) {
        (Some(saving), Some(now)) => {
            let rises = view.saving.is_some_and(domain::Pence::is_negative);
            let tone = if rises { Tone::Bad } else { Tone::Saved };
            let label = match (rises, school.joined.is_some()) {
                (true, true) => "You pay",
                (false, true) => "You save",
                (true, false) => "With your school in, you would pay",
                (false, false) => "With your school in, you save",
            };
            view! {
                <BigFigure label=label value=saving.clone() unit="a year" tone size=BigSize::Medium
                    note=format!("{count}, against {} now, excluding VAT", pounds(now.pence())) id=meter::YOUR_SAVING/>
            }
            .into_any()
        }
        _ => view! {
            <BigFigure label="You would pay" value=pounds(view.cost.pence()) unit="a year" size=BigSize::Medium
                note=format!("{count}, excluding VAT. Say what you pay now and see your saving.")/>
        }
        .into_any(),
    }
}

/// What whoever looks can do next.
fn actions(deal: &DealShown, key: String) -> AnyView {
    let id = deal.id;
    let at = move |what: &str| format!("/deals/{id}/{what}");
    match &deal.to {
        For::School(school) if school.joined.is_some() => view! {
            <p><b>"Your school has signed up."</b></p>
            {school.can_sign.then(|| view! {
                <Actions>
                    <ButtonLink href=at("signed-up") kind=ButtonKind::Secondary>"See what you signed"</ButtonLink>
                    <ButtonLink href=at("leave") kind=ButtonKind::Quiet>"Leave the deal"</ButtonLink>
                </Actions>
            })}
        }
        .into_any(),
        For::School(school) if school.can_join && school.can_sign => view! {
            <Actions><ButtonLink href=at("sign-up") large=true>"Sign up"</ButtonLink></Actions>
        }
        .into_any(),
        For::School(school) if school.can_join => view! {
            <Muted>"Your role does not allow you to sign up for your school. A buyer or approver can."</Muted>
        }
        .into_any(),
        For::School(school) if !school.is_member => view! {
            <Muted>{format!("Your school is not a member of {} any more, so it cannot sign up.", deal.partnership)}</Muted>
        }
        .into_any(),
        For::School(_) => view! {
            <Muted>"Nobody can sign up any more. The outcome stands here as soon as it has been worked out."</Muted>
        }
        .into_any(),
        For::Partnership(own) if own.manages => manage(deal, key),
        For::Partnership(_) => ().into_any(),
    }
}

fn manage(deal: &DealShown, key: String) -> AnyView {
    let id = deal.id;
    let at = move |what: &str| format!("/deals/{id}/{what}");
    if deal.meter.state == DealState::Draft {
        return view! {
            <Form action=at("open") key=key>
                <Muted>"When you open it, every member sees it and its terms can no longer change."</Muted>
                <Actions>
                    <Button>"Open to schools"</Button>
                    <ButtonLink href=at("edit") kind=ButtonKind::Secondary>"Change"</ButtonLink>
                    <ButtonLink href=at("withdraw") kind=ButtonKind::Quiet>"Withdraw"</ButtonLink>
                </Actions>
            </Form>
        }
        .into_any();
    }
    view! {
        <Actions><ButtonLink href=at("withdraw") kind=ButtonKind::Secondary>"Withdraw the deal"</ButtonLink></Actions>
    }
    .into_any()
}

/// What each price break means for the school that looks.
fn what_it_means(deal: &DealShown, at: &str) -> Option<AnyView> {
    let For::School(school) = &deal.to else { return None };
    let ended = !matches!(deal.meter.state, DealState::Draft | DealState::Open);
    if ended && school.joined.is_none() {
        return None;
    }
    let table = figures::steps_for(&deal.meter, school, at)?;
    let document = school.baseline.as_ref().and_then(|known| known.file.as_ref()).map(|file| {
        let href = format!("/files/{}", file.id);
        view! { <p><Evidence href=href text=file.name.clone()/></p> }
    });
    let title = "What each price break means for you";
    Some(view! { <Section id="your-saving" title=title>{table}{document}</Section> }.into_any())
}
