//! Choosing a new password by e-mail.

use domain::Failure;
use leptos::prelude::*;
use market::person;

use crate::parts::{
    Actions, Button, ButtonLink, ErrorSummary, Form, Hidden, Lead, TextField, TextKind, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Page, Typed};

/// Asks for the address.
pub async fn ask(ask: Ask) -> Result<Answer, Failure> {
    Ok(ask_page(Typed::fresh(ask.query)).into())
}

/// Sends the link, and says the same whether somebody has the address or not.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    match person::ask_for_reset(ask.market(), ask.form.get("email"), &ask.from).await {
        Ok(()) => Ok(Answer::see_other("/password/sent")),
        Err(failure) => Ok(ask_page(Typed::refused(ask.form, failure)?).into()),
    }
}

/// Says what to look for.
pub async fn sent(_ask: Ask) -> Result<Answer, Failure> {
    let page = Page::new("Check your email", || {
        view! {
            <Title text="Check your email"/>
            <Lead>"If we know the address, a message with a link is on its way. The link works for one hour."</Lead>
            <p>"Nothing after ten minutes? Look among unwanted mail, and check that the address is the one your school uses for you here."</p>
        }
    });
    Ok(page.into())
}

/// Asks for the new password.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    if person::reset_link_works(ask.market(), ask.query.get("token")).await? {
        return Ok(choose_page(Typed::fresh(ask.query)).into());
    }
    Ok(used_up().into())
}

/// The link was used or has run out: another one is a press away.
fn used_up() -> Page {
    Page::new("This link does not work any more", || {
        view! {
            <Title text="This link does not work any more"/>
            <Lead>"A link for a new password works for one hour, and once."</Lead>
            <p>"If you have chosen your password with it, "<TextLink href="/sign-in">"sign in"</TextLink>"."</p>
            <Actions><ButtonLink href="/password">"Send a new link"</ButtonLink></Actions>
        }
    })
}

/// Saves the new password; every session ends.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let (token, new) = (ask.form.get("token"), ask.form.get("password").to_owned());
    match person::reset_password(ask.market(), token, new, &ask.from).await {
        Ok(()) => Ok(Answer::see_other("/sign-in?changed")),
        Err(failure) => {
            let typed = Typed::refused(ask.form, failure)?;
            Ok(match typed.error("token") {
                Some(_) => used_up().status(422).into(),
                None => choose_page(typed).into(),
            })
        }
    }
}

fn ask_page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Choose a new password", move || {
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text="Choose a new password"/>
            <Form action="/password">
                <TextField name="email" label="Your email address" kind=TextKind::Email
                    hint="We will send you a link" autocomplete="username"
                    value=shown.value("email") error=shown.error("email")/>
                <Button>"Send the link"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn choose_page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Choose a new password", move || {
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text="Choose a new password"/>
            <Form action="/password/new">
                <Hidden name="token" value=shown.value("token")/>
                <TextField name="password" label="New password" kind=TextKind::Password
                    hint="At least 10 characters. Three words that do not belong together are good"
                    autocomplete="new-password" error=shown.error("password")/>
                <Button>"Save the password"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
