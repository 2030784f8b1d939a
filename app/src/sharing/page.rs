//! One sharing, as a school in it, a school that could join, or its partnership sees it.

use domain::Failure;
use domain::calendar::{day_in_words, moment_in_words};
use domain::id::SharingId;
use domain::sharing::{SharerState, SharingStage, SharingState, SplitBy, weight_in_words};
use leptos::prelude::*;
use market::sharing::{SharingShown, view_sharing};

use super::figures::{about_vat, schools, summary};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, ErrorSummary, Form, Lead, Muted, Notice,
    NoticeKind, Quote, Section, Tag, TextLink, Title, Width,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::sharing as said;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// The page with what was typed into its form.
pub(super) async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: SharingId = ask.part("sharing")?;
    let found = view_sharing(ask.market(), ask.actor()?, id).await?;
    let (title, shown) = (found.sharing.terms.title.clone(), typed.clone());
    Ok(Page::new(title, move || body(&found, &shown)).with_form(&typed).into())
}

fn body(found: &SharingShown, typed: &Typed) -> impl IntoView + use<> {
    let sharing = &found.sharing;
    let (text, kind) = said::stage(found.stage);
    let (title, description) = (sharing.terms.title.clone(), sharing.terms.description.clone());
    let by = sharing.proposer_name.clone();
    let (summary, schools) = (summary(sharing), schools(sharing));
    let (next, join, own) = (next(found), join(found, typed), own_proposal(found));
    let (ended, vat) = (ended(found), about_vat(sharing.terms.kind));
    let statement = (sharing.state == SharingState::Bound).then(|| {
        let href = format!("/sharing/{}/statement", sharing.id);
        view! {
            <Section id="statement" title="Who owes whom">
                <p><TextLink href>"The statement"</TextLink>": what each school bears and owes for each month or term, to print or as a file."</p>
            </Section>
        }
    });
    view! {
        <BackLink href="/sharing" text="Back to sharing"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=said::kind(sharing.terms.kind) text=title/>
        <p><Tag kind text/></p>
        {next}
        <Quote by=by>{description}</Quote>
        {summary}
        {schools}
        {join}
        {statement}
        {own}
        {ended}
        {vat}
    }
}

/// What the school that looks can do next.
fn next(found: &SharingShown) -> AnyView {
    let until = day_in_words(found.sharing.terms.answer_by);
    let lead = match (found.stage, found.own_state()) {
        (SharingStage::Gathering, Some(SharerState::Joins)) if !found.is_own_proposal() => {
            "Your school would join. That binds nobody: you agree to your part later, or not.".to_owned()
        }
        (SharingStage::Gathering, _) => {
            format!("Schools of the area say until {until} whether they would join. That binds nobody.")
        }
        (SharingStage::Asking, _) => {
            format!("It binds once every school has agreed, by {until}. Until then it binds nobody.")
        }
        (SharingStage::AnswersOver, _) => {
            "Not every school has agreed in time. The school that proposed it can go on with those that did."
                .to_owned()
        }
        (SharingStage::Agreed | SharingStage::Running | SharingStage::Ended, _) => {
            let bound = found.sharing.bound_at.map(moment_in_words).unwrap_or_default();
            format!("Every school agreed, the last of them at {bound}. It binds all of them.")
        }
        (SharingStage::Withdrawn, _) => {
            let reason = found.sharing.reason.clone().unwrap_or_default();
            format!("It was taken back: {reason}")
        }
    };
    let is_asked =
        found.stage == SharingStage::Asking && found.own_state() == Some(SharerState::Asked);
    let asked = is_asked.then(|| asked(found));
    let changed = (found.stage == SharingStage::Asking
        && found.own_state() == Some(SharerState::Agreed)
        && found.may_answer)
        .then(|| {
            let href = format!("/sharing/{}/decline", found.sharing.id);
            view! { <p>"Your school has agreed, others have not yet. "<TextLink href>"Decline after all"</TextLink></p> }
        });
    view! { <Lead>{lead}</Lead>{asked}{changed} }.into_any()
}

/// The school that looks is asked to agree.
fn asked(found: &SharingShown) -> AnyView {
    let id = found.sharing.id;
    let agree = format!("/sharing/{id}/agree");
    let (title, told) = match found.given.last() {
        Some(given) => (
            "Your school’s governors are asked to agree",
            format!(
                "{} agreed on {}. By your school’s rules its governors agree as well.",
                given.by,
                moment_in_words(given.given_at)
            ),
        ),
        None if found.may_answer => (
            "Your school is asked to agree",
            "You see what it binds your school to before you do.".to_owned(),
        ),
        None => ("Your school is asked to agree", "An approver of your school answers.".to_owned()),
    };
    let check = if found.given.is_empty() {
        view! { <ButtonLink href=agree>"Check and agree"</ButtonLink> }.into_any()
    } else {
        view! { <TextLink href=agree>"What it binds your school to"</TextLink> }.into_any()
    };
    let actions = found.may_answer.then(|| {
        view! {
            <Actions>
                {check}
                <TextLink href=format!("/sharing/{id}/decline")>"Decline"</TextLink>
            </Actions>
        }
    });
    view! { <Notice kind=NoticeKind::Waits title><p>{told}</p></Notice>{actions} }.into_any()
}

