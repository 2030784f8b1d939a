//! Asking to act for a school.

use domain::Failure;
use domain::access::Role;
use domain::people::LetsIn;
use domain::school::Standing;
use leptos::prelude::*;
use market::school::{AskToJoin, LettingIn, SchoolPage, ask_to_join, school_page};

use super::show::urn;
use crate::parts::{
    BackLink, Button, Choice, ErrorSummary, Form, Lead, RadiosField, TextField, TextKind, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// Asks who they are and what they do.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    let school = school_page(ask.market(), &ask.viewer, &urn).await?;
    if school.entry.standing(ask.market().today()) == Standing::Closed {
        return Err(Failure::NotFound);
    }
    let known = ask.viewer.signed_in();
    let name = known.map(|actor| actor.name().to_owned()).unwrap_or_default();
    let email = known.and_then(|actor| actor.email().map(str::to_owned)).unwrap_or_default();
    let form = Filled::of([("name", name.as_str()), ("email", email.as_str())]);
    Ok(page(&school, Typed::fresh(form)).into())
}

/// Sends the request.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    let school = school_page(ask.market(), &ask.viewer, &urn).await?;
    let request = AskToJoin {
        urn: urn.clone(),
        name: ask.form.get("name").to_owned(),
        email: ask.form.get("email").to_owned(),
        // What is neither is refused by the use case.
        role: Role::from_code(ask.form.get("role")).unwrap_or(Role::Auditor),
    };
    match ask_to_join(ask.market(), &ask.viewer, &ask.from, request).await {
        Ok(()) => Ok(Answer::see_other(format!("/schools/{urn}/join/sent"))),
        Err(failure) => Ok(page(&school, Typed::refused(ask.form, failure)?).into()),
    }
}

/// Says what happens next.
pub async fn sent(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    let school = school_page(ask.market(), &ask.viewer, &urn).await?;
    let page = Page::new("Your request is on its way", move || {
        let who = who_decides(&school);
        let back = format!("/schools/{}", school.entry.urn);
        view! {
            <Title caption=school.entry.name text="Your request is on its way"/>
            <Lead>{who}</Lead>
            <p>"When it is accepted you get an email with a link. It works for fourteen days, and nothing is bought before you follow it."</p>
            <TextLink href=back>"Back to the school"</TextLink>
        }
    });
    Ok(page.into())
}

/// Who decides, as far as anybody may know.
fn who_decides(school: &SchoolPage) -> String {
    let LettingIn { attended, buyer, approver } = school.letting_in;
    let names: Vec<&str> = school.partnerships.iter().map(|(_, name)| name.as_str()).collect();
    let names = names.join(" or ");
    match (attended, approver, names.as_str()) {
        (_, LetsIn::School, _) => {
            "Somebody at the school decides: usually the headteacher.".to_owned()
        }
        (false, _, "") => "The school is not a member of a partnership on Commonpool yet. Your \
                           request waits until it is, and the partnership’s staff will see it."
            .to_owned(),
        (false, _, names) => {
            format!("Nobody acts for the school yet, so staff of {names} decide.")
        }
        (true, _, names) => {
            let first = match names {
                "" => {
                    "Nobody approves for the school yet, and it is not a member of a partnership \
                       that could let the headteacher in: that request waits."
                        .to_owned()
                }
                names => format!(
                    "Nobody approves for the school yet. Whether a headteacher comes in as \
                     approver, staff of {names} decide."
                ),
            };
            let others = match buyer {
                LetsIn::School => "Other requests are decided by the school.",
                LetsIn::Partnership | LetsIn::NobodyYet => {
                    "Other requests wait for the headteacher."
                }
            };
            format!("{first} {others}")
        }
    }
}

fn page(school: &SchoolPage, typed: Typed) -> Page {
    let (shown, name) = (typed.clone(), school.entry.name.clone());
    let (who, path) = (who_decides(school), format!("/schools/{}", school.entry.urn));
    Page::new(format!("Act for {name}"), move || {
        let roles = vec![
            Choice::new("buyer", "Find and order services")
                .hint("School business managers, office managers, bursars"),
            Choice::new("approver", "Approve what others order, and say who may act for the school")
                .hint("Headteachers and those who act for them"),
        ];
        view! {
            <BackLink href=path.clone() text="Back to the school"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=name text="Act for this school"/>
            <Lead>{who}</Lead>
            <Form action=format!("{path}/join")>
                <TextField name="name" label="Your name" autocomplete="name"
                    value=shown.value("name") error=shown.error("name")/>
                <TextField name="email" label="Your email address at the school" kind=TextKind::Email
                    autocomplete="email" value=shown.value("email") error=shown.error("email")/>
                <RadiosField name="role" label="What will you do here?" choices=roles
                    value=shown.value("role") error=shown.error("role")/>
                <Button>"Send the request"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
