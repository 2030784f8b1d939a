//! Failures as statuses, as pages and as the API tells them (RFC 9457).

use domain::{Failure, FieldProblem};
use leptos::prelude::*;
use market::Viewer;

use super::{problem, refusal};
use crate::parts::{Actions, ButtonKind, ButtonLink, Prose, Title};
use crate::web::{Outside, Page};

/// The one table from failures to HTTP statuses.
pub fn status(failure: &Failure) -> u16 {
    match failure {
        Failure::SignInNeeded => 401,
        Failure::SecondFactorNeeded | Failure::NotAllowed => 403,
        Failure::NotFound => 404,
        Failure::Invalid(_) => 422,
        Failure::Refused(_) | Failure::ChangedMeanwhile => 409,
        Failure::TooMany { .. } => 429,
        Failure::TryLater => 503,
        Failure::Broken(_) => 500,
    }
}

/// A heading and what to do, for a page and for the API.
fn told(failure: &Failure) -> (String, String) {
    let (heading, advice) = match failure {
        Failure::SignInNeeded => ("Sign in first", "Then you can go on."),
        Failure::SecondFactorNeeded => (
            "This takes a second step",
            "Set up a code from your phone under \u{201c}Your account\u{201d}, then do it again.",
        ),
        Failure::NotAllowed => (
            "Your role does not allow this",
            "Ask whoever looks after your organisation on Commonpool to do it, or to give you the role.",
        ),
        Failure::NotFound => (
            "Page not found",
            "If you typed the address, check it. If you followed a link, the page may have moved, \
             or it may belong to an organisation you do not act for now.",
        ),
        Failure::Invalid(problems) => {
            let list: Vec<String> = problems.iter().map(in_a_line).collect();
            return ("Some of this cannot be used".to_owned(), list.join(". "));
        }
        Failure::Refused(why) => return refusal(why),
        Failure::ChangedMeanwhile => (
            "Somebody changed this while you were looking at it",
            "Open it again to see how it stands now. Nothing you did has been saved.",
        ),
        Failure::TooMany { retry_after_seconds } => {
            let minutes = retry_after_seconds.div_ceil(60);
            let when = if minutes > 120 {
                super::plural(u64::from(minutes.div_ceil(60)), "hour", "hours")
            } else {
                super::plural(u64::from(minutes), "minute", "minutes")
            };
            return (
                "Too many attempts".to_owned(),
                format!("Wait {when}, then try again. Nobody else is locked out by this."),
            );
        }
        Failure::TryLater => {
            ("We are very busy", "Nothing has been saved. Wait a moment and try again.")
        }
        Failure::Broken(incident) => {
            return (
                "Sorry, something went wrong at our end".to_owned(),
                format!(
                    "Nothing has been saved. Try again, and if it goes on tell whoever keeps Commonpool \
                     running for you, with this number: {incident}"
                ),
            );
        }
    };
    (heading.to_owned(), advice.to_owned())
}

/// What is wrong with a field, where there is no form to show it beside.
fn in_a_line(found: &FieldProblem) -> String {
    format!("{}: {}", found.field.replace('_', " "), problem(&found.problem))
}

/// A failure in one line, for the command line.
pub fn told_in_one_line(failure: &Failure) -> String {
    let (heading, advice) = told(failure);
    format!("{heading}. {advice}")
}

/// The page that tells of a failure. `again` is the page that was looked at, or the one whose form
/// was sent, where that is known.
pub fn failure_page(failure: &Failure, viewer: &Viewer, again: Option<String>) -> Page {
    let (heading, advice) = told(failure);
    let list = match failure {
        Failure::Invalid(problems) => problems.iter().map(in_a_line).collect(),
        _ => Vec::new(),
    };
    let (acting, again) = match failure {
        Failure::NotAllowed | Failure::NotFound => (acting(viewer), None),
        _ => (None, again),
    };
    let visitor = viewer.signed_in().is_none();
    let search = *failure == Failure::NotFound && !visitor;
    let sign_in = *failure == Failure::NotFound && visitor;
    let title = heading.clone();
    Page::new(title, move || {
        let advice = list.is_empty().then(|| view! { <p>{advice}</p> });
        let list = (!list.is_empty()).then(|| {
            let lines = list.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! { <Prose><ul>{lines}</ul></Prose> }
        });
        let search = search.then(|| {
            view! { <ButtonLink href="/search" kind=ButtonKind::Secondary>"Search"</ButtonLink> }
        });
        let sign_in = sign_in.then(|| {
            view! {
                <p>"Some pages are for people who are signed in."</p>
                <Actions><ButtonLink href="/sign-in">"Sign in"</ButtonLink></Actions>
            }
        });
        view! {
            <Title text=heading/>
            {advice}
            {list}
            {acting.map(|acting| view! { <p>{acting}</p> })}
            {sign_in}
            {ways_on(again, search.into_any())}
        }
    })
    .status(status(failure))
}

