//! What a tenant really has: a thing for each use case that names one.

mod found;

use domain::access::Role;
use domain::control::Activity;
use domain::id::{
    BaselineId, BasketRowId, BoardSeatId, BuyBackId, ChangeId, ClearanceId, CreditNoteId, DealId,
    DeputyId, EnquiryId, EvaluationId, EventId, FileId, GroupSeatId, HostingId, InvitationId,
    InvoiceId, JoinRequestId, MembershipId, OrderId, OrderLineId, OrganisationId,
    OutsideActivityId, PaymentId, PlaceId, PractitionerId, PricePointId, PurchaseId, RenewalId,
    ResourceId, RoleHoldingId, SavedSearchId, SavingId, ServiceDocumentId, ServiceId,
    ServiceProposalId, SessionId, ShareholdingId, SittingId, TieId, TierId, WaitingId,
};
use domain::invoice::InvoiceState;
use domain::order::OrderState;
use domain::partnership::LegalShape;
use domain::people::RoleDays;
use domain::saving::Evidence;
use domain::service::{State, TypedTerms};
use domain::text::{Email, Urn};
use market::baseline::Baseline;
use market::db::PageAsked;
use market::deal::{self, ListDeals, Show};
use market::evaluation::EvaluationsAsked;
use market::file::Upload;
use market::group::MemberSought;
use market::installation;
use market::invoice::InvoicesAsked;
use market::order::{self, BookingsAsked, BookingsWhen, LineOfOrder, OrdersAsked};
use market::partnership::{DecideChange, Member, MemberFilter, Trading};
use market::people::InvitePerson;
use market::saved_search::save_search;
use market::saving::Filter;
use market::service::{AddDocument, Browse, ProposeTerms, ServiceDetail};
use market::{Actor, Market, Viewer};
use testbed::Bed;
use testbed::people::{self, Newcomer};
use testbed::tenant::Tenant;

use super::commands::{WORDING, day, hosted, key, paper, shared, speech};
use super::quotes::Quotes;
use super::sharing::Shared;

use found::*;

/// Ids of a tenant's things, in the states in which something can be done to them.
pub struct Things {
    pub school: OrganisationId,
    /// Another member, which nothing of what is tried is done to.
    pub other_school: OrganisationId,
    pub partnership: OrganisationId,
    /// The register's number of a trust that is not here yet.
    pub trust_uid: String,
    /// A group with the school in it and another group within it.
    pub group: OrganisationId,
    /// The chair of that group.
    pub group_seat: GroupSeatId,
    /// The school's tie to its trust.
    pub tie: TieId,
    /// The role of whoever acts for the trust's schools.
    pub trust_holding: RoleHoldingId,
    pub urn: Urn,
    /// On sale, by the day.
    pub service: ServiceId,
    /// Nobody but staff knows of it.
    pub draft_service: ServiceId,
    /// A change of the service that its provider proposes.
    pub proposal: ServiceProposalId,
    /// The version of the service's row.
    pub service_row: i64,
    pub events: Events,
    pub renewals: Renewals,
    pub practitioner: PractitionerId,
    /// What the school waits for.
    pub day_wish: WaitingId,
    /// What it is offered for the next school year.
    pub renewal: RenewalId,
    /// A check of theirs.
    pub clearance: ClearanceId,
    pub price: PricePointId,
    pub price_list: FileId,
    /// For members, in the library.
    pub resource: ResourceId,
    pub awaiting: OrderId,
    pub sent_back: OrderId,
    pub sent_back_line: OrderLineId,
    pub placed: OrderId,
    pub to_confirm: LineOfOrder,
    pub to_undo: LineOfOrder,
    pub unpaid: InvoiceId,
    pub money: Money,
    pub draft_deal: DealId,
    /// The school is in it.
    pub joined: DealId,
    /// The school is not in it yet.
    pub to_join: DealId,
    pub baseline: BaselineId,
    /// What it pays for what it has not signed up to, without a document.
    pub noted: BaselineId,
    pub evidence: FileId,
    pub saving: SavingId,
    pub saving_file: FileId,
    pub membership: MembershipId,
    pub other_membership: MembershipId,
    pub tier: TierId,
    pub other_tier: TierId,
    pub request: JoinRequestId,
    /// The partnership as it was last read.
    pub version: i64,
    /// Waits for a second person.
    pub change: ChangeId,
    /// What a council was asked.
    pub hosting: HostingId,
    /// Who answers for the council.
    pub host: Actor,
    /// The buyer's role.
    pub holding: RoleHoldingId,
    /// The role of whoever keeps the accounts.
    pub other_holding: RoleHoldingId,
    pub invitation: InvitationId,
    pub provider: OrganisationId,
    pub control: Control,
    /// Who stands in for the head.
    pub deputy: DeputyId,
    /// The session of the head.
    pub session: SessionId,
    pub document: ServiceDocumentId,
    pub quotes: Quotes,
    /// What the head means to order, and was shown of all of it.
    pub basket: (BasketRowId, order::SeenTogether),
    /// A search that the head keeps.
    pub search: SavedSearchId,
    /// What the school asked about a service.
    pub enquiry: EnquiryId,
    pub shared: Shared,
    /// What the buyer was shown of an order.
    pub seen_order: order::Seen,
    /// What the head was shown of a deal.
    pub seen_deal: deal::Seen,
}

