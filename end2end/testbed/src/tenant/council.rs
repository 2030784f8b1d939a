//! What waits for somebody else: a council that is asked to trade for a second, informal
//! partnership, another bank account, and a colleague who is invited. And somebody who has left.

use domain::access::Role;
use domain::partnership::{Bank, LegalShape, Model};
use domain::people::{FIRST_ORDER_LIMIT, RoleDays};
use domain::text::Email;
use market::Viewer;
use market::db::PageAsked;
use market::mail::About;
use market::partnership::{CreatePartnership, Host, change_bank, create_partnership, partnership};
use market::people::{EndRole, InvitePerson, end_role, invite_person, people as people_of};
use market::person::{AcceptInvitation, accept_invitation};

use super::{Tenant, founding, key};
use crate::Bed;
use crate::people::{self, Newcomer, PASSWORD, Somebody};

/// Founds a partnership that asks the council, and gives the council's one person.
pub(super) async fn asked(bed: &Bed, tenant: &Tenant) -> Somebody {
    let market = &bed.market;
    let email = format!("council.{}@pool.example", tenant.marks.hidden);
    let email = Email::parse(&email).expect("an address");
    let operator = people::operator(bed).await;
    let charter = CreatePartnership {
        name: tenant.marks.open("Lanes Together"),
        model: Model::Collaboration,
        shape: LegalShape::Informal,
        invoice_prefix: founding::other_letters(tenant.marks),
        host: Some(Host { name: tenant.marks.hidden("Council"), contact: Some(email.clone()) }),
        schools: Vec::new(),
        ..founding::charter(tenant.marks)
    };
    create_partnership(market, &operator.actor, &key(market), charter).await.expect("another");
    bed.run_jobs().await;
    let letters = bed.letters.all();
    let sent = letters.iter().find(|letter| letter.to == email.as_str()).expect("a letter");
    let About::Invitation { token, .. } = &sent.about else { panic!("not an invitation") };
    let accept = AcceptInvitation {
        token: token.clone(),
        name: tenant.marks.hidden("Ines Ward"),
        password: PASSWORD.to_owned(),
        device: "test".to_owned(),
    };
    accept_invitation(market, &Viewer::Visitor, accept).await.expect("accepted");
    let actor = people::sign_in(bed, email.as_str()).await;
    let organisation = actor.acting_for().expect("the council").organisation;
    Somebody {
        email: email.as_str().to_owned(),
        role: Role::CouncilCommissioner,
        organisation,
        actor,
    }
}

/// Staff ask for another account, which waits for somebody else; the head invites a colleague, and
/// ends the role of somebody who leaves.
pub(super) async fn unanswered(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    let held = partnership(market, tenant.staff()).await.expect("the partnership");
    let other = Bank {
        name: tenant.marks.hidden("Second Bank"),
        sort_code: "40-11-23".to_owned(),
        account: "87654321".to_owned(),
    };
    change_bank(market, tenant.staff(), held.version, other).await.expect("asked for");
    let colleague = InvitePerson {
        email: Email::parse(&format!("colleague.{}@pool.example", tenant.marks.hidden))
            .expect("an address"),
        role: Role::Buyer,
        limit: Some(FIRST_ORDER_LIMIT),
        days: RoleDays::default(),
    };
    invite_person(market, tenant.head(), &key(market), colleague).await.expect("invited");
    let name = tenant.marks.hidden("Noa Quill");
    let (role, organisation) = (Role::Auditor, tenant.school);
    let left =
        people::add(bed, Newcomer { name: &name, role, organisation, limit_pence: None }).await;
    let found = people_of(market, tenant.head(), &PageAsked::default()).await.expect("people");
    let held = found.holdings.items.iter().find(|held| held.person == left.actor.person());
    let end = EndRole { holding: held.expect("their role").id, last_day: None };
    end_role(market, tenant.head(), &key(market), end).await.expect("ended");
}
