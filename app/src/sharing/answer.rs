//! A school's answer: it would join, agrees to its part, or declines.

use domain::id::SharingId;
use domain::{Failure, Net, Pence};
use leptos::prelude::*;
use market::sharing::{
    AgreeSharing, DeclineSharing, JoinSharing, SharingShown, agree_sharing, decline_sharing,
    join_sharing, leave_sharing, view_sharing,
};

use super::figures::{about_vat, schools, summary};
use super::page::page;
use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonKind, ErrorSummary, Form, Hidden, Lead, Notice,
    NoticeKind, TextAreaField, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words::{self, pounds, sharing as said};

fn back(ask: &Ask) -> Result<Answer, Failure> {
    let id: SharingId = ask.part("sharing")?;
    Ok(Answer::see_other(format!("/sharing/{id}")))
}

/// The school would join.
pub async fn join(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let command = JoinSharing { sharing, days: ask.form.get("days").to_owned() };
    match join_sharing(ask.market(), ask.actor()?, command).await {
        Ok(()) => back(&ask),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// It would not, after all.
pub async fn leave(ask: Ask) -> Result<Answer, Failure> {
    leave_sharing(ask.market(), ask.actor()?, ask.part("sharing")?).await?;
    back(&ask)
}

async fn found(ask: &Ask) -> Result<SharingShown, Failure> {
    view_sharing(ask.market(), ask.actor()?, ask.part("sharing")?).await
}

/// What agreeing binds the school to, before it does.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    let found = found(&ask).await?;
    Ok(Page::new("Check and agree", move || checked(&found)).into())
}

fn checked(found: &SharingShown) -> impl IntoView + use<> {
    let sharing = &found.sharing;
    let (id, title) = (sharing.id, sharing.terms.title.clone());
    let (summary, schools) = (summary(sharing), schools(sharing));
    let vat = about_vat(sharing.terms.kind);
    let act = match &found.bound {
        None => view! {
            <Notice kind=NoticeKind::Info title="Your school is not asked to agree now">
                <p>"See on its page how it stands."</p>
            </Notice>
        }
        .into_any(),
        Some(bound) => {
            let portion = said::cost(sharing.terms.cost_kind, bound.portion);
            let most = pounds(bound.most.pence());
            let binds = format!(
                "By agreeing you bind your school to {portion}: over the whole time at most {most}, should VAT be due \
                 on all of it. It binds once every school has agreed. Nobody pays more than they agree to here."
            );
            let governors = bound.governors_next.then(|| {
                view! { <p>"By your school’s rules its governors agree as well. They are asked once you have."</p> }
            });
            let (round, pence) =
                (sharing.round.to_string(), bound.portion.pence().get().to_string());
            match &bound.refused {
                Some(refusal) => {
                    let (heading, advice) = words::refusal(refusal);
                    view! {
                        <Notice kind=NoticeKind::Refused title=heading><p>{advice}</p></Notice>
                        <p>{binds}</p>
                    }
                    .into_any()
                }
                None => view! {
                    <Binding><p>{binds}</p>{governors}</Binding>
                    <Form action=format!("/sharing/{id}/agree")>
                        <Hidden name="round" value=round/>
                        <Hidden name="portion" value=pence/>
                        <Actions>
                            <Button>"Agree for our school"</Button>
                            <TextLink href=format!("/sharing/{id}/decline")>"Decline"</TextLink>
                        </Actions>
                    </Form>
                }
                .into_any(),
            }
        }
    };
    view! {
        <BackLink href=format!("/sharing/{id}") text=title.clone()/>
        <Title caption=title text="Check and agree"/>
        {summary}
        {schools}
        {vat}
        {act}
    }
}

/// Agrees.
pub async fn agree(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let number = |field: &str| ask.form.get(field).parse::<i64>().unwrap_or_default();
    let portion = Net(Pence::new(number("portion")));
    let command = AgreeSharing { sharing, round: number("round"), portion };
    agree_sharing(ask.market(), ask.actor()?, command).await?;
    back(&ask)
}

/// Asks why the school declines.
pub async fn say_no(ask: Ask) -> Result<Answer, Failure> {
    why(&ask, Typed::default()).await
}

/// Declines.
pub async fn decline(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let command = DeclineSharing { sharing, words: ask.form.get("words").to_owned() };
    match decline_sharing(ask.market(), ask.actor()?, command).await {
        Ok(()) => back(&ask),
        Err(failure) => why(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn why(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = found(ask).await?;
    let (id, title) = (found.sharing.id, found.sharing.terms.title.clone());
    let shown = typed.clone();
    let page = Page::new("Decline", move || {
        view! {
            <BackLink href=format!("/sharing/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Decline"/>
            <Lead>"Your school is not in it then. The others can go on without it."</Lead>
            <Form action=format!("/sharing/{id}/decline")>
                <TextAreaField name="words" label="Why do you decline?" rows=3
                    hint="Every school that is asked reads this" value=shown.value("words") error=shown.error("words")/>
                <Button kind=ButtonKind::Warning>"Decline for our school"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
