//! Every use case, called by those who may not: its own permit refuses, whatever stands before it.

mod commands;
mod money;
mod quotes;
mod sharing;
mod table;
mod things;

use domain::access::{Action, Capacity, Role, allowed_in};
use domain::id::OrganisationId;
use domain::{Failure, Refusal};
use market::Actor;
use testbed::people::{self, Newcomer, Somebody};
use testbed::tables::Onlooker;
use testbed::tenant::{ALDER, BIRCH, Tenant};
use testbed::{Bed, on_both};

use table::{
    FOR_ALL_SCHOOLS, NAMES_A_THING, NAMES_WHAT_IS_ON_SALE, OF_ONES_OWN, OF_THE_PERSON, UseCase,
};
use things::Things;

/// Asked for by the page of a membership, an ended one too: a school that is no member has none.
const EMPTY_FOR_OTHERS: &str = "people::invitations_to_member";

/// A council has no savings: whoever acts for one is refused before one is looked for.
const OF_ONE_SAVING: [&str; 2] = ["saving::view_saving_entry", "saving::evidence_file"];

fn all() -> impl Iterator<Item = &'static UseCase> {
    [OF_ONES_OWN, FOR_ALL_SCHOOLS, NAMES_A_THING, NAMES_WHAT_IS_ON_SALE].into_iter().flatten()
}

impl UseCase {
    fn allows(&self, somebody: &Somebody) -> bool {
        let kind = somebody.actor.acting_for().unwrap().kind;
        let allowed = |action: &Action| allowed_in(kind, somebody.role, *action);
        self.may.is_empty() || self.may.iter().any(allowed)
    }
}

/// Somebody in the role, who may hold it there already.
async fn in_role(bed: &Bed, role: Role, organisation: OrganisationId) -> Somebody {
    let name = format!("{} {}", role.code(), organisation.uuid().simple());
    people::add(bed, Newcomer { name: &name, role, organisation, limit_pence: None }).await
}

/// Whoever may: the one with the most rights in the capacity of the first action.
fn entitled<'a>(
    tenant: &'a Tenant,
    things: &'a Things,
    operator: &'a Somebody,
    use_case: &UseCase,
) -> &'a Actor {
    if use_case.may == [Action::HostPartnership] {
        return &things.host;
    }
    let who = |role, organisation| &tenant.who(role, organisation).actor;
    match use_case.may.first().map(|action| action.capacity()) {
        Some(Capacity::Partnership) => who(Role::Director, tenant.partnership),
        Some(Capacity::Provider) => who(Role::ProviderManager, tenant.provider),
        Some(Capacity::Installation) => &operator.actor,
        Some(Capacity::School | Capacity::Itself) | None => {
            let approves = who(Role::Approver, tenant.school);
            // A buyer changes her own order, and nobody else does.
            match use_case.name {
                "order::resubmit" => who(Role::Buyer, tenant.school),
                "trust::let_act" => who(Role::Approver, tenant.trust),
                _ => approves,
            }
        }
    }
}

on_both! {
    async fn no_use_case_serves_an_actor_whose_role_does_not_allow_it(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let things = Things::of(&bed, &tenant).await;
        let onlooker = Onlooker::of(&bed).await;
        for organisation in [tenant.partnership, tenant.school, tenant.provider] {
            for role in Role::ALL {
                let person = in_role(&bed, *role, organisation).await;
                let before = onlooker.look().await;
                for use_case in all().filter(|use_case| !use_case.allows(&person)) {
                    let outcome = (use_case.call)(&bed.market, &person.actor, &things).await;
                    let refused = [Err(Failure::NotAllowed), Err(Failure::NotFound)];
                    let told = format!("{} as {}: {outcome:?}", use_case.name, role.code());
                    assert!(refused.contains(&outcome), "{told}");
                }
                let changes = before.changes(&onlooker.look().await);
                assert!(changes.is_empty(), "{} changed {changes:#?}", role.code());
            }
        }
    }

    async fn no_use_case_finds_another_tenants_thing(bed) {
        let strangers = Tenant::of(&bed, BIRCH).await;
        let tenant = Tenant::of(&bed, ALDER).await;
        let things = Things::of(&bed, &tenant).await;
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        for stranger in &strangers.people {
            let of_council = stranger.role == Role::CouncilCommissioner;
            let asked = |use_case: &&UseCase| {
                use_case.allows(stranger)
                    && use_case.name != EMPTY_FOR_OTHERS
                    && !(of_council && OF_ONE_SAVING.contains(&use_case.name))
            };
            for use_case in NAMES_A_THING.iter().chain(NAMES_WHAT_IS_ON_SALE).filter(asked) {
                let outcome = (use_case.call)(&bed.market, &stranger.actor, &things).await;
                let told = format!("{} by {}", use_case.name, stranger.email);
                // A school that has had nothing from a partnership looks like one that is none.
                let nothing = Err(Failure::Refused(Refusal::NothingToInvoice));
                assert!([Err(Failure::NotFound), nothing].contains(&outcome), "{told}: {outcome:?}");
            }
        }
        let changes = before.changes(&onlooker.look().await);
        assert!(changes.is_empty(), "strangers changed {changes:#?}");
    }

    async fn every_use_case_serves_an_actor_whose_role_allows_it(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let operator = people::operator(&bed).await;
        let things = Things::of(&bed, &tenant).await;
        for use_case in all() {
            let actor = entitled(&tenant, &things, &operator, use_case);
            let outcome = (use_case.call)(&bed.market, actor, &things).await;
            // What was done before in the same run may stand in the way, and a rule may forbid it:
            // either is told only to those who may ask.
            let served =
                matches!(outcome, Ok(()) | Err(Failure::Refused(_) | Failure::ChangedMeanwhile));
            assert!(served, "{}: {outcome:?}", use_case.name);
        }
        let buyer = &tenant.who(Role::Buyer, tenant.school).actor;
        for use_case in OF_THE_PERSON {
            let outcome = (use_case.call)(&bed.market, buyer, &things).await;
            let refused = [Failure::NotAllowed, Failure::SignInNeeded].map(Err);
            assert!(!refused.contains(&outcome), "{}: {outcome:?}", use_case.name);
        }
    }
}
