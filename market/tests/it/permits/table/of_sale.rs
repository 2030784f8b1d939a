//! Use cases that name what is on sale: services, their pools and events, and what is said of them.

use super::*;

use_cases! { NAMES_WHAT_IS_ON_SALE, things:
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
    [ManageServices] service::opening_choices(things.service);
    [ManageServices] service::open_service(OpenService {
        service: things.service,
        version: 1,
        opening: TypedOpening { to: "nobody".to_owned(), ..TypedOpening::default() }
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
    [ManageServices, ManagePool] capacity::create_pool(CreatePool { service: things.service, people_of: None });
    [ManageServices, ManagePool] capacity::pools_to_share(things.service);
    [ManageServices, ManagePool] capacity::view_pool(things.service);
    [ManageServices, ManagePool] capacity::add_practitioner(AddPractitioner {
        key: key(),
        service: things.service,
        name: "Nia Blake".to_owned(),
        pattern: TypedPattern::every(["Mon"]),
        starts_on: "2026-12-14".to_owned(),
        ends_on: String::new()
    });
    [ManageServices, ManagePool] capacity::change_days(ChangeDays {
        key: key(),
        practitioner: things.practitioner,
        pattern: TypedPattern::every(["Mon"]),
        from: String::new()
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
        day: "2027-03-18".to_owned(), half: String::new() });
    [ManageServices, ManagePool] capacity::clearances((things.service, things.practitioner));
    [ManageServices, ManagePool] capacity::pool_clearances(things.service);
    [ManageServices, ManagePool] capacity::days_to_cover(things.service);
    [ManagePool] capacity::pay_statement((things.practitioner, month()));
    [ManagePool] capacity::set_pay(paid(things));
    [ManageServices, ManagePool] capacity::view_demand(things.service);
    [ManageServices, ManagePool] capacity::enter_term(earlier(things));
    [ManageServices, ManagePool] capacity::day_list(things.service);
    [ManageServices, ManagePool] capacity::next_year(things.service);
    [ManageServices, ManagePool] capacity::offer_renewals(OfferRenewals {
        service: things.service,
        schools: vec![things.school, things.other_school],
        until: String::new(),
        key: key()
    });
    [PlaceOrder] capacity::leave_day_list(things.service, things.day_wish);
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
    [ViewPartnership] service::services_for_member(things.membership, PageAsked::default());
    [ManageServices] service::add_document(service::AddDocument {
        key: key(),
        service: things.service,
        title: "How we keep notes".to_owned(),
        upload: Some(paper())
    });
    [ManageServices] library::replace_resource(ReplaceResource {
        key: key(),
        resource: things.resource,
        version: 1,
        reach: String::new(),
        typed: TypedEdition::default(),
        upload: Some(paper())
    });
    [ManageServices] library::withdraw_resource(WithdrawResource { resource: things.resource });
    [ManageServices] service::withdraw_document(WithdrawDocument {
        service: things.service,
        document: things.document
    });
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
    [PlaceOrder] order::put_into_basket(PutIntoBasket {
        service: things.service,
        wanted: Wanted::Days(vec![day("2027-01-12")])
    });
    [AskProviders] enquiry::service_to_ask_about(things.service);
    [AskProviders] enquiry::ask_about_service(AskAboutService {
        service: things.service,
        typed: TypedEnquiry { subject: "Rooms".to_owned(), words: "Two?".to_owned() },
        key: key()
    });
    [PlaceOrder] quote_request::quote_choices(Category::Counselling, None);
    [PlaceOrder] quote_request::ask_for_quotes(quotes::asked(things));
    [PlaceOrder] order::order_choices(things.service);
    [PlaceOrder] order::packages_left(things.service);
    [PlaceOrder] order::choose_days(ChooseDays { half: None,
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