/// The service as staff see it.
async fn detail(market: &Market, director: &Actor, service: ServiceId) -> ServiceDetail {
    let staff = &Viewer::Actor(Box::new(director.clone()));
    market::service::view_service(market, staff, service).await.unwrap()
}

/// The service beside one that is on sale: nobody but staff knows of it.
async fn drafted(market: &Market, director: &Actor) -> ServiceId {
    let staff = &Viewer::Actor(Box::new(director.clone()));
    let browse = Browse { state: Some(State::Draft), ..Browse::default() };
    let all = market::service::list_services(market, staff, browse).await.unwrap();
    all.services.items[0].id
}

/// What the school waits for.
async fn day_wish(market: &Market, buyer: &Actor, service: ServiceId) -> WaitingId {
    let list = market::capacity::day_list_for_school(market, buyer, service).await.unwrap();
    list.own[0].id
}

/// Where somebody is signed in.
async fn session(bed: &Bed, who: &Actor) -> SessionId {
    people::sign_in(bed, who.email().unwrap()).await;
    market::person::sessions(&bed.market, who).await.unwrap()[0].session
}

/// Two tiers of the partnership.
async fn tiers(market: &Market, director: &Actor) -> [TierId; 2] {
    let tiers = market::partnership::tiers(market, director).await.unwrap();
    [tiers[0].id, tiers[1].id]
}

/// The members of the partnership.
async fn members(market: &Market, director: &Actor) -> Vec<Member> {
    let (all, asked) = (MemberFilter::default(), PageAsked::default());
    market::partnership::members(market, director, &all, &asked).await.unwrap().items
}

/// A change that a provider proposes of its service.
async fn a_proposal(
    market: &Market,
    manager: &Actor,
    service: &ServiceDetail,
) -> ServiceProposalId {
    let mut terms = TypedTerms::of(service.terms(), market.today());
    terms.summary = "A counsellor in school, a day at a time.".to_owned();
    let command =
        ProposeTerms { key: key(), service: service.id(), version: service.row_version(), terms };
    market::service::propose_terms(market, manager, command).await.unwrap()
}