/// A school of the area says whether it would join.
fn join(found: &SharingShown, typed: &Typed) -> Option<AnyView> {
    let gathering = found.stage == SharingStage::Gathering && found.may_propose;
    if !gathering {
        return None;
    }
    let sharing = &found.sharing;
    let (id, split) = (sharing.id, sharing.terms.split);
    let own = found.own.and_then(|own| sharing.sharer(own));
    let held = own.map(|one| weight_in_words(split, one.weight));
    let fields = Fields::of(typed);
    let counts = sharing.sharer(sharing.proposer).map(|one| weight_in_words(split, one.weight));
    let hint = format!(
        "Count as {} does, which has {}",
        sharing.proposer_name,
        counts.unwrap_or_else(|| "none yet".to_owned())
    );
    let days = (split == SplitBy::Days)
        .then(|| fields.line("days", "How many days would your school have?", &hint, Width::Five));
    let told = match (&held, split) {
        (Some(held), SplitBy::Days) => format!("You said: {held}. Say it again to change it."),
        (Some(_), _) => "Your school would join.".to_owned(),
        (None, SplitBy::Pupils) => "Your part follows from your pupils as last counted.".to_owned(),
        (None, _) => String::new(),
    };
    let again = held.is_none() || split == SplitBy::Days;
    let form = again.then(|| {
        let button = if held.is_some() { "Change it" } else { "We would join" };
        view! {
            <Form action=format!("/sharing/{id}/join")>
                {days}
                <Actions><Button>{button}</Button></Actions>
            </Form>
        }
    });
    let leave = (held.is_some() && !found.is_own_proposal()).then(|| {
        view! {
            <Form action=format!("/sharing/{id}/leave")>
                <Button kind=ButtonKind::Quiet>"We would not, after all"</Button>
            </Form>
        }
    });
    let view = view! {
        <Section id="join" title="Would your school join?">
            <Muted>{told}</Muted>
            {form}
            {leave}
        </Section>
    };
    Some(view.into_any())
}

/// What whoever proposed it can do.
fn own_proposal(found: &SharingShown) -> Option<AnyView> {
    let open = matches!(
        found.stage,
        SharingStage::Gathering | SharingStage::Asking | SharingStage::AnswersOver
    );
    if !(open && found.is_own_proposal() && found.may_propose) {
        return None;
    }
    let id = found.sharing.id;
    let go_on = found.can_ask.then(|| {
        let href = format!("/sharing/{id}/ask");
        let text = match found.sharing.state {
            SharingState::Gathering => "Ask those who would join to agree",
            SharingState::Proposed | SharingState::Bound | SharingState::Withdrawn => {
                "Go on with those who agreed"
            }
        };
        view! { <ButtonLink href kind=ButtonKind::Secondary>{text}</ButtonLink> }
    });
    let told = if found.can_ask {
        "If a school drops out, go on with the others: parts are worked out again, and everybody sees theirs before they agree again."
    } else if found.sharing.can_go_on() {
        "Its first day is too near for another round of answers. Take it back, and propose it anew from a later day."
    } else if found.stage == SharingStage::AnswersOver {
        "It takes two schools that said yes, among them yours and the one that employs or owns it. Take it back, or propose it anew."
    } else {
        "Once two schools have said yes, among them yours and the one that employs or owns it, you can go on with those that did."
    };
    let back = format!("/sharing/{id}/withdraw");
    let view = view! {
        <Section id="proposal" title="Your proposal">
            <p>{told}</p>
            <Actions>
                {go_on}
                <TextLink href=back>"Take it back"</TextLink>
            </Actions>
        </Section>
    };
    Some(view.into_any())
}

/// Notices that were given, and the way to give one.
fn ended(found: &SharingShown) -> Option<AnyView> {
    let runs = matches!(found.stage, SharingStage::Agreed | SharingStage::Running);
    let agreed = found.own_state() == Some(SharerState::Agreed);
    let give = (runs && agreed && found.may_end).then(|| {
        let href = format!("/sharing/{}/end", found.sharing.id);
        view! { <p><TextLink href>"End it early, with notice"</TextLink></p> }
    });
    let given = found.notices.iter().map(|one| {
        let text = format!(
            "{} gave notice on {}: it ends on {}. “{}” ({})",
            one.school,
            moment_in_words(one.given_at),
            day_in_words(one.ends_on),
            one.words,
            one.by
        );
        view! { <p>{text}</p> }
    });
    let given = given.collect_view();
    let any = give.is_some() || !found.notices.is_empty();
    any.then(|| {
        view! { <Section id="end" title="Ending it early" small=true>{given}{give}</Section> }
            .into_any()
    })
}
