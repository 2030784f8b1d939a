//! What a partnership is in law, and what its members may do.

use crate::access::closed_list;
use crate::failure::Refusal;
use crate::id::OrganisationId;

closed_list! {
    /// What a partnership is in law.
    LegalShape {
        /// A company, mostly limited by guarantee: it sells, invoices and signs itself.
        Company = "company",
        /// No legal entity: it sells through a host, mostly the council.
        Informal = "informal",
    }
}

closed_list! {
    /// What a member may do in a partnership.
    MemberRights {
        /// Buys at members' prices and votes.
        Full = "full",
        /// Buys, and does not vote.
        Associate = "associate",
    }
}

impl MemberRights {
    /// Whether the member has a vote.
    pub const fn votes(self) -> bool {
        matches!(self, Self::Full)
    }
}

/// Who sells and invoices for a partnership: the company itself, or the host of an informal one,
/// without which it cannot sell.
pub fn seller(
    shape: LegalShape,
    partnership: OrganisationId,
    host: Option<OrganisationId>,
) -> Result<OrganisationId, Refusal> {
    match shape {
        LegalShape::Company => Ok(partnership),
        // A body that is no legal entity cannot be its own host.
        LegalShape::Informal => host.filter(|host| *host != partnership).ok_or(Refusal::HostNeeded),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_company_sells_itself_even_if_somebody_hosts_it() {
        let (company, council) = (organisation(1), organisation(2));
        assert_eq!(seller(LegalShape::Company, company, None), Ok(company));
        assert_eq!(seller(LegalShape::Company, company, Some(council)), Ok(company));
    }

    #[test]
    fn an_informal_partnership_sells_only_through_its_host() {
        let (partnership, council) = (organisation(1), organisation(2));
        let shape = LegalShape::Informal;
        assert_eq!(seller(shape, partnership, Some(council)), Ok(council));
        assert_eq!(seller(shape, partnership, None), Err(Refusal::HostNeeded));
        assert_eq!(seller(shape, partnership, Some(partnership)), Err(Refusal::HostNeeded));
    }

    #[test]
    fn full_members_vote_and_associates_do_not() {
        assert!(MemberRights::Full.votes() && !MemberRights::Associate.votes());
    }
}