impl Things {
    pub async fn of(bed: &Bed, tenant: &Tenant) -> Self {
        let (market, who) = (&bed.market, |role, of| &tenant.who(role, of).actor);
        let [buyer, head] = [Role::Buyer, Role::Approver].map(|role| who(role, tenant.school));
        let director = who(Role::Director, tenant.partnership);
        let manager = who(Role::ProviderManager, tenant.provider);
        let sent_back = an_order(market, buyer, OrderState::SentBack).await;
        let (baseline, noted) = stated(market, buyer).await;
        let (saving, saving_file) = saving(market, buyer).await;
        let [tier, other_tier] = tiers(market, director).await;
        let members = members(market, director).await;
        let detail = detail(market, director, tenant.service).await;
        let to_join = a_deal(market, buyer, Show::Open, false).await;
        let (hosting, host) = asked_to_host(bed, tenant).await;
        let (version, change) = a_change(market, director).await;
        let group = market::group::groups(market, director).await.unwrap()[0].id;
        Self {
            version,
            change,
            control: control(market, director).await,
            hosting,
            host,
            school: tenant.school,
            other_school: tenant.other_school,
            partnership: tenant.partnership,
            group,
            group_seat: chair(market, director, group).await,
            trust_uid: tenant.marks.trusts()[1].clone(),
            tie: people_of(market, head).await.through[0].tie,
            trust_holding: first_role(market, who(Role::Approver, tenant.trust)).await,
            urn: Urn::parse(&tenant.marks.urn(1)).unwrap(),
            service: tenant.service,
            draft_service: drafted(market, director).await,
            proposal: a_proposal(market, manager, &detail).await,
            service_row: detail.row_version(),
            clearance: a_check(market, director, tenant.service).await,
            events: Events::of(market, tenant).await,
            renewals: Renewals::of(market, director, buyer).await,
            practitioner: somebody(market, director, tenant.service).await,
            day_wish: day_wish(market, buyer, tenant.service).await,
            renewal: market::capacity::renewals(market, buyer).await.unwrap()[0].id,
            price: detail.market.published[0].id,
            price_list: price_list(market, director).await,
            resource: market::library::add_resource(market, director, shared()).await.unwrap(),
            awaiting: an_order(market, buyer, OrderState::AwaitingApproval).await,
            sent_back,
            sent_back_line: first_line(market, buyer, sent_back).await,
            placed: an_order(market, buyer, OrderState::Placed).await,
            to_confirm: line(market, manager, BookingsWhen::ToConfirm).await,
            to_undo: line(market, manager, BookingsWhen::Delivered).await,
            unpaid: invoice(market, buyer).await,
            money: Money::of(market, buyer).await,
            draft_deal: a_deal(market, director, Show::Drafts, false).await,
            joined: a_deal(market, buyer, Show::Open, true).await,
            to_join,
            baseline: baseline.id,
            noted,
            evidence: baseline.file.unwrap().id,
            saving,
            saving_file,
            membership: members[0].membership,
            other_membership: members[1].membership,
            tier,
            other_tier,
            request: market::school::join_requests(market, director).await.unwrap().first[0].id,
            holding: holding(market, head, Role::Buyer).await,
            provider: tenant.provider,
            other_holding: holding(market, head, Role::Finance).await,
            invitation: invitation(market, head).await,
            deputy: market::delegation::view_scheme(market, head).await.unwrap().away[0].id,
            session: session(bed, head).await,
            document: document(market, director, tenant.service).await,
            quotes: Quotes::of(market, tenant).await,
            basket: basket(market, head, tenant.hours).await,
            search: save_search(market, head, speech()).await.unwrap(),
            enquiry: enquiry(market, head).await,
            shared: Shared::of(market, tenant).await,
            seen_order: seen_order(market, head, tenant.service).await,
            seen_deal: seen_deal(market, head, to_join).await,
        }
    }
}

async fn first_line(market: &Market, buyer: &Actor, order: OrderId) -> OrderLineId {
    order::view_order(market, buyer, order).await.unwrap().lines[0].id
}

/// What became of the school's invoices.
pub struct Money {
    pub credit_note: CreditNoteId,
    pub payment: PaymentId,
}

impl Money {
    async fn of(market: &Market, buyer: &Actor) -> Self {
        Self {
            credit_note: credit_note(market, buyer).await,
            payment: a_payment(market, buyer).await,
        }
    }
}

