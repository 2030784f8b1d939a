//! Use cases of one's own: of an organisation without naming a thing, and of a person.

use super::*;

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
    [ManageServices] service::services_to_pack();
    [ManageServices] library::add_resource(shared());
    [ViewSchool] home::school_home();
    [ViewPartnership] home::partnership_home();
    [ViewSchool] school::own_urn();
    [ManageServices] service::catalogue(&PageAsked::default());
    [ViewOrders] peer_review::peer_reviews(SchoolYear::of(day("2026-11-23")));
    [ViewSchool] peer_review::own_peer_reviews();
    [ViewSchool, ViewPartnership] term_dates::term_dates(SchoolYear::of(day("2026-11-23")));
    [ViewSchool, ViewPartnership] term_dates::inset_days_together();
    [CorrectSchool, ManagePartnership, HostPartnership] term_dates::keep_term_dates(term_dates_typed());
    [CorrectSchool] term_dates::add_inset_day(AddInsetDay {
        day: "2026-12-01".to_owned(),
        note: String::new()
    });
    [CorrectSchool] term_dates::remove_inset_day("2026-12-01");
    [ManageMembers, ManagePeople] school::join_requests();
    [ManageServices, ManagePool] evaluation::evaluations(EvaluationsAsked::default());
    [ManageServices, ManagePool] event::events(EventsAsked::default());
    [ViewSchool, ViewOrders, ViewBookings] order::orders(OrdersAsked::default());
    [ViewSchool] buy_back::open_buy_backs();
    [ViewOrders] buy_back::buy_backs();
    [ManageServices] buy_back::set_buy_back(a_round());
    [ViewBookings] capacity::may_be_ill();
    [PlaceOrder] capacity::renewals();
    [ViewBookings] capacity::pay_of_month(month());
    [ViewBookings] capacity::week(month().first());
    [ViewSchool, ViewBookings] calendar_link::calendar_links();
    [ViewSchool] calendar_link::make_calendar_link(CalendarKind::School);
    [ViewSchool] calendar_link::withdraw_calendar_link(CalendarKind::School);
    [ViewBookings] order::bookings(BookingsAsked::default());
    [ViewSchool] saved_search::saved_searches();
    [ViewSchool] saved_search::save_search(speech());
    [PlaceOrder] order::view_basket();
    [PlaceOrder] order::order_basket(OrderBasket {
        purchase_order_number: None,
        seen: things.basket.1.clone(),
        key: key()
    });
    [ViewSchool, AnswerSchools, ManageServices] enquiry::enquiries(&PageAsked::default());
    [ViewSchool] quote_request::quote_requests(&PageAsked::default());
    [ViewSchool, ViewOrders] sharing::sharings(&PageAsked::default());
    [PlaceOrder] sharing::sharing_choices(None);
    [PlaceOrder] sharing::propose_sharing(sharing::proposed(things));
    [AnswerSchools] quote_request::quotes_asked_for(&PageAsked::default());
    [ViewInvoices, ViewOrders] invoice::invoices(InvoicesAsked::default());
    [ViewInvoices, ViewOrders] invoice::credit_notes(&PageAsked::default());
    [ViewInvoices, ViewOrders] payment::payments(PaymentsAsked::default());
    [ManageInvoices] payment::owing_schools(&PageAsked::default());
    [ViewInvoices, ViewOrders] payment::statement(
        None,
        Period { first: day("2026-09-01"), last: day("2027-08-31") }
    );
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

// One's own account, whoever one is: there is nothing of anybody else's to name.
use_cases! { OF_THE_PERSON, things:
    [] home::waiting();
    [] person::my_data();
    [] person::notifications();
    [] person::choose_notifications(BTreeMap::new());
    [] person::rename("Somebody Else");
    [] group::own_seats();
    [] service::forget_viewed();
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
