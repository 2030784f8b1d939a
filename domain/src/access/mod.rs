//! Who may do what: one exhaustive table of roles and actions.
//!
//! The table is printed in a test, so that a change of permission shows in the diff of a file
//! that people who are not engineers can read.

use crate::id::OrganisationId;
use crate::organisation::OrganisationKind;

/// Makes an enum of codes: `ALL` of them, `code` and `from_code`, and the same codes in serde.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize,
            ::serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// How it is written in storage, forms and the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Reads what [`code`](Self::code) writes.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use closed_list;

closed_list! {
    /// What a person is in an organisation. One person may hold several, in several.
    Role {
        /// Finds, books and orders for a school, up to a limit.
        Buyer = "buyer",
        /// Approves what is over the buyer's limit: usually the headteacher.
        Approver = "approver",
        /// Approves for the governing body what is above the head's part.
        Governor = "governor",
        /// Sees invoices and payments of a school.
        Finance = "finance",
        /// Says who belongs to the organisation and in which role.
        Administrator = "administrator",
        /// Runs group deals and tenders for a partnership.
        ProcurementLead = "procurement_lead",
        /// Scores bids.
        Evaluator = "evaluator",
        /// Lists services and keeps capacity true for a provider.
        ProviderManager = "provider_manager",
        /// Delivers days or sessions.
        Practitioner = "practitioner",
        /// Works for a partnership.
        PartnershipStaff = "partnership_staff",
        /// Answers for a partnership.
        Director = "director",
        /// Pays for commissioned work on the council's behalf.
        CouncilCommissioner = "council_commissioner",
        /// Reads everything of one organisation and writes nothing.
        Auditor = "auditor",
        /// Works for the association of partnerships.
        AssociationStaff = "association_staff",
        /// Keeps the installation running and sees no tenant's business.
        Operator = "operator",
    }
}

closed_list! {
    /// In what capacity an organisation is party to a record.
    Capacity {
        /// As the buying school, trust or college.
        School = "school",
        /// As the partnership whose market it is.
        Partnership = "partnership",
        /// As the one who delivers.
        Provider = "provider",
        /// As itself: its own people, and what it agrees to.
        Itself = "itself",
        /// As the keeper of the installation.
        Installation = "installation",
    }
}

closed_list! {
    /// What can be done. A use case and its action share one name.
    Action {
        /// See the school's own page: orders, invoices, savings, what it pays now.
        ViewSchool = "view_school",
        /// Enter or correct pupil numbers and other facts of one's school.
        CorrectSchool = "correct_school",
        /// Ask whoever delivers a service about it.
        AskProviders = "ask_providers",
        /// Book days and place orders.
        PlaceOrder = "place_order",
        /// Approve or send back an order over the buyer's limit.
        ApproveOrder = "approve_order",
        /// Lay down who approves what in the school, and name a deputy.
        ManageDelegation = "manage_delegation",
        /// Enter what the school pays now, with evidence.
        RecordBaseline = "record_baseline",
        /// Bind the school to a group deal.
        CommitToDeal = "commit_to_deal",
        /// See and print the school's invoices.
        ViewInvoices = "view_invoices",
        /// See what the school saved.
        ViewSchoolSavings = "view_school_savings",
        /// Say who belongs to the organisation.
        ManagePeople = "manage_people",
        /// Agree to trade for an informal partnership.
        HostPartnership = "host_partnership",
        /// Offer services to other schools in one's school's own name.
        OfferService = "offer_service",
        /// See the partnership's home, members and figures.
        ViewPartnership = "view_partnership",
        /// Create and change the partnership: areas, tiers, host.
        ManagePartnership = "manage_partnership",
        /// Say where the partnership's money goes and who trades for it.
        ManageBank = "manage_bank",
        /// Invite schools and keep memberships.
        ManageMembers = "manage_members",
        /// List, change and retire services; outside prices; price lists.
        ManageServices = "manage_services",
        /// Open, close and withdraw group deals.
        ManageDeals = "manage_deals",
        /// See every order placed through the partnership.
        ViewOrders = "view_orders",
        /// Raise invoices and mark them paid.
        ManageInvoices = "manage_invoices",
        /// See savings of all member schools.
        ViewPartnershipSavings = "view_partnership_savings",
        /// Read the audit trail of the partnership.
        ViewAudit = "view_audit",
        /// Read what the audit trail says of one's own organisation.
        ViewOwnAudit = "view_own_audit",
        /// See the provider's own bookings and days.
        ViewBookings = "view_bookings",
        /// Say that a day was delivered.
        ConfirmDelivery = "confirm_delivery",
        /// Keep people and their working days.
        ManagePool = "manage_pool",
        /// Propose changes of the services that one delivers.
        ProposeTerms = "propose_terms",
        /// Answer what schools ask of a provider: for a quote, and about its services.
        AnswerSchools = "answer_schools",
        /// Keep the association's groups, and see which partnerships belong to it.
        ManageAssociation = "manage_association",
        /// Found a partnership on this installation.
        CreatePartnership = "create_partnership",
        /// Import the national register.
        ImportSchools = "import_schools",
    }
}

