//! Every use case that an actor calls: who may, and a call of it that names a tenant's own things.
//!
//! A tidy test compares this table with the functions of `market` that take an `&Actor`: a use case
//! without a row fails.

use std::collections::BTreeMap;
use std::pin::Pin;

use chrono::Weekday;
use domain::access::Action::*;
use domain::access::{Action, Role};
use domain::calendar::{FinancialYear, FinancialYearKind, SchoolYear};
use domain::delegation::{Away, DelegationRule};
use domain::group::GroupKind;
use domain::people::RoleDays;
use domain::school::read_pasted;
use domain::service::Event;
use domain::text::{Email, Urn};
use domain::{Failure, Pence};
use market::association::JoinAssociation;
use market::audit::TrailAsked;
use market::calendar_link::CalendarKind;
use market::capacity::{
    AddDay, AddPractitioner, AskForClearances, CreatePool, EndPractitioner, GiveCover,
    LinkPractitioner, RecordClearance, RenamePractitioner, ReportIll, SetLeave, WithdrawClearance,
};
use market::control::{
    ConcludeControl, EndSeat, EndShareholding, EnterActivity, EnterMembers, EnterSeat,
    EnterShareholding, InvoicedAsked, ReverseActivity,
};
use market::db::PageAsked;
use market::deal::{
    AskForSignature, ChangeDraft, CommitToDeal, LeaveDeal, ListDeals, NewDraft, OpenDeal,
    WithdrawDeal,
};
use market::delegation::{ChangeDelegation, EndDeputy, NameDeputy};
use market::evaluation::EvaluationsAsked;
use market::event::EventsAsked;
use market::group::{
    AddGroup, EndGroup, EndGroupSeat, EnterGroupSeat, MemberSought, PutIntoGroup, RenameGroup,
    TakeOutOfGroup,
};
use market::invoice::{InvoicesAsked, MarkPaid, RaiseInvoice, RaiseInvoices};
use market::market_rate::{RecordPricePoint, WithdrawPricePoint};
use market::order::{
    BookingsAsked, CancelOrder, ChooseDays, DecideOrder, Decision, NotDelivered, OrdersAsked,
    PlaceOrder, QuoteOrder, Resubmit, SayVisit, Wanted,
};
use market::partnership::{
    AnswerHosting, ChangeTier, DecideChange, EndMembership, InviteSchools, MemberFilter, MoveMember,
};
use market::people::{ChangeLimit, EndRole, InvitationAsked, InvitePerson, InviteProvider, Leave};
use market::person::{ActFor, CloseAccount};
use market::saving::Filter;
use market::school::{DecideJoin, HandOver, RecordPupils};
use market::service::{
    AskExample, DecideProposal, ImportChoice, MoveService, SettleVat, WithdrawDocument,
    WithdrawProposal,
};
use market::term_dates::AddInsetDay;
use market::trust::{AgreeTrust, BringInTrust, ChooseOrders, LetAct};
use market::{Actor, Market, baseline, service};

use super::commands::*;
use super::things::Things;

type Outcome<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A use case.
pub struct UseCase {
    /// Its room and name.
    pub name: &'static str,
    /// One of these allows it; with none, signing in is enough.
    pub may: &'static [Action],
    /// Calls it.
    pub call: for<'a> fn(&'a Market, &'a Actor, &'a Things) -> Outcome<'a>,
}

macro_rules! use_cases {
    ($table:ident, $things:ident: $($may:tt $room:ident::$name:ident($($argument:expr),*);)*) => {
        /// Use cases.
        pub const $table: &[UseCase] = &[$(UseCase {
            name: concat!(stringify!($room), "::", stringify!($name)),
            may: &$may,
            call: |market, actor, $things| {
                let _ = $things;
                Box::pin(async move {
                    market::$room::$name(market, actor, $($argument),*).await.map(drop)
                })
            },
        },)*];
    };
}

