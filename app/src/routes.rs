//! Every route of the product, in one table. It builds the router, and it is the list that the
//! test of permissions tries as nobody, as a stranger and in the wrong role.

use std::future::Future;
use std::pin::Pin;

use domain::Failure;
use domain::access::Action;

use crate::web::{Answer, Ask};
use crate::{
    about, account, association, audit, baseline, booking, capacity, control, deal, delegation,
    evaluation, event, group, home, invoice, member, order, partnership, people, saving, school,
    search, service, term_dates, trust,
};

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Shows something.
    Get,
    /// Does something.
    Post,
}

/// Whom a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Everybody.
    Everybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever's role, for whom they act, allows the action.
    Permitted(Action),
    /// Whoever's role allows one of the two: as a school one, as a partnership the other.
    Either(Action, Action),
    /// Demo worlds only.
    Demo,
}

impl For {
    /// The actions of which one is needed; none where signing in is enough, or not even that.
    pub fn actions(self) -> Vec<Action> {
        match self {
            Self::Everybody | Self::SignedIn | Self::Demo => Vec::new(),
            Self::Permitted(action) => vec![action],
            Self::Either(one, other) => vec![one, other],
        }
    }
}

/// The one shape of a handler.
pub type Handler = fn(Ask) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// One route.
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its path, with parts in braces.
    pub path: &'static str,
    /// Whom it is for.
    pub whom: For,
    /// What answers.
    pub handler: Handler,
}

macro_rules! routes {
    ($($method:ident $path:literal $whom:expr => $handler:path;)*) => {
        /// Every route.
        pub static ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            whom: $whom,
            handler: |ask| Box::pin($handler(ask)),
        },)*];
    };
}

use For::{Demo, Everybody, SignedIn};

const SERVICES: For = For::Permitted(Action::ManageServices);
const PROPOSALS: For = For::Either(Action::ManageServices, Action::ProposeTerms);
const POOL: For = For::Either(Action::ManageServices, Action::ManagePool);
const ORDERS: For = For::Either(Action::ViewSchool, Action::ViewOrders);
const CALENDAR: For = For::Either(Action::ViewSchool, Action::ViewBookings);
const BUY: For = For::Permitted(Action::PlaceOrder);
const INVOICES: For = For::Either(Action::ViewInvoices, Action::ViewOrders);
const MANAGE_INVOICES: For = For::Permitted(Action::ManageInvoices);
const SAVINGS: For = For::Either(Action::ViewSchoolSavings, Action::ViewPartnershipSavings);
const BANK: For = For::Permitted(Action::ManageBank);
const PEOPLE: For = For::Permitted(Action::ManagePeople);
const DELEGATION: For = For::Permitted(Action::ManageDelegation);
const SCHEME: For = For::Permitted(Action::ViewSchool);
const DECIDE_JOINING: For = For::Either(Action::ManagePeople, Action::ManageMembers);
const SCHOOL_OR_AREA: For = For::Either(Action::ViewSchool, Action::ViewPartnership);
const MANAGE_DEALS: For = For::Permitted(Action::ManageDeals);
const GROUPS: For = For::Either(Action::ViewPartnership, Action::ManageAssociation);
const KEEP_GROUPS: For = For::Either(Action::ManageMembers, Action::ManageAssociation);
const OFFER: For = For::Permitted(Action::OfferService);
const CONTROL: For = For::Permitted(Action::ViewPartnership);
const KEEP_CONTROL: For = For::Permitted(Action::ManagePartnership);
const SIGN_DEALS: For = For::Permitted(Action::CommitToDeal);

