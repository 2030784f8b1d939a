//! Changes of services that a provider proposes, and what was decided.

use super::Said;

/// To the partnership's staff.
pub(super) fn proposed(provider: &str, service: &str, path: &str) -> Said {
    Said::new(
        format!("{provider} proposes a change of {service}"),
        vec![
            "Nothing has changed yet. Look at it, then take it on or decline it with a reason."
                .to_owned(),
        ],
    )
    .link("See what would change", path)
}

/// To the people of the provider.
pub(super) fn decided(service: &str, reason: Option<&str>, path: &str) -> Said {
    match reason {
        None => Said::new(
            format!("Your change of {service} was taken on"),
            vec![
                "Schools get the service so from now on. Orders already placed stay as they are."
                    .to_owned(),
            ],
        ),
        Some(reason) => Said::new(
            format!("Your change of {service} was declined"),
            vec![format!("The reason: {reason}"), "The service stays as it is.".to_owned()],
        ),
    }
    .link("See it on Commonpool", path)
}