impl Action {
    /// In which capacity the organisation acted for must be party to what is touched.
    pub const fn capacity(self) -> Capacity {
        match self {
            Self::ViewSchool
            | Self::CorrectSchool
            | Self::AskProviders
            | Self::PlaceOrder
            | Self::ApproveOrder
            | Self::RecordBaseline
            | Self::CommitToDeal
            | Self::ViewInvoices
            | Self::ViewSchoolSavings => Capacity::School,
            Self::ViewPartnership
            | Self::ManagePartnership
            | Self::ManageBank
            | Self::ManageMembers
            | Self::ManageServices
            | Self::ManageDeals
            | Self::ViewOrders
            | Self::ManageInvoices
            | Self::ViewPartnershipSavings
            | Self::ViewAudit => Capacity::Partnership,
            Self::ViewBookings
            | Self::ConfirmDelivery
            | Self::ManagePool
            | Self::ProposeTerms
            | Self::AnswerSchools => Capacity::Provider,
            Self::ManagePeople
            | Self::ManageDelegation
            | Self::HostPartnership
            | Self::OfferService
            | Self::ManageAssociation
            | Self::ViewOwnAudit => Capacity::Itself,
            Self::CreatePartnership | Self::ImportSchools => Capacity::Installation,
        }
    }
}

impl Action {
    /// Whether it is done only by somebody who gave a code beside the password: what binds others,
    /// or moves money, is worth more than one secret.
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Self::ApproveOrder | Self::ManageDelegation | Self::ManageBank)
    }

    /// Whether it is done by a deputy, too: approving is, and signing what others ask for; nothing
    /// else that follows from the role of whoever is away.
    pub const fn passes_to_deputy(self) -> bool {
        matches!(self, Self::ApproveOrder | Self::CommitToDeal)
    }
}