routes! {
    Get  "/"                          Everybody => home::show;
    Get  "/sign-in"                   Everybody => account::sign_in::show;
    Post "/sign-in"                   Everybody => account::sign_in::submit;
    Get  "/sign-in/code"              Everybody => account::enter_code::show;
    Post "/sign-in/code"              Everybody => account::enter_code::submit;
    Post "/sign-out"                  SignedIn  => account::sign_out::submit;
    Post "/sign-out-everywhere"       SignedIn  => account::sign_out::everywhere;
    Get  "/password"                  Everybody => account::reset::ask;
    Post "/password"                  Everybody => account::reset::send;
    Get  "/password/sent"             Everybody => account::reset::sent;
    Get  "/password/new"              Everybody => account::reset::choose;
    Post "/password/new"              Everybody => account::reset::save;
    Get  "/account"                   SignedIn  => account::show;
    Get  "/account/name"              SignedIn  => account::name::show;
    Post "/account/name"              SignedIn  => account::name::save;
    Get  "/account/notifications"     SignedIn  => account::notifications::show;
    Post "/account/notifications"     SignedIn  => account::notifications::save;
    Get  "/account/code"              SignedIn  => account::code::show;
    Post "/account/code"              SignedIn  => account::code::begin;
    Get  "/account/code/set-up"       SignedIn  => account::code::set_up;
    Post "/account/code/set-up"       SignedIn  => account::code::confirm;
    Post "/account/code/renew"        SignedIn  => account::code::renew;
    Get  "/account/code/off"          SignedIn  => account::code::ask_to_turn_off;
    Post "/account/code/off"          SignedIn  => account::code::turn_off;
    Post "/account/sessions/{session}/end" SignedIn => account::sessions::end;
    Get  "/account/data.json"         SignedIn  => account::data;
    Get  "/account/leave/{organisation}"  SignedIn => account::leave::show;
    Post "/account/leave/{organisation}"  SignedIn => account::leave::submit;
    Get  "/account/close"             SignedIn  => account::close::show;
    Post "/account/close"             SignedIn  => account::close::submit;
    Post "/act-for"                   SignedIn  => account::act_for;
    Get  "/services/{service}/order"  BUY => order::order_form;
    Post "/services/{service}/order"  BUY => order::take_order_form;
    Get  "/services/{service}/check"  BUY => order::check;
    Post "/services/{service}/check"  BUY => order::choose;
    Post "/services/{service}/book"   BUY => order::book;
    Get  "/services/{service}/wait"   BUY => capacity::waiting::show;
    Post "/services/{service}/wait"   BUY => capacity::waiting::join;
    Post "/services/{service}/wait/leave" BUY => capacity::waiting::leave;
    Get  "/orders"                    ORDERS => order::list;
    Get  "/orders.csv"                ORDERS => order::file;
    Get  "/orders/{order}"            ORDERS => order::show;
    Post "/orders/{order}/decide"     For::Permitted(Action::ApproveOrder) => order::decide;
    Post "/orders/{order}/resubmit"   BUY => order::resubmit;
    Post "/orders/{order}/cancel"     BUY => order::cancel;
    Get  "/orders/{order}/move/{line}" BUY => order::move_day::show;
    Post "/orders/{order}/move/{line}" BUY => order::move_day::submit;
    Get  "/orders/{order}/people"     ORDERS => order::people::show;
    Post "/orders/{order}/people"     BUY => order::people::save;
    Get  "/bookings"                  For::Permitted(Action::ViewBookings) => booking::list;
    Get  "/bookings.csv"              For::Permitted(Action::ViewBookings) => booking::file;
    Get  "/bookings/ill"              For::Permitted(Action::ViewBookings) => booking::ill::show;
    Post "/bookings/ill"              For::Permitted(Action::ViewBookings) => booking::ill::report;
    Get  "/bookings/week"             For::Permitted(Action::ViewBookings) => booking::week::show;
    Get  "/bookings/week.csv"         For::Permitted(Action::ViewBookings) => booking::week::file;
    Get  "/pay"                       For::Permitted(Action::ViewBookings) => booking::pay::list;
    Get  "/pay.csv"                   For::Permitted(Action::ViewBookings) => booking::pay::export::file;
    Get  "/pay/{pract}"               For::Permitted(Action::ViewBookings) => booking::pay::statement::show;
    Post "/pay/{pract}"               POOL      => booking::pay::statement::set;
    Get  "/pay/{pract}/days.csv"      For::Permitted(Action::ViewBookings) => booking::pay::export::days;
    Get  "/calendar"                  CALENDAR => booking::calendar::show;
    Post "/calendar"                  CALENDAR => booking::calendar::make;
    Post "/calendar/withdraw"         CALENDAR => booking::calendar::withdraw;
    Get  "/calendar.ics"              Everybody => booking::calendar::read;
    Get  "/bookings/{order}"          For::Permitted(Action::ViewBookings) => order::show_to_provider;
    Post "/bookings/{order}/confirm"  For::Permitted(Action::ConfirmDelivery) => booking::confirm;
    Post "/bookings/{order}/undo"     For::Permitted(Action::ConfirmDelivery) => booking::undo;
    Get  "/invoices"                  INVOICES => invoice::list;
    Get  "/invoices.csv"              INVOICES => invoice::file;
    Get  "/invoices/new"              MANAGE_INVOICES => invoice::waiting;
    Get  "/invoices/new.csv"          MANAGE_INVOICES => invoice::file_of_waiting;
    Post "/invoices/new"              MANAGE_INVOICES => invoice::raise;
    Get  "/invoices/{invoice}"        INVOICES => invoice::show;
    Post "/invoices/{invoice}/paid"   MANAGE_INVOICES => invoice::mark_paid;
    Get  "/deals"                     SCHOOL_OR_AREA => deal::list::show;
    Get  "/deals.csv"                 SCHOOL_OR_AREA => deal::file;
    Get  "/deals/new"                 MANAGE_DEALS => deal::draft::new;
    Post "/deals/new"                 MANAGE_DEALS => deal::draft::create;
    Get  "/deals/{deal}"              SCHOOL_OR_AREA => deal::page::show;
    Get  "/deals/{deal}/schools.csv"  SCHOOL_OR_AREA => deal::schools;
    Get  "/deals/{deal}/live"         SCHOOL_OR_AREA => deal::live::stream;
    Get  "/deals/{deal}/edit"         MANAGE_DEALS => deal::draft::edit;
    Post "/deals/{deal}/edit"         MANAGE_DEALS => deal::draft::save;
    Post "/deals/{deal}/open"         MANAGE_DEALS => deal::manage::open;
    Get  "/deals/{deal}/withdraw"     MANAGE_DEALS => deal::manage::ask_reason;
    Post "/deals/{deal}/withdraw"     MANAGE_DEALS => deal::manage::withdraw;
    Get  "/deals/{deal}/evidence/{baseline}" For::Either(Action::ManageDeals, Action::ViewAudit) => deal::evidence::of_signature;
    Get  "/deals/{deal}/sign-up"      SIGN_DEALS => deal::sign_up::show;
    Post "/deals/{deal}/sign-up"      SIGN_DEALS => deal::sign_up::submit;
    Get  "/deals/{deal}/check"        SIGN_DEALS => deal::check::show;
    Post "/deals/{deal}/check"        SIGN_DEALS => deal::check::submit;
    Post "/deals/{deal}/ask"          SIGN_DEALS => deal::check::ask_approver;
    Get  "/deals/{deal}/signed-up"    SCHOOL_OR_AREA => deal::confirmation::show;
    Get  "/deals/{deal}/leave"        SIGN_DEALS => deal::confirmation::ask_to_leave;
    Post "/deals/{deal}/leave"        SIGN_DEALS => deal::confirmation::leave;
    Get  "/files/{file}"              SCHOOL_OR_AREA => deal::evidence::own;
    Get  "/what-you-pay"              For::Permitted(Action::ViewSchool) => baseline::show;
    Get  "/what-you-pay.csv"          For::Permitted(Action::ViewSchool) => baseline::file;
    Get  "/what-you-pay/new"          For::Permitted(Action::RecordBaseline) => baseline::new;
    Post "/what-you-pay/new"          For::Permitted(Action::RecordBaseline) => baseline::save;
    Get  "/what-you-pay/{baseline}/document" For::Permitted(Action::RecordBaseline) => baseline::ask_for;
    Post "/what-you-pay/{baseline}/document" For::Permitted(Action::RecordBaseline) => baseline::add;
    Get  "/savings"                   SAVINGS => saving::show;
    Get  "/savings/entries"           SAVINGS => saving::list;
    Get  "/savings/entries/{saving}"  SAVINGS => saving::entry::show;
    Get  "/savings/entries/{saving}/evidence/{file}" SAVINGS => saving::evidence;
    Get  "/savings.csv"               SAVINGS => saving::file;
    Get  "/school"                    For::Permitted(Action::ViewSchool) => school::own;
    Get  "/school/prices"             For::Permitted(Action::ViewSchool) => school::prices::show;
    Post "/school/prices"             For::Permitted(Action::RecordBaseline) => school::prices::submit;
    Get  "/term-dates"                SCHOOL_OR_AREA => term_dates::show;
    Get  "/term-dates/change"         For::Either(Action::CorrectSchool, Action::ManagePartnership) => term_dates::change::show;
    Post "/term-dates/change"         For::Either(Action::CorrectSchool, Action::ManagePartnership) => term_dates::change::save;
    Post "/term-dates/inset"          For::Permitted(Action::CorrectSchool) => term_dates::add;
    Post "/term-dates/inset/remove"   For::Permitted(Action::CorrectSchool) => term_dates::remove;
    Get  "/inset-days"                SCHOOL_OR_AREA => term_dates::together::show;
    Get  "/inset-days.csv"            SCHOOL_OR_AREA => term_dates::together::file;
    Get  "/schools"                   Everybody => school::list;
    Get  "/schools.csv"               SignedIn  => school::file;
    Get  "/schools/{urn}"             Everybody => school::show;
    Post "/schools/{urn}/pupils"      SignedIn  => school::record;
    Get  "/schools/{urn}/join"        Everybody => school::join::show;
    Post "/schools/{urn}/join"        Everybody => school::join::submit;
    Get  "/schools/{urn}/join/sent"   Everybody => school::join::sent;
    Get  "/schools/{urn}/succession"  For::Permitted(Action::ViewSchool) => school::succession::show;
    Get  "/schools/{urn}/succession/check" For::Permitted(Action::ApproveOrder) => school::succession::check;
    Post "/schools/{urn}/succession"  For::Permitted(Action::ApproveOrder) => school::succession::submit;
    Get  "/schools/{urn}/left-trust"  For::Permitted(Action::ViewSchool) => trust::left::show;
    Get  "/schools/{urn}/left-trust/check" For::Permitted(Action::ApproveOrder) => trust::left::check;
    Post "/schools/{urn}/left-trust"  For::Permitted(Action::ApproveOrder) => trust::left::submit;
    Get  "/join-requests/{request}"   DECIDE_JOINING => people::request::show;
    Post "/join-requests/{request}"   DECIDE_JOINING => people::request::decide;
    Get  "/people"                    PEOPLE => people::list;
    Get  "/people.csv"                PEOPLE => people::file;
    Get  "/people/through.csv"        PEOPLE => people::through;
    Get  "/people/invited.csv"        PEOPLE => people::invited;
    Get  "/people/left.csv"           PEOPLE => people::left;
    Get  "/people/invite"             PEOPLE => people::invite::show;
    Post "/people/invite"             PEOPLE => people::invite::submit;
    Get  "/people/delegation"         SCHEME => delegation::show;
    Get  "/people/delegation.csv"     SCHEME => delegation::export::holds;
    Get  "/people/delegation/people.csv" SCHEME => delegation::export::people;
    Get  "/people/delegation/deputies.csv" SCHEME => delegation::export::deputies;
    Get  "/people/delegation/history.csv" SCHEME => delegation::export::history;
    Get  "/people/delegation/change"  DELEGATION => delegation::change::show;
    Post "/people/delegation/change"  DELEGATION => delegation::change::save;
    Get  "/people/deputy"             DELEGATION => delegation::deputy::show;
    Post "/people/deputy"             DELEGATION => delegation::deputy::submit;
    Post "/people/deputy/{deputy}/end" DELEGATION => delegation::deputy::end;
    Get  "/people/import"             PEOPLE => people::import::show;
    Post "/people/import"             PEOPLE => people::import::check;
    Post "/people/import/make"        PEOPLE => people::import::make;
    Get  "/people/{role}"             PEOPLE => people::one::show;
    Post "/people/{role}/limit"       PEOPLE => people::one::limit;
    Post "/people/{role}/end"         PEOPLE => people::one::end;
    Get  "/people/invitations/{invite}"        DECIDE_JOINING => people::invitation::show;
    Post "/people/invitations/{invite}/again"  DECIDE_JOINING => people::invitation::again;
    Post "/people/invitations/{invite}/revoke" DECIDE_JOINING => people::invitation::revoke;
    Post "/people/{role}/act"         PEOPLE => people::one::act;
    Post "/people/trusts/{tie}"       PEOPLE => trust::agree;
    Get  "/trusts/{uid}"              Everybody => trust::show;
    Get  "/trusts/{uid}/schools.csv"  Everybody => trust::export::file;
    Get  "/trust/schools.csv"         For::Permitted(Action::ViewSchool) => trust::export::own;
    Post "/trusts/{uid}"              For::Either(Action::ManageMembers, Action::CreatePartnership) => trust::bring_in;
    Get  "/invitation"                Everybody => member::invitation::show;
    Post "/invitation"                Everybody => member::invitation::accept;
    Get  "/groups"                    GROUPS      => group::list;
    Get  "/groups.csv"                GROUPS      => group::export::file;
    Get  "/groups/new"                KEEP_GROUPS => group::new;
    Post "/groups/new"                KEEP_GROUPS => group::add;
    Get  "/groups/{group}"            GROUPS      => group::show;
    Get  "/groups/{group}/members.csv" GROUPS     => group::export::members;
    Post "/groups/{group}/members"    KEEP_GROUPS => group::put_in;
    Post "/groups/{group}/remove"     KEEP_GROUPS => group::take_out;
    Post "/groups/{group}/name"       KEEP_GROUPS => group::rename;
    Post "/groups/{group}/end"        KEEP_GROUPS => group::end;
    Get  "/groups/{group}/people.csv" GROUPS      => group::people::file;
    Post "/groups/{group}/people"     KEEP_GROUPS => group::people::enter;
    Get  "/groups/{group}/people/{seat}/end" KEEP_GROUPS => group::people::ask_end;
    Post "/groups/{group}/people/{seat}/end" KEEP_GROUPS => group::people::end;
    Get  "/members"                   For::Permitted(Action::ViewPartnership) => member::list;
    Get  "/members.csv"               For::Permitted(Action::ViewPartnership) => member::file;
    Get  "/members/invite"            For::Permitted(Action::ManageMembers) => member::invite::show;
    Post "/members/invite"            For::Permitted(Action::ManageMembers) => member::invite::submit;
    Get  "/members/import"            For::Permitted(Action::ManageMembers) => member::import::show;
    Post "/members/import"            For::Permitted(Action::ManageMembers) => member::import::check;
    Post "/members/import/make"       For::Permitted(Action::ManageMembers) => member::import::make;
    Get  "/members/{membership}"      For::Permitted(Action::ViewPartnership) => member::one::show;
    Get  "/members/{membership}/prices" For::Permitted(Action::ViewPartnership) => member::prices::show;
    Get  "/members/{membership}/prices.csv" For::Permitted(Action::ViewPartnership) => service::file_of_member;
    Post "/members/{membership}/level" For::Permitted(Action::ManageMembers) => member::one::change_level;
    Post "/members/{membership}/end"  For::Permitted(Action::ManageMembers) => member::one::end;
    Get  "/partnership"               For::Permitted(Action::ViewPartnership) => partnership::settings::show;
    Get  "/partnership/levels.csv"    For::Permitted(Action::ViewPartnership) => partnership::file;
    Get  "/partnership/change"        For::Permitted(Action::ManagePartnership) => partnership::settings::edit;
    Post "/partnership/change"        For::Permitted(Action::ManagePartnership) => partnership::settings::save;
    Get  "/partnership/bank"          BANK => partnership::bank::show;
    Post "/partnership/bank"          BANK => partnership::bank::save;
    Get  "/partnership/trading"       BANK => partnership::trading::show;
    Post "/partnership/trading"       BANK => partnership::trading::save;
    Get  "/partnership/changes/{change}" BANK => partnership::change::show;
    Post "/partnership/changes/{change}" BANK => partnership::change::decide;
    Get  "/control"                   CONTROL => control::show;
    Get  "/control.csv"               CONTROL => control::export::years;
    Get  "/control/shareholders.csv"  CONTROL => control::export::shareholders;
    Get  "/control/activity.csv"      CONTROL => control::export::activity;
    Get  "/control/board.csv"         CONTROL => control::export::board;
    Get  "/control/conclusions.csv"   CONTROL => control::export::conclusions;
    Get  "/control/of/{partnership}"  SCHOOL_OR_AREA => control::show_of;
    Get  "/control/of/{partnership}/test.csv" SCHOOL_OR_AREA => control::export::years;
    Get  "/control/of/{partnership}/shareholders.csv" SCHOOL_OR_AREA => control::export::shareholders;
    Get  "/control/of/{partnership}/board.csv" SCHOOL_OR_AREA => control::export::board;
    Get  "/control/of/{partnership}/conclusions.csv" SCHOOL_OR_AREA => control::export::conclusions;
    Get  "/control/shareholders/new"  KEEP_CONTROL => control::shareholder::new;
    Post "/control/shareholders/new"  KEEP_CONTROL => control::shareholder::enter;
    Get  "/control/shareholders/members" KEEP_CONTROL => control::members::show;
    Post "/control/shareholders/members" KEEP_CONTROL => control::members::enter;
    Get  "/control/shareholders/{share}/end" KEEP_CONTROL => control::end::show_share;
    Post "/control/shareholders/{share}/end" KEEP_CONTROL => control::end::end_share;
    Get  "/control/board/new"         KEEP_CONTROL => control::director::new;
    Post "/control/board/new"         KEEP_CONTROL => control::director::enter;
    Get  "/control/board/{seat}/end"  KEEP_CONTROL => control::end::show_seat;
    Post "/control/board/{seat}/end"  KEEP_CONTROL => control::end::end_seat;
    Get  "/control/invoiced"          For::Permitted(Action::ViewOrders) => control::invoiced::show;
    Get  "/control/invoiced.csv"      For::Permitted(Action::ViewOrders) => control::export::invoices;
    Get  "/control/activity"          CONTROL => control::activity::list;
    Get  "/control/activity/new"      KEEP_CONTROL => control::activity::new;
    Post "/control/activity/new"      KEEP_CONTROL => control::activity::enter;
    Post "/control/activity/{activity}/reverse" KEEP_CONTROL => control::activity::reverse;
    Get  "/control/conclusion"        KEEP_CONTROL => control::conclusion::show;
    Post "/control/conclusion"        KEEP_CONTROL => control::conclusion::record;
    Get  "/hosting.csv"               For::Permitted(Action::HostPartnership) => partnership::hosted;
    Get  "/hosting/{hosting}"         For::Permitted(Action::HostPartnership) => partnership::hosting::show;
    Post "/hosting/{hosting}"         For::Permitted(Action::HostPartnership) => partnership::hosting::answer;
    Get  "/partnership/levels/new"    For::Permitted(Action::ManagePartnership) => partnership::level::add;
    Post "/partnership/levels/new"    For::Permitted(Action::ManagePartnership) => partnership::level::save_new;
    Get  "/partnership/levels/{tier}" For::Permitted(Action::ManagePartnership) => partnership::level::edit;
    Post "/partnership/levels/{tier}" For::Permitted(Action::ManagePartnership) => partnership::level::save;
    Get  "/partnerships/new"          For::Permitted(Action::CreatePartnership) => partnership::begin::show;
    Post "/partnerships/new"          For::Permitted(Action::CreatePartnership) => partnership::begin::submit;
    Get  "/partnerships/new/schools"  For::Permitted(Action::CreatePartnership) => partnership::choose::show;
    Post "/partnerships/new/schools"  For::Permitted(Action::CreatePartnership) => partnership::choose::submit;
    Get  "/partnerships/new/check"    For::Permitted(Action::CreatePartnership) => partnership::check::show;
    Get  "/partnerships/founded"      For::Permitted(Action::CreatePartnership) => partnership::founded::show;
    Get  "/partnerships/founded.csv"  For::Permitted(Action::CreatePartnership) => partnership::founded_here;
    Get  "/partnerships"              Everybody => association::show;
    Get  "/partnerships.csv"          SignedIn  => association::export::file;
    Get  "/partnership/association"   For::Permitted(Action::ManagePartnership) => association::standing;
    Post "/partnership/association"   For::Permitted(Action::ManagePartnership) => association::join;
    Post "/partnership/association/leave" For::Permitted(Action::ManagePartnership) => association::leave;
    Post "/partnerships"              For::Permitted(Action::CreatePartnership) => partnership::check::create;
    Get  "/search"                    Everybody => search::show;
    Get  "/services"                  Everybody => service::list;
    Get  "/offer"                     OFFER     => service::offer;
    Get  "/offer/services.csv"        OFFER     => service::file_of_offered;
    Post "/offer"                     OFFER     => service::become_provider;
    Get  "/providers"                 SERVICES  => service::providers;
    Get  "/providers.csv"             SERVICES  => service::file_of_providers;
    Get  "/providers/{provider}/people"  SERVICES => people::provider::show;
    Post "/providers/{provider}/people"  SERVICES => people::provider::submit;
    Get  "/services.csv"              SignedIn  => service::file;
    Get  "/services/compare"          Everybody => service::compare;
    Get  "/services/new"              SERVICES  => service::new;
    Post "/services/new"              SERVICES  => service::add;
    Get  "/services/import"           SERVICES  => service::choose;
    Post "/services/import"           SERVICES  => service::send;
    Get  "/services/import/{file}"    SERVICES  => service::check;
    Post "/services/import/{file}"    SERVICES  => service::bring_in;
    Get  "/services/{service}"        Everybody => service::show;
    Get  "/services/{service}/market" Everybody => service::evidence;
    Get  "/services/{service}/market.csv" Everybody => service::file_of_market;
    Get  "/services/{service}/days"   Everybody => service::pick;
    Get  "/services/{service}/edit"   SERVICES  => service::edit;
    Post "/services/{service}/edit"   SERVICES  => service::change;
    Post "/services/{service}/move"   SERVICES  => service::move_on;
    Get  "/services/{service}/vat"    SERVICES  => service::vat;
    Post "/services/{service}/vat"    SERVICES  => service::settle;
    Get  "/services/{service}/prices" SERVICES  => service::prices;
    Post "/services/{service}/prices" SERVICES  => service::record;
    Post "/services/{service}/prices/withdraw" SERVICES => service::withdraw;
    Get  "/services/{service}/documents" SERVICES => service::documents;
    Post "/services/{service}/documents" SERVICES => service::add_document;
    Get  "/services/{service}/documents/{document}" Everybody => service::download;
    Post "/services/{service}/documents/{document}/withdraw" SERVICES => service::take_back;
    Get  "/services/{service}/propose" For::Permitted(Action::ProposeTerms)  => service::ask_for;
    Post "/services/{service}/propose" For::Permitted(Action::ProposeTerms)  => service::propose;
    Get  "/proposals"                 PROPOSALS => service::proposals;
    Get  "/proposals.csv"             PROPOSALS => service::file_of_proposals;
    Get  "/proposals/{proposal}"      PROPOSALS => service::proposal;
    Post "/proposals/{proposal}/decide" SERVICES => service::decide_proposal;
    Post "/proposals/{proposal}/withdraw" For::Permitted(Action::ProposeTerms) => service::withdraw_proposal;
    Get  "/services/{service}/pool"   POOL      => capacity::show;
    Get  "/services/{service}/pool.csv" POOL    => capacity::export::file;
    Post "/services/{service}/pool"   POOL      => capacity::add;
    Post "/services/{service}/pool/{pract}" POOL => capacity::change;
    Post "/services/{service}/pool/checks" POOL => capacity::checks::ask_for;
    Get  "/services/{service}/pool/checks.csv" POOL => capacity::export::checks;
    Get  "/services/{service}/pool/{pract}" POOL => capacity::checks::show;
    Get  "/services/{service}/pool/demand" POOL => capacity::demand::show;
    Post "/services/{service}/pool/demand" POOL => capacity::demand::enter;
    Get  "/services/{service}/pool/demand.csv" POOL => capacity::export::demand;
    Get  "/services/{service}/pool/cover" POOL => capacity::cover::show;
    Get  "/services/{service}/pool/waiting" POOL => capacity::waiting::list;
    Get  "/services/{service}/pool/waiting.csv" POOL => capacity::export::waiting;
    Get  "/services/{service}/pool/cover.csv" POOL => capacity::export::cover;
    Post "/services/{service}/pool/cover" POOL => capacity::cover::give;
    Post "/services/{service}/pool/cover/drop" POOL => capacity::cover::drop;
    Post "/services/{service}/pool/{pract}/ill" POOL => capacity::cover::ill;
    Post "/services/{service}/pool/{pract}/checks" POOL => capacity::checks::record;
    Post "/services/{service}/pool/{pract}/checks/{clearance}/withdraw" POOL => capacity::checks::withdraw;
    Get  "/services/{service}/events/new"  POOL => event::new;
    Post "/services/{service}/events/new"  POOL => event::plan;
    Get  "/events"                    POOL      => event::list;
    Get  "/events.csv"                POOL      => event::file;
    Get  "/events/{event}"            POOL      => event::show;
    Get  "/events/{event}/edit"       POOL      => event::edit;
    Post "/events/{event}/edit"       POOL      => event::change;
    Get  "/events/{event}/cancel"     POOL      => event::ask_reason;
    Post "/events/{event}/cancel"     POOL      => event::cancel;
    Get  "/events/{event}/delegates.csv" POOL   => event::delegates;
    Get  "/events/{event}/waiting.csv" POOL     => event::waiting;
    Get  "/events/{event}/register/{sitting}" POOL => event::register;
    Post "/events/{event}/register/{sitting}" POOL => event::tick;
    Get  "/events/{event}/register/{sitting}/list.csv" POOL => event::register_file;
    Get  "/evaluations"               POOL      => evaluation::list;
    Get  "/evaluations.csv"           POOL      => evaluation::file;
    Post "/evaluations/{eval}/reply"  POOL      => evaluation::reply;
    Get  "/evaluation"                Everybody => evaluation::show;
    Post "/evaluation"                Everybody => evaluation::answer;
    Get  "/orders/{order}/evaluation" For::Permitted(Action::ViewSchool) => evaluation::show_order;
    Post "/orders/{order}/evaluation" For::Permitted(Action::ViewSchool) => evaluation::answer_order;
    Get  "/events/{event}/places"     BUY       => event::places;
    Post "/events/{event}/places"     BUY       => event::take;
    Post "/events/{event}/wait"       BUY       => event::wait;
    Post "/events/{event}/wait/leave" BUY       => event::leave;
    Get  "/orders/{order}/delegates/{line}" BUY => event::ask_names;
    Post "/orders/{order}/delegates/{line}" BUY => event::save_names;
    Get  "/certificates/{place}"      SignedIn  => event::certificate;
    Get  "/api/services/{service}/free-days" Everybody => service::free_days;
    Get  "/audit"                     For::Either(Action::ViewAudit, Action::ViewOwnAudit) => audit::show;
    Get  "/audit.csv"                 For::Either(Action::ViewAudit, Action::ViewOwnAudit) => audit::file;
    Get  "/accessibility"             Everybody => about::accessibility;
    Get  "/about/roles"               Everybody => about::roles::show;
    Get  "/demo"                      Demo      => account::demo::show;
    Post "/demo"                      Demo      => account::demo::submit;
}
