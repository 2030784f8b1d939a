//! Use cases that name a thing of a tenant: its people, orders, invoices, deals and itself.

use super::*;

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
    [PlaceOrder] order::take_out_of_basket(things.basket.0);
    [ViewSchool] saved_search::view_search(things.search);
    [ViewSchool] saved_search::rename_search(RenameSearch {
        search: things.search,
        name: "Therapists".to_owned()
    });
    [ViewSchool] saved_search::remove_search(things.search);
    [ViewSchool, AnswerSchools, ManageServices] enquiry::view_enquiry(things.enquiry);
    [AskProviders, AnswerSchools, ManageServices] enquiry::write_enquiry(WriteEnquiry {
        enquiry: things.enquiry,
        words: "And on Fridays?".to_owned(),
        key: key()
    });
    [AskProviders, AnswerSchools, ManageServices] enquiry::close_enquiry(things.enquiry);
    [AskProviders, AnswerSchools, ManageServices] enquiry::reopen_enquiry(things.enquiry);
    [ViewSchool] quote_request::view_quote_request(things.quotes.sealed);
    [ViewSchool] quote_request::quote_document(things.quotes.sealed, things.quotes.document);
    [PlaceOrder] quote_request::answer_quote_question(quotes::answered(things));
    [PlaceOrder] quote_request::decide_quotes(quotes::decided(things));
    [AnswerSchools] quote_request::asked_for_quote(things.quotes.supplier);
    [AnswerSchools] quote_request::quote_document_of_supplier(
        things.quotes.supplier,
        things.quotes.document
    );
    [AnswerSchools] quote_request::send_bid(quotes::bid(things));
    [AnswerSchools] quote_request::ask_quote_question(things.quotes.supplier, "When does it begin?");
    [AnswerSchools] quote_request::withdraw_bid(things.quotes.supplier);
    [PlaceOrder] quote_request::withdraw_quotes(quotes::taken_back(things));
    [ViewSchool, ViewOrders] sharing::view_sharing(things.shared.asked);
    [ViewSchool, ViewOrders] sharing::sharing_statement(things.shared.bound);
    [PlaceOrder] sharing::join_sharing(sharing::joined(things));
    [PlaceOrder] sharing::leave_sharing(things.shared.theirs);
    [PlaceOrder] sharing::ask_sharers(sharing::asked(things));
    [ApproveOrder] sharing::agree_sharing(sharing::agreed(things));
    [ApproveOrder] sharing::decline_sharing(sharing::declined(things));
    [PlaceOrder] sharing::withdraw_sharing(sharing::taken_back(things));
    [ApproveOrder] sharing::end_sharing(sharing::ended(things));
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
    [ViewSchool, ViewOrders, ViewBookings] order::order_calendar(things.placed);
    [ApproveOrder] order::decide_order(DecideOrder {
        order: things.awaiting,
        version: 1,
        decision: Decision::Approve,
        key: key()
    });
    [ViewSchool] order::view_purchase(things.renewals.waiting);
    [ApproveOrder] order::decide_purchase(DecidePurchase {
        purchase: things.renewals.waiting,
        version: 2,
        decision: Decision::Approve,
        key: key()
    });
    [PlaceOrder] order::send_purchase_again(SendPurchaseAgain {
        purchase: things.renewals.sent_back,
        version: 1,
        purchase_order_number: None,
        key: key()
    });
    [PlaceOrder] order::cancel_purchase(CancelPurchase {
        purchase: things.renewals.waiting,
        version: 1,
        key: key()
    });
    [ViewSchool] buy_back::view_sheet(things.renewals.begun);
    [PlaceOrder] buy_back::keep_sheet(kept(things));
    [PlaceOrder] buy_back::check_sheet(things.renewals.begun);
    [PlaceOrder] buy_back::send_sheet(SendSheet {
        buy_back: things.renewals.begun,
        version: 1,
        purchase_order_number: None,
        seen: None,
        key: key()
    });
    [ViewOrders] buy_back::renewals(things.renewals.begun, &RenewalsAsked::default());
    [ManageServices] buy_back::remind_schools(Remind {
        buy_back: things.renewals.begun,
        schools: Vec::new(),
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
    [ViewSchool, ViewOrders, ViewBookings] order::agreed_terms(things.placed);
    [ViewSchool, ViewOrders, ViewBookings] order::agreed_document((things.placed, things.document));
    [PlaceOrder] order::agree_delivery(AgreeDelivery {
        order: things.to_undo.order,
        line: Some(things.to_undo.line)
    });
    [PlaceOrder] order::dispute_delivery(says_not_right(things));
    [ConfirmDelivery] order::answer_dispute(answers(things));
    [ManageInvoices] order::decide_dispute(decides(things));
    [ConfirmDelivery] order::say_no_show(came_in_vain(things));
    [PlaceOrder] capacity::decline_renewal(things.renewal);
    [ManageInvoices] invoice::uninvoiced_of(things.school);
    [ManageInvoices] invoice::raise_invoice(RaiseInvoice { school: things.school, key: key() });
    [ViewInvoices, ViewOrders] invoice::view_invoice(things.unpaid);
    [ManageInvoices] payment::owing(things.school);
    [ViewInvoices, ViewOrders] payment::view_payment(things.money.payment);
    [ManageInvoices] payment::use_credit(UseCredit { key: key(), invoice: things.unpaid });
    [ManageInvoices] payment::record_payment(has_paid(things));
    [ManageInvoices] payment::return_payment(ReturnPayment {
        key: key(),
        payment: things.money.payment,
        returned_on: day("2026-12-08")
    });
    [ManageInvoices] payment::undo_payment(UndoPayment { key: key(), payment: things.money.payment });
    [ManageInvoices] invoice::quote_credit(things.unpaid, whole());
    [ManageInvoices] invoice::raise_credit_note(RaiseCreditNote {
        key: key(),
        invoice: things.unpaid,
        typed: whole(),
        agreed: Pence::new(1)
    });
    [ViewInvoices, ViewOrders] invoice::view_credit_note(things.money.credit_note);
    [ManageInvoices] invoice::record_refund(RecordRefund {
        key: key(),
        note: things.money.credit_note,
        refunded_on: day("2026-12-08")
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
    [PlaceOrder] order::day_to_move(things.sent_back, things.sent_back_line);
    [PlaceOrder] order::move_day(moved_day(things));
    [ManageServices, ManagePool]
        order::not_delivered(NotDelivered { key: key(), line: things.sent_back_line });
    [ManageServices, ManagePool] capacity::keep_profile(KeepProfile {
        key: key(),
        practitioner: things.practitioner,
        typed: TypedProfile { skills: "Bereavement".to_owned(), ..TypedProfile::default() }
    });
    [ManageServices, ManagePool] capacity::record_clearance(RecordClearance {
        key: key(),
        practitioner: things.practitioner,
        typed: seen_check()
    });
    [ManageBank] partnership::decide_change(DecideChange { change: things.change, confirm: true });
    [HostPartnership] partnership::hosting(things.hosting);
    [HostPartnership]
        partnership::answer_hosting(AnswerHosting { hosting: things.hosting, agree: true });
    [ViewPartnership] partnership::member(things.membership);
    [ViewPartnership] partnership::membership_history(things.membership);
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
    [] person::end_session(things.session);
}