/// As whom somebody looks: another organisation of theirs may be the one that has the page.
fn acting(viewer: &Viewer) -> Option<String> {
    let actor = viewer.signed_in()?;
    let name = actor.name();
    Some(match actor.acting_for() {
        Some(acting) if actor.may_act_for().len() > 1 => format!(
            "You are signed in as {name} and act for {}. You can change that at the top of the page.",
            acting.name
        ),
        Some(acting) => format!("You are signed in as {name} and act for {}.", acting.name),
        None => format!("You are signed in as {name}."),
    })
}

/// What one can do next: look again, or begin at home.
fn ways_on(again: Option<String>, more: AnyView) -> impl IntoView {
    view! {
        <Actions>
            {again.map(|href| view! { <ButtonLink href>"Open the page again"</ButtonLink> })}
            {more}
            <ButtonLink href="/" kind=ButtonKind::Quiet>"Go to the home page"</ButtonLink>
        </Actions>
    }
}

/// A heading and what to do, for what went wrong before or around a handler.
fn told_outside(outside: &Outside) -> (String, String) {
    let (heading, advice) = match outside {
        Outside::Panicked(failure) => return told(failure),
        Outside::TookTooLong => (
            "This took too long",
            "If you were only looking, try again in a moment. If you sent something, it may have been \
             saved or not: look before you send it again.",
        ),
        Outside::FromAnotherSite => (
            "This form did not come from Commonpool",
            "For your safety nothing has been done. Open the page here and send the form from there.",
        ),
        Outside::NotAskedSo => (
            "There is no page at this address",
            "A form is sent here, and its answer cannot be opened by itself. Go back to the page with \
             the form.",
        ),
    };
    (heading.to_owned(), advice.to_owned())
}

/// The page of what went wrong before or around a handler.
pub fn outside_page(outside: &Outside, again: Option<String>) -> Page {
    let (heading, advice) = told_outside(outside);
    let again = again.filter(|_| *outside == Outside::TookTooLong);
    Page::new(heading.clone(), move || {
        view! {
            <Title text=heading/>
            <p>{advice}</p>
            {ways_on(again, ().into_any())}
        }
    })
    .status(outside.status().as_u16())
}

/// The same as the API tells it.
pub fn outside_json(outside: &Outside) -> String {
    let (title, detail) = told_outside(outside);
    let status = outside.status().as_u16();
    serde_json::json!({"status": status, "title": title, "detail": detail}).to_string()
}

/// The failure as the API tells it.
pub fn problem_json(failure: &Failure) -> String {
    let (title, detail) = told(failure);
    let mut body = serde_json::json!({
        "status": status(failure),
        "title": title,
        "detail": detail,
    });
    if let (Failure::Invalid(problems), Some(object)) = (failure, body.as_object_mut()) {
        let fields: Vec<serde_json::Value> = problems
            .iter()
            .map(|found| serde_json::json!({"field": found.field, "problem": problem(&found.problem)}))
            .collect();
        object.insert("fields".to_owned(), fields.into());
    }
    body.to_string()
}

#[cfg(test)]
mod tests {
    use domain::id::IncidentId;
    use domain::{Problem, Refusal};

    use super::*;

    #[test]
    fn every_failure_has_its_status() {
        let incident =
            IncidentId::from_uuid("0193f3a1-c0de-7000-a1b2-c3d4e5f60718".parse().unwrap());
        for (failure, expected) in [
            (Failure::SignInNeeded, 401),
            (Failure::SecondFactorNeeded, 403),
            (Failure::NotAllowed, 403),
            (Failure::NotFound, 404),
            (Failure::field("name", Problem::Missing), 422),
            (Failure::Refused(Refusal::DealClosed), 409),
            (Failure::ChangedMeanwhile, 409),
            (Failure::TooMany { retry_after_seconds: 60 }, 429),
            (Failure::TryLater, 503),
            (Failure::Broken(incident), 500),
        ] {
            assert_eq!(status(&failure), expected, "{failure}");
            let (heading, advice) = told(&failure);
            assert!(!heading.is_empty() && !advice.is_empty());
        }
    }
}
