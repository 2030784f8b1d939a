//! One question with all that was said, and the way to say more.

use domain::Failure;
use domain::calendar::moment_in_words;
use domain::enquiry::{EnquirySide, EnquiryState, WORDS_MAX};
use domain::id::EnquiryId;
use leptos::prelude::*;
use market::enquiry::{
    EnquiryMessage, EnquiryShown, WriteEnquiry, close_enquiry, reopen_enquiry, view_enquiry,
    write_enquiry,
};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ErrorSummary, Form, Muted, Quote, Section, Tag,
    TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::enquiry as said;
use crate::words::quote_request::NO_NAMES;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Writes one message more.
pub async fn write(ask: Ask) -> Result<Answer, Failure> {
    let enquiry: EnquiryId = ask.part("enquiry")?;
    let command =
        WriteEnquiry { enquiry, words: ask.form.get("words").to_owned(), key: ask.form.key()? };
    match write_enquiry(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/enquiries/{enquiry}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Closes it.
pub async fn close(ask: Ask) -> Result<Answer, Failure> {
    let enquiry: EnquiryId = ask.part("enquiry")?;
    close_enquiry(ask.market(), ask.actor()?, enquiry).await?;
    Ok(Answer::see_other(format!("/enquiries/{enquiry}")))
}

/// Opens it again.
pub async fn reopen(ask: Ask) -> Result<Answer, Failure> {
    let enquiry: EnquiryId = ask.part("enquiry")?;
    reopen_enquiry(ask.market(), ask.actor()?, enquiry).await?;
    Ok(Answer::see_other(format!("/enquiries/{enquiry}")))
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let enquiry: EnquiryId = ask.part("enquiry")?;
    let found = view_enquiry(ask.market(), ask.actor()?, enquiry).await?;
    let (key, shown, title) = (ask.form_key(), typed.clone(), found.subject.clone());
    let page = Page::new(title, move || {
        let is_next = is_next(&found);
        let (text, kind) = said::state(found.state, is_next);
        let messages = found.messages.iter().map(|one| message(&found, one)).collect_view();
        let (about, more) = (about(&found), more(&found, &key, &shown));
        view! {
            <BackLink href="/enquiries" text="Back to questions"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=format!("Asked by {}", found.school) text=found.subject.clone()/>
            <p><Tag kind text/></p>
            {about}
            <Section id="said" title="What was said">{messages}</Section>
            {more}
        }
    });
    Ok(page.with_form(&typed).into())
}

/// Whether whoever looks is to answer, or to read an answer.
fn is_next(found: &EnquiryShown) -> bool {
    match found.state {
        EnquiryState::Waiting => found.side != EnquirySide::School,
        EnquiryState::Answered => found.side == EnquirySide::School,
        EnquiryState::Closed => false,
    }
}

fn about(found: &EnquiryShown) -> AnyView {
    let (title, href) = (found.title.clone(), format!("/services/{}", found.service));
    let by = format!(", delivered by {}, sold through {}", found.provider, found.partnership);
    if found.has_page {
        return view! { <p>"About "<TextLink href>{title}</TextLink>{by}</p> }.into_any();
    }
    view! { <p>{format!("About {title}{by}. It is not on sale any more.")}</p> }.into_any()
}

fn message(found: &EnquiryShown, one: &EnquiryMessage) -> AnyView {
    let from = match one.side {
        EnquirySide::School => &found.school,
        EnquirySide::Provider => &found.provider,
        EnquirySide::Partnership => &found.partnership,
    };
    let by = format!("{}, {from}, {}", one.by, moment_in_words(one.at));
    let lines = one.words.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <span>{line.to_owned()}<br/></span> }).collect_view();
    view! { <Quote by>{lines}</Quote> }.into_any()
}

/// What whoever looks can do.
fn more(found: &EnquiryShown, key: &str, typed: &Typed) -> Option<AnyView> {
    if !found.can_write {
        return None;
    }
    let id = found.id;
    if found.state == EnquiryState::Closed {
        let action = format!("/enquiries/{id}/reopen");
        let form = view! {
            <Form action><Actions><Button kind=ButtonKind::Secondary>"Open it again"</Button></Actions></Form>
            <Muted>"It has been closed. Open it again to write more."</Muted>
        };
        return Some(form.into_any());
    }
    let fields = Fields::of(typed);
    let hint = format!("Up to {WORDS_MAX} characters. {NO_NAMES}");
    let (label, button) = match found.side {
        EnquirySide::School => ("Write more", "Send"),
        EnquirySide::Provider | EnquirySide::Partnership => ("Your answer", "Send the answer"),
    };
    let words = fields.lines("words", label, &hint, 5);
    let (write, close) = (format!("/enquiries/{id}"), format!("/enquiries/{id}/close"));
    let close = found.state.close(found.side).is_ok().then(|| {
        view! {
            <Form action=close>
                <Button kind=ButtonKind::Quiet>"Nothing is left to say: close it"</Button>
            </Form>
        }
    });
    let form = view! {
        <Form action=write key=key.to_owned()>
            {words}
            <Actions><Button>{button}</Button></Actions>
        </Form>
        {close}
    };
    Some(form.into_any())
}