use_cases! { OF_ONES_OWN, things:
    [ManagePartnership] control::conclude_control(ConcludeControl {
        typed: concluded(),
        shown: things.control.measured,
        key: key()
    });
    [ViewPartnership] control::view_control();
    [ViewPartnership] control::entered_activity(None, &PageAsked::default());
    [ViewOrders] control::invoiced_activity(InvoicedAsked {
        year: FinancialYear::of(FinancialYearKind::AprilToMarch, day("2026-12-08")),
        side: None,
        page: PageAsked::default()
    });
    [ManagePartnership] control::members_to_enter();
    [ManagePartnership] control::seat_choices();
    [ManagePartnership]
        control::enter_shareholding(EnterShareholding { typed: nineteen_shares(), key: key() });
    [ManagePartnership]
        control::enter_members(EnterMembers { typed: nineteen_shares(), key: key() });
    [ManagePartnership] control::enter_seat(EnterSeat { typed: a_director(), key: key() });
    [ManagePartnership] control::enter_activity(EnterActivity { typed: accounts(), key: key() });
    [ViewSchool] home::school_home();
    [ViewPartnership] home::partnership_home();
    [ViewSchool] school::own_urn();
    [ViewSchool, ViewPartnership] term_dates::term_dates(SchoolYear::of(day("2026-11-23")));
    [ViewSchool, ViewPartnership] term_dates::inset_days_together();
    [CorrectSchool, ManagePartnership] term_dates::keep_term_dates(term_dates_typed());
    [CorrectSchool] term_dates::add_inset_day(AddInsetDay {
        day: "2026-12-01".to_owned(),
        note: String::new()
    });
    [CorrectSchool] term_dates::remove_inset_day("2026-12-01");
    [ManageMembers, ManagePeople] school::join_requests();
    [ManageServices, ManagePool] evaluation::evaluations(EvaluationsAsked::default());
    [ManageServices, ManagePool] event::events(EventsAsked::default());
    [ViewSchool, ViewOrders, ViewBookings] order::orders(OrdersAsked::default());
    [ViewBookings] capacity::may_be_ill();
    [ViewBookings] capacity::pay_of_month(month());
    [ViewBookings] capacity::week(month().first());
    [ViewSchool, ViewBookings] calendar_link::calendar_links();
    [ViewSchool] calendar_link::make_calendar_link(CalendarKind::School);
    [ViewSchool] calendar_link::withdraw_calendar_link(CalendarKind::School);
    [ViewBookings] order::bookings(BookingsAsked::default());
    [ViewInvoices, ViewOrders] invoice::invoices(InvoicesAsked::default());
    [ManageInvoices] invoice::uninvoiced();
    [ManageInvoices] invoice::raise_all_invoices(RaiseInvoices {
        schools: vec![things.school],
        key: key()
    });
    [ManageInvoices] ledger::trial_balance();
    [ViewSchoolSavings, ViewPartnershipSavings] saving::view_savings();
    [ViewSchoolSavings, ViewPartnershipSavings]
        saving::view_saving_entries(Filter::default(), PageAsked::default());
    [ViewSchool] baseline::baselines(&PageAsked::default());
    [ManagePeople] people::people(&PageAsked::default());
    [ManagePeople] people::invite_person(&key(), InvitePerson {
        email: Email::parse("new.finance@pool.example").unwrap(),
        role: Role::Finance,
        limit: None,
        days: RoleDays::default()
    });
    [ManagePeople] people::invited_people(&PageAsked::default());
    [ManagePeople] people::people_gone(&PageAsked::default());
    [ManagePeople] people::preview_people(PEOPLE.as_bytes());
    [ManagePeople] people::import_people(unseen(PEOPLE));
    [ViewSchool] delegation::view_scheme();
    [ManageDelegation] delegation::deputy_choices();
    [ManageDelegation] delegation::change_delegation(&key(), ChangeDelegation {
        revision: 0,
        category: None,
        rule: DelegationRule { alone: Some(Pence::pounds(500)), governors_above: None }
    });
    [ManageDelegation] delegation::name_deputy(&key(), NameDeputy {
        deputy: None,
        away: Away { first_on: day("2027-02-15"), last_on: day("2027-02-19") },
        limit: None
    });
    [RecordBaseline] baseline::record_baseline(pays_now());
    [ManageServices] service::example_price(AskExample { price: day_rate(), ..AskExample::default() });
    [ViewSchool] market_rate::price_sharing();
    [RecordBaseline] market_rate::share_prices(true);
    [ViewSchool, ViewPartnership] deal::list_deals(ListDeals::default());
    [ManageDeals] deal::providers();
    [ManageDeals] deal::draft_deal(NewDraft { draft: hr_advice(), key: key() });
    [ManageServices] service::providers();
    [ManageServices] service::listed_providers();
    [ManageServices, ProposeTerms] service::proposals(&PageAsked::default());
    [OfferService] service::offering();
    [ManageServices] service::add_service(art_therapy());
    [ManageServices] service::upload_price_list(Some(price_list()));
    [ViewAudit, ViewOwnAudit] audit::view_trail(TrailAsked::default());
    [ViewSchool] trust::trust_home();
    [ViewPartnership] partnership::partnership();
    [ViewPartnership] partnership::tiers();
    [ViewPartnership] partnership::members(&MemberFilter::default(), &PageAsked::default());
    [ManageMembers] partnership::preview_members(MEMBERS.as_bytes());
    [ManageMembers] partnership::import_members(unseen(MEMBERS));
    [ManagePartnership] association::association_standing();
    [ManagePartnership] association::join_association(JoinAssociation {
        contact: "office@pool.example".to_owned()
    });
    [ManagePartnership] association::leave_association();
    [ViewPartnership, ManageAssociation] group::groups();
    [ManageMembers, ManageAssociation] group::add_group(&key(), AddGroup {
        name: "Business managers".to_owned(),
        kind: GroupKind::Network,
        parent: None
    });
    [ManagePartnership] partnership::add_tier(friends());
    [ManageBank] partnership::change_bank(things.version, another_bank());
    [ManageBank] partnership::change_trading(things.version, hosted());
    [ManagePartnership] partnership::update_partnership(things.version, facts());
    [HostPartnership] partnership::hostings();
    [CreatePartnership] partnership::founded();
    [CreatePartnership] partnership::create_partnership(&key(), another_partnership());
}

