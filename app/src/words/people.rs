//! What people of an organisation do and may spend, in the users' words.

use domain::Pence;
use domain::access::Role;
use domain::calendar::short_day;
use domain::people::{RoleDays, has_limit};

use super::pounds;

/// What somebody in a role does.
pub const fn does(role: Role) -> &'static str {
    match role {
        Role::Buyer => "Finds, books and orders, up to a limit",
        Role::Approver => "Approves what is over others’ limits, and says who else may approve",
        Role::Governor => "Approves for the governing body what is above the amount it has set",
        Role::Finance => "Sees invoices and savings",
        Role::Administrator => "Says who belongs to the organisation, but not who approves",
        Role::ProcurementLead => "Runs group deals",
        Role::Evaluator => "Scores bids",
        Role::ProviderManager => "Keeps people and days true, confirms what was delivered",
        Role::Practitioner => "Sees bookings, confirms what was delivered",
        Role::PartnershipStaff => "Keeps services, members, orders and invoices",
        Role::Director => "Everything that staff do, and who belongs to the partnership",
        Role::CouncilCommissioner => "Acts for the council: hosts, and reads what it pays for",
        Role::Auditor => "Reads everything and changes nothing, like a governor",
        Role::AssociationStaff => {
            "Works for the association of partnerships, and says who else does"
        }
        Role::Operator => "Keeps Commonpool running and starts partnerships on it",
    }
}

/// How much somebody may order or approve alone.
pub fn limit(role: Role, limit: Option<Pence>) -> String {
    match limit {
        _ if !has_limit(role) => "–".to_owned(),
        Some(limit) => pounds(limit),
        None => "No limit".to_owned(),
    }
}

/// From when and until when, where a role is only for a time.
pub fn days(days: RoleDays) -> Option<String> {
    let [first, last] = [days.first, days.last].map(|day| day.map(short_day));
    match (first, last) {
        (Some(first), Some(last)) => Some(format!("from {first} until {last}")),
        (Some(first), None) => Some(format!("from {first}")),
        (None, Some(last)) => Some(format!("until {last}")),
        (None, None) => None,
    }
}
