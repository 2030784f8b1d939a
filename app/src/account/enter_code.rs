//! The second step of signing in: the code from the phone.

use domain::Failure;
use leptos::prelude::*;
use market::person;

use crate::parts::{
    Button, Details, ErrorSummary, Form, Hidden, TextField, TextLink, Title, Width,
};
use crate::web::{Answer, Ask, Page, Typed};

/// Where the code is asked for, on the way to a page.
pub(super) fn address(back: &str) -> String {
    let back = serde_urlencoded::to_string([("back", back)]).unwrap_or_default();
    format!("/sign-in/code?{back}")
}

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let owes = match &ask.token {
        Some(token) => person::owes_code(ask.market(), token).await?,
        None => false,
    };
    if owes { Ok(page(Typed::fresh(ask.query)).into()) } else { Ok(Answer::see_other("/sign-in")) }
}

/// Goes on where somebody came from, when the code is right.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.token.clone().ok_or(Failure::SignInNeeded)?;
    match person::enter_code(ask.market(), &token, ask.form.get("code")).await {
        Ok(token) => {
            let to = ask.form.filled("back").unwrap_or("/").to_owned();
            Ok(Answer::SeeOtherWithSession { to, token: Some(token.as_str().to_owned()) })
        }
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?).into()),
    }
}

fn page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Enter the code from your phone", move || {
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text="Enter the code from your phone"/>
            <Form action="/sign-in/code">
                <Hidden name="back" value=shown.value("back")/>
                <TextField name="code" label="Code" inputmode="numeric" autocomplete="one-time-code"
                    hint="The six digits that your authenticator app shows for Commonpool"
                    width=Width::Ten error=shown.error("code")/>
                <Button>"Go on"</Button>
            </Form>
            <Details summary="I do not have my phone">
                <p>"Enter one of your recovery codes instead. Each works once."</p>
                <p>"If you have none left, ask a colleague who looks after your organisation\u{2019}s people to invite you at another email address."</p>
            </Details>
            <p><TextLink href="/sign-in">"Sign in as somebody else"</TextLink></p>
        }
    })
    .with_form(&typed)
}