use_cases! { NAMES_A_THING, things:
    [] person::act_for(ActFor { organisation: things.school, through: None });
    [ViewSchool, ViewPartnership] control::view_control_of(things.partnership);
    [ManagePartnership] control::shareholding(things.control.shareholding);
    [ManagePartnership] control::seat(things.control.seat);
    [ManagePartnership] control::end_shareholding(EndShareholding {
        holding: things.control.shareholding,
        ends_on: "2026-12-01".to_owned(),
        mistaken: false
    });
    [ManagePartnership] control::end_seat(EndSeat {
        seat: things.control.seat,
        ends_on: "2026-12-01".to_owned(),
        mistaken: false
    });
    [ManagePartnership]
        control::reverse_activity(ReverseActivity { entry: things.control.activity, key: key() });
    [CorrectSchool, ManageMembers] school::record_pupils(RecordPupils {
        urn: things.urn.clone(),
        pupils: 430,
        counted_on: day("2026-11-01"),
        note: "Our own count".to_owned(),
        reason: None
    });
    [ViewSchool] school::succession(&things.urn, None);
    [ApproveOrder] school::hand_over(HandOver {
        urn: things.urn.clone(),
        successor: Urn::parse("100109").unwrap(),
        orders: vec![things.placed],
        seen: String::new(),
        key: key()
    });
    [ViewSchool] trust::left_trust(&things.urn);
    [ApproveOrder] trust::choose_orders(ChooseOrders {
        urn: things.urn.clone(),
        keep: vec![things.placed],
        seen: String::new(),
        key: key()
    });
    [ManageMembers, ManagePeople]
        school::decide_join(DecideJoin {
            request: things.request,
            accept: false,
            reason: "We do not know them".to_owned()
        });
    [ManageMembers, ManagePeople] school::join_request(things.request);
    [ViewSchool, ViewOrders, ViewBookings] order::view_order(things.placed);
    [ApproveOrder] order::decide_order(DecideOrder {
        order: things.awaiting,
        version: 1,
        decision: Decision::Approve,
        key: key()
    });
    [PlaceOrder] order::resubmit(Resubmit {
        order: things.sent_back,
        keep: vec![things.sent_back_line],
        purchase_order_number: None,
        key: key()
    });
    [ViewSchool, ViewOrders] order::school_record(things.placed);
    [PlaceOrder] order::say_visit(SayVisit {
        order: things.placed,
        version: 0,
        arrival: "8.40 at reception".to_owned(),
        room: String::new(),
        key: key()
    });
    [PlaceOrder] order::cancel_order(CancelOrder {
        order: things.placed,
        line: None, agreed_charge: domain::Pence::ZERO,
        key: key()
    });
    [ConfirmDelivery] order::confirm_delivery(things.to_confirm);
    [ConfirmDelivery] order::undo_delivery(things.to_undo);
    [ManageInvoices] invoice::uninvoiced_of(things.school);
    [ManageInvoices] invoice::raise_invoice(RaiseInvoice { school: things.school, key: key() });
    [ViewInvoices, ViewOrders] invoice::view_invoice(things.unpaid);
    [ManageInvoices] invoice::mark_invoice_paid(MarkPaid {
        invoice: things.unpaid,
        paid_on: day("2026-12-08"),
        key: key()
    });
    [ViewSchoolSavings, ViewPartnershipSavings] saving::view_saving_entry(things.saving);
    [ViewSchoolSavings, ViewPartnershipSavings]
        saving::evidence_file(things.saving, things.saving_file);
    [ViewSchool, ViewPartnership] file::download(things.evidence);
    [ManageDeals, ViewAudit] baseline::evidence(things.joined, things.baseline);
    [ViewSchool, ViewPartnership] deal::view_deal(things.joined, None);
    [ManageDeals] deal::draft_shown(things.draft_deal);
    [ManageDeals] deal::change_draft(ChangeDraft {
        deal: things.draft_deal,
        version: 1,
        to: hr_advice()
    });
    [ManageDeals] deal::open_deal(OpenDeal { deal: things.draft_deal, key: key() });
    [CommitToDeal] deal::ask_for_signature(AskForSignature {
        deal: things.to_join,
        quantity: 425,
        baseline: None,
        purchase_order_number: None,
        key: key()
    });
    [CommitToDeal] deal::commit_to_deal(CommitToDeal {
        deal: things.to_join,
        quantity: 425,
        quantity_reason: None,
        baseline: things.noted,
        purchase_order_number: None,
        wording: WORDING.to_owned(),
        seen: things.seen_deal.clone(),
        key: key()
    });
    [CommitToDeal] deal::leave_deal(LeaveDeal { deal: things.joined, key: key() });
    [ManageDeals] deal::withdraw_deal(WithdrawDeal {
        deal: things.joined,
        reason: "The firm took back its prices".to_owned(),
        key: key()
    });
    [OfferService] service::offer_service(&key(), service::OfferService {
        partnership: things.partnership,
        offers: "Peer support in phonics".to_owned()
    });
    [ManageServices] service::change_service(changed(things));
    [ManageServices, ProposeTerms] service::view_proposal(things.proposal);
    [ManageServices, ProposeTerms] service::waiting_proposal(things.service);
    [ProposeTerms] service::propose_terms(proposed(things));
    [ProposeTerms] service::withdraw_proposal(WithdrawProposal { proposal: things.proposal });
    [ManageServices] service::decide_proposal(DecideProposal {
        proposal: things.proposal,
        accept: false,
        reason: "Not this year".to_owned()
    });
    [ManageServices] service::settle_vat(SettleVat {
        service: things.service,
        reason: "standard".to_owned()
    });
    [ManageServices] service::move_service(MoveService {
        service: things.draft_service,
        event: Event::Publish
    });
    [ManageServices] service::preview_services(things.price_list);
    [ManageServices] service::import_services(things.price_list, ImportChoice::default());
    [ViewSchool] evaluation::evaluation_of_order(things.placed);
    [ViewSchool] evaluation::answer_for_order(judged(things));
    [ManageServices, ManagePool] evaluation::reply_to_evaluation(replied(things));
    [] event::certificate(things.events.place);
    [PlaceOrder] event::name_delegates(named(things));
    [ManageServices, ManagePool] event::plan_event(planned(things));
    [ManageServices, ManagePool] event::view_event(things.events.event);
    [ManageServices, ManagePool] event::typed_event(things.events.event);
    [ManageServices, ManagePool] event::delegates(things.events.event, &PageAsked::default());
    [ManageServices, ManagePool] event::attendance(things.events.begun, &PageAsked::default());
    [ManageServices, ManagePool] event::take_attendance(ticked(things));
    [ManageServices, ManagePool] event::change_event(changed_event(things));
    [ManageServices, ManagePool] event::cancel_event(cancelled(things));
    [ManageServices, ManagePool] capacity::create_pool(CreatePool { service: things.service });
    [ManageServices, ManagePool] capacity::view_pool(things.service);
    [ManageServices, ManagePool] capacity::add_practitioner(AddPractitioner {
        key: key(),
        service: things.service,
        name: "Nia Blake".to_owned(),
        days: vec!["Mon".to_owned()],
        starts_on: "2026-12-14".to_owned(),
        ends_on: String::new()
    });
    [ManageServices, ManagePool] capacity::rename_practitioner(RenamePractitioner {
        key: key(),
        practitioner: things.practitioner,
        name: "Una Rae".to_owned()
    });
    [ManageServices, ManagePool] capacity::set_leave(SetLeave {
        key: key(),
        practitioner: things.practitioner,
        first_on: "2027-03-15".to_owned(),
        last_on: "2027-03-16".to_owned()
    });
    [ManageServices, ManagePool] capacity::add_day(AddDay {
        key: key(),
        practitioner: things.practitioner,
        day: "2027-03-18".to_owned()
    });
    [ManageServices, ManagePool] capacity::clearances((things.service, things.practitioner));
    [ManageServices, ManagePool] capacity::pool_clearances(things.service);
    [ManageServices, ManagePool] capacity::days_to_cover(things.service);
    [ManagePool] capacity::pay_statement((things.practitioner, month()));
    [ManagePool] capacity::set_pay(paid(things));
    [ManageServices, ManagePool] capacity::view_demand(things.service);
    [ManageServices, ManagePool] capacity::enter_term(earlier(things));
    [ManageServices, ManagePool] capacity::day_list(things.service);
    [PlaceOrder] capacity::leave_day_list(things.service, things.day_wish);
    [PlaceOrder] order::day_to_move(things.sent_back, things.sent_back_line);
    [PlaceOrder] order::move_day(moved_day(things));
    [ManageServices, ManagePool] capacity::report_ill(ReportIll {
        key: key(),
        practitioner: things.practitioner,
        last_on: String::new()
    });
    [ManageServices, ManagePool] capacity::link_practitioner(LinkPractitioner {
        key: key(),
        practitioner: things.practitioner,
        person: String::new()
    });
    [ManageServices, ManagePool] capacity::give_cover(GiveCover {
        key: key(),
        line: things.sent_back_line,
        to: things.practitioner
    });
    [ManageServices, ManagePool]
        order::not_delivered(NotDelivered { key: key(), line: things.sent_back_line });
    [ManageServices, ManagePool] capacity::record_clearance(RecordClearance {
        key: key(),
        practitioner: things.practitioner,
        typed: seen_check()
    });
    [ManageServices, ManagePool] capacity::withdraw_clearance(WithdrawClearance {
        key: key(),
        practitioner: things.practitioner,
        clearance: things.clearance
    });
    [ManageServices, ManagePool] capacity::ask_for_clearances(AskForClearances {
        key: key(),
        service: things.service,
        kinds: vec!["enhanced_dbs".to_owned()]
    });
    [ManageServices, ManagePool] capacity::end_practitioner(EndPractitioner {
        key: key(),
        practitioner: things.practitioner,
        ends_on: "2027-03-30".to_owned()
    });
    [ManageServices] market_rate::record_price_point(RecordPricePoint {
        key: key(),
        service: things.service,
        typed: published()
    });
    [ManageServices] market_rate::withdraw_price_point(WithdrawPricePoint { point: things.price });
    [ManageBank] partnership::decide_change(DecideChange { change: things.change, confirm: true });
    [HostPartnership] partnership::hosting(things.hosting);
    [HostPartnership]
        partnership::answer_hosting(AnswerHosting { hosting: things.hosting, agree: true });
    [ViewPartnership] partnership::member(things.membership);
    [ViewPartnership] partnership::membership_history(things.membership);
    [ViewPartnership] service::services_for_member(things.membership, PageAsked::default());
    [ManageMembers] partnership::invite_schools(InviteSchools {
        pasted: read_pasted(things.urn.as_str()),
        tier: things.tier,
        starts_on: day("2026-12-08"),
        role: Role::Approver,
        reason: None
    });
    [ManageMembers] partnership::move_member(MoveMember {
        membership: things.other_membership,
        tier: things.other_tier,
        from: day("2027-01-01")
    });
    [ManageMembers] partnership::end_membership(EndMembership {
        membership: things.membership,
        ends_on: day("2027-08-31")
    });
    [ManagePartnership] partnership::change_tier(ChangeTier {
        tier: things.tier,
        version: 1,
        rule: flat(),
        includes: "A vote".to_owned(),
        from: day("2027-01-01")
    });
    [ManagePeople] people::holding(things.holding);
    [ManagePeople] people::change_limit(&key(), ChangeLimit {
        holding: things.holding,
        limit: Some(Pence::pounds(500))
    });
    [ManagePeople] people::waiting_invitation(things.invitation);
    [ManagePeople] people::resend_invitation(&key(), InvitationAsked {
        invitation: things.invitation
    });
    [ManagePeople] people::revoke_invitation(InvitationAsked { invitation: things.invitation });
    [ManagePeople] people::end_role(&key(), EndRole {
        holding: things.other_holding,
        last_day: Some(day("2026-12-31"))
    });
    [ManageDelegation] delegation::end_deputy(&key(), EndDeputy { deputy: things.deputy });
    [ViewPartnership, ManageAssociation] group::group(things.group, &MemberSought::default());
    [ManageMembers, ManageAssociation] group::group_seat(things.group, things.group_seat);
    [ManageMembers, ManageAssociation] group::enter_group_seat(EnterGroupSeat {
        group: things.group,
        typed: a_committee_member(),
        key: key()
    });
    [ManageMembers, ManageAssociation] group::end_group_seat(EndGroupSeat {
        group: things.group,
        seat: things.group_seat,
        ends_on: "2026-11-20".to_owned(),
        mistaken: false
    });
    [ManageMembers, ManageAssociation] group::put_into_group(&key(), PutIntoGroup {
        group: things.group,
        members: vec![things.school]
    });
    [ManageMembers, ManageAssociation] group::take_out_of_group(TakeOutOfGroup {
        group: things.group,
        member: things.school
    });
    [ManageMembers, ManageAssociation] group::rename_group(RenameGroup {
        group: things.group,
        version: 1,
        name: "Fulwell and Roding".to_owned()
    });
    [ManageMembers, ManageAssociation] group::end_group(EndGroup {
        group: things.group,
        version: 1
    });
    [ManageMembers, CreatePartnership] trust::bring_in_trust(&key(), BringInTrust {
        uid: things.trust_uid.clone(),
        email: Email::parse("trust.office@pool.example").unwrap()
    });
    [ManageServices] people::provider_people(things.provider);
    [ManageServices] people::invite_provider(&key(), InviteProvider {
        provider: things.provider,
        email: Email::parse("first.manager@pool.example").unwrap()
    });
    [ManagePeople] trust::agree_trust(AgreeTrust { tie: things.tie, agree: false });
    [ManagePeople] trust::let_act(&key(), LetAct { holding: things.trust_holding, act: false });
    [ManageMembers] people::invitations_to_member(things.school);
    [ViewSchool] baseline::baseline(things.baseline);
    [RecordBaseline] baseline::add_document(baseline::AddDocument {
        baseline: things.noted,
        document: price_list(),
        key: key()
    });
    [ManageServices] service::add_document(service::AddDocument {
        key: key(),
        service: things.service,
        title: "How we keep notes".to_owned(),
        upload: Some(paper())
    });
    [ManageServices] service::withdraw_document(WithdrawDocument {
        service: things.service,
        document: things.document
    });
    [] person::end_session(things.session);
}

