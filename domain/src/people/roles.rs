//! The roles of an organisation, and who may give and end them.

use super::limit::{Held, approves_anything};
use crate::access::{Action, Role, allowed_in};
use crate::failure::Refusal;
use crate::organisation::OrganisationKind;

/// The roles that people hold in an organisation of a kind, the most usual first.
pub const fn roles_of(kind: OrganisationKind) -> &'static [Role] {
    use OrganisationKind as K;
    match kind {
        K::School => &[
            Role::Buyer,
            Role::Approver,
            Role::Governor,
            Role::Finance,
            Role::Administrator,
            Role::Auditor,
            Role::ProviderManager,
            Role::Practitioner,
        ],
        K::Trust | K::Federation => &[
            Role::Buyer,
            Role::Approver,
            Role::Governor,
            Role::Finance,
            Role::Administrator,
            Role::Auditor,
        ],
        K::Partnership => &[
            Role::PartnershipStaff,
            Role::Director,
            Role::ProcurementLead,
            Role::CouncilCommissioner,
            Role::Auditor,
        ],
        K::Provider => &[Role::ProviderManager, Role::Practitioner, Role::Auditor],
        K::Council => &[
            Role::CouncilCommissioner,
            Role::Administrator,
            Role::ProviderManager,
            Role::Practitioner,
        ],
        K::Association => &[Role::AssociationStaff],
        K::Installation => &[Role::Operator],
        K::Group => &[],
    }
}

/// Whether a role looks after all the people of an organisation. A school or council that delivers
/// has a provider manager, who looks after those who deliver and nobody else.
const fn looks_after_all(kind: OrganisationKind, role: Role) -> bool {
    let delivers_only = matches!(role, Role::ProviderManager);
    allowed_in(kind, role, Action::ManagePeople)
        && (matches!(kind, OrganisationKind::Provider) || !delivers_only)
}

/// Whether somebody who holds these roles in an organisation may give a role there to others, and
/// end it. Whoever approves binds the organisation to anything, so only an approver makes another.
pub fn may_give(kind: OrganisationKind, held: &[Role], role: Role) -> bool {
    if matches!(role, Role::Approver | Role::Governor) {
        held.contains(&Role::Approver)
    } else if matches!(role, Role::ProviderManager | Role::Practitioner) {
        held.iter().any(|own| allowed_in(kind, *own, Action::ManagePeople))
    } else {
        held.iter().any(|own| looks_after_all(kind, *own))
    }
}

/// Whether somebody who holds a role in an organisation may be let act for its schools, in the same
/// role: for what they buy and pay, never for who belongs to them.
pub const fn acts_through(kind: OrganisationKind, role: Role) -> bool {
    matches!(kind, OrganisationKind::Trust | OrganisationKind::Federation)
        && matches!(role, Role::Buyer | Role::Approver | Role::Finance | Role::Auditor)
}

/// Who decides whether somebody may act for a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetsIn {
    /// Those of the school who may give the role.
    School,
    /// Staff of a partnership that the school is a member of.
    Partnership,
    /// Nobody before the school has an approver.
    NobodyYet,
}

/// Who decides on a role at a school, by the roles that anybody holds there today.
///
/// While nobody acts for a school, a partnership that it is a member of lets the first in; once
/// anybody does, the partnership only lets in the approver that is missing.
pub fn who_lets_in(held: &[Role], role: Role) -> LetsIn {
    let approver_is_missing = role == Role::Approver && !held.contains(&Role::Approver);
    if held.is_empty() || approver_is_missing {
        LetsIn::Partnership
    } else if held.iter().any(|own| may_give(OrganisationKind::School, &[*own], role)) {
        LetsIn::School
    } else {
        LetsIn::NobodyYet
    }
}

