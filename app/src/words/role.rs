//! Roles in the users' words.

use domain::access::Role;

/// What a role is called.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Buyer => "Buyer",
        Role::Approver => "Approver",
        Role::Finance => "Finance",
        Role::Administrator => "Administrator",
        Role::ProcurementLead => "Procurement lead",
        Role::Evaluator => "Evaluator",
        Role::ProviderManager => "Provider manager",
        Role::Practitioner => "Practitioner",
        Role::PartnershipStaff => "Partnership staff",
        Role::Director => "Director",
        Role::CouncilCommissioner => "Council commissioner",
        Role::Auditor => "Auditor",
        Role::AssociationStaff => "Association staff",
        Role::Operator => "Operator",
    }
}