/// Whether the role may do it. The only place where this is decided, but for [`allowed_in`].
pub const fn allowed(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Buyer => matches!(
            action,
            A::ViewSchool
                | A::AskProviders
                | A::CorrectSchool
                | A::PlaceOrder
                | A::RecordBaseline
                | A::CommitToDeal
                | A::ViewInvoices
                | A::ViewSchoolSavings
                | A::OfferService
        ),
        Role::Approver => matches!(
            action,
            A::ViewSchool
                | A::AskProviders
                | A::CorrectSchool
                | A::PlaceOrder
                | A::ApproveOrder
                | A::ManageDelegation
                | A::RecordBaseline
                | A::CommitToDeal
                | A::ViewInvoices
                | A::ViewSchoolSavings
                | A::OfferService
                | A::ManagePeople
                | A::ViewOwnAudit
        ),
        Role::Governor => matches!(
            action,
            A::ViewSchool
                | A::AskProviders
                | A::ApproveOrder
                | A::ManageDelegation
                | A::CommitToDeal
                | A::ViewInvoices
                | A::ViewSchoolSavings
                | A::ViewOwnAudit
        ),
        Role::Finance => {
            matches!(
                action,
                A::ViewSchool | A::AskProviders | A::ViewInvoices | A::ViewSchoolSavings
            )
        }
        Role::Administrator => matches!(action, A::ViewSchool | A::AskProviders | A::ManagePeople),
        Role::ProcurementLead => matches!(
            action,
            A::ViewPartnership | A::ManageDeals | A::ViewOrders | A::ViewPartnershipSavings
        ),
        Role::ProviderManager => {
            matches!(
                action,
                A::ViewBookings
                    | A::ConfirmDelivery
                    | A::ManagePool
                    | A::ProposeTerms
                    | A::AnswerSchools
                    | A::ManagePeople
            )
        }
        Role::Practitioner => matches!(action, A::ViewBookings | A::ConfirmDelivery),
        Role::PartnershipStaff => matches!(
            action,
            A::ViewPartnership
                | A::ManagePartnership
                | A::ManageBank
                | A::ManageMembers
                | A::ManageServices
                | A::ManageDeals
                | A::ViewOrders
                | A::ManageInvoices
                | A::ViewPartnershipSavings
                | A::AnswerSchools
                | A::ViewBookings
                | A::ConfirmDelivery
        ),
        Role::Director => matches!(
            action,
            A::ViewPartnership
                | A::ManagePartnership
                | A::ManageBank
                | A::ManageMembers
                | A::ManageServices
                | A::ManageDeals
                | A::ViewOrders
                | A::ManageInvoices
                | A::ViewPartnershipSavings
                | A::ViewAudit
                | A::ManagePeople
                | A::AnswerSchools
                | A::ViewBookings
                | A::ConfirmDelivery
        ),
        Role::CouncilCommissioner => matches!(
            action,
            A::ViewPartnership | A::ViewPartnershipSavings | A::HostPartnership | A::ManagePeople
        ),
        Role::Auditor => matches!(
            action,
            A::ViewSchool
                | A::ViewInvoices
                | A::ViewSchoolSavings
                | A::ViewPartnership
                | A::ViewOrders
                | A::ViewPartnershipSavings
                | A::ViewAudit
                | A::ViewOwnAudit
                | A::ViewBookings
        ),
        Role::Operator => matches!(action, A::CreatePartnership | A::ImportSchools),
        Role::AssociationStaff => matches!(action, A::ManageAssociation | A::ManagePeople),
        Role::Evaluator => false,
    }
}

/// Whether the role may do it in an organisation of a kind. A council's commissioner looks after the
/// council's people; where they hold the role in a partnership, they read there and look after nobody.
pub const fn allowed_in(kind: OrganisationKind, role: Role, action: Action) -> bool {
    let visits =
        matches!(role, Role::CouncilCommissioner) && !matches!(kind, OrganisationKind::Council);
    allowed(role, action) && !(visits && matches!(action, Action::ManagePeople))
}

/// One organisation in one capacity: what a query may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    organisation: OrganisationId,
    capacity: Capacity,
}

impl Scope {
    /// The organisation in the capacity. Made by permits only; a tidy test watches the callers.
    pub const fn new(organisation: OrganisationId, capacity: Capacity) -> Self {
        Self { organisation, capacity }
    }

    /// Whose records may be seen.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// In which capacity it is party to them.
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_of_roles_and_actions() {
        let mut table = String::new();
        for action in Action::ALL {
            let roles: Vec<&str> = Role::ALL
                .iter()
                .filter(|role| allowed(**role, *action))
                .map(|role| role.code())
                .collect();
            table.push_str(&format!("{:26}{}\n", action.code(), roles.join(", ")));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_commissioner_looks_after_people_at_the_council_alone() {
        use OrganisationKind as K;
        let commissioner = |kind| allowed_in(kind, Role::CouncilCommissioner, Action::ManagePeople);
        assert!(commissioner(K::Council));
        assert!(!commissioner(K::Partnership));
        for kind in [K::Council, K::Partnership, K::School] {
            for role in Role::ALL.iter().filter(|role| **role != Role::CouncilCommissioner) {
                for action in Action::ALL {
                    assert_eq!(allowed_in(kind, *role, *action), allowed(*role, *action));
                }
            }
        }
    }

    #[test]
    fn an_auditor_writes_nothing() {
        for action in Action::ALL {
            if allowed(Role::Auditor, *action) {
                assert!(action.code().starts_with("view_"), "{}", action.code());
            }
        }
    }

    #[test]
    fn an_operator_sees_no_tenants_business() {
        for action in Action::ALL {
            if allowed(Role::Operator, *action) {
                assert_eq!(action.capacity(), Capacity::Installation);
            }
        }
    }
}
