//! Failures as statuses, as pages and as the API tells them (RFC 9457).

use domain::Failure;
use leptos::prelude::*;

use super::{problem, refusal};
use crate::parts::{TextLink, Title};
use crate::web::Page;

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
             or it may belong to an organisation you are not acting for now.",
        ),
        Failure::Invalid(problems) => {
            let list: Vec<String> = problems
                .iter()
                .map(|found| {
                    format!("{}: {}", found.field.replace('_', " "), problem(&found.problem))
                })
                .collect();
            return ("Some of this cannot be used".to_owned(), list.join(". "));
        }
        Failure::Refused(why) => return refusal(why),
        Failure::ChangedMeanwhile => (
            "Somebody changed this while you were looking at it",
            "Open it again to see how it stands now. Nothing you did has been saved.",
        ),
        Failure::TooMany { retry_after_seconds } => {
            let minutes = retry_after_seconds.div_ceil(60);
            let when = super::plural(u64::from(minutes), "minute", "minutes");
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
                    "Nothing has been saved. Try again, and if it goes on tell us this number: {incident}"
                ),
            );
        }
    };
    (heading.to_owned(), advice.to_owned())
}

/// A failure in one line, for the command line.
pub fn told_in_one_line(failure: &Failure) -> String {
    let (heading, advice) = told(failure);
    format!("{heading}. {advice}")
}

/// The page that tells of a failure.
pub fn failure_page(failure: &Failure) -> Page {
    let (heading, advice) = told(failure);
    let title = heading.clone();
    Page::new(title, move || {
        view! {
            <Title text=heading/>
            <p>{advice}</p>
            <p><TextLink href="/">"Go to your home page"</TextLink></p>
        }
    })
    .status(status(failure))
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
