//! The trust of the first school: brought in by the partnership, agreed to by the school's head,
//! with an approver who acts for it.

use domain::access::Role;
use domain::id::OrganisationId;
use domain::text::Email;
use market::Viewer;
use market::db::PageAsked;
use market::mail::About;
use market::people::people;
use market::person::{AcceptInvitation, accept_invitation};
use market::trust::{AgreeTrust, BringInTrust, LetAct, agree_trust, bring_in_trust, let_act};

use super::founding::Founded;
use super::{Marks, key};
use crate::Bed;
use crate::people::{self, PASSWORD, Somebody};

/// The trust, with whoever answers for it.
pub(super) async fn comes_in(
    bed: &Bed,
    marks: Marks,
    founded: &Founded,
) -> (OrganisationId, Somebody) {
    let market = &bed.market;
    let email = format!("trust.{}@pool.example", marks.hidden);
    let [uid, _] = marks.trusts();
    let command = BringInTrust { uid, email: Email::parse(&email).expect("an address") };
    let trust =
        bring_in_trust(market, founded.staff(), &key(market), command).await.expect("a trust");
    bed.run_jobs().await;
    let letters = bed.letters.all();
    let sent = letters.iter().find(|letter| letter.to == email).expect("a letter");
    let About::Invitation { token, .. } = &sent.about else { panic!("not an invitation") };
    let accept = AcceptInvitation {
        token: token.clone(),
        name: marks.hidden("Tess Amadi"),
        password: PASSWORD.to_owned(),
        device: "test".to_owned(),
    };
    accept_invitation(market, &Viewer::Visitor, accept).await.expect("accepted");
    let actor = people::sign_in(bed, &email).await;
    let found = people(market, &actor, &PageAsked::default()).await.expect("people");
    let holding = found.holdings.items.first().expect("her own role").id;
    let command = LetAct { holding, act: true };
    let_act(market, &actor, &key(market), command).await.expect("a right");
    let head = founded
        .people
        .iter()
        .find(|one| one.role == Role::Approver && one.organisation == founded.school);
    let head = &head.expect("a head").actor;
    let found = people(market, head, &PageAsked::default()).await.expect("people");
    let tie = found.through.first().expect("the trust").tie;
    agree_trust(market, head, AgreeTrust { tie, agree: true }).await.expect("agreed");
    let actor = people::sign_in(bed, &email).await;
    (trust, Somebody { email, role: Role::Approver, organisation: trust, actor })
}
