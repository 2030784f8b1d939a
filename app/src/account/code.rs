//! A code from the phone beside the password: setting it up, new recovery codes, turning it off.

use domain::Failure;
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::person::{self, Pending, RecoveryCodes, SecondFactor};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Codes, Details, ErrorSummary, Form, Hidden,
    Lead, Notice, NoticeKind, Prose, QrCode, TextField, TextKind, TextLink, Title, Width, Wrong,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// How it stands, and what can be done about it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let standing = person::second_factor(ask.market(), ask.actor()?).await?;
    Ok(standing_page(standing, Typed::fresh(ask.query)).into())
}

/// Begins to set it up.
pub async fn begin(ask: Ask) -> Result<Answer, Failure> {
    person::begin_second_factor(ask.market(), ask.actor()?).await?;
    let back = serde_urlencoded::to_string([("back", ask.form.get("back"))]).unwrap_or_default();
    Ok(Answer::see_other(format!("/account/code/set-up?{back}")))
}

/// The picture for the phone, and where its code is typed.
pub async fn set_up(ask: Ask) -> Result<Answer, Failure> {
    match person::pending_second_factor(ask.market(), ask.actor()?).await {
        Ok(pending) => Ok(set_up_page(pending, Typed::fresh(ask.query)).into()),
        Err(Failure::NotFound) => Ok(Answer::see_other("/account/code")),
        Err(failure) => Err(failure),
    }
}

/// Turns it on, and shows the recovery codes, this once.
pub async fn confirm(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let back = ask.form.filled("back").unwrap_or("/account").to_owned();
    match person::confirm_second_factor(ask.market(), actor, ask.form.get("code")).await {
        Ok(codes) => Ok(codes_page(codes, back).into()),
        Err(Failure::NotFound) => Ok(Answer::see_other("/account/code")),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let pending = person::pending_second_factor(ask.market(), actor).await?;
            Ok(set_up_page(pending, typed).into())
        }
    }
}

/// Makes new recovery codes.
pub async fn renew(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    match person::renew_recovery_codes(ask.market(), actor, ask.form.get("code")).await {
        Ok(codes) => Ok(codes_page(codes, "/account".to_owned()).into()),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let standing = person::second_factor(ask.market(), actor).await?;
            Ok(standing_page(standing, typed).into())
        }
    }
}

/// Asks before it is turned off.
pub async fn ask_to_turn_off(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?;
    Ok(off_page(Typed::default()).into())
}

/// Turns it off.
pub async fn turn_off(ask: Ask) -> Result<Answer, Failure> {
    let password = ask.form.get("password").to_owned();
    let code = ask.form.get("code").to_owned();
    match person::turn_off_second_factor(ask.market(), ask.actor()?, password, &code).await {
        Ok(()) => Ok(Answer::see_other("/account/code")),
        Err(failure) => Ok(off_page(Typed::refused(ask.form, failure)?).into()),
    }
}

const TITLE: &str = "A code from your phone";

fn standing_page(standing: SecondFactor, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new(TITLE, move || {
        let body = match standing {
            SecondFactor::Off => off(&shown).into_any(),
            SecondFactor::On { since, codes_left } => {
                let since = day_in_words(domain::calendar::london_day(since));
                let left = u64::try_from(codes_left).unwrap_or(0);
                let open = !shown.problems.is_empty();
                on(since, left, open, shown.error("code")).into_any()
            }
        };
        view! {
            <BackLink href="/account" text="Your account"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=TITLE/>
            {body}
        }
    })
    .with_form(&typed)
}

fn off(typed: &Typed) -> impl IntoView + use<> {
    let back = typed.value("back");
    let needed = (!back.is_empty()).then(|| {
        view! {
            <Notice kind=NoticeKind::Waits title="One step before your first approval">
                <p>"Approving binds your school, so it takes more than a password. It is set up once, in two minutes; then you come back to where you were."</p>
            </Notice>
        }
    });
    view! {
        {needed}
        <Lead>"Besides your password, signing in asks for six digits that only your phone can show. Whoever finds out your password still cannot approve in your name."</Lead>
        <p>"You need an authenticator app. Google Authenticator, Microsoft Authenticator and the one in Apple\u{2019}s Passwords are free, and any other works too."</p>
        <Form action="/account/code">
            <Hidden name="back" value=back/>
            <Button>"Set it up"</Button>
        </Form>
    }
}

fn on(since: String, codes_left: u64, open: bool, error: Option<Wrong>) -> impl IntoView {
    let told = format!("It has been on since {since}.");
    let left = words::plural(codes_left, "recovery code is", "recovery codes are");
    let left = format!("{left} left, for when you do not have your phone.");
    view! {
        <Lead>{told}</Lead>
        <p>{left}</p>
        <Details summary="Get new recovery codes" open=open>
            <Form action="/account/code/renew">
                <TextField name="code" label="Code from your phone" inputmode="numeric"
                    autocomplete="one-time-code" hint="The old recovery codes will work no more"
                    width=Width::Ten error=error/>
                <Button>"Make new recovery codes"</Button>
            </Form>
        </Details>
        <Actions>
            <TextLink href="/account/code/off">"Turn it off"</TextLink>
        </Actions>
    }
}

fn set_up_page(pending: Pending, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Set up the code", move || {
        view! {
            <BackLink href="/account/code" text="A code from your phone"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Set up the code"/>
            <p>"Open your authenticator app, choose to add an account, and point the camera at this."</p>
            <QrCode text=pending.url.clone() label="Picture with the key for your authenticator app. The key in letters follows."/>
            <Details summary="I cannot use the camera">
                <p><TextLink href=pending.url>"Open the app on this device"</TextLink>", or type this key into it:"</p>
                <Codes codes=vec![pending.key]/>
            </Details>
            <Form action="/account/code/set-up">
                <Hidden name="back" value=shown.value("back")/>
                <TextField name="code" label="Code that the app shows now" inputmode="numeric"
                    autocomplete="one-time-code" hint="Six digits. A new one appears every half minute"
                    width=Width::Ten error=shown.error("code")/>
                <Button>"Turn it on"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}

fn codes_page(codes: RecoveryCodes, back: String) -> Page {
    Page::new("Keep these recovery codes", move || {
        view! {
            <Title text="Keep these recovery codes"/>
            <Prose>
                <p>"If you lose your phone, each of these signs you in once, in place of its code. They are shown only now: print this page, or copy them to where you keep passwords."</p>
            </Prose>
            <Codes codes=codes.all().to_vec()/>
            <p>"You were signed out everywhere else."</p>
            <Actions><ButtonLink href=back>"I have kept them"</ButtonLink></Actions>
        }
    })
}

fn off_page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Turn the code off", move || {
        view! {
            <BackLink href="/account/code" text="A code from your phone"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Turn the code off"/>
            <p>"Your password alone will sign you in. You will not be able to approve until you set a code up again."</p>
            <Form action="/account/code/off">
                <TextField name="password" label="Your password" kind=TextKind::Password
                    autocomplete="current-password" error=shown.error("password")/>
                <TextField name="code" label="Code from your phone, or a recovery code"
                    autocomplete="one-time-code" width=Width::Ten error=shown.error("code")/>
                <Button kind=ButtonKind::Warning>"Turn it off"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
