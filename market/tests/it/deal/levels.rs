//! Deals above what one person may sign: the head agrees, and the governors' approver signs.

use domain::access::Role;
use domain::delegation::{Away, DelegationRule};
use domain::id::DealId;
use domain::{Failure, Pence, Refusal};
use market::Actor;
use market::baseline::Proof;
use market::deal::{self, AskForSignature, For, SignedUp};
use market::delegation::{ChangeDelegation, NameDeputy, change_delegation, name_deputy};
use market::mail::About;
use testbed::{Bed, on_both};

use super::world::*;

async fn authority(bed: &Bed, actor: &Actor, deal: DealId) -> deal::Authority {
    let shown = deal::view_deal(&bed.market, actor, deal, None).await.unwrap();
    let For::School(school) = shown.to else { panic!("not a school's view") };
    school.authority.unwrap()
}

async fn ask(bed: &Bed, member: &Member, actor: &Actor, deal: DealId) -> Result<u64, Failure> {
    let ask = AskForSignature {
        deal,
        quantity: member.pupils,
        baseline: None,
        purchase_order_number: None,
        key: fresh_key(),
    };
    deal::ask_for_signature(&bed.market, actor, ask).await
}

/// Signs as somebody, resting on what the school's buyer said it pays.
async fn sign(
    bed: &Bed,
    member: &Member,
    actor: &Actor,
    deal: DealId,
) -> Result<SignedUp, Failure> {
    let pays = pays(&bed.market, member, 18, Proof::File(invoice())).await;
    let as_them = Member { buyer: actor.clone(), school: member.school, pupils: member.pupils };
    let promise = promise(&bed.market, deal, &as_them, pays).await;
    deal::commit_to_deal(&bed.market, actor, promise).await
}

/// Who was asked to sign, by name.
async fn asked(bed: &Bed) -> Vec<String> {
    bed.run_jobs().await;
    let letters = bed.letters.all().into_iter();
    let asks = |about: &About| matches!(about, About::SignatureNeeded { .. });
    letters.filter(|letter| asks(&letter.about)).map(|letter| letter.name).collect()
}

async fn governors_above(bed: &Bed, head: &Actor, pounds: i32) {
    let rule = DelegationRule { alone: None, governors_above: Some(Pence::pounds(pounds)) };
    let change = ChangeDelegation { revision: 0, category: None, rule };
    change_delegation(&bed.market, head, &fresh_key(), change).await.unwrap();
}

on_both! {
    async fn above_the_governors_amount_the_head_agrees_and_the_governors_sign(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        let buyer = person(&bed, member.school, Role::Buyer, "limited", Some(10_000)).await;
        let head = person(&bed, member.school, Role::Approver, "head", None).await;
        let chair = person(&bed, member.school, Role::Governor, "chair", None).await;
        governors_above(&bed, &head, 100).await;
        let early = sign(&bed, member, &chair, deal).await.unwrap_err();
        assert!(matches!(early, Failure::Refused(Refusal::OtherLevel { .. })), "{early:?}");
        let alone = sign(&bed, member, &head, deal).await.unwrap_err();
        assert!(matches!(alone, Failure::Refused(Refusal::OtherLevel { .. })), "{alone:?}");
        assert_eq!(ask(&bed, member, &buyer, deal).await.unwrap(), 1);
        let before = authority(&bed, &chair, deal).await;
        assert!(!before.enough && !before.agrees);
        assert!(authority(&bed, &head, deal).await.agrees);
        assert_eq!(ask(&bed, member, &head, deal).await.unwrap(), 1);
        assert_eq!(asked(&bed).await, ["Person head", "Person chair"]);
        assert!(authority(&bed, &chair, deal).await.enough);
        sign(&bed, member, &chair, deal).await.unwrap();
        let shown = deal::view_deal(&bed.market, &head, deal, None).await.unwrap();
        let For::School(school) = shown.to else { panic!("not a school's view") };
        assert_eq!(school.joined.unwrap().role, Role::Governor);
    }

    async fn a_deputy_signs_what_others_ask_for_and_nothing_of_their_own(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        person(&bed, member.school, Role::Buyer, "deputy", Some(10_000)).await;
        let asks = person(&bed, member.school, Role::Buyer, "limited", Some(10_000)).await;
        let head = person(&bed, member.school, Role::Approver, "head", None).await;
        let deputy = person(&bed, member.school, Role::Finance, "deputy", None).await;
        let away = Away { first_on: bed.market.today(), last_on: bed.market.today() };
        let named = NameDeputy { deputy: Some(deputy.person()), away, limit: None };
        name_deputy(&bed.market, &head, &fresh_key(), named).await.unwrap();
        let deputy = testbed::people::sign_in(&bed, deputy.email().unwrap()).await;
        ask(&bed, member, &deputy, deal).await.unwrap();
        let own = sign(&bed, member, &deputy, deal).await.unwrap_err();
        let limit = Pence::new(10_000);
        assert_eq!(own, Refusal::OverLimit { limit }.into());
        ask(&bed, member, &asks, deal).await.unwrap();
        sign(&bed, member, &deputy, deal).await.unwrap();
    }
}
