//! Who is who: accounts, people, roles, schools, trusts, the trail, and the pages for everybody.

use domain::access::Action;

use super::{For, Method, Route};
use crate::{
    about, account, audit, delegation, home, member, people, school, search, term_dates, trust,
};

use For::{Demo, Everybody, SignedIn};

const PEOPLE: For = For::Permitted(Action::ManagePeople);
const DELEGATION: For = For::Permitted(Action::ManageDelegation);
const SCHEME: For = For::Permitted(Action::ViewSchool);
const DECIDE_JOINING: For = For::Either(Action::ManagePeople, Action::ManageMembers);
const KEEPS_TERMS: For =
    For::OneOf(&[Action::CorrectSchool, Action::ManagePartnership, Action::HostPartnership]);
const SCHOOL_OR_AREA: For = For::Either(Action::ViewSchool, Action::ViewPartnership);

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
    Get  "/school"                    For::Permitted(Action::ViewSchool) => school::own;
    Get  "/school/prices"             For::Permitted(Action::ViewSchool) => school::prices::show;
    Post "/school/prices"             For::Permitted(Action::RecordBaseline) => school::prices::submit;
    Get  "/term-dates"                SCHOOL_OR_AREA => term_dates::show;
    Get  "/term-dates/change"         KEEPS_TERMS => term_dates::change::show;
    Post "/term-dates/change"         KEEPS_TERMS => term_dates::change::save;
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
    Get  "/search"                    Everybody => search::show;
    Get  "/audit"                     For::Either(Action::ViewAudit, Action::ViewOwnAudit) => audit::show;
    Get  "/audit.csv"                 For::Either(Action::ViewAudit, Action::ViewOwnAudit) => audit::file;
    Get  "/accessibility"             Everybody => about::accessibility;
    Get  "/about/roles"               Everybody => about::roles::show;
    Get  "/demo"                      Demo      => account::demo::show;
    Post "/demo"                      Demo      => account::demo::submit;
}
