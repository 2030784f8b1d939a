//! Kinds of organisation, and how they belong together, in the users' words.

use market::organisation::OrganisationKind;

/// What kind of organisation it is.
pub const fn organisation_kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::School => "School",
        OrganisationKind::Trust => "Trust",
        OrganisationKind::Federation => "Federation",
        OrganisationKind::Council => "Council",
        OrganisationKind::Provider => "Firm, practitioner or charity",
        OrganisationKind::Partnership => "Partnership",
        OrganisationKind::Group => "Group",
        OrganisationKind::Association => "Association",
        OrganisationKind::Installation => "This installation",
    }
}
