//! A change of a service that its provider asks the partnership for.

use crate::access::closed_list;
use crate::failure::Refusal;

closed_list! {
    /// What became of a proposal.
    ProposalState {
        /// The partnership has not decided.
        Waiting = "waiting",
        /// It was taken on: a new version of the service.
        Accepted = "accepted",
        /// The partnership will not have it.
        Declined = "declined",
        /// The provider took it back, or put another in its place.
        Withdrawn = "withdrawn",
    }
}

closed_list! {
    /// What can happen to a proposal.
    ProposalEvent {
        /// The partnership takes it on.
        Accept = "accept",
        /// The partnership will not have it.
        Decline = "decline",
        /// The provider takes it back.
        Withdraw = "withdraw",
    }
}

impl ProposalState {
    /// The state after an event. What has been decided stays decided.
    ///
    /// # Errors
    /// `ProposalDecided` for anything but a proposal that waits.
    pub const fn after(self, event: ProposalEvent) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Waiting, ProposalEvent::Accept) => Ok(Self::Accepted),
            (Self::Waiting, ProposalEvent::Decline) => Ok(Self::Declined),
            (Self::Waiting, ProposalEvent::Withdraw) => Ok(Self::Withdrawn),
            (Self::Accepted | Self::Declined | Self::Withdrawn, _) => Err(Refusal::ProposalDecided),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_is_decided_and_once() {
        let mut table = String::new();
        for state in ProposalState::ALL {
            for event in ProposalEvent::ALL {
                let after = state.after(*event).map_or("refused", ProposalState::code);
                table.push_str(&format!("{:10}{:10}{after}\n", state.code(), event.code()));
            }
        }
        insta::assert_snapshot!(table);
    }
}