/// A payment of the school's.
async fn a_payment(market: &Market, buyer: &Actor) -> PaymentId {
    let asked = market::payment::PaymentsAsked::default();
    market::payment::payments(market, buyer, asked).await.unwrap().items[0].id
}

/// Somebody of a service's pool.
async fn somebody(market: &Market, director: &Actor, service: ServiceId) -> PractitionerId {
    market::capacity::view_pool(market, director, service).await.unwrap().people[0].id
}

/// A check of somebody of a pool.
async fn a_check(market: &Market, actor: &Actor, service: ServiceId) -> ClearanceId {
    let of = (service, somebody(market, actor, service).await);
    market::capacity::clearances(market, actor, of).await.unwrap().clearances[0].id
}

/// Whoever is in the chair of a group.
async fn chair(market: &Market, director: &Actor, group: OrganisationId) -> GroupSeatId {
    let sought = MemberSought::default();
    market::group::group(market, director, group, &sought).await.unwrap().seats[0].id
}

/// The yearly rounds of renewing.
pub struct Renewals {
    /// The school has begun, and sent nothing.
    pub begun: BuyBackId,
    /// What it sent in another, which its head has to decide on.
    pub waiting: PurchaseId,
    /// What was sent back to it in a third.
    pub sent_back: PurchaseId,
}

impl Renewals {
    async fn of(market: &Market, director: &Actor, buyer: &Actor) -> Self {
        let rounds = market::buy_back::buy_backs(market, director).await.unwrap();
        let of = |begins_on: &str| {
            rounds.iter().find(|one| one.round.begins_on == day(begins_on)).unwrap().id
        };
        let purchase = async |id| {
            market::buy_back::view_sheet(market, buyer, id).await.unwrap().purchase.unwrap()
        };
        Self {
            begun: of("2027-01-01"),
            waiting: purchase(of("2027-04-01")).await,
            sent_back: purchase(of("2027-09-01")).await,
        }
    }
}

/// What is sold by the place, and what people thought of it.
pub struct Events {
    /// Training on sale, by the place.
    pub training: ServiceId,
    /// An event of it to come.
    pub event: EventId,
    /// One that has begun, with its first date.
    pub begun: (EventId, SittingId),
    /// A place there of somebody who came, and the line of the order by which the school has it.
    pub place: PlaceId,
    pub place_of: (OrderId, OrderLineId),
    /// What the head thought of something delivered.
    pub evaluation: EvaluationId,
}

impl Events {
    async fn of(market: &Market, tenant: &Tenant) -> Self {
        let director = &tenant.who(Role::Director, tenant.partnership).actor;
        let buyer = &tenant.who(Role::Buyer, tenant.school).actor;
        let begun = tenant.training.begun;
        let seen = market::event::view_event(market, director, begun).await.unwrap();
        let (place, place_of) = a_place(market, director, buyer, begun).await;
        let asked = EvaluationsAsked::default();
        let answers = market::evaluation::evaluations(market, director, asked).await.unwrap();
        Self {
            training: tenant.training.service,
            event: tenant.training.coming,
            begun: (begun, seen.sittings[0].id),
            place,
            place_of,
            evaluation: answers.items[0].id,
        }
    }
}

/// What the control test rests on.
pub struct Control {
    /// What a school holds of the partnership's company.
    pub shareholding: ShareholdingId,
    /// A director's time on its board.
    pub seat: BoardSeatId,
    /// Activity entered by hand.
    pub activity: OutsideActivityId,
    /// The figures of the test.
    pub measured: Activity,
}

async fn control(market: &Market, director: &Actor) -> Control {
    let found = market::control::view_control(market, director).await.unwrap();
    let page = &PageAsked::default();
    let entered = market::control::entered_activity(market, director, None, page).await.unwrap();
    Control {
        shareholding: found.holdings[1].id,
        seat: found.seats[0].id,
        activity: entered.items[0].id,
        measured: found.together,
    }
}