/// Whether a role may be ended, given the roles that remain without an end in the organisation.
///
/// # Errors
/// `LastApprover`, `LastWithoutLimit` and `LastAdministrator` where nobody would be left to approve,
/// to approve anything, or to look after people.
pub fn may_end(kind: OrganisationKind, remaining: &[Held], ended: Held) -> Result<(), Refusal> {
    let keeps = |held: &Held| looks_after_all(kind, held.role);
    if ended.role == Role::Approver && !remaining.iter().any(|held| held.role == Role::Approver) {
        return Err(Refusal::LastApprover);
    }
    if approves_anything(&ended) && !remaining.iter().any(approves_anything) {
        return Err(Refusal::LastWithoutLimit);
    }
    if keeps(&ended) && !remaining.iter().any(keeps) {
        return Err(Refusal::LastAdministrator);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;

    /// A role without a limit.
    const fn of(role: Role) -> Held {
        Held { role, limit: None }
    }

    #[test]
    fn every_kind_with_people_has_somebody_who_looks_after_them() {
        use OrganisationKind as K;
        let kinds =
            OrganisationKind::ALL.iter().filter(|kind| !matches!(kind, K::Group | K::Installation));
        for kind in kinds {
            let keeper = |role: &Role| looks_after_all(*kind, *role);
            assert!(roles_of(*kind).iter().any(keeper), "{kind:?}");
        }
    }

    #[test]
    fn whoever_looks_after_people_can_invite_into_every_role_that_binds_to_nothing() {
        use OrganisationKind as K;
        for (kind, keeper) in [
            (K::Council, Role::CouncilCommissioner),
            (K::Council, Role::Administrator),
            (K::Association, Role::AssociationStaff),
        ] {
            for role in roles_of(kind) {
                assert!(may_give(kind, &[keeper], *role), "{keeper:?} gives {role:?}");
            }
        }
        let visits = [Role::CouncilCommissioner];
        assert!(roles_of(K::Partnership).iter().all(|role| !may_give(
            K::Partnership,
            &visits,
            *role
        )));
    }

    #[test]
    fn only_an_approver_makes_an_approver() {
        let may_give = |held: &[Role], role| may_give(OrganisationKind::School, held, role);
        let admin = [Role::Administrator];
        assert!(may_give(&admin, Role::Buyer) && may_give(&admin, Role::Administrator));
        assert!(!may_give(&admin, Role::Approver));
        assert!(may_give(&[Role::Administrator, Role::Approver], Role::Approver));
        assert!(!may_give(&[Role::Buyer, Role::Finance, Role::Auditor], Role::Buyer));
    }

    #[test]
    fn a_schools_provider_manager_looks_after_those_who_deliver_and_nobody_else() {
        let manager = [Role::ProviderManager];
        for role in roles_of(OrganisationKind::School) {
            let delivers = matches!(role, Role::ProviderManager | Role::Practitioner);
            assert_eq!(may_give(OrganisationKind::School, &manager, *role), delivers, "{role:?}");
        }
        assert!(may_give(OrganisationKind::Provider, &manager, Role::Auditor));
        let left =
            |remaining, ended| may_end(OrganisationKind::School, &[of(remaining)], of(ended));
        let last = Err(Refusal::LastAdministrator);
        assert_eq!(left(Role::ProviderManager, Role::Administrator), last);
        assert_eq!(left(Role::Approver, Role::ProviderManager), Ok(()));
    }

    #[test]
    fn a_partnership_lets_in_the_first_and_the_missing_approver_and_nobody_else() {
        use Role as R;
        for (held, role, lets_in) in [
            (&[][..], R::Buyer, LetsIn::Partnership),
            (&[], R::Approver, LetsIn::Partnership),
            (&[R::Buyer], R::Buyer, LetsIn::NobodyYet),
            (&[R::Buyer], R::Approver, LetsIn::Partnership),
            (&[R::Auditor], R::Buyer, LetsIn::NobodyYet),
            (&[R::Administrator], R::Buyer, LetsIn::School),
            (&[R::Administrator], R::Approver, LetsIn::Partnership),
            (&[R::Approver], R::Approver, LetsIn::School),
            (&[R::Buyer, R::Approver], R::Buyer, LetsIn::School),
        ] {
            assert_eq!(who_lets_in(held, role), lets_in, "{role:?} where there are {held:?}");
        }
    }

    #[test]
    fn somebody_is_always_left_to_approve_and_to_look_after_people() {
        use OrganisationKind as K;
        use Role as R;
        for (kind, remaining, ended, result) in [
            (K::School, &[R::Buyer][..], R::Approver, Err(Refusal::LastApprover)),
            (K::School, &[R::Administrator], R::Approver, Err(Refusal::LastApprover)),
            (K::School, &[R::Approver], R::Approver, Ok(())),
            (K::School, &[R::Approver], R::Administrator, Ok(())),
            (K::School, &[R::Buyer], R::Administrator, Err(Refusal::LastAdministrator)),
            (K::Partnership, &[R::PartnershipStaff], R::Director, Err(Refusal::LastAdministrator)),
            (K::Provider, &[R::Practitioner], R::ProviderManager, Err(Refusal::LastAdministrator)),
            (K::School, &[], R::Buyer, Ok(())),
        ] {
            let remain: Vec<Held> = remaining.iter().copied().map(of).collect();
            assert_eq!(
                may_end(kind, &remain, of(ended)),
                result,
                "{ended:?}, {remaining:?} remain"
            );
        }
        let limited = Held { role: R::Approver, limit: Some(Pence::pounds(1_000)) };
        let last = Err(Refusal::LastWithoutLimit);
        assert_eq!(may_end(K::School, &[limited], of(R::Approver)), last);
        assert_eq!(may_end(K::School, &[limited, of(R::Governor)], of(R::Approver)), Ok(()));
        assert_eq!(may_end(K::School, &[limited], limited), Ok(()));
    }
}
