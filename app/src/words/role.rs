//! Roles, and what they may do, in the users' words.

use domain::access::{Action, Capacity, Role};

/// What a role is called.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Buyer => "Buyer",
        Role::Approver => "Approver",
        Role::Governor => "Governors’ approver",
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

/// What an action lets somebody do.
pub const fn may(action: Action) -> &'static str {
    match action {
        Action::ViewSchool => "See the school’s own page, its orders and what it pays now",
        Action::CorrectSchool => "Enter or correct the number of pupils",
        Action::PlaceOrder => "Book days and place orders",
        Action::ApproveOrder => "Approve, send back or decline an order over somebody’s limit",
        Action::ManageDelegation => "Lay down who approves what, and name a deputy",
        Action::RecordBaseline => "Enter what the school pays now, with its invoice",
        Action::CommitToDeal => "Sign the school up to a group deal",
        Action::ViewInvoices => "See and print the school’s invoices",
        Action::ViewSchoolSavings => "See what the school saved",
        Action::ManagePeople => "Invite people, set their limits and end their roles",
        Action::HostPartnership => "Agree to trade for a partnership that is no company",
        Action::AskProviders => "Ask providers about their services",
        Action::OfferService => "Offer the school’s own services to other schools",
        Action::ViewPartnership => "See the partnership’s home, deals, members and settings",
        Action::ManagePartnership => "Change the partnership’s settings and membership levels",
        Action::ManageBank => "Change the bank account and who trades for the partnership",
        Action::ManageMembers => "Invite schools, and change and end memberships",
        Action::ManageServices => "List, change and retire services and their prices",
        Action::ManageDeals => "Draft, open and withdraw group deals",
        Action::ViewOrders => "See every order and invoice of the partnership",
        Action::ManageInvoices => "Raise invoices and mark them paid",
        Action::ViewPartnershipSavings => "See the savings of all member schools",
        Action::ViewAudit => "Read the partnership’s audit trail",
        Action::ViewOwnAudit => "Read the organisation’s own audit trail",
        Action::ViewBookings => "See the provider’s own bookings",
        Action::ConfirmDelivery => "Say that something was delivered",
        Action::ManagePool => "Keep people and their working days",
        Action::ProposeTerms => "Propose changes of the services it delivers",
        Action::AnswerSchools => {
            "Answer what schools ask of it: for a quote, and about its services"
        }
        Action::ManageAssociation => "Keep the association’s groups, and see its partnerships",
        Action::CreatePartnership => "Start a partnership",
        Action::ImportSchools => "Bring in the national register",
    }
}

/// For whom the actions of a capacity are done, and what that means.
pub const fn capacity(capacity: Capacity) -> (&'static str, &'static str) {
    match capacity {
        Capacity::School => ("For a school", "Only what is the school’s own, whoever sells it."),
        Capacity::Partnership => (
            "For a partnership",
            "Only what goes through this partnership, and no other’s business.",
        ),
        Capacity::Provider => ("For a provider", "Only what the provider itself delivers."),
        Capacity::Itself => {
            ("For the organisation itself", "Its own people, and what it agrees to as a body.")
        }
        Capacity::Installation => (
            "For the installation",
            "Whoever keeps Commonpool running sees nobody’s orders, prices, invoices or savings.",
        ),
    }
}
