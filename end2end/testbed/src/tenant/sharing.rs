//! What the two schools share: something that binds them, something they are asked to agree to, and
//! something of each for which it looks for schools that would join.

use domain::access::Role;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{SharingReach, TypedSharing};
use market::Actor;
use market::sharing::{
    AgreeSharing, JoinSharing, ProposeSharing, agree_sharing, join_sharing, propose_sharing,
    view_sharing,
};

use super::{Tenant, key};
use crate::Bed;
use crate::people::{self, Newcomer};

/// Proposes all of it, and has the first bind both.
pub(super) async fn share(bed: &Bed, tenant: &Tenant) {
    let (market, other) = (&bed.market, tenant.other_school);
    let name = tenant.marks.hidden("Nora Quill");
    let new =
        Newcomer { name: &name, role: Role::Approver, organisation: other, limit_pence: None };
    let other_head = people::add(bed, new).await.actor;
    let bound = propose(bed, tenant, tenant.buyer(), ("Minibus", vec![other])).await;
    for head in [tenant.head(), &other_head] {
        agree(bed, head, bound).await;
    }
    propose(bed, tenant, tenant.buyer(), ("Business manager", vec![other])).await;
    for (proposer, joiner) in [(tenant.buyer(), &other_head), (&other_head, tenant.buyer())] {
        let sharing = propose(bed, tenant, proposer, ("Site manager", Vec::new())).await;
        let join = JoinSharing { sharing, days: "1.5".to_owned() };
        join_sharing(market, joiner, join).await.expect("one more who would join");
    }
}

async fn propose(
    bed: &Bed,
    tenant: &Tenant,
    actor: &Actor,
    (title, schools): (&str, Vec<OrganisationId>),
) -> SharingId {
    let text = |text: &str| text.to_owned();
    let hidden = |words: &str| tenant.marks.hidden(words);
    let none = || (String::new(), String::new());
    let reach = if schools.is_empty() { SharingReach::Area } else { SharingReach::Named };
    let typed = TypedSharing {
        kind: text("staff"),
        title: hidden(title),
        description: hidden("Some days at each of us"),
        cost: [(hidden("Salary"), text("40,000.01")), none(), none(), none(), none()],
        cost_kind: text("yearly"),
        split: text("days"),
        first_on: text("4 January 2027"),
        last_on: text("31 August 2028"),
        notice_days: text("30"),
        stated_by: text("term"),
        answer_by: text("18 December 2026"),
    };
    let owner = actor.acting_for().expect("a school").organisation;
    let command = ProposeSharing {
        key: key(&bed.market),
        within: None,
        reach,
        schools,
        owner,
        weights: vec![text("2"), text("3")],
        typed,
    };
    propose_sharing(&bed.market, actor, command).await.expect("a proposal")
}

async fn agree(bed: &Bed, head: &Actor, sharing: SharingId) {
    let shown = view_sharing(&bed.market, head, sharing).await.expect("a proposal");
    let portion = shown.bound.expect("a portion").portion;
    let command = AgreeSharing { sharing, round: shown.sharing.round, portion };
    agree_sharing(&bed.market, head, command).await.expect("agreed");
}
