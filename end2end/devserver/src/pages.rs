//! The pages that the accessibility crawler visits, and as whom.

use app::routes::{For, Method, Route, routes};
use domain::Failure;
use domain::access::{Action, Capacity, Role, allowed};
use market::Market;
use market::person::{self, Persona};

/// What is no page, or nothing without a link that was mailed; and whatever is a list's file.
const NOT_BY_THEMSELVES: [&str; 6] = [
    "/evaluation",
    "/invitation",
    "/quote",
    "/quote/document",
    "/account/data.json",
    "/calendar.ics",
];

/// Every page that has an address of its own, with the name of a persona who may see it.
pub async fn list(market: &Market) -> Result<String, Failure> {
    let personas = match person::personas(market).await {
        Err(Failure::NotFound) => Vec::new(),
        other => other?,
    };
    let pages: Vec<String> = routes()
        .filter(|route| route.method == Method::Get && !route.path.contains('{'))
        .filter(|route| {
            !route.path.starts_with("/api/")
                && !route.path.contains(".csv")
                && !NOT_BY_THEMSELVES.contains(&route.path)
        })
        .filter_map(|route| entry(route, &personas))
        .collect();
    Ok(format!("[{}]", pages.join(",")))
}

/// Whether it is somebody who does this for a living: an auditor reads it too.
fn may(persona: &Persona, action: Action) -> bool {
    let provides = action.capacity() != Capacity::Provider || persona.role == Role::ProviderManager;
    provides && persona.role != Role::Auditor && allowed(persona.role, action)
}

fn entry(route: &Route, personas: &[Persona]) -> Option<String> {
    let persona = match route.whom {
        For::Everybody | For::Demo => {
            return Some(format!(r#"{{"path":"{}","persona":null}}"#, route.path));
        }
        For::SignedIn => personas.first(),
        For::Permitted(_) | For::Either(..) | For::OneOf(_) => personas
            .iter()
            .find(|persona| route.whom.actions().into_iter().any(|action| may(persona, action))),
    };
    persona.map(|persona| format!(r#"{{"path":"{}","persona":"{}"}}"#, route.path, persona.name))
}
