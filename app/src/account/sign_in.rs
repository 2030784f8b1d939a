//! Signing in with an e-mail address and a password.

use domain::Failure;
use leptos::prelude::*;
use market::person::{self, SignIn};

use crate::parts::{
    Actions, Button, ErrorSummary, Form, Hidden, Lead, Notice, NoticeKind, TextField, TextKind,
    TextLink, Title,
};
use crate::web::{Answer, Ask, Page, Typed};

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    Ok(page(Typed::fresh(ask.query)).into())
}

/// Signs in, and goes back to where somebody came from.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let typed = SignIn {
        email: ask.form.get("email").to_owned(),
        password: ask.form.get("password").to_owned(),
        from: ask.from.clone(),
        device: ask.device(),
        known_by: ask.known_by(),
    };
    match person::sign_in(ask.market(), typed).await {
        Ok(token) => {
            let back = ask.form.filled("back").unwrap_or("/").to_owned();
            let to = if person::owes_code(ask.market(), token.as_str()).await? {
                super::enter_code::address(&back)
            } else {
                back
            };
            Ok(Answer::SignedIn { to, token })
        }
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?).into()),
    }
}

fn page(typed: Typed) -> Page {
    let shown = typed.clone();
    let asked = shown.form.filled("back").is_some_and(|back| back != "/");
    let changed = shown.form.has("changed", "");
    Page::new("Sign in", move || {
        view! {
            <ErrorSummary errors=shown.summary()/>
            {changed.then(|| view! {
                <Notice kind=NoticeKind::Success title="Your password has been changed">
                    <p>"Sign in with the new one."</p>
                </Notice>
            })}
            <Title text="Sign in"/>
            {asked.then(|| view! { <Lead>"Sign in to see this page."</Lead> })}
            <Form action="/sign-in">
                <Hidden name="back" value=shown.value("back")/>
                <TextField name="email" label="Email address" kind=TextKind::Email autocomplete="username"
                    value=shown.value("email") error=shown.error("email")/>
                <TextField name="password" label="Password" kind=TextKind::Password
                    autocomplete="current-password" error=shown.error("password")/>
                <Button>"Sign in"</Button>
            </Form>
            <Actions><TextLink href="/password">"I have forgotten my password"</TextLink></Actions>
        }
    })
    .with_form(&typed)
}
