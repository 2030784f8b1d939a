//! Group deals: finding one, seeing the price fall, signing up; and running one.

pub mod check;
mod check_rows;
pub mod confirmation;
pub mod draft;
mod draft_form;
pub mod evidence;
mod export;
mod figures;
pub mod list;
pub mod live;
pub mod manage;
mod meter;
mod outcome;
pub mod page;
mod page_parts;
pub mod sign_up;

pub use export::{file, schools};

use chrono::{DateTime, Utc};
use domain::calendar::{london_time, time_in_words};
use domain::deal::DealState;
use domain::id::DealId;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::Market;
use market::deal::{DealShown, For, ForSchool, view_deal};

use crate::parts::{Notice, NoticeKind, Tag, TagKind};
use crate::web::{Answer, Ask};
use crate::words;

/// The deal in the address, for whoever asks; with what their school thinks of signing up for.
async fn deal_of(ask: &Ask, quantity: Option<u32>) -> Result<DealShown, Failure> {
    let id: DealId = ask.part("deal")?;
    view_deal(ask.market(), ask.actor()?, id, quantity).await
}

/// The deal as a school sees it; for anybody else there is no such page.
fn as_school(deal: &DealShown) -> Result<&ForSchool, Failure> {
    match &deal.to {
        For::School(school) => Ok(school),
        For::Partnership(_) => Err(Failure::NotFound),
    }
}

/// Where somebody is led who would sign up their school: to what it has signed, where it has.
///
/// # Errors
/// `NotFound` for whoever is no school; `Refused` where nobody can sign up, or this school cannot.
fn signed_already(deal: &DealShown, now: DateTime<Utc>) -> Result<Option<Answer>, Failure> {
    let school = as_school(deal)?;
    if school.joined.is_some() {
        return Ok(Some(Answer::see_other(format!("/deals/{}/signed-up", deal.id))));
    }
    match deal.meter.state {
        DealState::Draft | DealState::Withdrawn => Err(Refusal::DealNotOpen.into()),
        DealState::Met | DealState::Lapsed => Err(Refusal::DealClosed.into()),
        DealState::Open if now >= deal.terms.closes_at() => Err(Refusal::DealClosed.into()),
        DealState::Open if !school.is_member => Err(Refusal::NotForThisSchool.into()),
        DealState::Open => Ok(None),
    }
}

/// Who asks for the school's signature, and for how much.
fn asked_by(deal: &DealShown, school: &ForSchool) -> Option<AnyView> {
    let asked = school.asked.as_ref().filter(|_| school.can_sign && school.can_join)?;
    let count = words::deal::quantity(deal.meter.unit, u64::from(asked.quantity));
    let decides = school.authority.is_some_and(|authority| authority.enough || authority.agrees);
    let title = match (asked.is_own, decides) {
        (true, _) => format!("You asked for a signature for {count}"),
        (false, true) => format!("{} asks you to sign up for {count}", asked.by),
        (false, false) => format!("{} asked for a signature for {count}", asked.by),
    };
    let kind = if asked.is_own { NoticeKind::Info } else { NoticeKind::Waits };
    Some(view! { <Notice kind title/> }.into_any())
}

/// The state as a tag.
fn state_tag(state: DealState) -> AnyView {
    let kind = match state {
        DealState::Draft | DealState::Withdrawn => TagKind::Plain,
        DealState::Open | DealState::Met => TagKind::Good,
        DealState::Lapsed => TagKind::Bad,
    };
    view! { <Tag kind=kind text=words::deal::deal_state(state)/> }.into_any()
}

/// The time by the market's clock, as clocks in London show it: `10:42am`.
fn time_now(market: &Market) -> String {
    time_in_words(london_time(market.now()))
}