// What is on sale may be asked for by every school: the service's own rule says who may buy it.
use_cases! { FOR_ALL_SCHOOLS, things:
    [PlaceOrder] capacity::day_list_for_school(things.service);
    [PlaceOrder] capacity::join_day_list(waits_for_day(things));
    [PlaceOrder] event::join_waiting_list(waits(things));
    [PlaceOrder] event::leave_waiting_list(things.events.event);
    [PlaceOrder] event::event_for_school(things.events.event);
    [PlaceOrder] order::quote_order(QuoteOrder {
        service: things.service,
        wanted: Wanted::Days(vec![day("2027-01-12")])
    });
    [PlaceOrder] order::order_choices(things.service);
    [PlaceOrder] order::choose_days(ChooseDays {
        service: things.service,
        weekday: Weekday::Tue,
        from: day("2027-01-12"),
        to: day("2027-02-02")
    });
    [PlaceOrder] order::place_order(PlaceOrder {
        service: things.service,
        wanted: Wanted::Days(vec![day("2027-01-12")]),
        purchase_order_number: None,
        seen: things.seen_order,
        key: key()
    });
}

// One's own account, whoever one is: there is nothing of anybody else's to name.
use_cases! { OF_THE_PERSON, things:
    [] home::waiting();
    [] person::my_data();
    [] person::notifications();
    [] person::choose_notifications(BTreeMap::new());
    [] person::rename("Somebody Else");
    [] group::own_seats();
    [] person::sessions();
    [] person::second_factor();
    [] person::begin_second_factor();
    [] person::pending_second_factor();
    [] person::confirm_second_factor("000000");
    [] person::renew_recovery_codes("000000");
    [] person::turn_off_second_factor("no password".to_owned(), "000000");
    [] person::close_account(CloseAccount { password: "no password".to_owned() });
    [] people::leave_organisation(&key(), Leave { organisation: things.partnership });
    [] person::sign_out();
    [] person::sign_out_everywhere();
}
