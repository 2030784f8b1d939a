//! Closing one's account.

use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::person::{self, CloseAccount};

use crate::parts::{
    BackLink, Binding, Button, ButtonKind, ErrorSummary, Form, Notice, NoticeKind, TextField,
    TextKind, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, Typed};

/// What it means, and the form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    Ok(page(Typed::default(), false).into())
}

/// Closes it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let close = CloseAccount { password: ask.form.get("password").to_owned() };
    match person::close_account(ask.market(), ask.actor()?, close).await {
        Ok(()) => Ok(Answer::SeeOtherWithSession { to: "/".to_owned(), token: None }),
        Err(Failure::Refused(
            Refusal::LastAdministrator
            | Refusal::LastApprover
            | Refusal::LastWithoutLimit
            | Refusal::LastGovernor,
        )) => Ok(page(Typed::default(), true).status(409).into()),
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?, false).into()),
    }
}

fn page(typed: Typed, is_last: bool) -> Page {
    let shown = typed.clone();
    Page::new("Close your account", move || {
        let last = is_last.then(|| {
            view! {
                <Notice kind=NoticeKind::Refused title="Somebody has to stay">
                    <p>"You are the only one who may approve for your organisation, or say who acts for it. Invite somebody else to that role first."</p>
                </Notice>
            }
        });
        view! {
            <BackLink href="/account" text="Your account"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Close your account"/>
            {last}
            <p>"You lose every role at once, and your email address, password and phone code are deleted. Your name stays only beside what you ordered, approved or signed for a school in the last six years: the school needs it as long as somebody could go to court about the contract (Limitation Act 1980, section 5)."</p>
            <p>"You may want to "<TextLink href="/account/data.json">"download your data"</TextLink>" first."</p>
            <Form action="/account/close">
                <TextField name="password" label="Your password" kind=TextKind::Password
                    autocomplete="current-password" error=shown.error("password")/>
                <Binding>"This cannot be undone."</Binding>
                <Button kind=ButtonKind::Warning>"Close my account"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
