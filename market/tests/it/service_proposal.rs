//! A provider proposes a change of its service; the partnership takes it on or declines it.

use domain::access::Role;
use domain::audit::Deed;
use domain::service::{ProposalState, TypedTerms};
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::service::{
    self, DecideProposal, ProposeTerms, ServiceDetail, SettleVat, WithdrawProposal,
};
use market::{Actor, Market, Viewer};
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, on_both};

use crate::setting::key;

/// A tenant's service with those who keep it.
struct World {
    tenant: Tenant,
}

impl World {
    async fn of(bed: &Bed) -> Self {
        Self { tenant: Tenant::of(bed, ALDER).await }
    }

    fn manager(&self) -> &Actor {
        &self.tenant.who(Role::ProviderManager, self.tenant.provider).actor
    }

    fn director(&self) -> &Actor {
        &self.tenant.who(Role::Director, self.tenant.partnership).actor
    }

    async fn service(&self, market: &Market) -> ServiceDetail {
        let viewer = Viewer::Actor(Box::new(self.manager().clone()));
        service::view_service(market, &viewer, self.tenant.service).await.unwrap()
    }

    /// A proposal of another price.
    async fn dearer(&self, market: &Market, price: &str) -> ProposeTerms {
        let service = self.service(market).await;
        let mut terms = TypedTerms::of(service.terms(), market.today());
        terms.price.rates.member = price.to_owned();
        ProposeTerms { key: key(), service: service.id(), version: service.row_version(), terms }
    }
}

fn yes(proposal: domain::id::ServiceProposalId) -> DecideProposal {
    DecideProposal { proposal, accept: true, reason: String::new() }
}

on_both! {
    async fn nothing_changes_until_the_partnership_takes_a_proposal_on(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let before = world.service(market).await;
        let id = service::propose_terms(market, world.manager(), world.dearer(market, "401").await)
            .await
            .unwrap();
        let unchanged = world.service(market).await;
        assert_eq!(unchanged.terms(), before.terms());
        assert_eq!(unchanged.version_number(), before.version_number());
        let seen = service::view_proposal(market, world.director(), id).await.unwrap();
        assert!(seen.may_decide && !seen.may_withdraw && !seen.is_stale);
        service::decide_proposal(market, world.director(), yes(id)).await.unwrap();
        let after = world.service(market).await;
        assert_eq!(after.version_number(), before.version_number() + 1);
        assert_eq!(after.terms().vat, before.terms().vat);
        let quote = after.by_standing[0].1.as_ref().unwrap();
        assert_eq!(quote.net, Net(Pence::pounds(401)));
        let decided = service::view_proposal(market, world.manager(), id).await.unwrap();
        assert_eq!(decided.state, ProposalState::Accepted);
        assert!(decided.decided.is_some() && !decided.may_withdraw);
        let again = service::decide_proposal(market, world.director(), yes(id)).await;
        assert_eq!(again, Err(Refusal::ProposalDecided.into()));
    }

    async fn a_declined_proposal_keeps_its_reason_and_needs_one(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let id = service::propose_terms(market, world.manager(), world.dearer(market, "401").await)
            .await
            .unwrap();
        let no = |reason: &str| DecideProposal {
            proposal: id,
            accept: false,
            reason: reason.to_owned(),
        };
        let without = service::decide_proposal(market, world.director(), no(" ")).await;
        assert_eq!(without, Err(Failure::field("reason", Problem::Missing)));
        service::decide_proposal(market, world.director(), no("Not in the year")).await.unwrap();
        let seen = service::view_proposal(market, world.manager(), id).await.unwrap();
        assert_eq!(seen.state, ProposalState::Declined);
        assert_eq!(seen.decided.unwrap().reason.as_deref(), Some("Not in the year"));
    }

    async fn a_second_proposal_takes_the_place_of_the_first_and_the_form_sent_twice_makes_one(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let first = world.dearer(market, "401").await;
        let id = service::propose_terms(market, world.manager(), first.clone()).await.unwrap();
        assert_eq!(service::propose_terms(market, world.manager(), first).await, Ok(id));
        let second = world.dearer(market, "402").await;
        let newer = service::propose_terms(market, world.manager(), second).await.unwrap();
        let waits = service::waiting_proposal(market, world.manager(), world.tenant.service).await;
        assert_eq!(waits, Ok(Some(newer)));
        let listed = service::proposals(market, world.director(), &PageAsked::default()).await;
        let states: Vec<ProposalState> =
            listed.unwrap().items.into_iter().take(2).map(|row| row.state).collect();
        assert_eq!(states, [ProposalState::Waiting, ProposalState::Withdrawn]);
        let withdraw = WithdrawProposal { proposal: newer };
        service::withdraw_proposal(market, world.manager(), withdraw).await.unwrap();
        let late = service::decide_proposal(market, world.director(), yes(newer)).await;
        assert_eq!(late, Err(Refusal::ProposalDecided.into()));
    }

    async fn what_was_proposed_on_an_older_version_is_not_taken_on(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let stale = world.dearer(market, "403").await;
        let id = service::propose_terms(market, world.manager(), world.dearer(market, "401").await)
            .await
            .unwrap();
        let settle =
            SettleVat { service: world.tenant.service, reason: "welfare".to_owned() };
        service::settle_vat(market, world.director(), settle).await.unwrap();
        let refused = service::decide_proposal(market, world.director(), yes(id)).await;
        assert_eq!(refused, Err(Failure::ChangedMeanwhile));
        let seen = service::view_proposal(market, world.director(), id).await.unwrap();
        assert!(seen.is_stale && seen.state == ProposalState::Waiting);
        let late = service::propose_terms(market, world.manager(), stale).await;
        assert_eq!(late, Err(Failure::ChangedMeanwhile));
    }

    async fn nothing_changed_and_bad_values_are_told_beside_their_fields(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let service = world.service(market).await;
        let same = ProposeTerms {
            key: key(),
            service: service.id(),
            version: service.row_version(),
            terms: TypedTerms::of(service.terms(), market.today()),
        };
        let unchanged = service::propose_terms(market, world.manager(), same).await;
        assert_eq!(unchanged, Err(Failure::field("title", Problem::NothingChanged)));
        let bad = world.dearer(market, "dear").await;
        let bad = service::propose_terms(market, world.manager(), bad).await;
        assert_eq!(bad, Err(Failure::field("member", Problem::NotMoney)));
    }

    async fn both_sides_are_told_and_the_trail_says_who(bed) {
        let (world, market) = (World::of(&bed).await, &bed.market);
        let id = service::propose_terms(market, world.manager(), world.dearer(market, "401").await)
            .await
            .unwrap();
        service::decide_proposal(market, world.director(), yes(id)).await.unwrap();
        let asked = market::audit::TrailAsked::default();
        let trail = market::audit::view_trail(market, world.director(), asked).await.unwrap();
        let deeds: Vec<&str> =
            trail.entries.items.iter().take(2).map(|entry| entry.action.as_str()).collect();
        assert_eq!(deeds, [Deed::AcceptTerms.code(), Deed::ProposeTerms.code()]);
    }
}
