//! Kinds of organisation, and how they belong together, in the users' words.

use domain::group::{GroupKind, Office};
use market::access::ActingFor;
use market::organisation::OrganisationKind;

/// For whom somebody acts, and through which trust where they do.
pub fn acting_for(acting: &ActingFor) -> String {
    match &acting.through {
        Some(through) => format!("{}, through {}", acting.name, through.name),
        None => acting.name.clone(),
    }
}

/// What kind of group it is.
pub const fn group_kind(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Locality => "Locality",
        GroupKind::County => "County",
        GroupKind::Quadrant => "Quadrant",
        GroupKind::Committee => "Committee",
        GroupKind::SubGroup => "Sub-group",
        GroupKind::Network => "Network",
    }
}

/// What such a group is.
pub const fn group_means(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Locality => "A part of the area whose schools lie near each other",
        GroupKind::County => "A county with its partnerships",
        GroupKind::Quadrant => "A part of a county",
        GroupKind::Committee => "Decides or advises, like a procurement group",
        GroupKind::SubGroup => "A part of a board or of another group",
        GroupKind::Network => "Those who do the same work, like business managers",
    }
}

/// In what office somebody sits on a group.
pub const fn office(office: Office) -> &'static str {
    match office {
        Office::Chair => "Chair",
        Office::ViceChair => "Vice-chair",
        Office::Clerk => "Clerk or secretary",
        Office::Member => "Member",
        Office::Observer => "Observer",
    }
}

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
