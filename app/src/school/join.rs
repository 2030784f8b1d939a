//! Asking to act for a school, and deciding on it.

use domain::Failure;
use domain::access::{Action, Role};
use domain::calendar::short_day;
use domain::id::JoinRequestId;
use domain::school::Standing;
use leptos::prelude::*;
use market::school::{
    AskToJoin, DecideJoin, JoinRequest, SchoolPage, ask_to_join, decide_join, school_page,
};

use super::show::urn;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, ErrorSummary, Form, Lead, RadiosField, Section,
    TextField, TextKind, TextLink, Title,
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

/// Accepts or refuses a request.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let request: JoinRequestId = ask.part("request")?;
    let accept = ask.form.get("accept") == "yes";
    let actor = ask.actor()?;
    decide_join(ask.market(), actor, DecideJoin { request, accept }).await?;
    let back = if actor.can(Action::ManageMembers) { "/members" } else { "/" };
    Ok(Answer::see_other(ask.form.filled("back").unwrap_or(back).to_owned()))
}

/// Who decides, as far as anybody may know.
fn who_decides(school: &SchoolPage) -> String {
    match (school.attended, school.partnerships.as_slice()) {
        (true, _) => "Somebody at the school decides: usually the headteacher.".to_owned(),
        (false, []) => "No partnership works in this area yet. Your request waits until one does, \
                        and its staff will see it."
            .to_owned(),
        (false, names) => {
            format!("Nobody acts for the school yet, so staff of {} decide.", names.join(" or "))
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

/// Requests that wait, each with its two buttons.
pub(crate) fn requests(waiting: Vec<JoinRequest>) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let items = waiting
        .into_iter()
        .map(|request| {
            let does = crate::words::role(request.role).to_lowercase();
            let told = format!(
                "{} ({}) asks to be {does} for {}, since {}.",
                request.name,
                request.email,
                request.school,
                short_day(request.asked_on)
            );
            view! {
                <Form action=format!("/join-requests/{}", request.id)>
                    <p>{told}</p>
                    <Actions>
                        <Button kind=ButtonKind::Secondary name="accept" value="yes">"Accept"</Button>
                        <Button kind=ButtonKind::Quiet name="accept" value="no">"Refuse"</Button>
                    </Actions>
                </Form>
            }
        })
        .collect_view();
    let section = view! {
        <Section id="requests" title="Asking to act for a school">
            <p>"Accept only whom you know: whoever you accept gets a link by email and may then order in the school’s name."</p>
            {items}
        </Section>
    };
    Some(section.into_any())
}
